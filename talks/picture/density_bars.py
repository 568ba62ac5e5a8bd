"""The picture of many events: a bar with the number of events of each lane and bin, with a link to exactly these.

Imports ``density_lanes``, ``timeline``, which counts, and ``geometry``, which draws. Only milestones are named, some of
many. ``read`` chooses between this and ``event_marks``, and with a filter between the strip of bars here and
``strip_marks``.
"""

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

from django.utils.translation import get_language

from talks.index import Bitmap
from talks.picture import descriptions
from talks.picture.density_lanes import events_of, read_lanes, urls_of_lanes
from talks.picture.geometry import (
    Density,
    DrawnLane,
    DrawnMark,
    Item,
    Plan,
    box,
    draw_bars,
    draw_counted_strip,
    plan_bars,
)
from talks.picture.key import density_key, rail_key
from talks.picture.picture import (
    BarLink,
    LaneBars,
    Link,
    PeriodLink,
    Picture,
    RailBar,
    RailEntry,
    asked_days,
    urls_of_days,
    view_url,
)
from talks.picture.sides import drawn
from talks.picture.zoom import read_tools
from talks.rows import EventRow, read_event_rows
from talks.timeline import Filters, Selection
from talks.vocabulary import MEETINGS
from talks.wording import grouped

MOST_LOOKED_AT = 240  # milestones, evenly over the days
STRETCHES = 24  # of the days; the milestone with most statements in each is named, if there is room
MOST_IN_RAIL = 24  # periods with a bar on narrow screens; more would push the list off the second one


def read_counted(selection: Selection, root: str) -> Picture:
    """Return bars that count the events on which each side has a matching statement, and the names of milestones.

    Shape: a lane without bars belongs to a side that took part without a statement.
    Cost: one query, for the milestones; a few bitmap operations for each lane and bin.
    """
    filters, language = selection.filters, get_language()
    lanes, totals = read_lanes(selection)
    reach = _reach(selection)
    if not reach or not any(totals):
        return Picture(filters, "")
    asked = asked_days(filters)
    plan = plan_bars(*reach, *asked)
    counts = [
        _cached_counts(selection, plan, reach, (lane.process, lane.sides), partial(events_of, selection, lane))
        for lane in lanes
    ]
    opened = root + view_url(filters.asking(lanes="all"), "lanes")
    drawn_lanes = [drawn(lane, opened) for lane in lanes]
    milestones = _milestones(selection, plan.first, plan.last)
    with_year = plan.first.year != plan.last.year
    items = [
        Item(row.slug, row.earliest, row.earliest, met=row.kind in MEETINGS, label=name)
        for row in milestones
        if (name := descriptions.name_and_day(row, language, with_year=with_year))
    ]
    density = draw_bars(drawn_lanes, plan, counts, *asked, items)
    days = [descriptions.bar_span(one.since, one.until, language) for one in density.bins]
    numbers = {count: descriptions.events_words(count, language) for count in {bar.events for bar in density.bars}}
    columns = [LaneBars(lane, line.y, []) for lane, line in zip(drawn_lanes, density.lanes, strict=True)]
    urls = urls_of_lanes(selection, lanes, root)
    for index, bin_index, count, d in density.bars:
        one = density.bins[bin_index]
        title = f"{lanes[index].name}, {days[bin_index]}: {numbers[count]}"
        columns[index].links.append(BarLink(d, urls[index](one.since, one.until), title))
    known = Filters(known=filters.known).querystring()

    def link(mark: DrawnMark) -> Link:
        row = milestones[mark.items[0]]
        title = descriptions.sentences([row.title, descriptions.day_words(row.date, language)])
        return Link(mark, f"{root}{row.page}{known}", title, row.slug, str(mark.first))

    marks = [link(mark) for mark in density.marks]
    url = partial(urls_of_days(filters, root), "")
    narrow = plan_bars(*reach, *asked, most=MOST_IN_RAIL)
    return Picture(
        filters,
        descriptions.coarse_span_words(plan.first, plan.last, filters, language),
        density=density,
        marks=marks,
        columns=columns,
        periods=_periods(density, url, language),
        rail=[
            RailEntry(
                descriptions.short_day(row, language, with_year=True),
                row.short_title or row.title,
                one.href,
                "met" if row.kind in MEETINGS else "said",
            )
            for one in marks
            for row in [milestones[one.mark.items[0]]]
        ],
        rail_bars=_rail_bars(narrow, _all_counts(selection, narrow, reach), url, language),
        rail_note=rail_key(narrow.unit, language),
        note=density_key(density, language),
        text_alternative=descriptions.density_sentences(density, totals, language),
        tools=read_tools(selection, density.scale),
    )


def read_counted_strip(selection: Selection, root: str) -> Picture:
    """Return a line of days with a bar for the number of events of each bin. Cost: a few bitmap operations a bin."""
    filters, language = selection.filters, get_language()
    opened, reach = root + view_url(filters.asking(lanes="open"), "lanes"), _reach(selection)
    if not reach:
        return Picture(filters, "", opens=opened)
    plan = plan_bars(*reach, *asked_days(filters))
    strip = draw_counted_strip(plan, _all_counts(selection, plan, reach))
    url, links = urls_of_days(filters, root), []
    for bar in strip.bars:
        one = plan.bins[bar.bin_index]
        days = descriptions.bar_span(one.since, one.until, language)
        title = f"{days}: {descriptions.events_words(bar.events, language)}"
        links.append(BarLink(bar.d, url("", one.since, one.until), title))
    return Picture(filters, "", strip=strip, columns=[LaneBars(DrawnLane(""), strip.line_y, links)], opens=opened)


def _milestones(selection: Selection, first: date, last: date) -> list[EventRow]:
    """Return milestones of one known day between two days, in their order: in each stretch the one most is said about.

    Cost: one query; looks at ``MOST_LOOKED_AT`` of them at most, evenly over the days, however many there are.
    """
    found: dict[int, tuple[int, int]] = {}
    width = max((last - first).days + 1, 1)
    for part, events in zip(selection.parts, selection.events_with("milestone", "1"), strict=True):
        segment = part.segment
        low, high = segment.numbers_before(first.toordinal()), segment.numbers_before(last.toordinal() + 1)
        start, stop = events.rank(low - 1) if low else 0, events.rank(high - 1) if high else 0
        step = max((stop - start) / MOST_LOOKED_AT, 1)
        for place in range(min(stop - start, MOST_LOOKED_AT)):
            number = events[start + int(place * step)]
            begin, end = segment.ends(number)
            if begin is None or begin != end:
                continue
            stretch = (begin - first.toordinal()) * STRETCHES // width
            most = (len(segment.claims_about(number)), segment.pks[number])
            found[stretch] = max(found.get(stretch, (0, 0)), most)
    rows = read_event_rows(selection.index, [pk for _number, pk in found.values()])
    return sorted(rows.values(), key=lambda row: (row.earliest or date.max, row.slug))


def _reach(selection: Selection) -> tuple[date, date] | None:
    """Return the earliest and the latest day of the answer, or None if no event has one."""
    found = [part.segment.reach_of(part.events) for part in selection.parts]
    days = [date.fromordinal(day) for ends in found for day in ends if day]
    return (min(days), max(days)) if days else None


def _all_counts(selection: Selection, plan: Plan, reach: tuple[date, date]) -> list[int]:
    """Return the number of events of the answer in each bin."""
    return _cached_counts(selection, plan, reach, "all", lambda: [part.events for part in selection.parts])


def _cached_counts(
    selection: Selection, plan: Plan, reach: tuple[date, date], key: object, read: Callable[[], Iterable[Bitmap]]
) -> list[int]:
    """Return the number of events in each bin, of the events that ``read`` returns for each part."""
    return selection.cached((plan.unit, *reach, key), lambda: _counts(selection, plan, read()))


def _counts(selection: Selection, plan: Plan, events: Iterable[Bitmap]) -> list[int]:
    spans = [(one.first.toordinal(), one.last.toordinal()) for one in plan.bins]
    counts = [0] * len(spans)
    for part, among in zip(selection.parts, events, strict=True):
        if among:
            found = part.segment.count_in(among, spans, bool(selection.filters.sure))
            counts = [sum(pair) for pair in zip(counts, found, strict=True)]
    return counts


def _rail_bars(plan: Plan, counts: list[int], url: Callable[[str, str], str], language: str | None) -> list[RailBar]:
    """Return a bar for each period with events."""
    return [
        RailBar(
            descriptions.bar_span(one.since, one.until, language),
            grouped(count, language),
            box(0, 0, max(100 * count / max(counts), 1.0), 10),
            url(one.since, one.until),
        )
        for one, count in zip(plan.bins, counts, strict=True)
        if count
    ]


def _periods(density: Density, url: Callable[[str, str], str], language: str | None) -> list[PeriodLink]:
    links = []
    for one, left, right in density.rail:
        label = f"{one.first.year}" if right - left >= 36 else ""
        d = box(left, density.rail_y, max(right - left - 1, 1), 24)
        title = descriptions.bar_span(one.since, one.until, language)
        links.append(PeriodLink(d, round((left + right) / 2, 1), label, url(one.since, one.until), title))
    return links
