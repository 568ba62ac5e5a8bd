"""The file formats of a view and of a single record: one module each, one line each in ``FORMATS`` or ``RECORD_FORMATS``.

A writer of a view takes filters and a page number, as the page does, and reads through the same code; a writer of a
record takes what ``read_record`` returns. ``views.files`` sends the file.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from talks.exports import (
    annotation,
    atom,
    bib_file,
    csl_file,
    csv_file,
    csv_metadata,
    ics,
    json_file,
    linked,
    ris_file,
    svg_file,
    timelinejs,
    txt_file,
)
from talks.exports.records import File
from talks.exports.single import Record, read_record
from talks.timeline import Filters


@dataclass(frozen=True)
class Format:
    """A format of the current view.

    Shape: ``purpose`` says what it is for, as in “for spreadsheets and statistics”. The head of the page names a format
    with a ``media_type`` to programs, in the ``order`` that suits them.
    """

    title: Any
    purpose: Any
    write: Callable[[Filters, int], File]
    media_type: str = ""
    order: str = ""


@dataclass(frozen=True)
class RecordFormat:
    """A format of a single record, for some kinds of record.

    Shape: ``media_type`` as for a ``Format``; ``cites`` if it is made for citing the record.
    """

    title: Any
    purpose: Any
    write: Callable[[Record], File]
    kinds: tuple[str, ...] = ("event", "claim", "report")
    media_type: str = ""
    cites: bool = False


FORMATS = {
    "csv": Format(
        "CSV", _("for spreadsheets and statistics: one row for each statement"), csv_file.write_csv, "text/csv"
    ),
    "json": Format("JSON", _("for programs: events with their statements"), json_file.write_json, "application/json"),
    "jsonld": Format(
        "JSON-LD", _("for linked data, in the words of schema.org"), linked.write_linked, "application/ld+json"
    ),
    "atom": Format(
        "Atom", _("for feed readers: what is new or changed"), atom.write_atom, "application/atom+xml", "-recorded"
    ),
    "ics": Format("iCalendar", _("for calendars: events whose days are known"), ics.write_ics, "text/calendar"),
    "timelinejs": Format("TimelineJS", _("for a slider on a page of your own"), timelinejs.write_timelinejs),
    "svg": Format("SVG", _("the picture, for a page or a slide"), svg_file.write_svg),
}
"""By the name in the address: /timeline.csv."""

DESCRIPTIONS = {csv_file.DESCRIBED_BY: csv_metadata.write_metadata}
"""Files that say what is in another one, by the name in the address: /timeline.csv-metadata.json."""

RECORD_FORMATS = {
    "json": RecordFormat("JSON", _("for programs"), json_file.write_record, media_type="application/json"),
    "jsonld": RecordFormat(
        "JSON-LD",
        _("for linked data, in the words of schema.org"),
        linked.write_record,
        media_type="application/ld+json",
    ),
    "annotation": RecordFormat(
        _("Web Annotation"), _("for tools that annotate the report"), annotation.write_annotation, ("claim",)
    ),
    "txt": RecordFormat(_("plain text"), _("for a footnote"), txt_file.write_txt, cites=True),
    "bib": RecordFormat("BibTeX", _("for LaTeX"), bib_file.write_bib, cites=True),
    "ris": RecordFormat("RIS", _("for reference managers such as Zotero"), ris_file.write_ris, cites=True),
    "csl": RecordFormat("CSL", _("for programs that set references"), csl_file.write_csl, cites=True),
}
"""By the name in the address: /claims/some-statement.json."""

__all__ = ["DESCRIPTIONS", "FORMATS", "RECORD_FORMATS", "File", "Format", "Record", "RecordFormat", "read_record"]
