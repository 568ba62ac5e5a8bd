"""The buttons that choose days: fewer, more, all.

Each is a link to the same question for other days, so that it works without scripts.
"""

from dataclasses import replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from talks.picture.geometry import Scale
from talks.picture.picture import Tool, between, view_url
from talks.timeline import Selection, select


def read_tools(selection: Selection, scale: Scale, xs: list[float]) -> list[Tool]:
    """Return the buttons that choose fewer days, more days and all of them. Cost: no query."""
    filters = selection.filters
    chosen = bool(filters.since or filters.until)
    everything = replace(filters, since="", until="", sure="")
    nearer = _nearer(scale, xs)
    wider = ""
    if chosen:
        wider = _wider(scale, *select(everything, selection.index).span_of_days())
    tools = [
        ("zoom-in", _("Fewer days"), "+", view_url(between(filters, *nearer)) if nearer else ""),
        (
            "zoom-out",
            _("More days"),
            "−",
            view_url(between(filters, *wider) if wider else everything) if chosen else "",
        ),
        ("zoom-all", _("All days"), "", view_url(everything) if chosen else ""),
    ]
    return [Tool(*one) for one in tools]


def _nearer(scale: Scale, xs: list[float]) -> tuple[date, date] | None:
    """Return half of the days shown: the middle, unless more lies in another half. Nothing where one day is left."""
    if scale.first == scale.last:
        return None
    end = scale.x(scale.last)
    halves = [(end / 4, 3 * end / 4), (0, end / 2), (end / 2, end)]
    best = max(halves, key=lambda half: sum(half[0] <= x <= half[1] for x in xs))
    days = scale.day(best[0]), scale.day(best[1])
    return days if days != (scale.first, scale.last) else (scale.first, scale.last - timedelta(1))


def _wider(scale: Scale, first: date | None, last: date | None) -> tuple[date, date] | None:
    """Return twice the days shown, or nothing where that would be all of them."""
    half = max((scale.last - scale.first).days // 2, 1)
    low = max(scale.first.toordinal() - half, date.min.toordinal())
    high = min(scale.last.toordinal() + half, date.max.toordinal())
    low, high = date.fromordinal(low), date.fromordinal(high)
    if first and last and low <= first and high >= last:
        return None
    return low, high
