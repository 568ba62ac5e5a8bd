"""Read a table of events and statements into drafts."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from talks.importing import BYTES_ALLOWED, ImportRefused, import_table, read_file, template
from talks.models import Process
from talks.vocabulary import EventKind


class Command(BaseCommand):
    help = (
        "Makes drafts of the events and statements of a table: CSV, XLSX, or TimelineJS's JSON or spreadsheet. "
        "If anything is wrong, nothing is imported, and each problem is listed with its row and column."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="The table; - reads standard input.")
        parser.add_argument("--process", metavar="SLUG", help="The negotiation; needed where there are several.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would be imported, and import nothing.")
        parser.add_argument("--kind", choices=EventKind.values, help="For events without a kind; otherwise context.")
        parser.add_argument("--encoding", default="", help="Of a text file, such as koi8-u; otherwise it is found out.")
        parser.add_argument("--template", action="store_true", help="Write a table to start from, in place of a file.")

    def handle(self, file: str | None, *, dry_run: bool, **options) -> None:
        if options["template"]:
            self.stdout.write(template(), ending="")
            return
        if not file:
            raise CommandError("Name a file, or write a table to start from with --template.", returncode=2)
        process = self.process(options["process"])
        try:
            content = self.content(file)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.", returncode=2) from error
        name = "" if file == "-" else Path(file).name
        try:
            table = read_file(content, options["encoding"])
            imported = import_table(table, process, name=name, kind=options["kind"] or "", dry_run=dry_run)
        except ImportRefused as refusal:
            raise CommandError(f"Nothing was imported.\n{refusal}") from refusal
        for note in imported.notes:
            self.stdout.write(note)
        for address in imported.addresses:
            self.stdout.write(address)
        self.stdout.write(f"Nothing was imported. It would be {imported}." if dry_run else f"Imported: {imported}.")

    def content(self, file: str) -> bytes:
        if file == "-":
            return sys.stdin.buffer.read(BYTES_ALLOWED + 1)
        with Path(file).open("rb") as opened:
            return opened.read(BYTES_ALLOWED + 1)

    def process(self, slug: str | None) -> Process:
        known = list(Process.objects.order_by("slug"))
        if slug is None and len(known) == 1:
            return known[0]
        try:
            return Process.objects.get_by_natural_key(slug or "")
        except Process.DoesNotExist as error:
            named = ", ".join(process.slug for process in known) or "none"
            raise CommandError(f"Choose the process with --process. In the record: {named}.", returncode=2) from error
