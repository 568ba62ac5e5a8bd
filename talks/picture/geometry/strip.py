"""One line for all days: what was found in ink and named, the rest faint. For answers, whose list is what readers want.

What is found too often for marks is counted in bars. Imports `bars`, `labels`, `scale` and `shapes`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from talks.picture.geometry.bars import Bar, Plan, bars_of, scale_of
from talks.picture.geometry.labels import Wanted, place_labels
from talks.picture.geometry.scale import Break, Scale, ScaleTick, fit, ticks
from talks.picture.geometry.shapes import PLOT, DrawnMark, Item, Shape, Words, box, circle, number

WIDTH, HEIGHT = PLOT, 56.0
LINE_Y = 29.0
LABEL_Y = 13.0
TICK_Y = 52.0
CAPSULE = 9.0  # half the height of a meeting
FOOT_Y, TALLEST = 37.0, 33.0  # of bars


@dataclass(frozen=True)
class Strip:
    """The line with its marks, or with bars on it.

    Shape: ``rest`` is the path of what was not found. Units: pixels.
    """

    scale: Scale
    line: str
    rest: str
    ticks: tuple[ScaleTick, ...]
    breaks: tuple[Break, ...]
    marks: tuple[DrawnMark, ...] = ()
    bars: tuple[Bar, ...] = ()
    width: float = WIDTH
    height: float = HEIGHT
    label_y: float = TICK_Y
    line_y: float = LINE_Y


def draw_strip(items: Sequence[Item], others: Sequence[tuple[date, bool]]) -> Strip | None:
    """Return the line with a mark for each item of one day, or None if there is no day to draw.

    Shape: ``others`` are the days of what was not found, each with whether it was a meeting.
    """
    points = [(index, item.anchor) for index, item in enumerate(items) if item.anchor]
    days = [(day, day) for _index, day in points] + [(day, day) for day, _met in others]
    if not days:
        return None
    scale = fit(days, WIDTH)
    faint: dict[float, bool] = {}  # by x, so that no mark lies on another
    for day, met in others:
        faint[scale.x(day)] = met or faint.get(scale.x(day), False)
    rest = "".join(_shape(x, met) for x, met in sorted(faint.items()))
    xs = [scale.x(day) for _index, day in points]
    wanted = [Wanted(items[index].label, x, items[index].rank) for (index, _day), x in zip(points, xs, strict=True)]
    labels = place_labels(wanted, 0, WIDTH, rows=1)
    marks = []
    for (index, day), x, label in zip(points, xs, labels, strict=True):
        texts = (Words("label", label.x, LABEL_Y, label.text, label.anchor),) if label else ()
        hit = box(x - 12, LINE_Y - 12, 24, 24)
        if label:
            hit += box(label.left, 0, label.right - label.left, 18)
        shapes = (Shape("found", _shape(x, items[index].met)), Shape("hit", hit))
        marks.append(DrawnMark((index,), x, x, LINE_Y, LINE_Y, shapes, texts, -1, day, day))
    line = "".join(f"M{number(one.left)} {number(LINE_Y)}H{number(one.right)}" for one in scale.segments)
    order = tuple(sorted(marks, key=lambda mark: (mark.x, mark.items)))
    return Strip(scale, line, rest, tuple(ticks(scale)), scale.breaks, order)


def _shape(x: float, met: bool) -> str:
    """Return a mark on the line as a path. Both kinds run the same way round, so that they have no hole in common."""
    if met:
        return f"M{number(x - 3.5)} {number(LINE_Y - CAPSULE)}v{number(2 * CAPSULE)}h7v{number(-2 * CAPSULE)}z"
    return circle(x, LINE_Y, 4.5)


def draw_counted_strip(plan: Plan, counts: list[int]) -> Strip:
    """Return the line with a bar for each bin of the plan that has events. Shape: one number for each bin."""
    scale = scale_of(plan)
    line = f"M0 {number(FOOT_Y)}H{number(WIDTH)}"
    bars = bars_of(plan, scale, [counts], TALLEST)
    return Strip(scale, line, "", tuple(ticks(scale)), (), bars=bars, line_y=FOOT_Y)
