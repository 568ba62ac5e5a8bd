"""The buttons that zoom in, zoom out, and show all days.

Each is a link to the same question for other days, so that it works without scripts. Imports ``timeline``; the picture
shows the buttons.
"""

from dataclasses import replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from talks.picture.geometry import Scale
from talks.picture.picture import Tool, between, view_url
from talks.timeline import Selection, select


def read_tools(selection: Selection, scale: Scale) -> list[Tool]:
    """Return the buttons that zoom. The picture stays open. Cost: no query."""
    filters = replace(selection.filters, lanes=selection.filters.lanes or "open")
    chosen = bool(filters.since or filters.until)
    everything = replace(filters, since="", until="", sure="")
    if everything.lanes == "open" and not everything.is_narrowed:
        everything = replace(everything, lanes="")  # the picture of the whole record is open anyway
    nearer = _nearer(scale)
    wider = _wider(scale, *select(everything, selection.index).span_of_days()) if chosen else None
    tools = [
        ("zoom-in", _("Zoom in"), "+", view_url(between(filters, *nearer)) if nearer else ""),
        (
            "zoom-out",
            _("Zoom out"),
            "−",
            view_url(between(filters, *wider) if wider else everything) if chosen else "",
        ),
        ("zoom-all", _("All days"), "", view_url(everything) if chosen else ""),
    ]
    return [Tool(*one) for one in tools]


def _nearer(scale: Scale) -> tuple[date, date] | None:
    """Return the middle half of the days shown, by their place in the picture. None if only one day is shown."""
    if scale.first == scale.last:
        return None
    end = scale.x(scale.last)
    days = scale.day(end / 4), scale.day(3 * end / 4)
    return days if days != (scale.first, scale.last) else (scale.first, scale.last - timedelta(1))


def _wider(scale: Scale, first: date | None, last: date | None) -> tuple[date, date] | None:
    """Return twice the days shown, or None if these are all days."""
    half = max((scale.last - scale.first).days // 2, 1)
    low = date.fromordinal(max(scale.first.toordinal() - half, date.min.toordinal()))
    high = date.fromordinal(min(scale.last.toordinal() + half, date.max.toordinal()))
    if first and last and low <= first and high >= last:
        return None
    return low, high
