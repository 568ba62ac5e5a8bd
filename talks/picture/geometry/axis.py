"""Draws what stands below the lanes: flags for events of no side, and the days on which reports were published.

Imports `labels`, `places`, `scale` and `shapes`. `marks` puts them below the lanes.
"""

from datetime import date

from talks.picture.geometry.labels import text_width
from talks.picture.geometry.places import Placed, extent
from talks.picture.geometry.scale import Scale
from talks.picture.geometry.shapes import NAMES, PLOT, DrawnMark, Item, Shape, Words, box, number, pennant, unequal

FLAG = 19.0  # between two rows of flags
MOST_FLAG_ROWS = 3
FLAG_ROOM = 14.0  # for the pennant, left of its label
FLAG_SIGN = 16.0


def draw_flags(placed: dict[int, Placed], top: float, axis: float) -> tuple[list[DrawnMark], int]:
    """Return a flag below the axis for each item of no side, and the number of their rows."""
    flags = [(index, one, one.left) for index, one in placed.items() if one.item.is_flag]
    rows: list[float] = []
    marks = []
    for index, one, x in sorted(flags, key=lambda flag: (flag[2], flag[0])):
        width = text_width(one.item.label) + FLAG_ROOM + (FLAG_SIGN if one.item.differs else 0.0)
        row = next((number for number in range(MOST_FLAG_ROWS) if number >= len(rows) or rows[number] <= x), None)
        is_named = row is not None and x + width <= PLOT
        if row is None:
            row = MOST_FLAG_ROWS - 1
        while len(rows) <= row:
            rows.append(-NAMES)
        rows[row] = max(rows[row], x + (width if is_named else FLAG_ROOM) + 6)
        y = axis + FLAG * row + FLAG / 2
        shapes = [Shape("pole", f"M{number(x)} {number(top)}V{number(y + 6)}"), Shape("pennant", pennant(x, y))]
        sign = FLAG_SIGN if one.item.differs else 0.0
        texts = (Words("flag", x + FLAG_ROOM + sign, y + 4.5, one.item.label, "start"),) if is_named else ()
        if sign:
            shapes.append(Shape("differs", unequal(min(x + FLAG_ROOM + 6, PLOT - 6), y)))
        shapes.append(Shape("hit", box(x - 6, y - FLAG / 2, width + 6 if is_named else 24, FLAG)))
        first, last = one.item.first, one.item.last
        marks.append(DrawnMark((index,), x, max(x, one.right), y, y, tuple(shapes), texts, -1, first, last))
    return marks, len(rows)


def draw_reports(reports: dict[int, Item], scale: Scale, y: float) -> list[DrawnMark]:
    """Return a tick for each day on which reports were published, or a bracket if the day is not known.

    Shape: one mark for all reports with the same days; brackets before ticks, then by x.
    """
    groups: dict[tuple[date | None, date | None, tuple[bool, bool]], list[int]] = {}
    for index, item in reports.items():
        groups.setdefault((item.first, item.last, item.cut), []).append(index)
    marks = []
    for (first, last, (opens_left, opens_right)), indexes in groups.items():
        one = reports[indexes[0]]
        left, right = extent(one, scale)
        if one.is_point:
            d = f"M{number(left)} {number(y - 6)}v12"
        else:
            d = f"M{number(left)} {number(y)}" if opens_left else f"M{number(left)} {number(y + 4)}v-4"
            d += f"H{number(right)}" + ("" if opens_right else "v4")
        hit = box(left - 6, y - 12, right - left + 12, 24)
        form = "report" if one.is_point else "report-bracket"
        shapes = (Shape(form, d), Shape("hit", hit))
        marks.append(DrawnMark(tuple(indexes), left, right, y, y, shapes, (), -1, first, last))
    return sorted(marks, key=lambda mark: (mark.x == mark.right, mark.x))
