"""What reports relay: one dispatch, broadcast, post, transcript or document."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from talks import dates
from talks.dates import EDTFField, bounds_check
from talks.models.base import Slugged, basis_field, basis_given, basis_note_field, one_of, term_field
from talks.models.entities import Outlet
from talks.validators import plain
from talks.vocabulary import Basis, OriginKind


class Origin(Slugged):
    """What one or several reports relay. Two dispatches of one agency are two origins."""

    kind = term_field(_("kind"), OriginKind, default=OriginKind.DISPATCH)
    house = models.ForeignKey(
        Outlet,
        models.PROTECT,
        verbose_name=_("house"),
        null=True,
        blank=True,
        related_name="origins",
        help_text=_("The agency, station or body that it comes from, where that is known."),
    )
    date = EDTFField(
        _("date"),
        interval_allowed=False,
        blank=True,
        help_text=_("The day on which it was published, such as 2022-03-11."),
    )
    date_basis = basis_field(_("basis of the day"))
    date_basis_note = basis_note_field(_("from what"))
    note = models.TextField(
        _("note"), blank=True, validators=[plain], help_text=_("What a reader should know about it.")
    )

    class Meta:
        verbose_name = _("origin")
        verbose_name_plural = _("origins")
        ordering = ["slug"]
        constraints = [
            bounds_check("date", "origin"),
            one_of("origin", "kind", OriginKind),
            one_of("origin", "date_basis", Basis),
            *basis_given("origin", "date", "date_basis"),
            models.CheckConstraint(
                name="origin_date_is_no_interval",
                condition=~Q(date__contains="/"),
                violation_error_message=_("It was published on one day; write [a..b] where it is not known which."),
            ),
        ]

    def __str__(self) -> str:
        day = dates.short(dates.parse(self.date)) if self.date else ""
        named = [self.house and self.house.name, self.get_kind_display(), day]
        return f"{', '.join(part for part in named if part)} ({self.slug})"
