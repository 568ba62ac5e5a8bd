"""The history of the record: who changed what, when and why.

Imports models, which write it (``talks.models.recording``), and dates; reads it as plain data for the pages of curators. No
public page reads it.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from talks import dates
from talks.dates import EDTFField
from talks.models import Answer, Claim, Event, Lane, Origin, Participation, Process, Question
from talks.models.recording import (
    ADDED,
    CHANGED,
    DELETED,
    REASON_LENGTH,
    acting,
    because,
    by_machine,
    unwritten,
    write,
)

__all__ = [
    "ADDED",
    "CHANGED",
    "DELETED",
    "PARTS",
    "REASON_LENGTH",
    "Change",
    "Entry",
    "acting",
    "because",
    "by_machine",
    "compared",
    "entries_of",
    "last_to_change",
    "last_to_change_each",
    "unwritten",
    "write",
]

Row = dict[str, Any]

PARTS: dict[type[models.Model], tuple[type[models.Model], str]] = {
    Event: (Participation, "event"),
    Process: (Lane, "process"),
    Question: (Answer, "question"),
}
"""The rows that are edited with a record and shown in its history, with their reference to it."""

CLOCKS = {"changed", "recorded"}
NAMED_WITH = {Claim: ["speaker"], Answer: ["question"], Origin: ["house"]}
LONGEST = 600  # characters of a value that are shown


@dataclass(frozen=True)
class Change:
    """One field before and after, in words; empty for no value."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """What one act did to a record and its parts. Shape: ``row`` is the id of the state it left, None if only parts changed."""

    when: datetime
    user: str
    reason: str
    kind: str
    row: int | None
    changes: list[Change] = field(default_factory=list)


def last_to_change(record: models.Model, fields: Collection[str]) -> int | None:
    """Return the id of the user who last changed any of these fields, or who made the record; None where that is not known.

    Shape: ``fields`` are names of fields, many-to-many ones among them. Loads and commands have no user.
    Cost: one query.
    """
    linked = {column.name for column in record._meta.many_to_many} & set(fields)
    columns = [record._meta.get_field(name).attname for name in fields if name not in linked]
    rows = type(record).history.filter(id=record.pk).exclude(history_type=DELETED).order_by("-history_id")
    newer = None
    for row in rows.values(*columns, "history_user_id", *(["links"] if linked else [])):
        state = [row[name] for name in columns] + [row["links"].get(name, []) for name in sorted(linked)]
        if newer and newer[0] != state:
            return newer[1]
        newer = (state, row["history_user_id"])
    return newer[1] if newer else None


def last_to_change_each(
    model: type[models.Model], ids: Collection[int], fields: Collection[str]
) -> dict[int, int | None]:
    """Return what ``last_to_change`` returns, of many records by their ids; ``fields`` without many-to-many ones.

    Cost: one query; linear in the entries of these records.
    """
    columns = [model._meta.get_field(name).attname for name in fields]
    rows = model.history.filter(id__in=ids).exclude(history_type=DELETED).order_by("-history_id")
    last: dict[int, int | None] = dict.fromkeys(ids)
    newer: dict[int, tuple] = {}
    settled: set[int] = set()
    for pk, user, *state in rows.values_list("id", "history_user_id", *columns):
        if pk in newer and newer[pk] != tuple(state):
            settled.add(pk)
        if pk not in settled:
            newer[pk], last[pk] = tuple(state), user
    return last


def entries_of(model: type[models.Model], pk: int) -> list[Entry]:
    """Return the history of a record, newest first, with that of the rows edited with it; it may be deleted by now.

    Cost: one query for each table with history, one for the users, and one or two for each kind of record referred to.
    """
    rows = [(model, row) for row in model.history.filter(id=pk).order_by("history_id").values()]
    if model in PARTS:
        part, reference = PARTS[model]
        own = part.history.filter(**{f"{reference}_id": pk}).order_by("history_id")
        rows += [(part, row) for row in own.values()]
    words = Words(rows)
    acts: dict[tuple, list[tuple[type[models.Model], Row, Row | None]]] = {}
    before: dict[tuple, Row] = {}
    for kind, row in rows:
        key = (row["history_date"], row["history_user_id"])
        acts.setdefault(key, []).append((kind, row, before.get((kind, row["id"]))))
        before[kind, row["id"]] = row
    entries = [_entry(model, act, words) for _key, act in sorted(acts.items(), key=lambda one: one[0][0], reverse=True)]
    return [entry for entry in entries if entry.changes or entry.kind != CHANGED]


def _entry(model: type[models.Model], act: list[tuple[type[models.Model], Row, Row | None]], words: "Words") -> Entry:
    own = [row for kind, row, _before in act if kind is model]
    changes: list[Change] = []
    for kind, row, before in act:
        if kind is not model:
            changes += words.part_changes(kind, row, before)
        elif row["history_type"] != DELETED:
            changes += words.changes(kind, before, row)
    first = act[0][1]
    reasons = [row["history_change_reason"] for _kind, row, _before in act if row["history_change_reason"]]
    return Entry(
        first["history_date"],
        words.users.get(first["history_user_id"], ""),
        reasons[0] if reasons else "",
        own[-1]["history_type"] if own else CHANGED,
        own[-1]["history_id"] if own else None,
        changes,
    )


def compared(model: type[models.Model], before: Row, after: Row, fields: Collection[str]) -> list[Change]:
    """Return how two states of a record differ in these fields, in words. Cost: as ``entries_of``."""
    return Words([(model, before), (model, after)]).changes(model, before, after, fields)


def shown_fields(model: type[models.Model]) -> Iterator[models.Field]:
    """Yield the fields that a history shows: without derived columns, clocks and the id."""
    for column in model._meta.concrete_fields:
        if column.editable and not column.primary_key and column.name not in CLOCKS:
            yield column
    yield from model._meta.many_to_many


def value_in(row: Row, column: models.Field) -> Any:
    """Return the value of a field in a row of history; ids for references."""
    return row["links"].get(column.name, []) if column.many_to_many else row[column.attname]


class Words:
    """Values of rows of history in words; reads the names of all that the rows refer to at once."""

    def __init__(self, rows: Iterable[tuple[type[models.Model], Row]]) -> None:
        wanted: dict[type[models.Model], set[int]] = {}
        users = set()
        for model, row in rows:
            users.add(row.get("history_user_id"))
            for column in shown_fields(model):
                if column.is_relation:
                    value = value_in(row, column)
                    ids = value if isinstance(value, list) else [value]
                    wanted.setdefault(column.related_model, set()).update(one for one in ids if one)
        self.names = {model: names_of(model, ids) for model, ids in wanted.items()}
        found = get_user_model().objects.filter(pk__in=users - {None})
        self.users = {user.pk: user.get_username() for user in found}

    def changes(
        self, model: type[models.Model], before: Row | None, after: Row, fields: Collection[str] = ()
    ) -> list[Change]:
        """Return what differs, field by field; without a row before, what there is."""
        made = []
        for column in shown_fields(model):
            if fields and column.name not in fields:
                continue
            was, now = (value_in(row, column) if row else None for row in (before, after))
            if was != now and (was or now or (before and was is not None)):
                label = capfirst(str(column.verbose_name))
                made.append(Change(label, self.value(column, was), self.value(column, now)))
        return made

    def part_changes(self, model: type[models.Model], row: Row, before: Row | None) -> list[Change]:
        """Return the changes of a row that is edited with a record, each with the name of that row."""
        parent = {reference for kind, reference in PARTS.values() if kind is model}
        columns = [column for column in shown_fields(model) if column.name not in parent]
        name = next(words for column in columns if (words := self.value(column, value_in(row, column))))
        label = f"{capfirst(str(model._meta.verbose_name))} “{name}”"
        if row["history_type"] == CHANGED and before:
            found = self.changes(model, before, row, [column.name for column in columns])
            return [Change(f"{label}: {one.label}", one.before, one.after) for one in found]
        whole = "; ".join(filter(None, (self.value(column, value_in(row, column)) for column in columns)))
        return [Change(label, whole, "") if row["history_type"] == DELETED else Change(label, "", whole)]

    def value(self, column: models.Field, value: Any) -> str:
        if value in (None, "", []):
            return ""
        if column.is_relation:
            names = self.names.get(column.related_model, {})
            ids = value if isinstance(value, list) else [value]
            return ", ".join(names.get(one, _("no. %(id)s, deleted") % {"id": one}) for one in ids)
        if column.choices:
            return str(dict(column.flatchoices).get(value, value))
        if isinstance(column, EDTFField):
            return f"{dates.words(dates.parse(value))} ({value})"
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, date):
            return dates.short(dates.parse(value.isoformat()[: len("2022-03-29")]))
        return Truncator(str(value)).chars(LONGEST)


def names_of(model: type[models.Model], ids: Collection[int]) -> dict[int, str]:
    """Return the names of records by id; of those that were deleted, from their history. Cost: one or two queries."""
    related = NAMED_WITH.get(model, [])
    names = {row.pk: str(row) for row in model._base_manager.filter(pk__in=ids).select_related(*related)}
    for former in (
        model.history.filter(id__in=set(ids) - names.keys()).order_by("history_id") if set(ids) - names.keys() else ()
    ):
        names[former.id] = str(
            getattr(former, "name", "") or getattr(former, "title", "") or getattr(former, "slug", "")
        )
    return names
