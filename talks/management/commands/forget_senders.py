"""Delete what the senders of error reports gave, once it is 90 days old."""

from django.core.management.base import BaseCommand

from talks.error_reports import HELD, forget_senders


class Command(BaseCommand):
    help = (
        f"Deletes how to reach the senders of error reports that came in {HELD.days} days ago or earlier, and their messages "
        "if they were private or are decided on. The site does so too whenever a report comes in or the list of them is opened."
    )

    def handle(self, **options) -> None:
        count = forget_senders()
        self.stdout.write(f"Deleted what the senders of {count} error reports gave." if count else "Nothing to delete.")
