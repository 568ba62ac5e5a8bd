"""CSV: one row a statement, in the page's order, streamed whole."""

import csv
from collections.abc import Iterator
from contextlib import suppress

from django.utils.translation import gettext as _

from talks.exports.records import File, claim_record, entries_between, event_record
from talks.index import OutdatedError
from talks.timeline import Filters, Selection, select
from talks.version import snapshot

ABOUT_EVENT = (
    "event_title",
    "event_kind",
    "event_occurrence",
    "event_date",
    "event_date_earliest",
    "event_date_latest",
    "place",
)
ABOUT_CLAIM = (
    "occasion",
    "headline",
    "outlet",
    "outlet_name",
    "agency",
    "agency_name",
    "published",
    "paragraph",
    "speaker",
    "speaker_name",
    "speaker_role",
    "side",
    "side_name",
    "target",
    "attribution",
    "kind",
    "statement",
    "quote",
    "quote_mode",
    "said",
    "said_earliest",
    "said_latest",
    "said_basis",
    "said_basis_note",
    "topics",
    "answers",
    "repeats",
    "note",
    "url",
)
COLUMNS = ("event", "claim", "report", *ABOUT_EVENT, *ABOUT_CLAIM)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class Line:
    """Something to write to that hands back what was written, so that rows can be streamed."""

    def write(self, text: str) -> str:
        return text


def write(filters: Filters, page: int) -> File:
    """Return the whole view as CSV. Cost: a constant number of queries for every hundred events, and their memory.

    Raises: ValueError for any page but the first, since there is only one.
    """
    if page > 1:
        raise ValueError(_("The CSV file holds the whole view; it has no page %(page)d.") % {"page": page})
    return File(lines(filters), "text/csv; charset=utf-8", "timeline.csv")


def lines(filters: Filters) -> Iterator[str]:
    """Return the lines of the file, one at a time."""
    writer = csv.writer(Line())
    yield writer.writerow(COLUMNS)
    # The answer is streamed after the view is done, and so in a snapshot of its own.
    with suppress(OutdatedError), snapshot():
        yield from rows(writer, select(filters))
        return
    with snapshot():
        yield from rows(writer, select(filters))


def rows(writer, selection: Selection) -> Iterator[str]:
    """Return a line for each statement by which the events answer."""
    for entry in entries_between(selection, 0, selection.count):
        about_event = {f"event_{name}": value for name, value in event_record(entry.event).items()}
        about_event["place"] = about_event["event_place"]
        for claim in entry.claims:
            row = about_event | claim_record(claim) | {"claim": claim.slug}
            yield writer.writerow([cell(row[column]) for column in COLUMNS])


def cell(value: object) -> str:
    """Return a value as a spreadsheet can hold it: lists joined, and nothing that it would run as a formula."""
    if isinstance(value, list):
        return "; ".join(value)
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
