"""The input of the geometry (lanes and items) and its output (shapes: SVG paths in coordinates of the plot).

Imports nothing of the project. Units: pixels. The plot is ``PLOT`` wide, and the names to its left are ``NAMES`` wide.
"""

from collections.abc import Hashable
from datetime import date
from functools import lru_cache
from math import sqrt
from typing import NamedTuple

NAMES = 140.0
PLOT = 1040.0
NAME_LENGTH = 18  # characters in a line of a name
LARGEST = 10.4  # so that two marks 24 px apart never touch


class DrawnLane(NamedTuple):
    """One side: its name, and the number of its colour, 0 for none."""

    name: str
    palette: int = 0


class Spot(NamedTuple):
    """An item on one lane.

    Shape: ``lane`` is an index; ``form`` is disc, hollow, host, mediator or square; ``statements`` is their number. A
    bar connects the spots of an item that have ``joins``.
    """

    lane: int
    form: str = "disc"
    statements: int = 0
    joins: bool = False


class Item(NamedTuple):
    """One thing to draw as one mark.

    Shape: ``first`` and ``last`` are its first and last possible day, None where an end is open; both are None if it is
    ``undated``. ``lasted`` means from the first day to the last; otherwise it is one day between them. ``cut`` is, for
    each end, whether the filter's days cut it off there.
    """

    key: Hashable
    first: date | None
    last: date | None
    spots: tuple[Spot, ...] = ()
    lasted: bool = False
    ringed: bool = False
    undated: bool = False
    cut: tuple[bool, bool] = (False, False)

    @property
    def joined(self) -> tuple[Spot, ...]:
        """The spots that a bar connects; empty if fewer than two, or if the item is not a point."""
        spots = tuple(spot for spot in self.spots if spot.joins)
        return spots if len(spots) > 1 and self.is_point else ()

    @property
    def is_point(self) -> bool:
        """Whether it has a single x: one day, or none."""
        return self.undated or (self.first == self.last and self.first is not None and not any(self.cut))

    @property
    def opens(self) -> tuple[bool, bool]:
        """For each end, whether the item reaches further than is drawn."""
        return self.first is None or self.cut[0], self.last is None or self.cut[1]


class Shape(NamedTuple):
    """One path. Shape: ``form`` names its style, ``palette`` is the number of its colour, ``d`` as in SVG."""

    form: str
    d: str
    palette: int = 0


def number(value: float) -> str:
    """Return a coordinate as text, rounded to a tenth, without a trailing zero."""
    return f"{value:.1f}".removesuffix(".0")


def radius(statements: int) -> float:
    """Return the radius of a mark for this number of statements: its area grows with it, up to about twenty."""
    return min(LARGEST, 3.6 + 1.5 * sqrt(statements))


def circle(x: float, y: float, r: float) -> str:
    """Return a circle as a path."""
    r = round(r, 1)  # before doubling it, or the two halves would not meet
    return f"M{number(x - r)} {number(y)}{_halves(r)}"


@lru_cache(maxsize=256)  # a picture has a few sizes of circles, and hundreds of circles
def _halves(r: float) -> str:
    size = number(r)
    return f"a{size} {size} 0 1 0 {number(2 * r)} 0a{size} {size} 0 1 0 {number(-2 * r)} 0z"


def box(left: float, top: float, width: float, height: float) -> str:
    """Return a rectangle as a path."""
    return f"M{number(left)} {number(top)}{_edges(width, height)}"


@lru_cache(maxsize=256)  # most rectangles of a picture are of one size
def _edges(width: float, height: float) -> str:
    return f"h{number(width)}v{number(height)}h{number(-width)}z"


def diamond(x: float, y: float, r: float) -> str:
    """Return a square on its corner as a path."""
    size = number(r)
    return f"M{number(x)} {number(y - r)}l{size} {size}l-{size} {size}l-{size} -{size}z"


def spot_path(form: str, x: float, y: float, statements: int) -> str:
    """Return the outline of a spot with this form as a path."""
    if form in {"host", "mediator"}:
        return diamond(x, y, 6.2)
    if form == "square":
        return box(x - 5, y - 5, 10, 10)
    return circle(x, y, radius(statements))


def wrap(text: str, longest: int, most: int) -> tuple[str, ...]:
    """Break a text into at most ``most`` lines of at most ``longest`` characters; an ellipsis marks what is cut."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most:
        line = words.pop(0)
        while words and len(f"{line} {words[0]}") <= longest:
            line = f"{line} {words.pop(0)}"
        lines.append(line)
    cut = [line if len(line) <= longest else f"{line[: longest - 1]}…" for line in lines]
    if words and not cut[-1].endswith("…"):
        cut[-1] = f"{cut[-1][: longest - 1].rstrip()}…"
    return tuple(cut)
