"""The picture of many events: a bar with the number of events of each lane and bin, with a link to exactly these.

Imports ``timeline``, which counts, and ``geometry``, which draws. Only milestones are named, some of many. ``read``
chooses between this and ``event_marks``.
"""

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks.index import Bitmap
from talks.letters import name_order
from talks.models.base import address as page_address
from talks.parameters import NONE
from talks.picture import descriptions
from talks.picture.geometry import Density, DrawnLane, DrawnMark, Item, box, draw_bars, plan_bars
from talks.picture.picture import BarLink, LaneBars, Link, PeriodLink, Picture, RailEntry, asked_days, urls_of_days
from talks.picture.sides import SideLane
from talks.picture.zoom import read_tools
from talks.rows import EventRow, read_event_rows
from talks.timeline import Filters, Selection, Tally
from talks.vocabulary import MEETINGS

MOST_LOOKED_AT = 240  # milestones, evenly over the days
STRETCHES = 24  # of the days; the milestone with most statements in each is named, if there is room


def read_counted(selection: Selection, root: str) -> Picture:
    """Return bars that count the events on which each side has a matching statement, and the names of milestones.

    Shape: a lane without bars belongs to a side that took part without a statement.
    Cost: one query, for the milestones; a few bitmap operations for each lane and bin.
    """
    filters, language = selection.filters, get_language()
    lanes, totals = _lanes(selection)
    reach = _reach(selection)
    if not reach or not any(totals):
        return Picture(filters, "")
    asked = asked_days(filters)
    plan = plan_bars(*reach, *asked)
    spans = [(one.first.toordinal(), one.last.toordinal()) for one in plan.bins]
    unit = (plan.unit, *reach)
    counts = [
        selection.cached((unit, lane.process, lane.side), partial(_counts, selection, lane, spans)) for lane in lanes
    ]
    drawn_lanes = [DrawnLane(lane.name, lane.palette, lane.heading) for lane in lanes]
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
    urls = {process: urls_of_days(filters, root, process) for process in {lane.process for lane in lanes}}
    for index, bin_index, count, d in density.bars:
        one, side = density.bins[bin_index], lanes[index]
        title = f"{side.name}, {days[bin_index]}: {numbers[count]}"
        columns[index].links.append(BarLink(d, urls[side.process](side.slug, one.since, one.until), title))
    known = Filters(known=filters.known).querystring()

    def link(mark: DrawnMark) -> Link:
        row = milestones[mark.items[0]]
        title = descriptions.sentences([row.title, descriptions.day_words(row.date, language)])
        return Link(mark, f"{root}{page_address('event', row.slug)}{known}", title, row.slug, str(mark.first))

    marks = [link(mark) for mark in density.marks]
    return Picture(
        filters,
        descriptions.span_words(density.scale.first, density.scale.last, language),
        density=density,
        marks=marks,
        columns=columns,
        periods=_periods(density, partial(urls_of_days(filters, root), ""), language),
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
        note=descriptions.density_key(density, language),
        text_alternative=descriptions.density_sentences(density, totals, language),
        tools=read_tools(selection, density.scale),
    )


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


def _lanes(selection: Selection) -> tuple[list[SideLane], list[int]]:
    """Return the lanes, by process where there are several, and the number of events of each.

    Shape: in each process, those of the process, other sides that speak, no side.
    """
    names = selection.index.names
    processes, parties = Tally(selection, "process"), Tally(selection, "party")
    keys = {key for part in selection.parts for key in part.segment.family("side").keys}
    sides = [key for key in keys if not isinstance(key, str)]  # sides are ids, or None
    shown = [one for one in names.processes if processes.count(one)]
    shown.sort(key=lambda one: name_order(names.processes[one].name))
    has_several = len(shown) > 1
    lanes: list[SideLane] = []
    totals: list[int] = []
    for process in shown:
        slug = names.processes[process].slug if has_several else ""
        heading = names.processes[process].name if has_several else ""
        speaking = {
            side: count for side in sides if (count := _count(selection, process if has_several else None, side))
        }
        palettes = {side: palette for owner, side, palette in names.lanes if owner == process}
        own = [side for side in palettes if side in speaking or parties.count(side)]
        others = [side for side in speaking if side is not None and side not in palettes]
        others.sort(key=lambda side: (name_order(names.actors[side].name), names.actors[side].slug))
        for side in [*own, *others]:
            named = names.actors[side]
            lanes.append(SideLane(side, named.slug, named.name, palettes.get(side, 0), slug, heading))
            heading = ""
        if None in speaking:
            lanes.append(SideLane(None, NONE, _("No side named"), 0, slug, heading))
        totals += [speaking.get(lane.side, 0) for lane in lanes[len(totals) :]]
    return lanes, totals


def _count(selection: Selection, process: int | None, side: int | None) -> int:
    """Return the number of events, of one process or of all, on which a side has a matching statement."""
    return selection.cached(("side", process, side), lambda: sum(map(len, _events(selection, process, side))))


def _events(selection: Selection, process: int | None, side: int | None) -> Iterable[Bitmap]:
    """Return the events, of one process or of all, on which a side has a matching statement, for each part."""
    spoken = selection.events_with("side", side)
    if process is None:
        return spoken
    return [one & other for one, other in zip(spoken, selection.events_with("process", process), strict=True)]


def _reach(selection: Selection) -> tuple[date, date] | None:
    """Return the earliest and the latest day of the answer, or None if no event has one."""
    found = [part.segment.reach_of(part.events) for part in selection.parts]
    days = [date.fromordinal(day) for ends in found for day in ends if day]
    return (min(days), max(days)) if days else None


def _counts(selection: Selection, lane: SideLane, spans: list[tuple[int, int]]) -> list[int]:
    """Return the number of events of a lane in each span of days."""
    counts = [0] * len(spans)
    process = selection.index.names.of_slug("process", lane.process) if lane.process else None
    for part, events in zip(
        selection.parts, _events(selection, process.pk if process else None, lane.side), strict=True
    ):
        if events:
            found = part.segment.count_in(events, spans, bool(selection.filters.sure))
            counts = [sum(pair) for pair in zip(counts, found, strict=True)]
    return counts


def _periods(density: Density, url: Callable[[str, str], str], language: str | None) -> list[PeriodLink]:
    links = []
    for one, left, right in density.rail:
        label = f"{one.first.year}" if right - left >= 36 else ""
        d = box(left, density.rail_y, max(right - left - 1, 1), 24)
        title = descriptions.bar_span(one.since, one.until, language)
        links.append(PeriodLink(d, round((left + right) / 2, 1), label, url(one.since, one.until), title))
    return links
