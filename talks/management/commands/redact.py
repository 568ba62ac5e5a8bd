"""Take a statement out of the record and out of all releases."""

from argparse import ArgumentParser
from datetime import UTC, datetime

from django.core.management.base import BaseCommand, CommandError

from talks import releasing


class Command(BaseCommand):
    help = "Withdraws a statement, deletes the files of releases that hold it, and writes editions without it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the statement, by any slug that it has or had")
        parser.add_argument("--reason", required=True, help="why; readers of its address see it")

    def handle(self, slug: str, *, reason: str, **options) -> None:
        try:
            done = releasing.redact(slug, reason, datetime.now(UTC).date())
        except releasing.ReleaseError as error:
            raise CommandError(str(error)) from error
        if done.withdrawn:
            self.stdout.write("The statement was withdrawn from the record.")
        for number, files in done.releases.items():
            self.stdout.write(f"Release {number}: {', '.join(files)} were deleted; an edition without it is beside.")
        if not done.releases:
            self.stdout.write("No release holds it.")
        for name in done.still:
            self.stdout.write(f"Its words still stand in {name}: another statement has them too.")
