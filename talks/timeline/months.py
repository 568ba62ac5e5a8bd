"""Events by the month of the day they are ordered by, and the long stretches between them in which there is none."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Q
from django.db.models.functions import Coalesce, TruncMonth
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talks import dates
from talks.models import Event
from talks.timeline.filters import Filters
from talks.timeline.selection import Selection, in_order

QUIET_DAYS = 28  # from how many days on a stretch without an event is said to be one


@dataclass(frozen=True)
class Month:
    """A month with the events of this page in it, and the number of events of the whole answer in it."""

    title: str
    count: int
    entries: tuple[Any, ...]


def quiet_stretches(events: list[Event], selection: Selection, filters: Filters) -> dict[int, str]:
    """Return for each event that follows a long stretch without one the words that say so. Cost: one query.

    An event that lasted, or whose day is one of several, covers its whole span. Where the beginning of an event is
    open, it may lie in any stretch before its end, and an undated one in any at all, so that nothing more than what
    is known is said.
    """
    if filters.order or not events or not events[0].day:
        return {}
    earlier = Q(day__lt=events[0].day)
    known = selection.events.annotate(day=Coalesce("date_earliest", "date_latest")).aggregate(
        end=Max("date_latest", filter=earlier),
        endless=Count("pk", filter=earlier & Q(date_latest__isnull=True)),
        floating=Max("date_latest", filter=Q(date_earliest__isnull=True)),
        undated=Count("pk", filter=Q(date="")),
    )
    end, endless, floating = known["end"], bool(known["endless"]), known["floating"]
    quiet = {}
    for event in events:
        if event.date_earliest and end and not endless and (event.date_earliest - end).days > QUIET_DAYS:
            span = f"{end + timedelta(days=1)}/{event.date_earliest - timedelta(days=1)}"
            quiet[event.pk] = _quiet_words(bool(filters), bool(known["undated"] or (floating and floating > end))) % {
                "span": dates.words(dates.parse(span))
            }
        endless = endless or event.date_latest is None
        end = max(filter(None, [end, event.date_latest]), default=None)
    return quiet


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


def by_month(entries: list[Any], selection: Selection, order: str) -> list[Month]:
    """Return the entries by the month of the day they are ordered by. Cost: one query, for the months' whole counts."""
    if not entries:
        return []
    months = in_order(selection, order).order_by().annotate(month=TruncMonth("day")).values_list("month")
    counted = dict(months.annotate(n=Count("pk")))
    heading = HEADINGS[order.removeprefix("-") or "happened"]
    groups: dict[date | None, list[Any]] = {}
    for one in entries:
        groups.setdefault(one.event.day.replace(day=1) if one.event.day else None, []).append(one)
    return [
        Month(
            heading % {"month": dates.words(dates.parse(f"{month:%Y-%m}"))} if month else _("Date not known"),
            counted.get(month, len(members)),
            tuple(members),
        )
        for month, members in groups.items()
    ]
