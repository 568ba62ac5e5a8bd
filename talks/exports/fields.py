"""What each field of events, statements and reports means, and of what type it is, in every file.

``records`` writes the fields; a test compares the two. The metadata of the CSV are made from these tables, and so is the
description of the formats.
"""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from talks.vocabulary import (
    ActorKind,
    Attribution,
    Basis,
    ClaimKind,
    Completeness,
    CorrectionKind,
    EventFormat,
    EventKind,
    Genre,
    HeadlineBasis,
    Occurrence,
    OriginBasis,
    ProofState,
    QuoteMode,
    Rendering,
    Role,
    Term,
    TranslationMethod,
)

SCHEMA = 1
"""The version of names, types and meanings. A new field leaves it; one that is renamed or means something else moves it."""

TEXT, SLUG, WORD, URL, LANGUAGE, HASH = "text", "slug", "word", "url", "language", "hash"
EDTF, DAY, MOMENT = "edtf", "day", "moment"
INTEGER, BOOLEAN, SLUGS, OBJECT, OBJECTS = "integer", "boolean", "list of slugs", "object", "list of objects"

TYPES = {
    TEXT: _("Text; empty where there is none."),
    SLUG: _("The name of a record in addresses; null where there is none."),
    WORD: _("A word of a closed list; empty or null where there is none."),
    URL: _("An address on the web; empty where none is known."),
    LANGUAGE: _("A language code of BCP 47, such as en or uk."),
    HASH: _("SHA-256 in hexadecimal digits, empty where there is none."),
    EDTF: _("A date of EDTF, as uncertain as it is; empty where there is none."),
    DAY: _("A day as YYYY-MM-DD, null where it is not known."),
    MOMENT: _("A point in time in UTC, null where there is none."),
    INTEGER: _("A whole number, null where it is not known."),
    BOOLEAN: _("true or false; null where nothing is said."),
    SLUGS: _("A list of slugs, in CSV joined by “; ”."),
    OBJECT: _("An object with fields of its own."),
    OBJECTS: _("A list of objects with fields of their own."),
}


Words = type[Term]


class Field(NamedTuple):
    """A field: its type, its meaning in one sentence, and the closed list that has its words."""

    type: str
    meaning: Any
    terms: Words | None = None


def _basis(of: Any) -> Field:
    return Field(WORD, of, Basis)


_OUTLET_SLUG, _OUTLET_NAME = _("Who published the report."), _("The name of the outlet.")
_AGENCY = _("The house of what the report relays, such as a news agency.")
_RECORDED, _CHANGED = _("When it entered the record."), _("When it was last changed in the record.")
_NOTE = _("From what this follows, or where it is known from.")
_ORIGIN = _("What the report relays: one dispatch, broadcast, post, transcript or document.")
_ORIGIN_BASIS = _("How it is known what the report relays; no count relies on what is only supposed.")
_RENDERING = _("How words spoken in another language came into that of the report.")
_TITLE = _("The headline of the report, letter for letter; or its title, if headline_basis says so.")
_TITLE_BASIS = _("Whether that is the report's own headline, or a title made from its address or supplied.")
_COMPLETENESS = _("How much of the report was available to the record.")
_CERTAIN = _("Whether the event certainly falls into the chosen days; null where no days are chosen.")

PARTICIPANT = {
    "actor": Field(SLUG, _("Who took part.")),
    "name": Field(TEXT, _("The name.")),
    "kind": Field(WORD, _("What sort of actor it is."), ActorKind),
    "role": Field(WORD, _("In what capacity, as reported."), Role),
    "basis": _basis(_("How it is known that the actor took part.")),
}

CORRECTION = {
    "of": Field(TEXT, _("What was corrected: event, claim or report.")),
    "kind": Field(WORD, _("What readers are told of."), CorrectionKind),
    "day": Field(DAY, _("The day of the correction.")),
    "field": Field(TEXT, _("What was changed, in words.")),
    "before": Field(TEXT, _("What stood there before.")),
    "after": Field(TEXT, _("What stands there now.")),
    "reason": Field(TEXT, _("Why it was changed.")),
}

PROOF = {
    "state": Field(WORD, _("Whether the quotation was found in the text of its report."), ProofState),
    "day": Field(DAY, _("The day of that check.")),
    "paragraph_sha256": Field(TEXT, _("Version of the cleaning and SHA-256 of the paragraph in which it was found.")),
    "text_sha256": Field(HASH, _("SHA-256 of the cleaned paragraphs of the report, joined by line feeds.")),
    "reason": Field(TEXT, _("Why it was not found or not checked.")),
}

EVENT = {
    "slug": Field(SLUG, _("The present name of the event in addresses.")),
    "process": Field(SLUG, _("The negotiation that the event belongs to.")),
    "title": Field(TEXT, _("A neutral title in our words.")),
    "kind": Field(WORD, _("What sort of event it is."), EventKind),
    "occurrence": Field(WORD, _("Whether it took place."), Occurrence),
    "format": Field(WORD, _("How those who took part met or spoke."), EventFormat),
    "date": Field(EDTF, _("When it happened.")),
    "date_earliest": Field(DAY, _("The first day on which it may have happened; null for an open beginning.")),
    "date_latest": Field(DAY, _("The last day on which it may have happened; null for an open end.")),
    "date_basis": _basis(_("How the date is known.")),
    "date_basis_note": Field(TEXT, _NOTE),
    "place": Field(SLUG, _("Where it happened.")),
    "place_name": Field(TEXT, _("The name of the place.")),
    "place_basis": _basis(_("How the place is known.")),
    "place_basis_note": Field(TEXT, _NOTE),
    "summary": Field(TEXT, _("Place, form and who took part, in our words; never what came of it.")),
    "participants": Field(OBJECTS, _("Who took part, as reported.")),
    "corrections": Field(OBJECTS, _("What readers were told of changes to the event, the oldest first.")),
    "recorded": Field(MOMENT, _RECORDED),
    "changed": Field(MOMENT, _CHANGED),
    "withdrawn": Field(MOMENT, _("When a statement about the event, or its report, was last withdrawn.")),
    "url": Field(URL, _("The page of the event; it follows the slug.")),
    "id": Field(URL, _("The address that the event is known by; it never changes, and leads to the page.")),
}

CLAIM = {
    "slug": Field(SLUG, _("The name of the statement in addresses.")),
    "process": Field(SLUG, _("The negotiation that the statement belongs to.")),
    "event": Field(SLUG, _("The event that the statement is about.")),
    "event_id": Field(URL, _("The address that this event is known by; it never changes.")),
    "occasion": Field(SLUG, _("The event at which it was said, if that is another one.")),
    "report": Field(SLUG, _("The report that the statement was taken from.")),
    "headline": Field(TEXT, _TITLE),
    "headline_basis": Field(WORD, _TITLE_BASIS, HeadlineBasis),
    "outlet": Field(SLUG, _OUTLET_SLUG),
    "outlet_name": Field(TEXT, _OUTLET_NAME),
    "agency": Field(SLUG, _AGENCY),
    "agency_name": Field(TEXT, _("The name of that house.")),
    "origin": Field(SLUG, _ORIGIN),
    "origin_basis": Field(WORD, _ORIGIN_BASIS, OriginBasis),
    "published": Field(EDTF, _("When the report was published.")),
    "language": Field(
        LANGUAGE, _("The language of the quotation: that of the report, unless the report quotes in another one.")
    ),
    "report_language": Field(LANGUAGE, _("The language of the report.")),
    "report_url": Field(URL, _("The address of the original report.")),
    "archive_url": Field(URL, _("The address of a copy of the report in a web archive.")),
    "completeness": Field(WORD, _COMPLETENESS, Completeness),
    "paragraph": Field(INTEGER, _("The paragraph of the report in which the quotation stands, counted from 1.")),
    "speaker": Field(SLUG, _("Who says it; null for the report's own voice and for who is not named.")),
    "speaker_name": Field(
        TEXT,
        _("The name that leads the statement: that of the speaker, else the report's words, or “The report”."),
    ),
    "speaker_kind": Field(WORD, _("What sort of actor the speaker is."), ActorKind),
    "speaker_role": Field(TEXT, _("The role of the speaker in the report's words.")),
    "side": Field(SLUG, _("The party or group for which it is said.")),
    "side_name": Field(TEXT, _("The name of that side.")),
    "target": Field(SLUG, _("The other side that the statement is about.")),
    "attribution": Field(WORD, _("How the report names the one who speaks."), Attribution),
    "kind": Field(WORD, _("What the statement does."), ClaimKind),
    "cue": Field(TEXT, _("The report's own verb of saying.")),
    "statement": Field(TEXT, _("What is said, in our words; it makes a sentence after the name of the speaker.")),
    "quote": Field(TEXT, _("Words of the report, letter for letter; pieces are joined by “ […] ”.")),
    "prefix": Field(TEXT, _("The words before the quotation, where it stands twice in its paragraph.")),
    "suffix": Field(TEXT, _("The words after the quotation, where it stands twice in its paragraph.")),
    "quote_mode": Field(WORD, _("Whose words the quotation holds."), QuoteMode),
    "rendering": Field(WORD, _RENDERING, Rendering),
    "quote_translation": Field(
        TEXT, _("The quotation in English, where it is in another language and was translated.")
    ),
    "translated_by": Field(TEXT, _("Who translated the quotation into English.")),
    "translation_method": Field(WORD, _("How that translation was made."), TranslationMethod),
    "said": Field(EDTF, _("When it was said; empty where no day is stated, and for a position held.")),
    "said_earliest": Field(DAY, _("The first day on which it may have been said.")),
    "said_latest": Field(DAY, _("The last day on which it may have been said.")),
    "said_basis": _basis(_("How the day of saying is known.")),
    "said_basis_note": Field(TEXT, _NOTE),
    "standing": Field(BOOLEAN, _("Whether it is a position held, as reported, rather than something said on a day.")),
    "topics": Field(SLUGS, _("What the statement is on.")),
    "answers": Field(SLUGS, _("Which answers it gives to which questions, each as question/answer.")),
    "repeats": Field(SLUG, _("The first record of the same utterance, in another report or in the same one.")),
    "note": Field(TEXT, _("What a reader should know about the statement.")),
    "proof": Field(OBJECT, _("Whether the quotation was found in the text of the report.")),
    "corrections": Field(
        OBJECTS, _("What readers were told of changes to the statement and its report, oldest first.")
    ),
    "recorded": Field(MOMENT, _RECORDED),
    "changed": Field(MOMENT, _CHANGED),
    "url": Field(URL, _("The permanent address of the statement.")),
}

IN_VIEW = {"certain": Field(BOOLEAN, _CERTAIN)}
"""What events and statements have in the file of a view, and not in one of their own."""

REPORT = {
    "slug": Field(SLUG, _("The name of the report in addresses.")),
    "headline": Field(TEXT, _TITLE),
    "headline_basis": Field(WORD, _TITLE_BASIS, HeadlineBasis),
    "genre": Field(WORD, _("What sort of text it is; empty where that is not recorded."), Genre),
    "outlet": Field(SLUG, _OUTLET_SLUG),
    "outlet_name": Field(TEXT, _OUTLET_NAME),
    "agency": Field(SLUG, _AGENCY),
    "agency_name": Field(TEXT, _("The name of that house.")),
    "origin": Field(SLUG, _ORIGIN),
    "origin_basis": Field(WORD, _ORIGIN_BASIS, OriginBasis),
    "origin_note": Field(TEXT, _("Why it is taken to relay that.")),
    "byline": Field(TEXT, _("Who wrote it, as the report says.")),
    "report_url": Field(URL, _("The address of the original.")),
    "archive_url": Field(URL, _("The address of a copy in a web archive.")),
    "captured": Field(DAY, _("The day on which that copy was made.")),
    "no_capture": Field(TEXT, _("Why there is no such copy.")),
    "published": Field(EDTF, _("When it was published.")),
    "published_earliest": Field(DAY, _("The first day on which it may have been published.")),
    "published_latest": Field(DAY, _("The last day on which it may have been published.")),
    "published_basis": _basis(_("How the day of publication is known.")),
    "published_basis_note": Field(TEXT, _NOTE),
    "reference": Field(TEXT, _("A story code or number of the outlet.")),
    "language": Field(LANGUAGE, _("The language it is written in.")),
    "rendering": Field(WORD, _RENDERING, Rendering),
    "completeness": Field(WORD, _COMPLETENESS, Completeness),
    "completeness_note": Field(TEXT, _("What of it is missing, and why.")),
    "summary": Field(TEXT, _("What it reports, in our words.")),
    "note": Field(TEXT, _("What is odd about it.")),
    "text_words": Field(INTEGER, _("The number of words of the text in which its quotations were looked up.")),
    "text_sha256": Field(HASH, _("SHA-256 of the cleaned paragraphs of that text, joined by line feeds.")),
    "checked": Field(DAY, _("The day of the last check of its quotations that changed anything.")),
    "recorded": Field(MOMENT, _RECORDED),
    "changed": Field(MOMENT, _CHANGED),
    "url": Field(URL, _("The page of the report.")),
}

VIEW = {
    "schema": Field(INTEGER, _("The version of names, types and meanings in this file.")),
    "version": Field(INTEGER, _("The version of the record; every change of the record moves it.")),
    "filters": Field(OBJECT, _("The filters of the view, by parameter.")),
    "count": Field(INTEGER, _("How many events the view has, over all pages.")),
    "next": Field(URL, _("The address of the next page, null on the last one.")),
    "events": Field(OBJECTS, _("The events, each with its matching statements as “claims”.")),
}
"""What stands at the top of the JSON of a view."""

IN_JSON = {
    "event": EVENT,
    "event.participants": PARTICIPANT,
    "claim": CLAIM,
    "claim.proof": PROOF,
    "report": REPORT,
    "corrections": CORRECTION,
}
"""The tables by where their objects stand in JSON."""


def with_words_of(terms: Words) -> tuple[str, ...]:
    """Return the fields that hold words of a closed list, as in “claim.kind”."""
    return tuple(
        f"{of}.{name}" for of, table in IN_JSON.items() for name, field in table.items() if field.terms is terms
    )
