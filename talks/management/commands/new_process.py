"""Begin the record of another negotiation."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from talks.beginning import Side, begin
from talks.loading import dump

NEXT = """The process {slug} is made. What comes next:
1. {site}/admin/ leads to the desk. An account is made with manage.py createsuperuser.
2. Bring a report in, mark its statements and publish them; docs/a-record-of-your-own.md goes through it.
3. manage.py dump_record {slug} >{slug}.json writes the record to a file, which loaddata reads."""


class Command(BaseCommand):
    help = "Makes an empty record to start from: a process, its sides, and the lanes of their picture."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="The name in addresses and files: small letters, digits and hyphens.")
        parser.add_argument("--title", required=True, help="The title of the timeline.")
        parser.add_argument(
            "--side",
            dest="sides",
            metavar="SLUG[=NAME]",
            action="append",
            default=[],
            help="A party or group that negotiates or hosts, with its name where it is new; once for each, from the top.",
        )
        parser.add_argument("--summary", default="", help="One or two sentences, neutral.")
        parser.add_argument("--scope", default="", help="What belongs in this record, and what does not.")
        parser.add_argument("--licence", default="", help="Under which terms the record may be used.")
        parser.add_argument("--file", help="Write a file for loaddata, and leave the database as it is.")

    def handle(self, slug: str, *, title: str, sides: list[str], file: str | None, **options) -> None:
        given = [Side(one.strip(), name.strip()) for one, _sign, name in (side.partition("=") for side in sides)]
        fields = {name: options[name] for name in ("summary", "scope", "licence")}
        try:
            with transaction.atomic():
                process = begin(slug, title, given, **fields)
                if file:
                    text = dump(process.slug)
                    transaction.set_rollback(True)
        except ValidationError as error:
            raise CommandError("\n".join(["Nothing was made.", *in_words(error)])) from error
        if not file:
            self.stdout.write(NEXT.format(slug=slug, site=settings.SITE_URL))
            return
        try:
            Path(file).write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"Written: {file}. manage.py loaddata {file} makes the process of it.")


def in_words(error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return error.messages
    lines = [(field, message) for field, messages in error.message_dict.items() for message in messages]
    return [message if field == NON_FIELD_ERRORS else f"{field}: {message}" for field, message in lines]
