"""Pages of long lists: finds the rows of one page without reading the rows before it.

Lists are ordered by day. The index counts the rows of each day, so only the days of one page are read and sorted.
Reads models, index and rows; the other modules of ``pages`` cut their lists here.
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

from talks.dates import UNDATED
from talks.index import Bitmap, Index, Segment
from talks.models import Claim
from talks.querysets import ClaimQuerySet
from talks.rows import ClaimRow, read_claims

MANY = 20_000  # ids; with more, a query grows too long
SHORT = 1_000  # rows; so many are sorted faster than their days are looked up
STATEMENTS = 100  # statements on a page of one record; an event of the timeline brings several


class Calendar:
    """How many rows of a list stand on each day; rows without a day come last.

    Cost: some 12 bytes a day, so that many calendars can be cached.
    """

    def __init__(self, counts: Counter) -> None:
        days = sorted(counts, key=lambda day: day or date.max)
        self._days = array("i", (day.toordinal() if day else 0 for day in days))
        self._ends = array("q", accumulate(counts[day] for day in days))

    @property
    def count(self) -> int:
        return self._ends[-1] if self._ends else 0

    def find(self, start: int, stop: int) -> "Stretch":
        """Return the days of the rows from ``start`` to before ``stop``; all days of a short list."""
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
    """Where to find rows: a condition, and the slice to take of the rows that fulfil it, in order."""

    rows: Q
    start: int
    stop: int


# By the index

Parts = list[tuple[Segment, Bitmap]]
"""Statements as (segment, bitmap) pairs."""

Times = Sequence[tuple[Segment, list[Bitmap]]]
"""Participations as (segment, bitmaps of events) pairs; each participation is in exactly one bitmap."""


def find_events(times: Times, start: int, stop: int) -> Stretch:
    """Return where the participations from ``start`` to before ``stop`` are, in the order of their events.

    Shape: events without a day come last; the condition is empty, and the slice one of all rows, where too many events
    share a day.
    Cost: about fifty rank operations on bitmaps (a binary search over days); no query.
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
    """Return where the statements from ``start`` to before ``stop`` are, in reading order.

    Shape: the condition is empty, and the slice one of all statements, where too many were said on one day in reports
    of one day.
    Cost: one count for each month, and for each day of the months that the page touches; no query.
    """
    blocks = list(_blocks(parts, start, stop))
    if not blocks:
        return Stretch(Q(pk__in=()), 0, 0)
    before = blocks[0][0]
    touched = [
        (segment, segment.bits.union(*(block[number][1] for _position, block in blocks)))
        for number, (segment, _claims) in enumerate(parts)
    ]
    ids = [segment.claim_pk(number) for segment, claims in touched for number in claims]
    if len(ids) > MANY:
        return Stretch(Q(), start, stop)
    return Stretch(Q(pk__in=ids), start - before, stop - before)


def _blocks(parts: Parts, start: int, stop: int) -> Iterator[tuple[int, Parts]]:
    """Yield the statements of each day that the slice touches, with the position of the first of them.

    Statements of one day are in the order of their reports. Only those that were possibly said later are sorted by
    their last possible day before; the database orders these as a whole.
    """
    if _is_whole(parts, start, stop):
        yield 0, parts
        return
    for position, day in _days(parts, start, stop, "said_first"):
        opened = [(segment, claims & segment.said_opened) for segment, claims in day]
        longer = [(segment, claims & segment.said_longer) for segment, claims in day]
        exact = [(segment, claims - segment.said_opened - segment.said_longer) for segment, claims in day]
        for block in (opened, exact):
            if _touches(block, start - position, stop - position):
                if _is_whole(block, start - position, stop - position):
                    yield position, block
                else:
                    for within, piece in _days(block, start - position, stop - position, "published_first"):
                        if _touches(piece, start - position - within, stop - position - within):
                            yield position + within, piece
            position += _count(block)
        if _touches(longer, start - position, stop - position):
            yield position, longer


def _count(parts: Parts) -> int:
    return sum(len(claims) for _segment, claims in parts)


def _touches(parts: Parts, start: int, stop: int) -> bool:
    return min(_count(parts), stop) > max(start, 0)


def _is_whole(parts: Parts, start: int, stop: int) -> bool:
    return start <= 0 and 0 < _count(parts) <= stop


def _days(parts: Parts, start: int, stop: int, clock: str) -> Iterator[tuple[int, Parts]]:
    """Yield the statements of each day by this clock that the slice touches, then those without a day, with positions."""
    buckets = [(segment.buckets(clock), claims) for segment, claims in parts]
    position = 0
    months = sum((Counter(one.count_by_month(claims)) for one, claims in buckets), Counter())
    for month in sorted(months):
        if position < stop and position + months[month] > start:
            days = sum((Counter(one.count_by_day(claims, month)) for one, claims in buckets), Counter())
            for day in sorted(days):
                yield position, [(segment, claims & segment.of_days(clock, day, day)) for segment, claims in parts]
                position += days[day]
        else:
            position += months[month]
    if position < stop:
        yield position, [(segment, claims & segment.buckets(clock).undated) for segment, claims in parts]


def whole_utterances(index: Index, claims: ClaimQuerySet, page: ClaimQuerySet) -> list[ClaimRow]:
    """Return the statements of one page, all wordings of an utterance together.

    Shape: ``page`` is a slice of ``claims`` in reading order. An utterance belongs to the page of its first wording, so
    that all pages together hold the whole list, in its order.
    Cost: five queries.
    """
    of_page = list(page.values_list("pk", "repeats_id"))
    on_page, spoken = {pk for pk, _repeats in of_page}, {repeats or pk for pk, repeats in of_page}
    firsts: dict[int, int] = {}
    found = wordings(index, claims, spoken)
    for row in found:
        firsts.setdefault(row.utterance, row.pk)
    return [row for row in found if firsts[row.utterance] in on_page]


def wordings(index: Index, claims: ClaimQuerySet, spoken: Collection[int] | QuerySet) -> list[ClaimRow]:
    """Return the ``claims`` that belong to these utterances, in reading order.

    Shape: ``spoken`` holds the ids of the utterances' first records.
    Cost: four queries.
    """
    # Their ids are read in advance: otherwise the database may scan everything that a speaker said.
    ids = Claim.objects.filter(Q(pk__in=spoken) | Q(repeats__in=spoken)).order_by().values_list("pk", flat=True)
    found = list(ids[: MANY + 1])
    return read_claims(index, claims.filter(pk__in=found if len(found) <= MANY else ids).in_reading_order())


def any_of(ways: Sequence[Q]) -> Q:
    """Return the condition that at least one of these holds."""
    return reduce(or_, ways)
