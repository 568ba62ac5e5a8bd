"""Reads the columns that the index consists of, as named tuples.

Imports models, whose ``public`` decides what readers may see, and ``parameters``. ``segment_writer`` writes the result.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from talks.dates import NO_DAY, UNDATED, WIDE, Place, certain_days, heading_precision, parse, place
from talks.dates.edtf import Precision
from talks.models import Claim, Event
from talks.parameters import columns

ROWS = 5_000  # fetched from the database at a time
LAST_DAY = date.max.toordinal()

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


class EventPlace(NamedTuple):
    """The sort key of an event: ``day`` and ``end`` as ``dates.place`` gives them, then its place within the day."""

    day: int
    end: int
    sequence: int
    slug: bytes


class EventColumns(NamedTuple):
    """One event for the index. Events are numbered in the order of these tuples.

    Shape: the first four are its ``EventPlace``. An unknown ``first`` or ``last`` day is ``NO_DAY``. ``latest_start``
    and ``earliest_end`` are those of ``certain_days``, ``UNDATED`` and ``NO_DAY`` if unknown. ``heading`` is the
    precision of the heading in lists, None if that is a month. ``values`` are in the order of ``EVENT_COLUMNS``.
    """

    day: int
    end: int
    sequence: int
    slug: bytes
    pk: int
    first: int
    last: int
    latest_start: int
    earliest_end: int
    heading: Precision | None
    recorded: int
    values: tuple[Any, ...]


def read_events(only: Sequence[int] | None) -> Iterator[EventColumns]:
    """Yield the public events, of all or of ``only`` these ids."""
    rows = rows_of(
        among(Event.objects.public().with_milestone(), "pk", only),
        *("slug", "pk", "date", "sequence", "recorded", *EVENT_COLUMNS.values()),
    )
    for slug, pk, text, sequence, recorded, *values in rows:
        days = days_of(text)
        yield EventColumns(
            day=days.place[0],
            end=days.place[1],
            sequence=sequence,
            slug=slug.encode(),
            pk=pk,
            first=days.first,
            last=days.last,
            latest_start=days.latest_start,
            earliest_end=days.earliest_end,
            heading=days.heading,
            recorded=recorded.toordinal(),
            values=tuple(values),
        )


class EventDays(NamedTuple):
    """The columns of an event that follow from its date."""

    place: Place
    first: int
    last: int
    latest_start: int
    earliest_end: int
    heading: Precision | None


@lru_cache(maxsize=65_536)
def days_of(text: str) -> EventDays:
    """Return the columns that follow from a date, given as EDTF text; empty for an undated event."""
    if not text:
        return EventDays(place(None, None), NO_DAY, NO_DAY, UNDATED, NO_DAY, None)
    read = parse(text)
    certain, precision = certain_days(read), heading_precision(read)
    return EventDays(
        place(read.earliest, read.latest),
        read.earliest.toordinal() if read.earliest else NO_DAY,
        read.latest.toordinal() if read.latest else NO_DAY,
        certain.latest_start.toordinal() if certain.latest_start else UNDATED,
        certain.earliest_end.toordinal() if certain.earliest_end else NO_DAY,
        precision if precision in WIDE else None,
    )


class ClaimColumns(NamedTuple):
    """One statement for the index.

    Shape: days as ISO text; the days said of a standing position are those of its report; ``values`` in the order of
    ``CLAIM_COLUMNS``.
    """

    pk: int
    event: int
    article: int
    repeats: int | None
    origin: int | None
    origin_basis: str
    values: tuple[Any, ...]
    said_first: str | None
    said_last: str | None
    published_first: str | None
    published_last: str | None


def read_claims(only: Sequence[int] | None) -> Iterator[ClaimColumns]:
    """Yield the public statements, about all events or about ``only`` these."""
    rows = rows_of(
        among(Claim.objects.public().with_side().with_clock(), "event", only),
        *("pk", "event", "article", "repeats", "article__origin", "article__origin_basis", *CLAIM_COLUMNS.values()),
        said_first=day_text("spoken_earliest"),
        said_last=day_text("spoken_latest"),
        first=day_text("article__published_earliest"),
        last=day_text("article__published_latest"),
    )
    for row in rows:
        pk, event, article, repeats, origin, basis, *values, said_first, said_last, first, last = row
        days = (said_first, said_last, first, last)
        yield ClaimColumns(pk, event, article, repeats, origin, basis, tuple(values), *days)
