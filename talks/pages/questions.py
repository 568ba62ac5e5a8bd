"""What the pages of questions show: the question first, then its answers as rows."""

from array import array
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from talks.accounts import Differences, read_differences
from talks.counting import kept
from talks.models import Answer, Claim, Question
from talks.paging import Paged, cut
from talks.statements import Palette, Utterance, utterances
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
    """One question in the list, with the answers that somebody gives, and how many accounts there are of it."""

    question: Question
    kinds: tuple[Difference, ...]
    answers: tuple[Answer, ...]
    accounts: int


def read_panels(
    questions: QuerySet[Question], differences: Differences, palette: Palette, known: date | None = None
) -> list[QuestionPanel]:
    """Return the questions with every public account, answers in their order. Cost: four queries."""
    claims = Claim.objects.public(known).with_side().with_names().in_reading_order()
    answers = Answer.objects.order_by("position", "slug").prefetch_related(
        Prefetch("claims", queryset=claims, to_attr="public_claims")
    )
    panels = []
    for question in questions.prefetch_related(Prefetch("answers", queryset=answers, to_attr="rows")):
        rows = [
            AnswerRow(answer, tuple(utterances(answer.public_claims, differences, palette))) for answer in question.rows
        ]
        kinds = _in_order(differences.of_question.get(question.pk, ()))
        panels.append(QuestionPanel(question, kinds, tuple(row for row in rows if row.accounts)))
    return panels


def read_question(question: Question, known: date | None = None) -> QuestionPanel:
    """Return what the page of a question shows. Cost: a constant number of queries."""
    alone = Question.objects.filter(pk=question.pk)
    return read_panels(alone, _differences(alone, known), Palette(), known)[0]


def read_questions(known: date | None = None, page: int = 1) -> Paged:
    """Return a page of the public questions, by their words. Cost: a constant number of queries.

    Shape: a ``QuestionRow`` each. Which questions are public is read once for each version of the record.
    """
    public = Question.objects.public(known).order_by("text", "slug")
    ids = kept(f"questions/{known}", lambda: array("q", public.values_list("pk", flat=True)))
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
    """Return how the accounts differ that are given to these questions."""
    return read_differences(known, answered_by=Claim.objects.filter(answers__question__in=questions))


def _in_order(kinds: Collection[Difference]) -> tuple[Difference, ...]:
    return tuple(kind for kind in Difference if kind in kinds)
