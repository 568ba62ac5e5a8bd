"""What records share: a slug as natural key, a status, two clocks, and constraints of the database."""

from functools import cache

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from talks.dates import DerivesDates
from talks.models.recording import History
from talks.querysets import SlugQuerySet
from talks.validators import plain
from talks.vocabulary import Basis, Status

SLUG = RegexValidator(
    r"\A(?!none\Z)[a-z0-9]+(-[a-z0-9]+)*\Z",
    _("Use small letters a–z, digits and single hyphens; “none” is kept for what is missing."),
)


def slug_field(**options) -> models.SlugField:
    """Return the field for a slug: the record's name in URLs, fixtures and files."""
    help_text = _("The name in addresses and files. When it changes, the old address keeps working.")
    return models.SlugField(_("slug"), max_length=120, validators=[SLUG], help_text=help_text, **options)


def term_field(label, vocabulary, **options) -> models.CharField:
    """Return the field for a word of a closed list."""
    return models.CharField(label, max_length=24, choices=vocabulary, **options)


def basis_field(what) -> models.CharField:
    """Return the field that says how a date or place is known."""
    return term_field(what, Basis, blank=True, help_text=_("How this is known."))


def basis_note_field(what) -> models.CharField:
    """Return the field that says from what, or from where, a date or place is known."""
    help_text = _("From what it follows, or where it is known from. Needed unless a report states it.")
    return models.CharField(what, max_length=300, blank=True, validators=[plain], help_text=help_text)


def lint_reason_field() -> models.CharField:
    """Return the field that says why the editors' lint need not warn of a record."""
    help_text = _("Why the warnings below do not apply to it. It silences them; readers never see it.")
    return models.CharField(_("exception"), max_length=300, blank=True, validators=[plain], help_text=help_text)


def one_of(model: str, field: str, vocabulary) -> models.CheckConstraint:
    """Return the constraint that a column holds a word of its list, or nothing."""
    values = [*vocabulary.values, ""]
    return models.CheckConstraint(
        name=f"{model}_{field}_known",
        condition=Q(**{f"{field}__in": values}),
        violation_error_message=_("That word is not in the list."),
    )


def basis_given(model: str, field: str, basis: str, *, nullable: bool = False) -> list[models.CheckConstraint]:
    """Return the constraints that a value has its basis, and that a basis other than stated says from what."""
    absent = Q(**{f"{field}__isnull": True}) if nullable else Q(**{field: ""})
    return [
        models.CheckConstraint(
            name=f"{model}_{field}_has_basis",
            condition=absent | ~Q(**{basis: ""}),
            violation_error_message=_("Say how this is known: choose its basis."),
        ),
        models.CheckConstraint(
            name=f"{model}_{basis}_has_note",
            condition=Q(**{f"{basis}__in": ["", Basis.STATED]}) | ~Q(**{f"{basis}_note": ""}),
            violation_error_message=_("Say from what, or from where, this is known."),
        ),
    ]


def web_address(model: str, field: str) -> models.CheckConstraint:
    """Return the constraint that a URL is http or https, so that no other scheme can become a link."""
    return models.CheckConstraint(
        name=f"{model}_{field}_is_web",
        condition=Q(**{field: ""})
        | Q(**{f"{field}__startswith": "http://"})
        | Q(**{f"{field}__startswith": "https://"}),
        violation_error_message=_("Give an address that starts with http:// or https://."),
    )


def address(view: str, slug: str) -> str:
    """Return the path of a record's page, as ``reverse`` does, but faster: a page needs hundreds. Slugs are ASCII."""
    before, after = around_slug(view)
    return f"{before}{slug}{after}"


def around_slug(view: str) -> tuple[str, str]:
    """Return the path of a view in the language of the answer, in two parts, before and after the slug."""
    return _around_slug(view, get_language())


@cache
def _around_slug(view: str, language: str | None) -> tuple[str, str]:
    before, _slug, after = reverse(view, args=["0-slug-0"]).partition("0-slug-0")
    return before, after


class Slugged(DerivesDates, models.Model):
    """A record whose slug is its natural key."""

    slug = slug_field(unique=True)

    objects = SlugQuerySet.as_manager()
    history = History(inherit=True)

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[str, ...]:
        return (self.slug,)


class Curated(Slugged):
    """A record that is drafted, reviewed, published and perhaps withdrawn, with two clocks."""

    status = term_field(_("status"), Status, default=Status.DRAFT)
    status_reason = models.CharField(
        _("reason"),
        max_length=300,
        blank=True,
        validators=[plain],
        help_text=_("Why it was withdrawn or taken back to draft. Readers of a withdrawn address see it."),
    )
    recorded = models.DateTimeField(_("recorded"), default=timezone.now, help_text=_("When it entered the record."))
    changed = models.DateTimeField(_("changed"), default=timezone.now, help_text=_("When it was last changed."))

    class Meta:
        abstract = True

    @staticmethod
    def last_changed(model: str) -> models.Index:
        """Return the index for finding when a published record of a model last changed.

        It neither begins with status nor covers only published rows: SQLite would think either selective and prefer it
        to better indexes.
        """
        return models.Index(fields=["changed", "status"], name=f"{model}_last_changed")

    @staticmethod
    def status_checks(model: str) -> list[models.CheckConstraint]:
        """Return the constraints on the status of a model: a known word, and a reason for what is withdrawn."""
        return [
            one_of(model, "status", Status),
            models.CheckConstraint(
                name=f"{model}_withdrawn_has_reason",
                condition=~Q(status=Status.WITHDRAWN) | ~Q(status_reason=""),
                violation_error_message=_("Say why it is withdrawn: readers of its address will see the reason."),
            ),
        ]


class RenameQuerySet(models.QuerySet):
    """Former slugs."""

    def present_slug(self, model: type[models.Model], slug: str) -> str:
        """Return the slug a record has now, or the empty string where the slug was never used. Cost: one query."""
        found = self.filter(model=model._meta.model_name, former=slug).values_list("present", flat=True)
        return found.first() or ""

    def get_by_natural_key(self, model: str, former: str) -> "Rename":
        return self.get(model=model, former=former)


class Rename(models.Model):
    """A former slug of a record; its URL redirects, and files with it still load."""

    MODELS = [
        (name, name)
        for name in ("actor", "article", "claim", "event", "origin", "outlet", "place", "question", "topic")
    ]

    model = models.CharField(_("kind of record"), max_length=24, choices=MODELS)
    former = slug_field()
    present = models.SlugField(_("present slug"), max_length=120, validators=[SLUG])

    objects = RenameQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        ordering = ["model", "former"]
        constraints = [
            models.UniqueConstraint(fields=["model", "former"], name="rename_once"),
            models.CheckConstraint(
                name="rename_moves",
                condition=~Q(former=models.F("present")),
                violation_error_message=_("The present slug must differ from the former one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.former} → {self.present}"

    def natural_key(self) -> tuple[str, str]:
        return (self.model, self.former)


class Version(models.Model):
    """The one row that every change of the record updates; see ``talks.version``."""

    number = models.BigIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(name="version_is_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.number)
