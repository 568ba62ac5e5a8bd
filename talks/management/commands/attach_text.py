"""Store the full text of a report, and check its quotes against it."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from talks.article_texts import TEXT_BYTES_ALLOWED, attach_text, read_furniture, summed_up
from talks.cleaning import told
from talks.models import Article


class Command(BaseCommand):
    help = "Stores the text of a report as numbered paragraphs; exit code 1 if a quote is not in it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="The report.")
        parser.add_argument("file", type=Path, help="The saved report, as UTF-8 text.")
        parser.add_argument("--furniture", default="", metavar="LINES", help="Lines that are not the report: 1-15,20")

    def handle(self, slug: str, file: Path, furniture: str, **options) -> None:
        try:
            article = Article.objects.get_by_natural_key(slug)
            with file.open("rb") as opened:
                attached = attach_text(article, opened.read(TEXT_BYTES_ALLOWED + 1), read_furniture(furniture))
        except Article.DoesNotExist as error:
            raise CommandError(f"There is no report “{slug}”.", returncode=2) from error
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.", returncode=2) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=2) from error
        checked = attached.checked
        for fault in [*checked.openings, *checked.warnings]:
            self.stderr.write(str(fault))
        if attached.changes:
            self.stdout.write(told(attached.changes))
        summary = f"{len(attached.text.paragraphs)} paragraphs are stored: {summed_up([checked])}"
        if checked.faults:
            raise CommandError("\n".join([*map(str, checked.faults), summary]))
        self.stdout.write(summary)
