"""What is cited when a record is cited: decided here once, for pages and for every format.

A report is cited as it was published, with a note that it stands in this record. A statement is cited as an entry of the
record, with its speaker, quotation and report; an event as its page. Neither of these two has an author. Reads the
dictionaries of ``records``, so that what a release holds is cited by the same rules. ``csl_file``, ``bib_file``, ``ris_file``
and ``txt_file`` write a ``Citation``; pages show its text, and their heads tell Zotero.
"""

import re
import sqlite3
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote as percent

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks import dates, releases
from talks.cleaning import OUT, clean
from talks.exports.days import known_days
from talks.exports.single import Record
from talks.index import current
from talks.quoting import folded
from talks.sources import missing_words, outlet_name, public_url, report_title, rights_words
from talks.statements import cited_report, stands_in_marks
from talks.version import read_version
from talks.vocabulary import Attribution, HeadlineBasis, Rendering

SAME = (
    *("changed", "speaker_name", "headline", "headline_basis"),
    *("outlet_name", "published", "report_url", "archive_url"),
)
"""Fields that are the same in a release and in the live record where nothing that is cited has changed."""

BEFORE = {"headline_basis": HeadlineBasis.STATED.value}
"""What it was before releases had these fields."""

NO_ADDRESS = re.compile(f"[\\s{''.join(OUT.values())}]")


class Release(NamedTuple):
    """A release that is cited. Shape: ``sha256`` is that of its manifest; ``doi`` is bare, as in 10.5281/zenodo.1."""

    number: int
    sha256: str
    address: str
    doi: str = ""


class Negotiation(NamedTuple):
    """The negotiation that an event or a statement belongs to, as it is cited."""

    title: str
    licence: str


class Origin(NamedTuple):
    """The report that a statement was taken from. Shape: ``link`` is its address, or that of an archived copy, or empty."""

    title: str
    outlet: str
    published: str
    link: str


@dataclass(frozen=True)
class Citation:
    """How a record is cited.

    Shape: each text is one line without invisible characters. ``key`` names the record in reference managers. ``words`` is
    the plain text without the address of our page, ``url``, which ends it. ``link`` leads to what is cited: to the report
    itself where its address is known, else to our page. ``container`` is the outlet of a report, empty where it is not known,
    and the negotiation of others. ``issued`` is the day of a report, and that of the last change of others, in UTC; all days
    are EDTF. ``happened`` is the day of an event, ``said`` that of a statement, and ``origin`` the report it is from. ``version``
    is the release, or the version of the live record. ``remarks`` are sentences for the note of a reference.
    """

    kind: str
    key: str
    title: str
    words: str
    url: str
    link: str
    container: str
    issued: str
    language: str
    version: str
    remarks: tuple[str, ...]
    byline: str = ""
    archive: str = ""
    licence: str = ""
    happened: str = ""
    said: str = ""
    origin: Origin | None = None
    release: Release | None = None

    @property
    def text(self) -> str:
        """The citation in plain text. The day of access is set where it is copied."""
        return f"{self.words} {self.url}"

    @property
    def note(self) -> str:
        """What stands in the note of a reference, as one text."""
        return " ".join(self.remarks)

    @property
    def site(self) -> str:
        """The name of this site, which publishes the record."""
        return _("Talks")

    @property
    def day(self) -> str:
        """What is certain of the day on which it was issued: 2022-03-30, 2022-03 or 2022; else empty."""
        return "".join(certain(self.issued))

    @property
    def zotero_type(self) -> str:
        """The type that Zotero gives to what it takes from the page."""
        return "webpage" if self.kind != "report" else "newspaperArticle" if self.container else "document"


def cite(record: Record, release: Release | None = None, negotiation: Negotiation | None = None) -> Citation:
    """Return how a record is cited.

    Shape: of an event or a report, the statements are not read. Without a release, the version of the live record is
    named; without a negotiation, the live one of the record's slug is.
    Cost: one query at most.
    """
    if record.kind == "report":
        return _cite_report(_in_lines(record.report or {}), release)
    row = _in_lines(record.claims[0] if record.kind == "claim" else record.event or {})
    negotiation = Negotiation(*map(one_line, negotiation or _negotiation(row["process"])))
    return (_cite_claim if record.kind == "claim" else _cite_event)(row, negotiation, release)


def _cite_report(row: dict, release: Release | None) -> Citation:
    outlet, byline = row["outlet_name"] or "", row["byline"]
    report = _reported(row)
    version = version_of(release)
    held = _("In the record %(site)s, %(edition)s:") % {"site": _("Talks"), "edition": edition_words(version, release)}
    archive = _archived(row)
    missing = [*filter(None, [missing_words(row.get("completeness", ""))])]
    words = [byline and sentence(byline), sentence(report), row["report_url"], *archive, *missing, held]
    return Citation(
        kind="report",
        key=f"report-{row['slug']}",
        title=_title(row),
        words=" ".join(filter(None, words)),
        url=row["url"],
        link=row["report_url"] or row["archive_url"] or row["url"],
        container=outlet,
        issued=row["published"],
        language=row["language"],
        version=version,
        remarks=(
            *_vague(_("Published: %(day)s."), row["published"]),
            *archive,
            *missing,
            held,
            row["url"],
            *_about(release),
        ),
        byline=byline,
        archive=row["archive_url"],
        release=release,
    )


def _cite_event(row: dict, negotiation: Negotiation, release: Release | None) -> Citation:
    title, version = row["title"], version_of(release)
    words = {"title": title, "day": day_words(row["date"]), "negotiation": negotiation.title}
    words |= {"site": _("Talks"), "edition": edition_words(version, release)}
    return Citation(
        kind="event",
        key=f"event-{row['slug']}",
        title=title,
        words=_("“%(title)s”, %(day)s. Event in %(negotiation)s (%(site)s, %(edition)s).") % words,
        url=row["url"],
        link=row["url"],
        container=negotiation.title,
        issued=row["changed"][:10],
        language=get_language() or "en",
        version=version,
        remarks=(
            _("Day of the event: %(day)s.") % words,
            _("%(site)s, %(edition)s.") % words,
            *_licensed(negotiation),
            *_about(release),
        ),
        licence=negotiation.licence,
        happened=row["date"],
        release=release,
    )


def _cite_claim(row: dict, negotiation: Negotiation, release: Release | None) -> Citation:
    name, outlet = row["speaker_name"], row["outlet_name"] or ""
    title, version = f"{name} {row['statement']}", version_of(release)
    report = _reported(row)
    passage = _("%(report)s, ¶%(paragraph)s") % {"report": report, "paragraph": row["paragraph"]}
    is_own = row["attribution"] == Attribution.OWN_VOICE
    quotation = quotation_words(row)
    words = {
        "passage": passage if is_own else _("%(name)s, in %(report)s") % {"name": name, "report": passage},
        "negotiation": negotiation.title,
        "site": _("Talks"),
        "edition": edition_words(version, release),
        "statement": sentence(title),
    }
    lead = _("%(passage)s. Statement in %(negotiation)s (%(site)s, %(edition)s): %(statement)s") % words
    link = row["report_url"] or row["archive_url"]
    return Citation(
        kind="claim",
        key=f"claim-{row['slug']}",
        title=title.removesuffix("."),
        words=" ".join(filter(None, [lead, quotation])),
        url=row["url"],
        link=row["url"],
        container=negotiation.title,
        issued=row["changed"][:10],
        language=get_language() or "en",
        version=version,
        remarks=(
            _("Taken from %(passage)s.") % {"passage": passage},
            *([row["report_url"]] if row["report_url"] else []),
            *_archived(row),
            *([_("Said: %(day)s.") % {"day": day_words(row["said"])}] if row["said"] else []),
            *([quotation] if quotation else []),
            _("%(site)s, %(edition)s.") % words,
            *_licensed(negotiation),
            *_about(release),
        ),
        archive=row["archive_url"],
        licence=negotiation.licence,
        said=row["said"],
        origin=Origin(_title(row), outlet, row["published"], link),
        release=release,
    )


def _title(row: dict) -> str:
    """Return the headline of a report, or its supplied title in square brackets. Releases may not have the basis yet."""
    return report_title(row["headline"], row.get("headline_basis", ""))


def _reported(row: dict) -> str:
    """Return a report in words, from the fields of the report or of a statement in it."""
    outlet = row["outlet_name"] or outlet_name(None)
    return cited_report(row["headline"], row.get("headline_basis", ""), outlet, row["published"], get_language())


# Releases


def release_of(record: Record) -> Release | None:
    """Return the newest release, with the address of the record in it, if it holds the record as it is now.

    What was changed since is not in it: then None. Cost: one look into the release's database.
    """
    newest = releases.newest()
    row = record.report or record.event if record.kind != "claim" else record.claims[0]
    if newest is None or row is None:
        return None
    try:
        with releases.documents_of(newest) as documents:
            held = documents and documents.find(record.kind, row["slug"])
    except sqlite3.Error:
        return None
    if not held or any((BEFORE | held).get(name) != row[name] for name in SAME if name in row):
        return None
    address = public_url(f"/r/{newest.number}/{record.kind}s/{row['slug']}/")
    return Release(newest.number, newest.sha256, address, newest.doi)


# Words


def one_line(text: str) -> str:
    """Return a text as one line without invisible characters, as fields hold it; older records may hold others."""
    return folded(clean(text).text)


def one_address(url: str) -> str:
    """Return a URL as one word: white space and invisible characters, which only older records may hold, are encoded."""
    return NO_ADDRESS.sub(lambda found: percent(found[0]), url)


def _in_lines(row: dict) -> dict:
    """Return a record with each of its texts in one line."""
    write = {True: one_address, False: one_line}
    return {
        name: write[name.endswith("url")](value) if isinstance(value, str) else value for name, value in row.items()
    }


def sentence(text: str) -> str:
    """Return a text with a full stop, unless it ends as a sentence does."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def quotation_words(row: dict) -> str:
    """Return the quotation of a statement: in quotation marks if they are the speaker's own words, else as the report's."""
    quote, writer = row["quote"], row["outlet_name"] or _("The report")
    if not quote:
        return ""
    if not stands_in_marks(row["quote_mode"], row["rendering"]):
        return sentence(_("%(writer)s writes: %(quote)s") % {"writer": writer, "quote": quote})
    if row["rendering"] == Rendering.TRANSLATED:
        return _("“%(quote)s” (translated by %(writer)s).") % {"quote": quote, "writer": writer}
    return _("“%(quote)s”.") % {"quote": quote}


def _negotiation(slug: str) -> Negotiation:
    """Return the live negotiation of a slug. Cost: no query; there are few."""
    found = next(one for one in current().names.processes.values() if one.slug == slug)
    return Negotiation(found.name, found.licence)


def version_of(release: Release | None) -> str:
    """Return the release, or the number of the live record's version. Cost: one query without a release."""
    return _("release %(number)s") % {"number": release.number} if release else str(read_version())


def edition_words(version: str, release: Release | None) -> str:
    """Return in words which state of the record is cited; for a release, with the hash of its manifest."""
    if release:
        words = {"release": version, "sha256": release.sha256}
        return _("%(release)s, SHA-256 of its manifest %(sha256)s") % words
    return _("version %(number)s") % {"number": version}


def day_words(day: str) -> str:
    return dates.words(dates.parse(day)) if day else _("day not known")


def _vague(words: str, day: str) -> list[str]:
    """Return a sentence that gives a day in words if it is not one certain day."""
    is_certain = len(certain(day)) == 1 and len(certain(day)[0]) == len("2022-03-30")
    return [] if is_certain else [words % {"day": day_words(day)}]


def _archived(row: dict) -> list[str]:
    return [_("Archived copy: %(address)s") % {"address": row["archive_url"]}] if row["archive_url"] else []


def _licensed(negotiation: Negotiation) -> list[str]:
    return [rights_words(negotiation.licence)] if negotiation.licence else []


def _about(release: Release | None) -> list[str]:
    """Return where a release is. Its DOI is that of the whole, so that it stands in the note and is no DOI of a part."""
    if not release:
        return []
    doi = [f"https://doi.org/{release.doi}"] if release.doi else []
    return [_("Release %(number)s: %(address)s") % release._asdict(), *doi]


# Days


def certain(day: str) -> tuple[str, ...]:
    """Return what is certain of a date, as precise as it is: a day, a month or a year.

    Shape: ("2022-03-30",), ("2022-03",) or ("2022",); two days for what lasted from the one to the other; else nothing, as
    for a date marked ``~`` or ``?``.
    """
    if not day:
        return ()
    read = dates.parse(day)
    if read.approximate or read.uncertain or read.earliest is None or read.latest is None:
        return ()
    first, last = read.earliest.isoformat(), read.latest.isoformat()
    if read.precision == "interval":
        return (first, last) if known_days(day) else ()
    return next(((first[:size],) for size in (10, 7, 4) if first[:size] == last[:size]), ())
