"""What a page says of itself to search engines, to services that show previews of links, and in its picture.

Reads models and the names of the index; ``base.html`` prints a ``Head``, ``cards`` draws its ``Card``.
"""

from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from talks import dates
from talks.cards import Card, Side
from talks.index import NamedProcess, current
from talks.models import Actor, Article, Claim, Event, Question
from talks.pages.facts import date_words
from talks.palette import Palette
from talks.sources import outlet_name
from talks.statements import lead_name
from talks.timeline import Filters, Timeline, select
from talks.timeline.negotiations import shown_processes
from talks.vocabulary import Attribution
from talks.wording import grouped

KIND = {Event: "event", Claim: "claim", Article: "report", Actor: "person", Question: "question"}
LONGEST = 160  # characters of a description; search engines show no more


@dataclass(frozen=True)
class Head:
    """What the head of a page says.

    Shape: ``title`` without the name of the site; ``description`` has at most ``LONGEST`` characters; ``kind`` is a
    type of Open Graph; ``card`` is the path of the picture.
    """

    title: str
    description: str
    kind: str = "website"
    card: str = "/card.png"


def shortened(text: str, longest: int = LONGEST) -> str:
    """Return the beginning of a text, cut between words, with an ellipsis where something is left out."""
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    whole = text[:longest].rpartition(" ")[0]
    return (whole or text[: longest - 1]).rstrip(" ,;:.–") + "…"


# Lists and views


LISTS = {
    "events": (
        gettext_lazy("Events"),
        gettext_lazy("Every event of the record in the order in which it happened, each with its day."),
    ),
    "claims": (
        gettext_lazy("Statements"),
        gettext_lazy("Every statement of the record in the order said, with speaker, report and day."),
    ),
    "reports": (
        gettext_lazy("Reports"),
        gettext_lazy("The reports behind this record in order of publication, each with the statements taken from it."),
    ),
    "compare": (
        gettext_lazy("Reports compared"),
        gettext_lazy(
            "What each of these reports says of the same events: in both, only here, the same words, differing."
        ),
    ),
    "people": (
        gettext_lazy("People and parties"),
        gettext_lazy(
            "Who speaks or takes part, grouped by side, with the number of statements that reports give of each."
        ),
    ),
    "questions": (
        gettext_lazy("Differences"),
        gettext_lazy(
            "Questions to which reports or sides give answers that exclude each other, with who gives which answer."
        ),
    ),
    "positions": (
        gettext_lazy("Positions"),
        gettext_lazy("What each side said last on each topic of the talks, with speaker, day and report."),
    ),
    "corrections": (
        gettext_lazy("Corrections"),
        gettext_lazy(
            "What was corrected, clarified or withdrawn in this record: when, why, and what stood there before."
        ),
    ),
    "about": (
        gettext_lazy("About this record"),
        gettext_lazy(
            "What this record covers, whose reports it rests on, how it is made and checked, and what its words mean."
        ),
    ),
    "data": (
        gettext_lazy("Data"),
        gettext_lazy(
            "What the record holds, the formats in which to take it along, how to ask for a part of it and cite it."
        ),
    ),
    "check_quotes": (
        gettext_lazy("Check my quotes"),
        gettext_lazy(
            "Paste a draft: each of its quotations that stands in this record, with its citation, and each that differs."
        ),
    ),
    "codebook": (
        gettext_lazy("Codebook"),
        gettext_lazy(
            "Each word of the closed lists of this record: its definition, an example, and what was decided on hard cases."
        ),
    ),
}


def list_head(section: str) -> Head:
    """Return the head of a list."""
    title, description = LISTS[section]
    return Head(str(title), shortened(str(description)))


def position_head(side: str, topic: str) -> Head:
    """Return the head of the position of one side on one topic."""
    title = _("%(side)s: %(topic)s") % {"side": side, "topic": topic}
    words = _("What %(side)s said on “%(topic)s”, in the order said, each statement with its speaker and report.")
    return Head(title, shortened(words % {"side": side, "topic": topic}))


def timeline_head(answer: Timeline, process: NamedProcess | None) -> Head:
    """Return the head of the timeline, with what is chosen. Shape: ``process`` as the page's title has it."""
    title = process.name if process else _("Timeline of negotiations")
    lead = _("Who said what, when, about which event, and in which report.")
    card = f"/card.png{Filters(process=(process.slug,)).querystring()}" if process else "/card.png"
    if not answer.filters:
        summary = process.summary if process else ""
        return Head(title, shortened(f"{title}. {summary or lead}"), card=card)
    chosen = _("; ").join(f"{chip.title}: {chip.label}" for chip in answer.chips)
    words = {"title": title, "events": answer.counts.events_line, "chosen": chosen}
    description = _("%(title)s, %(events)s. %(chosen)s") % words
    return Head(shortened(f"{title} · {chosen}", 110), shortened(description), card=card)


# Single records


@singledispatch
def head_of(row: Any) -> Head:
    """Return the head of the page of a record: neutral words only, so none of what one side said about an event.

    Cost: no query if the row has its related rows.
    """
    raise TypeError(type(row))


@singledispatch
def card_of(row: Any) -> Card:
    """Return the words of the picture of a record. Cost: at most two queries if the row has its related rows."""
    raise TypeError(type(row))


def _head(row: Any, title: str, description: str, kind: str = "article") -> Head:
    return Head(title, shortened(description), kind, reverse(f"{KIND[type(row)]}_card", args=[row.slug]))


@head_of.register
def _event_head(event: Event) -> Head:
    words = {"day": _day(event.date, _("Day not stated")), "title": event.title, "summary": event.summary}
    return _head(event, event.title, _("%(day)s: %(title)s. %(summary)s") % words)


@card_of.register
def _event_card(event: Event) -> Card:
    palette, present = Palette(current().names.lanes), event.participations.select_related("actor__side")
    sides = {(one.actor.side or one.actor): None for one in present.order_by("id")}
    return Card(
        event.process.title,
        _("%(kind)s · %(day)s") % {"kind": event.get_kind_display(), "day": _day(event.date, _("day not stated"))},
        event.title,
        tuple(Side(side.name, palette.number(side.pk, event.process_id)) for side in sides),
        event.place.name if event.place else "",
    )


@head_of.register
def _claim_head(claim: Claim) -> Head:
    said = f"{_speaker(claim)} {claim.statement}"
    source = f" ({_source(claim)})"
    return _head(claim, said, shortened(said, max(LONGEST - len(source), 60)) + source)


@card_of.register
def _claim_card(claim: Claim) -> Card:
    side = claim.speaks_for
    number = Palette(current().names.lanes).number(side.pk if side else None, claim.event.process_id)
    return Card(
        claim.event.process.title,
        claim.event.title,
        f"{_speaker(claim)} {claim.statement}",
        (Side(side.name, number),) if side else (),
        _source(claim),
    )


@head_of.register
def _report_head(article: Article) -> Head:
    words = {"source": _report(article), "summary": article.summary}
    return _head(article, article.title, _("Report, %(source)s. %(summary)s") % words)


@card_of.register
def _report_card(article: Article) -> Card:
    return Card("", _("Report"), article.title, (), _report(article))


@head_of.register
def _person_head(actor: Actor) -> Head:
    words = {"name": actor.shown_name, "side": actor.side.shown_name if actor.side else ""}
    lead = _("What %(name)s said for %(side)s") if actor.side else _("What was said by and for %(name)s")
    rest = _("at and about the talks: each statement in order, with its report, paragraph and words.")
    return _head(actor, actor.shown_name, f"{lead % words} {rest}", "profile")


@card_of.register
def _person_card(actor: Actor) -> Card:
    side = actor.side or actor
    number = Palette(current().names.lanes).number(side.pk)
    return Card("", actor.get_kind_display(), actor.name, (Side(side.name, number),) if actor.side or number else ())


@head_of.register
def _question_head(question: Question) -> Head:
    rest = _("Who answers what, when, and in which report.")
    return _head(question, question.text, f"{shortened(question.text, LONGEST - len(rest) - 1)} {rest}")


@card_of.register
def _question_card(question: Question) -> Card:
    return Card(question.process.title, _("Question"), question.text, (), _("Who answers what, and in which report"))


def _day(text: str, missing: str) -> str:
    return dates.words(dates.parse(text)) if text else missing


def _speaker(claim: Claim) -> str:
    """Return the name that a statement begins with."""
    own = claim.attribution == Attribution.OWN_VOICE
    return lead_name(claim.speaker.shown_name if claim.speaker else "", claim.speaker_role, is_own_voice=own)


def _report(article: Article) -> str:
    day = date_words(article.published, _("day not known"))
    return f"{outlet_name(article.outlet)}, {day}"


def _source(claim: Claim) -> str:
    return f"{_report(claim.article)}, ¶{claim.paragraph}"


# The site, and the negotiations in it


def site_card(filters: Filters) -> Card:
    """Return the words of the picture of the site, or of the one negotiation that is chosen or recorded."""
    selection = select(Filters(process=filters.process))
    processes = shown_processes(selection)
    events = ngettext("%(n)s event", "%(n)s events", selection.count) % {"n": grouped(selection.count)}
    statements = ngettext("%(n)s statement", "%(n)s statements", selection.statements)
    line = _(", ").join([events, statements % {"n": grouped(selection.statements)}])
    if len(processes) != 1:
        return Card("", _("Timeline of negotiations"), _("Who said what, when, and in which report"), (), line)
    return Card("", _("Timeline"), processes[0].name, _sides(processes[0]), line)


def _sides(process: NamedProcess) -> tuple[Side, ...]:
    names = current().names
    return tuple(Side(names.actors[side].name, number) for one, side, number in names.lanes if one == process.pk)
