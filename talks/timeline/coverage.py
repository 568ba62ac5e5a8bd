"""The coverage view: how many statements each report has on each event of a page.

Imports ``entries`` and ``sources``; views show the result.
"""

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from talks import dates
from talks.rows import ClaimRow, EventRow, ReportRow
from talks.sources import in_order_published, source_label
from talks.timeline.entry import EventEntry

COLUMNS_SHOWN = (
    16  # reports, as many as fit beside the filters; the others can be chosen by a filter, and files have all
)
COLUMNS_WIDE = 6  # with more reports, their names stand upright


class CoverageCell(NamedTuple):
    """The statements of one report on one event.

    Shape: ``report`` is its label; ``page`` and ``place`` are where the first of its statements stands, empty without
    one; ``before`` is whether it certainly appeared before the event.
    """

    report: str
    page: str
    place: str
    statements: int
    before: bool
    differs: bool


class CoverageColumn(NamedTuple):
    """One report, with the number of its statements on the events of this page."""

    report: ReportRow
    label: str
    statements: int


class CoverageRow(NamedTuple):
    """One event with a cell for each column. Shape: ``statements`` also counts reports without a column."""

    entry: EventEntry
    day: str
    cells: list[CoverageCell]
    statements: int


@dataclass(frozen=True)
class Coverage:
    """A table with a row for each event and a column for each report.

    Shape: columns in order of publication; ``left_out`` counts further reports, with fewer statements.
    """

    columns: list[CoverageColumn]
    rows: list[CoverageRow]
    statements: int
    left_out: int

    @property
    def is_wide(self) -> bool:
        """Whether there are so many reports that their names stand upright."""
        return len(self.columns) > COLUMNS_WIDE


def read_coverage(entries: list[EventEntry]) -> Coverage:
    """Return the number of matching statements by event and report. Cost: no query."""
    claims = [(entry, row) for entry in entries for row in entry.claims]
    counts = Counter((entry.event.pk, row.report.pk) for entry, row in claims)
    differing = {(entry.event.pk, row.report.pk) for entry, row in claims if row.pk in entry.differing}
    of_report = Counter(row.report.pk for _entry, row in claims)
    first: dict[tuple[int, int], ClaimRow] = {}
    for entry, row in claims:
        key = (entry.event.pk, row.report.pk)
        if key not in first or (row.paragraph, row.slug) < (first[key].paragraph, first[key].slug):
            first[key] = row
    ordered = in_order_published(row.report for _entry, row in claims)
    largest = {pk for pk, _number in of_report.most_common(COLUMNS_SHOWN)}
    columns = [CoverageColumn(one, source_label(one), of_report[one.pk]) for one in ordered if one.pk in largest]
    rows = []
    for entry in entries:
        event, cells = entry.event, []
        for report, label, _statements in columns:
            key = (event.pk, report.pk)
            place = f"#c-{first[key].slug}" if key in first else ""
            page = report.page if place else ""
            before = is_before(report, event)
            cells.append(CoverageCell(label, page, place, counts[key], before, key in differing))
        day = dates.listed(dates.parse(event.date)) if event.date else _("not stated")
        rows.append(CoverageRow(entry, day, cells, len(entry.claims)))
    return Coverage(columns, rows, counts.total(), len(ordered) - len(columns))


def is_before(report: ReportRow, event: EventRow) -> bool:
    """Return whether the report certainly appeared before the event."""
    return bool(report.latest and event.earliest and report.latest < event.earliest)
