"""Bring the facet index up to date, so that no reader has to wait for it."""

import time

from django.core.management.base import BaseCommand

from talks.index import current
from talks.version import snapshot


class Command(BaseCommand):
    help = "Writes the facet index if it is missing or outdated; run it after a large load."

    def handle(self, **options) -> None:
        begun = time.monotonic()
        with snapshot():
            index = current()
        spent = time.monotonic() - begun
        self.stdout.write(f"The index holds {index.size} events as of version {index.version} ({spent:.1f} s).")
