"""Gives each item a row or rail on its lanes, and its left and right end on the scale.

Imports `scale` and `shapes`. `lines` spaces the lanes by the result, `marks` draws it.
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from talks.picture.geometry.scale import Scale
from talks.picture.geometry.shapes import PLOT, DrawnLane, Item, Spot

NEAR = 24.0  # between two marks of a row, so that a reader can hit each of them
ROWS = 3
RAILS = 5  # more than rows: spans are thin, and a few long ones would otherwise push the rest behind numbers
NARROWEST = 9.0  # least width of a span
STUB = 46.0  # width of a span with one open end
UNDATED = 76.0  # width of the column for undated items, right of the scale
UNDATED_X = PLOT - UNDATED / 2


@dataclass
class Slots:
    """The rows and rails of one lane while they fill.

    Shape: ``rails`` has sorted (left, right) per rail, ``rows`` sorted x per row, ``gathered`` (left, item) for what
    found no room.
    """

    rails: list[list[tuple[float, float]]]
    rows: list[list[float]]
    gathered: list[tuple[float, int]]

    def row(self, x: float) -> int | None:
        """Take and return the first row without a mark nearby, or None."""
        for number_, row in enumerate(self.rows):
            index = bisect_left(row, x)
            if (not index or x - row[index - 1] >= NEAR) and (index == len(row) or row[index] - x >= NEAR):
                row.insert(index, x)
                return number_
        if len(self.rows) < ROWS:
            self.rows.append([x])
            return len(self.rows) - 1
        return None

    def rail(self, left: float, right: float) -> int | None:
        """Take and return the first rail without an overlapping span, or None."""
        for number_, rail in enumerate(self.rails):
            index = bisect_left(rail, (left, right))
            if (not index or rail[index - 1][1] <= left) and (index == len(rail) or right <= rail[index][0]):
                rail.insert(index, (left, right))
                return number_
        if len(self.rails) < RAILS:
            self.rails.append([(left, right)])
            return len(self.rails) - 1
        return None


class Placed(NamedTuple):
    """An item with its ends on the scale, and its row or rail on each of its lanes.

    Shape: ``rows`` is by lane, None where a number counts the item instead. ``is_point`` and ``joined`` are those of
    the item, computed once.
    """

    item: Item
    left: float
    right: float
    is_point: bool
    joined: tuple[Spot, ...]
    rows: dict[int, int | None]


def clipped(item: Item, since: date | None, until: date | None) -> Item | None:
    """Return the item clipped to the filter's days, or None if it lies outside them."""
    first, last = item.first, item.last
    if item.undated:
        return item
    if (since and last and last < since) or (until and first and first > until):
        return None
    cut = bool(since and first and first < since), bool(until and last and last > until)
    if not any(cut):
        return item
    return item._replace(first=since if cut[0] else first, last=until if cut[1] else last, cut=cut)


def known_span(item: Item) -> tuple[date, date] | None:
    """Return the days that the scale must cover for an item: open ends need none. None if it has no day at all."""
    ends = [day for day in (item.first, item.last) if day]
    return (ends[0], ends[-1]) if ends else None


def place_all(lanes: list[DrawnLane], items: dict[int, Item], scale: Scale) -> tuple[list[Slots], dict[int, Placed]]:
    """Give every spot of every item a row or rail on its lane, or None if there is no room.

    Ringed items and certain meetings come first, so that they keep their marks and the bars of meetings are straight.
    Shape: slots in the order of the lanes; placed items by the same keys, in the same order.
    """
    slots = [Slots([], [[]], []) for _lane in lanes]
    placed = {
        index: Placed(item, *extent(item, scale), item.is_point, item.joined, {}) for index, item in items.items()
    }
    order = [(*_rank(one), one.left, one.right, index) for index, one in placed.items()]
    for *_rank_of, left, right, index in sorted(order):
        one = placed[index]
        for spot in one.item.spots:
            lane = slots[spot.lane]
            found = lane.row(left) if one.is_point else lane.rail(left, right)
            one.rows[spot.lane] = found
            if found is None:
                lane.gathered.append((left, index))
    return slots, placed


def _rank(one: Placed) -> tuple[bool, bool]:
    """Return the sort key for who gets room first."""
    return not one.item.ringed, not one.joined or any(spot.form == "hollow" for spot in one.joined)


def extent(item: Item, scale: Scale) -> tuple[float, float]:
    """Return the left and right end of an item. An end that was cut is at the edge of the scale.

    A span with one open end is a short piece beside the known end.
    Units: pixels of the plot.
    """
    if item.undated:
        return UNDATED_X, UNDATED_X
    cut_left, cut_right = item.cut
    first, last = None if cut_left else item.first, None if cut_right else item.last
    if first and last:
        left, right = scale.x(first), scale.x(last)
        if first == last:
            return left, left
    elif first:
        left = scale.x(first)
        right = scale.width if cut_right else min(scale.segment(first).right - 3, left + STUB)
    elif last:
        right = scale.x(last)
        left = 0.0 if cut_left else max(scale.segment(last).left + 3, right - STUB)
    else:
        return 0.0, scale.width
    return left, min(max(right, left + NARROWEST), scale.width)
