"""The lists of every event and of every statement, as plain data: plain links, for readers and search engines.

Reads the index, rows and statements; ``events.html`` and ``claims.html`` show the result.
"""

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks import dates
from talks.models import Claim
from talks.pages.long_lists import STATEMENTS, find_claims
from talks.palette import Palette
from talks.rows import read_claims, read_event_rows
from talks.statements import make_statement
from talks.timeline import Filters, in_order, select
from talks.timeline.pager import Paged, cut
from talks.vocabulary import EventKind, Occurrence, label


@dataclass(frozen=True)
class ListedEvent:
    """One event in the list. Shape: ``process`` is empty where the list has one negotiation."""

    page: str
    day: str
    title: str
    kind: str
    process: str


def read_every_event(filters: Filters, page: int = 1) -> Paged:
    """Return a page of the events, as they happened; uses only ``process`` and ``known``.

    Shape: ``ListedEvent`` rows.
    Cost: one query; the index has the order.
    """
    selection = select(Filters(process=filters.process, known=filters.known))
    names, language = selection.index.names, get_language()
    paged, start, stop = cut(selection.count, page, STATEMENTS)
    ordered = in_order(selection, "", start, stop).events
    pks = [selection.parts[one.part].segment.pks[one.number] for one in ordered]
    rows = read_event_rows(selection.index, pks)
    is_one = len(filters.process) == 1 or len(names.processes) == 1
    listed = []
    for row in (rows[pk] for pk in pks if pk in rows):
        kind = label(EventKind, row.kind, language)
        if not row.is_held:
            kind = f"{kind}, {label(Occurrence, row.occurrence, language).lower()}"
        day = dates.words(dates.parse(row.date)) if row.date else _("day not stated")
        listed.append(ListedEvent(row.page, day, row.title, kind, "" if is_one else names.processes[row.process].name))
    return paged.holding(listed)


def read_every_statement(filters: Filters, page: int = 1) -> Paged:
    """Return a page of the statements, in the order said; uses only ``process`` and ``known``.

    Shape: ``Statement`` rows.
    Cost: two queries; only statements of the days of this page are read.
    """
    selection = select(Filters(process=filters.process, known=filters.known))
    paged, start, stop = cut(selection.statements, page, STATEMENTS)
    found, first, last = find_claims([(part.segment, part.matching) for part in selection.parts], start, stop)
    claims = Claim.objects.public(filters.known_day)
    if filters.process:
        claims = claims.filter(event__process__slug__in=filters.process)
    rows = read_claims(selection.index, claims.filter(found).in_reading_order()[first:last])
    palette, language = Palette(selection.index.names.lanes), get_language()
    return paged.holding([make_statement(row, palette, (), language) for row in rows])
