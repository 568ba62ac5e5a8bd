"""Ask whether the web addresses of reports still answer."""

import sys
from argparse import ArgumentParser
from collections import Counter

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from talks.links import addresses_to_ask, check
from talks.links.asking import Asker
from talks.models import LinkCheck
from talks.vocabulary import LinkState


class Command(BaseCommand):
    help = (
        "Asks the address and the archived copy of every report, and stores what it finds for the front page of the desk. "
        "It is the only command that goes to the network."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--older-than", type=int, default=0, metavar="DAYS", help="Only what was not asked since.")
        parser.add_argument("--dry-run", action="store_true", help="List what would be asked, and ask nothing.")
        parser.add_argument("--strict", action="store_true", help="Exit code 1 if an address of the record is broken.")
        parser.add_argument(
            "--allow-private", action="store_true", help="Ask addresses of this machine and its own network too."
        )

    def handle(self, *, older_than: int, dry_run: bool, strict: bool, allow_private: bool, **options) -> None:
        asked = addresses_to_ask(older_than)
        if dry_run:
            for one in asked:
                self.stdout.write(f"{one.slug}: {one.address}")
            self.stdout.write(
                ngettext("%d address would be asked.", "%d addresses would be asked.", len(asked)) % len(asked)
            )
            return
        asker = Asker(f"Talks check_links (+{settings.SITE_URL})", allow_private=allow_private)
        states = Counter[str]()
        for one, found in check(asked, asker):
            states[found.state] += 1
            if found.state != LinkState.FOUND:
                self.stdout.write(f"{one.slug}: {one.address}: {in_words(found)}")
        counts = ", ".join(f"{states[state]} {state}" for state in LinkState.values)
        self.stdout.write(ngettext("%d address asked", "%d addresses asked", len(asked)) % len(asked) + f": {counts}.")
        broken = LinkCheck.objects.broken().count()
        if broken != states[LinkState.BROKEN]:
            self.stdout.write(f"Broken in the whole record: {broken}.")
        if strict and broken:
            sys.exit(1)  # not a CommandError, so that the summary is the last line


def in_words(found: LinkCheck) -> str:
    parts = [found.state, found.error or (f"HTTP {found.status}" if found.status and found.status >= 400 else "")]
    parts.append(f"leads to {found.final_address}" if found.final_address else "")
    return ", ".join(filter(None, parts))
