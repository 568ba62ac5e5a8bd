"""Which row or rail of its lane each item takes, and how far along the scale it reaches.

Imports `scale` and `shapes`; `marks` draws what is placed here.
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from talks.lanes.scale import Scale
from talks.lanes.shapes import PLOT, Item, Lane, Spot

NEAR = 24.0  # between two marks of a row: a reader must be able to hit each
ROWS = 3
RAILS = 5  # spans are thin, and long ones would soon hide the rest behind numbers
NARROWEST = 9.0  # a span
STUB = 46.0  # what is drawn of a span whose other end is open
UNDATED = 76.0  # room for what has no date, beside the scale
UNDATED_X = PLOT - UNDATED / 2


@dataclass
class Slots:
    """The rows of one lane while they fill."""

    rails: list[list[tuple[float, float]]]
    rows: list[list[float]]
    gathered: list[tuple[float, int]]

    def row(self, x: float) -> int | None:
        """Take the first row in which nothing stands near, or none."""
        for number_, row in enumerate(self.rows):
            place = bisect_left(row, x)
            if (not place or x - row[place - 1] >= NEAR) and (place == len(row) or row[place] - x >= NEAR):
                row.insert(place, x)
                return number_
        if len(self.rows) < ROWS:
            self.rows.append([x])
            return len(self.rows) - 1
        return None

    def rail(self, left: float, right: float) -> int | None:
        """Take the first rail on which no other span lies there, or none."""
        for number_, rail in enumerate(self.rails):
            place = bisect_left(rail, (left, right))
            if (not place or rail[place - 1][1] <= left) and (place == len(rail) or right <= rail[place][0]):
                rail.insert(place, (left, right))
                return number_
        if len(self.rails) < RAILS:
            self.rails.append([(left, right)])
            return len(self.rails) - 1
        return None


class Placed(NamedTuple):
    """An item where it lies: how far it reaches along the scale, and its row or rail on each of its lanes.

    Shape: ``rows`` holds None for a lane on which it must be gathered; ``is_point`` and ``joined`` are the item's own,
    worked out once.
    """

    item: Item
    left: float
    right: float
    is_point: bool
    joined: tuple[Spot, ...]
    rows: dict[int, int | None]


def clipped(item: Item, since: date | None, until: date | None) -> Item | None:
    """Return the item within the days asked for, an end beyond them cut there; None where it lies outside."""
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
    """Return the days that an item surely needs on the scale: an open end needs none."""
    ends = [day for day in (item.first, item.last) if day]
    return (ends[0], ends[-1]) if ends else None


def place_all(lanes: list[Lane], items: dict[int, Item], scale: Scale) -> tuple[list[Slots], dict[int, Placed]]:
    """Give every spot of every item a row or a rail of its lane; None where it must be gathered.

    What is ringed and what certainly joined comes first, so that it is never behind a number and bars stand straight.
    Shape: by the place of each item, in the order given.
    """
    slots = [Slots([], [[]], []) for _lane in lanes]
    placed = {
        place: Placed(item, *extent(item, scale), item.is_point, item.joined, {}) for place, item in items.items()
    }
    order = [(*_rank(one), one.left, one.right, place) for place, one in placed.items()]
    for *_rank_of, left, right, place in sorted(order):
        one = placed[place]
        for spot in one.item.spots:
            lane = slots[spot.lane]
            found = lane.row(left) if one.is_point else lane.rail(left, right)
            one.rows[spot.lane] = found
            if found is None:
                lane.gathered.append((left, place))
    return slots, placed


def _rank(one: Placed) -> tuple[bool, bool]:
    """Return what decides who finds room first."""
    return not one.item.ringed, not one.joined or any(spot.form == "hollow" for spot in one.joined)


def extent(item: Item, scale: Scale) -> tuple[float, float]:
    """Return where an item begins and ends: at the edge where the days asked for cut it.

    Of a span with one open end a short piece is drawn, beside the end known.
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
