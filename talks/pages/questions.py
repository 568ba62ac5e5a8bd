"""What the pages of questions show: the question first, then its answers as rows."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from talks.accounts import Differences, read_differences
from talks.models import Answer, Claim, Question
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

    @property
    def accounts(self) -> int:
        return sum(len(row.accounts) for row in self.rows)


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
        kinds = differences.of_question.get(question.pk, set())
        panels.append(
            QuestionPanel(
                question,
                tuple(kind for kind in Difference if kind in kinds),
                tuple(row for row in rows if row.accounts),
            )
        )
    return panels


def read_question(question: Question, known: date | None = None) -> QuestionPanel:
    """Return what the page of a question shows. Cost: a constant number of queries."""
    return read_panels(Question.objects.filter(pk=question.pk), read_differences(known), Palette(), known)[0]


def read_questions(known: date | None = None) -> list[QuestionPanel]:
    """Return every public question with its answers. Cost: a constant number of queries."""
    questions = Question.objects.public(known).order_by("text")
    return read_panels(questions, read_differences(known), Palette(), known)
