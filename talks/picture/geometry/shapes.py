"""The input of the geometry (lanes and items) and its output (shapes: SVG paths in coordinates of the plot).

Imports nothing of the project. Units: pixels. The plot is ``PLOT`` wide, and the names to its left are ``NAMES`` wide.
"""

from collections.abc import Hashable
from datetime import date
from functools import lru_cache
from math import sqrt
from typing import NamedTuple

NAMES = 150.0
PLOT = 1040.0
NAME_LENGTH = 18  # characters in a line of a name
HEAD = 8.5  # radius of the mark of a side that met others
LARGEST = 11.0  # so that two marks 24 px apart never touch
NUMBERED = 7.0  # the least radius that has room for a number
MOST_SHOWN = 999  # the largest number that has room in a mark


class DrawnLane(NamedTuple):
    """One side: its name, and the number of its colour, 0 for none.

    Shape: ``heading`` is the title of the process above its first lane, where there are several. ``opens`` is the text
    of a link beside the name with its ``href``. ``undated`` are statements without a day. ``note`` is written on the
    line of a lane without marks.
    """

    name: str
    palette: int = 0
    heading: str = ""
    opens: str = ""
    href: str = ""
    note: str = ""
    undated: int = 0


class Spot(NamedTuple):
    """An item on one lane.

    Shape: ``lane`` is an index; ``form`` is disc (statements), head (one who met others), host or guest; ``statements``
    is their number; ``word`` is written beside it.
    """

    lane: int
    form: str = "disc"
    statements: int = 0
    word: str = ""


class Item(NamedTuple):
    """One thing to draw as one mark.

    Shape: ``first`` and ``last`` are its first and last possible day; if one is None, only the other end is known and
    the item is not drawn. ``lasted`` means from the first day to the last; otherwise it is one day between them.
    ``met`` joins its spots by a shaft. ``state`` is unsure (of the day) or unheld (not held), else empty. ``differs``
    adds the sign for accounts that differ. ``label`` is its name, with ``rank`` as in ``labels``; ``words`` are to
    stand below a bracket: the first of them that has room. ``is_flag`` stands on the axis, and has no spots. ``cut``
    is, for each end, whether the filter's days cut it off there.
    """

    key: Hashable
    first: date | None
    last: date | None
    spots: tuple[Spot, ...] = ()
    lasted: bool = False
    met: bool = False
    state: str = ""
    differs: bool = False
    label: str = ""
    rank: int = 0
    words: tuple[str, ...] = ()
    is_flag: bool = False
    cut: tuple[bool, bool] = (False, False)

    @property
    def is_point(self) -> bool:
        """Whether it is of one known day."""
        return self.first == self.last and self.first is not None and not any(self.cut)

    @property
    def anchor(self) -> date | None:
        """The day on which its marks and its label stand, None for a bracket and for what began before the picture."""
        return self.first if (self.lasted or self.is_point) and not self.cut[0] else None


class Shape(NamedTuple):
    """One path. Shape: ``form`` names its style, ``palette`` is the number of its colour, ``d`` as in SVG."""

    form: str
    d: str
    palette: int = 0


class Words(NamedTuple):
    """A text in the picture. Shape: ``form`` names its style, ``anchor`` is start, middle or end."""

    form: str
    x: float
    y: float
    text: str
    anchor: str = "middle"


class DrawnMark(NamedTuple):
    """The shapes and texts of one item, or of several items behind a number.

    Shape: ``items`` are indexes into the given list. ``first`` and ``last`` are the first and last day of the items.
    ``x`` is the left end, ``right`` the right end. ``lane`` is -1 for flags and reports. ``behind`` are
    shafts and stems, which lie behind all marks.
    Units: pixels of the plot.
    """

    items: tuple[int, ...]
    x: float
    right: float
    top: float
    bottom: float
    shapes: tuple[Shape, ...]
    texts: tuple[Words, ...] = ()
    lane: int = -1
    first: date | None = None
    last: date | None = None
    behind: tuple[Shape, ...] = ()

    @property
    def is_gathered(self) -> bool:
        """Whether it is a number that stands for items without room."""
        return any(text.form == "more" for text in self.texts)


def number(value: float) -> str:
    """Return a coordinate as text, rounded to a tenth, without a trailing zero."""
    return f"{value:.1f}".removesuffix(".0")


def radius(statements: int) -> float:
    """Return the radius of a mark for this number of statements: its area grows with it, up to about twenty-five."""
    return min(LARGEST, 4 + 1.35 * sqrt(statements))


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


def unequal(x: float, y: float) -> str:
    """Return the sign ≠, for accounts that differ, around a point as a path."""
    return (
        f"M{number(x - 5)} {number(y - 2)}h10M{number(x - 5)} {number(y + 2)}h10M{number(x - 3)} {number(y + 6)}l6 -12"
    )


def pennant(x: float, y: float) -> str:
    """Return a flag to the right of a pole as a path."""
    return f"M{number(x)} {number(y - 5)}h10l-3 5l3 5h-10z"


def spot_size(spot: Spot) -> float:
    """Return the radius of a spot."""
    size = radius(spot.statements) if spot.statements or spot.form == "disc" else 0.0
    return max(size, {"disc": 0.0, "head": HEAD, "host": 8.0, "guest": 5.0}[spot.form])


def spot_path(spot: Spot, x: float, y: float) -> str:
    """Return the outline of a spot as a path."""
    size = spot_size(spot)
    if spot.form == "host":
        return diamond(x, y, size + 1)
    if spot.form == "guest":
        return box(x - size, y - size, 2 * size, 2 * size)
    return circle(x, y, size)


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
