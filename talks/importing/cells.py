"""The text of a cell as the value of a field: words of lists, dates, numbers, and records by slug or name.

Imports columns, days and models. ``saving`` uses it; what cannot be read raises ValidationError, which says why.
"""

from collections import defaultdict
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from talks.dates import EDTFError, EDTFField
from talks.importing.days import read_day
from talks.letters import fold
from talks.models import Actor, Answer, Article, Claim, Event, Place, Topic
from talks.querysets import SlugQuerySet

NAMED = (Actor, Place, Topic)
"""Models whose records a cell may name by their name or a spelling."""

TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
SEPARATOR = ";"


def key(text: str) -> str:
    """Return a name or word as it is compared: without regard to capitals, accents and white space."""
    return " ".join(fold(text).split())


@cache
def words_of(field: models.Field) -> dict[str, str]:
    """Return the words of a field's closed list, by themselves and by their labels, as ``key`` compares them."""
    choices = list(field.choices or ())
    return {key(str(label)): word for word, label in choices} | {word: word for word, _label in choices}


class Cells:
    """Reads cells. Remembers the names of the record, which are read once: one query for each kind of record named."""

    def __init__(self) -> None:
        self._names: dict[type[models.Model], dict[str, set[int]]] = {}
        self._found: dict[tuple[type[models.Model], str], models.Model] = {}

    def value(self, field: models.Field, cell: str) -> Any:
        """Return the value of a field that a cell gives; of a many-to-many field, the list of records.

        Cost: a query or two for a record. Raises: ValidationError.
        """
        if field.many_to_many:
            parts = [part.strip() for part in cell.split(SEPARATOR) if part.strip()]
            return [self.record(field.related_model, part) for part in parts]
        if field.is_relation:
            return self.record(field.related_model, cell)
        if field.choices:
            return self._word(field, cell)
        if isinstance(field, EDTFField):
            try:
                return read_day(cell)
            except EDTFError as error:
                raise ValidationError(str(error)) from error
        if isinstance(field, models.BooleanField):
            if key(cell) not in TRUTH:
                raise ValidationError(_("“%(cell)s” is neither true nor false.") % {"cell": shortened(cell)})
            return TRUTH[key(cell)]
        return field.to_python(cell)

    def record(self, model: type[models.Model], cell: str) -> models.Model:
        """Return the record that a cell names. Raises: ValidationError."""
        if (model, cell) not in self._found:
            self._found[model, cell] = self._find(model, cell)
        return self._found[model, cell]

    def _find(self, model: type[models.Model], cell: str) -> models.Model:
        if model is Answer:
            question, _slash, slug = cell.partition("/")
            found = Answer.objects.filter(question__slug=question, slug=slug).first()
        else:
            found = self._by_slug(model, cell) or (self._by_name(model, cell) if model in NAMED else None)
        if found is None:
            shown = {"kind": model._meta.verbose_name, "cell": shortened(cell)}
            raise ValidationError(_("There is no %(kind)s “%(cell)s”: add it first.") % shown)
        return found

    def _by_slug(self, model: type[models.Model], cell: str) -> models.Model | None:
        manager: SlugQuerySet = model._default_manager
        try:
            return manager.get_by_natural_key(cell)
        except model.DoesNotExist:
            return None

    def _by_name(self, model: type[models.Model], cell: str) -> models.Model | None:
        if model not in self._names:
            names: dict[str, set[int]] = defaultdict(set)
            self._names[model] = names
            columns = ("pk", "name", "spellings") if hasattr(model, "spellings") else ("pk", "name")
            for pk, *texts in model._default_manager.values_list(*columns):
                for name in "\n".join(texts).splitlines():
                    names[key(name)].add(pk)
        found = self._names[model].get(key(cell), set())
        if len(found) > 1:
            raise ValidationError(
                _("%(n)d records are called “%(cell)s”: give the slug.") % {"n": len(found), "cell": shortened(cell)}
            )
        return model._default_manager.get(pk=next(iter(found))) if found else None

    def _word(self, field: models.Field, cell: str) -> str:
        words = words_of(field)
        found = words.get(key(cell)) or words.get(cell)
        if found is None:
            shown = {"cell": shortened(cell), "words": ", ".join(dict.fromkeys(words.values()))}
            raise ValidationError(_("“%(cell)s” is not in the list: %(words)s.") % shown)
        return found


def stored(record: models.Model, field: models.Field) -> Any:
    """Return what ``Cells.value`` would return for the value that a record has."""
    if field.many_to_many:
        return list(getattr(record, field.name).all())
    if field.name == "side" and isinstance(record, Claim):
        return record.speaks_for  # what our CSV has as the side
    return getattr(record, field.name)


def in_words(value: Any) -> str:
    """Return a value as a cell has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"{SEPARATOR} ".join(sorted(map(in_words, value)))
    if isinstance(value, Answer):
        return f"{value.question.slug}/{value.slug}"
    return (
        value.slug
        if isinstance(value, (Actor, Article, Claim, Event, Place, Topic))
        else str("" if value is None else value)
    )


def shortened(text: str, length: int = 60) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
