"""Questions on which accounts may differ, each with a closed list of answers."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from talks.models.base import Slugged, address, one_of, slug_field, term_field
from talks.models.process import Process
from talks.models.recording import History
from talks.querysets import QuestionQuerySet
from talks.validators import plain
from talks.vocabulary import COUNTED, QuestionKind


class Question(Slugged):
    """One matter at one time, asked so that a closed list of answers is possible."""

    process = models.ForeignKey(Process, models.PROTECT, verbose_name=_("process"), related_name="questions")
    text = models.CharField(
        _("question"),
        max_length=200,
        validators=[plain],
        help_text=_("One matter at one time, as a neutral question; for a characterisation “How … is characterised”."),
    )
    reason = models.CharField(
        _("why the difference is real"),
        max_length=400,
        blank=True,
        validators=[plain],
        help_text=_(
            "One sentence; needed unless this asks for a characterisation. Compatible statements, different days and "
            "different measures are no difference."
        ),
    )
    kind = term_field(_("kind"), QuestionKind, default=QuestionKind.RECORD)
    context = models.TextField(
        _("context"),
        blank=True,
        validators=[plain],
        help_text=_(
            "For a characterisation: who characterises it, of what, and on what occasion. Readers see it first."
        ),
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["text"]
        constraints = [
            one_of("question", "kind", QuestionKind),
            models.CheckConstraint(
                name="question_reason_given",
                condition=Q(kind=QuestionKind.CHARACTERISATION) | ~Q(reason=""),
                violation_error_message=_("Say in one sentence why the difference is real."),
            ),
            models.CheckConstraint(
                name="question_context_given",
                condition=~Q(kind=QuestionKind.CHARACTERISATION) | ~Q(context=""),
                violation_error_message=_("A characterisation needs its context."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return address("question", self.slug)

    @property
    def is_counted(self) -> bool:
        """Whether accounts can differ on it and be counted. A characterisation has neither difference nor count."""
        return self.kind in COUNTED


class AnswerQuerySet(models.QuerySet):
    def get_by_natural_key(self, question: str, slug: str) -> "Answer":
        return self.get(question=Question.objects.get_by_natural_key(question), slug=slug)


class Answer(models.Model):
    """One possible answer to a question, and which other answers it excludes."""

    question = models.ForeignKey(Question, models.CASCADE, verbose_name=_("question"), related_name="answers")
    slug = slug_field()
    text = models.CharField(_("answer"), max_length=160, validators=[plain])
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    excludes = models.ManyToManyField(
        "self",
        verbose_name=_("excludes"),
        blank=True,
        help_text=_("The answers of the same question that cannot be true together with this one."),
    )

    objects = AnswerQuerySet.as_manager()
    history = History(indexed=("question",))

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["question", "position", "slug"]
        constraints = [models.UniqueConstraint(fields=["question", "slug"], name="answer_slug_once")]

    def __str__(self) -> str:
        return f"{self.question}: {self.text}"

    def natural_key(self) -> tuple[str, str]:
        return (self.question.slug, self.slug)

    natural_key.dependencies = ["talks.question"]

    @staticmethod
    def check_excludes(question_id: int | None, excluded) -> None:
        """Refuse an answer that excludes one of another question. Raises: ValidationError."""
        if any(answer.question_id != question_id for answer in excluded):
            raise ValidationError({"excludes": _("Only answers of the same question can exclude each other.")})
