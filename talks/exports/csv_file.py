"""CSV: one row for each statement, in the order of the page, streamed some hundred events at a time.

Reads ``view`` and ``words``.
"""

import csv
import io
from collections.abc import Iterable, Iterator

from talks.exports.records import File, written
from talks.exports.view import address_of, every_record, headers_of, refuse_pages
from talks.exports.words import correction_words
from talks.spreadsheets import guarded
from talks.timeline import Filters, Selection, select

CONTENT_TYPE = "text/csv; charset=utf-8"
DESCRIBED_BY = "csv-metadata.json"
"""The name of the file that says what each column holds."""

ABOUT_EVENT = {
    "event_title": "title",
    "event_kind": "kind",
    "event_occurrence": "occurrence",
    "event_date": "date",
    "event_date_earliest": "date_earliest",
    "event_date_latest": "date_latest",
    "place": "place",
}
"""Columns about the event: their names in the file, and in the dictionary of the event."""
ABOUT_CLAIM = (
    "process",
    "occasion",
    "headline",
    "headline_basis",
    "outlet",
    "outlet_name",
    "agency",
    "agency_name",
    "origin",
    "origin_basis",
    "published",
    "language",
    "report_language",
    "report_url",
    "archive_url",
    "completeness",
    "paragraph",
    "speaker",
    "speaker_name",
    "speaker_role",
    "side",
    "side_name",
    "target",
    "attribution",
    "kind",
    "cue",
    "statement",
    "quote",
    "prefix",
    "suffix",
    "quote_mode",
    "rendering",
    "quote_translation",
    "translated_by",
    "translation_method",
    "said",
    "said_earliest",
    "said_latest",
    "said_basis",
    "said_basis_note",
    "standing",
    "topics",
    "answers",
    "repeats",
    "note",
    "url",
    "certain",
)
PROOF = {
    "proof": "state",
    "proof_day": "day",
    "proof_paragraph_sha256": "paragraph_sha256",
    "proof_text_sha256": "text_sha256",
    "proof_reason": "reason",
}
"""Columns about the check of the quotation: their names in the file, and in ``proof`` of the statement."""
CORRECTED = ("event_corrections", "corrections")
"""Columns about corrections of the event, and of the statement and its report: in words, the oldest first."""
LIST_MARK = "; "
"""What stands between the values of a list."""
COLUMNS = ("event", "claim", "report", *ABOUT_EVENT, *ABOUT_CLAIM, *PROOF, *CORRECTED)


def write_csv(filters: Filters, page: int) -> File:
    """Return the whole view as CSV. Cost: a constant number of queries for every ``STEP`` events, and their memory.

    Raises: ValueError for any page but the first, since there is only one.
    """
    refuse_pages(page)
    described = f'<{address_of(filters, DESCRIBED_BY)}>; rel="describedby"; type="application/csvm+json"'
    headers = headers_of(select(filters)) | {"Link": described}
    return File(written(filters, csv_pieces), CONTENT_TYPE, "timeline.csv", headers)


def csv_pieces(selection: Selection) -> Iterator[str]:
    """Yield the names of the columns, then the lines of the matching statements, those of some events at a time."""
    yield piece([COLUMNS])
    for batch in every_record(selection):
        yield piece(row for event, claims in batch for row in rows(event, claims))


def rows(event: dict, claims: list[dict]) -> Iterator[list]:
    """Yield the cells of each statement about an event."""
    about_event = [cell(event[name]) for name in ABOUT_EVENT.values()]
    of_event = LIST_MARK.join(correction_words(event["corrections"]))
    for claim in claims:
        named = (claim["event"], claim["slug"], claim["report"])
        of_proof = (cell(claim["proof"][name]) for name in PROOF.values())
        corrected = (of_event, LIST_MARK.join(correction_words(claim["corrections"])))
        yield [*map(cell, named), *about_event, *(cell(claim[name]) for name in ABOUT_CLAIM), *of_proof, *corrected]


def piece(lines: Iterable[Iterable]) -> str:
    """Return lines as CSV text."""
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue()


def cell(value: object) -> object:
    """Return a value for a spreadsheet: lists joined, truth as in JSON, text escaped that it would run as a formula."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return guarded(value)
    return LIST_MARK.join(value) if isinstance(value, list) else value
