"""Picks the events of a page, by any of the four clocks, and counts the events of its months.

Events are numbered in the order in which they happened, so that a page is a slice. For the other clocks, months are
counted until the page is full, so that a late page costs more. Imports ``selection``; ``answer`` and exports call it.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from talks.index import Bitmap
from talks.timeline.selection import Part, Selection

YearMonth = tuple[int, int] | None
"""(year, month), or None if the day is unknown."""


ListEvents = Callable[[], list[tuple[int, int]]]
"""Returns (part, number) of events. A function, since most days of a month are only counted."""


@dataclass(frozen=True, slots=True)
class PlacedEvent:
    """One event: the index of the part of the answer that has it, its number there, and its month."""

    part: int
    number: int
    month: YearMonth


@dataclass(frozen=True)
class Ordered:
    """A page of events in order.

    Shape: ``months`` has the number of events of the whole answer in each of its months.
    """

    events: list[PlacedEvent]
    months: dict[YearMonth, int]


def in_order(selection: Selection, order: str, start: int, stop: int) -> Ordered:
    """Return the events from ``start`` to before ``stop`` in this order.

    By ``said`` and ``published``, an event has the day of its first matching statement, or of its last one in reverse
    order. Events without a day come last in both directions.
    Cost: constant by ``happened``; else one union and one projection for each month up to the page.
    """
    clock, backwards = order.removeprefix("-") or "happened", order.startswith("-")
    if clock == "happened":
        return _as_happened(selection, start, stop, backwards)
    return _by_months(selection, clock, start, stop, backwards)


def first_day(month: tuple[int, int]) -> int:
    """Return the ordinal of the first day of a month."""
    return date(*month, 1).toordinal()


def last_day(month: tuple[int, int]) -> int:
    """Return the ordinal of the last day of a month."""
    year, number = month
    return (
        date.max if month == (9999, 12) else date(year + number // 12, number % 12 + 1, 1) - timedelta(1)
    ).toordinal()


# As they happened


def _as_happened(selection: Selection, start: int, stop: int, backwards: bool) -> Ordered:
    stop = min(stop, selection.count)
    if backwards:
        dated = sum(len(part.events & _dated(part)) for part in selection.parts)
        found = _slice(selection, dated - min(stop, dated), dated - min(start, dated))[::-1]
        count, after = selection.count, (max(start, dated) - dated, max(stop, dated) - dated)
        found += _slice(selection, count - after[1], count - after[0])[::-1]
    else:
        found = _slice(selection, start, stop)
    events = [PlacedEvent(part, number, _month_of(selection, part, number)) for part, number in found]
    return Ordered(events, {month: _count_of(selection, month) for month in dict.fromkeys(one.month for one in events)})


def _slice(selection: Selection, start: int, stop: int) -> list[tuple[int, int]]:
    """Return (part, number) of the events from ``start`` to before ``stop``, over both parts."""
    if start >= stop:
        return []
    first = selection.parts[0].events
    if len(selection.parts) == 1:
        return [(0, number) for number in first[start:stop]]
    others = list(selection.parts[1].events)
    # The position of each event of the second part in the whole answer.
    whole = [
        (first.rank(before - 1) if before else 0) + index
        for index, before in enumerate(selection.index.positions[number] for number in others)
    ]
    low, high = bisect_left(whole, start), bisect_left(whole, stop)
    rest = iter(first[start - low : stop - high])
    inserted = {whole[index]: others[index] for index in range(low, high)}
    return [(1, inserted[position]) if position in inserted else (0, next(rest)) for position in range(start, stop)]


def _dated(part: Part) -> Bitmap:
    return part.segment.bits(range(part.segment.dated))


def _month_of(selection: Selection, part: int, number: int) -> YearMonth:
    segment = selection.parts[part].segment
    if number >= segment.dated:
        return None
    day = date.fromordinal(segment.day(number))
    return day.year, day.month


def _count_of(selection: Selection, month: YearMonth) -> int:
    """Return the number of events of the answer in a month. Cost: two binary searches per part."""
    total = 0
    for part in selection.parts:
        low, high = part.segment.dated, part.segment.size
        if month:
            low, high = map(part.segment.numbers_before, (first_day(month), last_day(month) + 1))
        total += part.events.range_cardinality(low, high)
    return total


# By what was said, published or recorded


def _by_months(selection: Selection, clock: str, start: int, stop: int, backwards: bool) -> Ordered:
    name = clock if clock == "recorded" else f"{clock}_{'last' if backwards else 'first'}"
    buckets = [part.segment.buckets(name) for part in selection.parts]
    months = sorted({month for one in buckets for month in one.months()}, reverse=backwards)
    left = [part.events for part in selection.parts]
    events: list[PlacedEvent] = []
    counts: dict[YearMonth, int] = {}
    passed = 0
    for month in [*months, None]:
        new = _of_days(selection, name, left, first_day(month), last_day(month)) if month else left
        count = sum(map(len, new))
        if passed + count > start and count:
            wanted = range(max(start - passed, 0), min(stop - passed, count))
            days = _days(selection, name, new, month, backwards)
            events += [PlacedEvent(*one, month) for one in _taken(days, wanted)]
            counts[month] = count
        passed += count
        left = [among - found for among, found in zip(left, new, strict=True)]
        if passed >= stop:
            break
    return Ordered(events, counts)


def _of_days(selection: Selection, name: str, events: list[Bitmap], first: int, last: int) -> list[Bitmap]:
    """Return those of these events that have a day of this clock in the span, by their matching statements."""
    found = []
    for part, among in zip(selection.parts, events, strict=True):
        of_days = part.segment.of_days(name, first, last)
        if name != "recorded":
            claims = of_days & part.segment.claims if part.claims is None else of_days & part.claims
            of_days = part.segment.numbering.project(claims)
        found.append(of_days & among)
    return found


def _days(
    selection: Selection, name: str, events: list[Bitmap], month: YearMonth, backwards: bool
) -> Iterator[tuple[int, ListEvents]]:
    """Yield (number of events, function that lists them by slug) for each day of a month, in order."""

    def by_slug(found: list[Bitmap]) -> list[tuple[int, int]]:
        listed = [(part, number) for part, numbers in enumerate(found) for number in numbers]
        return sorted(listed, key=lambda one: selection.parts[one[0]].segment.slug(one[1]), reverse=backwards)

    if month is None:
        yield sum(map(len, events)), partial(by_slug, events)
        return
    days = range(first_day(month), last_day(month) + 1)
    for day in reversed(days) if backwards else days:
        found = _of_days(selection, name, events, day, day)
        events = [among - those for among, those in zip(events, found, strict=True)]
        yield sum(map(len, found)), partial(by_slug, found)


def _taken(days: Iterator[tuple[int, ListEvents]], wanted: range) -> list[tuple[int, int]]:
    """Return the events at the wanted positions, counted over all days."""
    taken: list[tuple[int, int]] = []
    passed = 0
    for count, listed in days:
        if passed >= wanted.stop:
            break
        if passed + count > wanted.start and count:
            taken += listed()[max(wanted.start - passed, 0) : wanted.stop - passed]
        passed += count
    return taken
