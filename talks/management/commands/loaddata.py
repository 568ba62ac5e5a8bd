"""Load fixtures into the record, whole or not at all."""

from argparse import ArgumentParser

from django.core.management.base import CommandError
from django.core.management.commands import loaddata
from django.db import DEFAULT_DB_ALIAS

from talks.loading import FixtureRefused, load


class Command(loaddata.Command):
    help = "Loads records from JSON fixtures. If one is wrong, nothing is loaded and each problem is listed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(format="json")
        parser.add_argument(
            "--update-names",
            action="store_true",
            help="Give people, outlets and places the names and notes of the file; otherwise they keep their own.",
        )

    def handle(self, *fixtures: str, **options) -> None:
        partly = options["ignore"] or options["exclude"] or options["app_label"]
        if partly or options["format"] != "json" or options["database"] != DEFAULT_DB_ALIAS:
            raise CommandError("A fixture is loaded whole, from JSON, into the one database: leave these options out.")
        try:
            loaded = load(*fixtures, update_names=options["update_names"])
        except FixtureRefused as refusal:
            raise CommandError(f"Nothing was loaded.\n{refusal}") from refusal
        if options["verbosity"]:
            self.stdout.write(f"Loaded {', '.join(fixtures)}: {loaded}.")
            for line in filter(None, [*loaded.notes, loaded.readers, loaded.advice]):
                self.stdout.write(line)
