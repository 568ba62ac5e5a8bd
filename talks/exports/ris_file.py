"""RIS, which reference managers read: one reference, a tag and a value in each line. Writes what ``citing`` decides.

Values are single lines, so that none begins as a tag does.
"""

from django.utils.translation import gettext as _

from talks.exports.citing import Citation, certain, cite, release_of
from talks.exports.records import File
from talks.exports.single import Record


def write_ris(record: Record) -> File:
    """Return a record as RIS. Cost: one query."""
    citation = cite(record, release_of(record))
    return File(reference(citation), "application/x-research-info-systems; charset=utf-8", f"{citation.key}.ris")


def reference(citation: Citation) -> str:
    """Return a citation as a reference. Shape: lines end with CR and LF.

    In ``AU`` a comma parts surname and first name: a byline with a comma stands in the note, as it is.
    """
    is_report = citation.kind == "report"
    (known,) = certain(citation.issued) or ("",)
    year, month, day = [*known.split("-"), "", ""][:3]
    is_name = "," not in citation.byline
    origin = citation.origin
    tags = [
        ("TY", ("NEWS" if citation.container else "GEN") if is_report else "ELEC"),
        ("ID", citation.key),
        ("AU", citation.byline if is_name else ""),
        ("TI", citation.title),
        ("T2", citation.container),
        ("PB", "" if is_report else citation.site),
        ("PY", year),
        ("DA", f"{year}/{month}/{day}/" if year else ""),
        ("ET", "" if is_report else citation.version),
        ("LA", citation.language),
        ("UR", citation.link),
        ("OP", origin.title if origin else ""),
        ("N1", "" if is_name else _("Byline: %(byline)s") % {"byline": citation.byline}),
        ("N1", citation.note),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in [*[one for one in tags if one[1]], ("ER", "")])
