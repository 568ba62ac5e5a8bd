"""Places the names above the lanes: as many as fit in a few rows, none over another, none clipped.

Imports nothing of the project. `marks`, `bars` and `strip` place their labels here.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple
from unicodedata import combining, east_asian_width

APART = 10.0  # between two labels of a row
STEM_APART = 4.0  # between a label and the stem of the label above
BESIDE = 5.0  # between a stem and the label to its left or right
TOGETHER = 7  # labels whose places are chosen together: of more, those with the lowest ranks come first
MOST_REPAIRED = 12  # left out at first, for which their neighbours make room if they can
MOST_STEPS = 300  # tried for each such group; what is best so far is taken then
ENOUGH = 60  # steps, if all labels have a place by then
DROPPED = (
    400.0  # the cost of leaving out a name of rank 0; half of it for each rank more, so that one outweighs the next two
)

# Row, anchor and cost of each place, the cheapest first. Row 0 is next to the lanes.
PLACES = (
    (0, "middle", 0.0),
    (0, "end", 1.0),
    (0, "start", 1.0),
    (1, "middle", 2.0),
    (1, "end", 3.0),
    (1, "start", 3.0),
    (2, "middle", 5.0),
    (2, "end", 6.0),
    (2, "start", 6.0),
)
ROWS = 3

NARROW = frozenset(" ijlIı.,;:'’!|()[]ftr-")
BROAD = frozenset("mwMW@%—")


class Wanted(NamedTuple):
    """A label, the x of its mark, and its rank: of two that collide, the one with the lower rank stays."""

    text: str
    x: float
    rank: int = 0


class Label(NamedTuple):
    """A label in its place. Shape: ``x`` is where its anchor is; ``left`` and ``right`` are its ends."""

    text: str
    x: float
    anchor: str
    row: int
    left: float
    right: float
    stem: float


@lru_cache(maxsize=4096)
def text_width(text: str) -> float:
    """Return the width of a label in the bold text of the picture, rather too much than too little. Units: pixels."""
    return 4.0 + sum(map(_width, text))


@lru_cache(maxsize=1024)
def _width(character: str) -> float:
    if combining(character):
        return 0.0
    if character in NARROW:
        return 4.9
    if character in BROAD:
        return 11.2
    if east_asian_width(character) in {"W", "F"}:
        return 14.0
    if character == "…":
        return 12.8
    if character.isascii():
        return 8.9 if character.isupper() else 7.4
    return 14.0 if character.isupper() else 11.0  # from a stand-in font, perhaps


def place_labels(
    wanted: Sequence[Wanted], left: float, right: float, rows: int = ROWS, anchors: str = "middle end start"
) -> list[Label | None]:
    """Return the place of each label, None for one that is left out.

    No two labels overlap, all lie between ``left`` and ``right``, and no stem crosses a label.
    Shape: in the order given. ``anchors`` are those allowed.
    Cost: linear in the labels; in each group of labels that can touch, a bounded search for the best places.
    """
    places = [one for one in PLACES if one[0] < rows and one[1] in anchors.split()]
    candidates = [
        [
            (cost, label)
            for row, anchor, cost in places
            if (label := _label(one, row, anchor)).left >= left and label.right <= right
        ]
        for one in wanted
    ]
    found: dict[int, Label] = {}

    def choose(group: list[int], fixed: list[Label]) -> None:
        options = [[pair for pair in candidates[index] if not _collides(pair[1], fixed)] for index in group]
        chosen = _best(options, [wanted[index].rank for index in group])
        for index, label in zip(group, chosen, strict=True):
            found.pop(index, None)
            if label:
                found[index] = label

    for cluster in _clusters(wanted):
        cluster.sort(key=lambda index: (wanted[index].rank, wanted[index].x, index))
        for start in range(0, len(cluster), TOGETHER):
            choose(cluster[start : start + TOGETHER], [found[index] for index in cluster[:start] if index in found])
        for index in [index for index in cluster if index not in found][:MOST_REPAIRED]:
            near = sorted(
                (other for other in cluster if other in found), key=lambda other: abs(wanted[other].x - wanted[index].x)
            )
            group = [*near[: TOGETHER - 1], index]
            group.sort(key=lambda one: (wanted[one].rank, wanted[one].x, one))
            choose(group, [found[other] for other in near[TOGETHER - 1 :]])
    return [found.get(index) for index in range(len(wanted))]


def _clusters(wanted: Sequence[Wanted]) -> Iterator[list[int]]:
    """Yield the indexes of labels in groups that cannot touch one another."""
    cluster: list[int] = []
    reach = 0.0
    for index in sorted(range(len(wanted)), key=lambda one: wanted[one].x - text_width(wanted[one].text)):
        one = wanted[index]
        width = text_width(one.text) + APART
        if cluster and one.x - width > reach:
            yield cluster
            cluster = []
        reach = max(reach, one.x + width) if cluster else one.x + width
        cluster.append(index)
    if cluster:
        yield cluster


def _label(one: Wanted, row: int, anchor: str) -> Label:
    width, x = text_width(one.text), one.x
    left = {"middle": x - width / 2, "end": x - width - BESIDE, "start": x + BESIDE}[anchor]
    at = {"middle": x, "end": x - BESIDE, "start": x + BESIDE}[anchor]
    return Label(one.text, round(at, 1), anchor, row, left, left + width, x)


def _collides(one: Label, others: Iterable[Label | None]) -> bool:
    """Return whether a label collides with any of these. A loop, since a page asks this some thousands of times."""
    _text, _x, _anchor, row, left, right, stem = one
    for other in others:
        if other is None:
            continue
        _text, _x, _anchor, other_row, other_left, other_right, other_stem = other
        if row == other_row:
            if left < other_right + APART and other_left < right + APART:
                return True
        elif row > other_row:
            if other_left - STEM_APART < stem < other_right + STEM_APART:
                return True
        elif left - STEM_APART < other_stem < right + STEM_APART:
            return True
    return False


def _dropped(rank: int) -> float:
    return DROPPED / 2 ** min(rank, 6)


def _tents(options: list[list[tuple[float, Label]]], ranks: list[int]) -> Iterator[tuple[float, list[Label | None]]]:
    """Yield choices in the shape of a tent, each with its cost: names left of their stems up to a place, right of them after it.

    Where marks are near each other this names most, and the search alone would come to it late: of nine names within 300
    pixels seven have a place, and four without it, in 2.6 ms and 1.5. Of all labels, and of those with the lowest rank alone.
    """
    placeable = [index for index, pairs in enumerate(options) if pairs]
    placeable.sort(key=lambda index: options[index][0][1].stem)
    first = [index for index in placeable if ranks[index] == min(ranks)]
    for known, split in [(some, split) for some in (placeable, first) for split in range(len(some) + 1)]:
        chosen: list[Label | None] = [None] * len(options)
        cost = sum(map(_dropped, ranks))
        for anchor, side in (("end", known[:split]), ("start", reversed(known[split:]))):
            for index in side:
                pairs = sorted(options[index], key=lambda pair: (pair[1].anchor != anchor, pair[0]))
                for price, label in pairs:
                    if not _collides(label, chosen):
                        chosen[index] = label
                        cost += price - _dropped(ranks[index])
                        break
        yield cost, chosen


def _best(options: list[list[tuple[float, Label]]], ranks: list[int]) -> list[Label | None]:
    """Return the cheapest choice of one place for each label, or of leaving it out."""
    cheapest, best = min(_tents(options, ranks), key=lambda one: one[0])
    steps = 0
    chosen: list[Label | None] = []

    def choose(index: int, cost: float) -> None:
        nonlocal best, cheapest, steps
        if cost >= cheapest:
            return
        if index == len(options):
            best, cheapest = list(chosen), cost
            return
        for price, label in options[index]:
            steps += 1
            if steps > (MOST_STEPS if None in best else ENOUGH):
                return
            if not _collides(label, chosen):
                chosen.append(label)
                choose(index + 1, cost + price)
                chosen.pop()
        chosen.append(None)
        choose(index + 1, cost + _dropped(ranks[index]))
        chosen.pop()

    choose(0, 0.0)
    return best
