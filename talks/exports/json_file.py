"""JSON: the events of the view with their matching statements, 500 events for each page; and a single record.

Reads ``view`` and ``single``.
"""

from talks.exports.fields import SCHEMA
from talks.exports.records import File, json_line
from talks.exports.single import Record
from talks.exports.view import headers_of, page_of, version_headers
from talks.index import current
from talks.timeline import Filters

CONTENT_TYPE = "application/json"


def write_json(filters: Filters, page: int) -> File:
    """Return one page of the view as JSON. Cost: a constant number of queries. Raises: ValueError past the end."""
    shown = page_of(filters, "json", page)
    head = {
        "schema": SCHEMA,
        "version": shown.selection.index.version,
        "filters": {name: getattr(filters, name) for name in dict(filters.chosen())},
        "count": shown.selection.count,
        "next": shown.next,
    }
    # Each event becomes text at once: text takes a tenth of the memory of dictionaries.
    events = [json_line(event | {"claims": claims}) for event, claims in shown.records]
    return File(
        f'{json_line(head)[:-1]}, "events": [{", ".join(events)}]}}', CONTENT_TYPE, headers=headers_of(shown.selection)
    )


def write_record(record: Record) -> File:
    """Return an event with its statements, a statement with its event and report, or a report with its statements.

    Shape: the fields of the record at the top.
    """
    if record.kind == "event":
        shown = {**(record.event or {}), "claims": record.claims}
    elif record.kind == "claim":
        shown = {**record.claims[0], "about": record.event, "source": record.report}
    else:
        shown = {**(record.report or {}), "claims": record.claims}
    return File(json_line(shown), CONTENT_TYPE, headers=version_headers(current()))
