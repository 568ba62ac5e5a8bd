"""The model field for uncertain dates, the constraint that guards its derived days, and their order.

Imports `edtf` only. The text is the truth; `<name>_earliest`, `<name>_latest` and `<name>_seal` follow from it
at the moment it is assigned, so that every way of saving writes all four alike.
"""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func, OrderBy, Q
from django.db.models.functions import Coalesce
from django.db.models.query_utils import DeferredAttribute
from django.db.models.sql.compiler import SQLCompiler
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talks.dates.edtf import EDTFError, FuzzyDate, parse

EMPTY_SEAL = "||"
Sql = tuple[str, list[object]]  # with its parameters


def columns(name: str, text: str) -> dict[str, str | date | None]:
    """Give all four columns of one date, for `QuerySet.update(**columns("date", "2022-03"))`.

    Raises: EDTFError for a text that is no date.
    """
    return _columns(name, text, parse(text) if text else None)


def _columns(name: str, text: str, read: FuzzyDate | None) -> dict[str, str | date | None]:
    earliest, latest = (read.earliest, read.latest) if read else (None, None)
    return {
        f"{name}_earliest": earliest,
        f"{name}_latest": latest,
        f"{name}_seal": f"{text}|{earliest or ''}|{latest or ''}",
        name: text,
    }


class DerivingAttribute(DeferredAttribute):
    """Derives the days at assignment: no later hook sees every way in (raw saves, bulk_create, getattr)."""

    def __set__(self, instance: models.Model, value: object) -> None:
        field = self.field
        if hasattr(value, "resolve_expression"):
            instance.__dict__[field.attname] = value
            return
        text = field.to_python(value)
        try:
            read = field.read(text) if text else None
        except EDTFError:
            # A bad text stays on the instance, so that the form can show it beside its error; saving it raises.
            read = None
        instance.__dict__.update(_columns(field.attname, text, read))


class EDTFField(models.CharField):
    """A date as EDTF text, with its first and last possible day in columns of their own.

    Shape: `<name>` is str, empty when undated; `<name>_earliest` and `<name>_latest` are date or None.
    With `interval_allowed=False` the date is one day, month or year, and `a/b` is refused.
    Raises: ValidationError on cleaning and EDTFError on saving, when the text is no date.
    """

    descriptor_class = DerivingAttribute

    def __init__(
        self,
        *args: object,
        max_length: int = 64,
        interval_allowed: bool = True,
        adds_columns: bool = True,
        **kwargs: object,
    ) -> None:
        self.interval_allowed = interval_allowed
        # Made before the text field itself, whose place among the model's fields then follows theirs:
        # Model.__init__ assigns in that order, and the text must have the last word.
        self.derived = self._derived_fields(max_length) if adds_columns else {}
        super().__init__(*args, max_length=max_length, **kwargs)

    @staticmethod
    def _derived_fields(max_length: int) -> dict[str, models.Field]:
        hidden = {"editable": False, "serialize": False, "blank": True}
        return {
            "earliest": models.DateField(null=True, db_index=True, **hidden),
            "latest": models.DateField(null=True, db_index=True, **hidden),
            "seal": models.CharField(
                max_length=max_length + len("|0001-01-01|0001-01-01"), default=EMPTY_SEAL, **hidden
            ),
        }

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        present = {field.name for field in cls._meta.local_fields}
        for suffix, field in self.derived.items():
            # A child of an abstract model has copies of the derived fields already.
            if f"{name}_{suffix}" not in present:
                cls.add_to_class(f"{name}_{suffix}", field)
        super().contribute_to_class(cls, name, private_only)

    def deconstruct(self) -> tuple[str, str, list[object], dict[str, object]]:
        name, _path, args, kwargs = super().deconstruct()
        # A migration lists the derived columns itself.
        kwargs["adds_columns"] = False
        if not self.interval_allowed:
            kwargs["interval_allowed"] = False
        return name, "talks.dates.EDTFField", args, kwargs

    def read(self, text: str) -> FuzzyDate:
        """Read a text under this field's own rule. Raises: EDTFError."""
        read = parse(text)
        if read.precision == "interval" and not self.interval_allowed:
            raise EDTFError(_("This is one day: write [a..b] for a day not known exactly."))
        return read

    def validate(self, value: str | None, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        try:
            if value:
                self.read(value)
        except EDTFError as error:
            raise ValidationError(str(error), code="edtf") from error

    def get_db_prep_save(self, value: object, connection: object) -> object:
        if value and not hasattr(value, "as_sql"):
            self.read(self.to_python(value))
        return super().get_db_prep_save(value, connection)


class DerivesDates(models.Model):
    """Base of every model with an EDTFField: `save(update_fields=["date"])` writes the derived columns too."""

    class Meta:
        abstract = True

    def save(self, *args: object, update_fields: Iterable[str] | None = None, **kwargs: object) -> None:
        if update_fields is not None:
            update_fields = set(update_fields)
            for field in self._meta.concrete_fields:
                if isinstance(field, EDTFField) and field.name in update_fields:
                    update_fields |= _columns(field.name, "", None).keys()
        super().save(*args, update_fields=update_fields, **kwargs)


# The database's own guard


@deconstructible(path="talks.dates.Seal")
class Seal(Func):
    """The seal as the database computes it: text, first day and last day joined by bars."""

    arity = 3
    output_field = models.CharField()

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, day: str = "%s", **extra_context: object
    ) -> Sql:
        (text, text_params), (first, first_params), (last, last_params) = (
            compiler.compile(expression) for expression in self.get_source_expressions()
        )
        first, last = (f"COALESCE({day % expression}, '')" for expression in (first, last))
        return f"({text} || '|' || {first} || '|' || {last})", [*text_params, *first_params, *last_params]

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra_context: object) -> Sql:
        return self.as_sql(compiler, connection, day="CAST(%s AS text)")

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra_context: object) -> Sql:
        # A plain cast to text would follow the session's DateStyle.
        return self.as_sql(compiler, connection, day="to_char((%s)::date, 'YYYY-MM-DD')")


def bounds_check(name: str, model_label: str) -> models.CheckConstraint:
    """Let the database refuse days that do not belong to the text of date `name`, whoever writes them.

    Shape: a constraint for `Meta.constraints`, named `<model_label>_<name>_bounds`.
    """
    text, earliest, latest, seal = name, f"{name}_earliest", f"{name}_latest", f"{name}_seal"
    in_order = (
        Q(**{f"{earliest}__isnull": True}) | Q(**{f"{latest}__isnull": True}) | Q(**{f"{earliest}__lte": F(latest)})
    )
    return models.CheckConstraint(
        name=f"{model_label}_{name}_bounds",
        condition=Q(**{seal: Seal(text, earliest, latest)}) & in_order,
        violation_error_message=gettext_lazy("The first and last day do not fit the date: assign the date again."),
    )


# Order


def in_order(name: str) -> Coalesce:
    """Return the day by which rows stand in order: the first possible one, else the last one. Indexes are made of it."""
    return Coalesce(f"{name}_earliest", f"{name}_latest")


def chronological(name: str) -> list[OrderBy]:
    """Order by first possible day, else by the last one, then by slug; undated rows come last.

    Shape: expressions for `order_by(*chronological("date"))`.
    """
    return [in_order(name).asc(nulls_last=True), F("slug").asc()]
