"""The y of the line of each lane: as close to the line above as the marks and names of both allow.

Imports `places`, `scale` and `shapes`. `marks` draws on these lines.
"""

from typing import NamedTuple

from talks.picture.geometry.places import NEAR, Slots
from talks.picture.geometry.scale import Scale
from talks.picture.geometry.shapes import NAME_LENGTH, DrawnLane, number, wrap

RAIL = 9.0  # between two spans above a lane
RAIL_FOOT = 9.0  # from the line of a lane to its first span
LANE_EDGE = 13.0  # from the line of a lane with one row to the edge of the next lane
GATHERED_ROOM = 14.0  # below the last row, if it has a number
CLEAR = 6.0  # between a span and a mark of another lane, so that it does not seem to belong there
NAME_LINE = 15.0
NAME_GAP = 6.0  # between the names of two lanes


class NameLine(NamedTuple):
    """One line of the name of a lane."""

    text: str
    y: float


class LaneLine(NamedTuple):
    """A lane with its coordinates.

    Shape: ``d`` is the path of the line that its marks are placed on.
    Units: pixels of the plot.
    """

    name: str
    names: tuple[NameLine, ...]
    palette: int
    top: float
    bottom: float
    y: float
    d: str

    @property
    def swatch_y(self) -> float:
        """The y of the swatch with its colour: the middle of the name."""
        return round((self.names[0].y + self.names[-1].y) / 2 - 4.5, 1)


def lane_lines(
    lanes: list[DrawnLane], slots: list[Slots], scale: Scale, top: float, undated_x: float | None
) -> list[LaneLine]:
    """Return the lanes from top to bottom, each as close to the one above as the marks and names of both allow.

    Shape: one line per lane, in order; ``slots`` has the marks of each lane.
    """
    lines: list[LaneLine] = []
    line_parts = [(segment.left, segment.right) for segment in scale.segments]
    if undated_x is not None:
        line_parts.append((undated_x - 26, undated_x + 26))
    above: Slots | None = None
    for lane, slot in zip(lanes, slots, strict=True):
        names = wrap(lane.name, NAME_LENGTH, 2)
        half = NAME_LINE / 2 * len(names)
        if above is None:
            y = top + max(LANE_EDGE, half, *(_rail_height(rail) for rail in range(len(slot.rails))))
        else:
            last = lines[-1]
            last_half = NAME_LINE / 2 * len(last.names)
            y = max(top + LANE_EDGE, last.y + last_half + half + NAME_GAP, last.y + _distance(above, slot))
        bottom = y + NEAR * (len(slot.rows) - 1) + LANE_EDGE + (GATHERED_ROOM if slot.gathered else 0)
        start = y + 4.5 - NAME_LINE / 2 * (len(names) - 1)
        d = "".join(f"M{number(left)} {number(y)}H{number(right)}" for left, right in line_parts)
        named = tuple(NameLine(name, round(start + NAME_LINE * index, 1)) for index, name in enumerate(names))
        lines.append(LaneLine(lane.name, named, lane.palette, top, bottom, y, d))
        above, top = slot, bottom
    return lines


def _rail_height(rail: int) -> float:
    """Return how far a span on this rail reaches above the line of its lane."""
    return RAIL_FOOT + RAIL * rail + CLEAR


def _distance(above: Slots, below: Slots) -> float:
    """Return the least distance of two lines at which no span of the lower lane meets a mark below the upper line.

    Only marks near a span count: beside them it may rise into the room of the upper lane's rows.
    Cost: spans of the lower lane times marks of the upper, at most.
    """
    hanging = [(x, NEAR * row + LANE_EDGE) for row, xs in enumerate(above.rows) for x in xs]
    number_depth = NEAR * (len(above.rows) - 1) + LANE_EDGE + GATHERED_ROOM
    hanging += [(x, number_depth) for x, _place in above.gathered]
    deepest = max((depth for _x, depth in hanging), default=CLEAR)
    needed = 0.0
    for index, rail in reversed(list(enumerate(below.rails))):  # the highest first: a lower one rarely needs more
        height = _rail_height(index)
        for left, right in rail:
            if needed >= height + deepest:
                return needed
            depths = (depth for x, depth in hanging if left - NEAR < x < right + NEAR)
            needed = max(needed, height + max(depths, default=CLEAR))
    return needed
