"""The lanes of a picture, and the role that a mark shows for each side. Imports names and rows."""

from dataclasses import dataclass

from talks.index import Names
from talks.letters import name_order
from talks.rows import EventRow
from talks.vocabulary import Role

SHOWN_ROLES = {Role.HOST, Role.MEDIATOR}  # a side that has both is shown as the host


@dataclass(frozen=True, slots=True)
class SideLane:
    """The lane of one side; ``side`` is None for statements without a side."""

    side: int | None
    slug: str
    name: str
    palette: int


def lane_rows(names: Names, processes: set[int]) -> dict[int, SideLane]:
    """Return the lanes of these processes by side, in order. Shape: a side of two processes has its first lane."""
    rows: dict[int, SideLane] = {}
    titles = names.processes
    for process, side, palette in sorted(names.lanes, key=lambda lane: name_order(titles[lane[0]].name)):
        if process in processes and side not in rows:
            rows[side] = lane_row(names, side, palette)
    return rows


def lane_row(names: Names, side: int, palette: int = 0) -> SideLane:
    """Return the lane of a side. Shape: ``palette`` is 0 if its process has no colour for it."""
    named = names.actors[side]
    return SideLane(side, named.slug, named.name, palette)


def roles(event: EventRow) -> dict[int, str]:
    """Return the role that the mark of each participating side shows."""
    found: dict[int, str] = {}
    for one in event.present:
        if one.role not in SHOWN_ROLES:
            found.setdefault(one.side, Role.PARTY)
        elif found.get(one.side) != Role.HOST:
            found[one.side] = one.role
    return found
