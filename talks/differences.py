"""Computes the differences between public statements, from the answers that they give to questions.

Imports models. ``index`` stores the pairs, and ``statements``, ``timeline`` and ``pages`` show them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from django.db.models import F, QuerySet

from talks.models import Answer, Claim, Question
from talks.querysets import ClaimQuerySet
from talks.vocabulary import COUNTED, Attribution, Difference


@dataclass(frozen=True, slots=True)
class Account:
    """The answer of one statement to one question, with what decides the kind of difference."""

    claim: int
    event: int
    utterance: int
    side: int | None
    own_voice: bool
    earliest: date | None
    latest: date | None
    question: int
    answer: int


@dataclass(frozen=True)
class Differences:
    """The questions on which statements differ, by id, and the kinds of difference by claim, event and question."""

    questions: dict[int, Question] = field(default_factory=dict)
    of_claim: dict[int, set[tuple[Difference, int]]] = field(default_factory=dict)
    of_event: dict[int, set[Difference]] = field(default_factory=dict)
    of_question: dict[int, set[Difference]] = field(default_factory=dict)

    def marks(self, claim_ids: Iterable[int]) -> list[tuple[Difference, Question]]:
        """Return (kind, question) of each difference of an utterance. Shape: in the vocabulary's order of kinds."""
        pairs = {pair for pk in claim_ids for pair in self.of_claim.get(pk, ())}
        ordered = sorted(pairs, key=lambda pair: (list(Difference).index(pair[0]), self.questions[pair[1]].text))
        return [(kind, self.questions[question]) for kind, question in ordered]


def kind_of(one: Account, other: Account) -> Difference:
    """Return the kind of difference of two statements whose answers exclude each other.

    Shape: an unknown side differs from every side.
    """
    if one.utterance == other.utterance or one.own_voice or other.own_voice:
        return Difference.REPORTS
    if one.side is None or one.side != other.side:
        return Difference.SIDES
    return Difference.CHANGED if _before(one, other) or _before(other, one) else Difference.VOICES


def _before(one: Account, other: Account) -> bool:
    """Return whether ``one`` was certainly said on an earlier day."""
    return bool(one.latest and other.earliest and one.latest < other.earliest)


def read_pairs(
    known: date | None = None,
    questions: Collection[int] | None = None,
    reports: Collection[int] | None = None,
    public: ClaimQuerySet | None = None,
) -> Iterator[tuple[Difference, Account, Account]]:
    """Yield every pair of public statements whose answers exclude each other, with the kind of difference.

    Shape: only statements certainly published by ``known``, on all questions or on these, in all reports or in these.
    ``public`` are other statements to take for public, as a preview does.
    Cost: two queries; quadratic in the statements that answer one question.
    """
    excluded = Answer.excludes.through.objects.values_list("from_answer_id", "to_answer_id")
    if questions is not None:
        excluded = excluded.filter(from_answer__question__in=questions)
    excludes = {frozenset(pair) for pair in excluded}
    by_question = defaultdict(list)
    for account in read_accounts(known, questions, reports, public) if excludes else ():
        by_question[account.question].append(account)
    for accounts in by_question.values():
        for one, other in combinations(accounts, 2):
            if frozenset((one.answer, other.answer)) in excludes:
                yield kind_of(one, other), one, other


def read_differences(
    known: date | None = None,
    *,
    answered_by: QuerySet[Claim] | Iterable[int] | None = None,
    public: ClaimQuerySet | None = None,
) -> Differences:
    """Return the differences between public statements certainly published by ``known``. No other filter matters.

    Shape: with ``answered_by``, statements or their ids, only the questions that these answer are read; the result is
    then complete for these statements and questions only. ``public`` as in ``read_pairs``.
    Cost: three queries, one more with ``answered_by``; quadratic in the statements that answer one question.
    """
    questions = None
    if answered_by is not None:
        questions = list(
            Answer.objects.filter(claims__in=answered_by).order_by().values_list("question", flat=True).distinct()
        )
    of_claim, of_event, of_question = defaultdict(set), defaultdict(set), defaultdict(set)
    for kind, *accounts in read_pairs(known, questions, public=public):
        question = accounts[0].question
        of_question[question].add(kind)
        for account in accounts:
            of_claim[account.claim].add((kind, question))
            of_event[account.event].add(kind)
    return Differences(Question.objects.in_bulk(of_question), dict(of_claim), dict(of_event), dict(of_question))


def read_accounts(
    known: date | None = None,
    questions: Collection[int] | None = None,
    reports: Collection[int] | None = None,
    public: ClaimQuerySet | None = None,
) -> Iterator[Account]:
    """Yield the answers of public statements, to all questions or to these, in all reports or in these.

    Shape: none to a question that asks for a characterisation. A standing position has the days of its report.

    Cost: one query.
    """
    asked = {"answers__question__kind__in": COUNTED} | (
        {} if questions is None else {"answers__question__in": questions}
    )
    rows = (
        (Claim.objects.public(known) if public is None else public)
        .with_side()
        .with_clock()
        .filter(**asked, **({} if reports is None else {"article__in": reports}))
        .order_by("pk")
        .values_list(
            "pk",
            "event_id",
            "repeats_id",
            "side_pk",
            "attribution",
            F("spoken_earliest"),
            F("spoken_latest"),
            "answers__question_id",
            "answers__pk",
        )
    )
    for pk, event, repeats, side, attribution, earliest, latest, question, answer in rows.iterator():
        own_voice = attribution == Attribution.OWN_VOICE
        yield Account(pk, event, repeats or pk, side, own_voice, earliest, latest, question, answer)
