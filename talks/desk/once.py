"""One token a form: a double click, a reload or the way back saves one record."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils import timezone

from talks.models import Submission

KEPT = timedelta(days=7)
NOT_CONTENT = {"csrfmiddlewaretoken", "token", "preview", "save", "finish"}


class Saved(NamedTuple):
    """The record of a form. Shape: ``is_new`` if it was saved just now; ``is_same`` unless the form was changed since."""

    record: int
    is_new: bool
    is_same: bool


def new_token() -> UUID:
    return uuid4()


def digest(data: QueryDict) -> str:
    """Return the SHA-256 of what a form sent, without its token and its button."""
    sent = sorted((name, values) for name, values in data.lists() if name not in NOT_CONTENT)
    return hashlib.sha256(repr(sent).encode()).hexdigest()


def saved_before(token: UUID, content: str) -> Saved | None:
    """Return what was saved from the form with this token, or None. Cost: one query."""
    former = Submission.objects.filter(token=token).first()
    return Saved(former.record or 0, False, former.content == content) if former else None


def save_once(token: UUID, content: str, save: Callable[[], int]) -> Saved:
    """Save a form unless it was saved before. ``save`` returns the id of the record.

    Of two requests at the same time, the second waits in the database until the first is done, and saves nothing.
    Cost: three queries besides those of ``save``.
    """
    try:
        with transaction.atomic():
            submission = Submission.objects.create(token=token, content=content)
            submission.record = save()
            submission.save(update_fields=["record"])
            Submission.objects.filter(made__lt=timezone.now() - KEPT).delete()
            return Saved(submission.record, True, True)
    except IntegrityError:
        if former := saved_before(token, content):
            return former
        raise
