"""Gives each item a row on its lanes, and its left and right end on the scale.

Imports `labels`, `scale` and `shapes`. `lines` spaces the lanes by the result, `marks` draws it.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from talks.picture.geometry.labels import text_width
from talks.picture.geometry.scale import Scale
from talks.picture.geometry.shapes import PLOT, Item

NEAR = 24.0  # between two marks of a row, so that a reader can hit each of them
ROWS = 3
NARROWEST = 12.0  # least width of a span
COUNT_WIDTH = 0.9  # of the width of a name: the words below a bracket are smaller
CLEAR = 8.0  # between words and a shaft
SIGN = 18.0  # room for the sign of accounts that differ beside a bracket
UNDATED = 100.0  # width of the column for statements without a day, right of the scale
UNDATED_X = PLOT - UNDATED / 2

Ends = tuple[float, float]


@dataclass
class Slots:
    """The rows of one lane while they fill.

    Shape: ``rows`` has sorted (left, right) per row; row 0 is the line of the lane. ``gathered`` is (left, item) for
    what found no room.
    """

    rows: list[list[Ends]] = field(default_factory=list)
    gathered: list[tuple[float, int]] = field(default_factory=list)

    def row(self, left: float, right: float, start: int = 0) -> int | None:
        """Take and return the first row from ``start`` on in which nothing lies there, or None."""
        found = next((number for number in range(start, ROWS) if self._is_free(number, left, right)), None)
        if found is None:
            return None
        while len(self.rows) <= found:
            self.rows.append([])
        row = self.rows[found]
        row.insert(bisect_left(row, (left, right)), (left, right))
        return found

    def _is_free(self, number: int, left: float, right: float) -> bool:
        if number >= len(self.rows):
            return True
        row = self.rows[number]
        index = bisect_left(row, (left, right))
        return (not index or row[index - 1][1] <= left) and (index == len(row) or right <= row[index][0])


class Placed(NamedTuple):
    """An item with its ends on the scale, and its row on each of its lanes.

    Shape: ``rows`` is by lane, None where a number counts the item instead. ``x`` is where its marks stand, None for a
    bracket. ``words`` are those below a bracket, and where they begin; None if there is no room for them.
    """

    item: Item
    left: float
    right: float
    x: float | None
    rows: dict[int, int | None]
    words: tuple[str, float] | None = None


def clipped(item: Item, since: date | None, until: date | None) -> Item | None:
    """Return the item clipped to the filter's days, or None if it lies outside them or an end is not known."""
    first, last = item.first, item.last
    if first is None or last is None or (since and last < since) or (until and first > until):
        return None
    cut = bool(since and first < since), bool(until and last > until)
    if not any(cut):
        return item
    return item._replace(first=since if cut[0] else first, last=until if cut[1] else last, cut=cut)


def place_all(number_of_lanes: int, items: dict[int, Item], scale: Scale) -> tuple[list[Slots], dict[int, Placed]]:
    """Give every spot of every item a row on its lane, or None if there is no room.

    Meetings come first and keep to the line, then what lasted, then statements, brackets last and never on the line.
    Shape: slots in the order of the lanes; placed items by the same keys, in the same order.
    """
    slots = [Slots() for _lane in range(number_of_lanes)]
    placed = {}
    shafts: list[tuple[float, int, int]] = []
    for index, item in items.items():
        left, right = extent(item, scale)
        placed[index] = one = Placed(item, left, right, scale.x(item.anchor) if item.anchor else None, {})
        if item.met and one.x is not None:
            shafts.append((one.x, item.spots[0].lane, item.spots[-1].lane))
    folds = [(fold.left, fold.right) for fold in scale.breaks]
    order = [(_rank(one.item), one.left, one.right, index) for index, one in placed.items() if one.item.spots]
    for _rank_of, left, right, index in sorted(order):
        one = placed[index]
        is_bracket = one.x is None and not one.item.lasted
        if one.item.words:
            lane_number = one.item.spots[0].lane
            crossing = [(x - CLEAR, x + CLEAR) for x, first, last in shafts if first <= lane_number < last]
            placed[index] = one = one._replace(words=_words(one, [*folds, *crossing]))
        for spot in one.item.spots:
            lane = slots[spot.lane]
            found = lane.row(*_room(one, spot.word, left, right), 1 if is_bracket else 0)
            one.rows[spot.lane] = found
            if found is None:
                lane.gathered.append((left, index))
    return slots, placed


def _words(one: Placed, blocked: list[Ends]) -> tuple[str, float] | None:
    """Return the first words that have room below a bracket, and where they begin: below a part of it at least."""
    for words in one.item.words:
        width = COUNT_WIDTH * text_width(words)
        beside = [edge for left, right in blocked for edge in (left - width, right)]
        for start in (one.left + 2, one.right - width, *beside):
            end = start + width
            is_below = start < one.right - 2 and end > one.left + 2 and start >= 0 and end <= PLOT
            if is_below and not any(start < right and left < end for left, right in blocked):
                return words, round(start, 1)
    return None


def _room(one: Placed, word: str, left: float, right: float) -> Ends:
    """Return how much of a row a spot takes: with the word beside it, the words below it, and its sign."""
    if one.x is None and not one.item.lasted:
        sign = SIGN if one.item.differs else 2.0
        left, right = left - sign, right + sign
        if one.words:
            left, right = min(left, one.words[1]), max(right, one.words[1] + text_width(one.words[0]))
        return left, right
    half = NEAR / 2
    end = max(right, left + half) if one.item.lasted else right
    return left - half, end + half + (text_width(word) if word else 0.0)


def _rank(item: Item) -> int:
    """Return the sort key for who gets room first."""
    if item.met and item.anchor:
        return 0 if not item.state else 1
    if item.anchor is None:
        return 5
    return 2 if item.lasted else 3 if item.differs or item.label else 4


def extent(item: Item, scale: Scale) -> Ends:
    """Return the left and right end of an item. An end that was cut is at the edge of the scale, a folded one at its fold.

    Units: pixels of the plot.
    """
    first, last = item.first or scale.first, item.last or scale.last
    left = 0.0 if item.cut[0] else scale.x(first)
    right = scale.width if item.cut[1] else scale.x(last)
    if item.is_point:
        return left, left
    if fold := scale.fold(first):
        left = fold.right
    if fold := scale.fold(last):
        right = fold.left
    return min(left, scale.width - NARROWEST), min(max(right, left + NARROWEST), scale.width)
