"""The pages of questions as plain data: the question first, then its answers as rows.

Reads models, rows, differences and statements; ``question.html``, ``questions.html`` and panels show the result.
"""

from array import array
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from talks.differences import Differences, read_differences
from talks.index import Index, current
from talks.models import Answer, Claim, Question
from talks.palette import Palette
from talks.rows import ClaimRow, read_claims
from talks.statements import Utterance, utterances
from talks.timeline.pager import Paged, cut
from talks.vocabulary import Difference


@dataclass(frozen=True)
class AnswerRow:
    """One answer with all who give it."""

    answer: Answer
    accounts: tuple[Utterance, ...]


@dataclass(frozen=True)
class QuestionPanel:
    """One question with its answers as rows; ``kinds`` says how the accounts differ."""

    question: Question
    kinds: tuple[Difference, ...]
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True)
class QuestionRow:
    """One question in the list, with the answers that are given and the number of accounts."""

    question: Question
    kinds: tuple[Difference, ...]
    answers: tuple[Answer, ...]
    accounts: int


def read_panels(
    index: Index,
    questions: QuerySet[Question],
    differences: Differences,
    palette: Palette,
    known: date | None = None,
) -> list[QuestionPanel]:
    """Return questions with all public accounts, by answer in the order of the answers.

    Cost: six queries.
    """
    answers = Prefetch("answers", queryset=Answer.objects.order_by("position", "slug"), to_attr="rows")
    asked = list(questions.prefetch_related(answers))
    given: dict[int, list[int]] = defaultdict(list)
    pairs = Claim.answers.through.objects.filter(answer__question__in=[one.pk for one in asked])
    for claim, answer in pairs.values_list("claim", "answer"):
        given[claim].append(answer)
    accounts: dict[int, list[ClaimRow]] = defaultdict(list)
    for row in read_claims(index, Claim.objects.public(known).filter(pk__in=given or {0}).in_reading_order()):
        for answer in given[row.pk]:
            accounts[answer].append(row)
    panels = []
    for question in asked:
        rows = [
            AnswerRow(answer, tuple(utterances(accounts[answer.pk], differences, palette))) for answer in question.rows
        ]
        kinds = _in_order(differences.of_question.get(question.pk, ()))
        panels.append(QuestionPanel(question, kinds, tuple(row for row in rows if row.accounts)))
    return panels


def read_question(question: Question, known: date | None = None) -> QuestionPanel:
    """Return the page of a question. Cost: a constant number of queries."""
    alone, index = Question.objects.filter(pk=question.pk), current()
    return read_panels(index, alone, _differences(alone, known), Palette(index.names.lanes), known)[0]


def read_questions(known: date | None = None, page: int = 1) -> Paged:
    """Return a page of the public questions, in the order of their words.

    Shape: ``QuestionRow`` rows.
    Cost: a constant number of queries; the ids of the public questions are cached for each version of the record.
    """
    public = Question.objects.public(known).order_by("text", "slug")
    ids = current().cached(("questions", known), lambda: array("q", public.values_list("pk", flat=True)))
    paged, start, stop = cut(len(ids), page)
    questions = Question.objects.filter(pk__in=ids[start:stop])
    differences = _differences(questions, known)
    given = Q(claims__in=Claim.objects.public(known).filter(answers__question__in=questions).values("pk"))
    counted = Count(Coalesce("claims__repeats", "claims"), filter=given, distinct=True)
    answers = Answer.objects.annotate(accounts=counted).filter(accounts__gt=0).order_by("position", "slug")
    rows = questions.order_by("text", "slug").prefetch_related(Prefetch("answers", queryset=answers, to_attr="given"))
    return paged.holding(
        [
            QuestionRow(
                question,
                _in_order(differences.of_question.get(question.pk, ())),
                tuple(question.given),
                sum(answer.accounts for answer in question.given),
            )
            for question in rows
        ]
    )


def _differences(questions: QuerySet[Question], known: date | None) -> Differences:
    """Return how the accounts that answer these questions differ."""
    return read_differences(known, answered_by=Claim.objects.filter(answers__question__in=questions))


def _in_order(kinds: Collection[Difference]) -> tuple[Difference, ...]:
    return tuple(kind for kind in Difference if kind in kinds)
