"""Joins statements, and events, that a file gives as one: the former one becomes a former address of the present one.

Imports models. ``load`` finds the pairs: a file renames a slug, both rows exist, and the file has no record of the former.
"""

from datetime import datetime

from django.db import models

from talks.models import Claim, Event, Rename

JOINED = (Claim, Event)
"""What a file may join. Names and questions are referred to from everywhere, and keep the loader's refusal."""


def join(former: models.Model, present: models.Model, at: datetime) -> None:
    """Move what refers to ``former`` to ``present``, and delete ``former`` with its own participations and links.

    Shape: two rows of one model of ``JOINED``; the rename itself is a record of the file. Cost: up to seven queries.
    """
    if isinstance(former, Claim):
        _move_repetitions(former, present, at)
    else:
        _move_statements(former, present, at)
    Rename.objects.filter(model=former._meta.model_name, present=former.slug).update(present=present.slug)
    former.delete()


def _move_repetitions(former: models.Model, present: models.Model, at: datetime) -> None:
    """Let statements that repeat ``former`` repeat the first record of the present utterance, never a chain."""
    Claim.objects.filter(pk=present.pk, repeats=former).update(repeats=None, changed=at)
    first = Claim.objects.filter(pk=present.pk).values_list("repeats", flat=True).get() or present.pk
    Claim.objects.filter(repeats=former).update(repeats=first, changed=at)


def _move_statements(former: models.Model, present: models.Model, at: datetime) -> None:
    """Let statements about ``former``, or made there, be about ``present``, or made there; not both at once."""
    Claim.objects.filter(event=former, occasion=present).update(occasion=None, changed=at)
    Claim.objects.filter(event=present, occasion=former).update(occasion=None, changed=at)
    Claim.objects.filter(event=former).update(event=present, changed=at)
    Claim.objects.filter(occasion=former).update(occasion=present, changed=at)
