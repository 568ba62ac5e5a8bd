"""Write the whole site into a folder."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from talks import static_site


class Command(BaseCommand):
    help = (
        "Writes every public page into a folder that opens without a server or a network, or from any host. What this command "
        "wrote there before is replaced; any other folder that is not empty is refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)

    def handle(self, folder: Path, **options) -> None:
        try:
            exported = static_site.export(folder)
        except static_site.SiteError as error:
            raise CommandError(str(error)) from error
        megabytes = f"{exported.size / 1_000_000:.1f}"
        self.stdout.write(
            f"{folder} holds {exported.pages} pages, {exported.files} files, {megabytes} MB. Open {folder / 'index.html'}."
        )
