"""Draws items on their lanes: marks, the bars that connect them, and numbers for items that find no room.

Imports `lines`, `places`, `scale` and `shapes`. Knows items and lanes only, not which records they come from.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from talks.picture.geometry.lines import GATHERED_ROOM, RAIL, RAIL_FOOT, LaneLine, lane_lines
from talks.picture.geometry.places import (
    NEAR,
    UNDATED,
    UNDATED_X,
    Placed,
    Slots,
    clipped,
    extent,
    known_span,
    place_all,
)
from talks.picture.geometry.scale import MARGIN, Break, Scale, ScaleTick, fit, ticks, zigzag
from talks.picture.geometry.shapes import (
    NAMES,
    PLOT,
    DrawnLane,
    Item,
    Shape,
    Spot,
    box,
    circle,
    number,
    radius,
    spot_path,
)

INSET = 2.0  # at a known end of a span, so that two spans that touch stay apart
GATHERED_NEAR = 40.0  # between two numbers
HEAD, HEAD_WITH_BREAKS = 22.0, 44.0
FOOT = 28.0
BAR_APART = 5.0  # between two meetings on one day, so that each has its own bar
BAR_GAP = 2.5  # around a mark that a bar passes without connecting it


class DrawnMark(NamedTuple):
    """The shapes of one item, or of several items behind a number.

    Shape: ``items`` are indexes into the given list. ``text`` is the number, empty for a single item. ``first`` and
    ``last`` are the first and last day of the items, None if undated or open. ``x`` is the left end, ``right`` the
    right end. ``lane`` is -1 for bars and reports.
    Units: pixels of the plot.
    """

    items: tuple[int, ...]
    x: float
    right: float
    top: float
    bottom: float
    shapes: tuple[Shape, ...]
    lane: int = -1
    text: str = ""
    text_y: float = 0
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Drawing:
    """The whole picture.

    Shape: ``bars`` lie behind ``marks``; ``reports`` are the bottom row; ``undated_x`` is None if every item has a day.
    Units: pixels of the plot. The names are left of it, in a column ``names_width`` wide.
    """

    height: float
    scale: Scale
    lanes: tuple[LaneLine, ...]
    ticks: tuple[ScaleTick, ...]
    breaks: tuple[tuple[Break, str], ...]
    bars: tuple[DrawnMark, ...]
    marks: tuple[DrawnMark, ...]
    reports: tuple[DrawnMark, ...]
    reports_y: float
    tick_top: float
    tick_bottom: float
    undated_x: float | None = None
    width: float = PLOT
    names_width: float = NAMES

    @property
    def label_y(self) -> float:
        """The baseline of the labels of the ticks."""
        return self.tick_top - 4

    @property
    def last_y(self) -> float:
        """The baseline of the name of the bottom row."""
        return self.reports_y + 4.5

    @property
    def undated_edge(self) -> float:
        """The x where the scale ends and the column for undated items begins."""
        return PLOT - UNDATED


def draw(
    lanes: list[DrawnLane],
    items: list[Item],
    reports: list[Item],
    since: date | None = None,
    until: date | None = None,
) -> Drawing | None:
    """Return the picture of these items between two days, or None if there is no day to draw.

    Every item that touches these days or is undated gets a mark, and so does every report that touches these days.
    Items that find no room in three rows are counted by a number instead.
    Shape: the spots of an item refer to ``lanes`` by index.
    """
    shown, shown_reports = _within(items, since, until), _within(reports, since, until)
    has_undated = any(item.undated for item in shown.values())
    spans = [span for item in [*shown.values(), *shown_reports.values()] if (span := known_span(item))]
    if not (spans or since or until):
        return None
    # The scale covers the filter's days even if no item lies on them.
    spans += [(day, day) for day in (since, until) if day]
    scale = fit(spans, PLOT - (UNDATED if has_undated else 0))
    undated_x = UNDATED_X if has_undated else None
    slots, placed = place_all(lanes, shown, scale)
    head = HEAD_WITH_BREAKS if scale.breaks else HEAD
    lines = lane_lines(lanes, slots, scale, head, undated_x)
    bottom = lines[-1].bottom if lines else head
    marks, bars = _drawn(placed, slots, lines, lanes)
    return Drawing(
        height=bottom + FOOT,
        scale=scale,
        lanes=tuple(lines),
        ticks=tuple(ticks(scale)),
        breaks=tuple((one, zigzag(one.x, head + 2, bottom - 2)) for one in scale.breaks),
        bars=tuple(bars),
        marks=tuple(marks),
        reports=tuple(_report_marks(shown_reports, scale, bottom + FOOT / 2)),
        reports_y=bottom + FOOT / 2,
        tick_top=head,
        tick_bottom=bottom + 4,
        undated_x=undated_x,
    )


def _within(items: list[Item], since: date | None, until: date | None) -> dict[int, Item]:
    """Return the items that touch these days or are undated, by their index in the list."""
    return {index: item for index, one in enumerate(items) if (item := clipped(one, since, until))}


# Marks


def _drawn(
    placed: dict[int, Placed], slots: list[Slots], lines: list[LaneLine], lanes: list[DrawnLane]
) -> tuple[list[DrawnMark], list[DrawnMark]]:
    """Return the marks, and the bars behind them. Shape: spans before points, which are drawn over them; then by x."""
    marks, joins = [], []
    spots: list[tuple[float, float, float, int]] = []
    for index, one in placed.items():
        seen = [(spot, row) for spot in one.item.spots if (row := one.rows[spot.lane]) is not None]
        if seen:
            marks.append((_point if one.is_point else _span)(index, one, seen, lines, lanes))
            if one.is_point:
                for spot, row in seen:
                    y = lines[spot.lane].y + NEAR * row
                    spots.append((one.left, y, _size(one.item, spot), index))
        if one.joined:
            joins.append((one.left, *_joined_ends(one, lines), index))
    bars = _bars(joins, spots, placed)
    for lane, slot in enumerate(slots):
        marks += _gathered(slot, lane, lines[lane], placed)
    marks.sort(key=lambda mark: (placed[mark.items[0]].is_point, mark.x, mark.top))
    return marks, bars


def _size(item: Item, spot: Spot) -> float:
    """Return the radius of a mark, with its ring."""
    size = radius(spot.statements) if spot.form in {"disc", "hollow"} else 6.2
    return size + (4 if item.ringed and spot is item.spots[0] else 0)


def _joined_ends(one: Placed, lines: list[LaneLine]) -> tuple[float, float]:
    """Return the top and bottom of the bar of a meeting: at its marks, or at the number that counts them."""
    first, last = one.joined[0].lane, one.joined[-1].lane
    rows = one.rows[first], one.rows[last]
    top = lines[first].bottom - 5 if rows[0] is None else lines[first].y + NEAR * rows[0]
    bottom = lines[last].bottom - GATHERED_ROOM - 8 if rows[1] is None else lines[last].y + NEAR * rows[1]
    return top, bottom


def _bars(
    joins: list[tuple[float, float, float, int]],
    spots: list[tuple[float, float, float, int]],
    placed: dict[int, Placed],
) -> list[DrawnMark]:
    """Return a bar for each meeting. Bars of one day are side by side, and have gaps at the marks of other items.

    A bar across a mark that it does not connect would say that somebody took part who did not.
    Shape: ``joins`` is (x, top, bottom, item); ``spots`` is (x, y, radius, item) for every point.
    """
    near: dict[float, list[tuple[float, float, float, int]]] = {}
    for spot in spots:
        near.setdefault(spot[0] // NEAR, []).append(spot)
    together: dict[float, list[int]] = {}
    for join in sorted(joins, key=lambda one: one[1:]):
        together.setdefault(join[0], []).append(join[3])
    bars = []
    for x, top, bottom, item in joins:
        others = together[x]
        step = min(BAR_APART, 2 * BAR_APART / max(1, len(others) - 1))
        at = x + step * (others.index(item) - (len(others) - 1) / 2)
        gaps = sorted(
            (y - size - BAR_GAP, y + size + BAR_GAP)
            for column in (x // NEAR - 1, x // NEAR, x // NEAR + 1)
            for other_x, y, size, other in near.get(column, ())
            if other != item and abs(other_x - at) < size + 2 and top < y < bottom
        )
        d, start = "", top
        for gap_top, gap_bottom in [*gaps, (bottom, bottom)]:
            if gap_top - start > 2:
                d += f"M{number(at)} {number(start)}V{number(min(gap_top, bottom))}"
            start = max(start, gap_bottom)
        one = placed[item]
        form = "bar-dashed" if any(spot.form == "hollow" for spot in one.joined) else "bar"
        first, last = one.item.first, one.item.last
        bars.append(DrawnMark((item,), x, x, top, bottom, (Shape(form, d),), first=first, last=last))
    return bars


def _point(
    index: int, one: Placed, seen: list[tuple[Spot, int]], lines: list[LaneLine], lanes: list[DrawnLane]
) -> DrawnMark:
    item, x = one.item, one.left
    shapes, hits, ys = [], [], []
    for spot, row in seen:
        y = lines[spot.lane].y + NEAR * row
        shapes.append(Shape(spot.form, spot_path(spot.form, x, y, spot.statements), lanes[spot.lane].palette))
        hits.append(box(x - 12, y - 12, 24, 24))
        ys.append(y)
    if item.ringed:
        first, _row = seen[0]
        size = radius(first.statements) if first.form in {"disc", "hollow"} else 6.2
        shapes.append(Shape("ring", circle(x, ys[0], min(size + 3.6, 12.4))))
    shapes.append(Shape("hit", "".join(hits)))
    return DrawnMark((index,), x, x, min(ys), max(ys), tuple(shapes), seen[0][0].lane, first=item.first, last=item.last)


def _span(
    index: int, one: Placed, seen: list[tuple[Spot, int]], lines: list[LaneLine], lanes: list[DrawnLane]
) -> DrawnMark:
    """Draw a solid line for a duration, a bracket for one unknown day, and an arrow at an open end."""
    item, left, right = one.item, one.left, one.right
    shapes, hits, ys = [], [], []
    inset = INSET if right - left > 4 * INSET else 0
    opens_left, opens_right = item.opens
    begin, end = left + (0 if opens_left else inset), right - (0 if opens_right else inset)
    for spot, row in seen:
        y = lines[spot.lane].y - RAIL_FOOT - RAIL * row
        is_context = spot.form == "square"
        palette = 0 if is_context else lanes[spot.lane].palette
        suffix = "-context" if is_context else ""
        fall = "" if item.lasted else "v5"
        start = f"M{number(begin)} {number(y)}"
        if fall and not opens_left:
            start = f"M{number(begin)} {number(y + 5)}V{number(y)}"
        d = f"{start}H{number(end)}{'' if opens_right else fall}"
        shapes.append(Shape(("span" if item.lasted else "bracket") + suffix, d, palette))
        arrows = f"M{number(begin + 5)} {number(y - 4)}l-5 4l5 4" if opens_left else ""
        arrows += f"M{number(end - 5)} {number(y - 4)}l5 4l-5 4" if opens_right else ""
        if arrows:
            shapes.append(Shape(f"arrow{suffix}", arrows, palette))
        hits.append(box(left, y - 5, right - left, 11))
        ys.append(y)
    if item.ringed:
        # In the middle of the visible part, never in a fold.
        shapes.append(Shape("ring-filled", circle((left + right) / 2, ys[0], 5)))
    shapes.append(Shape("hit", "".join(hits)))
    return DrawnMark(
        (index,), left, right, min(ys), max(ys), tuple(shapes), seen[0][0].lane, first=item.first, last=item.last
    )


def _gathered(slot: Slots, lane: int, line: LaneLine, placed: dict[int, Placed]) -> list[DrawnMark]:
    """Return numbers for the items that found no room, below the last row of the lane and well apart."""
    groups: list[list[tuple[float, int]]] = []
    for one in sorted(slot.gathered):
        if groups and one[0] - groups[-1][0][0] < GATHERED_NEAR:
            groups[-1].append(one)
        else:
            groups.append([one])
    marks = []
    for group in groups:
        x, y = group[0][0], line.bottom - 8
        indexes = tuple(dict.fromkeys(index for _x, index in group))
        days = [day for index in indexes for day in (placed[index].item.first, placed[index].item.last) if day]
        x = min(x + 2, PLOT - 2 * MARGIN)  # to the right of bars that come down from marks above
        marks.append(
            DrawnMark(
                indexes,
                x,
                max(x, group[-1][0]),
                y,
                y,
                (Shape("hit", box(x - 6, y - 13, 36, 18)),),
                lane,
                f"+{len(indexes)}",
                y,
                min(days, default=None),
                max(days, default=None),
            )
        )
    return marks


# Reports


def _report_marks(reports: dict[int, Item], scale: Scale, y: float) -> list[DrawnMark]:
    """Return a tick for each day on which reports were published, or a bracket if the day is not known.

    Shape: one mark for all reports with the same days; brackets before ticks, then by x.
    """
    groups: dict[tuple[date | None, date | None, tuple[bool, bool]], list[int]] = {}
    for index, item in reports.items():
        if not item.undated:
            groups.setdefault((item.first, item.last, item.cut), []).append(index)
    marks = []
    for (first, last, _cut), indexes in groups.items():
        one = reports[indexes[0]]
        left, right = extent(one, scale)
        if one.is_point:
            d = f"M{number(left)} {number(y - 6)}v12"
        else:
            opens_left, opens_right = one.opens
            d = "" if opens_left else f"M{number(left)} {number(y - 5)}v10"
            d += f"M{number(left)} {number(y)}H{number(right)}"
            d += "" if opens_right else f"M{number(right)} {number(y - 5)}v10"
        hit = box(left - 6, y - 12, right - left + 12, 24)
        form = "report" if one.is_point else "report-bracket"
        shapes = (Shape(form, d), Shape("hit", hit))
        marks.append(DrawnMark(tuple(indexes), left, right, y, y, shapes, first=first, last=last))
    return sorted(marks, key=lambda mark: (mark.x == mark.right, mark.x))
