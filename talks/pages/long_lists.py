"""Long lists, a page at a time: which rows stand on the page that is asked for, found without reading those before it.

A list in the order of days is found by how many rows each day has, which the index tells: of the list only the days of
one page are read and put in order. Reads models, index and ``counting``; ``pages`` and ``positions`` cut their lists here.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import reduce
from itertools import accumulate
from operator import or_
from typing import NamedTuple

from django.db.models import Q, QuerySet

from talks.index import UNDATED, Bitmap, Index, Segment
from talks.models import Claim
from talks.querysets import ClaimQuerySet
from talks.rows import ClaimRow, read_claims

MANY = 20_000  # ids, of which a question to the database would grow too long
SHORT = 1_000  # rows that are put in order faster than their days are looked up
STATEMENTS = 100  # statements on a page of one record; an event of the timeline brings several


class Calendar:
    """How many rows of a list stand on each day; those without a day are the last.

    Shape: days as numbers and sums in arrays, some 12 bytes a day, so that many calendars can be kept.
    """

    def __init__(self, counts: Counter) -> None:
        days = sorted(counts, key=lambda day: day or date.max)
        self._days = array("i", (day.toordinal() if day else 0 for day in days))
        self._ends = array("q", accumulate(counts[day] for day in days))

    @property
    def count(self) -> int:
        return self._ends[-1] if self._ends else 0

    def find(self, start: int, stop: int) -> "Stretch":
        """Return the days on which the rows from ``start`` to ``stop`` stand; a short list is taken whole."""
        if start >= stop:
            return Stretch(Q(pk__in=()), 0, 0)
        if self.count <= SHORT:
            return Stretch(Q(), start, stop)
        first, last = bisect_right(self._ends, start), bisect_left(self._ends, stop)
        before = self._ends[first - 1] if first else 0
        low, high = (date.fromordinal(day) if day else None for day in (self._days[first], self._days[last]))
        days = Q(day__range=(low, high)) if high else Q(day__isnull=True)
        if low and not high:
            days |= Q(day__gte=low)
        return Stretch(days, start - before, stop - before)


class Stretch(NamedTuple):
    """Where rows are to be looked for: the condition, mostly on their ``day``, and which of these rows they are, in order."""

    rows: Q
    start: int
    stop: int


# By the index

Parts = list[tuple[Segment, Bitmap]]
"""Statements as (segment, bitmap) pairs."""

Times = Sequence[tuple[Segment, list[Bitmap]]]
"""The times that somebody took part, of each segment of the index as sets of events: each time is in one of them."""

READ = ("said_first", "published_first")
"""The days by which the order of reading begins, each as the index has it; of one day, the database knows the order."""


def find_events(times: Times, start: int, stop: int) -> Stretch:
    """Return about which events the times from ``start`` to before ``stop`` are, in the order in which these happened; those
    without a day are last.

    Shape: the condition is empty where too many are of one day: then it is in all of these. Cost: it is told some fifty
    times how many are of earlier days than one; no query.
    """
    if start >= stop:
        return Stretch(Q(pk__in=()), 0, 0)
    days, dated = range(1, date.max.toordinal() + 1), _times_before(times, UNDATED)

    def day_of(row: int) -> int:
        return days[bisect_right(days, row, key=lambda day: _times_before(times, day + 1))]

    first = day_of(start) if start < dated else UNDATED
    last = day_of(stop - 1) if stop <= dated else UNDATED
    found = set()
    for segment, sets in times:
        low = segment.numbers_before(first)
        high = segment.numbers_before(last + 1) if last < UNDATED else segment.size
        touched = segment.bits(range(low, high))
        found |= {segment.pks[number] for events in sets for number in events & touched}
    if len(found) > MANY:
        return Stretch(Q(), start, stop)
    passed = _times_before(times, first)
    return Stretch(Q(event__in=found), start - passed, stop - passed)


def _times_before(times: Times, day: int) -> int:
    numbers = ((segment.numbers_before(day), sets) for segment, sets in times)
    return sum(events.range_cardinality(0, number) for number, sets in numbers for events in sets)


def find_claims(parts: Parts, start: int, stop: int) -> Stretch:
    """Return where in these statements, in the order of reading, those from ``start`` to before ``stop`` are.

    Shape: the condition is empty where too many were said on one day, in reports of one day: then it is in all of these.
    Cost: a look into each month, and into the days of those that the page touches; no query.
    """
    blocks = list(_blocks(parts, start, stop, READ))
    if not blocks:
        return Stretch(Q(pk__in=()), 0, 0)
    before = blocks[0][0]
    touched = [
        (segment, segment.bits.union(*(block[number][1] for _place, block in blocks)))
        for number, (segment, _claims) in enumerate(parts)
    ]
    ids = [segment.claim_pk(number) for segment, claims in touched for number in claims]
    if len(ids) > MANY:
        return Stretch(Q(), start, stop)
    return Stretch(Q(pk__in=ids), start - before, stop - before)


def _blocks(parts: Parts, start: int, stop: int, clocks: Sequence[str]) -> Iterator[tuple[int, Parts]]:
    """Yield, one after another, the statements of each day that these places touch, with the place of the first."""
    count = sum(len(claims) for _segment, claims in parts)
    if min(count, stop) <= max(start, 0):
        return
    if not clocks or (start <= 0 and stop >= count):
        yield 0, parts
        return
    clock, *others = clocks
    for place, block in _days(parts, start, stop, clock):
        for within, piece in _blocks(block, start - place, stop - place, others):
            yield place + within, piece


def _days(parts: Parts, start: int, stop: int, clock: str) -> Iterator[tuple[int, Parts]]:
    """Yield the statements of each day by this clock that these places touch, and those of no day, with their place."""
    buckets = [(segment.buckets(clock), claims) for segment, claims in parts]
    place = 0
    months = sum((Counter(one.count_by_month(claims)) for one, claims in buckets), Counter())
    for month in sorted(months):
        if place < stop and place + months[month] > start:
            days = sum((Counter(one.count_by_day(claims, month)) for one, claims in buckets), Counter())
            for day in sorted(days):
                yield place, [(segment, claims & segment.of_days(clock, day, day)) for segment, claims in parts]
                place += days[day]
        else:
            place += months[month]
    if place < stop:
        yield place, [(segment, claims & segment.buckets(clock).undated) for segment, claims in parts]


def whole_utterances(index: Index, claims: ClaimQuerySet, page: ClaimQuerySet) -> list[ClaimRow]:
    """Return the statements of one page, each utterance with all its wordings at the place of its first.

    Shape: ``page`` are some of ``claims``, cut out of their reading order. An utterance whose first wording stands on
    another page is left to that page, so that all pages together hold what the whole list would, in its order.
    Cost: five queries.
    """
    places = list(page.values_list("pk", "repeats_id"))
    on_page, spoken = {pk for pk, _repeats in places}, {repeats or pk for pk, repeats in places}
    firsts: dict[int, int] = {}
    found = wordings(index, claims, spoken)
    for row in found:
        firsts.setdefault(row.utterance, row.pk)
    return [row for row in found if firsts[row.utterance] in on_page]


def wordings(index: Index, claims: ClaimQuerySet, spoken: Collection[int] | QuerySet) -> list[ClaimRow]:
    """Return all of these statements that belong to some utterances, in reading order. Cost: four queries.

    Shape: ``spoken`` are the ids of the first records.
    """
    # By their ids, asked for beforehand, or the database might go through all that is said by somebody to find them.
    ids = Claim.objects.filter(Q(pk__in=spoken) | Q(repeats__in=spoken)).order_by().values_list("pk", flat=True)
    told = list(ids[: MANY + 1])
    return read_claims(index, claims.filter(pk__in=told if len(told) <= MANY else ids).in_reading_order())


def any_of(ways: Sequence[Q]) -> Q:
    """Return the condition that one of the ways holds."""
    return reduce(or_, ways)
