"""QuerySet methods: which records are public, their order, and related names.

Imports ``dates`` and ``vocabulary`` only. ``public`` is defined here alone; every page, count and export starts from
it.
"""

from datetime import date
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Count, Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.sql.compiler import SQLCompiler

from talks.dates import chronological
from talks.vocabulary import (
    HIDDEN,
    MEETINGS,
    SETTLED,
    SIDES_MET,
    ActorKind,
    EventFormat,
    EventKind,
    Milestone,
    Occurrence,
    Role,
    Status,
)


class ByName(models.Func):
    """An expression that orders rows by a name as people expect; see ``letters.name_order``."""

    template = "%(expressions)s COLLATE talks_names"

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: str) -> tuple[str, Any]:
        return super().as_sql(compiler, connection, template="LOWER(talks_search_folded(%(expressions)s))", **context)


SIDES = [ActorKind.PARTY, ActorKind.GROUP]


BY_REPORT = chronological("article__published", "article__slug", "paragraph", "slug")
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

    def as_if_published(self, of: Q) -> Self:
        """Keep what ``public`` keeps, and of these statements what would join it if nothing about it were hidden.

        Shape: without those that no page can show, since they lack report, paragraph or quote. For previews: no page for
        readers may start from it.
        """
        shown = (*HIDDEN, Status.PUBLISHED)
        also = of & Q(status__in=shown, event__status__in=shown, article__status__in=shown, paragraph__gte=1)
        public = dict.fromkeys(("status", "event__status", "article__status"), Status.PUBLISHED)
        return self.filter(Q(**public) | also & ~Q(quote=""))

    def with_side(self) -> Self:
        """Annotate ``side_pk`` and ``side_slug``: the claim's side, else the speaker's, else the speaker if a side."""

        def side(column: str) -> Coalesce:
            itself = models.Case(models.When(speaker__kind__in=SIDES, then=f"speaker__{column}"))
            return Coalesce(f"side__{column}", f"speaker__side__{column}", itself)

        return self.annotate(side_pk=side("id"), side_slug=side("slug"))

    def with_clock(self) -> Self:
        """Alias ``spoken_earliest`` and ``spoken_latest``: the days said, or those of the report of a standing position.

        ``ClaimRow.spoken`` is the same for a row.
        """

        def day(end: str) -> models.Case:
            standing = models.When(standing=True, then=f"article__published_{end}")
            return models.Case(standing, default=f"said_{end}")

        return self.alias(spoken_earliest=day("earliest"), spoken_latest=day("latest"))

    def in_reading_order(self) -> Self:
        """Order by the day said, or by that of the report of a standing position; undated ones last; then ``BY_REPORT``."""
        return self.with_clock().order_by(*chronological("spoken"), *BY_REPORT)

    def with_names(self) -> Self:
        """Select all related names, and annotate ``occasion_is_public``. Cost: one more query, for the topics."""
        names = ("article__outlet", "article__origin__house", "speaker__side", "side", "target", "event", "occasion")
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

    def with_milestone(self) -> Self:
        """Annotate ``is_milestone``: "1" if the event is a milestone, else None.

        By hand where ``milestone`` is set. Else an event is one if sides met, a text was handed over, or something was
        agreed, refused or broken off. Interviews, remarks and other speeches are none, whoever speaks.
        """
        present = self.model._meta.get_field("participations").related_model.objects.filter(event=OuterRef("pk"))
        present = present.exclude(role__in=[Role.OBSERVER, Role.ATTENDED]).order_by().values("event")
        sides = present.values(n=Count(Coalesce("actor__side", "actor"), distinct=True))
        held = Q(occurrence=Occurrence.HELD)
        computed = (
            held & Q(kind__in=SIDES_MET) & Q(sides_met__gte=2)
            | held & Q(kind=EventKind.PROPOSAL, format=EventFormat.WRITTEN)
            | held & Q(kind__in=SETTLED)
            | Q(occurrence__in=[Occurrence.REFUSED, Occurrence.CANCELLED], kind__in=MEETINGS | {EventKind.PROPOSAL})
        )
        yes = Value(str(Milestone.YES))
        return self.alias(sides_met=models.Subquery(sides)).annotate(
            is_milestone=models.Case(
                models.When(milestone=True, then=yes),
                models.When(computed, milestone__isnull=True, then=yes),
                output_field=models.CharField(),
            )
        )

    def chronological(self) -> Self:
        """Order by date, then by the place within the day, then by slug; undated ones last."""
        return self.order_by(*chronological("date", "sequence", "slug"))


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
