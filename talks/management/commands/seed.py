"""Load the first record into an empty database, so that a new site has something to show."""

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from talks.models import Article, Claim, Event, Process

RECORD = "ukraine_2022"


class Command(BaseCommand):
    help = f"Loads the record {RECORD} into an empty database; never changes an existing record."

    def handle(self, **options) -> None:
        with transaction.atomic():
            if any(model.objects.exists() for model in (Process, Event, Claim, Article)):
                self.stdout.write("The database already contains a record: nothing was loaded.")
                return
            call_command("loaddata", RECORD, verbosity=0)
        counts = Event.objects.count(), Claim.objects.count(), Article.objects.count()
        self.stdout.write("The record {} is loaded: {} events, {} statements, {} reports.".format(RECORD, *counts))
