"""Prepare a release for a repository of data."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from talks import releases, releasing


class Command(BaseCommand):
    help = "Writes the files of a release, and their description for a repository, into a folder. It uploads nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", metavar="N", type=int)
        parser.add_argument("folder", metavar="DIR", type=Path)

    def handle(self, number: int, folder: Path, **options) -> None:
        release = releases.find(number)
        if release is None:
            raise CommandError(f"There is no release {number}.")
        try:
            names = releasing.deposit(release, folder)
        except releasing.ReleaseError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{folder} holds {len(names)} files, and metadata.json and datacite.json. Upload them yourself."
        )
