"""Bring the facet index up to date, so that no reader has to wait for it."""

import time

from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS

from talks.index import current, delete, forget_damaged
from talks.replica import of_readers, reading_from
from talks.version import snapshot


class Command(BaseCommand):
    help = "Writes the facet index if it is missing, outdated or damaged; run it after a large load."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--force", action="store_true", help="write it in any case")

    def handle(self, **options) -> None:
        for database in sorted(
            {DEFAULT_DB_ALIAS, of_readers()}
        ):  # the index of curators' previews, and that of readers
            begun = time.monotonic()
            with reading_from(database):
                if options["force"]:
                    delete()
                else:
                    forget_damaged()
                with snapshot():
                    index = current()
            spent = time.monotonic() - begun
            self.stdout.write(f"The index holds {index.size} events as of version {index.version} ({spent:.1f} s).")
