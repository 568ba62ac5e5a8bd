"""The picture of many events: a bar with the number of events of each lane and bin, with a link to exactly these.

Imports ``timeline``, which counts, and ``geometry``, which draws. ``read`` chooses between this and ``event_marks``.
"""

from collections.abc import Callable
from datetime import date
from functools import partial

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks.letters import name_order
from talks.parameters import NONE
from talks.picture import descriptions
from talks.picture.geometry import Density, DrawnLane, box, draw_bars, plan_bars
from talks.picture.picture import BarLink, LaneBars, Picture, RailLink, asked_days, urls_of_days
from talks.picture.sides import SideLane
from talks.picture.zoom import read_tools
from talks.timeline import Selection, Tally


def read_counted(selection: Selection, root: str) -> Picture:
    """Return bars that count the events on which each side has a matching statement.

    Shape: a lane without bars belongs to a side that took part without a statement.
    Cost: no query; a few bitmap operations for each lane and bin.
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
    url = urls_of_days(filters, root)
    for index, bin_index, count, d in density.bars:
        one, side = density.bins[bin_index], lanes[index]
        title = f"{side.name}, {days[bin_index]}: {numbers[count]}"
        columns[index].links.append(BarLink(d, url(side.slug, one.since, one.until), title))
    return Picture(
        filters,
        descriptions.span_words(density.scale.first, density.scale.last, language),
        density=density,
        columns=columns,
        rail=_rail(density, partial(url, ""), language),
        note=descriptions.density_key(density, language),
        text_alternative=descriptions.density_sentences(density, totals, language),
        tools=read_tools(selection, density.scale, []),
    )


def _lanes(selection: Selection) -> tuple[list[SideLane], list[int]]:
    """Return the lanes (those of the processes, other sides, no side), and the number of events of each."""
    names = selection.index.names
    processes, parties = Tally(selection, "process"), Tally(selection, "party")
    keys = {key for part in selection.parts for key in part.segment.family("side").keys}
    sides = [key for key in keys if not isinstance(key, str)]  # sides are ids, or None
    speaking = {side: count for side in sides if (count := _count(selection, side))}
    shown = {process for process, *_rest in names.lanes if processes.count(process)}
    lanes: dict[int | None, SideLane] = {}
    for process, side, palette in sorted(names.lanes, key=lambda lane: name_order(names.processes[lane[0]].name)):
        if process in shown and side not in lanes and (side in speaking or parties.count(side)):
            named = names.actors[side]
            lanes[side] = SideLane(side, named.slug, named.name, palette)
    others = [names.actors[side] for side in speaking if side is not None and side not in lanes]
    for named in sorted(others, key=lambda one: (name_order(one.name), one.slug)):
        lanes[named.pk] = SideLane(named.pk, named.slug, named.name, 0)
    if None in speaking:
        lanes[None] = SideLane(None, NONE, _("No side named"), 0)
    return list(lanes.values()), [speaking.get(side, 0) for side in lanes]


def _count(selection: Selection, side: int | None) -> int:
    """Return the number of events on which a side has a matching statement."""
    return selection.cached(("side", side), lambda: sum(map(len, selection.events_with("side", side))))


def _reach(selection: Selection) -> tuple[date, date] | None:
    """Return the earliest and the latest day of the answer, or None if no event has one."""
    found = [part.segment.reach_of(part.events) for part in selection.parts]
    days = [date.fromordinal(day) for ends in found for day in ends if day]
    return (min(days), max(days)) if days else None


def _counts(selection: Selection, side: int | None, spans: list[tuple[int, int]]) -> list[int]:
    """Return the number of events of a side in each span of days."""
    counts = [0] * len(spans)
    for part, events in zip(selection.parts, selection.events_with("side", side), strict=True):
        if events:
            found = part.segment.count_in(events, spans, bool(selection.filters.sure))
            counts = [sum(pair) for pair in zip(counts, found, strict=True)]
    return counts


def _rail(density: Density, url: Callable[[str, str], str], language: str | None) -> list[RailLink]:
    links = []
    for one, left, right in density.rail:
        label = f"{one.first.year}" if right - left >= 36 else ""
        d = box(left, density.rail_y, max(right - left - 1, 1), 24)
        title = descriptions.bar_span(one.since, one.until, language)
        links.append(RailLink(d, round((left + right) / 2, 1), label, url(one.since, one.until), title))
    return links
