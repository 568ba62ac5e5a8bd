"""Make a numbered release of the public record."""

from argparse import ArgumentParser
from datetime import UTC, date, datetime

from django.core.management.base import BaseCommand, CommandError

from talks import releasing


class Command(BaseCommand):
    help = "Writes what readers can see to a numbered folder of RELEASES, whose files never change."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--doi", default="", help="the DOI that was reserved for it, such as 10.5281/zenodo.123")
        parser.add_argument("--note", default="", help="a sentence on it, for readers")
        parser.add_argument(
            "--day", type=date.fromisoformat, help="the day that it bears, such as 2026-12-01; today without it"
        )

        parser.add_argument("--without-site", action="store_true", help="leave out site.zip, all pages of the site")

    def handle(self, *, doi: str, note: str, day: date | None, without_site: bool, **options) -> None:
        doi = doi.strip().removeprefix("https://doi.org/")
        if doi and not (doi.startswith("10.") and "/" in doi and " ".join(doi.split()) == doi):
            raise CommandError(f"“{doi}” is no DOI; one begins with 10. and has a slash.")
        try:
            made = releasing.make(
                day or datetime.now(UTC).date(), doi=doi, note=" ".join(note.split()), with_site=not without_site
            )
        except releasing.ReleaseError as error:
            raise CommandError(str(error)) from error
        counts = made.counts
        self.stdout.write(
            f"Release {made.number} is at {made.url}: {counts['events']:,} events, {counts['statements']:,} statements, "
            f"{counts['reports']:,} reports. SHA-256 of its manifest: {made.sha256}."
        )
