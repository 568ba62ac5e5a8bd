"""The lanes of a picture, and the role that a mark shows for each side. Imports names, rows and the index."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talks.index import Index, hosting_in, negotiating_in
from talks.letters import name_order
from talks.parameters import NONE
from talks.picture.geometry import DrawnLane
from talks.rows import EventRow
from talks.vocabulary import Role

NEGOTIATES, HOSTS = frozenset({Role.PARTY, Role.DELEGATE}), frozenset({Role.HOST, Role.MEDIATOR})
ORDER_OF_ROLES = (Role.HOST, Role.MEDIATOR, Role.PARTY, Role.DELEGATE, Role.OBSERVER, Role.ATTENDED)
FEW = 2  # marks of a side that neither negotiates nor hosts, up to which it is among the others

SideKey = tuple[int, int | None]
"""The process and the side of a lane, as ids. The side is None for no side."""


@dataclass(frozen=True, slots=True)
class SideLane:
    """The lane of one side in one process.

    Shape: ``side`` is None for statements without a side and for the others, whose ids are ``gathered``. ``heading``
    is the title of the process above its first lane, where there are several. ``process`` is its slug.
    """

    side: int | None
    slug: str
    name: str
    palette: int
    process: str = ""
    heading: str = ""
    gathered: tuple[int, ...] = ()

    @property
    def sides(self) -> tuple[int | None, ...]:
        """All sides of the lane."""
        return self.gathered or (self.side,)


def lanes_of(
    index: Index,
    processes: Iterable[int],
    used: Iterable[SideKey],
    marks: Counter[SideKey],
    *,
    open_all: bool = False,
) -> tuple[list[SideLane], dict[SideKey, int]]:
    """Return the lanes of these processes, and the index of the lane of each side.

    For each process: the sides with a lane of their own in its order, then other sides by name. Who neither negotiates
    nor hosts is left out without marks and statements, and gathered under “Others” with few marks. The lane for no side
    comes last.
    Shape: ``used`` are those with marks or statements; ``marks`` counts marks.
    """
    names, active, used = index.names, negotiating_in(index) | hosting_in(index), set(used)
    titles = names.processes
    ordered = sorted(processes, key=lambda process: name_order(titles[process].name))
    lanes: list[SideLane] = []
    lane_of: dict[SideKey, int] = {}
    for process in ordered:
        start, slug = len(lanes), titles[process].slug
        palettes = {side: palette for owner, side, palette in names.lanes if owner == process}
        more = {side for owner, side in used if owner == process and side is not None} - palettes.keys()
        sides = [*palettes, *sorted(more, key=lambda side: (name_order(names.actors[side].name), side))]
        keys: list[tuple[int, int]] = [(process, side) for side in sides if side is not None]
        few = [] if open_all else [key for key in keys if key in used and key not in active and marks[key] <= FEW]
        gathered = set(few) if len(few) > 1 else set()
        for key in keys:
            if key not in gathered and (key in active or key in used):
                named = names.actors[key[1]]
                lane_of[key] = len(lanes)
                lanes.append(SideLane(key[1], named.slug, named.name, palettes.get(key[1], 0), slug))
        if gathered:
            lane_of |= dict.fromkeys(few, len(lanes))
            lanes.append(SideLane(None, "", _("Others"), 0, slug, gathered=tuple(side for _process, side in few)))
        if (process, None) in used:
            lane_of[process, None] = len(lanes)
            lanes.append(SideLane(None, NONE, _("No side named"), 0, slug))
        if len(ordered) > 1 and len(lanes) > start:
            lanes[start] = replace(lanes[start], heading=titles[process].name)
    return lanes, lane_of


def drawn(lane: SideLane, opened: str, note: str = "", undated: int = 0) -> DrawnLane:
    """Return a lane for drawing. Shape: ``opened`` is the URL of the view with the lanes of the others open."""
    gathered = len(lane.gathered)
    opens, href = (opening_words(gathered), opened) if gathered else ("", "")
    return DrawnLane(lane.name, lane.palette, lane.heading, opens, href, note, undated)


def opening_words(number: int) -> str:
    """Return the words of the link that opens the lanes of the others."""
    return ngettext("open %(n)d", "open %(n)d", number) % {"n": number}


def roles(event: EventRow) -> dict[int, str]:
    """Return the role that the mark of each participating side shows: of several, the first of ``ORDER_OF_ROLES``.

    Shape: a delegate is shown as the party.
    """
    found: dict[int, str] = {}
    for role in ORDER_OF_ROLES:
        for one in event.present:
            if one.role == role:
                found.setdefault(one.side, Role.PARTY if role in NEGOTIATES else role)
    return found
