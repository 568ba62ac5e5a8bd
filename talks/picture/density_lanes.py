"""The lanes of the picture of many events: which sides have one, their events, and the URLs of these.

Imports the index and ``timeline``, which counts; ``density_bars`` draws bars on the lanes.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from django.utils.translation import gettext as _

from talks.index import Bitmap, hosting_in, negotiating_in
from talks.letters import name_order
from talks.parameters import NONE
from talks.picture.picture import urls_of_days
from talks.picture.sides import SideLane
from talks.timeline import VALUES_ALLOWED, Selection, Tally

MOST_LANES = 8  # of sides: those that negotiate or host, however many, then the most frequent up to this number


def read_lanes(selection: Selection) -> tuple[list[SideLane], list[int]]:
    """Return the lanes, by process where there are several, and the number of events of each.

    Who negotiates or hosts has a lane, then the sides with most events, up to ``MOST_LANES``. The rest of a process is
    gathered under “Others”, unless ``lanes`` asks for all.
    Shape: in each process, those of the process, other sides that speak, the others, no side.
    """
    names = selection.index.names
    processes, parties = Tally(selection, "process"), Tally(selection, "party")
    keys = {key for part in selection.parts for key in part.segment.family("side").keys}
    sides = [key for key in keys if not isinstance(key, str)]  # sides are ids, or None
    shown = [one for one in names.processes if processes.count(one)]
    shown.sort(key=lambda one: name_order(names.processes[one].name))
    has_several = len(shown) > 1
    speaking: dict[int, dict[int | None, int]] = {}
    found: list[tuple[int, int]] = []
    for process in shown:
        counts = {side: _count(selection, process if has_several else None, (side,)) for side in sides}
        speaking[process] = {side: count for side, count in counts.items() if count}
        own = [side for owner, side, _palette in names.lanes if owner == process]
        others = [side for side in speaking[process] if side is not None and side not in own]
        others.sort(key=lambda side: (name_order(names.actors[side].name), names.actors[side].slug))
        found += [(process, side) for side in own if side in speaking[process] or parties.count(side)]
        found += [(process, side) for side in others]
    active = negotiating_in(selection.index) | hosting_in(selection.index)
    folding = sorted((key for key in found if key not in active), key=lambda key: -speaking[key[0]].get(key[1], 0))
    room = max(MOST_LANES - (len(found) - len(folding)), 0)
    folded = set() if selection.filters.lanes == "all" else set(folding[room:])
    palettes = {(owner, side): palette for owner, side, palette in names.lanes}
    lanes: list[SideLane] = []
    totals: list[int] = []
    for process in shown:
        slug, start = names.processes[process].slug if has_several else "", len(lanes)
        gathered = tuple(side for owner, side in found if owner == process and (owner, side) in folded)
        for key in found:
            if key[0] == process and (key not in folded or len(gathered) == 1):
                named = names.actors[key[1]]
                lanes.append(SideLane(key[1], named.slug, named.name, palettes.get(key, 0), slug))
                totals.append(speaking[process].get(key[1], 0))
        if len(gathered) > 1:
            lanes.append(SideLane(None, "", _("Others"), 0, slug, gathered=gathered))
            totals.append(_count(selection, process if has_several else None, gathered))
        if None in speaking[process]:
            lanes.append(SideLane(None, NONE, _("No side named"), 0, slug))
            totals.append(speaking[process][None])
        if has_several and len(lanes) > start:
            lanes[start] = replace(lanes[start], heading=names.processes[process].name)
    return lanes, totals


def urls_of_lanes(selection: Selection, lanes: list[SideLane], root: str) -> list[Callable[[str, str], str]]:
    """Return for each lane a function of (since, until) that returns the URL of its events of these days.

    Shape: of more others than one question can name, the URL leads to the days, with a lane for each of them.
    """
    filters, actors = selection.filters, selection.index.names.actors
    of_process = {process: urls_of_days(filters, root, process) for process in {lane.process for lane in lanes}}
    found: list[Callable[[str, str], str]] = []
    for lane in lanes:
        if not lane.gathered:
            found.append(partial(of_process[lane.process], lane.slug))
            continue
        slugs = tuple(sorted(actors[side].slug for side in lane.gathered))
        asked = filters.asking(side=slugs) if len(slugs) <= VALUES_ALLOWED else filters.asking(lanes="all")
        found.append(partial(urls_of_days(asked, root, lane.process), ""))
    return found


def _count(selection: Selection, process: int | None, sides: tuple[int | None, ...]) -> int:
    """Return the number of events, of one process or of all, on which one of these sides has a matching statement."""
    return selection.cached(("side", process, sides), lambda: sum(map(len, _events(selection, process, sides))))


def _events(selection: Selection, process: int | None, sides: tuple[int | None, ...]) -> Sequence[Bitmap]:
    """Return the events, of one process or of all, on which one of these sides has a matching statement, by part."""
    spoken: Sequence[Bitmap] = selection.events_with("side", sides[0])
    if len(sides) > 1:
        of_parts = zip(*(selection.events_with("side", side) for side in sides), strict=True)
        spoken = [part.segment.bits.union(*found) for part, found in zip(selection.parts, of_parts, strict=True)]
    if process is None:
        return spoken
    return [one & other for one, other in zip(spoken, selection.events_with("process", process), strict=True)]


def events_of(selection: Selection, lane: SideLane) -> Sequence[Bitmap]:
    """Return the events of a lane, for each part."""
    process = selection.index.names.of_slug("process", lane.process) if lane.process else None
    return _events(selection, process.pk if process else None, lane.sides)
