"""The model field for uncertain dates, and the constraint on its derived columns.

Imports `edtf` only. The text is the truth. `<name>_earliest`, `<name>_latest` and `<name>_seal` are derived from it on
assignment, so every way of saving writes all four consistently.
"""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func, Q
from django.db.models.query_utils import DeferredAttribute
from django.db.models.sql.compiler import SQLCompiler
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talks.dates.edtf import EDTFError, FuzzyDate, parse

EMPTY_SEAL = "||"
Sql = tuple[str, list[object]]  # and its parameters


def columns(name: str, text: str) -> dict[str, str | date | None]:
    """Return all four columns of a date, for `QuerySet.update(**columns("date", "2022-03"))`.

    Shape: values by column name; the days are None where they are open, or if the text is empty.
    Raises: EDTFError if the text is not a date.
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
    """Derive the days on assignment: later hooks miss raw saves, bulk_create or reads before saving."""

    def __set__(self, instance: models.Model, value: object) -> None:
        field = self.field
        if hasattr(value, "resolve_expression"):
            instance.__dict__[field.attname] = value
            return
        text = field.to_python(value)
        try:
            read = field.read(text) if text else None
        except EDTFError:
            # An invalid text stays on the instance, so the form can show it with its error. Saving it raises.
            read = None
        instance.__dict__.update(_columns(field.attname, text, read))


class EDTFField(models.CharField):
    """A date as EDTF text, with its first and last possible day in columns of their own.

    Shape: `<name>` is str, empty when undated; `<name>_earliest` and `<name>_latest` are date or None.
    `interval_allowed=False` refuses `a/b`. `adds_columns=False` is for migrations, which list the derived columns.
    Raises: ValidationError on cleaning and EDTFError on saving, if the text is not a date.
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
        # Create these before the text field itself: fields are ordered by creation, Model.__init__ assigns in that
        # order, and the text must be assigned last.
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
            # A child of an abstract model already has copies of the derived fields.
            if f"{name}_{suffix}" not in present:
                cls.add_to_class(f"{name}_{suffix}", field)
        super().contribute_to_class(cls, name, private_only)

    def deconstruct(self) -> tuple[str, str, list[object], dict[str, object]]:
        name, _path, args, kwargs = super().deconstruct()
        # Migrations list the derived columns themselves.
        kwargs["adds_columns"] = False
        if not self.interval_allowed:
            kwargs["interval_allowed"] = False
        return name, "talks.dates.EDTFField", args, kwargs

    def read(self, text: str) -> FuzzyDate:
        """Parse a text by the rules of this field. Raises: EDTFError."""
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
    """Base class for models with an EDTFField: `save(update_fields=["date"])` also writes the derived columns."""

    class Meta:
        abstract = True

    def save(self, *args: object, update_fields: Iterable[str] | None = None, **kwargs: object) -> None:
        if update_fields is not None:
            update_fields = set(update_fields)
            for field in self._meta.concrete_fields:
                if isinstance(field, EDTFField) and field.name in update_fields:
                    update_fields |= _columns(field.name, "", None).keys()
        super().save(*args, update_fields=update_fields, **kwargs)


# The constraint in the database


@deconstructible(path="talks.dates.Seal")
class Seal(Func):
    """The seal, computed by the database: text, first day and last day, joined by `|`."""

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
        # A plain cast to text depends on the DateStyle of the connection.
        return self.as_sql(compiler, connection, day="to_char((%s)::date, 'YYYY-MM-DD')")


def bounds_check(name: str, model_label: str) -> models.CheckConstraint:
    """Return a constraint that refuses days which do not match the text of the date `name`.

    Shape: for `Meta.constraints`, named `<model_label>_<name>_bounds`.
    Raises: the database refuses the row with IntegrityError, `full_clean()` with ValidationError.
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
