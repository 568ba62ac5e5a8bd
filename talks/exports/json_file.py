"""JSON: the events of the view with their matching statements, 500 events a page."""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from talks.exports.records import File, claim_record, entries_between, event_record
from talks.statements import public_address
from talks.timeline import Filters, select

PAGE = 500


def write(filters: Filters, page: int) -> File:
    """Return one page of the view as JSON. Cost: a constant number of queries. Raises: ValueError past the end."""
    selection = select(filters)
    count = selection.count
    if page > max(1, -(-count // PAGE)):
        raise ValueError(_("There is no page %(page)d.") % {"page": page})
    start = (page - 1) * PAGE
    more = start + PAGE < count
    content = {
        "version": selection.index.version,
        "filters": {name: getattr(filters, name) for name in dict(filters.chosen())},
        "count": count,
        "next": public_address(f"/timeline.json{filters.querystring(page=page + 1)}") if more else None,
        "events": [
            event_record(entry.event) | {"claims": [claim_record(claim) for claim in entry.claims]}
            for entry in entries_between(selection, start, start + PAGE)
        ],
    }
    return File(json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False), "application/json")
