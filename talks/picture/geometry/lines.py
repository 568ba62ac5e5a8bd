"""The y of the line of each lane: as close to the line above as the marks and names of both allow.

Imports `places`, `scale` and `shapes`. `marks` draws on these lines.
"""

from typing import NamedTuple

from talks.picture.geometry.places import NEAR, Slots
from talks.picture.geometry.scale import Scale
from talks.picture.geometry.shapes import NAME_LENGTH, DrawnLane, number, wrap

ABOVE = 16.0  # from the top of a lane to its line
BELOW = 18.0  # from its last row to the top of the next lane
GATHERED_ROOM = 14.0  # below the last row, if it has a number
HEADING = 26.0  # above the first lane of a process
NAME_LINE = 15.0


class NameLine(NamedTuple):
    """One line of the name of a lane."""

    text: str
    y: float


class LaneLine(NamedTuple):
    """A lane with its coordinates.

    Shape: ``d`` is the path of the line that its marks are placed on. ``lane`` has its name and words. ``heading_y`` is the
    baseline of the title of its process, if it has one.
    Units: pixels of the plot.
    """

    lane: DrawnLane
    names: tuple[NameLine, ...]
    top: float
    bottom: float
    y: float
    d: str
    heading_y: float = 0.0

    @property
    def name(self) -> str:
        return self.lane.name

    @property
    def palette(self) -> int:
        return self.lane.palette

    @property
    def text_y(self) -> float:
        """The baseline of a text on the line."""
        return self.y + 4.5

    @property
    def note_y(self) -> float:
        """The baseline of a text just above the line."""
        return self.y - 4

    @property
    def swatch_y(self) -> float:
        """The y of the swatch with its colour: the middle of the name."""
        return round((self.names[0].y + self.names[-1].y) / 2 - 4.5, 1)

    @property
    def opens_y(self) -> float:
        """The baseline of the link below the name."""
        return self.names[-1].y + NAME_LINE


def lane_lines(lanes: list[DrawnLane], slots: list[Slots], scale: Scale, heads: list[float]) -> list[LaneLine]:
    """Return the lanes from top to bottom.

    Shape: one line per lane, in order; ``slots`` has the marks of each lane, ``heads`` the room above it.
    """
    lines: list[LaneLine] = []
    top = 0.0
    parts = [(segment.left, segment.right) for segment in scale.segments]
    for lane, slot, head in zip(lanes, slots, heads, strict=True):
        names = wrap(lane.name, NAME_LENGTH, 2)
        top += head + (HEADING if lane.heading else 0.0)
        room = NAME_LINE * (len(names) - 1) + (NAME_LINE if lane.opens else 0)
        y = top + ABOVE
        rows = NEAR * max(len(slot.rows) - 1, 0)
        bottom = y + max(rows, room) + BELOW + (GATHERED_ROOM if slot.gathered else 0)
        d = "".join(f"M{number(left)} {number(y)}H{number(right)}" for left, right in parts)
        named = tuple(NameLine(name, round(y + 4.5 + NAME_LINE * index, 1)) for index, name in enumerate(names))
        lines.append(LaneLine(lane, named, top, bottom, y, d, round(top - head - 8, 1)))
        top = bottom
    return lines
