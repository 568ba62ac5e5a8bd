"""The table view: the events of a page, each with its day by each of the four clocks.

Imports ``entries`` and ``dates``; templates show the result.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from talks import dates
from talks.timeline.entry import EventEntry
from talks.timeline.switches import ORDER_TITLES


class ClockDay(NamedTuple):
    """The name of a clock, and the day of an event by it, in words. Shape: ``order`` is the order by that clock."""

    order: str
    clock: str
    day: str


class TableRow(NamedTuple):
    """One event in the table. Shape: ``days`` in the order of ``ORDERS``."""

    entry: EventEntry
    days: list[ClockDay]
    not_held: str
    statements: int
    reports: int


def read_table(entries: list[EventEntry], order: str) -> list[TableRow]:
    """Return the events of a page as table rows; each with its first day by a clock, in reverse order its last one.

    Cost: no query.
    """
    index = -1 if order.startswith("-") else 0
    clocks, not_stated = [(order, str(title)) for order, title in ORDER_TITLES.items()], _("not stated")

    def day_of(texts: Iterable[str]) -> str:
        days = sorted((first_day(text, backwards=index == -1), text) for text in texts if text)
        return days[index][1] if days else ""

    rows = []
    for entry in entries:
        event, reports = entry.event, {row.report.pk: row.report for row in entry.claims}
        said = day_of(row.spoken_text for row in entry.claims)
        published = day_of(report.published for report in reports.values())
        days = [
            ClockDay(*clock, dates.short(dates.parse(text)) if text else not_stated)
            for clock, text in zip(clocks, [event.date, said, published, event.recorded[:10]], strict=True)
        ]
        rows.append(TableRow(entry, days, entry.not_held.lower(), len(entry.claims), len(reports)))
    return rows


def first_day(text: str, *, backwards: bool) -> date:
    """Return the first possible day of a date, else the last; ``backwards`` the other way round.

    Shape: every date has one of the two.
    """
    day = dates.parse(text)
    found = (day.latest or day.earliest) if backwards else (day.earliest or day.latest)
    return found or date.max
