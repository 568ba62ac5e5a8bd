"""Give a user a second factor for the login, or take it away."""

from argparse import ArgumentParser

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from talks import second_factor


class Command(BaseCommand):
    help = (
        "Makes a second factor for a user, in place of any former one, and shows once what goes into the device and the "
        "recovery codes. With --remove the account has none."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", help="The name of the account.")
        parser.add_argument("--remove", action="store_true", help="Take the second factor away.")

    def handle(self, *, user: str, remove: bool, **options) -> None:
        if not settings.SECOND_FACTOR:
            raise CommandError("Set SECOND_FACTOR=1 first, and run migrate.")
        account = get_user_model().objects.filter(username=user).first()
        if not account:
            raise CommandError(f"There is no account {user!r}.")
        if remove:
            had = second_factor.remove(account)
            self.stdout.write(f"{user} has no second factor {'any more' if had else 'to remove'}.")
            return
        address, codes = second_factor.make(account)
        self.stdout.write(f"For the device of {user}, as a QR code or by hand:\n\n    {address}\n")
        self.stdout.write("Recovery codes, each for one login. They are shown only now:\n")
        for code in codes:
            self.stdout.write(f"    {code}")
