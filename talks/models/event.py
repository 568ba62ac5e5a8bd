"""Events in or around the talks, held or not, and who took part according to reports."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from talks.dates import EDTFField, bounds_check, in_order
from talks.models.base import (
    SLUG,
    Curated,
    address,
    basis_field,
    basis_given,
    basis_note_field,
    lint_reason_field,
    one_of,
    term_field,
)
from talks.models.entities import Actor, Place
from talks.models.process import Process
from talks.models.recording import History
from talks.querysets import EventQuerySet
from talks.validators import plain
from talks.vocabulary import Basis, EventFormat, EventKind, Occurrence, Role


class Event(Curated):
    """An event that was undisputedly held, planned, offered, refused, postponed or called off."""

    process = models.ForeignKey(Process, models.PROTECT, verbose_name=_("process"), related_name="events")
    title = models.CharField(
        _("title"),
        max_length=160,
        validators=[plain],
        help_text=_("Neutral and ours: no ordinal, no verb that implies truth or doubt."),
    )
    short_title = models.CharField(
        _("short title"),
        max_length=24,
        blank=True,
        validators=[plain],
        help_text=_("For pictures, at most 24 characters: “Istanbul”. The day is added to it."),
    )
    kind = term_field(_("kind"), EventKind)
    occurrence = term_field(_("occurrence"), Occurrence, default=Occurrence.HELD)
    format = term_field(_("format"), EventFormat, default=EventFormat.NOT_STATED)
    date = EDTFField(
        _("date"),
        blank=True,
        help_text=_(
            "2022-03-29, 2022-03, 2022-12-25?, 2022-03-11~; a/b lasted from a to b; [a..b] was one day, not known which."
        ),
    )
    date_basis = basis_field(_("basis of the date"))
    date_basis_note = basis_note_field(_("from what"))
    sequence = models.PositiveSmallIntegerField(
        _("place within its day"),
        default=0,
        help_text=_("Events of the same day are in the order of this number, then of the slug."),
    )
    place = models.ForeignKey(
        Place, models.PROTECT, verbose_name=_("place"), null=True, blank=True, related_name="events"
    )
    place_basis = basis_field(_("basis of the place"))
    place_basis_note = basis_note_field(_("from what"))
    summary = models.TextField(_("summary"), blank=True, validators=[plain], help_text=_("In our own words, neutral."))
    milestone = models.BooleanField(
        _("milestone"),
        null=True,
        blank=True,
        help_text=_(
            "Leave it unknown: whether an event is a milestone is then computed. Set by hand, it needs a reason."
        ),
    )
    milestone_reason = models.CharField(
        _("reason for this"),
        max_length=300,
        blank=True,
        validators=[plain],
        help_text=_("One sentence; readers see it."),
    )
    lint_reason = lint_reason_field()
    first_slug = models.SlugField(
        _("first slug"),
        max_length=120,
        blank=True,
        db_index=False,
        editable=False,
        validators=[SLUG],
        help_text=_("The slug it had before it was first renamed: feeds and calendars know it by this one for ever."),
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["date_earliest", "slug"]
        indexes = [
            models.Index(fields=["status", "date_earliest"], name="event_status_earliest"),
            models.Index("process", in_order("date"), "slug", name="event_in_order"),
            Curated.last_changed("event"),
        ]
        constraints = [
            *Curated.status_checks("event"),
            bounds_check("date", "event"),
            one_of("event", "kind", EventKind),
            one_of("event", "occurrence", Occurrence),
            one_of("event", "format", EventFormat),
            one_of("event", "date_basis", Basis),
            one_of("event", "place_basis", Basis),
            *basis_given("event", "date", "date_basis"),
            *basis_given("event", "place", "place_basis", nullable=True),
            models.CheckConstraint(
                name="event_milestone_has_reason",
                condition=Q(milestone__isnull=True) | ~Q(milestone_reason=""),
                violation_error_message=_("Say why it is a milestone, or why it is none."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("event", self.slug)


class ParticipationQuerySet(models.QuerySet):
    def get_by_natural_key(self, event: str, actor: str, role: str) -> "Participation":
        return self.get(
            event=Event.objects.get_by_natural_key(event), actor=Actor.objects.get_by_natural_key(actor), role=role
        )


class Participation(models.Model):
    """One actor in one event, in the role that a report gives, and how that is known."""

    event = models.ForeignKey(Event, models.CASCADE, verbose_name=_("event"), related_name="participations")
    actor = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("actor"), related_name="participations")
    role = term_field(_("role"), Role)
    basis = term_field(_("basis"), Basis)
    basis_note = basis_note_field(_("from what"))

    objects = ParticipationQuerySet.as_manager()
    history = History(indexed=("event",))

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["event", "id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "actor", "role"], name="participation_once"),
            one_of("participation", "role", Role),
            one_of("participation", "basis", Basis),
            models.CheckConstraint(
                name="participation_basis_has_note",
                condition=Q(basis=Basis.STATED) | ~Q(basis_note=""),
                violation_error_message=_("Say from what, or from where, this is known."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor}, {self.get_role_display()}"

    def natural_key(self) -> tuple[str, str, str]:
        return (self.event.slug, self.actor.slug, self.role)

    natural_key.dependencies = ["talks.event", "talks.actor"]
