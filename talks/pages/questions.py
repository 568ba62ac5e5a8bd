"""The pages of questions as plain data: the question first, then its answers as rows, with who gives them and where.

That something was said (the reports and origins of one utterance) and that it is so (different speakers) are two counts,
and never added. Reads models, rows, differences and statements; ``question.html``, ``questions.html`` and panels show the
result.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talks.differences import Differences, read_differences
from talks.index import Index, current
from talks.models import Answer, Claim, Question
from talks.palette import Palette
from talks.querysets import ClaimQuerySet
from talks.rows import ClaimRow, EventRow, read_claims
from talks.sources import in_order_published, separate_origins, source_label
from talks.statements import Statement, Utterance, utterances
from talks.timeline import Filters, select
from talks.timeline.pager import Paged, cut
from talks.vocabulary import Difference
from talks.wording import grouped


class Voice(NamedTuple):
    """Somebody who gives an answer; ``page`` is empty for a speaker without a page."""

    name: str
    page: str
    palette: int


class Link(NamedTuple):
    """A link to a report or an event: its words and its path."""

    label: str
    page: str


@dataclass(frozen=True)
class Account:
    """One utterance that gives an answer.

    Shape: ``reports`` says in how many reports it stands and from how many separate origins these come; empty for one.
    """

    utterance: Utterance
    voice: Voice
    wordings: tuple["Wording", ...]
    reports: str

    @property
    def lead(self) -> Statement:
        """The first record of the utterance."""
        return self.utterance.lead


@dataclass(frozen=True)
class Wording:
    """One record of an utterance; ``same_words`` names the other reports whose quotation is equal letter for letter."""

    statement: Statement
    source: str
    same_words: str


@dataclass(frozen=True)
class AnswerRow:
    """One answer with all who give it.

    Shape: ``said_by`` counts different speakers, of whom a report's own voice is none; ``reports`` the reports with their
    separate origins; both are empty where nothing may be counted. ``only`` is the report, if there is only one.
    """

    answer: Answer
    accounts: tuple[Account, ...]
    said_by: str
    reports: str
    only: tuple[Link, ...]


@dataclass(frozen=True)
class QuestionPanel:
    """One question with its answers as rows; ``kinds`` says how the accounts differ."""

    question: Question
    kinds: tuple[Difference, ...]
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True)
class QuestionPage:
    """A question with links to all events, people and reports that its answers name."""

    panel: QuestionPanel
    events: tuple[Link, ...]
    people: tuple[Voice, ...]
    reports: tuple[Link, ...]


class GivenAnswer(NamedTuple):
    """An answer, and how many statements give it, in words; empty where these do not count."""

    text: str
    statements: str


@dataclass(frozen=True)
class QuestionRow:
    """One question in the list, with the answers that are given, each with the number of statements if these count."""

    question: Question
    kinds: tuple[Difference, ...]
    answers: tuple[GivenAnswer, ...]
    accounts: int


@dataclass(frozen=True)
class DifferingCount:
    """On how many questions accounts differ, and about how many events, each with its unit; and these events."""

    questions: str
    events: str
    address: str


def read_panels(
    index: Index,
    questions: QuerySet[Question],
    differences: Differences,
    palette: Palette,
    known: date | None = None,
    public: ClaimQuerySet | None = None,
) -> list[QuestionPanel]:
    """Return questions with all public accounts, by answer in the order of the answers.

    Shape: ``public`` are other statements to take for public, as a preview does.
    Cost: six queries.
    """
    answers = Prefetch("answers", queryset=Answer.objects.order_by("position", "slug"), to_attr="rows")
    asked = list(questions.prefetch_related(answers))
    given: dict[int, list[int]] = defaultdict(list)
    pairs = Claim.answers.through.objects.filter(answer__question__in=[one.pk for one in asked])
    for claim, answer in pairs.values_list("claim", "answer"):
        given[claim].append(answer)
    accounts: dict[int, list[ClaimRow]] = defaultdict(list)
    claims = Claim.objects.public(known) if public is None else public
    for row in read_claims(index, claims.filter(pk__in=given or {0}).in_reading_order()):
        for answer in given[row.pk]:
            accounts[answer].append(row)
    panels = []
    for question in asked:
        rows = [
            _answer_row(answer, utterances(accounts[answer.pk], differences, palette), question.is_counted)
            for answer in question.rows
            if accounts[answer.pk]
        ]
        panels.append(QuestionPanel(question, _in_order(differences.of_question.get(question.pk, ())), tuple(rows)))
    return panels


def _answer_row(answer: Answer, spoken: list[Utterance], is_counted: bool) -> AnswerRow:
    statements = [one for utterance in spoken for one in utterance.statements]
    sources = _reports(statements)
    # Two speakers whom no report names may be one; those of different sides are not.
    speakers = len(
        {(one.lead.name, one.lead.row.side and one.lead.row.side.pk) for one in spoken if not one.lead.own_voice}
    )
    said_by = ngettext("%(n)s speaker", "%(n)s speakers", speakers) % {"n": grouped(speakers)}
    by_quote = defaultdict(list)
    for one in statements:
        by_quote[one.quote].append(one)
    return AnswerRow(
        answer=answer,
        accounts=tuple(
            Account(
                utterance=one,
                voice=voice_of(one.lead),
                wordings=tuple(_wording(statement, by_quote[statement.quote]) for statement in one.statements),
                reports=_origin_words(one.statements) if is_counted else "",
            )
            for one in spoken
        ),
        said_by=said_by if is_counted and speakers > 1 else "",
        reports=_origin_words(statements) if is_counted else "",
        only=sources if is_counted and len(sources) == 1 else (),
    )


def _wording(statement: Statement, same: list[Statement]) -> Wording:
    others = {one.row.report.slug: one.source for one in same if one.row.report.slug != statement.row.report.slug}
    words = _("same words as %(sources)s") % {"sources": _("; ").join(others.values())} if others else ""
    return Wording(
        statement, _("%(source)s, %(found)s") % {"source": statement.source, "found": statement.found}, words
    )


def _origin_words(statements: Iterable[Statement]) -> str:
    """Return the number of reports and of their separate origins in words; empty for one report."""
    reports = {one.row.report.slug: one.row.report for one in statements}
    origins = separate_origins(one.known_origin for one in reports.values())
    return str(origins) if origins.reports > 1 else ""


def _reports(statements: Iterable[Statement]) -> tuple[Link, ...]:
    reports = in_order_published([one.row.report for one in statements])
    return tuple(Link(source_label(one), one.page) for one in reports)


def voice_of(statement: Statement) -> Voice:
    """Return who gives an answer: the speaker as shown, or the report that says it by itself."""
    if statement.own_voice:
        known = statement.row.report.outlet
        name = (_("The report of %(outlet)s") if known else _("The report (%(outlet)s)")) % {"outlet": statement.source}
        return Voice(name, statement.report_page, 0)
    return Voice(statement.name, statement.voice_page, statement.palette)


def read_question(question: Question, known: date | None = None) -> QuestionPage:
    """Return the page of a question. Cost: a constant number of queries."""
    alone, index = Question.objects.filter(pk=question.pk), current()
    differences = read_differences(known, answered_by=Claim.objects.filter(answers__question__in=alone))
    (panel,) = read_panels(index, alone, differences, Palette(index.names.lanes), known)
    statements = [one for row in panel.rows for account in row.accounts for one in account.utterance.statements]
    events: dict[int, EventRow] = {one.row.event.pk: one.row.event for one in statements}
    in_order = sorted(events.values(), key=lambda event: (event.earliest or event.latest or date.max, event.slug))
    people = {one.voice_page: voice_of(one) for one in statements if one.voice_page and not one.own_voice}
    return QuestionPage(
        panel=panel,
        events=tuple(Link(event.title, event.page) for event in in_order),
        people=tuple(people.values()),
        reports=_reports(statements),
    )


def read_questions(known: date | None = None, page: int = 1, process: tuple[str, ...] = ()) -> Paged:
    """Return a page of the public questions: those on which accounts differ first, in the order of their words.

    Shape: ``QuestionRow`` rows; only questions of these negotiations, if any are given.
    Cost: a constant number of queries; the ids of the public questions are cached for each version of the record.
    """
    index, ids = current(), find_questions(known, process)
    paged, start, stop = cut(len(ids), page)
    shown = list(ids[start:stop])
    questions = Question.objects.in_bulk(shown)
    answering = list(
        Claim.objects.public(known)
        .filter(answers__question__in=shown)
        .order_by()
        .values_list("pk", "answers", "answers__question")
    )
    kinds: dict[int, set[Difference]] = defaultdict(set)
    of_claims = index.differing.of_claims({pk for pk, *_answer in answering}, known.toordinal() if known else None)
    for marks in of_claims.values():
        for kind, question in marks:
            kinds[question].add(kind)
    given = Counter(answer for _pk, answer, _question in answering)
    answers = defaultdict(list)
    for answer in Answer.objects.filter(question__in=shown).order_by("position", "slug"):
        if number := given[answer.pk]:
            if not questions[answer.question_id].is_counted:
                answers[answer.question_id].append(GivenAnswer(answer.text, ""))
                continue
            words = ngettext("%(n)s statement", "%(n)s statements", number)
            answers[answer.question_id].append(GivenAnswer(answer.text, words % {"n": grouped(number)}))
    number = Counter(question for _pk, _answer, question in answering)
    return paged.holding(
        [QuestionRow(questions[pk], _in_order(kinds[pk]), tuple(answers[pk]), number[pk]) for pk in shown]
    )


def find_questions(known: date | None, process: tuple[str, ...] = ()) -> "array[int]":
    """Return the ids of the public questions: those on which accounts differ first, in the order of their words.

    Cost: one query, and linear in the pairs of statements that differ; cached for each version of the record.
    """

    def find() -> "array[int]":
        public = Question.objects.public(known).order_by("text", "slug")
        if process:
            public = public.filter(process__slug__in=process)
        differing = differing_questions(known)
        return array("q", sorted(public.values_list("pk", flat=True), key=lambda pk: pk not in differing))

    return current().cached(("questions", known, process), find)


def differing_questions(known: date | None) -> set[int]:
    """Return the ids of the questions on which accounts differ. Cost: no query; cached for each version."""
    index = current()
    return index.cached(
        ("differing questions", known), lambda: index.differing.questions(known.toordinal() if known else None)
    )


def count_differing(known: date | None = None, process: tuple[str, ...] = ()) -> DifferingCount:
    """Return on how many questions accounts differ, and about how many events.

    Cost: as ``find_questions``; a few bitmap operations for the events.
    """
    differing, ids = differing_questions(known), find_questions(known, process)
    number = sum(pk in differing for pk in ids)
    asked = Filters(differ=("any",), process=process, known=str(known or ""))
    events = select(asked).count
    return DifferingCount(
        questions=ngettext("%(n)s question", "%(n)s questions", number) % {"n": grouped(number)},
        events=ngettext("%(n)s event", "%(n)s events", events) % {"n": grouped(events)},
        address=reverse("timeline") + asked.querystring() if events else "",
    )


def _in_order(kinds: Collection[Difference]) -> tuple[Difference, ...]:
    return tuple(kind for kind in Difference if kind in kinds)
