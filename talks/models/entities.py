"""Outlets, places, topics and actors: the names that records share."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from talks.models.base import Slugged, address, one_of, term_field
from talks.querysets import ActorQuerySet
from talks.validators import one_name_a_language, one_script, plain
from talks.vocabulary import ActorKind
from talks.wording import name_in


def name_field() -> models.CharField:
    return models.CharField(_("name"), max_length=160, validators=[plain], help_text=_("As readers shall see it."))


def spellings_field() -> models.TextField:
    return models.TextField(
        _("spellings"),
        blank=True,
        validators=[plain],
        help_text=_(
            "Other spellings of the name, one a line, in any language and script. To search they are one word."
        ),
    )


def names_field() -> models.TextField:
    return models.TextField(
        _("names in other languages"),
        blank=True,
        validators=[plain, one_name_a_language],
        help_text=_("As pages in that language show it, one a line: “uk: Київ”. Search finds it too."),
    )


def also_meant_by_field() -> models.TextField:
    return models.TextField(
        _("also meant by"),
        blank=True,
        validators=[plain],
        help_text=_("Other words for it, one a line: “Moscow” for Russia. Only choosers in this admin find them."),
    )


def note_field() -> models.TextField:
    return models.TextField(
        _("note"), blank=True, validators=[plain], help_text=_("What a reader should know about it.")
    )


class Named(Slugged):
    """A record that is known by a name."""

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        try:
            one_script(self.name)
        except ValidationError as error:
            raise ValidationError({"name": error}) from None

    @property
    def shown_name(self) -> str:
        """Its name in the language of the page, else the name."""
        return name_in(get_language(), self.names) or self.name


class Outlet(Named):
    """A publisher of reports, or an agency whose copy reports relay."""

    name = name_field()
    names = names_field()
    spellings = spellings_field()
    also_meant_by = also_meant_by_field()
    note = note_field()

    class Meta:
        verbose_name = _("outlet")
        verbose_name_plural = _("outlets")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Place(Named):
    """Where events take place."""

    name = name_field()
    names = names_field()
    spellings = spellings_field()
    also_meant_by = also_meant_by_field()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Topic(Named):
    """What statements are about."""

    name = name_field()
    names = names_field()
    definition = models.CharField(
        _("definition"),
        max_length=300,
        blank=True,
        validators=[plain],
        help_text=_("One sentence that says which statements belong here."),
    )
    tells_outcome = models.BooleanField(
        _("tells the outcome"),
        default=False,
        help_text=_("Assessments on this topic say what came of an event. “In short” shows them."),
    )

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Actor(Named):
    """A person, institution, group or party that takes part or speaks."""

    name = name_field()
    names = names_field()
    kind = term_field(_("kind"), ActorKind)
    side = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("side"),
        null=True,
        blank=True,
        related_name="voices",
        help_text=_("The party or group that this institution or person speaks for. Leave it empty for a side itself."),
    )
    spellings = spellings_field()
    also_meant_by = also_meant_by_field()
    note = note_field()

    objects = ActorQuerySet.as_manager()

    class Meta:
        verbose_name = _("actor")
        verbose_name_plural = _("people and parties")
        ordering = ["name"]
        constraints = [
            one_of("actor", "kind", ActorKind),
            models.CheckConstraint(
                name="actor_side_is_another",
                condition=Q(side__isnull=True) | ~Q(side=F("id")),
                violation_error_message=_("An actor cannot speak for itself: leave the side empty."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def page(self) -> str:
        """Its page on this site."""
        return self.get_absolute_url()

    def get_absolute_url(self) -> str:
        return address("person", self.slug)

    def clean(self) -> None:
        """Refuse a side that is no side, or that itself speaks for another."""
        super().clean()
        side = self.side
        if side and (side.side_id or side.kind not in {ActorKind.PARTY, ActorKind.GROUP}):
            raise ValidationError({"side": _("Choose a party or a group that speaks for itself.")})

    @property
    def speaks_for(self) -> "Actor | None":
        """The side that this actor speaks for; a party or group without a side speaks for itself."""
        if self.side:
            return self.side
        return self if self.kind in {ActorKind.PARTY, ActorKind.GROUP} else None
