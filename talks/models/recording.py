"""How the history of the record is written: a copy of each row that is added, changed or deleted, with who, when and why.

django-simple-history makes the tables. The database copies the rows itself, so that history has what is stored, and not
what an instance in memory holds. Imports nothing of the project; ``talks.history`` reads what is written here.
"""

# ruff: noqa: S608 - the SQL is built from our own names only

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from django.db import connection, models
from django.db.models import Q
from django.db.models.signals import m2m_changed
from django.utils import timezone
from simple_history.models import HistoricalRecords

ADDED, CHANGED, DELETED = "+", "~", "-"
BATCH = 2_000  # ids in one query; SQLite takes 32,766 parameters
REASON_LENGTH = 300

OBJECT = {"sqlite": "json_object", "postgresql": "jsonb_build_object"}
LINKS = {
    "sqlite": "(SELECT json_group_array({target}) FROM (SELECT {target} FROM {through} WHERE {source} = {table}.id "
    "ORDER BY {target}))",
    "postgresql": "(SELECT coalesce(jsonb_agg({target} ORDER BY {target}), '[]') FROM {through} WHERE {source} = {table}.id)",
}


def _nobody() -> int | None:
    return None


@dataclass(frozen=True)
class Act:
    """What one person does at once: all that is written in it is one entry a record, with one time and one reason."""

    at: datetime = field(default_factory=timezone.now)
    user: Callable[[], int | None] = _nobody
    reason: str = ""


_act: ContextVar[Act | None] = ContextVar("act", default=None)
_is_silent: ContextVar[bool] = ContextVar("is_silent", default=False)


@contextmanager
def acting(user: Callable[[], int | None]) -> Iterator[None]:
    """Write history in the name of a user. ``user`` returns the id, and is called only if something is written."""
    with _set(_act, Act(user=user)):
        yield


@contextmanager
def because(reason: str = "") -> Iterator[None]:
    """Make the changes inside one act, for a reason. Inside another act, they are part of that one; without a reason of
    their own, they have its reason.
    """
    act = _act.get() or Act()
    with _set(_act, replace(act, reason=reason.strip()[:REASON_LENGTH] or act.reason)):
        yield


@contextmanager
def by_machine(reason: str) -> Iterator[None]:
    """Write the changes inside as those of nobody, at the time of the act around them."""
    with _set(_act, replace(_act.get() or Act(), user=_nobody, reason=reason)):
        yield


@contextmanager
def unwritten() -> Iterator[None]:
    """Write no history of the changes inside. Whoever uses it calls ``write`` afterwards."""
    with _set(_is_silent, True):
        yield


@contextmanager
def _set(variable: ContextVar, value: object) -> Iterator[None]:
    token = variable.set(value)
    try:
        yield
    finally:
        variable.reset(token)


def write(model: type[models.Model], ids: Iterable[int], kind: str = CHANGED) -> None:
    """Write history of these records as they are stored now; before they are deleted, if that is what happens.

    An act has one entry a record: what it wrote of a record before is replaced.
    Cost: up to four queries for each 2,000 records, about 15 µs a record.
    """
    remaining = iter(ids)
    act = _act.get() or Act()
    while batch := list(islice(remaining, BATCH)):
        chosen: dict[tuple[str, str], list[int]] = {(kind, act.reason): batch}
        if kind != DELETED:
            chosen = _replaced(model, batch, kind, act)
        for (mark, reason), some in chosen.items():
            _copy(model, some, mark, replace(act, reason=reason))


def _replaced(model: type[models.Model], ids: list[int], kind: str, act: Act) -> dict[tuple[str, str], list[int]]:
    """Delete what this act wrote of these records before; return the ids by what to write: kind and reason."""
    rows = model.history.filter(id__in=ids, history_date=act.at, history_user=act.user()).exclude(history_type=DELETED)
    before = {
        pk: (mark, reason) for pk, mark, reason in rows.values_list("id", "history_type", "history_change_reason")
    }
    if before:
        rows.delete()
    chosen: dict[tuple[str, str], list[int]] = {}
    for pk in ids:
        mark, reason = before.get(pk, (kind, None))
        chosen.setdefault((mark, act.reason or reason or ""), []).append(pk)
    return chosen


def _copy(model: type[models.Model], ids: list[int], kind: str, act: Act) -> None:
    table, names = model._meta.db_table, [column.column for column in model._meta.concrete_fields]
    values = [f"{table}.{name}" for name in names]
    if model._meta.many_to_many:
        names.append("links")
        values.append(_links(model))
    names += ["history_date", "history_type", "history_change_reason", "history_user_id"]
    given = [connection.ops.adapt_datetimefield_value(act.at), kind, act.reason or None, act.user()]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model.history.model._meta.db_table} ({', '.join(names)}) "
            f"SELECT {', '.join(values)}, %s, %s, %s, %s FROM {table} WHERE id IN ({', '.join(['%s'] * len(ids))})",
            [*given, *ids],
        )


def _links(model: type[models.Model]) -> str:
    """Return SQL for the ids of what a record refers to by its many-to-many fields, as a JSON object."""
    parts = []
    for column in model._meta.many_to_many:
        names = {
            "through": column.m2m_db_table(),
            "source": column.m2m_column_name(),
            "target": column.m2m_reverse_name(),
            "table": model._meta.db_table,
        }
        parts += [f"'{column.name}'", LINKS[connection.vendor].format(**names)]
    return f"{OBJECT[connection.vendor]}({', '.join(parts)})"


class History(HistoricalRecords):
    """The table of former states of a model, and what writes it.

    ``indexed`` names the reference to the record with which rows are shown, such as the event of a participation.
    Many-to-many values are in a column of their own, not in the package's further tables: one row is one state.
    """

    def __init__(self, indexed: tuple[str, ...] = (), **options) -> None:
        self.indexed = indexed
        super().__init__(
            history_id_field=models.BigAutoField(),
            history_change_reason_field=models.CharField(max_length=REASON_LENGTH, null=True),
            user_related_name="+",
            **options,
        )

    def finalize(self, sender, **kwargs) -> None:
        super().finalize(sender, **kwargs)
        if self.cls is sender or (self.inherit and issubclass(sender, self.cls)):
            for column in sender._meta.local_many_to_many:
                m2m_changed.connect(self.links_changed, sender=column.remote_field.through, weak=False)

    def copy_fields(self, model):
        fields = super().copy_fields(model)
        for name, column in fields.items():
            column.db_index = name in {"id", *self.indexed}
            # Words for people are those of the model itself; without them, no change of a word needs a migration here.
            column.choices, column.help_text, column._validators = None, "", []
            column.verbose_name = column._verbose_name = None
        return fields

    def get_extra_fields(self, model, fields):
        extra = super().get_extra_fields(model, fields)
        return extra | {"links": models.JSONField(default=dict)} if model._meta.local_many_to_many else extra

    def get_meta_options(self, model):
        deleted = models.Index(
            fields=["history_date"], condition=Q(history_type=DELETED), name=f"{model._meta.model_name}_deleted"
        )
        return super().get_meta_options(model) | {"indexes": [deleted], "default_permissions": ()}

    @property
    def _date_indexing(self) -> bool:
        return False  # only deletions are looked for by date

    def post_save(self, instance, created, using=None, **kwargs) -> None:
        if not _is_silent.get():
            write(type(instance), [instance.pk], ADDED if created else CHANGED)

    def pre_delete(self, instance, **kwargs) -> None:
        if not _is_silent.get():
            write(type(instance), [instance.pk], DELETED)

    def post_delete(self, instance, using=None, **kwargs) -> None:
        """Do nothing: the row has gone, and was copied before."""

    def links_changed(self, sender, instance, action, reverse, model, pk_set, **kwargs) -> None:
        if action not in {"post_add", "post_remove", "post_clear"} or _is_silent.get():
            return
        other = pk_set or set()
        if not reverse:
            write(type(instance), [instance.pk])
        if reverse or model is type(instance):  # the latter: answers exclude each other
            write(model, sorted(other))
