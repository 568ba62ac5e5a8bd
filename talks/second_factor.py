"""A second factor at the login, for those who run the site with SECOND_FACTOR: a code of the day's device, or a recovery code.

``desk.login`` asks for it, the command ``second_factor`` makes it. django-otp has the tables and counts wrong codes: after
each, the device waits twice as long. Nothing of it is imported unless the setting is on.
"""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

DIGITS = 6  # of a code from a device; a recovery code has eight letters and digits
RECOVERY_CODES = 10
NEEDED = "require"  # the value of the setting with which nobody logs in without one


def refusal(user: Any, typed: str) -> str:
    """Return why this code does not let a user in whose password was right; empty if it does, or if none is needed.

    A recovery code is used up. Cost: three queries.
    """
    device_type, recovery_type = models()
    if not device_type.objects.filter(user=user, confirmed=True).exists():
        if settings.SECOND_FACTOR == NEEDED:
            return _("This account has no second factor yet. Whoever runs this site makes one for you.")
        return ""
    code = "".join(typed.split()).lower()
    if not code:
        return _("Give the code that your device shows, or one of your recovery codes.")
    model = device_type if len(code) == DIGITS else recovery_type
    with transaction.atomic():  # what counts wrong codes stays, so that nothing is raised in here
        device = model.objects.select_for_update().filter(user=user, confirmed=True).first()
        if device and device.verify_token(code):
            return ""
    return _(
        "This code is not right, or was used already. After some wrong ones, wait a little or use a recovery code."
    )


def make(user: Any) -> tuple[str, list[str]]:
    """Give a user a new second factor in place of any former one. Shape: its otpauth:// address, and the recovery codes."""
    device_type, recovery_type = models()
    with transaction.atomic():
        remove(user)
        device = device_type.objects.create(user=user, name="device", digits=DIGITS)
        recovery = recovery_type.objects.create(user=user, name="recovery codes")
        codes = [recovery.token_set.model.random_token() for _number in range(RECOVERY_CODES)]
        for code in codes:
            recovery.token_set.create(token=code)
    return device.config_url, codes


def remove(user: Any) -> bool:
    """Take the second factor from a user; return whether there was one."""
    deleted = [model.objects.filter(user=user).delete()[0] for model in models()]
    return any(deleted)


def models() -> tuple[Any, Any]:
    from django_otp.plugins.otp_static.models import StaticDevice
    from django_otp.plugins.otp_totp.models import TOTPDevice

    return TOTPDevice, StaticDevice
