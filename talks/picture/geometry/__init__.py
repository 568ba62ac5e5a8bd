"""The geometry of the picture: days and sides in, shapes with coordinates out.

`scale` maps days to x and folds empty stretches, `marks` places events on their lanes, `bars` counts events when there
are too many for marks. Imports `dates` only and knows neither records nor pages; `picture` adds records and words.
"""

from talks.picture.geometry.bars import Bar, Bin, Density, Plan, draw_bars, plan_bars
from talks.picture.geometry.lines import LaneLine
from talks.picture.geometry.marks import Drawing, DrawnMark, draw
from talks.picture.geometry.scale import Break, Scale, ScaleSegment, ScaleTick, fit, ticks
from talks.picture.geometry.shapes import NAMES, PLOT, DrawnLane, Item, Shape, Spot, box, radius, wrap

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
    "LaneLine",
    "Plan",
    "Scale",
    "ScaleSegment",
    "ScaleTick",
    "Shape",
    "Spot",
    "box",
    "draw",
    "draw_bars",
    "fit",
    "plan_bars",
    "radius",
    "ticks",
    "wrap",
]
