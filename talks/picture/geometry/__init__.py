"""The geometry of the picture: days and sides in, shapes with coordinates out.

`scale` maps days to x and folds empty stretches, `labels` places names, `marks` places events on their lanes and `axis`
below them, `bars` counts events when there are too many for marks, `strip` has one line for all lanes. Imports `dates`
only and knows neither records nor pages; `picture` adds records and words.
"""

from talks.picture.geometry.bars import Bar, Bin, Density, Plan, draw_bars, plan_bars
from talks.picture.geometry.labels import Label, Wanted, place_labels, text_width
from talks.picture.geometry.lines import LaneLine
from talks.picture.geometry.marks import Drawing, draw
from talks.picture.geometry.scale import Break, Scale, ScaleSegment, ScaleTick, fit, ticks
from talks.picture.geometry.shapes import (
    NAMES,
    PLOT,
    DrawnLane,
    DrawnMark,
    Item,
    Shape,
    Spot,
    Words,
    box,
    circle,
    unequal,
    wrap,
)
from talks.picture.geometry.strip import Strip, draw_counted_strip, draw_strip

__all__ = [
    "NAMES",
    "PLOT",
    "Bar",
    "Bin",
    "Break",
    "Density",
    "Drawing",
    "DrawnLane",
    "DrawnMark",
    "Item",
    "Label",
    "LaneLine",
    "Plan",
    "Scale",
    "ScaleSegment",
    "ScaleTick",
    "Shape",
    "Spot",
    "Strip",
    "Wanted",
    "Words",
    "box",
    "circle",
    "draw",
    "draw_bars",
    "draw_counted_strip",
    "draw_strip",
    "fit",
    "place_labels",
    "plan_bars",
    "text_width",
    "ticks",
    "unequal",
    "wrap",
]
