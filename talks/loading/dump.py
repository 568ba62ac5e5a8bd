"""Writes a record as a fixture: the same bytes for the same record, whatever the database and its history.

Imports shape and models; ``load`` reads the result.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from django.db import models

from talks import search
from talks.loading.shape import MODELS, fields_of, has_slug_alone
from talks.models import (
    Actor,
    Answer,
    Article,
    Claim,
    Correction,
    Event,
    Lane,
    Origin,
    Outlet,
    Participation,
    Place,
    Process,
    Question,
    Rename,
    Topic,
)
from talks.models.correction import KINDS
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
    Correction: lambda row: (row.day, row.slug),
    Rename: lambda row: (row.model, row.former),
}


class RecordLeftError(Exception):
    """A record refers to one of another process, and could not be loaded without it."""


def dump(*processes: str) -> str:
    """Return the record of these processes as a fixture, with everything that it refers to.

    Shape: Django's JSON format with natural keys, drafts included, full texts never. Names that nothing refers to, and
    that are there for their spellings, belong to the records whose texts mention them.
    Cost: a constant number of queries; the record is held in memory.
    Raises: Process.DoesNotExist, and RecordLeftError where a further process is needed.
    """
    rows = _rows([Process.objects.get_by_natural_key(slug) for slug in processes])
    ordered = (row for model in MODELS for row in sorted(rows[model], key=DUMP_ORDERS.get(model, lambda row: row.slug)))
    items = (json.dumps(item(row), indent=1, ensure_ascii=False) for row in ordered)
    return "[\n" + ",\n".join(items) + "\n]\n"


def _rows(processes: list[Process]) -> dict[type[models.Model], set[models.Model]]:
    """Return the rows of these processes by model."""
    events = set(Event.objects.filter(process__in=processes).select_related("process", "place"))
    claims = set(
        Claim.objects.filter(event__process__in=processes)
        .select_related("event", "occasion", "article__outlet", "article__origin__house", "speaker__side", "side__side")
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
    parts = [text for event in events for text in (event.title, event.summary)]
    parts += [text for claim in claims for text in (claim.statement, claim.quote, claim.speaker_role)]
    unused = mentioned([*parts, *(article.headline for article in articles)])
    actors |= unused[Actor]
    rows = {
        Process: set(processes),
        Outlet: {one for article in articles for one in (article.outlet, article.agency)} - {None} | unused[Outlet],
        Origin: {article.origin for article in articles} - {None},
        Place: {event.place for event in events} - {None} | unused[Place],
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
    return rows | {Correction: _corrections(rows), Rename: set(_renames(rows))}


def mentioned(texts: Iterable[str]) -> dict[type[models.Model], set[models.Model]]:
    """Return the names that no row refers to and that stand in these texts, in any spelling.

    Cost: a query for each kind of name; the texts in memory, if there are such names.
    """
    found: dict[type[models.Model], set[models.Model]] = {}
    words = ""
    for model in (Actor, Outlet, Place):
        unused = model.objects.all()
        for relation in model._meta.related_objects:
            rows = relation.related_model._default_manager.filter(**{relation.field.name: models.OuterRef("pk")})
            unused = unused.exclude(models.Exists(rows))
        names = list(unused.select_related("side") if model is Actor else unused)
        if names and not words:
            words = _as_words("\n".join(texts))
        found[model] = {one for one in names if any(_as_words(name) in words for name in _spellings(one))}
    return found


def _spellings(row: Any) -> list[str]:
    return [row.name, *row.spellings.splitlines()]


def _as_words(text: str) -> str:
    return f" {' '.join(search.parts_of(search.fold(text)))} "


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


def _corrections(rows: dict[type[models.Model], set[models.Model]]) -> set[Correction]:
    """Return the corrections of these rows. All are read: they are few, and databases take only so many ids."""
    found = Correction.objects.select_related(*KINDS)
    return {one for one in found if one.record in rows[type(one.record)]}


def _renames(rows: dict[type[models.Model], set[models.Model]]) -> Iterator[Rename]:
    slugs = {(row._meta.model_name, row.slug) for model in rows if has_slug_alone(model) for row in rows[model]}
    return (row for row in Rename.objects.all() if (row.model, row.present) in slugs)


def item(row: models.Model) -> dict[str, Any]:
    """Return a row as an item of a fixture. Cost: no query if what it refers to is selected."""
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
