"""The parts of an event's page: sides and what they said, sides that are silent, questions in short, numbered reports.

Reads models, rows and statements; ``events`` puts the parts together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from talks import dates
from talks.differences import Differences
from talks.index import NEGOTIATES, NamedActor
from talks.letters import name_order
from talks.models import Event, Participation
from talks.pages.facts import Noted, origin_words
from talks.pages.questions import AnswerRow, QuestionPanel
from talks.palette import Palette
from talks.rows import ClaimRow, EventRow, ReportRow
from talks.sources import in_order_published, missing_mark
from talks.statements import Statement, Utterance, foreign, utterances
from talks.wording import grouped

ACCOUNTS = 3  # of one answer; the page of the question has all
ANSWERS = 5  # of a question: with more, those about other events are left out unless they exclude one about this event

Numbers = Mapping[str, str]
"""The numbers of reports in the list of sources, by the paths of their pages."""


@dataclass(frozen=True)
class SideColumn:
    """What one side said about an event, and what it said there about others.

    Shape: ``side`` is None for speakers who speak for nobody.
    """

    side: NamedActor | None
    palette: int
    about: tuple[Utterance, ...]
    there: tuple[Utterance, ...]

    @property
    def elsewhere(self) -> list[tuple[EventRow, list[Utterance]]]:
        """What it said there, by the event that it is about."""
        events: dict[int, tuple[EventRow, list[Utterance]]] = {}
        for utterance in self.there:
            event = utterance.lead.row.event
            events.setdefault(event.pk, (event, []))[1].append(utterance)
        return list(events.values())


@dataclass(frozen=True)
class SilentSide:
    """A side that negotiated at an event and is not quoted, in a sentence."""

    palette: int
    words: str


@dataclass(frozen=True)
class Account:
    """One account of an answer, without its quotation. Shape: the event is named if it is another one, else empty."""

    palette: int
    name: str
    text: str
    page: str
    source: str
    found: str
    ref: str
    event_page: str
    event_title: str


@dataclass(frozen=True)
class AnswerAccounts:
    """One answer to a question on which accounts differ, with the first who give it and the number of the others."""

    text: str
    accounts: tuple[Account, ...]
    more: int


@dataclass(frozen=True)
class EventQuestion:
    """A question on which accounts of an event differ; ``kinds`` says how, in words; ``more`` counts answers left out."""

    text: str
    page: str
    kinds: str
    answers: tuple[AnswerAccounts, ...]
    more: int


@dataclass(frozen=True)
class EventReport:
    """A report on an event, with its number on this page.

    Shape: ``lang`` is the language of the headline, empty where that is the page's; ``published`` in words; ``link``
    may be empty; ``statements`` counts those about the event; ``missing`` marks a report that was not wholly available.
    """

    number: int
    page: str
    headline: str
    lang: str
    outlet: str
    published: str
    agency: str
    origin_words: Noted
    link: str
    missing: str
    statements: int


def number_reports(reports: Iterable[ReportRow], statements: Mapping[int, int]) -> list[EventReport]:
    """Return reports in order of publication, numbered, each once."""
    return [
        EventReport(
            number=number,
            page=one.page,
            headline=one.title,
            lang=foreign(one.language, get_language()),
            outlet=one.outlet_name,
            published=dates.words(dates.parse(one.published)) if one.published else _("day not known"),
            agency=one.agency.name if one.agency else "",
            origin_words=origin_words(one.origin_basis, one.origin_note),
            link=one.link,
            missing=missing_mark(one.completeness),
            statements=statements[one.pk],
        )
        for number, one in enumerate(in_order_published(reports), 1)
    ]


def parts_note(reports: Iterable[EventReport]) -> str:
    """Return that what nobody says here may be in what was not available of these reports; empty if all look whole."""
    number = sum(bool(one.missing) for one in reports)
    words = ngettext(
        "A part of one report was not available, and may say more.",
        "A part of %(n)s reports was not available, and may say more.",
        number,
    )
    return words % {"n": grouped(number)} if number else ""


class PreparedStatements:
    """Prepares the statements of one page, in the order in which the page shows them.

    Each has the number of its report. A role stands with the first statement of a speaker in it; the event itself is not
    named as the occasion; and differences are not marked, since their questions stand once, above all statements.
    """

    def __init__(self, event: Event, palette: Palette, numbers: Numbers) -> None:
        self._event, self._palette, self._numbers = event, palette, numbers
        self._roles: set[tuple[str, str]] = set()

    def prepare(self, rows: Iterable[ClaimRow]) -> list[Utterance]:
        """Return the utterances of these rows."""
        found = utterances(rows, Differences(), self._palette)
        for utterance in found:
            for one in utterance.statements:
                one.ref = self._numbers.get(one.report_page, "")
                if one.row.occasion and one.row.occasion.pk == self._event.pk:
                    one.occasion_page = one.occasion_title = ""
            lead = utterance.lead
            if (lead.name, lead.role) in self._roles and not lead.own_voice:
                lead.role = ""
            self._roles.add((lead.name, lead.role))
        return found

    def columns(self, rows: Iterable[ClaimRow]) -> list[SideColumn]:
        """Return a column for each side that is quoted.

        An utterance that reports attribute to different sides stands in the column of its first record.
        """
        event, palette = self._event, self._palette
        sides: dict[int | None, NamedActor | None] = {}
        spoken: dict[int | None, tuple[list[Utterance], list[Utterance]]] = {}
        for utterance in self.prepare(rows):
            side = utterance.lead.row.side
            if side and not utterance.lead.row.speaker:
                utterance.lead.role = ""  # the heading of the column names the side
            sides[side and side.pk] = side
            about, there = spoken.setdefault(side and side.pk, ([], []))
            (about if utterance.lead.row.event.pk == event.pk else there).append(utterance)
        columns = [
            SideColumn(side, palette.number(pk, event.process_id), *map(tuple, spoken[pk]))
            for pk, side in sides.items()
        ]
        # Sides with a lane first, in the order of the lanes; then other sides; speakers without a side last.
        return sorted(
            columns,
            key=lambda column: (
                column.side is None,
                column.palette or 99,
                name_order(column.side.name) if column.side else (),
            ),
        )


def silent_sides(
    event: Event,
    present: Iterable[Participation],
    palette: Palette,
    reports: int,
    heard: Mapping[tuple[int | None, bool, int, int, int | None], int],
) -> tuple[SilentSide, ...]:
    """Return the sides that negotiated and are not quoted: not at all, or not on the outcome where others are.

    Shape: ``heard`` has the number of statements by (voice, whether it tells the outcome, …).
    """
    quoted = {voice for voice, *_rest in heard}
    on_outcome = {voice for voice, is_outcome, *_rest in heard if is_outcome} or quoted
    sides = {
        one.actor.side_id or one.actor_id: one.actor.side or one.actor for one in present if one.role in NEGOTIATES
    }
    nowhere = ngettext(
        "%(side)s is not quoted on this event in this report.",
        "%(side)s is not quoted on this event in these %(n)s reports.",
        reports,
    )
    not_on_it = ngettext(
        "%(side)s is not quoted on the outcome in this report.",
        "%(side)s is not quoted on the outcome in these %(n)s reports.",
        reports,
    )
    silent = [
        (palette.number(pk, event.process_id), side.shown_name, nowhere if pk not in quoted else not_on_it)
        for pk, side in sides.items()
        if reports and pk not in on_outcome
    ]
    silent.sort(key=lambda one: (one[0] or 99, one[1]))
    return tuple(SilentSide(number, words % {"side": name, "n": grouped(reports)}) for number, name, words in silent)


def short_questions(panels: Sequence[QuestionPanel], event: Event, numbers: Numbers) -> list[EventQuestion]:
    """Return questions in short. Cost: one query, if any of them has many answers."""
    many = [row.answer for panel in panels if len(panel.rows) > ANSWERS for row in panel.rows]
    prefetch_related_objects(many, "excludes")
    return [_short_question(panel, event, numbers) for panel in panels]


def _short_question(panel: QuestionPanel, event: Event, numbers: Numbers) -> EventQuestion:
    """Return a question in short: of each answer the first accounts, those of this event before others.

    Shape: of many answers only those about this event, and those that exclude one of them.
    """

    def account(one: Statement) -> Account:
        other = one.row.event if one.row.event.pk != event.pk else None
        return Account(
            *(one.palette, one.name, one.text, one.page, one.source, one.found, numbers.get(one.report_page, "")),
            *((other.page, other.title) if other else ("", "")),
        )

    answers, rows = [], _about(event, panel.rows) if len(panel.rows) > ANSWERS else panel.rows
    for row in rows:
        accounts = sorted((account(one.lead) for one in row.accounts), key=lambda one: bool(one.event_page))
        answers.append(AnswerAccounts(row.answer.text, tuple(accounts[:ACCOUNTS]), len(accounts[ACCOUNTS:])))
    kinds = ", ".join(str(kind.label) for kind in panel.kinds)
    more = len(panel.rows) - len(rows)
    return EventQuestion(panel.question.text, panel.question.get_absolute_url(), kinds, tuple(answers), more)


def _about(event: Event, rows: Sequence[AnswerRow]) -> list[AnswerRow]:
    """Return the answers that are given about this event, and those that exclude one of them."""
    here = {row.answer.pk for row in rows if any(one.lead.row.event.pk == event.pk for one in row.accounts)}
    return [row for row in rows if row.answer.pk in here or here & {one.pk for one in row.answer.excludes.all()}]
