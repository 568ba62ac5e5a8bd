"""The events of a page as a table: a day by each of the four clocks."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from talks import dates
from talks.timeline.entries import EventEntry
from talks.timeline.switches import ORDER_TITLES


class Day(NamedTuple):
    """The day of an event by one clock, both in words."""

    clock: str
    day: str


class TableRow(NamedTuple):
    """One event in the table, with its days in the order of ``ORDERS``."""

    entry: EventEntry
    days: list[Day]
    not_held: str
    statements: int
    reports: int


def read_table(entries: list[EventEntry], order: str) -> list[TableRow]:
    """Return the events of a page as table rows; of several days the first, or backwards the last. Cost: no query."""
    place = -1 if order.startswith("-") else 0
    clocks, not_stated = list(map(str, ORDER_TITLES.values())), _("not stated")

    def day_of(texts: Iterable[str]) -> str:
        days = sorted((first_day(text, backwards=place == -1), text) for text in texts if text)
        return days[place][1] if days else ""

    rows = []
    for entry in entries:
        event, reports = entry.event, {row.report.pk: row.report for row in entry.claims}
        said = day_of(row.said for row in entry.claims)
        published = day_of(report.published for report in reports.values())
        days = [
            Day(clock, dates.short(dates.parse(text)) if text else not_stated)
            for clock, text in zip(clocks, [event.date, said, published, event.recorded[:10]], strict=True)
        ]
        rows.append(TableRow(entry, days, entry.not_held.lower(), len(entry.claims), len(reports)))
    return rows


def first_day(text: str, *, backwards: bool) -> date:
    """Return the first possible day of a date, else the last; ``backwards`` the other way round."""
    day = dates.parse(text)
    return (day.latest or day.earliest) if backwards else (day.earliest or day.latest)
