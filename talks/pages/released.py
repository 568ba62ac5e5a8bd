"""Records as a release has them, as plain data: from the release's own documents, and nothing else.

Reads ``releases``. Documents were written by the code of their day: a key may be missing, and a value be of another type, so
that each is asked for by ``text``. ``release/*.html`` show the result.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from talks import dates
from talks.pages.long_lists import STATEMENTS
from talks.releases import Documents, Release
from talks.sources import is_supplied, is_web_url, missing_words, report_title
from talks.statements import stands_in_marks
from talks.vocabulary import (
    Attribution,
    ClaimKind,
    Completeness,
    EventFormat,
    EventKind,
    Genre,
    HeadlineBasis,
    Occurrence,
    QuoteMode,
    Rendering,
    Role,
    Term,
)

MAIN = {
    "claim": ("statement", "quote", "said"),
    "event": ("title", "date", "summary"),
    "report": ("headline", "published"),
}
"""The fields of a record whose change its page in a release mentions."""


@dataclass(frozen=True)
class Fact:
    """One line of facts. Shape: ``page`` and ``link`` lead on, within the release and to a report; empty for no link."""

    label: str
    value: str
    note: str = ""
    page: str = ""
    link: str = ""


@dataclass(frozen=True)
class ReleasedStatement:
    """One statement as the release has it.

    Shape: ``is_quoted`` if the quotation stands in quotation marks under the speaker's name; all others are words of
    ``writer``. ``slug`` is the one it had then. ``source`` is outlet, day and paragraph.
    """

    slug: str
    page: str
    name: str
    statement: str
    quote: str
    is_quoted: bool
    writer: str
    translator: str
    lang: str
    source: str
    proof: str


@dataclass(frozen=True)
class ReleasedPage:
    """A statement, an event or a report as the release has it.

    Shape: ``statements`` are those of one page of several; ``number`` and ``last`` say which. ``told`` are corrections that the
    release has already: day, field and reason. ``words`` has its main words, by the names of the model's fields.
    """

    kind: str
    slug: str
    title: str
    facts: tuple[Fact, ...]
    statements: tuple[ReleasedStatement, ...]
    summary: str = ""
    number: int = 1
    last: int = 1
    count: int = 1
    told: frozenset[tuple[str, str, str]] = frozenset()
    words: dict[str, str] = field(default_factory=dict)


def read_released(release: Release, documents: Documents, kind: str, slug: str, number: int) -> ReleasedPage | None:
    """Return a record of a release, or None if it has none of that slug. Cost: some look-ups for each statement shown."""
    document = documents.find(kind, slug)
    if document is None:
        return None
    told = frozenset(
        (text(one, "day"), text(one, "field"), text(one, "reason")) for one in items(document, "corrections")
    )
    words = {name: document[name] for name in MAIN[kind] if isinstance(document.get(name), str)}
    if kind == "claim":
        one = read_statement(release, document)
        facts = tuple(of_statement(release, documents, document))
        return ReleasedPage(kind, slug, f"{one.name} {one.statement}", facts, (one,), told=told, words=words)
    slugs = [one for one in listed(document, "claims") if isinstance(one, str)]
    last = max(1, -(-len(slugs) // STATEMENTS))
    number = min(max(number, 1), last)
    shown = documents.several("claim", slugs[(number - 1) * STATEMENTS : number * STATEMENTS])
    return ReleasedPage(
        kind=kind,
        slug=slug,
        title=text(document, "title") if kind == "event" else title_of(document),
        facts=tuple((of_event if kind == "event" else of_report)(document)),
        statements=tuple(read_statement(release, one) for one in shown),
        summary=text(document, "summary"),
        number=number,
        last=last,
        count=len(slugs),
        told=told,
        words=words,
    )


def read_json(release: Release, documents: Documents, kind: str, slug: str) -> dict[str, Any] | None:
    """Return a record of a release for a file: with its statements, or a statement with its event and report."""
    document = documents.find(kind, slug)
    if document is None:
        return None
    known = {"number": release.number, "day": release.day, "url": release.url, "manifest_sha256": release.sha256}
    if kind == "claim":
        parts = {"about": ("event", "event"), "source": ("report", "report")}
        found = {name: documents.find(other, text(document, key)) for name, (other, key) in parts.items()}
        return document | {name: without_claims(one) for name, one in found.items()} | {"release": known}
    slugs = [one for one in listed(document, "claims") if isinstance(one, str)]
    return document | {"claims": documents.several("claim", slugs), "release": known}


def without_claims(document: dict | None) -> dict | None:
    return document and {name: value for name, value in document.items() if name != "claims"}


# Values of documents


def text(document: dict, name: str) -> str:
    """Return a text of a document; empty where it is missing or none."""
    value = document.get(name)
    return value if isinstance(value, str) else ""


def listed(document: dict, name: str) -> list:
    value = document.get(name)
    return value if isinstance(value, list) else []


def items(document: dict, name: str) -> list[dict]:
    return [one for one in listed(document, name) if isinstance(one, dict)]


def paragraph_of(document: dict) -> str:
    value = document.get("paragraph")
    return f"¶{value}" if isinstance(value, int) else ""


def day_words(edtf: str) -> str:
    """Return a date in words, or as it stands if it is none that this code knows; words for none."""
    if not edtf:
        return _("day not known")
    try:
        return dates.short(dates.parse(edtf))
    except dates.EDTFError:
        return edtf


def word(terms: type[Term], value: str) -> str:
    """Return the label of a word of a closed list, or the word itself if the list no longer has it."""
    return str(terms(value).label) if value in terms.values else value


def joined(parts: Iterable[str]) -> str:
    return _(", ").join(one for one in parts if one)


def title_of(document: dict) -> str:
    """Return the headline of a report, or its supplied title in brackets, of the report or of a statement in it."""
    return report_title(text(document, "headline"), text(document, "headline_basis"))


def missing_of(document: dict) -> str:
    value = text(document, "completeness")
    return missing_words(value) if value in Completeness.values else ""


# Statements, events, reports


def read_statement(release: Release, document: dict) -> ReleasedStatement:
    slug, mode, rendering = (text(document, name) for name in ("slug", "quote_mode", "rendering"))
    outlet = text(document, "outlet_name")
    is_quoted = stands_in_marks(mode, rendering)
    source = (outlet or _("outlet not known"), day_words(text(document, "published")), paragraph_of(document))
    return ReleasedStatement(
        slug=slug,
        page=page_of(release, "claim", slug),
        name=text(document, "speaker_name") or _("Speaker not named"),
        statement=text(document, "statement"),
        quote=text(document, "quote"),
        is_quoted=is_quoted,
        writer=outlet or pgettext("writer of a quotation", "The report"),
        translator=outlet if is_quoted and rendering == Rendering.TRANSLATED else "",
        lang=text(document, "language"),
        source=joined(source),
        proof=proof_words(document),
    )


def page_of(release: Release, kind: str, slug: str) -> str:
    """Return the address of a record of a release; empty for what cannot be one, as documents of other code may have."""
    return reverse(f"released_{kind}", args=[release.number, slug]) if slug and "/" not in slug else ""


def proof_words(document: dict) -> str:
    proof = document.get("proof")
    if not isinstance(proof, dict):
        return ""
    if text(proof, "state") == "found":
        words = _("found in %(paragraph)s of the text that was held then, %(day)s")
        return words % {"paragraph": paragraph_of(document), "day": day_words(text(proof, "day"))}
    return joined([_("not checked"), text(proof, "reason")])


def of_statement(release: Release, documents: Documents, document: dict) -> Iterable[Fact]:
    event = documents.find("event", text(document, "event")) or {}
    title = text(event, "title") or text(document, "event")
    yield Fact(_("Event"), title, page=page_of(release, "event", text(document, "event")))
    report, link = text(document, "report"), text(document, "report_url")
    published = _("published %(day)s") % {"day": day_words(text(document, "published"))}
    note = " ".join(filter(None, [published, missing_of(document)]))
    yield Fact(_("Report"), title_of(document) or report, note, page_of(release, "report", report))
    if is_web_url(link):
        yield Fact(_("Address of the report"), link, link=link)
    if document.get("standing") is True:
        yield Fact(_("Standing position"), _("as reported, %(day)s") % {"day": day_words(text(document, "published"))})
    else:
        yield Fact(_("Said"), day_words(text(document, "said")), text(document, "said_basis_note"))
    yield Fact(_("Speaker"), text(document, "speaker_name"), word(Attribution, text(document, "attribution")))
    if (role := text(document, "speaker_role")) and role != text(document, "speaker_name"):
        yield Fact(_("Role as reported"), role)
    if side := text(document, "side_name"):
        yield Fact(_("Speaks for"), side)
    yield Fact(_("Kind"), word(ClaimKind, text(document, "kind")))
    rendering = word(Rendering, text(document, "rendering"))
    yield Fact(_("Words of the quotation"), word(QuoteMode, text(document, "quote_mode")), rendering)
    if proof := proof_words(document):
        yield Fact(_("Proof"), proof)
    if note := text(document, "note"):
        yield Fact(_("Note"), note)


def of_event(document: dict) -> Iterable[Fact]:
    kind, occurrence = word(EventKind, text(document, "kind")), word(Occurrence, text(document, "occurrence"))
    yield Fact(_("Kind"), joined([kind, occurrence, word(EventFormat, text(document, "format"))]))
    yield Fact(_("Date"), day_words(text(document, "date")), text(document, "date_basis_note"))
    if place := text(document, "place_name"):
        yield Fact(_("Place"), place, text(document, "place_basis_note"))
    took_part = [f"{text(one, 'name')} ({word(Role, text(one, 'role'))})" for one in items(document, "participants")]
    if took_part:
        yield Fact(_("Took part"), joined(took_part))


def of_report(document: dict) -> Iterable[Fact]:
    yield Fact(_("Outlet"), text(document, "outlet_name") or _("outlet not known"))
    yield Fact(_("Published"), day_words(text(document, "published")), text(document, "published_basis_note"))
    if genre := text(document, "genre"):
        yield Fact(_("Genre"), word(Genre, genre))
    if is_supplied(basis := text(document, "headline_basis")):
        yield Fact(_("Title"), str(HeadlineBasis(basis).definition))
    if missing := missing_of(document):
        yield Fact(_("How much of it"), missing, text(document, "completeness_note"))
    if agency := text(document, "agency_name"):
        yield Fact(_("Agency"), agency, text(document, "origin_note"))
    for label, name in ((_("Address of the report"), "report_url"), (_("Archived copy"), "archive_url")):
        if is_web_url(link := text(document, name)):
            yield Fact(label, link, link=link)
    if note := text(document, "note"):
        yield Fact(_("Note"), note)
