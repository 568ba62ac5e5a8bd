"""What the CSV of a view holds: name, meaning and type of each column, for programs that read tables.

Made from ``fields``; reads ``csv_file`` and ``view``. Source: https://www.w3.org/TR/tabular-metadata/
"""

import json

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks.exports import fields
from talks.exports.csv_file import ABOUT_EVENT, COLUMNS, CORRECTED, LIST_MARK, PROOF
from talks.exports.fields import Field
from talks.exports.records import File
from talks.exports.view import (
    address_of,
    address_of_view,
    changed_of,
    filters_in_words,
    headers_of,
    licence_of,
    refuse_pages,
    title_of,
)
from talks.timeline import Filters, select

CONTENT_TYPE = "application/csvm+json"
DATATYPES = {
    fields.URL: "anyURI",
    fields.LANGUAGE: "language",
    fields.DAY: "date",
    fields.MOMENT: "dateTime",
    fields.INTEGER: "integer",
    fields.BOOLEAN: "boolean",
}
"""By the type of a field; all others are strings."""


def write_metadata(filters: Filters, page: int) -> File:
    """Return the description of the view's CSV. Cost: as ``filters_in_words``. Raises: ValueError for a page."""
    refuse_pages(page)
    selection = select(filters)
    changed, licence = changed_of(selection), licence_of(selection)
    found = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": get_language() or "en"}],
        "@type": "Table",
        "url": address_of(filters, "csv"),
        "dc:title": title_of(selection),
        "dc:description": "; ".join(filters_in_words(selection)),
        "dc:source": {"@id": address_of_view(filters)},
        "dc:modified": changed and {"@value": changed, "@type": "xsd:dateTime"},
        "dc:license": licence,
        "dc:rights": _("Quotations and headlines belong to their authors."),
        "rdfs:comment": _("Where a spreadsheet would run a cell as a formula, an apostrophe stands before it."),
        "schema:version": str(selection.index.version),
        "dialect": {
            "encoding": "utf-8",
            "delimiter": ",",
            "doubleQuote": True,
            "header": True,
            "lineTerminators": ["\r\n"],
        },
        "tableSchema": {"columns": [column(name) for name in COLUMNS], "primaryKey": "claim"},
    }
    content = json.dumps({name: value for name, value in found.items() if value}, ensure_ascii=False)
    return File(content, CONTENT_TYPE, headers=headers_of(selection))


def column(name: str) -> dict:
    """Return name, type and meaning of a column. Shape: of a closed list, the words are named."""
    field = field_of(name)
    datatype: str | dict = DATATYPES.get(field.type, "string")
    if field.terms:
        datatype = {"base": "string", "format": "|".join(field.terms.values)}
    found = {"name": name, "titles": name, "dc:description": str(field.meaning), "datatype": datatype}
    if field.type == fields.EDTF:
        found["dc:conformsTo"] = {"@id": "https://www.loc.gov/standards/datetime/"}
    if field.type == fields.SLUGS:
        found["separator"] = LIST_MARK
    return found


def field_of(name: str) -> Field:
    """Return the field whose values stand in a column."""
    if name == "claim":
        return fields.CLAIM["slug"]
    if name in ABOUT_EVENT:
        return fields.EVENT[ABOUT_EVENT[name]]
    if name in PROOF:
        return fields.PROOF[PROOF[name]]
    if name in CORRECTED:
        table = fields.EVENT if name == "event_corrections" else fields.CLAIM
        return Field(fields.TEXT, table["corrections"].meaning)
    return (fields.CLAIM | fields.IN_VIEW)[name]
