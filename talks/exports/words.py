"""Events and statements in words, for the formats that people read: feeds, calendars, slides.

Made from the dictionaries of ``records``, as plain text. HTML is made of them in one template, which escapes it. No
statement is without its speaker and its report; only a speaker's own words stand in quotation marks.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks import dates
from talks.proof import NOT_FOUND
from talks.sources import outlet_name
from talks.statements import cited_report, stands_in_marks
from talks.vocabulary import Attribution, Basis, EventKind, Occurrence, QuoteMode, Rendering


@dataclass(frozen=True)
class StatementWords:
    """A statement in words.

    Shape: ``name`` leads ``statement``, with ``role`` behind it or the empty string. ``is_spoken`` if the quotation stands
    in quotation marks, else ``writer`` writes it. ``whose`` says whose words it holds, and who translated or reworded them.
    ``language`` is that of the quotation, ``passage`` the report with day and paragraph, ``said`` the day, ``proof``
    whether the quotation was found.
    """

    name: str
    role: str
    statement: str
    quote: str
    is_spoken: bool
    writer: str
    whose: str
    language: str
    passage: str
    said: str
    proof: str
    corrections: list[str]
    url: str
    report_url: str

    @property
    def lines(self) -> Iterator[str]:
        """The statement as lines of plain text."""
        yield f"{self.name} ({self.role}) {self.statement}" if self.role else f"{self.name} {self.statement}"
        if self.quote:
            words = _("“%(quote)s”") if self.is_spoken else _("%(writer)s writes: %(quote)s")
            yield f"{words % {'quote': self.quote, 'writer': self.writer}} [{self.whose}]"
        yield _(" · ").join(filter(None, [self.passage, self.said, self.proof]))
        yield from self.corrections
        yield self.url


def statement_words(claim: dict) -> StatementWords:
    """Return a statement in words, of the fields that ``Serializer.claim`` returns."""
    is_own = claim["attribution"] == Attribution.OWN_VOICE
    spoken = stands_in_marks(claim["quote_mode"], claim["rendering"])
    writer = claim["outlet_name"] or _("The report")
    whose = [str(QuoteMode(claim["quote_mode"]).label)]
    if spoken and claim["rendering"] == Rendering.TRANSLATED:
        whose.append(_("translated by %(writer)s") % {"writer": writer})
    elif claim["quote_mode"] == QuoteMode.DIRECT and claim["rendering"] != Rendering.ORIGINAL:
        whose.append(str(Rendering(claim["rendering"]).label))
    # The name of who is not named is what the report calls the speaker, so that it need not stand there twice.
    role = claim["speaker_role"] if claim["speaker"] else ""
    return StatementWords(
        name=claim["speaker_name"],
        role=role,
        statement=claim["statement"],
        quote=claim["quote"],
        is_spoken=spoken,
        writer=writer,
        whose=_(", ").join(whose),
        language=claim["language"],
        passage=_("%(report)s, ¶%(paragraph)s")
        % {
            "report": cited_report(
                claim["headline"],
                claim["headline_basis"],
                claim["outlet_name"] or outlet_name(None),
                claim["published"],
                get_language(),
            ),
            "paragraph": claim["paragraph"],
        },
        said="" if is_own else said_words(claim),
        proof=proof_words(claim),
        corrections=correction_words(claim["corrections"]),
        url=claim["url"],
        report_url=claim["report_url"],
    )


def said_words(claim: dict) -> str:
    """Return on which day it was said, or that it is a position held."""
    if claim["standing"]:
        day = short_day(claim["published"])
        return _("held, as reported on %(day)s") % {"day": day} if day else _("held, as reported")
    day = short_day(claim["said"])
    return _("said %(day)s") % {"day": day} if day else _("day not stated")


def proof_words(claim: dict) -> str:
    """Return whether the quotation was found in the text of its report, and when; else why not."""
    proof = claim["proof"]
    if proof["reason"] == NOT_FOUND:
        return NOT_FOUND
    if proof["state"] != "found":
        return _("not checked: %(reason)s") % {"reason": proof["reason"]}
    found = _("found in ¶%(n)s of the text we hold") % {"n": claim["paragraph"]}
    return _("%(found)s, %(day)s") % {"found": found, "day": short_day(proof["day"])} if proof["day"] else found


def event_words(event: dict) -> str:
    """Return day, place and kind of an event in one line, with how the day is known unless a report states it."""
    day = day_words(event["date"]) or _("Day not stated")
    if event["date_basis"] and event["date_basis"] != Basis.STATED:
        how = {"day": day, "basis": Basis(event["date_basis"]).label, "note": event["date_basis_note"]}
        day = _("%(day)s (%(basis)s: %(note)s)") % how if how["note"] else _("%(day)s (%(basis)s)") % how
    kind, occurrence = EventKind(event["kind"]).label, Occurrence(event["occurrence"])
    parts = [day, event["place_name"], str(kind), "" if occurrence == Occurrence.HELD else str(occurrence.label)]
    return _(" · ").join(filter(None, parts))


def correction_words(found: list[dict]) -> list[str]:
    """Return corrections in words, as in “2022-05-01 correction of claim: Statement: before → after (reason)”."""
    return [
        f"{one['day']} {one['kind']} of {one['of']}: "
        + (f"{one['field']}: " if one["field"] else "")
        + (f"{one['before'] or '–'} → {one['after'] or '–'} " if one["before"] or one["after"] else "")
        + f"({one['reason']})"
        for one in found
    ]


def day_words(text: str | None) -> str:
    """Return a date in full, at its own precision; empty where there is none."""
    return dates.words(dates.parse(text)) if text else ""


def short_day(text: str | None) -> str:
    """Return a date in short form; empty where there is none."""
    return dates.short(dates.parse(text)) if text else ""


def as_html(event: dict, claims: Iterable[dict]) -> str:
    """Return an event with its statements as HTML. What comes from the record is escaped by the template."""
    said = [statement_words(claim) for claim in claims]
    context = {"event": event, "line": event_words(event), "said": said}
    context["corrections"] = correction_words(event["corrections"])
    return render_to_string("exports/event.html", context)


def newest_change(event: dict, claims: Iterable[dict]) -> str:
    """Return when an event as a file shows it last changed, in the form of JSON.

    Shape: the newest of the event, the statements shown, what was corrected in them, and the last withdrawal of a
    statement about it.
    """
    said = list(claims)
    days = [one["day"] for shown in (event, *said) for one in shown["corrections"]]
    moments: list[str | None] = [event["changed"], *(claim["changed"] for claim in said), event["withdrawn"]]
    return newest([*(f"{day}T00:00:00Z" for day in days), *moments])


def newest(moments: Iterable[str | None]) -> str:
    """Return the latest of some points in time, in the form of JSON. Texts do not sort, since some have fractions."""
    return max(filter(None, moments), key=datetime.fromisoformat)
