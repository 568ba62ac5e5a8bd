"""Fields and a base that the forms of the desk share: a date as people type it, a record by its name, one token a form."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from talks import dates
from talks.admin.forms import BesideFields
from talks.dates.typed import read_typed
from talks.desk import once
from talks.desk.choosing import choose

SEVERAL = ";"
MOST_TYPED = 600  # characters in a field that names records


class TypedDate(forms.CharField):
    """A date as people write it, or in EDTF. Shape: EDTF text."""

    def clean(self, value) -> str:
        typed = super().clean(value)
        try:
            return read_typed(typed) if typed else ""
        except dates.EDTFError as error:
            raise ValidationError(str(error), code="edtf") from error


class Named(forms.CharField):
    """A record, or ``several``, by slug, exact name or spelling. Shape: a record or None; a list of records."""

    def __init__(self, kind: str, *, several: bool = False, **options) -> None:
        self.kind, self.several = kind, several
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


class OnceForm(BesideFields):
    """A form that carries a token, so that it is saved once."""

    token = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": gettext_lazy("Save again."), "invalid": gettext_lazy("Save again.")},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", once.new_token())

    def renew(self) -> None:
        """Give the form, as it was sent, another token: what it says now was not saved before."""
        self.data = self.data.copy()
        self.data["token"] = str(once.new_token())
