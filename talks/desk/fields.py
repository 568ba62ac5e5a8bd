"""Fields and a base that the forms of the desk share: a date as people type it, a record by its name, one token a form."""

from collections.abc import Iterable

from django import forms
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from talks import dates
from talks.admin.forms import BesideFields
from talks.dates.typed import read_typed
from talks.desk import once
from talks.desk.choosing import ADDED, KINDS, choose, values_of

SEVERAL = ";"
MOST_TYPED = 600  # characters in a field that names records

OF_THE_REPORT = {"dir": "auto"}  # what is written in the report's own words, in whichever direction


def is_right_to_left(language: str) -> bool:
    return bool(LANG_INFO.get(language.partition("-")[0].lower(), {}).get("bidi"))


class TypedDate(forms.CharField):
    """A date as people write it, or in EDTF. Shape: EDTF text."""

    is_live = True  # a script tells below it what the server makes of it

    def __init__(self, **options) -> None:
        super().__init__(**options)
        self.widget.attrs |= {"data-day": "", "autocomplete": "off"}

    def clean(self, value) -> str:
        typed = super().clean(value)
        try:
            return read_typed(typed) if typed else ""
        except dates.EDTFError as error:
            raise ValidationError(str(error), code="edtf") from error

    def has_changed(self, initial, data) -> bool:
        try:
            return self.clean(data) != (initial or "")
        except ValidationError:
            return True


class Named(forms.CharField):
    """A record, or ``several``, by slug, exact name or spelling. Shape: a record or None; a list of records.

    Its initial value is an id or a list of records, as of any field that refers to records; it is shown by name.
    ``new`` is the kind of record that can be added beside it, one of ``ADDED``.
    """

    is_live = True

    def __init__(self, kind: str, *, several: bool = False, new: str = "", **options) -> None:
        self.kind, self.several, self.new = kind, several, new
        options.setdefault("max_length", MOST_TYPED)
        super().__init__(**options)
        self.widget.attrs |= {"data-choose": kind, "autocomplete": "off", "spellcheck": "false"}
        if several:
            self.widget.attrs["data-several"] = SEVERAL

    def clean(self, value):
        typed = super().clean(value)
        if self.several:
            return [choose(self.kind, one) for one in typed.split(SEVERAL) if one.strip()]
        return choose(self.kind, typed) if typed else None

    def prepare_value(self, value):
        """Return what to write for stored records; typed text stays as it is. Cost: up to three queries."""
        if value is None or isinstance(value, str):
            return value
        names = values_of(self.kind, records) if (records := self.records_of(value)) else []
        return "".join(f"{name}{SEVERAL} " for name in names) if self.several else "".join(names)

    def has_changed(self, initial, data) -> bool:
        try:
            return self._ids(initial) != self._ids(self.clean(data))
        except ValidationError:
            return True

    def records_of(self, value) -> list[models.Model]:
        """Return the records of an initial value: an id, a record, or several of either."""
        several = list(value) if isinstance(value, Iterable) else [value]
        ids = [one for one in several if not isinstance(one, models.Model)]
        found = KINDS[self.kind].model._base_manager.in_bulk(ids) if ids else {}
        return [
            one if isinstance(one, models.Model) else found[one] for one in several if one not in ids or one in found
        ]

    def in_words(self, value) -> str:
        """Return a stored value as the history writes it."""
        return ", ".join(str(record) for record in self.records_of(value)) if value else ""

    @property
    def new_url(self) -> str:
        """The admin's own form for a new record, for browsers without scripts."""
        return reverse(f"admin:talks_{ADDED[self.new]._meta.model_name}_add")

    @staticmethod
    def _ids(value) -> set[int]:
        several = [] if value in (None, "") else value if isinstance(value, Iterable) else [value]
        return {getattr(one, "pk", one) for one in several}


class OnceForm(BesideFields):
    """A form that carries a token, so that it is saved once."""

    token = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": gettext_lazy("Save again."), "invalid": gettext_lazy("Save again.")},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", once.new_token())

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name != "token"]

    def renew(self) -> None:
        """Give the form, as it was sent, another token: what it says now was not saved before."""
        self.data = self.data.copy()
        self.data["token"] = str(once.new_token())
