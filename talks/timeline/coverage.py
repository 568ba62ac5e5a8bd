"""The second views of the list: a dense table by the four clocks, and which report says how much on which event."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from talks import dates
from talks.models import Article
from talks.statements import in_order_published, source_label
from talks.stencils import Stencil, joined
from talks.timeline.filters import ORDERS, VIEWS, Filters

COLUMNS_SHOWN = 40  # reports across; beyond, a reader filters by report or takes the file

VIEW_TITLES = {
    "list": gettext_lazy("List"),
    "table": gettext_lazy("Table"),
    "coverage": gettext_lazy("Coverage"),
}
ORDER_TITLES = {
    "happened": gettext_lazy("Happened"),
    "said": gettext_lazy("Said"),
    "published": gettext_lazy("Published"),
    "recorded": gettext_lazy("Recorded"),
}

DAY = Stencil("_table_day.html", "clock", "day")
CELLS = Stencil("_table_cells.html", "days", "kind", "not_held", "place", "statements", "reports")
COVERAGE_CELL = Stencil("_coverage_cell.html", "report", "statements", "differs", "before")


@dataclass(frozen=True)
class Switch:
    """One of several ways to see the same answer, with its address."""

    name: str
    title: str
    href: str
    current: bool
    direction: str = ""


@dataclass(frozen=True)
class Row:
    """One event in the table, with its day on each clock in words, in the order of ``ORDERS``.

    Shape: ``html`` is how all of it is printed but the title, as in the coverage.
    """

    entry: object
    days: tuple[str, ...]
    reports: int
    html: SafeString


class Cell(NamedTuple):
    """What one report holds on one event: a number of statements, or why there is none."""

    statements: int
    before: bool
    differs: bool


@dataclass(frozen=True)
class Column:
    """One report, with its statements on the events of this page."""

    article: Article
    label: str
    statements: int


@dataclass(frozen=True)
class CoverageRow:
    """One event with a cell for each column; ``statements`` counts those in reports beyond the columns too."""

    entry: object
    day: str
    cells: tuple[Cell, ...]
    statements: int
    html: SafeString


@dataclass(frozen=True)
class Coverage:
    """Events down, reports across."""

    columns: tuple[Column, ...]
    rows: tuple[CoverageRow, ...]
    statements: int
    left_out: int


def views(filters: Filters) -> list[Switch]:
    """Return the ways to see the answer, each with its address."""
    present = filters.view or VIEWS[0]
    return [
        Switch(
            view,
            str(VIEW_TITLES[view]),
            replace(filters, view="" if view == VIEWS[0] else view).querystring() or "?",
            view == present,
        )
        for view in VIEWS
    ]


def orders(filters: Filters) -> list[Switch]:
    """Return the clocks to order by; the address of the present one turns it round."""
    present, backwards = filters.order.removeprefix("-") or ORDERS[0], filters.order.startswith("-")
    switches = []
    for order in ORDERS:
        current = order == present
        asked = f"-{order}" if current and not backwards else order
        href = replace(filters, order="" if asked == ORDERS[0] else asked).querystring() or "?"
        direction = ("descending" if backwards else "ascending") if current else ""
        switches.append(Switch(order, str(ORDER_TITLES[order]), href, current, direction))
    return switches


def read_rows(entries: list, order: str) -> list[Row]:
    """Return the events of a page as table rows; of several days the first, or backwards the last. Cost: no query."""
    place = -1 if order.startswith("-") else 0
    language, not_stated = get_language(), _("not stated")
    clocks = [str(ORDER_TITLES[one]) for one in ORDERS]

    def pick(text: str) -> tuple[date, str]:
        # By the text, of which the days of the record are made: of a statement they are not read.
        day = dates.parse(text)
        return ((day.latest or day.earliest) if place else (day.earliest or day.latest)), text

    rows = []
    for entry in entries:
        event, reports = entry.event, {claim.article_id: claim.article for claim in entry.claims}
        said = sorted(pick(claim.said) for claim in entry.claims if claim.said)
        published = sorted(pick(one.published) for one in reports.values() if one.published)
        texts = [
            event.date,
            *(days[place][1] if days else "" for days in (said, published)),
            f"{event.recorded:%Y-%m-%d}",
        ]
        days = tuple(dates.short(dates.parse(text)) if text else not_stated for text in texts)
        printed = [DAY.print(pair, language) for pair in zip(clocks, days, strict=True)]
        facts = [entry.kind, entry.not_held.lower(), entry.place, str(len(entry.claims)), str(len(reports))]
        rows.append(Row(entry, days, len(reports), CELLS.print([joined(printed), *facts], language)))
    return rows


def read_coverage(entries: list) -> Coverage:
    """Return which report says how much on which event of the page, by the statements that match. Cost: no query."""
    claims = [(entry, claim) for entry in entries for claim in entry.claims]
    counts = Counter((entry.event.pk, claim.article_id) for entry, claim in claims)
    differing = {(entry.event.pk, claim.article_id) for entry, claim in claims if claim.pk in entry.differing}
    of_report = Counter(claim.article_id for _entry, claim in claims)
    ordered = in_order_published({claim.article_id: claim.article for _entry, claim in claims}.values())
    columns = [Column(article, source_label(article), of_report[article.pk]) for article in ordered[:COLUMNS_SHOWN]]
    language, not_stated = get_language(), _("not stated")

    @cache  # most say that a report is silent
    def printed(report: str, cell: Cell) -> SafeString:
        texts = (str(cell.statements or ""), "1" if cell.differs else "", "1" if cell.before else "")
        return COVERAGE_CELL.print([report, *texts], language)

    rows = []
    for entry in entries:
        event, cells = entry.event, []
        for column in columns:
            place = (event.pk, column.article.pk)
            cells.append(Cell(counts[place], _is_before(column.article, event), place in differing))
        html = [printed(column.label, cell) for column, cell in zip(columns, cells, strict=True)]
        day = dates.short(dates.parse(event.date)) if event.date else not_stated
        rows.append(CoverageRow(entry, day, tuple(cells), len(entry.claims), joined(html)))
    return Coverage(tuple(columns), tuple(rows), counts.total(), len(ordered) - len(columns))


def _is_before(article: Article, event: object) -> bool:
    """Whether the report certainly appeared before the event."""
    return bool(article.published_latest and event.date_earliest and article.published_latest < event.date_earliest)
