"""Write a synthetic record, for measuring."""

from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from talks.synthetic import make_record


class Command(BaseCommand):
    help = "Writes a made-up record of any size; the same number of events and the same seed give the same record."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--events", type=int, default=1000, help="How many; statements are five times as many.")
        parser.add_argument("--seed", type=int, default=1, help="Another number gives another record.")
        parser.add_argument("--process", default="synthetic", help="Slug of the process; all slugs begin with it.")

    def handle(self, events: int, seed: int, process: str, **options) -> None:
        def progress(done: int) -> None:
            self.stderr.write(f"{done} of {events} events", self.style.SUCCESS)

        try:
            made = make_record(events, seed, process, progress=progress)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        sums = ", ".join(f"{number} {name}" for name, number in made.items())
        self.stdout.write(f"The record {process} is made: {sums}.")
