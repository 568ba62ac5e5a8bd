"""Reads the columns that the index consists of, as named tuples.

Imports models, whose ``public`` decides what readers may see, and ``parameters``. ``segment_writer`` writes the result.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from talks.models import Claim, Event
from talks.parameters import columns

ROWS = 5_000  # fetched from the database at a time
NO_DAY, LAST_DAY = 0, date.max.toordinal()
UNDATED = LAST_DAY + 1

EVENT_COLUMNS, CLAIM_COLUMNS = columns("event"), columns("claim")


@cache
def ordinal(day: str | None) -> int:
    """Return the ordinal of a day given as ISO text, ``NO_DAY`` for none."""
    return date.fromisoformat(day).toordinal() if day else NO_DAY


def day_text(name: str) -> Cast:
    """Return an expression for a day as text, so that ``ordinal`` parses each day once, not the driver each row."""
    return Cast(name, TextField())


def rows_of(rows: QuerySet, *columns: str, **expressions: Any) -> Iterator[tuple[Any, ...]]:
    """Yield columns and expressions of each row, in no particular order."""
    return rows.order_by().values_list(*columns, *expressions.values()).iterator(chunk_size=ROWS)


def among(rows: QuerySet, field: str, only: Sequence[int] | None) -> QuerySet:
    """Filter rows by the ids of ``only``, unless it is None."""
    return rows if only is None else rows.filter(**{f"{field}__in": only})


class EventColumns(NamedTuple):
    """One event for the index. Events are numbered in the order of these tuples.

    Shape: ``day`` is its first day, else its last, else ``UNDATED``; an unknown ``first`` or ``last`` is ``NO_DAY``.
    ``values`` are in the order of ``EVENT_COLUMNS``.
    """

    day: int
    slug: str
    pk: int
    first: int
    last: int
    recorded: int
    values: tuple[Any, ...]


def read_events(only: Sequence[int] | None) -> Iterator[EventColumns]:
    """Yield the public events, of all or of ``only`` these ids."""
    rows = rows_of(
        among(Event.objects.public().with_milestone(), "pk", only),
        *("slug", "pk", "recorded", *EVENT_COLUMNS.values()),
        first=day_text("date_earliest"),
        last=day_text("date_latest"),
    )
    for slug, pk, recorded, *values, first, last in rows:
        first, last = ordinal(first), ordinal(last)
        yield EventColumns(first or last or UNDATED, slug, pk, first, last, recorded.toordinal(), tuple(values))


class ClaimColumns(NamedTuple):
    """One statement for the index. Shape: days as ISO text; ``values`` in the order of ``CLAIM_COLUMNS``."""

    pk: int
    event: int
    article: int
    repeats: int | None
    values: tuple[Any, ...]
    said_first: str | None
    said_last: str | None
    published_first: str | None
    published_last: str | None


def read_claims(only: Sequence[int] | None) -> Iterator[ClaimColumns]:
    """Yield the public statements, about all events or about ``only`` these."""
    rows = rows_of(
        among(Claim.objects.public().with_side(), "event", only),
        *("pk", "event", "article", "repeats", *CLAIM_COLUMNS.values()),
        said_first=day_text("said_earliest"),
        said_last=day_text("said_latest"),
        first=day_text("article__published_earliest"),
        last=day_text("article__published_latest"),
    )
    for row in rows:
        pk, event, article, repeats, *values, said_first, said_last, first, last = row
        yield ClaimColumns(pk, event, article, repeats, tuple(values), said_first, said_last, first, last)
