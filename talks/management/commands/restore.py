"""Put the content of a backup into the database."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from talks import backup


class Command(BaseCommand):
    help = (
        "Replaces the content of the database by that of a backup, after checking it. The site may serve meanwhile: every "
        "answer shows the former or the restored content. Curators log in again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--discard",
            action="store_true",
            help="do not write a backup of the present content first; needed where that is damaged or there is no room",
        )

    def handle(self, file: Path, *, discard: bool, **options) -> None:
        try:
            holds_nothing = "django_migrations" not in connection.introspection.table_names()
            manifest = backup.restore(file, (lambda: None) if discard or holds_nothing else self.write_present)
        except backup.BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored: {manifest.in_words}. Curators log in again.")
        call_command("build_index", stdout=self.stdout)
        try:
            there = backup.releases.restore(file)
        except backup.BackupError as error:
            raise CommandError(f"The database was restored, but: {error}") from error
        if there:
            self.stdout.write(f"Releases: {there}. Those that were missing were put back.")

    def write_present(self) -> None:
        """Write a backup of what is about to be replaced."""
        folder = Path(connection.settings_dict["NAME"]).parent if connection.vendor == "sqlite" else settings.VAR
        path = folder / f"before-restore-{datetime.now(UTC):%Y-%m-%dT%H%M%S}Z"
        try:
            backup.write(path)
        except backup.BackupError as error:
            raise CommandError(f"What is there now cannot be stored: {error} With --discard it is lost.") from error
        self.stdout.write(f"What was there before is in {path}.")
