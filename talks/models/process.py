"""A negotiation, and the lanes of its picture."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from talks.models.base import Slugged
from talks.models.entities import Actor, names_field
from talks.models.recording import History
from talks.validators import hard_cases, plain
from talks.wording import name_in


class Process(Slugged):
    """One negotiation: the title of a timeline."""

    title = models.CharField(_("title"), max_length=160, validators=[plain])
    names = names_field()
    summary = models.TextField(
        _("summary"), blank=True, validators=[plain], help_text=_("One or two sentences, neutral.")
    )
    licence = models.CharField(
        _("licence"),
        max_length=160,
        blank=True,
        validators=[plain],
        help_text=_("Under which terms the record may be used."),
    )
    scope = models.TextField(
        _("scope"), blank=True, validators=[plain], help_text=_("What belongs in this record, and what does not.")
    )
    collected_until = models.DateField(
        _("collected until"),
        null=True,
        blank=True,
        help_text=_("The day until which reports were looked for, such as 2022-12-31."),
    )
    how_found = models.TextField(
        _("how reports were chosen"),
        blank=True,
        validators=[plain],
        help_text=_("Where they were found, and why these."),
    )
    hard_cases = models.TextField(
        _("hard cases"),
        blank=True,
        validators=[plain, hard_cases],
        help_text=_(
            "For the codebook, one a line: list | word, or nothing for the whole list | what was hard | what was decided. "
            "“role | host | No report names a host. | No host is recorded.” Lists and words are called as in the codebook."
        ),
    )

    class Meta:
        verbose_name = _("process")
        verbose_name_plural = _("processes")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_name(self) -> str:
        """Its title in the language of the page, else the title."""
        return name_in(get_language(), self.names) or self.title


class LaneQuerySet(models.QuerySet):
    def get_by_natural_key(self, process: str, side: str) -> "Lane":
        return self.get(process__slug=process, side__slug=side)


class Lane(models.Model):
    """One side of a process: the position of its lane, and its colour."""

    process = models.ForeignKey(Process, models.CASCADE, verbose_name=_("process"), related_name="lanes")
    side = models.ForeignKey(Actor, models.PROTECT, verbose_name=_("side"), related_name="lanes")
    position = models.PositiveSmallIntegerField(_("position"), help_text=_("From the top, counted from 1."))
    palette = models.PositiveSmallIntegerField(
        _("palette"),
        validators=[MinValueValidator(1), MaxValueValidator(8)],
        help_text=_("Number of the colour, 1 to 8."),
    )

    objects = LaneQuerySet.as_manager()
    history = History(indexed=("process",))

    class Meta:
        verbose_name = _("lane")
        verbose_name_plural = _("lanes")
        ordering = ["process", "position"]
        constraints = [
            models.UniqueConstraint(fields=["process", "side"], name="lane_side_once"),
            models.CheckConstraint(
                name="lane_palette_range",
                condition=Q(palette__gte=1, palette__lte=8),
                violation_error_message=_("The palette has the numbers 1 to 8."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.process}: {self.side}"

    def natural_key(self) -> tuple[str, str]:
        return (self.process.slug, self.side.slug)

    natural_key.dependencies = ["talks.process", "talks.actor"]
