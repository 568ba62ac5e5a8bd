"""The picture of a narrowed answer: one line with what was found, named, among all else, faint.

Imports ``timeline`` and ``geometry``. ``read`` chooses between this and the open picture, to which the strip links.
"""

from datetime import date

from django.utils.translation import get_language

from talks.picture import descriptions
from talks.picture.event_marks import is_known, rank_of, read_answer
from talks.picture.geometry import DrawnMark, Item, draw_strip
from talks.picture.picture import Link, Picture, view_url
from talks.timeline import Filters, PageRows, Selection, select
from talks.vocabulary import MEETINGS

MOST_FAINT = 400  # events that were not found, evenly over the days


def read_strip(rows: PageRows, shown: set[str], root: str) -> Picture:
    """Return a line of days with what was found. Cost: that of the rows, and the ends of some other events."""
    selection = rows.selection
    filters, language = selection.filters, get_language()
    events, _claims, _reports = read_answer(rows)
    days = [event for event in events.values() if event.earliest and event.latest and is_known(event)]
    with_year = len({event.earliest.year for event in days if event.earliest}) > 1
    items = [
        Item(
            event.slug,
            event.earliest,
            event.earliest,
            met=event.is_meeting,
            label=descriptions.name_and_day(event, language, with_year=with_year),
            rank=rank_of(event),
        )
        for event in days
    ]
    opened = view_url(filters.asking(lanes="open"), "lanes")
    strip = draw_strip(items, _others(selection))
    known = Filters(known=filters.known).querystring()

    def link(mark: DrawnMark) -> Link:
        event = days[mark.items[0]]
        href = f"#e-{event.slug}" if event.slug in shown else f"{root}{event.page}{known}"
        title = descriptions.sentences([event.title, descriptions.day_words(event.date, language)])
        return Link(mark, href, title, event.slug)

    marks = [link(mark) for mark in strip.marks] if strip else []
    return Picture(filters, "", strip=strip, marks=marks, opens=root + opened)


def _others(selection: Selection) -> list[tuple[date, bool]]:
    """Return the days of events that were not found, each with whether people met. Cost: bounded; no query."""
    everything = select(selection.filters.scope, selection.index)
    found = []
    for part, whole in zip(selection.parts, everything.parts, strict=True):
        segment, rest = part.segment, whole.events - part.events
        meetings = segment.events_of("kind", MEETINGS)
        number = len(rest)
        step = max(number / MOST_FAINT, 1)
        for place in range(min(number, MOST_FAINT)):
            event = rest[int(place * step)]
            first, last = segment.ends(event)
            if first is not None and first == last:
                found.append((date.fromordinal(first), event in meetings))
    return found
