"""BibTeX, as BibTeX and biblatex read it: one entry. Writes what ``citing`` decides.

Characters that mean something in TeX are written as commands, and all others as they are. Braces are commands too, since
BibTeX counts even those behind a backslash. A title stands in two pairs of braces, so that no style changes its capitals.
"""

import re
from urllib.parse import quote as percent

from talks.exports.citing import Citation, certain, cite, release_of
from talks.exports.records import File
from talks.exports.single import Record

COMMANDS = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{one: f"\\{one}" for one in "#$%&_"},
}
SPECIAL = re.compile("|".join(map(re.escape, COMMANDS)))
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def write_bib(record: Record) -> File:
    """Return a record as BibTeX. Cost: one query."""
    citation = cite(record, release_of(record))
    return File(entry(citation), "application/x-bibtex; charset=utf-8", f"{citation.key}.bib")


def entry(citation: Citation) -> str:
    """Return a citation as an entry; ``date``, ``origdate`` and ``eventdate`` are fields of biblatex."""
    is_article = citation.kind == "report" and citation.container
    origin = citation.origin
    fields = {
        "author": citation.byline and f"{{{{{escaped(citation.byline)}}}}}",
        "title": f"{{{{{escaped(citation.title)}}}}}",
        "journal": is_article and _braced(citation.container),
        "howpublished": citation.kind != "report" and _braced(f"{citation.container}. {citation.site}"),
        "version": citation.kind != "report" and _braced(citation.version),
        **_days(citation.issued),
        "origdate": origin and _range(origin.published),
        "eventdate": _range(citation.happened),
        "url": f"{{{address(citation.link)}}}",
        "language": _braced(citation.language),
        "note": _braced(citation.note),
    }
    lines = [f"  {name} = {value}," for name, value in fields.items() if value]
    return "\n".join([f"@{'article' if is_article else 'misc'}{{{citation.key},", *lines, "}", ""])


def escaped(text: str) -> str:
    """Return a text as TeX reads it."""
    return SPECIAL.sub(lambda found: COMMANDS[found[0]], text)


def address(url: str) -> str:
    """Return a URL, which is read letter for letter, with braces and backslashes encoded."""
    return re.sub(r"[{}\\]", lambda found: percent(found[0]), url)


def _braced(text: str) -> str:
    return f"{{{escaped(text)}}}" if text else ""


def _days(day: str) -> dict[str, str]:
    """Return the day of issue: for biblatex whole, for BibTeX as year and month."""
    (known,) = certain(day) or ("",)
    year, _hyphen, rest = known.partition("-")
    month = MONTHS[int(rest[:2]) - 1] if rest else ""
    return {"year": year and f"{{{year}}}", "month": month, "date": known and f"{{{known}}}"}


def _range(day: str) -> str:
    known = certain(day)
    return f"{{{'/'.join(known)}}}" if known else ""
