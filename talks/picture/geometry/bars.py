"""Bars that count events by lane and by day, week, month or year, for more events than marks can show.

Imports `labels`, `marks`, `lines`, `scale` and `shapes`. A bar counts the events that touch its days, so its number
equals the number of events behind its link.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from talks.picture.geometry.labels import Wanted, place_labels
from talks.picture.geometry.lines import HEADING, LaneLine, NameLine
from talks.picture.geometry.marks import head_of, named
from talks.picture.geometry.scale import Scale, ScaleTick, fit, ticks
from talks.picture.geometry.shapes import NAME_LENGTH, NAMES, PLOT, DrawnLane, DrawnMark, Item, Shape, box, number, wrap

MOST_BINS = 120
HIGHEST = 28.0
LANE, LOWEST_LANE = 40.0, 20.0
LANES_ROOM = 8 * LANE  # for all lanes: with more than eight each is lower, so that the list begins on the second screen
NAME_LINE = 15.0
MOST_RAIL = 24  # periods that a reader can tell apart in the rail at the bottom


class Bin(NamedTuple):
    """The days of one column of bars. Shape: ``since`` and ``until`` are its ends as the query string spells them."""

    first: date
    last: date
    since: str
    until: str


class Bar(NamedTuple):
    """The number of events of one lane that touch the days of one bin, as a bar.

    Shape: ``lane`` and ``bin_index`` are the indexes of its lane and bin. ``d`` starts at y = 0, and a group moves it to
    the line of its lane: so bars of the same bin and height have the same path in every lane.
    """

    lane: int
    bin_index: int
    events: int
    d: str


@dataclass(frozen=True)
class Density:
    """The whole picture when there are too many events for marks.

    Shape: ``rail`` is (bin, x, right) for each period in the bottom row; ``highest`` is the number of the highest bar;
    ``marks`` are the named events, in the order of days.
    Units: pixels of the plot, as in ``shapes``.
    """

    height: float
    scale: Scale
    unit: str
    bins: tuple[Bin, ...]
    lanes: tuple[LaneLine, ...]
    bars: tuple[Bar, ...]
    ticks: tuple[ScaleTick, ...]
    rail_unit: str
    rail: tuple[tuple[Bin, float, float], ...]
    rail_y: float
    highest: int
    tick_top: float
    tick_bottom: float
    marks: tuple[DrawnMark, ...] = ()
    width: float = PLOT
    names_width: float = NAMES

    @property
    def label_y(self) -> float:
        return self.tick_bottom + 13

    @property
    def last_y(self) -> float:
        """The baseline of the labels in the bottom row."""
        return self.rail_y + 16


# A unit is two functions: from a day to the number of its bin, counted from the year 1, and from there to its first
# day.
Unit = tuple[Callable[[date], int], Callable[[int], date]]
UNITS: dict[str, Unit] = {
    "day": (date.toordinal, date.fromordinal),
    # Ordinal 1, the first of January of the year 1, was a Monday.
    "week": (lambda day: (day.toordinal() - 1) // 7, lambda index: date.fromordinal(index * 7 + 1)),
    "month": (lambda day: day.year * 12 + day.month - 1, lambda index: date(index // 12, index % 12 + 1, 1)),
    "year": (lambda day: day.year, lambda index: date(index, 1, 1)),
    "decade": (lambda day: day.year // 10, lambda index: date(max(index * 10, 1), 1, 1)),
    "century": (lambda day: day.year // 100, lambda index: date(max(index * 100, 1), 1, 1)),
}

LENGTHS = {"month": len("2022-03"), "year": len("2022"), "decade": len("2022"), "century": len("2022")}
"""The length of the text of a day that names an end of such a bin: no day, if the bin is of whole months or years."""


def bins(first: date, last: date, unit: str, since: date | None = None, until: date | None = None) -> list[Bin]:
    """Return the bins of a unit that cover these days, clipped to the filter's days. Shape: in order, without gaps."""
    bin_of, first_of = UNITS[unit]
    return [
        _bin(unit, first_of(index), _last_of(unit, index), since, until)
        for index in range(bin_of(first), bin_of(last) + 1)
    ]


def _last_of(unit: str, index: int) -> date:
    try:
        return UNITS[unit][1](index + 1) - timedelta(1)
    except (ValueError, OverflowError):
        return date.max


def _bin(unit: str, first: date, last: date, since: date | None, until: date | None) -> Bin:
    low, high = max(first, since or first), min(last, until or last)
    length = LENGTHS.get(unit) if (low, high) == (first, last) else None
    return Bin(low, high, low.isoformat()[:length], high.isoformat()[:length])


def unit_for(first: date, last: date, most: int = MOST_BINS) -> str:
    """Return the smallest unit that needs no more than ``most`` bins."""
    for unit, (bin_of, _first_of) in UNITS.items():
        if bin_of(last) - bin_of(first) < most:
            return unit
    return "century"


@dataclass(frozen=True)
class Plan:
    """The days to draw, and the bins to count events in."""

    first: date
    last: date
    unit: str
    bins: tuple[Bin, ...]


def plan_bars(
    first: date, last: date, since: date | None = None, until: date | None = None, most: int = MOST_BINS
) -> Plan:
    """Return at most ``most`` bins for events between the first and the last day, clipped to the filter's days."""
    # An event with an open end can reach into the filter's days although all its known days lie outside.
    first, last = (min(max(day, since or day), until or date.max) for day in (first, last))
    unit = unit_for(first, last, most)
    return Plan(first, last, unit, tuple(bins(first, last, unit, since, until)))


def scale_of(plan: Plan) -> Scale:
    """Return a scale over all bins, without folds: bars touch where days do."""
    first, last = plan.bins[0].first, plan.bins[-1].last
    scale = fit([(first, last)], PLOT, folds=False, margin=0.5)
    return Scale(scale.segments, (PLOT - 1) / ((last - first).days + 1), PLOT, (), scale._starts)


def bars_of(plan: Plan, scale: Scale, counts: list[list[int]], tallest: float) -> tuple[Bar, ...]:
    """Return a bar for each lane and bin that has events. Shape: ``tallest`` is the height of the highest bar."""
    highest = highest_of(counts)
    edges = [_bar_edges(scale.x(one.first), scale.x(one.last) + scale.day_width) for one in plan.bins]
    shown = {count for row in counts for count in row}
    heights = {count: number(max(tallest * count / highest, 2.0)) for count in shown}  # so that the smallest is visible
    bars = []
    for place, row in enumerate(counts):
        for index, count in enumerate(row):
            if count:
                left, right = edges[index]
                bars.append(Bar(place, index, count, f"M{left} 0v-{heights[count]}H{right}V0z"))
    return tuple(bars)


def highest_of(counts: list[list[int]]) -> int:
    """Return the number of the highest bar, at least 1."""
    return max((max(row) for row in counts), default=0) or 1


def draw_bars(
    lanes: list[DrawnLane],
    plan: Plan,
    counts: list[list[int]],
    since: date | None = None,
    until: date | None = None,
    milestones: Sequence[Item] = (),
) -> Density:
    """Return the picture with a bar for each lane and bin that has events, and the names of the milestones.

    Shape: ``counts`` has one list per lane, with one number per bin of the plan. A milestone has a label and a day; its
    mark crosses all lanes. With more than eight lanes each is lower, and with more than ten each name has one line.
    """
    first, last, columns = plan.first, plan.last, plan.bins
    scale = scale_of(plan)
    days = [(item.first, scale.x(item.first)) if item.first else (None, 0.0) for item in milestones]
    wanted = [Wanted(item.label, x, item.rank) for item, (_day, x) in zip(milestones, days, strict=True)]
    labels = place_labels(wanted, -NAMES, PLOT, rows=2)
    head = head_of(label for label in labels if label)
    pitch = min(LANE, max(LOWEST_LANE, round(LANES_ROOM / max(len(lanes), 1))))
    lines: list[LaneLine] = []
    for lane in lanes:
        top = (lines[-1].bottom if lines else head) + (HEADING if lane.heading else 0)
        lines.append(_line(lane, top, LANE if lane.opens else pitch))  # the link stands below the name
    bottom = lines[-1].bottom if lines else head
    marks = []
    for place, (label, (day, x)) in enumerate(zip(labels, days, strict=True)):
        if label and day and first <= day <= last:
            stem, words, hit = named(label, x, head, bottom, is_meeting=milestones[place].met)
            shapes = (stem, Shape("hit", hit + box(x - 3, head, 6, bottom - head)))
            marks.append(DrawnMark((place,), x, x, head, bottom, shapes, (words,), -1, day, day))
    rail_unit = next((u for u in ("year", "decade", "century") if _length(first, last, u) <= MOST_RAIL), "century")
    rail = bins(first, last, rail_unit, since, until)
    return Density(
        height=bottom + 50,
        scale=scale,
        unit=plan.unit,
        bins=columns,
        lanes=tuple(lines),
        bars=bars_of(plan, scale, counts, min(HIGHEST, pitch - 8)),
        ticks=tuple(ticks(scale)),
        rail_unit=rail_unit,
        rail=tuple((one, *_rail_edges(scale, one)) for one in rail),
        rail_y=bottom + 22,
        highest=highest_of(counts),
        tick_top=head,
        tick_bottom=bottom,
        marks=tuple(sorted(marks, key=lambda mark: (mark.x, mark.items))),
    )


def _length(first: date, last: date, unit: str) -> int:
    bin_of = UNITS[unit][0]
    return bin_of(last) - bin_of(first) + 1


def _rail_edges(scale: Scale, one: Bin) -> tuple[float, float]:
    low, high = max(one.first, scale.first), min(one.last, scale.last)
    return scale.x(low), round(min(scale.x(high) + scale.day_width, PLOT), 1)


def _line(lane: DrawnLane, top: float, height: float) -> LaneLine:
    y = top + height - 6
    has_two = height >= 2 * NAME_LINE
    names = wrap(lane.name, NAME_LENGTH, 2 if has_two and not lane.opens else 1)
    start = y - 4 - NAME_LINE * (1 if lane.opens else len(names) - 1)
    lines = tuple(NameLine(name, round(start + NAME_LINE * index, 1)) for index, name in enumerate(names))
    return LaneLine(lane, lines, top, top + height, y, f"M0 {number(y)}H{number(PLOT)}", top - 8)


def _bar_edges(left: float, right: float) -> tuple[str, str]:
    """Return the left and right edge of a bar, with a gap to the next bar if there is room."""
    gap = 1 if right - left > 4 else 0.2
    return number(left), number(max(right - gap, left + 1))
