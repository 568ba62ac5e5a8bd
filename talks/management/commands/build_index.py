"""Bring the facet index up to the present, so that no reader has to wait for it."""

import time

from django.core.management.base import BaseCommand

from talks.index import current
from talks.version import snapshot


class Command(BaseCommand):
    help = (
        "Writes the facet index beside the data, where it is missing or too much changed; worth it after a large load."
    )

    def handle(self, **options) -> None:
        begun = time.monotonic()
        with snapshot():
            index = current()
        spent = time.monotonic() - begun
        self.stdout.write(f"The index holds {index.size} events as of version {index.version} ({spent:.1f} s).")
