"""Warn of what readers could take wrongly in the record."""

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from talks.lint import lint_process
from talks.models import Process


class Command(BaseCommand):
    help = "Lists the warnings of the editors' lint, one a line: record, place, rule, message."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("processes", metavar="PROCESS", nargs="*", help="Only these negotiations.")
        parser.add_argument("--all", action="store_true", help="List the warnings of records with an exception too.")
        parser.add_argument(
            "--strict", action="store_true", help="Exit code 1 if there is a warning without exception."
        )

    def handle(self, processes: list[str], **options) -> None:
        try:
            chosen = [Process.objects.get_by_natural_key(slug) for slug in processes]
        except Process.DoesNotExist as error:
            known = ", ".join(Process.objects.order_by("slug").values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no such process. In the record: {known}.", returncode=2) from error
        warnings = silent = 0
        for process in chosen or Process.objects.order_by("slug"):
            for finding in lint_process(process):
                silent += bool(finding.reason)
                warnings += not finding.reason
                if options["all"] or not finding.reason:
                    self.stdout.write(str(finding))
        summary = ngettext("%d warning", "%d warnings", warnings) % warnings
        self.stdout.write(f"{summary}; {silent} silenced by an exception." if silent else f"{summary}.")
        if options["strict"] and warnings:
            sys.exit(1)  # not a CommandError, so that the summary is the last line
