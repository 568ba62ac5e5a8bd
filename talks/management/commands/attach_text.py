"""Store the full text of a report, or put the former one back, and check its quotes against it."""

from argparse import ArgumentParser
from mimetypes import guess_type
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from talks.article_texts import (
    TEXT_BYTES_ALLOWED,
    AttachedText,
    TextRefused,
    attach_text,
    put_back,
    read_furniture,
    summed_up,
)
from talks.cleaning import told
from talks.models import Article


class Command(BaseCommand):
    help = (
        "Stores the text of a report as numbered paragraphs, with the file as it is, and marks the quotes found in it; "
        "exit code 1 if a quote is not in it. Names the paragraphs that differ from the text before, which alone is no "
        "error. The former text stays stored and can be put back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="The report.")
        parser.add_argument("file", type=Path, nargs="?", help="The saved report, as UTF-8 text.")
        parser.add_argument("--furniture", default="", metavar="LINES", help="Lines that are not the report: 1-15,20")
        parser.add_argument("--put-back", action="store_true", help="Store the former text again, in place of a file.")
        parser.add_argument(
            "--replace", action="store_true", help="Store the text even if quotes that are proved are not in it."
        )

    def handle(self, slug: str, file: Path | None, furniture: str, **options) -> None:
        if options["put_back"] == bool(file):
            raise CommandError("Name a file, or put the former text back with --put-back.", returncode=2)
        try:
            article = Article.objects.get_by_natural_key(slug)
            attached = self.store(article, file, furniture, replace=options["replace"])
        except Article.DoesNotExist as error:
            raise CommandError(f"There is no report “{slug}”.", returncode=2) from error
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.", returncode=2) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=2) from error
        except TextRefused as refusal:
            advice = "Is it the text of another report? With --replace it is stored all the same."
            raise CommandError("\n".join([*map(str, refusal.faults), f"{refusal} {advice}"])) from refusal
        checked = attached.checked
        if attached.differs:
            self.stderr.write(attached.differs)
        for fault in [*checked.openings, *checked.warnings]:
            self.stderr.write(str(fault))
        if attached.changes:
            self.stdout.write(told(attached.changes))
        summary = f"{len(attached.text.paragraphs)} paragraphs are stored: {summed_up([checked])}"
        if checked.faults:
            raise CommandError("\n".join([*map(str, checked.faults), summary]))
        self.stdout.write(summary)

    def store(self, article: Article, file: Path | None, furniture: str, *, replace: bool) -> AttachedText:
        if file is None:
            return put_back(article, replace=replace)
        with file.open("rb") as opened:
            content = opened.read(TEXT_BYTES_ALLOWED + 1)
        media_type = guess_type(file.name)[0] or "text/plain"
        return attach_text(article, content, read_furniture(furniture), media_type=media_type, replace=replace)
