"""Which events stand on a page, by any of the four clocks, and how many there are in each month.

By the day they happened, events are numbered in order already, and a page is a slice. By the other clocks the months
are walked through until the page is full, so that a late page costs more.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from talks.index import Bitmap
from talks.timeline.selection import Selection

YearMonth = tuple[int, int] | None
"""Year and month; None where the day is not known."""


@dataclass(frozen=True, slots=True)
class PlacedEvent:
    """One event: the part of the answer that holds it, its number there, and the month under which it stands."""

    part: int
    number: int
    month: YearMonth


@dataclass(frozen=True)
class Ordered:
    """A page of events in order. Shape: ``months`` counts the events of the whole answer, of the months on the page."""

    events: list[PlacedEvent]
    months: dict[YearMonth, int]


def in_order(selection: Selection, order: str, start: int, stop: int) -> Ordered:
    """Return the events from ``start`` to before ``stop`` in this order.

    What was said or published is taken from the statements that match: the first of them forwards, the last of them
    backwards. Events without such a day come last both ways. Cost: the same for every page of the order in which they
    happened; else one union and one projection for each month up to the page.
    """
    clock, backwards = order.removeprefix("-") or "happened", order.startswith("-")
    if clock == "happened":
        return _as_happened(selection, start, stop, backwards)
    return _by_months(selection, clock, start, stop, backwards)


def first_day(month: tuple[int, int]) -> int:
    return date(*month, 1).toordinal()


def last_day(month: tuple[int, int]) -> int:
    year, number = month
    return (
        date.max if month == (9999, 12) else date(year + number // 12, number % 12 + 1, 1) - timedelta(1)
    ).toordinal()


# As they happened


def _as_happened(selection: Selection, start: int, stop: int, backwards: bool) -> Ordered:
    stop = min(stop, selection.count)
    if backwards:
        dated = sum(len(part.events & _dated(part)) for part in selection.parts)
        turned = _slice(selection, dated - min(stop, dated), dated - min(start, dated))[::-1]
        count, after = selection.count, (max(start, dated) - dated, max(stop, dated) - dated)
        turned += _slice(selection, count - after[1], count - after[0])[::-1]
        found = turned
    else:
        found = _slice(selection, start, stop)
    places = [PlacedEvent(part, number, _month_of(selection, part, number)) for part, number in found]
    return Ordered(places, {month: _count_of(selection, month) for month in dict.fromkeys(one.month for one in places)})


def _slice(selection: Selection, start: int, stop: int) -> list[tuple[int, int]]:
    """Return (part, number) from ``start`` to before ``stop``, as if the parts were one."""
    if start >= stop:
        return []
    first = selection.parts[0].events
    if len(selection.parts) == 1:
        return [(0, number) for number in first[start:stop]]
    others = list(selection.parts[1].events)
    # Where each event of the second part stands in the whole.
    whole = [
        (first.rank(before - 1) if before else 0) + place
        for place, before in enumerate(selection.index.positions[number] for number in others)
    ]
    low, high = bisect_left(whole, start), bisect_left(whole, stop)
    rest = iter(first[start - low : stop - high])
    inserted = {whole[place]: others[place] for place in range(low, high)}
    return [(1, inserted[place]) if place in inserted else (0, next(rest)) for place in range(start, stop)]


def _dated(part) -> Bitmap:
    return part.segment.bits(range(part.segment.dated))


def _month_of(selection: Selection, part: int, number: int) -> YearMonth:
    segment = selection.parts[part].segment
    if number >= segment.dated:
        return None
    day = date.fromordinal(segment.day(number))
    return day.year, day.month


def _count_of(selection: Selection, month: YearMonth) -> int:
    """Return how many events of the answer stand under a month. Cost: two looks into each part."""
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
    places: list[PlacedEvent] = []
    counts: dict[YearMonth, int] = {}
    passed = 0
    for month in [*months, None]:
        new = _of_days(selection, name, left, first_day(month), last_day(month)) if month else left
        count = sum(map(len, new))
        if passed + count > start and count:
            wanted = range(max(start - passed, 0), min(stop - passed, count))
            days = _days(selection, name, new, month, backwards)
            places += [PlacedEvent(*one, month) for one in _taken(days, wanted)]
            counts[month] = count
        passed += count
        left = [events - found for events, found in zip(left, new, strict=True)]
        if passed >= stop:
            break
    return Ordered(places, counts)


def _of_days(selection: Selection, name: str, events: list[Bitmap], first: int, last: int) -> list[Bitmap]:
    """Return, of these events, those with a day of this clock in the span, by the statements that match."""
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
) -> Iterator[tuple[int, Callable[[], list[tuple[int, int]]]]]:
    """Yield for each day of a month, in order, how many events stand on it, and what lists them by slug."""

    def by_slug(found: list[Bitmap]) -> list[tuple[int, int]]:
        listed = [(part, number) for part, numbers in enumerate(found) for number in numbers]
        return sorted(listed, key=lambda one: selection.parts[one[0]].segment.slug(one[1]), reverse=backwards)

    if month is None:
        yield sum(map(len, events)), lambda: by_slug(events)
        return
    days = range(first_day(month), last_day(month) + 1)
    for day in reversed(days) if backwards else days:
        found = _of_days(selection, name, events, day, day)
        events = [among - those for among, those in zip(events, found, strict=True)]
        yield sum(map(len, found)), lambda found=found: by_slug(found)


def _taken(days: Iterator, wanted: range) -> list[tuple[int, int]]:
    """Return the events of the places wanted, counted over all days."""
    taken, passed = [], 0
    for count, listed in days:
        if passed >= wanted.stop:
            break
        if passed + count > wanted.start and count:
            taken += listed()[max(wanted.start - passed, 0) : wanted.stop - passed]
        passed += count
    return taken
