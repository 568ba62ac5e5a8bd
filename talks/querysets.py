"""QuerySet methods: which records are public, their order, and related names.

Imports ``dates`` and ``vocabulary`` only. ``public`` is defined here alone; every page, count and export starts from
it.
"""

from datetime import date
from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from talks.dates import chronological
from talks.vocabulary import ActorKind, Status

SIDES = [ActorKind.PARTY, ActorKind.GROUP]


BY_REPORT = (*chronological("article__published")[:-1], "article__slug", "paragraph", "slug")
"""The order of claims by report, in the order of publication with undated ones last, then by paragraph."""


class SlugQuerySet(models.QuerySet):
    """Rows with a slug, which can be found by former slugs too."""

    def get_by_natural_key(self, slug: str) -> models.Model:
        """Return the row with this slug, current or former.

        Cost: one query, two for a former slug.
        Raises: DoesNotExist.
        """
        try:
            return self.get(slug=slug)
        except self.model.DoesNotExist:
            # By name, since the models import this module.
            rename = apps.get_model("talks", "Rename")
            return self.get(slug=rename.objects.present_slug(self.model, slug))


class CuratedQuerySet(SlugQuerySet):
    def published(self) -> Self:
        """Keep rows with the status published. ``public`` also checks related rows."""
        return self.filter(status=Status.PUBLISHED)


class ClaimQuerySet(CuratedQuerySet):
    """Statements."""

    def public(self, known: date | None = None) -> Self:
        """Keep claims that are published, as are their event and report; the report certainly by the day ``known``."""
        rows = self.published().filter(event__status=Status.PUBLISHED, article__status=Status.PUBLISHED)
        return rows.filter(article__published_latest__lte=known) if known else rows

    def with_side(self) -> Self:
        """Annotate ``side_pk`` and ``side_slug``: the claim's side, else the speaker's, else the speaker if a side."""

        def side(column: str) -> Coalesce:
            itself = models.Case(models.When(speaker__kind__in=SIDES, then=f"speaker__{column}"))
            return Coalesce(f"side__{column}", f"speaker__side__{column}", itself)

        return self.annotate(side_pk=side("id"), side_slug=side("slug"))

    def in_reading_order(self) -> Self:
        """Order by the day said, undated ones last, then as ``BY_REPORT``."""
        return self.order_by(*chronological("said")[:-1], *BY_REPORT)

    def with_names(self) -> Self:
        """Select all related names, and annotate ``occasion_is_public``. Cost: one more query, for the topics."""
        names = ("article__outlet", "article__agency", "speaker__side", "side", "target", "event", "occasion")
        return self.with_occasion().select_related(*names).prefetch_related("topics")

    def with_occasion(self) -> Self:
        """Annotate ``occasion_is_public``: whether the event at which it was said is public."""
        events = self.model._meta.get_field("occasion").related_model.objects.public()
        return self.annotate(occasion_is_public=Exists(events.filter(pk=OuterRef("occasion"))))


class EventQuerySet(CuratedQuerySet):
    """Events."""

    def public(self, known: date | None = None) -> Self:
        """Keep events that are published and have at least one public statement."""
        claims = self.model._meta.get_field("claims").related_model.objects.published()
        claims = claims.filter(event=OuterRef("pk"), article__status=Status.PUBLISHED)
        if known:
            claims = claims.filter(article__published_latest__lte=known)
        return self.published().filter(Exists(claims))

    def chronological(self) -> Self:
        """Order by first possible day, else last, then slug; undated ones last."""
        return self.order_by(*chronological("date"))


class ArticleQuerySet(CuratedQuerySet):
    """Reports."""

    def public(self, known: date | None = None) -> Self:
        """Keep reports that are published and have at least one public statement."""
        claims = self.model._meta.get_field("claims").related_model.objects.public(known)
        return self.published().filter(Exists(claims.filter(article=OuterRef("pk"))))


class ActorQuerySet(SlugQuerySet):
    """People and parties."""

    def public(self, known: date | None = None) -> Self:
        """Keep speakers, sides and targets of public statements, and participants of public events."""
        field = self.model._meta.get_field
        claims = field("statements").related_model.objects.public(known)
        events = field("participations").related_model._meta.get_field("event").related_model.objects.public(known)
        took_part = field("participations").related_model.objects.filter(event__in=events)
        said = [
            claims.filter(speaker=OuterRef("pk")),
            claims.filter(side=OuterRef("pk")),
            claims.filter(speaker__side=OuterRef("pk")),
            claims.filter(target=OuterRef("pk")),
            claims.filter(target__side=OuterRef("pk")),
        ]
        joined = [took_part.filter(actor=OuterRef("pk")), took_part.filter(actor__side=OuterRef("pk"))]
        condition = Q()
        for rows in [*said, *joined]:
            condition |= Exists(rows)
        return self.filter(condition)


class QuestionQuerySet(SlugQuerySet):
    """Questions."""

    def public(self, known: date | None = None) -> Self:
        """Keep questions that at least one public statement answers."""
        answer = self.model._meta.get_field("answers").related_model
        claims = answer._meta.get_field("claims").related_model.objects.public(known)
        return self.filter(Exists(claims.filter(answers__question=OuterRef("pk"))))
