"""A small line of dots over time: days in, marks out. Pure geometry; imports dates only.

x is a percentage, so that text and dots have the same size at any width.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import ngettext

from talks import dates

STACKED = 6  # marks above one another before the rest becomes a number
GAP = 3.4  # percent of the width between the marks of one row: a dot on a phone
SIDE_MARGIN = 3.0  # percent left free on both sides
ROW_HEIGHT = 15  # pixels from row to row
TOP = 14  # pixels above the highest mark
MONTHS = 40  # a longer time has a tick for each year; with more years than this, none


@dataclass(frozen=True)
class Point:
    """One utterance to draw: its first and last possible day, its title and its link."""

    first: date | None
    last: date | None
    address: str
    title: str
    differs: bool = False
    turns: bool = False


@dataclass(frozen=True)
class LineMark:
    """A dot for a known day, a bracket for an unknown day in a span, or a number where there is no room.

    Units: ``start``, ``end`` and ``middle`` in percent of the width; ``y`` in pixels. Without ``start`` or ``end``
    the bracket is open on that side.
    """

    point: Point
    start: float | None
    end: float | None
    middle: float
    y: int
    more: int = 0

    @property
    def is_dot(self) -> bool:
        return not self.more and self.point.first == self.point.last

    @property
    def is_bracket(self) -> bool:
        return not self.more and self.point.first != self.point.last

    @property
    def differs(self) -> bool:
        return self.point.differs and not self.more

    @property
    def sign(self) -> float:
        """Where the sign of a difference stands: on the dot, or outside a known end of the bracket, never inside it."""
        known = self.end if self.end is not None else self.start
        return self.middle if self.is_dot or known is None else known

    @property
    def sign_anchor(self) -> str:
        return "middle" if self.is_dot else "start" if self.end is not None else "end"

    @property
    def sign_shift(self) -> int:
        """Pixels from ``sign``."""
        return {"middle": 0, "start": 4, "end": -4}[self.sign_anchor]

    @property
    def label(self) -> str:
        """The title of its utterance, or the number of utterances."""
        if not self.more:
            return self.point.title
        words = ngettext(
            "%(n)d more statement; the first: %(title)s", "%(n)d more statements; the first: %(title)s", self.more
        )
        return words % {"n": self.more, "title": self.point.title}

    @property
    def upper(self) -> int:
        return self.y - 5

    @property
    def lower(self) -> int:
        return self.y + 5


@dataclass(frozen=True)
class Line:
    """The picture: marks above an axis with ticks, the first and the last day in words, and a key."""

    height: int
    base: int
    marks: tuple[LineMark, ...]
    ticks: tuple[float, ...]
    first: str
    last: str
    undated: int

    @property
    def start(self) -> float:
        return SIDE_MARGIN if self.last else 50.0

    @property
    def end(self) -> float:
        return 100 - SIDE_MARGIN

    @property
    def label_y(self) -> int:
        return self.base + 20

    @property
    def tick_end(self) -> int:
        return self.base + 5

    @property
    def has_brackets(self) -> bool:
        return any(mark.is_bracket for mark in self.marks)

    @property
    def has_differences(self) -> bool:
        return any(mark.differs for mark in self.marks)

    @property
    def has_turns(self) -> bool:
        return any(mark.point.turns for mark in self.marks)


def draw_line(points: Sequence[Point]) -> Line | None:
    """Draw the points that have a day; return None where fewer than two have one.

    Shape: marks in the order given, each in the lowest row with room; points beyond ``STACKED`` rows are counted by one
    mark, which links to the first of them.
    """
    dated = [point for point in points if point.first or point.last]
    if len(dated) < 2:
        return None
    days = [day for point in dated for day in (point.first, point.last) if day]
    low, high = min(days), max(days)

    def across(day: date | None) -> float | None:
        if day is None:
            return None
        share = (day - low).days / (high - low).days if high > low else 0.5
        return round(SIDE_MARGIN + share * (100 - 2 * SIDE_MARGIN), 2)

    rows: list[list[tuple[float, float]]] = []
    placed: list[tuple[Point, float | None, float | None, int]] = []
    left: list[tuple[Point, float | None, float | None]] = []
    for point in dated:
        start, end = across(point.first), across(point.last)
        low_x, high_x = start if start is not None else end, end if end is not None else start
        row = next((n for n, taken in enumerate(rows) if _has_room(taken, low_x, high_x)), len(rows))
        if row == STACKED:
            left.append((point, start, end))
            continue
        if row == len(rows):
            rows.append([])
        rows[row].append((low_x, high_x))
        placed.append((point, start, end, row))
    base = TOP + len(rows) * ROW_HEIGHT + (ROW_HEIGHT if left else 0)

    def height_of(row: int) -> int:
        return base - ROW_HEIGHT * row - 12

    marks = [LineMark(point, start, end, _middle(start, end), height_of(row)) for point, start, end, row in placed]
    marks += _numbers(left, height_of(STACKED))
    return Line(
        height=base + 26,
        base=base,
        marks=tuple(marks),
        ticks=tuple(across(day) for day in sorted({low, *_ticks(low, high), high})),
        first=dates.short(dates.parse(low.isoformat())),
        last=dates.short(dates.parse(high.isoformat())) if high > low else "",
        undated=len(points) - len(dated),
    )


def _has_room(taken: list[tuple[float, float]], low: float, high: float) -> bool:
    return all(high + GAP <= start or end + GAP <= low for start, end in taken)


def _middle(start: float | None, end: float | None) -> float:
    ends = [one for one in (start, end) if one is not None]
    return round(sum(ends) / len(ends), 2)


def _numbers(left: list[tuple[Point, float | None, float | None]], y: int) -> list[LineMark]:
    """Return one mark for each group of neighbouring points without room."""
    heaps: list[list] = []
    for point, start, end in sorted(left, key=lambda one: _middle(one[1], one[2])):
        middle = _middle(start, end)
        if heaps and middle - heaps[-1][1] < 2 * GAP:
            heaps[-1][2] += 1
        else:
            heaps.append([point, middle, 1])
    return [LineMark(point, None, None, middle, y, more) for point, middle, more in heaps]


def _ticks(low: date, high: date) -> list[date]:
    """Return the first day of each month in between, or of each year; none where the years are too many."""
    months = (high.year - low.year) * 12 + high.month - low.month
    if months <= MONTHS:
        counted = (divmod(low.year * 12 + low.month - 1 + n, 12) for n in range(1, months + 1))
        return [date(year, month + 1, 1) for year, month in counted]
    years = range(low.year + 1, high.year + 1)
    return [date(year, 1, 1) for year in years] if len(years) <= MONTHS else []
