"""How many public rows there are, by day or by any column: exact, and without looking at each row's report and event.

Nearly all that is published is public too. So what is published is counted, which an index tells, and those few are
taken off that are not public because an event or a report is a draft. Reads models; ``pages`` and
``positions`` count by it. ``querysets`` alone says what is public.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from datetime import date
from functools import reduce
from operator import or_
from threading import Lock
from typing import Any, TypeVar

from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet

from talks.dates import in_order
from talks.index import Bits, Segment
from talks.models import Article, Claim, Event
from talks.version import read_version
from talks.vocabulary import Status

Made = TypeVar("Made")

Parts = list[tuple[Segment, Bits]]
"""Statements, of each segment of the index those that it holds."""

EVERYTHING = Q()
KEPT: OrderedDict[tuple[int, str], Any] = OrderedDict()
KEPT_MOST = 200
HIDDEN = [status for status in Status.values if status != Status.PUBLISHED]  # named, so that an index finds them

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


def any_of(ways: Sequence[Q], also: Q = EVERYTHING) -> Q:
    """Return the condition that one of the ways holds; ``also`` stands within each, where SQLite sees it for the index."""
    return reduce(or_, (way & also for way in ways))


def ids_of(parts: Parts) -> list[dict[int, int]]:
    """Return for each part the ids of its statements by their numbers.

    Cost: one query, over all statements about the same events.
    """
    events = [segment.pks[event] for segment, claims in parts for event in segment.planes.project(claims)]
    told = list(Claim.objects.filter(event__in=events).order_by().values_list("pk", flat=True))
    numbered = [[(segment.claim_number(pk), pk) for pk in told] for segment, _claims in parts]
    return [
        {number: pk for number, pk in pairs if number in claims}
        for pairs, (_segment, claims) in zip(numbered, parts, strict=True)
    ]


def count_reports(known: date | None = None) -> Counter:
    """Return how many reports are public, by the day of publication. Cost: two queries."""
    published = Article.objects.published().annotate(day=in_order("published"))
    if known:
        published = published.filter(published_latest__lte=known)
    return grouped(published, "day") - grouped(_without_public(published, "article", "event"), "day")


def hidden(model: type[Model]) -> QuerySet:
    """Return the ids of what is a draft or withdrawn."""
    return model.objects.filter(status__in=HIDDEN).order_by().values("pk")


def _without_public(rows: QuerySet, own: str, other: str) -> QuerySet:
    """Keep those without a public statement; only those are asked that have none at all, or one that is not public.

    ``own`` is the column by which statements belong to the rows, ``other`` the one to what makes them hidden too.
    """
    claims = Claim.objects.order_by()
    suspect = ~Exists(claims.filter(**{own: OuterRef("pk")}))
    suspect |= Q(pk__in=claims.filter(status__in=HIDDEN).values(own))
    suspect |= Q(pk__in=claims.filter(**{f"{other}__in": hidden(Event if other == "event" else Article)}).values(own))
    return rows.filter(suspect).filter(~Exists(Claim.objects.public().filter(**{own: OuterRef("pk")})))
