"""Which report says how much on which event of a page."""

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from talks import dates
from talks.rows import EventRow, ReportRow
from talks.sources import in_order_published, source_label
from talks.timeline.entries import EventEntry

COLUMNS_SHOWN = 40  # reports across; beyond, a reader filters by report or takes the file


class CoverageCell(NamedTuple):
    """What one report holds on one event: a number of statements, or why there is none; ``report`` in words."""

    report: str
    statements: int
    before: bool
    differs: bool


class CoverageColumn(NamedTuple):
    """One report, with its statements on the events of this page."""

    report: ReportRow
    label: str
    statements: int


class CoverageRow(NamedTuple):
    """One event with a cell for each column; ``statements`` counts those in reports beyond the columns too."""

    entry: EventEntry
    day: str
    cells: list[CoverageCell]
    statements: int


@dataclass(frozen=True)
class Coverage:
    """Events down, reports across."""

    columns: list[CoverageColumn]
    rows: list[CoverageRow]
    statements: int
    left_out: int


def read_coverage(entries: list[EventEntry]) -> Coverage:
    """Return which report says how much on which event of the page, by the statements that match. Cost: no query."""
    claims = [(entry, row) for entry in entries for row in entry.claims]
    counts = Counter((entry.event.pk, row.report.pk) for entry, row in claims)
    differing = {(entry.event.pk, row.report.pk) for entry, row in claims if row.pk in entry.differing}
    of_report = Counter(row.report.pk for _entry, row in claims)
    ordered = in_order_published(row.report for _entry, row in claims)
    columns = [CoverageColumn(one, source_label(one), of_report[one.pk]) for one in ordered[:COLUMNS_SHOWN]]
    rows = []
    for entry in entries:
        event, cells = entry.event, []
        for report, label, _statements in columns:
            place = (event.pk, report.pk)
            cells.append(CoverageCell(label, counts[place], is_before(report, event), place in differing))
        day = dates.short(dates.parse(event.date)) if event.date else _("not stated")
        rows.append(CoverageRow(entry, day, cells, len(entry.claims)))
    return Coverage(columns, rows, counts.total(), len(ordered) - len(columns))


def is_before(report: ReportRow, event: EventRow) -> bool:
    """Whether the report certainly appeared before the event."""
    return bool(report.latest and event.earliest and report.latest < event.earliest)
