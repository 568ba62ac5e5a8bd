"""Picks the events of a page, by any of the four clocks, and counts the events under its headings.

Events are numbered in the order in which they happened, so that a page is a slice. For the other clocks, months are
counted until the page is full, so that a late page costs more. Imports ``selection``; ``answer`` and exports call it.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from talks import dates
from talks.index import Bitmap, Index, Segment
from talks.timeline.selection import Part, Section, Selection

YearMonth = tuple[int, int] | None
"""(year, month), or None if the day is unknown."""


ListEvents = Callable[[], list[tuple[int, int]]]
"""Returns (part, number) of events. A function, since most days of a month are only counted."""


@dataclass(frozen=True, slots=True)
class PlacedEvent:
    """One event: the index of the part of the answer that has it, its number there, and its heading.

    Shape: ``heading`` is a month or a wider date as EDTF text, empty for an event without a day. ``is_certain`` is
    false if the event only possibly falls into the chosen days.
    """

    part: int
    number: int
    heading: str
    is_certain: bool


@dataclass(frozen=True)
class Ordered:
    """A page of events in order.

    Shape: ``numbers`` has the number of events of the whole answer for each ``is_certain`` and heading of the page.
    """

    events: list[PlacedEvent]
    numbers: dict[tuple[bool, str], int]


def in_order(selection: Selection, order: str, start: int, stop: int) -> Ordered:
    """Return the events from ``start`` to before ``stop`` in this order, section by section.

    By ``said`` and ``published``, an event has the day of its first matching statement, or of its last one in reverse
    order; events of one day are in the order in which they happened. Where only the year, the season or a longer time
    is known of that day, events come before the month in which that time begins, or ends in reverse order. Events
    without a day come last in both directions.
    Cost: constant by ``happened``; else one union and one projection for each month up to the page.
    """
    clock, backwards = order.removeprefix("-") or "happened", order.startswith("-")
    whole, passed = Ordered([], {}), 0
    for section in selection.sections:
        low, high = max(start - passed, 0), min(stop - passed, section.count)
        if low < high:
            found = (
                _as_happened(selection.index, section, low, high, backwards)
                if clock == "happened"
                else _by_months(selection.index, section, clock, low, high, backwards)
            )
            whole = Ordered(whole.events + found.events, whole.numbers | found.numbers)
        passed += section.count
    return whole


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


def _as_happened(index: Index, section: Section, start: int, stop: int, backwards: bool) -> Ordered:
    if backwards:
        dated = sum(len(part.events & _dated(part)) for part in section.parts)
        found = _slice(index, section, dated - min(stop, dated), dated - min(start, dated))[::-1]
        count, after = section.count, (max(start, dated) - dated, max(stop, dated) - dated)
        found += _slice(index, section, count - after[1], count - after[0])[::-1]
    else:
        found = _slice(index, section, start, stop)
    certain = section.is_certain
    events = [
        PlacedEvent(part, number, _heading_of(section.parts[part].segment, number), certain) for part, number in found
    ]
    headings = dict.fromkeys(one.heading for one in events)
    return Ordered(events, {(certain, heading): _count_of(section, heading) for heading in headings})


def _slice(index: Index, section: Section, start: int, stop: int) -> list[tuple[int, int]]:
    """Return (part, number) of the events from ``start`` to before ``stop``, over both parts."""
    if start >= stop:
        return []
    first = section.parts[0].events
    if len(section.parts) == 1:
        return [(0, number) for number in first[start:stop]]
    others = list(section.parts[1].events)
    # The position of each event of the second part in the whole answer.
    whole = [
        (first.rank(before - 1) if before else 0) + at
        for at, before in enumerate(index.positions[number] for number in others)
    ]
    low, high = bisect_left(whole, start), bisect_left(whole, stop)
    rest = iter(first[start - low : stop - high])
    inserted = {whole[at]: others[at] for at in range(low, high)}
    return [(1, inserted[position]) if position in inserted else (0, next(rest)) for position in range(start, stop)]


def _dated(part: Part) -> Bitmap:
    return part.segment.bits(range(part.segment.dated))


def _heading_of(segment: Segment, number: int) -> str:
    if number >= segment.dated:
        return ""
    return dates.heading_of(date.fromordinal(segment.day(number)), segment.heading(number))


def _count_of(section: Section, heading: str) -> int:
    """Return the number of events of a section under a heading. Cost: two binary searches and one operation per part."""
    if not heading:
        return sum(part.events.range_cardinality(part.segment.dated, part.segment.size) for part in section.parts)
    precision, (first, last) = dates.parse(heading).precision, dates.days_of_heading(heading)
    total = 0
    for part in section.parts:
        segment, wide = part.segment, part.segment.headed_wide
        low, high = segment.numbers_before(first), segment.numbers_before(last + 1)
        if precision == "month":
            total += part.events.range_cardinality(low, high)
            if wide:
                total -= (part.events & wide).range_cardinality(low, high)
        else:
            total += (part.events & segment.headed_by(precision)).range_cardinality(low, high)
    return total


# By what was said, published or recorded


def _by_months(index: Index, section: Section, clock: str, start: int, stop: int, backwards: bool) -> Ordered:
    name = clock if clock == "recorded" else f"{clock}_{'last' if backwards else 'first'}"
    buckets = [part.segment.buckets(name) for part in section.parts]
    months = sorted({month for one in buckets for month in one.months()}, reverse=backwards)
    left = [part.events for part in section.parts]
    events: list[PlacedEvent] = []
    numbers: dict[tuple[bool, str], int] = {}
    passed = 0
    for month in [*months, None]:
        for heading, new in _of_headings(section, clock, left, month, backwards) if month else [("", left)]:
            count = sum(map(len, new))
            if passed + count > start and count and passed < stop:
                wanted = range(max(start - passed, 0), min(stop - passed, count))
                days = _days(index, section, name, new, month, backwards)
                events += [PlacedEvent(*one, heading, section.is_certain) for one in _taken(days, wanted)]
                numbers[section.is_certain, heading] = count
            passed += count
            left = [among - found for among, found in zip(left, new, strict=True)]
        if passed >= stop:
            break
    return Ordered(events, numbers)


def _of_headings(
    section: Section, clock: str, left: list[Bitmap], month: tuple[int, int], backwards: bool
) -> Iterator[tuple[str, list[Bitmap]]]:
    """Yield the headings for a month, each with those of these events that stand under it.

    Shape: first the wider headings that begin with the month, or end with it if ``backwards``: a statement “in 2022” was
    not said in January, although that is when 2022 begins. Then the month itself.
    """
    first, last = first_day(month), last_day(month)
    if clock == "recorded":
        found = _of_days(section, clock, left, first, last)
    else:
        found = _of_days(section, f"{clock}_{'last' if backwards else 'first'}", left, first, last)
        edge = last if backwards else first
        for precision in dates.WIDE if any(found) else ():
            heading = dates.heading_of(date.fromordinal(edge), precision)
            days = dates.days_of_heading(heading)
            if edge == days[backwards]:
                new = _about(section, [_of_span(part, clock, *days) for part in section.parts], found)
                found = [among - one for among, one in zip(found, new, strict=True)]
                yield heading, new
    yield dates.heading_of(date.fromordinal(first), "month"), found


def _of_span(part: Part, clock: str, first: int, last: int) -> Bitmap:
    """Return the statements whose first and last possible day are these."""
    begun, ended = (
        part.segment.of_days(f"{clock}_first", first, first),
        part.segment.of_days(f"{clock}_last", last, last),
    )
    return begun & ended


def _of_days(section: Section, name: str, events: list[Bitmap], first: int, last: int) -> list[Bitmap]:
    """Return those of these events that have a day of this clock in the span, by their matching statements."""
    sets = [part.segment.of_days(name, first, last) for part in section.parts]
    if name == "recorded":
        return [one & among for one, among in zip(sets, events, strict=True)]
    return _about(section, sets, events)


def _about(section: Section, sets: list[Bitmap], events: list[Bitmap]) -> list[Bitmap]:
    """Return those of these events about which one of these statements is that matches."""
    found = []
    for part, claims, among in zip(section.parts, sets, events, strict=True):
        matching = claims & (part.segment.claims if part.claims is None else part.claims)
        found.append(part.segment.numbering.project(matching) & among)
    return found


def _days(
    index: Index, section: Section, name: str, events: list[Bitmap], month: YearMonth, backwards: bool
) -> Iterator[tuple[int, ListEvents]]:
    """Yield (number of events, function that lists them as they happened) for each day of a month, in order."""

    def as_happened(found: list[Bitmap]) -> list[tuple[int, int]]:
        listed = [(part, number) for part, numbers in enumerate(found) for number in numbers]
        return sorted(listed, key=index.place, reverse=backwards)

    if month is None:
        yield sum(map(len, events)), partial(as_happened, events)
        return
    days = range(first_day(month), last_day(month) + 1)
    for day in reversed(days) if backwards else days:
        found = _of_days(section, name, events, day, day)
        events = [among - those for among, those in zip(events, found, strict=True)]
        yield sum(map(len, found)), partial(as_happened, found)


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
