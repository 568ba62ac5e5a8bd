"""Write the record of a process as a fixture."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from talks.loading import RecordLeftError, dump
from talks.models import Process


class Command(BaseCommand):
    help = "Writes the record of a process, drafts included, as the fixture that loaddata reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "processes",
            metavar="PROCESS",
            nargs="+",
            help="Slug of the process; name several if their records refer to each other.",
        )

    def handle(self, processes: list[str], **options) -> None:
        try:
            self.stdout.write(dump(*processes), ending="")
        except Process.DoesNotExist as error:
            known = ", ".join(Process.objects.order_by("slug").values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no such process. In the record: {known}.") from error
        except RecordLeftError as error:
            raise CommandError(str(error)) from error
