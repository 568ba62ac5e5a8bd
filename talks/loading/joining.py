"""Joins statements, and events, that a file gives as one: the former one becomes a former address of the present one.

Imports models. ``load`` finds the pairs: a file renames a slug, both rows exist, and the file has no record of the former.
Takes away, too, the answers that the questions of a file no longer have.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import models

from talks.loading.lookup import batches
from talks.loading.problems import named
from talks.models import Answer, Claim, Correction, ErrorReport, Event, Rename
from talks.models.correction import field_for

JOINED = (Claim, Event)
"""What a file may join. Names and questions are referred to from everywhere, and keep the loader's refusal."""


def join(former: models.Model, present: models.Model, at: datetime) -> None:
    """Move what refers to ``former`` to ``present``, and delete ``former`` with its own participations and links.

    Shape: two rows of one model of ``JOINED``; the rename itself is a record of the file. Cost: up to nine queries.
    """
    if isinstance(former, Claim):
        _move_repetitions(former, present, at)
    else:
        _move_statements(former, present, at)
    for model in (Correction, ErrorReport):
        model.objects.filter(**field_for(former)).update(**field_for(present))
    Rename.objects.filter(model=former._meta.model_name, present=former.slug).update(present=present.slug)
    former.delete()


def remove_answers(kept: Iterable[Answer]) -> Iterator[str]:
    """Delete other answers of the same questions that no statement uses; yield a sentence for each of these questions.

    Shape: ``kept`` are all answers of a file. A question without answers in the file keeps its own. Cost: two queries for each
    batch of answers.
    """
    kept_of: dict[int, set[int]] = defaultdict(set)
    for answer in kept:
        kept_of[answer.question_id].add(answer.pk)
    for batch in batches(sorted(kept_of)):
        gone: dict[str, list[Answer]] = defaultdict(list)
        unused = Answer.objects.filter(question__in=batch, claims=None).select_related("question")
        for answer in unused.order_by("question__slug", "position", "slug"):
            if answer.pk not in kept_of[answer.question_id]:
                gone[answer.question.slug].append(answer)
        Answer.objects.filter(pk__in=[one.pk for answers in gone.values() for one in answers]).delete()
        for question, answers in gone.items():
            yield f"{question} no longer has these answers, which no statement gives: {named([one.slug for one in answers])}."


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
