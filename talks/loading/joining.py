"""Joins statements, and events, that a file gives as one: the former one becomes a former address of the present one.

Imports merging and models. ``load`` finds the pairs: a file renames a slug, both rows exist, and the file has no record of
the former. Takes away, too, the answers that the questions of a file no longer have.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import models

from talks.loading.lookup import batches
from talks.loading.problems import named
from talks.merging import lead_on, move_references
from talks.models import Answer, Claim, Correction, ErrorReport, Event
from talks.models.correction import field_for

JOINED = (Claim, Event)
"""What a file may join. Names and questions are referred to from everywhere, and keep the loader's refusal."""


def join(former: models.Model, present: models.Model, at: datetime) -> set[int]:
    """Move what refers to ``former`` to ``present``, and delete ``former`` with its own participations and links.

    Shape: two rows of one model of ``JOINED``; the rename itself is a record of the file. Returns the ids of the statements
    that were changed. Cost: up to ten queries for each of these.
    """
    if isinstance(former, Claim):
        moved = _move_repetitions(former, present, at)
    else:
        moved = {row.pk for row in move_references(present, former, at, only=[Claim])}
    for model in (Correction, ErrorReport):
        model.objects.filter(**field_for(former)).update(**field_for(present))
    lead_on(type(former), former.slug, present.slug)
    former.delete()
    return moved


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


def _move_repetitions(former: models.Model, present: models.Model, at: datetime) -> set[int]:
    """Let statements that repeat ``former`` repeat the first record of the present utterance, never a chain."""
    repeated = Claim.objects.values_list("repeats", flat=True).get(pk=present.pk)
    first = None if repeated in (None, former.pk) else repeated
    moved = list(Claim.objects.filter(repeats=former))
    for claim in moved:
        claim.repeats_id, claim.changed = first if claim.pk == present.pk else first or present.pk, at
        claim.save(update_fields=["repeats", "changed"])
    return {claim.pk for claim in moved}
