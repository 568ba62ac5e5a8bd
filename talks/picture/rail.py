"""The rail: the named events of the drawing one below the other, for narrow screens.

Imports ``geometry``, whose marks it names; ``event_marks`` makes the marks.
"""

from collections.abc import Callable

from django.utils.translation import get_language

from talks.picture.descriptions import short_day
from talks.picture.geometry import Drawing, Item
from talks.picture.picture import RailEntry, RailSide
from talks.picture.sides import SideLane
from talks.rows import EventRow

MOST_IN_RAIL = 24  # named events in the rail of narrow screens


def read_rail(
    drawing: Drawing,
    items: list[Item],
    events: list[EventRow],
    lanes: list[SideLane],
    url: Callable[[str], str],
    *,
    with_year: bool,
) -> list[RailEntry]:
    """Return the named marks from the first day to the last, for narrow screens, with the folds between them.

    Shape: ``events`` has that of each item. Of more than ``MOST_IN_RAIL``, those with the lowest ranks.
    """
    named = [mark.items[0] for mark in drawing.marks if items[mark.items[0]].label and not mark.is_gathered]
    chosen = set(sorted(named, key=lambda index: items[index].rank)[:MOST_IN_RAIL])
    language, found = get_language(), []
    folds = [fold for fold, _paths in drawing.breaks]
    for index in named:
        item, event = items[index], events[index]
        if index not in chosen or item.first is None:
            continue
        fold = ""
        while folds and folds[0].last < item.first:
            fold = " ".join(folds.pop(0).lines)
        sides = [
            RailSide(lane.name, lane.palette, spot.word)
            if not (lane.gathered and spot.word)
            else RailSide(spot.word, 0, "")
            for spot in item.spots
            for lane in [lanes[spot.lane]]
        ]
        form = "flag" if item.is_flag else "met" if item.met else "said"
        name, day = event.short_title or event.title, short_day(event, language, with_year=with_year)
        found.append(RailEntry(day, name, url(event.slug), form, item.state, sides, item.differs, fold))
    return found
