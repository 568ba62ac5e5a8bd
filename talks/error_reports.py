"""Readers' error reports: how they come in, who reads them, and how what their senders gave is deleted.

Imports models. ``views`` has the pages of readers, the admin those of curators.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.core.signing import BadSignature, TimestampSigner
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string

from talks.models import ErrorReport
from talks.models.correction import field_for
from talks.throttle import Limit
from talks.vocabulary import ErrorStatus

TOKEN_HOLDS = 3_600  # seconds
TOKEN_LENGTH = 22
OF_ONE_ADDRESS = Limit("error", most=5, seconds=3_600)
OF_ALL = Limit("error, all", most=100, seconds=3_600)
HELD = timedelta(days=90)
"""How long what a sender gave is stored, from the day on which it came in."""


class Sent(NamedTuple):
    """A report that was sent. Shape: ``is_same`` unless the form with this token was sent before with other words."""

    report: ErrorReport
    is_same: bool


# The token of a form: it replaces the cookie that forms are usually guarded by, since readers have none


def signer(path: str) -> TimestampSigner:
    """Return what signs the forms of one address, so that the token of one form opens no other."""
    return TimestampSigner(salt=f"talks.error_reports {path}")


def new_token(path: str) -> str:
    return signer(path).sign(get_random_string(TOKEN_LENGTH))


def read_token(token: str, path: str) -> str:
    """Return what a signed token holds, or the empty string if it is not of this form, or older than an hour."""
    try:
        return signer(path).unsign(token, max_age=TOKEN_HOLDS)
    except BadSignature:  # an expired one is a bad one too
        return ""


# Coming in


def sent_before(token: str, given: dict) -> Sent | None:
    """Return the report that was sent with this token, or None. Cost: one query."""
    former = ErrorReport.objects.filter(token=token).first()
    if former is None:
        return None
    return Sent(former, all(getattr(former, name) == value for name, value in given.items()))


def send(record: models.Model, token: str, given: dict, now: datetime | None = None) -> Sent:
    """Store a report. Of two requests with one token, the database refuses the second, which returns the first one's.

    Shape: ``given`` has what, message, contact and private.
    """
    now = now or timezone.now()
    try:
        with transaction.atomic():
            report = ErrorReport.objects.create(token=token, received=now, **given, **field_for(record))
    except IntegrityError:
        if former := sent_before(token, given):
            return former
        raise
    forget_senders(now)
    return Sent(report, True)


# At the desk


def waiting(user) -> models.QuerySet:
    """Return the reports that nobody has decided on and that this user may read, the oldest first. Cost: one query."""
    names = ("claim__speaker", "event", "article", "question", "actor")
    return ErrorReport.objects.visible_to(user).waiting().select_related(*names)


def forget_senders(now: datetime | None = None) -> int:
    """Delete what the senders of reports gave that are older than ``HELD``; return of how many.

    Always how to reach them, and the message if it was private or is decided on. What is left names nobody: number, record,
    outcome and reason. A public message that nobody has decided on waits until somebody has.
    """
    now = now or timezone.now()
    old = ErrorReport.objects.filter(received__lte=now - HELD)
    is_due = ~Q(contact="") | Q(private=True) & ~Q(message="") | ~Q(status=ErrorStatus.NEW) & ~Q(message="")
    due = old.filter(is_due)
    with transaction.atomic():
        of_message = due.filter(Q(private=True) | ~Q(status=ErrorStatus.NEW))
        count = due.count()
        of_message.update(message="", forgotten=now)
        due.update(contact="", forgotten=now)
    return count
