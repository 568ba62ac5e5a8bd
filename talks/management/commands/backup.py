"""Write the whole database to a file."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from talks import backup


class Command(BaseCommand):
    help = (
        "Writes the whole database, drafts and accounts included, to a private file, and the releases into a folder beside "
        "it; the site may serve meanwhile."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--force", action="store_true", help="overwrite FILE, once the new backup is on the disk")

    def handle(self, file: Path, *, force: bool, **options) -> None:
        try:
            manifest = backup.write(file, overwrite=force)
            copies = backup.releases.write(file)
        except backup.BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{file} holds {manifest.in_words}.")
        if copies:
            self.stdout.write(f"Releases in the folder {backup.releases.FOLDER} beside it: {copies}.")
