"""The headings of months, and the words for long stretches without events.

Imports ``ordering`` and ``dates``; ``answer`` adds the words to its events.
"""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talks import dates
from talks.timeline.ordering import PlacedEvent
from talks.timeline.selection import Selection

QUIET_DAYS = 28  # a stretch without events must be longer to be mentioned


def quiet_stretches(placed: list[PlacedEvent], selection: Selection) -> list[str]:
    """Return the words for a long stretch without events before each event of a page.

    An event covers its whole span, whether it lasted or happened on one unknown day of it. An event without a first day
    may be in any stretch before its last day, and an undated one in any stretch; the words say only what is known.
    Shape: one text per event, empty if there is no long stretch, if events are not in the order they happened, or if
    they only possibly fall into the chosen days.
    Cost: a few bitmap operations.
    """
    quiet = [""] * len(placed)
    section, *possible = selection.sections
    placed = [one for one in placed if one.is_certain]
    if selection.filters.order or not placed or not placed[0].heading:
        return quiet
    parts, first_event = section.parts, placed[0]
    start = parts[first_event.part].segment.day(first_event.number)
    earlier = [part.events & part.segment.bits(range(part.segment.numbers_before(start))) for part in parts]
    pairs = list(zip(parts, earlier, strict=True))
    before = [part.segment.day(events.max()) for part, events in pairs if events]
    days = [
        *([max(before)] if before else []),
        *(parts[one.part].segment.day(one.number) for one in placed if one.heading),
    ]
    if all(later - day <= QUIET_DAYS for day, later in pairwise(days)):
        return quiet
    end = _latest(part.segment.last_day_of(events) for part, events in pairs)
    endless = any(not events.isdisjoint(part.segment.endless) for part, events in pairs)
    floating = _latest(part.segment.last_day_of(part.events & part.segment.opened) for part in parts)
    undated = any(part.events.range_cardinality(part.segment.dated, part.segment.size) for part in parts)
    # An event that only possibly falls into the chosen days may be in any stretch of them.
    undated = undated or any(other.count for other in possible)
    for index, one in enumerate(placed):
        first, last = parts[one.part].segment.ends(one.number)
        if first and end and not endless and first - end > QUIET_DAYS:
            span = f"{date.fromordinal(end + 1)}/{date.fromordinal(first - 1)}"
            words = _quiet_words(bool(selection.filters), undated or bool(floating and floating > end))
            quiet[index] = words % {"span": dates.words(dates.parse(span))}
        endless = endless or last is None
        end = _latest([end, last])
    return quiet


def _latest(days: Iterable[int | None]) -> int | None:
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


def heading(month: str, order: str) -> str:
    """Return the words of a heading, given as ``PlacedEvent`` has it."""
    if not month:
        return _("Date not known")
    read, clock = dates.parse(month), order.removeprefix("-") or "happened"
    words = dates.words(read)
    if clock == "happened" and read.precision == "month":
        words = capfirst(words)  # it stands alone, and many languages write months in lower case
    return HEADINGS[clock] % {"month": words}
