"""The long stretches in which nothing happened, and the headings of months, said in words."""

from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talks import dates
from talks.timeline.ordering import PlacedEvent, YearMonth
from talks.timeline.selection import Selection

QUIET_DAYS = 28  # from how many days on a stretch without an event is said to be one


def quiet_stretches(places: list[PlacedEvent], selection: Selection) -> list[str]:
    """Return for each event of a page, as they happened, the words for a long stretch before it, or nothing.

    An event that lasted, or whose day is one of several, covers its whole span. Where the beginning of an event is
    open, it may lie in any stretch before its end, and an undated one in any at all, so that nothing more than what
    is known is said. Cost: a few operations on bitmaps.
    """
    quiet = [""] * len(places)
    if selection.filters.order or not places or not places[0].month:
        return quiet
    parts, place = selection.parts, places[0]
    start = parts[place.part].segment.day(place.number)
    earlier = [part.events & part.segment.bits(range(part.segment.numbers_before(start))) for part in parts]
    pairs = list(zip(parts, earlier, strict=True))
    before = [part.segment.day(events.max()) for part, events in pairs if events]
    days = [
        *([max(before)] if before else []),
        *(parts[one.part].segment.day(one.number) for one in places if one.month),
    ]
    if all(later - day <= QUIET_DAYS for day, later in pairwise(days)):
        return quiet
    end = _latest(part.segment.last_day_of(events) for part, events in pairs)
    endless = any(not events.isdisjoint(part.segment.endless) for part, events in pairs)
    floating = _latest(part.segment.last_day_of(part.events & part.segment.opened) for part in parts)
    undated = any(part.events.range_cardinality(part.segment.dated, part.segment.size) for part in parts)
    for number, place in enumerate(places):
        first, last = parts[place.part].segment.ends(place.number)
        if first and end and not endless and first - end > QUIET_DAYS:
            span = f"{date.fromordinal(end + 1)}/{date.fromordinal(first - 1)}"
            words = _quiet_words(bool(selection.filters), undated or bool(floating and floating > end))
            quiet[number] = words % {"span": dates.words(dates.parse(span))}
        endless = endless or last is None
        end = _latest([end, last])
    return quiet


def _latest(days) -> int | None:
    return max((day for day in days if day is not None), default=None)


def _quiet_words(filtered: bool, floating: bool) -> str:
    if floating:
        return _("No event is known to lie between: %(span)s")
    return _("No event with these filters, %(span)s") if filtered else _("No event in these reports, %(span)s")


HEADINGS = {
    "happened": gettext_lazy("%(month)s"),
    "said": gettext_lazy("Said in %(month)s"),
    "published": gettext_lazy("Published in %(month)s"),
    "recorded": gettext_lazy("Recorded in %(month)s"),
}


def heading(month: YearMonth, order: str) -> str:
    """Return what stands above the events of a month."""
    if month is None:
        return _("Date not known")
    name = dates.words(dates.parse("{:04}-{:02}".format(*month)))
    return HEADINGS[order.removeprefix("-") or "happened"] % {"month": name}
