"""Check every quote against the stored text of its report."""

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from talks.article_texts import check_quotes, summed_up
from talks.models import Article
from talks.share import share_of


class Command(BaseCommand):
    help = "Checks that each quote is in its paragraph, letter for letter; exit code 1 if one is not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slugs", metavar="REPORT", nargs="*", help="Only these reports.")

    def handle(self, slugs: list[str], **options) -> None:
        try:
            present = [Article.objects.get_by_natural_key(slug).slug for slug in slugs]
        except Article.DoesNotExist as error:
            raise CommandError(f"Not all of these are reports: {', '.join(slugs)}.", returncode=2) from error
        reports = list(check_quotes(present))
        for report in reports:
            state = summed_up([report]) if report.has_text else "not checked: no text is stored."
            self.stdout.write(f"{report.slug}: {state}")
            for fault in [*report.faults, *report.openings]:
                self.stdout.write(f"  {fault}")
            for warning in report.warnings:
                self.stdout.write(f"  look at {warning}")
            taken = share_of(Article.objects.select_related("text").get(slug=report.slug))
            if taken.words is not None:
                self.stdout.write(f"  republished: {taken}{': too much' if taken.is_too_much else ''}")
        self.stdout.write(summed_up(reports))
        if not all(report.is_right for report in reports):
            sys.exit(1)  # not a CommandError, so that the summary is the last line
