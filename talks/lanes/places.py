"""Which row or rail of its lane each item takes, and how far along the scale it reaches.

Imports `scale` and `shapes`; `marks` draws what is placed here.
"""

from bisect import bisect_left, insort
from dataclasses import dataclass, replace
from datetime import date

from talks.lanes.scale import Scale
from talks.lanes.shapes import Item, Lane

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
            if all(abs(other - x) >= NEAR for other in row[max(0, place - 1) : place + 1]):
                insort(row, x)
                return number_
        if len(self.rows) < ROWS:
            self.rows.append([x])
            return len(self.rows) - 1
        return None

    def rail(self, left: float, right: float) -> int | None:
        """Take the first rail on which no other span lies there, or none."""
        for number_, rail in enumerate(self.rails):
            if all(right <= other_left or other_right <= left for other_left, other_right in rail):
                rail.append((left, right))
                return number_
        if len(self.rails) < RAILS:
            self.rails.append([(left, right)])
            return len(self.rails) - 1
        return None


def clipped(item: Item, since: date | None, until: date | None) -> Item | None:
    """Return the item within the days asked for, an end beyond them cut there; None where it lies outside."""
    first, last = item.first, item.last
    if item.undated:
        return item
    if (since and last and last < since) or (until and first and first > until):
        return None
    cut = bool(since and first and first < since), bool(until and last and last > until)
    return (
        replace(item, first=since if cut[0] else first, last=until if cut[1] else last, cut=cut) if any(cut) else item
    )


def known_span(item: Item) -> tuple[date, date] | None:
    """Return the days that an item surely needs on the scale: an open end needs none."""
    ends = [day for day in (item.first, item.last) if day]
    return (ends[0], ends[-1]) if ends else None


def place_all(
    lanes: list[Lane], items: list[Item | None], scale: Scale, undated_x: float | None
) -> tuple[list[Slots], dict[tuple[int, int], int | None]]:
    """Give every spot of every item a row or a rail of its lane; None where it must be gathered.

    What is ringed and what certainly joined comes first, so that it is never behind a number and bars stand straight.
    """
    slots = [Slots([], [[]], []) for _lane in lanes]
    places: dict[tuple[int, int], int | None] = {}
    order = [place for place, item in enumerate(items) if item]
    order.sort(key=lambda place: (*_rank(items[place]), extent(items[place], scale, undated_x), place))
    for place in order:
        item = items[place]
        left, right = extent(item, scale, undated_x)
        for spot in item.spots:
            lane = slots[spot.lane]
            found = lane.row(left) if item.is_point else lane.rail(left, right)
            places[place, spot.lane] = found
            if found is None:
                lane.gathered.append((left, place))
    return slots, places


def _rank(item: Item) -> tuple[bool, bool]:
    """Return what decides who finds room first."""
    return not item.ringed, not item.joined or any(spot.form == "hollow" for spot in item.joined)


def extent(item: Item, scale: Scale, undated_x: float | None) -> tuple[float, float]:
    """Return where an item begins and ends: at the edge where the days asked for cut it.

    Of a span with one open end a short piece is drawn, beside the end known.
    """
    if item.undated:
        return undated_x, undated_x
    if all(item.opens):
        return 0.0, scale.width
    segment = scale.segment(item.first or item.last)
    left = scale.x(item.first) if item.first else max(segment.left + 3, scale.x(item.last) - STUB)
    right = scale.x(item.last) if item.last else min(segment.right - 3, left + STUB)
    left, right = 0.0 if item.cut[0] else left, scale.width if item.cut[1] else right
    return left, right if item.is_point else min(max(right, left + NARROWEST), scale.width)
