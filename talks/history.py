"""The history of the record: who changed what, when and why.

Imports models, which write it (``talks.models.recording``); reads it as plain data for the pages of curators. No public
page reads it.
"""

from collections.abc import Collection

from django.db import models

from talks.models.recording import DELETED, REASON_LENGTH, acting, because, by_machine, unwritten, write

__all__ = [
    "REASON_LENGTH",
    "acting",
    "because",
    "by_machine",
    "last_to_change",
    "last_to_change_each",
    "unwritten",
    "write",
]


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
