"""A published report, and its full text, which is never dumped, and shown only where that is allowed."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talks.dates import EDTFField, bounds_check, in_order
from talks.models.base import (
    Curated,
    address,
    basis_field,
    basis_given,
    basis_note_field,
    one_of,
    term_field,
    web_address,
)
from talks.models.entities import Outlet
from talks.models.origin import Origin
from talks.querysets import ArticleQuerySet
from talks.sources import report_title
from talks.validators import language_code, plain
from talks.vocabulary import Basis, Completeness, Genre, HeadlineBasis, OriginBasis, Rendering

MARKUP = re.compile(r"""[<>"'`{}|\\^\s]""")


def a_source(value: str) -> None:
    """Refuse an address that no published report has: with a user name or password, or with characters of markup.

    Raises: ValidationError.
    """
    if "@" in urlsplit(value).netloc:
        raise ValidationError(_("Take the user name and password out of the address."), code="login")
    if found := MARKUP.search(value):
        raise ValidationError(
            _("An address cannot hold “%(character)s”: copy it again, or write it percent-encoded."),
            code="markup",
            params={"character": found[0]},
        )


def address_field(label, help_text) -> models.URLField:
    return models.URLField(
        label,
        max_length=600,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"]), plain, a_source],
        help_text=help_text,
    )


class Article(Curated):
    """One published report: the facts about it, and a summary in our words."""

    headline = models.CharField(
        _("headline"),
        max_length=300,
        validators=[plain],
        help_text=_("Letter for letter. Give a title where the text has no headline, and say so in the next field."),
    )
    headline_basis = term_field(
        _("what the headline is"),
        HeadlineBasis,
        default=HeadlineBasis.STATED,
        help_text=_("A title that is not the report's own headline is shown in square brackets."),
    )
    genre = term_field(
        _("genre"), Genre, blank=True, help_text=_("As the text shows it; leave it empty where it does not.")
    )
    outlet = models.ForeignKey(
        Outlet,
        models.PROTECT,
        verbose_name=_("outlet"),
        null=True,
        blank=True,
        related_name="articles",
        help_text=_("Who published it. Leave it empty where that is not known."),
    )
    origin = models.ForeignKey(
        Origin,
        models.PROTECT,
        verbose_name=_("origin"),
        null=True,
        blank=True,
        related_name="articles",
        help_text=_("The dispatch, broadcast, post, transcript or document that the report relays, if that is known."),
    )
    origin_basis = term_field(
        _("how the origin is known"), OriginBasis, blank=True, help_text=_("Needed where an origin is chosen.")
    )
    origin_note = models.CharField(
        _("from what"),
        max_length=300,
        blank=True,
        validators=[plain],
        help_text=_("One sentence. Needed unless the report states its origin."),
    )
    byline = models.CharField(_("byline"), max_length=200, blank=True, validators=[plain])
    url = address_field(_("address"), _("Where the report stands. Leave it empty where that is not known."))
    archive_url = address_field(_("archived copy"), _("A copy in a web archive."))
    captured = models.DateField(
        _("captured"), null=True, blank=True, help_text=_("The day on which the archived copy was made.")
    )
    no_capture = models.CharField(
        _("why there is no capture"),
        max_length=300,
        blank=True,
        validators=[plain],
        help_text=_("One sentence, where no copy is archived."),
    )
    published = EDTFField(
        _("published"),
        interval_allowed=False,
        blank=True,
        help_text=_("A day such as 2022-03-30, or [2022-03-11..2022-03-17] for one day in that span."),
    )
    published_basis = basis_field(_("basis of the day"))
    published_basis_note = basis_note_field(_("from what"))
    reference = models.CharField(
        _("reference"),
        max_length=80,
        blank=True,
        validators=[plain],
        help_text=_("A story code or number of the outlet."),
    )
    language = models.CharField(
        _("language"),
        max_length=12,
        default="en",
        validators=[language_code],
        help_text=_("The code of the language it is written in, such as en or uk."),
    )
    summary = models.TextField(_("summary"), blank=True, validators=[plain], help_text=_("In our own words."))
    note = models.TextField(
        _("note"),
        blank=True,
        validators=[plain],
        help_text=_("What is odd: garbled, paraphrases inside quotation marks, …"),
    )
    openings = models.TextField(
        _("openings of the paragraphs"),
        blank=True,
        validators=[plain],
        help_text=_("The first three words of each paragraph, one paragraph a line; readers find their way by them."),
    )
    rendering = term_field(
        _("translation"),
        Rendering,
        default=Rendering.NOT_KNOWN,
        help_text=_("How words spoken in another language came into this report."),
    )
    completeness = term_field(
        _("how much of it there is"),
        Completeness,
        default=Completeness.NOT_KNOWN,
        help_text=_("Of the text from which statements are taken. Readers are told where a part is missing."),
    )
    completeness_note = models.CharField(
        _("what is missing"),
        max_length=300,
        blank=True,
        validators=[plain],
        help_text=_("One sentence: where the text ends, and why. Readers see it."),
    )
    text_is_public = models.BooleanField(
        _("text may be shown"), default=False, help_text=_("Only where its licence allows it.")
    )
    text_words = models.PositiveIntegerField(
        _("words of the text"), null=True, blank=True, help_text=_("Of the text in which its quotes were looked up.")
    )
    text_sha256 = models.CharField(
        _("SHA-256 of the text"),
        max_length=64,
        blank=True,
        validators=[RegexValidator(r"\A[0-9a-f]{64}\Z", _("Give 64 digits from 0–9 and a–f."))],
        help_text=_("Of its cleaned paragraphs, joined by line feeds."),
    )
    checked = models.DateField(
        _("checked"),
        null=True,
        blank=True,
        help_text=_("The day of the last check of its quotes that changed anything."),
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["published_earliest", "slug"]
        indexes = [
            models.Index(in_order("published"), "slug", "status", name="article_in_order"),
            Curated.last_changed("article"),
        ]
        constraints = [
            *Curated.status_checks("article"),
            bounds_check("published", "article"),
            one_of("article", "published_basis", Basis),
            one_of("article", "rendering", Rendering),
            one_of("article", "genre", Genre),
            one_of("article", "completeness", Completeness),
            one_of("article", "headline_basis", HeadlineBasis),
            *basis_given("article", "published", "published_basis"),
            web_address("article", "url"),
            web_address("article", "archive_url"),
            models.CheckConstraint(
                name="article_published_is_no_interval",
                condition=~Q(published__contains="/"),
                violation_error_message=_(
                    "A report is published on one day; write [a..b] where it is not known which."
                ),
            ),
            one_of("article", "origin_basis", OriginBasis),
            models.CheckConstraint(
                name="article_origin_has_basis",
                condition=Q(origin__isnull=True) | ~Q(origin_basis=""),
                violation_error_message=_("Say how the origin is known: choose its basis."),
            ),
            models.CheckConstraint(
                name="article_origin_has_note",
                condition=Q(origin_basis__in=["", OriginBasis.STATED]) | ~Q(origin_note=""),
                violation_error_message=_("Say from what the origin is known."),
            ),
            models.CheckConstraint(
                name="article_captured_or_not",
                condition=Q(no_capture="") | Q(captured__isnull=True),
                violation_error_message=_("Give the day of the capture, or say why there is none."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("report", self.slug)

    def clean(self) -> None:
        """Refuse a slug that is the address of another page, and a check to come."""
        if self.slug == "compare":
            raise ValidationError({"slug": _("At this address reports are compared; choose another slug.")})
        # Compared with the record's own clock too, since that of this computer may be slow; a day more for time zones.
        latest = max(timezone.localdate(), self.changed.date()) + timedelta(days=1)
        if self.checked and self.checked > latest:
            raise ValidationError({"checked": _("This day is still to come.")})

    @property
    def title(self) -> str:
        """The headline; in square brackets, as cataloguers write it, if it is a title that the report does not state."""
        return report_title(self.headline, self.headline_basis)

    @property
    def agency(self) -> Outlet | None:
        """The house whose dispatch, broadcast or document the report relays, or None."""
        return self.origin.house if self.origin else None

    @property
    def source(self) -> Outlet | None:
        """The independent source: the house of the report's origin, else the outlet, else None."""
        return self.agency or self.outlet


class ArticleText(models.Model):
    """The full text of a report as numbered paragraphs. Dumps leave it out and loads do not change it.

    Pages show it only where the report's ``text_is_public`` is set.
    """

    article = models.OneToOneField(
        Article, models.CASCADE, primary_key=True, related_name="text", verbose_name=_("report")
    )
    paragraphs = models.JSONField(_("paragraphs"), help_text=_("The paragraphs in order; the first is ¶1."))
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)

    class Meta:
        verbose_name = _("text of a report")
        verbose_name_plural = _("texts of reports")

    def __str__(self) -> str:
        return str(self.article)

    def paragraph(self, number: int) -> str | None:
        """Return paragraph ``number``, counted from 1, or None."""
        return self.paragraphs[number - 1] if 1 <= number <= len(self.paragraphs) else None


class ReceivedText(models.Model):
    """One text of a report as it was received, present or former, so that a former one can be put back.

    Dumps leave it out, loads do not change it, and no page for readers shows it.
    """

    article = models.ForeignKey(
        Article, models.CASCADE, related_name="received_texts", verbose_name=_("report"), editable=False
    )
    content = models.BinaryField(_("bytes as received"), null=True)  # null: attached before they were stored
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    media_type = models.CharField(_("media type"), max_length=100, blank=True)
    paragraphs = models.JSONField(_("paragraphs"))
    received = models.DateTimeField(_("received"), null=True, default=timezone.now)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("attached by")
    )
    replaced = models.DateTimeField(_("replaced"), null=True)  # null: the present text

    class Meta:
        verbose_name = _("received text")
        verbose_name_plural = _("received texts")
        ordering = ["received", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article"], condition=Q(replaced__isnull=True), name="receivedtext_one_is_present"
            )
        ]

    def __str__(self) -> str:
        return f"{self.article}, {self.sha256[:8]}"
