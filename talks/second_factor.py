"""A second factor at the login, for those who run the site with SECOND_FACTOR: a code of the day's device, or a recovery code.

``desk.login`` asks for it, the command ``second_factor`` makes it. django-otp has the tables and counts wrong codes: after
each, the device waits twice as long. It would store recovery codes as they are, and is given their hashes. Nothing of it is
imported unless the setting is on.
"""

import secrets
from base64 import b32encode, urlsafe_b64encode
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

DIGITS = 6  # of a code from a device
RECOVERY_CODES = 10
BYTES = 10  # of chance in a recovery code, which has sixteen letters and digits: too many to be found from a hash
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
    model, code = (device_type, code) if len(code) == DIGITS else (recovery_type, stored(code))
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
        codes = [b32encode(secrets.token_bytes(BYTES)).decode().lower() for _number in range(RECOVERY_CODES)]
        for code in codes:
            recovery.token_set.create(token=stored(code))
    return device.config_url, codes


def stored(code: str) -> str:
    """Return what the database has of a recovery code: as much of its hash as the column holds, 96 bits."""
    return urlsafe_b64encode(sha256(code.encode()).digest()[:12]).decode()


def remove(user: Any) -> bool:
    """Take the second factor from a user; return whether there was one."""
    deleted = [model.objects.filter(user=user).delete()[0] for model in models()]
    return any(deleted)


def models() -> tuple[Any, Any]:
    from django_otp.plugins.otp_static.models import StaticDevice
    from django_otp.plugins.otp_totp.models import TOTPDevice

    return TOTPDevice, StaticDevice
