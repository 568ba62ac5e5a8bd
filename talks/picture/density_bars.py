"""The picture of many: for each lane and bin the number of events, with a link to exactly these.

The index counts, `lanes` draws, `shown` spells the addresses.
"""

from collections.abc import Callable
from datetime import date
from functools import partial

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks.parameters import NONE
from talks.picture import descriptions
from talks.picture.geometry import Density, DrawnLane, box, draw_bars, plan_bars
from talks.picture.picture import BarLink, LaneBars, Picture, RailLink, asked_days, urls_of_days
from talks.picture.sides import SideLane
from talks.picture.zoom import read_tools
from talks.timeline import Selection, Tally


def read_counted(selection: Selection, root: str) -> Picture:
    """Return bars of the events on which each side has a matching statement; a side whose lane shows none took
    part without a statement.

    Cost: no query; a few operations on bitmaps for each lane and bar.
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
    counts = [selection.cached((unit, lane.side), partial(_counts, selection, lane.side, spans)) for lane in lanes]
    drawn_lanes = [DrawnLane(lane.name, lane.palette) for lane in lanes]
    density = draw_bars(drawn_lanes, plan, counts, *asked)
    days = [descriptions.bar_span(one.since, one.until, language) for one in density.bins]
    numbers = {count: descriptions.events_words(count, language) for count in {bar.events for bar in density.bars}}
    columns = [LaneBars(lane, line.y, []) for lane, line in zip(drawn_lanes, density.lanes, strict=True)]
    address = urls_of_days(filters, root)
    for lane, place, count, d in density.bars:
        one, side = density.bins[place], lanes[lane]
        title = f"{side.name}, {days[place]}: {numbers[count]}"
        columns[lane].links.append(BarLink(d, address(side.slug, one.since, one.until), title))
    return Picture(
        filters,
        descriptions.span_words(density.scale.first, density.scale.last, language),
        density=density,
        columns=columns,
        rail=_rail(density, partial(address, ""), language),
        note=descriptions.density_key(density, language),
        text_alternative=descriptions.density_sentences(density, totals, language),
        tools=read_tools(selection, density.scale, []),
    )


def _lanes(selection: Selection) -> tuple[list[SideLane], list[int]]:
    """Return the lanes: those of the negotiations, other sides, no side; and the number of events of each."""
    names = selection.index.names
    processes, parties = Tally(selection, "process"), Tally(selection, "party")
    sides = {key for part in selection.parts for key in part.segment.family("side").keys}
    speaking = {side: count for side in sides if (count := _count(selection, side))}
    shown = {process for process, *_rest in names.lanes if processes.count(process)}
    lanes: dict[int | None, SideLane] = {}
    for process, side, palette in sorted(names.lanes, key=lambda lane: names.processes[lane[0]].name):
        if process in shown and side not in lanes and (side in speaking or parties.count(side)):
            named = names.actors[side]
            lanes[side] = SideLane(side, named.slug, named.name, palette)
    others = [names.actors[side] for side in speaking.keys() - lanes.keys() - {None}]
    for named in sorted(others, key=lambda one: (one.name, one.slug)):
        lanes[named.pk] = SideLane(named.pk, named.slug, named.name, 0)
    if None in speaking:
        lanes[None] = SideLane(None, NONE, _("No side named"), 0)
    return list(lanes.values()), [speaking.get(side, 0) for side in lanes]


def _count(selection: Selection, side: int | None) -> int:
    """Return the number of events on which a side has a matching statement, of which the bars are made as well."""
    return selection.cached(("side", side), lambda: sum(map(len, selection.events_with("side", side))))


def _reach(selection: Selection) -> tuple[date, date] | None:
    """Return the first and the last of all days of the answer."""
    found = [part.segment.reach_of(part.events) for part in selection.parts]
    days = [date.fromordinal(day) for ends in found for day in ends if day]
    return (min(days), max(days)) if days else None


def _counts(selection: Selection, side: int | None, spans: list[tuple[int, int]]) -> list[int]:
    """Return how many events each bar of a lane counts."""
    counts = [0] * len(spans)
    for part, events in zip(selection.parts, selection.events_with("side", side), strict=True):
        if events:
            found = part.segment.count_in(events, spans, bool(selection.filters.sure))
            counts = [sum(pair) for pair in zip(counts, found, strict=True)]
    return counts


def _rail(density: Density, address: Callable[[str, str], str], language: str | None) -> list[RailLink]:
    links = []
    for one, left, right in density.rail:
        label = f"{one.first.year}" if right - left >= 36 else ""
        d = box(left, density.rail_y, max(right - left - 1, 1), 24)
        title = descriptions.bar_span(one.since, one.until, language)
        links.append(RailLink(d, round((left + right) / 2, 1), label, address(one.since, one.until), title))
    return links
