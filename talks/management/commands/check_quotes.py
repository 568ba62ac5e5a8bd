"""Check every quote against the stored text of its report."""

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from talks.article_texts import check_quotes, summed_up
from talks.cleaning import told
from talks.models import Article
from talks.share import share_of


class Command(BaseCommand):
    help = (
        "Checks that each quote is in its paragraph, letter for letter, and marks it as found; cleans texts that were "
        "stored before texts were cleaned. Exit code 1 if a quote is not there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slugs", metavar="REPORT", nargs="*", help="Only these reports.")
        parser.add_argument(
            "--strict", action="store_true", help="Exit code 1 also where a quote was not checked, for want of a text."
        )

    def handle(self, slugs: list[str], *, strict: bool, **options) -> None:
        try:
            present = [Article.objects.get_by_natural_key(slug).slug for slug in slugs]
        except Article.DoesNotExist as error:
            raise CommandError(f"Not all of these are reports: {', '.join(slugs)}.", returncode=2) from error
        reports = list(check_quotes(present))
        for report in reports:
            state = summed_up([report]) if report.has_text else "not checked: no text is stored."
            self.stdout.write(f"{report.slug}: {state}")
            if report.cleaned:
                self.stdout.write(f"  {told(report.cleaned)}")
            for fault in [*report.faults, *report.openings]:
                self.stdout.write(f"  {fault}")
            for warning in report.warnings:
                self.stdout.write(f"  look at {warning}")
            for slug in report.lost:
                self.stdout.write(f"  {slug}: no longer marked as found.")
            taken = share_of(Article.objects.select_related("text").get(slug=report.slug))
            if taken.words is not None:
                self.stdout.write(f"  republished: {taken}{': too much' if taken.is_too_much else ''}")
        self.stdout.write(summed_up(reports))
        if not all(report.is_right for report in reports) or (strict and any(report.is_lacking for report in reports)):
            sys.exit(1)  # not a CommandError, so that the summary is the last line
