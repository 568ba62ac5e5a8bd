"""What readers are told of a change to a published record; and what a row that is about one record has.

A correction is part of the record, and stands in its files.
"""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from talks.models.article import Article
from talks.models.base import Slugged, one_of, term_field
from talks.models.claim import Claim
from talks.models.entities import Actor
from talks.models.event import Event
from talks.models.question import Question
from talks.querysets import SlugQuerySet
from talks.validators import plain
from talks.vocabulary import CorrectionKind, Status

KINDS: dict[str, type[models.Model]] = {
    "claim": Claim,
    "event": Event,
    "article": Article,
    "question": Question,
    "actor": Actor,
}
"""The kinds of record that have a page of their own, by the field that refers to them, which is the model's name."""

MET = [Status.PUBLISHED, Status.WITHDRAWN]
"""The stages in which the address of a record answers readers: with its page, or with why it was withdrawn."""


def field_for(record: models.Model) -> dict[str, models.Model]:
    """Return the field and value that refer to a record, as a filter or as arguments of a new row."""
    return {record._meta.model_name: record}


def about(model: type[models.Model], plural: str) -> models.ForeignKey:
    return models.ForeignKey(
        model, models.CASCADE, null=True, blank=True, related_name=plural, verbose_name=model._meta.verbose_name
    )


def about_one(model: str) -> models.CheckConstraint:
    """Return the constraint that a row is about exactly one record."""
    condition = Q()
    for name in KINDS:
        condition |= Q(**{f"{other}__isnull": other != name for other in KINDS})
    return models.CheckConstraint(
        name=f"{model}_about_one",
        condition=condition,
        violation_error_message=_(
            "It is about exactly one record: a statement, event, report, question, person or party."
        ),
    )


class AboutOne(models.Model):
    """A row about one record, whatever its kind. References, so that it follows every change of address."""

    claim = about(Claim, "%(class)ss")
    event = about(Event, "%(class)ss")
    article = about(Article, "%(class)ss")
    question = about(Question, "%(class)ss")
    actor = about(Actor, "%(class)ss")

    class Meta:
        abstract = True

    @property
    def record(self) -> models.Model | None:
        """The record it is about. Cost: one query unless it is selected."""
        return next((getattr(self, name) for name in KINDS if getattr(self, f"{name}_id")), None)


class CorrectionQuerySet(SlugQuerySet):
    """Corrections."""

    def public(self) -> Self:
        """Keep those whose record has an address that answers readers: it is public, or was withdrawn.

        A withdrawn statement needs its event and report for that, published or withdrawn.
        """
        claims = Q(claim__status__in=MET, claim__event__status__in=MET, claim__article__status__in=MET)
        rest = Q(event__status=Status.WITHDRAWN) | Q(article__status=Status.WITHDRAWN)
        for name in ("event", "article", "question", "actor"):
            rest |= Q(Exists(KINDS[name].objects.public().filter(pk=OuterRef(name))))
        return self.filter(claims | rest)

    def newest_first(self) -> Self:
        return self.order_by("-day", "slug")


class Correction(AboutOne, Slugged):
    """One change to a published record that readers are told of. Before and after hold our words and short quotations."""

    kind = term_field(_("kind"), CorrectionKind)
    day = models.DateField(_("day"), db_index=True)
    field = models.CharField(
        _("what was changed"),
        max_length=80,
        blank=True,
        validators=[plain],
        help_text=_("“Statement”, “Date”, … Readers see it."),
    )
    before = models.CharField(
        _("before"), max_length=300, blank=True, validators=[plain], help_text=_("What stood there, in short.")
    )
    after = models.CharField(
        _("after"), max_length=300, blank=True, validators=[plain], help_text=_("What stands there now, in short.")
    )
    reason = models.CharField(
        _("reason"), max_length=300, validators=[plain], help_text=_("Why it was changed. Readers see it.")
    )

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-day", "slug"]
        constraints = [
            one_of("correction", "kind", CorrectionKind),
            about_one("correction"),
            models.CheckConstraint(
                name="correction_is_of_something",
                condition=Q(kind=CorrectionKind.WITHDRAWAL) | ~Q(before="") | ~Q(after=""),
                violation_error_message=_("Say what stood there before, or what stands there now."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.day}: {self.field or self.reason}"

    def get_absolute_url(self) -> str:
        """Return the page of its record, where it stands."""
        return self.record.get_absolute_url()

    def clean(self) -> None:
        if self.kind == CorrectionKind.WITHDRAWAL and (self.before or self.after):
            raise ValidationError({"before": _("A withdrawal says only why: what was withdrawn is no longer shown.")})
