"""Reads files of former versions as files of this one.

Knows plain JSON values only; ``reading`` passes each item through ``present_items``.
"""

from collections.abc import Iterator
from typing import Any


def present_items(number: int, item: Any) -> Iterator[tuple[int, Any]]:
    """Yield an item of a file as records of the present shape, with their number in the file.

    Formerly a report had an agency, and how that is known. It now has an origin, and the origin has a house: each report
    with an agency gets an origin of its own under its slug, on a supposed basis, as the migration gives it.
    """
    # Exactly dict: an object with a name twice is of another type, and refused as it is.
    fields = item.get("fields") if type(item) is dict and item.get("model") == "talks.article" else None
    if type(fields) is not dict or "agency" not in fields or "origin" in fields:
        yield number, item
        return
    kept = {name: value for name, value in fields.items() if name not in {"agency", "agency_basis"}}
    agency, slug = fields["agency"], fields.get("slug")
    if agency is not None:
        yield number, {"model": "talks.origin", "fields": {"slug": slug, "kind": "dispatch", "house": agency}}
        kept |= {"origin": [slug], "origin_basis": "supposed", "origin_note": fields.get("agency_basis", "")}
    yield number, item | {"fields": kept}
