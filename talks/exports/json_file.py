"""JSON: the events of the view with their matching statements, 500 events for each page; and a single record.

Reads ``records`` and ``single``.
"""

import json

from django.utils.translation import gettext as _

from talks.exports.records import File, batches_between
from talks.exports.single import Record
from talks.sources import public_url
from talks.timeline import Filters, select

EVENTS_PER_PAGE = 500


def write_json(filters: Filters, page: int) -> File:
    """Return one page of the view as JSON. Cost: a constant number of queries. Raises: ValueError past the end."""
    selection = select(filters)
    count = selection.count
    if page > max(1, -(-count // EVENTS_PER_PAGE)):
        raise ValueError(_("There is no page %(page)d.") % {"page": page})
    start = (page - 1) * EVENTS_PER_PAGE
    more = start + EVENTS_PER_PAGE < count
    head = {
        "version": selection.index.version,
        "filters": {name: getattr(filters, name) for name in dict(filters.chosen())},
        "count": count,
        "next": public_url(f"/timeline.json{filters.querystring(page=page + 1)}") if more else None,
    }
    # Each event becomes text at once: text takes a tenth of the memory of dictionaries.
    events = [
        written(event | {"claims": claims})
        for batch in batches_between(selection, start, start + EVENTS_PER_PAGE)
        for event, claims in batch
    ]
    return File(f'{written(head)[:-1]}, "events": [{", ".join(events)}]}}', "application/json")


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
    return File(written(shown), "application/json")


written = json.JSONEncoder(ensure_ascii=False).encode
