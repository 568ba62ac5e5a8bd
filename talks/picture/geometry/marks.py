"""Draws items on their lanes: meetings, statements, days that are not known, flags, and the names above.

Imports `axis`, `labels`, `lines`, `places`, `scale` and `shapes`. Knows items and lanes only, not which records they come from.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from talks.picture.geometry.axis import FLAG, draw_flags, draw_reports
from talks.picture.geometry.labels import Label, Wanted, place_labels, text_width
from talks.picture.geometry.lines import BELOW, GATHERED_ROOM, LaneLine, lane_lines
from talks.picture.geometry.places import NEAR, UNDATED, UNDATED_X, Placed, Slots, clipped, place_all
from talks.picture.geometry.scale import Break, Scale, ScaleTick, fit, ticks, with_spans, zigzag
from talks.picture.geometry.shapes import (
    MOST_SHOWN,
    NAMES,
    NUMBERED,
    PLOT,
    DrawnLane,
    DrawnMark,
    Item,
    Shape,
    Spot,
    Words,
    box,
    number,
    spot_path,
    spot_size,
    unequal,
)

GATHERED_NEAR = 40.0  # between two numbers
LABEL_ROW = 20.0
HEADS = (8.0, 24.0, 44.0, 64.0)  # above the lanes, by the number of rows of names
AXIS = 18.0  # from the lowest lane to the labels of the ticks
AXIS_LINE = 14.0
REPORTS = 22.0
SHAFT = 10.0  # the width of the shaft that joins those who negotiate
THINNEST = 3.0
INSET = 2.0  # at the ends of a span, so that two spans that touch stay apart


@dataclass(frozen=True)
class Drawing:
    """The whole picture.

    Shape: ``marks`` are in the order of days, then of lanes; ``reports`` are the bottom row; ``undated_x`` is None if no
    lane has statements without a day.
    Units: pixels of the plot. The names are left of it, in a column ``names_width`` wide.
    """

    height: float
    scale: Scale
    lanes: tuple[LaneLine, ...]
    ticks: tuple[ScaleTick, ...]
    breaks: tuple[tuple[Break, tuple[str, str]], ...]
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
        return self.tick_bottom + AXIS - 5

    @property
    def second_y(self) -> float:
        """The baseline of a second line below that."""
        return self.label_y + AXIS_LINE

    @property
    def third_y(self) -> float:
        """The baseline of a third line."""
        return self.second_y + AXIS_LINE

    @property
    def last_y(self) -> float:
        """The baseline of the name of the bottom row."""
        return self.reports_y + 4.5

    @property
    def undated_edge(self) -> float:
        """The x where the scale ends and the column for statements without a day begins."""
        return PLOT - UNDATED


def draw(
    lanes: list[DrawnLane],
    items: list[Item],
    reports: list[Item],
    since: date | None = None,
    until: date | None = None,
) -> Drawing | None:
    """Return the picture of these items between two days, or None if there is no day to draw.

    Every item with both ends that touches these days gets a mark, and so does every such report. Items that find no
    room in three rows are counted by a number instead. Names that find no room are left out; their marks stay.
    Shape: the spots of an item refer to ``lanes`` by index.
    """
    shown, shown_reports = _within(items, since, until), _within(reports, since, until)
    known = [span for item in shown.values() if item.is_point or item.lasted for span in _span_of(item)]
    known += [span for item in shown_reports.values() if item.is_point for span in _span_of(item)]
    # The scale covers the filter's days even if no item lies on them.
    known += [(day, day) for day in (since, until) if day]
    others = [span for item in [*shown.values(), *shown_reports.values()] for span in _span_of(item)]
    if not (known or others):
        return None
    has_undated = any(lane.undated for lane in lanes)
    scale = fit(with_spans(known, others), PLOT - (UNDATED if has_undated else 0))
    slots, placed = place_all(len(lanes), shown, scale)
    starts = [number for number, lane in enumerate(lanes) if lane.heading or not number]
    labels: dict[int, Label] = {}
    heads = [0.0] * len(lanes)
    for start, stop in zip(starts, [*starts[1:], len(lanes)][: len(starts)], strict=True):
        here = [index for index, one in placed.items() if _is_named(one, start, stop)]
        wanted = [Wanted(placed[index].item.label, placed[index].left, placed[index].item.rank) for index in here]
        found = place_labels(wanted, -NAMES, PLOT)
        labels |= {index: label for index, label in zip(here, found, strict=True) if label}
        heads[start] = head_of(label for label in found if label)
    lines = lane_lines(lanes, slots, scale, heads)
    head = lines[0].top if lines else HEADS[0]
    bottom = lines[-1].bottom if lines else head
    painter = _Painter(lanes, lines, scale, placed, labels, [line.top for line in lines], starts, _shaft_width(placed))
    marks = painter.marks(slots)
    axis = bottom + AXIS + AXIS_LINE * (2 if scale.breaks else 1 if has_undated else 0)
    flags, flag_rows = draw_flags(placed, head, axis)
    marks += flags
    marks.sort(key=lambda mark: (mark.first or date.max, mark.lane < 0, mark.lane, mark.top))
    reports_y = axis + FLAG * flag_rows + REPORTS / 2
    return Drawing(
        height=reports_y + REPORTS / 2 + 2,
        scale=scale,
        lanes=tuple(lines),
        ticks=tuple(ticks(scale)),
        breaks=tuple(
            (one, (zigzag(one.left + 6, head + 2, bottom - 2), zigzag(one.right - 6, head + 2, bottom - 2)))
            for one in scale.breaks
        ),
        marks=tuple(marks),
        reports=tuple(draw_reports(shown_reports, scale, reports_y)),
        reports_y=reports_y,
        tick_top=head,
        tick_bottom=bottom,
        undated_x=UNDATED_X if has_undated else None,
    )


def _within(items: list[Item], since: date | None, until: date | None) -> dict[int, Item]:
    """Return the items that touch these days and have both ends, by their index in the list."""
    return {index: item for index, one in enumerate(items) if (item := clipped(one, since, until))}


def _is_named(one: Placed, start: int, stop: int) -> bool:
    """Whether an item has a name above these lanes."""
    item = one.item
    return bool(item.label and one.x is not None and item.spots) and start <= item.spots[0].lane < stop


def _shaft_width(placed: dict[int, Placed]) -> float:
    """Return the width of the shafts: less where meetings of different days are near one another."""
    xs = sorted({one.x for one in placed.values() if one.item.met and one.x is not None})
    nearest = min((other - x for x, other in pairwise(xs)), default=SHAFT + 2)
    return max(THINNEST, min(SHAFT, nearest - 2))


def _span_of(item: Item) -> list[tuple[date, date]]:
    return [(item.first, item.last)] if item.first and item.last else []


# Marks


def named(label: Label, x: float, head: float, foot: float, *, is_meeting: bool) -> tuple[Shape, Words, str]:
    """Return the stem of a name above the lanes, the name, and the path of where it can be hit."""
    baseline = head - LABEL_ROW / 2 - LABEL_ROW * label.row
    top = baseline + 5 if label.anchor == "middle" else baseline - 10  # beside the name, not below it
    stem = Shape("stem", f"M{number(x)} {number(top)}V{number(foot)}")
    words = Words("label" if is_meeting else "label said", label.x, baseline, label.text, label.anchor)
    return stem, words, box(label.left, baseline - 14, label.right - label.left, 20)


def head_of(labels: Iterable[Label]) -> float:
    """Return the room above the lanes that these names need."""
    return HEADS[max((label.row + 1 for label in labels), default=0)]


@dataclass(frozen=True)
class _Painter:
    lanes: list[DrawnLane]
    lines: list[LaneLine]
    scale: Scale
    placed: dict[int, Placed]
    labels: dict[int, Label]
    tops: list[float]
    starts: list[int]
    shaft_width: float

    def marks(self, slots: list[Slots]) -> list[DrawnMark]:
        """Return the marks of all items that have spots."""
        found = [mark for index, one in self.placed.items() if (mark := self._mark(index, one))]
        for lane, slot in enumerate(slots):
            found += self._gathered(slot, lane)
        return found

    def _mark(self, index: int, one: Placed) -> DrawnMark | None:
        seen = [(spot, row) for spot in one.item.spots if (row := one.rows[spot.lane]) is not None]
        if not seen:
            return None
        return (self._bracket if one.x is None and not one.item.lasted else self._point)(index, one, seen)

    def _head(self, lane: int) -> float:
        """Return the top of the first lane of the process of a lane, above which its names stand."""
        return self.tops[max(start for start in self.starts if start <= lane)]

    def _y(self, spot: Spot, row: int) -> float:
        return self.lines[spot.lane].y + NEAR * row

    def _point(self, index: int, one: Placed, seen: list[tuple[Spot, int]]) -> DrawnMark:
        """Draw what is of one known day or lasted: the shaft of a meeting, its spots, a line for what lasted."""
        item, x = one.item, one.x
        shapes: list[Shape] = []
        behind: list[Shape] = []
        texts: list[Words] = []
        hits: list[str] = []
        ys = [self._y(spot, row) for spot, row in seen]
        label = self.labels.get(index)
        if label and x is not None:
            stem, text, hit = named(label, x, self._head(seen[0][0].lane), ys[0], is_meeting=item.met)
            behind.append(stem)
            texts.append(text)
            hits.append(hit)
        if item.met and x is not None:
            behind += self._shaft(item, x, seen, ys)
            hits.append(box(x - SHAFT / 2, ys[0], SHAFT, ys[-1] - ys[0]))
        for (spot, _row), y in zip(seen, ys, strict=True):
            palette = self.lanes[spot.lane].palette
            if item.lasted:
                begin, end = one.left + (INSET if x is not None else 0), one.right - INSET
                shapes.append(Shape("span", f"M{number(begin)} {number(y)}H{number(end)}", palette))
                hits.append(box(one.left, y - 6, one.right - one.left, 12))
            if x is None:
                continue
            if item.met or not item.lasted:
                shapes.append(Shape(f"{spot.form} {item.state}".rstrip(), spot_path(spot, x, y), palette))
                texts += _numbers(spot, item, x, y)
            hits.append(box(x - 12, y - 12, 24, 24))
        if item.differs:
            size = spot_size(seen[0][0])
            at = x if x is not None else one.right
            shapes.append(Shape("differs", unequal(at + size * 0.75 + 6, ys[0] - size * 0.75 - 4)))
        shapes.append(Shape("hit", "".join(hits)))
        first, last = item.first, item.last
        ends = (x if x is not None else one.left, one.right if item.lasted else x or one.right)
        lane = seen[0][0].lane
        return DrawnMark(
            (index,),
            ends[0],
            max(ends),
            min(ys),
            max(ys),
            tuple(shapes),
            tuple(texts),
            lane,
            first,
            last,
            tuple(behind),
        )

    def _shaft(self, item: Item, x: float, seen: list[tuple[Spot, int]], ys: list[float]) -> list[Shape]:
        """Join those who met: broad between neighbours who negotiated, thin to others and past other lanes."""
        broad, thin = "", ""
        for place in range(len(seen) - 1):
            (one, _row), (other, _other) = seen[place], seen[place + 1]
            top, bottom = ys[place], ys[place + 1]
            if one.form == other.form == "head" and other.lane == one.lane + 1:
                broad += box(x - self.shaft_width / 2, top, self.shaft_width, bottom - top)
            else:
                thin += f"M{number(x)} {number(top)}V{number(bottom)}"
        state = f" {item.state}" if item.state else ""
        return [Shape(f"{form}{state}", d) for form, d in (("pass", thin), ("shaft", broad)) if d]

    def _bracket(self, index: int, one: Placed, seen: list[tuple[Spot, int]]) -> DrawnMark:
        """Draw one unknown day: a thin bracket with its words below, open where the days are cut off or folded."""
        item, left, right = one.item, one.left, one.right
        inset = INSET if right - left > 4 * INSET else 0
        (spot, row), *_rest = seen
        y = self._y(spot, row) - 3
        begin, end = left + (0 if item.cut[0] else inset), right - (0 if item.cut[1] else inset)
        opens_left = item.cut[0] or bool(item.first and self.scale.fold(item.first))
        opens_right = item.cut[1] or bool(item.last and self.scale.fold(item.last))
        d = f"M{number(begin)} {number(y)}" if opens_left else f"M{number(begin)} {number(y + 5)}v-5"
        d += f"H{number(end)}" + ("" if opens_right else "v5")
        shapes = [Shape("bracket", d, self.lanes[spot.lane].palette)]
        texts = [Words("tally", one.words[1], y + 15, one.words[0], "start")] if one.words else []
        start, stop = left, right
        if one.words:
            start, stop = min(left, one.words[1]), max(right, one.words[1] + text_width(one.words[0]))
        if item.differs:
            known_end = end + 9 if not opens_right or opens_left else begin - 9
            shapes.append(Shape("differs", unequal(min(max(known_end, 6.0), PLOT - 6), y)))
        shapes.append(Shape("hit", box(start, y - 6, stop - start, 24)))
        first, last = item.first, item.last
        return DrawnMark((index,), left, right, y, y + 15, tuple(shapes), tuple(texts), spot.lane, first, last)

    def _gathered(self, slot: Slots, lane: int) -> list[DrawnMark]:
        """Return numbers for the items that found no room, below the last row of the lane and well apart."""
        groups: list[list[tuple[float, int]]] = []
        for one in sorted(slot.gathered):
            if groups and one[0] - groups[-1][0][0] < GATHERED_NEAR:
                groups[-1].append(one)
            else:
                groups.append([one])
        marks = []
        y = self.lines[lane].bottom - BELOW + GATHERED_ROOM - 3
        for group in groups:
            indexes = tuple(dict.fromkeys(index for _x, index in group))
            days = [day for index in indexes for day in (self.placed[index].item.first, self.placed[index].item.last)]
            known = [day for day in days if day]
            x = min(group[0][0] + 6, PLOT - 36)
            marks.append(
                DrawnMark(
                    indexes,
                    x,
                    max(x, group[-1][0]),
                    y,
                    y,
                    (Shape("hit", box(x - 6, y - 13, 36, 18)),),
                    (Words("more", x, y, f"+{len(indexes)}", "start"),),
                    lane,
                    min(known, default=None),
                    max(known, default=None),
                )
            )
        return marks


def _numbers(spot: Spot, item: Item, x: float, y: float) -> list[Words]:
    """Return the number inside a spot, if it has room for it, and the word beside it."""
    texts = []
    has_room = spot_size(spot) >= NUMBERED and spot.form != "guest"
    if has_room and 1 < spot.statements <= MOST_SHOWN:
        is_hollow = item.state or spot.form == "host"
        texts.append(Words("in hollow" if is_hollow else "in", x, y + 3.8, str(spot.statements)))
    if spot.word:
        texts.append(Words("word", x + spot_size(spot) + 5, y + 4, spot.word, "start"))
    return texts
