"""The second views of the list: a dense table by the four clocks, and which report says how much on which event."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talks import dates
from talks.models import Article
from talks.statements import in_order_published, source_label
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
    """One event in the table, with its day on each clock in words, in the order of ``ORDERS``."""

    entry: object
    days: tuple[str, ...]
    reports: int


@dataclass(frozen=True)
class Cell:
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
    ends = ("latest", "earliest") if place else ("earliest", "latest")

    def pick(one: object, name: str) -> date:
        return getattr(one, f"{name}_{ends[0]}") or getattr(one, f"{name}_{ends[1]}")

    rows = []
    for entry in entries:
        said = sorted((pick(claim, "said"), claim.said) for claim in entry.claims if claim.said)
        reports = {claim.article for claim in entry.claims}
        published = sorted((pick(one, "published"), one.published) for one in reports if one.published)
        texts = [entry.event.date, said[place][1] if said else "", published[place][1] if published else ""]
        days = [dates.short(dates.parse(text)) if text else _("not stated") for text in texts]
        days.append(dates.short(dates.parse(f"{entry.event.recorded:%Y-%m-%d}")))
        rows.append(Row(entry, tuple(days), len(reports)))
    return rows


def read_coverage(entries: list) -> Coverage:
    """Return which report says how much on which event of the page, by the statements that match. Cost: no query."""
    counts = Counter((entry.event.pk, claim.article_id) for entry in entries for claim in entry.claims)
    differing = {
        (entry.event.pk, claim.article_id) for entry in entries for claim in entry.claims if claim.pk in entry.differing
    }
    ordered = in_order_published(claim.article for entry in entries for claim in entry.claims)
    shown = ordered[:COLUMNS_SHOWN]
    rows = [
        CoverageRow(
            entry,
            dates.short(dates.parse(entry.event.date)) if entry.event.date else _("not stated"),
            tuple(
                Cell(
                    counts[entry.event.pk, article.pk],
                    _is_before(article, entry.event),
                    (entry.event.pk, article.pk) in differing,
                )
                for article in shown
            ),
            len(entry.claims),
        )
        for entry in entries
    ]
    columns = [
        Column(article, source_label(article), sum(counts[entry.event.pk, article.pk] for entry in entries))
        for article in shown
    ]
    return Coverage(tuple(columns), tuple(rows), sum(counts.values()), len(ordered) - len(shown))


def _is_before(article: Article, event: object) -> bool:
    """Whether the report certainly appeared before the event."""
    return bool(article.published_latest and event.date_earliest and article.published_latest < event.date_earliest)
