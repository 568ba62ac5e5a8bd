"""Topic by side: the latest and the first that each side said on each topic, and how one position moved.

``scope`` says which statements count, ``cells`` finds the latest in the index, ``table`` and ``position`` read the two
pages, ``line`` draws the dots. Uses only ``process`` and ``known`` of the ``Filters``; two templates show the result.
"""

from talks.pages.positions.line import Line, LineMark, draw_line
from talks.pages.positions.position import Position, PositionUtterance, Turn, read_position
from talks.pages.positions.scope import ADDRESSED, POSITIONS, position_address
from talks.pages.positions.table import Cell, DayOf, PositionColumn, Positions, Shown, TopicRow, read_positions

__all__ = [
    "ADDRESSED",
    "POSITIONS",
    "Cell",
    "DayOf",
    "Line",
    "LineMark",
    "Position",
    "PositionColumn",
    "PositionUtterance",
    "Positions",
    "Shown",
    "TopicRow",
    "Turn",
    "draw_line",
    "position_address",
    "read_position",
    "read_positions",
]
