"""CSL-JSON, which citation processors and reference managers read: one item in a list. Writes what ``citing`` decides.

Names and types are those of version 1.0 of the schema, which allows no others; what it has no name for stands in the note
and, for programs, in ``custom``. A date that is not certain stands there as EDTF, and in words as a literal.
"""

import json

from talks.exports.citing import Citation, certain, cite, day_words, release_of
from talks.exports.records import File
from talks.exports.single import Record

TYPE = "application/vnd.citationstyles.csl+json"


def write_csl(record: Record) -> File:
    """Return a record as CSL-JSON. Cost: one query."""
    citation = cite(record, release_of(record))
    return File(json.dumps([item(citation)], ensure_ascii=False, indent=1), TYPE, f"{citation.key}.json")


def item(citation: Citation) -> dict:
    """Return a citation as an item. Source: https://docs.citationstyles.org/, Appendix III and IV."""
    is_article = citation.kind == "report" and citation.container
    origin = citation.origin
    fields = {
        "id": citation.key,
        "type": "webpage" if citation.kind != "report" else "article-newspaper" if is_article else "document",
        "title": citation.title,
        "author": [{"literal": citation.byline}] if citation.byline else None,
        "container-title": citation.container,
        "publisher": citation.site if citation.kind != "report" else "",
        "source": citation.site if citation.kind == "report" else "",
        "issued": _date(citation.issued),
        "event-date": _date(citation.happened),
        "original-title": origin and origin.title,
        "original-publisher": origin and origin.outlet,
        "original-date": origin and _date(origin.published),
        "genre": {"claim": "statement", "event": "event"}.get(citation.kind),
        "language": citation.language,
        "URL": citation.link,
        "archive_location": citation.archive if citation.kind == "report" else "",
        "version": citation.version if citation.kind != "report" else "",
        "note": citation.note,
    }
    return {name: value for name, value in fields.items() if value} | {"custom": _custom(citation)}


def _custom(citation: Citation) -> dict:
    origin = citation.origin
    fields = {
        "record": citation.url,
        "licence": citation.licence,
        "issued": citation.issued,
        "happened": citation.happened,
        "said": citation.said,
        "published": origin and origin.published,
        "report": origin and origin.link,
        "archive": citation.archive,
        "release": citation.release and citation.release._asdict(),
    }
    return {name: value for name, value in fields.items() if value}


def _date(day: str) -> dict | None:
    """Return a date: what is certain of it in parts, else all of it in words."""
    if not day:
        return None
    parts = [[int(part) for part in one.split("-")] for one in certain(day)]
    return {"date-parts": parts} if parts else {"literal": day_words(day)}
