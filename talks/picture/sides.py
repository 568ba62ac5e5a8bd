"""The lanes of a picture, and with which mark each side that took part is drawn."""

from dataclasses import dataclass

from talks.index import Names
from talks.rows import EventRow
from talks.vocabulary import Role

SHOWN_ROLES = {Role.HOST, Role.MEDIATOR}  # a side that has both is shown as the host


@dataclass(frozen=True, slots=True)
class SideLane:
    """One side that has a lane in its process, or that speaks or took part."""

    side: int | None
    slug: str
    name: str
    palette: int


def lane_rows(names: Names, processes: set[int]) -> dict[int, SideLane]:
    """Return the lanes of these processes by side, in their order; a side of two has the first."""
    rows: dict[int, SideLane] = {}
    titles = names.processes
    for process, side, palette in sorted(names.lanes, key=lambda lane: titles[lane[0]].name):
        if process in processes and side not in rows:
            rows[side] = lane_row(names, side, palette)
    return rows


def lane_row(names: Names, side: int, palette: int = 0) -> SideLane:
    """Return the lane of a side; without a colour where its process gives none."""
    named = names.actors[side]
    return SideLane(side, named.slug, named.name, palette)


def roles(event: EventRow) -> dict[int, str]:
    """Return the sides that took part, each with the role that its mark shows."""
    found: dict[int, str] = {}
    for one in event.present:
        if one.role not in SHOWN_ROLES:
            found.setdefault(one.side, Role.PARTY)
        elif found.get(one.side) != Role.HOST:
            found[one.side] = one.role
    return found
