"""Two people in one form: what only one of them changed is saved, and only what both changed is asked.

A form carries what was stored when it was opened. At the save that is compared with what is stored now and with what was
sent. For the forms of the admin, their rows, and any other ``ModelForm``.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import BaseInlineFormSet, model_to_dict
from django.utils.functional import cached_property
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talks import history
from talks.validators import plain

Values = dict[str, Any]
CLOCKS = {"changed", "recorded"}
DERIVED = {"paragraph_sha256", "text_words", "text_sha256", "checked"}  # set at each save, and never by hand


def comparable(value: Any) -> str | list[str]:
    """Return a value of a record or of a form as text; records as their ids, several of them in order."""
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, (list, tuple, set, models.QuerySet)):
        return sorted(str(comparable(one)) for one in value)
    return "" if value is None else str(value)


def values_of(record: models.Model) -> Values:
    """Return what is stored of a record, by field, comparable. Cost: one query for each many-to-many field."""
    meta = record._meta
    fields = [field for field in meta.concrete_fields if field.editable and not field.primary_key]
    values = {field.name: comparable(getattr(record, field.attname)) for field in fields if field.name not in CLOCKS}
    for field in meta.many_to_many:
        values[field.name] = comparable(getattr(record, field.name).values_list("pk", flat=True))
    return values


def value_words(field: forms.Field, value) -> str:
    """Return a stored value in words, as the form shows it."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        value = ", ".join(str(record) for record in value)
    elif isinstance(field, forms.ModelChoiceField):
        value = field.queryset.filter(pk=value).first() if value else ""
    elif isinstance(field, forms.ChoiceField):
        value = dict(field.choices).get(value, value)
    elif isinstance(field, forms.BooleanField):
        value = _("Yes") if value else _("No")
    return Truncator(str(value)).chars(300) if value not in (None, "") else _("empty")


def who_changed(record: models.Model, name: str) -> str:
    """Return the name of the user who last changed a field. Cost: two queries."""
    known = any(field.name == name for field in [*record._meta.concrete_fields, *record._meta.many_to_many])
    user = history.last_to_change(record, [name]) if known else None
    found = get_user_model().objects.filter(pk=user).first() if user else None
    return found.get_username() if found else _("somebody")


class MergesChanges(forms.ModelForm):
    """A form that takes over what others changed since it was opened, and asks where both changed one field.

    Call ``merge`` in ``clean``, before anything reads the values. ``taken`` then has the names of what was taken over, and
    ``asked`` of what the user is asked about.
    """

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.taken: list[str] = []
        self.asked: list[str] = []

    def merge(self, stored: models.Model, present: Values, opened: Values) -> None:
        """Settle each field from what was stored when the form was opened, what is stored now, and what was sent.

        ``stored`` is the record read again under a lock. Cost: three queries for each field that both changed.
        """
        self.refresh(stored)
        for name, now in present.items():
            was = opened.get(name)
            if now == was:
                continue
            if name not in self.fields:
                if was is not None and name not in DERIVED:
                    self.taken.append(name)
                continue
            sent = self.cleaned_data.get(name) if name in self.cleaned_data else object()
            mine = comparable(sent)
            if mine == was:
                self.take(name, stored)
                self.taken.append(name)
            elif mine != now:
                self.ask(name, stored)

    def refresh(self, stored: models.Model) -> None:
        """Compare from now on with what is stored: fields that the form lacks are saved as they are stored now."""
        for field in stored._meta.concrete_fields:
            setattr(self.instance, field.attname, getattr(stored, field.attname))
        self.initial |= model_to_dict(stored, fields=list(self.fields))
        self.__dict__.pop("changed_data", None)

    def take(self, name: str, stored: models.Model) -> None:
        """Put the stored value of a field in the place of the one that was sent."""
        value = self.initial[name]
        many = any(field.name == name for field in stored._meta.many_to_many)
        self.cleaned_data[name] = getattr(stored, name).all() if many else getattr(stored, name)
        self.data = self.data.copy()
        key, shown = self.add_prefix(name), self.fields[name].prepare_value(value)
        if isinstance(self.fields[name].widget, forms.CheckboxInput):
            self.data.pop(key, None)
            if value:
                self.data[key] = "on"
        elif isinstance(shown, (list, tuple)):
            self.data.setlist(key, [str(one) for one in shown])
        else:
            self.data[key] = "" if shown is None else str(shown)

    def ask(self, name: str, stored: models.Model) -> None:
        """Show the stored value beside the field; what was sent stays in it."""
        self.asked.append(name)
        said = _("%(user)s changed this to “%(value)s” while you had the form open. Save again to have yours instead.")
        words = value_words(self.fields[name], self.initial.get(name))
        self.add_error(name, said % {"user": who_changed(stored, name), "value": words})

    def label_of(self, name: str) -> str:
        field = self.fields.get(name)
        if field and field.label:
            return str(field.label)
        return capfirst(str(getattr(self.instance._meta.get_field(name), "verbose_name", name)))

    def taken_words(self) -> str:
        """Return what was taken over, each with the name of who changed it; empty if nothing was."""
        named = [f"{self.label_of(name)} ({who_changed(self.instance, name)})" for name in dict.fromkeys(self.taken)]
        return (
            _("Others changed this meanwhile, and it stays: %(fields)s.") % {"fields": ", ".join(named)}
            if named
            else ""
        )


class OpenedForm(MergesChanges):
    """Carries, unseen, what was stored when it was opened, with the rows that are edited in it; and asks why."""

    opened = forms.CharField(required=False, widget=forms.HiddenInput)
    why = forms.CharField(
        required=False,
        max_length=history.REASON_LENGTH,
        validators=[plain],
        label=gettext_lazy("Why (for the history)"),
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
    )
    rows_with: tuple[str, ...] = ()
    """The relations whose rows are edited in this form."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.is_bound:
            self.initial["opened"] = self.opened_text(self.instance)

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name not in {"opened", "why"} and name not in self.taken]

    def more_values(self, record: models.Model) -> Values:
        """Return further values that count as parts of a record."""
        return {}

    def opened_text(self, record: models.Model) -> str:
        rows = {name: rows_of(record, name) for name in self.rows_with}
        return json.dumps([values_of(record) | self.more_values(record), rows])

    def merge_opened(self) -> None:
        """Merge with what is stored now. Cost: as ``merge``, and one query for each relation with rows."""
        # Locked until this transaction ends, so that nobody can save between this and the save.
        stored = type(self.instance)._base_manager.select_for_update().get(pk=self.instance.pk)
        opened, _rows = read_opened(self.data.get(self.add_prefix("opened")))
        self.merge(stored, values_of(stored) | self.more_values(stored), opened)
        self.data = self.data.copy()
        self.data[self.add_prefix("opened")] = self.opened_text(stored)
        if self.asked:
            said = _("Others changed the same fields while you had the form open, so nothing is saved yet.")
            self.add_error(None, " ".join(filter(None, [said, self.taken_words()])))


def rows_of(record: models.Model, name: str) -> dict[str, Values]:
    """Return the rows of a relation of a record by id. Cost: one query, and one for each many-to-many field and row."""
    relation = record._meta.get_field(name)
    rows = relation.related_model._base_manager.filter(**{relation.field.name: record.pk})
    return {str(row.pk): values_of(row) for row in rows.order_by("pk")}


def read_opened(text: str | None) -> tuple[Values, dict[str, dict[str, Values]]]:
    """Return the values and rows that a form carried; nothing if they cannot be read, so that every difference is asked."""
    try:
        values, rows = json.loads(text or "")
        return dict(values), {name: dict(some) for name, some in rows.items()}
    except (ValueError, TypeError, AttributeError):
        return {}, {}


class OpenedFormSet(BaseInlineFormSet):
    """Rows that are merged one by one. Rows that others added stay; rows that others deleted go if nobody changed them."""

    def __init__(self, *args, opened: dict[str, Values] | None = None, **kwargs) -> None:
        self.opened = opened or {}
        super().__init__(*args, **kwargs)

    def _construct_form(self, i: int, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.opened_row = self.opened.get(str(form.instance.pk)) or {}
        return form

    def clean(self) -> None:
        super().clean()
        for form in self.initial_forms:
            if form.instance.pk is None:
                self._was_deleted(form)
            elif form.cleaned_data.get("DELETE") and form.taken:
                raise ValidationError(
                    _("“%(row)s” was changed while you had the form open. Save again to delete it all the same."),
                    params={"row": form.instance},
                )

    def _was_deleted(self, form) -> None:
        """Leave out a row that somebody deleted; ask if it was changed here."""
        before = self.opened.get(str(form.data.get(form.add_prefix("id"))), {})
        sent = {name: comparable(value) for name, value in form.cleaned_data.items() if name in before}
        form.errors.pop("id", None)
        if all(before[name] == value for name, value in sent.items()):
            form.cleaned_data["DELETE"] = True
        elif not form.cleaned_data.get("DELETE"):
            form.add_error(None, _("Somebody deleted this row meanwhile. Tick “Delete”, or write it as a new row."))


class MergedRow(MergesChanges):
    """A row of ``OpenedFormSet``."""

    opened_row: Values = {}

    def clean(self) -> Values:
        cleaned = super().clean()
        if self.instance.pk:
            stored = type(self.instance)._base_manager.get(pk=self.instance.pk)
            self.merge(stored, values_of(stored), self.opened_row)
        return cleaned


def taken_over(form: MergesChanges, formsets: Iterable[OpenedFormSet]) -> Callable[[], str] | None:
    """Return how to say what was taken over; None if nothing was."""
    rows = [row for formset in formsets for row in formset.initial_forms if getattr(row, "taken", None)]
    if not (form.taken or rows):
        return None
    return lambda: " ".join(
        filter(None, [form.taken_words(), *(f"{row.instance}: {row.taken_words()}" for row in rows)])
    )
