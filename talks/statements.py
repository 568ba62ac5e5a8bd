"""Prepares statements for display: speaker, report, quotation, differences, citation.

Imports ``rows`` and ``differences``, and returns plain values; ``timeline``, ``pages`` and ``exports`` pass them on to
templates and files.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Protocol, TypeVar

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks import dates, quoting
from talks.differences import Differences
from talks.palette import Palette
from talks.proof_in_words import found_words, proof_words
from talks.rows import ClaimRow
from talks.search import Hit
from talks.sources import is_supplied, missing_words, report_title, source_label
from talks.vocabulary import Attribution, ClaimKind, QuoteMode, Rendering, TranslationMethod, label
from talks.wording import phrase, phrase_in


class DifferenceMark(NamedTuple):
    """One kind of difference in words, with the question on which statements differ."""

    kind: str
    question: str
    page: str


class ShownStatement(NamedTuple):
    """What is shown of a statement, with search words marked."""

    name: str
    role: str
    text: str
    also: str
    also_name: str
    quote: str


@dataclass(slots=True)
class Statement:
    """One statement with everything that pages show of it.

    Shape: ``also`` is its text if it is not the first record of its utterance; ``also_name`` is its speaker if that is
    not the speaker of the first record. ``is_quoted`` if the quotation stands in quotation marks under the speaker's
    name; all others are words of ``writer``. ``translator`` is whose translation a quotation is, ``lang`` the language
    of the report and ``quote_lang`` that of the quotation, each empty unless it has to be said. ``translation`` is the
    quotation in English, ``translation_by`` who translated it and how; both may be empty. ``language`` is that of the
    page, in which the words are. ``said`` is empty if the day is that of the event or of the report, and says of a
    standing position that it is held. ``where`` tells links to this statement from links to others. ``ref`` is the
    number of the report in a list of sources on the same page, empty if there is none. Pages on this site are paths;
    ``original`` is the URL of the quoted words in the report.
    """

    row: ClaimRow
    palette: int
    marks: tuple[DifferenceMark, ...]
    slug: str
    page: str
    own_voice: bool
    name: str
    role: str
    voice_page: str
    text: str
    also: str
    also_name: str
    quote: str
    is_quoted: bool
    translator: str
    writer: str
    kind: str
    paragraph: int
    report_page: str
    outlet: str
    published: str
    said: str
    occasion_page: str
    occasion_title: str
    original: str
    lang: str
    quote_lang: str
    where: str
    said_when: str
    language: str | None
    translation: str
    translation_by: str
    ref: str = ""
    marked: "ShownStatement | None" = None

    @property
    def shown(self) -> "ShownStatement | Statement":
        """Its texts as pages show them, with search words marked."""
        return self.marked or self

    @property
    def name_lang(self) -> str:
        """The language of the name: that of the report where the speaker is only described, in its words."""
        return self.lang if self.name == self.row.speaker_role else ""

    @property
    def role_lang(self) -> str:
        """The language of the role, which is in the words of the report."""
        return self.lang if self.role == self.row.speaker_role else ""

    @property
    def day(self) -> str:
        """The day it was said, as a short date."""
        return _day_of(self.row, self.language)

    @property
    def about(self) -> str:
        """The event and its place, for who takes the quotation along; empty if no place is reported."""
        event = self.row.event
        return _about(event.title, event.place.name, self.language) if event.place else ""

    @property
    def source(self) -> str:
        """The label of the report: outlet and day."""
        return source_label(self.row.report, self.language)

    @property
    def report_missing(self) -> str:
        """That a part of its report was not available, as a sentence; empty if nothing is known to be missing."""
        return missing_words(self.row.report.completeness)

    @property
    def words_of(self) -> str:
        """Whose words the quotation holds."""
        return str(QuoteMode(self.row.quote_mode).label)

    @property
    def rendered(self) -> str:
        """How the speaker's words came into the language of the report, empty if they were spoken in it."""
        is_plain = self.row.quote_mode != QuoteMode.DIRECT or self.row.rendering == Rendering.ORIGINAL
        return "" if is_plain else str(Rendering(self.row.rendering).label)

    @property
    def found(self) -> str:
        """Its paragraph, and whether the quotation was found there: “found in ¶3”."""
        return found_words(self.paragraph, self.row.unchecked_reason, self.language)

    @property
    def proof(self) -> str:
        """The same in full: “found in ¶3 of the text we hold, 29 Nov 2026”, or why it was not checked."""
        return proof_words(self.row)

    @property
    def attribution(self) -> str:
        """How the report names the speaker."""
        return str(Attribution(self.row.attribution).label)

    @property
    def cited(self) -> str:
        """The passage in one line: headline, outlet, day, paragraph."""
        report = self.row.report
        line = cited_report(report.headline, report.headline_basis, self.outlet, report.published, self.language)
        return phrase("%(report)s, ¶%(paragraph)s", self.language) % {"report": line, "paragraph": self.paragraph}


@dataclass(slots=True)
class Utterance:
    """All records of one utterance, in one or several reports.

    Shape: ``lead`` is the first record, and the first of ``statements``. ``hits`` are the search words that occur
    in texts that are not shown. ``is_brief`` if the others are shown by their sources alone.
    """

    lead: Statement
    statements: list[Statement]
    marks: tuple[DifferenceMark, ...]
    hits: list[Hit]
    is_brief: bool = False

    @property
    def others(self) -> list[Statement]:
        """The records that repeat the first, with their words."""
        return [] if self.is_brief else self.statements[1:]

    @property
    def brief(self) -> list[Statement]:
        """The same, to be shown by their sources alone."""
        return self.statements[1:] if self.is_brief else []


class Recorded(Protocol):
    """A statement, as a model or as a row."""

    @property
    def pk(self) -> int: ...
    @property
    def repeats(self) -> int | None: ...


RecordedT = TypeVar("RecordedT", bound=Recorded)


def by_utterance(rows: Iterable[RecordedT]) -> list[list[RecordedT]]:
    """Group statements by utterance, in the order of ``utterances``."""
    groups: dict[int, list[RecordedT]] = {}
    for row in rows:
        groups.setdefault(row.repeats or row.pk, []).append(row)
    for group in groups.values():
        group.sort(key=lambda row: row.repeats is not None)
    return list(groups.values())


def in_order_shown(rows: Iterable[ClaimRow]) -> list[ClaimRow]:
    """Return statements about an event in the order of the list and of files.

    Shape: the reports' own after all others, each utterance at its first wording; else in the given order.
    """
    return [row for group in by_utterance(sorted(rows, key=lambda row: row.is_own_voice)) for row in group]


def utterances(rows: Iterable[ClaimRow], differences: Differences, palette: Palette) -> list[Utterance]:
    """Group statements by utterance.

    Shape: groups in the order of their first member; each begins with its first record.
    """
    language, result = get_language(), []
    for group in by_utterance(rows):
        marks = marks_of(differences, [row.pk for row in group])
        lead = make_statement(group[0], palette, marks, language)
        others = [make_statement(row, palette, marks, language, lead) for row in group[1:]]
        result.append(Utterance(lead, [lead, *others], marks, []))
    return result


def marks_of(differences: Differences, pks: Collection[int]) -> tuple[DifferenceMark, ...]:
    """Return how an utterance, given by the ids of its records, differs from others. Shape: in the order of kinds."""
    of_claim = differences.of_claim
    if not any(pk in of_claim for pk in pks):
        return ()
    found = differences.marks(pks)
    return tuple(
        DifferenceMark(str(kind.label), question.text, question.get_absolute_url()) for kind, question in found
    )


def make_statement(
    row: ClaimRow,
    palette: Palette,
    marks: tuple[DifferenceMark, ...],
    language: str | None,
    lead: Statement | None = None,
) -> Statement:
    """Return a statement for display. Shape: ``lead`` is the first record of its utterance, if that is another one."""
    report = row.report
    name, role, voice_page = lead_of(row)
    writer = report.outlet_name if report.outlet else phrase_in("writer of a quotation", "The report", language)
    is_quoted = stands_in_marks(row.quote_mode, row.rendering)
    day, where = _day_of(row, language), phrase("%(name)s, %(day)s, ¶%(paragraph)s", language)
    return Statement(
        row=row,
        palette=palette[row.event.process, row.side.pk if row.side else None],
        marks=marks,
        slug=row.slug,
        page=row.page,
        own_voice=row.is_own_voice,
        name=name,
        role=role,
        voice_page=voice_page,
        text=row.statement,
        also=row.statement if lead else "",
        also_name=name if lead and name != lead.name else "",
        quote=row.quote,
        is_quoted=is_quoted,
        translator=writer if is_quoted and row.rendering == Rendering.TRANSLATED else "",
        writer=writer,
        kind=label(ClaimKind, row.kind, language),
        paragraph=row.paragraph,
        report_page=report.page,
        outlet=report.outlet_name,
        published=_published(report.published, language),
        said=""
        if row.is_own_voice or row.said in {row.event.date, report.published} - {""}
        else _said_of(row, language),
        occasion_page=row.occasion.page if row.occasion else "",
        occasion_title=row.occasion.title if row.occasion else "",
        original=original(row),
        lang=foreign(report.language, language),
        quote_lang=foreign(row.quote_language, language),
        where=where % {"name": name, "day": day, "paragraph": row.paragraph},
        said_when="" if row.is_own_voice else _said_of(row, language),
        language=language,
        translation=row.quote_translation,
        translation_by=translation_by(row.translated_by, row.translation_method),
    )


def translation_by(translator: str, method: str) -> str:
    """Return who translated a quotation, and how, in words; empty if it is not translated."""
    words = _("%(method)s: %(translator)s")
    return words % {"method": TranslationMethod(method).label, "translator": translator} if method else ""


def stands_in_marks(quote_mode: str, rendering: str) -> bool:
    """Return whether a quotation stands in quotation marks under the speaker's name; all others are the report's words."""
    return quote_mode == QuoteMode.DIRECT and rendering != Rendering.REWORDED


def foreign(language: str, of_page: str | None) -> str:
    """Return the language of words that are quoted, empty where it is that of the page around them."""
    return "" if language == of_page else language


class Lead(NamedTuple):
    """Whom a statement begins with: name, role as reported, path of the page on this site or the empty string."""

    name: str
    role: str
    page: str


def lead_of(row: ClaimRow) -> Lead:
    """Return whom a statement begins with: the report itself, the speaker, or a speaker who is not named.

    Shape: where a report names no speaker, its words for the speaker are the name, never the side; the side stands behind
    them as what it is.
    """
    name = lead_name(row.speaker.name if row.speaker else "", row.speaker_role, is_own_voice=row.is_own_voice)
    if row.is_own_voice:
        return Lead(name, row.report.outlet_name if row.report.outlet else _("(outlet not known)"), "")
    if row.speaker:
        return Lead(name, row.speaker_role, row.speaker.page)
    return Lead(name, _("for %(side)s") % {"side": row.side.name} if row.side else "", "")


def lead_name(speaker: str, role: str, *, is_own_voice: bool) -> str:
    """Return the name that a statement begins with; a speaker without one is called as in the report, never a side."""
    return _("The report") if is_own_voice else speaker or role or _("Speaker not named")


def original(row: ClaimRow) -> str:
    """Return the URL of the quoted words in the report, or the empty string.

    Shape: a fragment of the report's own stays, as in ``…#post-3:~:text=…``; a text fragment is replaced.
    """
    if not row.report.link:
        return ""
    page, _hash, place = row.report.link.partition("#")
    return f"{page}#{place.partition(':~:')[0]}{quoting.fragment(row.quote, row.prefix, row.suffix)}"


def _day_of(row: ClaimRow, language: str | None) -> str:
    return _held(row.report.published, language) if row.standing else _day_said(row.said, language)


def _said_of(row: ClaimRow, language: str | None) -> str:
    return _held(row.report.published, language) if row.standing else _said(row.said, language)


# Cached, since a page has the same few days hundreds of times.


@lru_cache(maxsize=4096)
def _held(published: str, language: str | None) -> str:
    if not published:
        return _("held, as reported")
    return _("held, as reported on %(day)s") % {"day": dates.short(dates.parse(published), language)}


@lru_cache(maxsize=4096)
def _day_said(day: str, language: str | None) -> str:
    return dates.short(dates.parse(day), language) if day else _("day not stated")


@lru_cache(maxsize=4096)
def _said(day: str, language: str | None) -> str:
    return _("said %(day)s") % {"day": dates.short(dates.parse(day), language)} if day else _("day not stated")


@lru_cache(maxsize=4096)
def _about(event: str, place: str, language: str | None) -> str:
    return _("on: %(event)s, in %(place)s") % {"event": event, "place": place}


@lru_cache(maxsize=4096)
def _published(day: str, language: str | None) -> str:
    return dates.short(dates.parse(day), language) if day else _("day not known")


@lru_cache(maxsize=4096)
def cited_report(headline: str, basis: str, outlet: str, published: str, language: str | None) -> str:
    """Return a report as it is cited: headline in quotation marks, or supplied title in brackets; outlet in words; day."""
    day = dates.words(dates.parse(published), language=language) if published else _("day not known")
    if is_supplied(basis):
        return _("%(title)s, %(outlet)s, %(day)s") % {
            "title": report_title(headline, basis),
            "outlet": outlet,
            "day": day,
        }
    return _("“%(headline)s”, %(outlet)s, %(day)s") % {"headline": headline, "outlet": outlet, "day": day}
