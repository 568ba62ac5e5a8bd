"""What others read our files with: a table of format, reader, and what the reader must find as in our JSON.

The versions stand in requirements/foreign.txt. Each reader takes the bytes of a file and returns what it found.
"""

import io
import json
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

PACKAGES = (
    "bibtexparser",
    "citeproc",
    "csvw",
    "datasette",
    "feedparser",
    "frictionless",
    "icalendar",
    "jsonschema",
    "openapi_spec_validator",
    "pandas",
    "playwright",
    "pyld",
    "rispy",
)
"""The modules that have to be there."""

SCHEMA = "http://schema.org/"


@dataclass(frozen=True)
class Found:
    """What a reader found. Shape: ids of events, slugs of statements, each in order; None where the format has none."""

    events: list[str] | None = None
    claims: list[str] | None = None


# Readers of a view


def by_pandas(content: bytes) -> Found:
    table = read_table(content)
    return Found(events=list(dict.fromkeys(table["event"])), claims=list(table["claim"]))


def read_table(content: bytes) -> Any:
    import pandas

    return pandas.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)


def by_pyld(content: bytes) -> Found:
    (data_set,) = expanded(content)
    events = data_set.get(f"{SCHEMA}about", [])
    claims = [claim for event in events for claim in event.get(f"{SCHEMA}subjectOf", ())]
    return Found([event["@id"] for event in events], [slug_of(claim["@id"]) for claim in claims])


def expanded(content: bytes) -> list[dict]:
    """Return a JSON-LD document with every word as an address, without asking any other host."""
    from pyld import jsonld

    return jsonld.expand(json.loads(content), {"documentLoader": load_context})


ADDRESSES = ("url", "license", "eventStatus", "eventAttendanceMode", "sameAs", "archivedAt")
CONTEXTS: dict[str, dict] = {
    "https://schema.org": {"@vocab": SCHEMA, **{name: {"@id": SCHEMA + name, "@type": "@id"} for name in ADDRESSES}},
    "http://www.w3.org/ns/anno.jsonld": {
        "@vocab": "http://www.w3.org/ns/oa#",
        "id": "@id",
        "type": "@type",
        "created": "http://purl.org/dc/terms/created",
        "modified": "http://purl.org/dc/terms/modified",
        "body": {"@id": "http://www.w3.org/ns/oa#hasBody"},
        "target": {"@id": "http://www.w3.org/ns/oa#hasTarget"},
        "source": {"@id": "http://www.w3.org/ns/oa#hasSource", "@type": "@id"},
        "selector": {"@id": "http://www.w3.org/ns/oa#hasSelector", "@type": "@id"},
    },
}
"""What the published contexts say of the words that we use, as far as a reader needs it to follow our files."""


def load_context(address: str, options: dict) -> dict:
    """Return a context that is bundled. Raises: KeyError for any other, which a reader without a network would lack."""
    document = {"@context": CONTEXTS[address.rstrip("/") if "schema.org" in address else address]}
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": address, "document": document}


def slug_of(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


def by_feedparser(content: bytes) -> Found:
    import feedparser

    feed = feedparser.parse(content)
    assert not feed.bozo, feed.get("bozo_exception")
    return Found(events=[entry.id for entry in feed.entries])


def by_icalendar(content: bytes) -> Found:
    return Found(events=[str(one["UID"]) for one in calendar_of(content).walk("VEVENT")])


def calendar_of(content: bytes) -> Any:
    from icalendar import Calendar

    calendar = Calendar.from_ical(content)
    assert not [error for one in calendar.walk() for error in one.errors]
    return calendar


def by_json(content: bytes) -> Found:
    return Found(events=[slide["unique_id"] for slide in json.loads(content)["events"]])


# Readers of a citation


@dataclass(frozen=True)
class Reference:
    """What a reader found of a citation, in words without markup."""

    key: str
    title: str
    url: str
    year: str
    note: str
    container: str


def by_citeproc(content: bytes) -> Reference:
    """Return what a citation processor takes from an item, after it has set it in a style."""
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

    (item,) = json.loads(content)
    source = CiteProcJSON([item])
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    bibliography.register(Citation([CitationItem(item["id"])]))
    (line,) = bibliography.bibliography()
    found = source[item["id"]]
    assert letters(item["title"])[:40] in letters(str(line))
    year = str(found["issued"]["year"]) if "issued" in found and "year" in found["issued"] else ""
    return Reference(
        item["id"], item["title"], item["URL"], year, item.get("note", ""), item.get("container-title", "")
    )


def by_bibtexparser(content: bytes) -> Reference:
    import bibtexparser
    from bibtexparser.middlewares import LatexDecodingMiddleware

    library = bibtexparser.parse_string(content.decode(), append_middleware=[LatexDecodingMiddleware()])
    assert not library.failed_blocks
    (entry,) = library.entries
    fields = {name: str(field.value) for name, field in entry.fields_dict.items()}
    container = fields.get("journal") or fields.get("howpublished", "").removesuffix("Talks").rstrip(". ")
    return Reference(
        entry.key, fields["title"], fields["url"], fields.get("year", ""), fields.get("note", ""), container
    )


def by_rispy(content: bytes) -> Reference:
    import rispy

    (found,) = rispy.loads(content.decode())
    notes = found.get("notes", [""])
    return Reference(
        found["id"],
        found["title"],
        found["urls"][0],
        found.get("year", ""),
        notes[-1],
        found.get("secondary_title", ""),
    )


def letters(text: str) -> str:
    """Return the letters and digits of a text: what is left when programs differ in spaces, signs and markup."""
    return "".join(
        one for one in text if one.isalnum() and unicodedata.category(one) != "Lm"
    )  # as ˆ, which TeX has for ^


@dataclass(frozen=True)
class Reading:
    """A row of the table. Shape: ``same`` says in words what has to be the same as in JSON."""

    name: str
    reader: str
    read: Callable[[bytes], Found]
    same: str


VIEWS = [
    Reading("csv", "pandas", by_pandas, "the same statements in the same order, and their events"),
    Reading("jsonld", "pyld", by_pyld, "the same events in the same order, each with the same statements"),
    Reading("atom", "feedparser", by_feedparser, "the same events in the same order, by the id that never changes"),
    Reading(
        "ics", "icalendar", by_icalendar, "the same events in the same order, but for those whose days are not known"
    ),
    Reading("timelinejs", "json", by_json, "the same events in the same order, but for those without a date"),
]

CITATIONS: dict[str, tuple[str, Callable[[bytes], Reference]]] = {
    "csl": ("citeproc", by_citeproc),
    "bib": ("bibtexparser", by_bibtexparser),
    "ris": ("rispy", by_rispy),
}
"""Formats for citing: each reader finds the same key, title, address, year, note and container."""
