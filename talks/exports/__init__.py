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
from talks.exports.question_file import write_question, write_questions
from talks.exports.records import File
from talks.exports.single import Record, read_record
from talks.timeline import Filters


@dataclass(frozen=True)
class Format:
    """A format of the current view.

    Shape: ``purpose`` says what it is for, as in “for spreadsheets and statistics”; ``media_type`` is without parameters.
    The head of the page names a format to programs if ``is_alternate``, in the ``order`` that suits them.
    """

    title: Any
    purpose: Any
    media_type: str
    write: Callable[[Filters, int], File]
    is_alternate: bool = True
    order: str = ""


@dataclass(frozen=True)
class RecordFormat:
    """A format of a single record, for some kinds of record.

    Shape: ``media_type`` and ``is_alternate`` as of a ``Format``; ``cites`` if it is made for citing the record.
    """

    title: Any
    purpose: Any
    media_type: str
    write: Callable[[Record], File]
    kinds: tuple[str, ...] = ("event", "claim", "report")
    is_alternate: bool = False
    cites: bool = False


FORMATS = {
    "csv": Format(
        "CSV", _("for spreadsheets and statistics: one row for each statement"), "text/csv", csv_file.write_csv
    ),
    "json": Format("JSON", _("for programs: events with their statements"), "application/json", json_file.write_json),
    "jsonld": Format(
        "JSON-LD", _("for linked data, in the words of schema.org"), "application/ld+json", linked.write_linked
    ),
    "atom": Format(
        "Atom",
        _("for feed readers: what is new or changed"),
        "application/atom+xml",
        atom.write_atom,
        order="-recorded",
    ),
    "ics": Format("iCalendar", _("for calendars: events whose days are known"), "text/calendar", ics.write_ics),
    "timelinejs": Format(
        "TimelineJS",
        _("for a slider on a page of your own"),
        "application/json",
        timelinejs.write_timelinejs,
        is_alternate=False,
    ),
    "svg": Format(
        "SVG", _("the picture, for a page or a slide"), "image/svg+xml", svg_file.write_svg, is_alternate=False
    ),
}
"""By the name in the address: /timeline.csv."""

DESCRIPTIONS = {csv_file.DESCRIBED_BY: csv_metadata.write_metadata}
"""Files that say what is in another one, by the name in the address: /timeline.csv-metadata.json."""

RECORD_FORMATS = {
    "json": RecordFormat("JSON", _("for programs"), "application/json", json_file.write_record, is_alternate=True),
    "jsonld": RecordFormat(
        "JSON-LD",
        _("for linked data, in the words of schema.org"),
        "application/ld+json",
        linked.write_record,
        is_alternate=True,
    ),
    "annotation": RecordFormat(
        _("Web Annotation"),
        _("for tools that annotate the report"),
        "application/ld+json",
        annotation.write_annotation,
        kinds=("claim",),
    ),
    "txt": RecordFormat(_("plain text"), _("for a footnote"), "text/plain", txt_file.write_txt, cites=True),
    "bib": RecordFormat("BibTeX", _("for LaTeX"), "application/x-bibtex", bib_file.write_bib, cites=True),
    "ris": RecordFormat(
        "RIS",
        _("for reference managers such as Zotero"),
        "application/x-research-info-systems",
        ris_file.write_ris,
        cites=True,
    ),
    "csl": RecordFormat(
        "CSL",
        _("for programs that set references"),
        "application/vnd.citationstyles.csl+json",
        csl_file.write_csl,
        cites=True,
    ),
}
"""By the name in the address: /claims/some-statement.json."""

__all__ = [
    "DESCRIPTIONS",
    "FORMATS",
    "RECORD_FORMATS",
    "File",
    "Format",
    "Record",
    "RecordFormat",
    "read_record",
    "write_question",
    "write_questions",
]
