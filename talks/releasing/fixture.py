"""Writes the public record as a fixture: what ``loaddata`` reads on another machine, with any database.

Imports ``public`` and ``loading``, whose shape it has. What was withdrawn stands in it without its words, so that its
address still says why; nothing else that readers do not see does.
"""

import json
from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.db import models

from talks.loading import MODELS, item
from talks.models import (
    Actor,
    Answer,
    Article,
    Claim,
    Correction,
    Event,
    Lane,
    Origin,
    Participation,
    Question,
    Rename,
)
from talks.releasing.public import Chosen, Withdrawn, batches
from talks.vocabulary import Attribution, ClaimKind, EventKind, Status

FOR_CURATORS = ("lint_reason", "also_meant_by")
"""Fields that readers never see."""
REFERRED = {
    Origin: ["house"],
    Actor: ["side"],
    Lane: ["process", "side"],
    Question: ["process"],
    Answer: ["question"],
    Article: ["outlet", "origin"],
    Event: ["process", "place"],
    Participation: ["event", "actor"],
    Claim: ["event", "occasion", "article", "speaker__side", "side", "target"],
}
GONE: dict[type[models.Model], dict[str, Any]] = {
    Event: {"title": "Withdrawn", "kind": EventKind.CONTEXT.value},
    Article: {"headline": "Withdrawn"},
    Claim: {
        "statement": "says what was withdrawn.",
        "attribution": Attribution.UNNAMED.value,
        "kind": ClaimKind.ACCOUNT.value,
    },
}
"""What stands in the place of the words of a withdrawn record, where its model does not allow nothing."""
STAYS = ("slug", "recorded", "changed", "first_slug")


def fixture_items(chosen: Chosen) -> Iterator[dict[str, Any]]:
    """Yield the items of the fixture in its order. Cost: a few queries and their rows for each ``STEP`` records."""
    for model in MODELS:
        if model is Correction:
            yield from map(item, chosen.corrections)
        elif model is Rename:
            yield from map(item, chosen.renames)
        else:
            for pks in batches(chosen.rows[model]):
                yield from _items(chosen, model, pks)
            yield from _withdrawn_items(model, chosen.withdrawn.get(model, []))


def _rows(model: type[models.Model], pks: list[int]) -> list[models.Model]:
    """Return rows with what they refer to, in the order of their ids. Cost: one query, one more for each list."""
    linked = [field.name for field in model._meta.many_to_many]
    found = model._base_manager.filter(pk__in=pks).select_related(*REFERRED.get(model, []))
    if model is Answer:
        found = found.prefetch_related("excludes__question")
    elif model is Claim:
        found = found.prefetch_related("topics", "answers__question")
    elif linked:
        found = found.prefetch_related(*linked)
    by_pk = {row.pk: row for row in found}
    return [by_pk[pk] for pk in pks]


def _items(chosen: Chosen, model: type[models.Model], pks: list[int]) -> Iterator[dict[str, Any]]:
    rows = _rows(model, pks)
    heads: dict[int, str] = {}
    if model is Claim:
        wanted = {chosen.repeats[pk] for pk in pks if pk in chosen.repeats}
        heads = dict(Claim.objects.filter(pk__in=wanted).values_list("pk", "slug"))
        events = set(chosen.rows[Event])
    answers = chosen.pks(Answer) if model is Answer else set()
    for row in rows:
        # What stands in a file, and is not what the database has, is set on the row, which is never saved.
        for name in FOR_CURATORS:
            if hasattr(row, name):
                setattr(row, name, "")
        if hasattr(row, "status_reason"):
            row.status_reason = ""
        if isinstance(row, Claim):
            row.side = row.speaks_for
            if row.occasion_id not in events:
                row.occasion = None
            row.repeats = None
        written = item(row)
        if isinstance(row, Claim) and row.pk in chosen.repeats:
            written["fields"]["repeats"] = [heads[chosen.repeats[row.pk]]]
        if isinstance(row, Answer):
            shown = sorted(one.natural_key() for one in row.excludes.all() if one.pk in answers)
            written["fields"]["excludes"] = [list(key) for key in shown]
        yield written


def _withdrawn_items(model: type[models.Model], gone: list[Withdrawn]) -> Iterator[dict[str, Any]]:
    for some in batches(gone):
        rows = {row.pk: row for row in _rows(model, [one.pk for one in some])}
        for one in some:
            row = rows[one.pk]
            row.changed = one.changed
            written = item(row)
            yield written | {"fields": blanked(written["fields"], model, one.reason)}


def blanked(fields: dict[str, Any], model: type[models.Model], reason: str) -> dict[str, Any]:
    """Return the fields of an item of a fixture as those of a withdrawn record."""
    known = {name: fields[name] for name in (*STAYS, "event", "article", "process") if name in fields}
    return known | GONE[model] | {"status": Status.WITHDRAWN.value, "status_reason": reason}


def write_items(file: IO[str], items: Iterable[dict[str, Any]]) -> None:
    """Write a fixture with an item in each line."""
    before = "["
    for one in items:
        file.write(f"{before}\n{json.dumps(one, ensure_ascii=False)}")
        before = ","
    file.write("\n]\n")
