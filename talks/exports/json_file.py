"""JSON: the events of the view with their matching statements, 500 events a page."""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from talks.accounts import read_differences
from talks.exports.records import File, claim_record, event_record
from talks.models import Claim
from talks.statements import Palette, public_address
from talks.timeline import Filters, read_entries, read_events, select
from talks.version import read_version

PAGE = 500


def write(filters: Filters, page: int) -> File:
    """Return one page of the view as JSON. Cost: a constant number of queries. Raises: ValueError past the end."""
    version = read_version()  # before the rest, so that it is never newer than what stands beside it
    differences = read_differences(filters.known_day)
    selection = select(filters, differences)
    count = selection.events.count()
    if page > max(1, -(-count // PAGE)):
        raise ValueError(_("There is no page %(page)d.") % {"page": page})
    start = (page - 1) * PAGE
    events = read_events(selection, filters, start, start + PAGE, Claim.objects.with_links())
    more = start + PAGE < count
    content = {
        "version": version,
        "filters": {name: getattr(filters, name) for name in dict(filters.chosen())},
        "count": count,
        "next": public_address(f"/timeline.json{filters.querystring(page=page + 1)}") if more else None,
        "events": [
            event_record(entry.event) | {"claims": [claim_record(claim) for claim in entry.claims]}
            for entry in read_entries(events, selection, filters, differences, Palette())
        ],
    }
    return File(json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1), "application/json")
