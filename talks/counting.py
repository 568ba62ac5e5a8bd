"""How many there are, by day or by any column, and what is kept of it for each version of the record.

The index tells it where it can. Reads models and index; ``pages``, ``positions`` and ``paging`` count by it.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from datetime import date
from functools import reduce
from operator import or_
from threading import Lock
from typing import Any, TypeVar

from django.db.models import Count, Q, QuerySet

from talks.dates import in_order
from talks.index import Bits, Segment, current
from talks.models import Article
from talks.version import read_version

Made = TypeVar("Made")

Parts = list[tuple[Segment, Bits]]
"""Statements, of each segment of the index those that it holds."""

KEPT: OrderedDict[tuple[int, str], Any] = OrderedDict()
KEPT_MOST = 200
MANY = 20_000  # ids, of which a question to the database would grow too long

_lock = Lock()


def kept(name: str, make: Callable[[], Made]) -> Made:
    """Return what ``make`` returns, made once a process for each version of the record; nobody may change it.

    Cost: one query by primary key; where nothing is kept, two and those of ``make``. Memory: the last 200, of which the
    largest are calendars of some 60 KB; of former versions nothing.
    """
    version = read_version()
    with _lock:
        if (version, name) in KEPT:
            KEPT.move_to_end((version, name))
            return KEPT[version, name]
    made = make()
    if read_version() == version:  # or it may be of two versions
        with _lock:
            KEPT[version, name] = made
            for key in [key for key in KEPT if key[0] != version] or [*KEPT][:-KEPT_MOST]:
                del KEPT[key]
    return made


def grouped(rows: QuerySet, *columns: str) -> Counter:
    """Return how many rows there are of each combination of values. Cost: one query."""
    counted = rows.order_by().values_list(*columns).annotate(n=Count("pk"))
    return Counter({row[:-1] if len(columns) > 1 else row[0]: row[-1] for row in counted})


def any_of(ways: Sequence[Q]) -> Q:
    """Return the condition that one of the ways holds."""
    return reduce(or_, ways)


def count_reports(known: date | None = None) -> Counter:
    """Return how many reports are public, by the day of publication.

    Cost: a look at each report in the index, 0.1 s for a million; where the record changed since that was written, a
    query for the reports that the changes touch.
    """
    first, *others = current().segments
    again = first.reports_gone().union(pk for segment in others for pk, *_days in segment.reports())
    latest = known.toordinal() if known else 0
    days = Counter(
        earliest or last
        for pk, earliest, last in first.reports()
        if (0 < last <= latest or not known) and pk not in again
    )
    counts = Counter({date.fromordinal(day) if day else None: number for day, number in days.items()})
    if again:
        counts += grouped(Article.objects.public(known).filter(pk__in=again).annotate(day=in_order("published")), "day")
    return counts
