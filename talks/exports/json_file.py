"""JSON: the events of the view with their matching statements, 500 events a page."""

import json
from functools import partial

from django.utils.translation import gettext as _

from talks.exports.records import File, batches_between
from talks.sources import public_url
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
    head = {
        "version": selection.index.version,
        "filters": {name: getattr(filters, name) for name in dict(filters.chosen())},
        "count": count,
        "next": public_url(f"/timeline.json{filters.querystring(page=page + 1)}") if more else None,
    }
    # Event by event: as text, they take a tenth of the memory.
    events = [
        written(event | {"claims": claims})
        for batch in batches_between(selection, start, start + PAGE)
        for event, claims in batch
    ]
    return File(f'{written(head)[:-1]}, "events": [{", ".join(events)}]}}', "application/json")


written = partial(json.dumps, ensure_ascii=False)
