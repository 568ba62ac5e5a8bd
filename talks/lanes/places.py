"""Which row or rail of its lane each item takes, and how far along the scale it reaches.

Imports `scale` and `shapes`; `marks` draws what is placed here.
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from talks.lanes.scale import Scale
from talks.lanes.shapes import Item, Lane, Spot

NEAR = 24.0  # between two marks of a row: a reader must be able to hit each
ROWS = 3
RAILS = 5  # spans are thin, and long ones would soon hide the rest behind numbers
NARROWEST = 9.0  # a span
STUB = 46.0  # what is drawn of a span whose other end is open


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


def place_all(
    lanes: list[Lane], items: list[Item | None], scale: Scale, undated_x: float | None
) -> tuple[list[Slots], list[Placed | None]]:
    """Give every spot of every item a row or a rail of its lane; None where it must be gathered.

    What is ringed and what certainly joined comes first, so that it is never behind a number and bars stand straight.
    Shape: an item each, in the order given, None for what is not drawn.
    """
    slots = [Slots([], [[]], []) for _lane in lanes]
    placed = [
        Placed(item, *extent(item, scale, undated_x), item.is_point, item.joined, {}) if item else None
        for item in items
    ]
    order = [(*_rank(one), one.left, one.right, place) for place, one in enumerate(placed) if one]
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


def extent(item: Item, scale: Scale, undated_x: float | None) -> tuple[float, float]:
    """Return where an item begins and ends: at the edge where the days asked for cut it.

    Of a span with one open end a short piece is drawn, beside the end known.
    """
    if item.undated:
        return undated_x, undated_x
    if item.is_point:
        return (x := scale.x(item.first)), x
    if all(item.opens):
        return 0.0, scale.width
    segment = scale.segment(item.first or item.last)
    left = scale.x(item.first) if item.first else max(segment.left + 3, scale.x(item.last) - STUB)
    right = scale.x(item.last) if item.last else min(segment.right - 3, left + STUB)
    left, right = 0.0 if item.cut[0] else left, scale.width if item.cut[1] else right
    return left, min(max(right, left + NARROWEST), scale.width)
