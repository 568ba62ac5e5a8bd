"""The shape of a record in a file: models, natural keys, fields and JSON types.

Imports models. ``reading`` checks files against it; ``load`` and ``dump`` use its order.
"""

from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from talks.loading.problems import printable
from talks.models import (
    Actor,
    Answer,
    Article,
    Claim,
    Correction,
    Event,
    Lane,
    Origin,
    Outlet,
    Participation,
    Place,
    Process,
    Question,
    Rename,
    Topic,
)
from talks.validators import plain, refuse_hidden

# The models of a file, in the order of writing: each after those it refers to. User accounts, sessions and the full
# texts of reports are not part of the record.
MODELS = (
    Process,
    Outlet,
    Place,
    Actor,
    Lane,
    Topic,
    Question,
    Answer,
    Origin,
    Article,
    Event,
    Participation,
    Claim,
    Correction,
    Rename,
)
BY_LABEL = {model._meta.label_lower: model for model in MODELS}
MODELS_BY_NAME = {model._meta.model_name: model for model in MODELS}

# Natural keys; every other model has its slug alone. References within a key are slugs.
KEYS = {
    Lane: ("process", "side"),
    Answer: ("question", "slug"),
    Participation: ("event", "actor", "role"),
    Rename: ("model", "former"),
}

# PostgreSQL's smallint and integer. SQLite would take more, and the file would then load there only.
SMALL_INTEGER_MAX = 32767
INTEGER_MAX = 2_147_483_647

# For text fields without a maximum length: far longer than any summary, far shorter than what would slow down a page.
TEXT_MAX = 20_000

# Stay as they are where a file leaves them out.
CLOCK_FIELDS = ("recorded", "changed")

# What a check found. Where a file leaves all of a record's out, they stay as they are, unless the quotation changes. A file
# without any of them is of the time before checks were recorded.
CHECK_FIELDS = {
    Article: ("text_words", "text_sha256", "checked"),
    Claim: ("paragraph_sha256", "unchecked_reason"),
}


def key_fields(model: type[models.Model]) -> tuple[str, ...]:
    """Return the names of the fields of the natural key."""
    return KEYS.get(model, ("slug",))


def has_slug_alone(model: type[models.Model]) -> bool:
    """Return whether the slug alone is the natural key; only such records can be renamed."""
    return model not in KEYS


@cache
def fields_of(model: type[models.Model]) -> dict[str, models.Field]:
    """Return the fields a file may hold of a model, in the order of a dump."""
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return {field.name: field for field in fields if field.serialize and not field.primary_key}


@cache
def derived_fields(model: type[models.Model]) -> frozenset[str]:
    """Return the names of derived columns, which are never in a file."""
    return frozenset(field.name for field in model._meta.concrete_fields if not field.serialize)


@cache
def required_fields(model: type[models.Model]) -> tuple[str, ...]:
    """Return the fields a file must hold: those that may not be blank and have no default."""
    return tuple(
        name
        for name, field in fields_of(model).items()
        if not (field.blank or field.null or field.has_default() or field.many_to_many)
    )


def self_reference(model: type[models.Model]) -> str:
    """Return the name of the field that refers to the same model, or the empty string."""
    return {Actor: "side", Claim: "repeats"}.get(model, "")


def misfit(field: models.Field, value: Any) -> str:
    """Return what a field expects where a JSON value has the wrong type, else the empty string.

    Checked before Django sees the value, because Django would store a list or a number as text.
    """
    if value is None:
        return "" if field.null and not field.many_to_many else "This cannot be null."
    if isinstance(field, models.ManyToManyField):
        length = len(key_fields(field.related_model))
        if isinstance(value, list) and all(_is_key(key, length) for key in value):
            return ""
        return f"Give a list of natural keys such as {_example(field)}, not {_kind(value)}."
    if isinstance(field, models.ForeignKey):
        return "" if _is_key(value, 1) else f"Give a natural key such as {_example(field)}, not {_kind(value)}."
    if isinstance(field, models.BooleanField):
        return "" if isinstance(value, bool) else f"Give true or false, not {_kind(value)}."
    if isinstance(field, models.IntegerField):
        if not isinstance(value, int) or isinstance(value, bool):
            return f"Give a whole number, not {_kind(value)}."
        most = SMALL_INTEGER_MAX if isinstance(field, models.SmallIntegerField) else INTEGER_MAX
        return "" if 0 <= value <= most else f"Give a number from 0 to {most}."
    return "" if isinstance(value, str) else f"Give text, not {_kind(value)}."


def converted(field: models.Field, value: Any) -> Any:
    """Return a JSON value as the model stores it. Raises: ValidationError for a bad day or point in time."""
    if not isinstance(field, models.DateField) or value is None:
        return value
    if not isinstance(field, models.DateTimeField):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise ValidationError("Give a day such as 2022-12-31.") from error
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValidationError("Name the time zone: 2026-11-21T00:00:00Z.")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValidationError("Give a point in time such as 2026-11-21T00:00:00Z.") from error


def check_value(field: models.Field, value: Any) -> None:
    """Refuse a value that a form would refuse, and text that no form could send.

    Raises: ValidationError.
    """
    if value in ("", None) and (field.blank or field.null):
        return
    if isinstance(value, str):
        limit = field.max_length or TEXT_MAX
        if len(value) > limit:
            raise ValidationError(f"Use at most {limit} characters; these are {len(value)}.")
        if plain not in field.validators:
            refuse_hidden(value)
        if not value.strip():
            raise ValidationError("This cannot be blank.")
    field.clean(value, None)


def _is_key(value: Any, length: int) -> bool:
    return isinstance(value, list) and len(value) == length and all(isinstance(part, str) for part in value)


def _example(field: models.Field) -> str:
    key = ", ".join(f'"{part}"' for part in key_fields(field.related_model))
    return f"[[{key}], …]" if field.many_to_many else f"[{key}]"


def _kind(value: Any) -> str:
    for kind, name in ((bool, "true or false"), (int, "a number"), (float, "a number"), (dict, "an object")):
        if isinstance(value, kind):
            return name
    return "a list such as this" if isinstance(value, list) else f"text such as “{printable(str(value), 30)}”"
