"""One attributed statement as one report gives it: the join of report and event."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from talks import quoting
from talks.dates import EDTFField, bounds_check, in_order
from talks.models.article import Article
from talks.models.base import (
    Curated,
    address,
    basis_field,
    basis_given,
    basis_note_field,
    lint_reason_field,
    one_of,
    term_field,
)
from talks.models.entities import Actor, Topic
from talks.models.event import Event
from talks.models.question import Answer
from talks.querysets import ClaimQuerySet
from talks.validators import language_code, plain, refuse_hidden
from talks.vocabulary import Attribution, Basis, ClaimKind, QuoteMode, Rendering, Status, TranslationMethod

NEEDS_PROOF = _(
    "The quote of a published statement is either found in the text of its report, or has a reason why it is not checked."
)


class Claim(Curated):
    """Who said what, when, about which event, in which report, in which paragraph, in which words."""

    event = models.ForeignKey(
        Event,
        models.PROTECT,
        verbose_name=_("event"),
        related_name="claims",
        help_text=_("What the statement is about."),
    )
    occasion = models.ForeignKey(
        Event,
        models.PROTECT,
        verbose_name=_("occasion"),
        null=True,
        blank=True,
        related_name="said_there",
        help_text=_("The event at which it was said, where that is another one."),
    )
    article = models.ForeignKey(
        Article, models.PROTECT, verbose_name=_("report"), null=True, blank=True, related_name="claims"
    )
    paragraph = models.PositiveSmallIntegerField(
        _("paragraph"), null=True, blank=True, help_text=_("Counted from 1 after the headline.")
    )
    speaker = models.ForeignKey(
        Actor,
        models.PROTECT,
        verbose_name=_("speaker"),
        null=True,
        blank=True,
        related_name="statements",
        help_text=_("Empty for the report's own voice and for speakers who are described or unnamed."),
    )
    speaker_role = models.CharField(
        _("role as reported"),
        max_length=160,
        blank=True,
        validators=[plain],
        help_text=_(
            "In the report's words: “Kremlin spokesman”. For a speaker who is only described, the description."
        ),
    )
    side = models.ForeignKey(
        Actor,
        models.PROTECT,
        verbose_name=_("speaks for"),
        null=True,
        blank=True,
        related_name="statements_for",
        help_text=_(
            "Taken from the speaker unless set. Publishing writes it down, so that it stays when the speaker moves."
        ),
    )
    target = models.ForeignKey(
        Actor,
        models.PROTECT,
        verbose_name=_("about whom"),
        null=True,
        blank=True,
        related_name="statements_about",
        help_text=_("The other side that the statement is about, where it is about one."),
    )
    attribution = term_field(_("attribution"), Attribution)
    kind = term_field(_("kind"), ClaimKind)
    cue = models.CharField(
        _("verb of the report"),
        max_length=60,
        blank=True,
        validators=[plain],
        help_text=_("The verb with which the report gives the statement, in its words: “claimed”, “acknowledged”."),
    )
    statement = models.TextField(
        _("statement"),
        max_length=400,
        validators=[plain],
        help_text=_(
            "In our words, after the speaker's name, led by a neutral verb: “says that the talks take place daily”."
        ),
    )
    quote = models.CharField(
        _("quote"),
        max_length=300,
        blank=True,
        validators=[refuse_hidden],
        help_text=_("At most 12 words, letter for letter from the paragraph; up to three pieces joined by “ […] ”."),
    )
    prefix = models.CharField(
        _("words before"),
        max_length=120,
        blank=True,
        help_text=_("Only where the quote occurs twice in the paragraph."),
    )
    suffix = models.CharField(
        _("words after"), max_length=120, blank=True, help_text=_("Only where the quote occurs twice in the paragraph.")
    )
    quote_mode = term_field(_("words of"), QuoteMode, blank=True)
    quote_language = models.CharField(
        _("language of the quote"),
        max_length=12,
        blank=True,
        validators=[language_code],
        help_text=_(
            "Only where it is not that of the report: en for a post in English that a Ukrainian report quotes."
        ),
    )
    rendering = term_field(
        _("translation"),
        Rendering,
        blank=True,
        help_text=_("How these words came into the language of the report; that of the report unless set."),
    )
    quote_translation = models.TextField(
        _("quote in English"),
        max_length=400,
        blank=True,
        validators=[plain],
        help_text=_("For a quote in another language. Readers see it below the quote, with its translator."),
    )
    translated_by = models.CharField(
        _("translated by"),
        max_length=160,
        blank=True,
        validators=[plain],
        help_text=_("A person, an outlet or a program."),
    )
    translation_method = term_field(_("how translated"), TranslationMethod, blank=True)
    said = EDTFField(
        _("said"),
        interval_allowed=False,
        blank=True,
        help_text=_("The day; empty for what was said “repeatedly” or “recently”."),
    )
    said_basis = basis_field(_("basis of the day"))
    said_basis_note = basis_note_field(_("from what"))
    standing = models.BooleanField(
        _("standing position"),
        default=False,
        help_text=_(
            "A position that is held, as reported. It has no day on which it was said; its report's day orders it."
        ),
    )
    topics = models.ManyToManyField(Topic, verbose_name=_("topics"), blank=True, related_name="claims")
    answers = models.ManyToManyField(
        Answer,
        verbose_name=_("answers"),
        blank=True,
        related_name="claims",
        help_text=_("At most one of each question."),
    )
    repeats = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("repeats"),
        null=True,
        blank=True,
        related_name="repetitions",
        help_text=_("The first record of the same utterance, in another report or in the same one."),
    )
    note = models.TextField(
        _("note"), blank=True, validators=[plain], help_text=_("What a reader should know about it.")
    )
    lint_reason = lint_reason_field()
    paragraph_sha256 = models.CharField(
        _("found in the paragraph"),
        max_length=80,
        blank=True,
        validators=[
            RegexValidator(r"\A[0-9]+:[0-9a-f]{64}\Z", _("Give the version of the cleaning, “:” and a SHA-256."))
        ],
        help_text=_("The hash of the paragraph in which the quote was found; empty where it was not checked."),
    )
    unchecked_reason = models.CharField(
        _("why it is not checked"),
        max_length=300,
        blank=True,
        validators=[plain],
        help_text=_("Needed for publishing where the quote was not found in a stored text. Readers see it."),
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement")
        # One right for reports, events and statements: readers see them together or not at all.
        permissions = [("publish", _("Can publish, withdraw and take back reports, events and statements"))]
        verbose_name_plural = _("statements")
        ordering = ["article", "paragraph", "slug"]
        indexes = [
            models.Index(fields=["event", "status"], name="claim_event_status"),
            # To count and page what somebody said, and what was said for a side, in the order said. Status does not come
            # first: without statistics SQLite would think it selective.
            models.Index("speaker", "status", in_order("said"), "side", name="claim_speaker_said"),
            models.Index("side", "status", in_order("said"), "speaker", name="claim_side_said"),
            Curated.last_changed("claim"),
        ]
        constraints = [
            *Curated.status_checks("claim"),
            bounds_check("said", "claim"),
            one_of("claim", "attribution", Attribution),
            one_of("claim", "kind", ClaimKind),
            one_of("claim", "quote_mode", QuoteMode),
            one_of("claim", "rendering", Rendering),
            one_of("claim", "said_basis", Basis),
            one_of("claim", "translation_method", TranslationMethod),
            models.CheckConstraint(
                name="claim_translated_by_whom",
                condition=Q(quote_translation="", translated_by="", translation_method="")
                | ~Q(quote="") & ~Q(quote_translation="") & ~Q(translated_by="") & ~Q(translation_method=""),
                violation_error_message=_(
                    "A translation of the quote needs the quote, its translator, and how it was made."
                ),
            ),
            *basis_given("claim", "said", "said_basis"),
            models.CheckConstraint(
                name="claim_said_is_no_interval",
                # Not with LIKE: what Django reads of a table in SQLite goes wrong behind its ESCAPE clause.
                condition=Q(Exact(StrIndex("said", Value("/")), 0)),
                violation_error_message=_("A statement is made on one day; write [a..b] where it is not known which."),
            ),
            models.CheckConstraint(
                name="claim_standing_has_no_day",
                condition=Q(standing=False) | Q(said=""),
                violation_error_message=_("A standing position has no day on which it was said: leave the day empty."),
            ),
            models.CheckConstraint(
                name="claim_published_is_complete",
                condition=~Q(status=Status.PUBLISHED)
                | Q(article__isnull=False, paragraph__gte=1) & ~Q(quote="") & ~Q(quote_mode="") & ~Q(statement=""),
                violation_error_message=_(
                    "A published statement needs report, paragraph, quote and whose words it holds."
                ),
            ),
            models.CheckConstraint(
                name="claim_unchecked_reason_given",
                condition=~Q(status=Status.PUBLISHED)
                | Q(paragraph_sha256="") & ~Q(unchecked_reason="")
                | ~Q(paragraph_sha256="") & Q(unchecked_reason=""),
                violation_error_message=NEEDS_PROOF,
            ),
            models.CheckConstraint(
                name="claim_speaker_fits_attribution",
                condition=Q(attribution=Attribution.OWN_VOICE, speaker__isnull=True, side__isnull=True)
                | Q(attribution__in=[Attribution.NAMED, Attribution.INSTITUTION], speaker__isnull=False)
                | Q(attribution__in=[Attribution.DESCRIBED, Attribution.UNNAMED, Attribution.DOCUMENT]),
                violation_error_message=_(
                    "The report's own voice has no speaker and no side; a named person or institution needs one."
                ),
            ),
            models.CheckConstraint(
                name="claim_repeats_another",
                condition=Q(repeats__isnull=True) | ~Q(repeats=F("id")),
                violation_error_message=_("A statement cannot repeat itself."),
            ),
            models.CheckConstraint(
                name="claim_occasion_is_another",
                condition=Q(occasion__isnull=True) | ~Q(occasion=F("event")),
                violation_error_message=_("Leave the occasion empty where it is the event itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.speaker or self.speaker_role or self.get_attribution_display()} {self.statement}"

    def get_absolute_url(self) -> str:
        return address("claim", self.slug)

    def clean(self) -> None:
        """Refuse what is wrong, each beside its field. Cost: up to three queries. Raises: ValidationError.

        The language of the report is not stored again as that of the quote, which then follows the report.
        """
        if self.article_id and self.quote_language == self.article.language:
            self.quote_language = ""
        errors = self.faults()
        if self.quote:
            try:
                self.check_quote()
            except ValidationError as error:
                errors.setdefault("quote", error.messages)
        if errors:
            raise ValidationError(errors)

    def faults(self) -> dict:
        """Return what is wrong, by field, apart from the quote itself. Cost: up to two queries."""
        errors = {}
        if self.repeats_id and self.repeats.repeats_id:
            errors["repeats"] = _("Point to the first record of the utterance, not to another repetition.")
        elif self.repeats_id and self.pk and self.repetitions.exists():
            errors["repeats"] = _("Other statements repeat this one: first make them point to the first record.")
        if self.status == Status.PUBLISHED:
            for field in ("article", "paragraph", "quote", "quote_mode"):
                if not getattr(self, field):
                    errors[field] = _("A published statement needs this.")
            if bool(self.paragraph_sha256) == bool(self.unchecked_reason):
                errors["unchecked_reason"] = NEEDS_PROOF
        return errors

    def check_quote(self) -> None:
        """Refuse a quote that breaks the rules, or that is not in the stored paragraph.

        Without a stored text only its form is checked. Cost: one query. Raises: ValidationError.
        """
        quoting.check_form(self.quote, self.prefix, self.suffix)
        self.check_place()

    def check_place(self) -> None:
        """Refuse a quote that is not in the stored paragraph, if a text is stored. Cost: one query. Raises: ValidationError."""
        text = getattr(self.article, "text", None) if self.article_id else None
        if text and self.paragraph:
            quoting.find(self.quote, text.paragraph(self.paragraph), prefix=self.prefix, suffix=self.suffix)

    def quote_warnings(self) -> list[str]:
        """Return what a curator should look at in a quote that stands in the stored paragraph. Cost: one query."""
        text = getattr(self.article, "text", None) if self.article_id and self.quote else None
        if not text:
            return []
        return quoting.warnings(self.quote, text.paragraph(self.paragraph or 0), prefix=self.prefix, suffix=self.suffix)

    @staticmethod
    def check_answers(answers) -> None:
        """Refuse two answers to one question. Raises: ValidationError."""
        questions = [answer.question_id for answer in answers]
        if len(questions) != len(set(questions)):
            raise ValidationError({"answers": _("Choose at most one answer of each question.")})

    @property
    def language_of_quote(self) -> str:
        """The language in which the quote stands: its own, else that of the report; empty without a report."""
        return self.quote_language or (self.article.language if self.article_id else "")

    @property
    def speaks_for(self) -> Actor | None:
        """The side that the statement is made for: its own ``side``, else the speaker's."""
        return self.side or (self.speaker.speaks_for if self.speaker else None)

    def write_side(self) -> bool:
        """Take the side of the speaker if the statement has none; return whether it did. Saves nothing."""
        if self.side or not self.speaker or not self.speaker.speaks_for:
            return False
        self.side = self.speaker.speaks_for
        return True

    @property
    def utterance_id(self) -> int:
        """The id of the first record of this utterance."""
        return self.repeats_id or self.pk
