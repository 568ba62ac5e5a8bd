"""Writes a record as a fixture: the same bytes for the same record, whatever the database and its history.

Imports shape and models; ``load`` reads the result.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from django.db import models

from talks.loading.shape import MODELS, fields_of, has_slug_alone
from talks.models import (
    Actor,
    Answer,
    Article,
    Claim,
    Event,
    Lane,
    Outlet,
    Participation,
    Place,
    Process,
    Question,
    Rename,
    Topic,
)
from talks.vocabulary import Role

ROLES = {role: position for position, role in enumerate(Role.values)}

# The order of records, so that comparing two files shows only what changed. Sorted here, because databases sort letters
# differently.
DUMP_ORDERS = {
    Actor: lambda row: (row.side_id is not None, row.slug),
    Lane: lambda row: (row.process.slug, row.position, row.side.slug),
    Answer: lambda row: (row.question.slug, row.position, row.slug),
    Participation: lambda row: (row.event.slug, ROLES[row.role], row.actor.slug),
    Claim: lambda row: (row.article.slug if row.article else "", row.paragraph or 0, row.slug),
    Rename: lambda row: (row.model, row.former),
}


class RecordLeftError(Exception):
    """A record refers to one of another process, and could not be loaded without it."""


def dump(*processes: str) -> str:
    """Return the record of these processes as a fixture, with everything that it refers to.

    Shape: Django's JSON format with natural keys, drafts included, full texts never.
    Cost: a constant number of queries; the record is held in memory.
    Raises: Process.DoesNotExist, and RecordLeftError where a further process is needed.
    """
    rows = _rows([Process.objects.get_by_natural_key(slug) for slug in processes])
    ordered = (row for model in MODELS for row in sorted(rows[model], key=DUMP_ORDERS.get(model, lambda row: row.slug)))
    items = (json.dumps(_item(row), indent=1, ensure_ascii=False) for row in ordered)
    return "[\n" + ",\n".join(items) + "\n]\n"


def _rows(processes: list[Process]) -> dict[type[models.Model], set[models.Model]]:
    """Return the rows of these processes by model."""
    events = set(Event.objects.filter(process__in=processes).select_related("process", "place"))
    claims = set(
        Claim.objects.filter(event__process__in=processes)
        .select_related("event", "occasion", "article__outlet", "article__agency", "speaker__side", "side__side")
        .select_related("target__side", "repeats")
        .prefetch_related("topics", "answers__question")
    )
    questions = set(Question.objects.filter(process__in=processes).select_related("process"))
    _refuse_leaving(events, claims, questions)
    lanes = set(Lane.objects.filter(process__in=processes).select_related("process", "side__side"))
    answers = Answer.objects.filter(question__in=questions).select_related("question")
    participations = Participation.objects.filter(event__process__in=processes).select_related("event", "actor__side")
    articles = {claim.article for claim in claims} - {None}
    actors = {lane.side for lane in lanes} | {part.actor for part in participations}
    actors |= {actor for claim in claims for actor in (claim.speaker, claim.side, claim.target)} - {None}
    rows = {
        Process: set(processes),
        Outlet: {outlet for article in articles for outlet in (article.outlet, article.agency)} - {None},
        Place: {event.place for event in events} - {None},
        Actor: actors | {actor.side for actor in actors} - {None},
        Lane: lanes,
        Topic: {topic for claim in claims for topic in claim.topics.all()},
        Question: questions,
        Answer: set(answers.prefetch_related("excludes__question")),
        Article: articles,
        Event: events,
        Participation: set(participations),
        Claim: claims,
    }
    return rows | {Rename: set(_renames(rows))}


def _refuse_leaving(events: set[Event], claims: set[Claim], questions: set[Question]) -> None:
    for claim in claims:
        for other, home in ((claim.occasion, events), (claim.repeats, claims)):
            if other and other not in home:
                raise RecordLeftError(
                    f"{claim.slug} points to {other.slug}, which belongs to another process: name both."
                )
        for answer in claim.answers.all():
            if answer.question not in questions:
                raise RecordLeftError(
                    f"{claim.slug} answers {answer.question.slug}, which belongs to another process: name both."
                )


def _renames(rows: dict[type[models.Model], set[models.Model]]) -> Iterator[Rename]:
    slugs = {(row._meta.model_name, row.slug) for model in rows if has_slug_alone(model) for row in rows[model]}
    return (row for row in Rename.objects.all() if (row.model, row.present) in slugs)


def _item(row: models.Model) -> dict[str, Any]:
    return {
        "model": row._meta.label_lower,
        "fields": {name: _value(row, column) for name, column in fields_of(type(row)).items()},
    }


def _value(row: models.Model, column: models.Field) -> Any:
    if column.many_to_many:
        return sorted(_keys(getattr(row, column.name).all()))
    value = getattr(row, column.name)
    if isinstance(value, models.Model):
        return value.natural_key()
    if isinstance(value, datetime):
        # With microseconds, unlike Django's own encoder, so that loading the dump changes nothing.
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return value


def _keys(rows: Iterable[models.Model]) -> Iterator[tuple[str, ...]]:
    return (row.natural_key() for row in rows)
