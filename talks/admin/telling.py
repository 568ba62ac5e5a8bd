"""Telling readers of a change: two fields in the form of a record that readers see.

``corrections`` makes what readers are told; a change without them is one that readers are not told of.
"""

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from talks import corrections
from talks.corrections import Change, words_for_readers
from talks.models import Correction
from talks.vocabulary import CorrectionKind

OFFERED = (CorrectionKind.CORRECTION, CorrectionKind.CLARIFICATION)


class Telling(forms.ModelForm):
    """Asks whether readers are told of a change, and why it was made."""

    tell = forms.ChoiceField(
        required=False,
        choices=[
            ("", gettext_lazy("No: a slip of typing, or nothing that anybody relied on")),
            *((k, k.label) for k in OFFERED),
        ],
        label=gettext_lazy("Tell readers of this change"),
        help_text=gettext_lazy("What stood there and what stands there now are filled in from the fields you change."),
    )
    tell_reason = forms.CharField(
        required=False,
        max_length=300,
        validators=Correction._meta.get_field("reason").validators,
        widget=AdminTextareaWidget(attrs={"rows": 2}),
        label=gettext_lazy("Reason for readers"),
        help_text=gettext_lazy(
            "It stands with the change on the page of the record, in files and in the list of corrections."
        ),
    )
    ASKED = ("tell", "tell_reason")

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name not in self.ASKED]

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("tell") and not cleaned.get("tell_reason"):
            self.add_error("tell_reason", _("Give the reason: readers see it."))
        if cleaned.get("tell_reason") and not cleaned.get("tell"):
            self.add_error("tell", _("You gave a reason for readers: choose what they are told."))
        if cleaned.get("tell") and not self.told_fields:
            self.add_error("tell", _("No field that readers see was changed. Tell them under Corrections instead."))
        return cleaned

    @property
    def told_fields(self) -> list[str]:
        """The fields that were changed and that readers see."""
        stored = {field.name for field in [*self._meta.model._meta.fields, *self._meta.model._meta.many_to_many]}
        return [name for name in self.changed_data if name in stored - corrections.NOT_TOLD]

    def changes(self) -> list[Change]:
        """Return what was changed, in words for readers."""
        found = []
        for name in self.told_fields:
            field = self.fields[name]
            label = capfirst(str(self._meta.model._meta.get_field(name).verbose_name))
            before, after = (
                for_readers(field, value) for value in (self.initial.get(name), self.cleaned_data.get(name))
            )
            if before or after:
                found.append(Change(label, before, after))
        return found


def for_readers(field: forms.Field, value) -> str:
    """Return the value of a field in words: the label of a choice, the name of a record unless a draft would show."""
    if hasattr(field, "records_of"):
        return words_for_readers(field.records_of(value) if value else None)
    if isinstance(field, forms.ModelMultipleChoiceField):
        return words_for_readers(
            [one if hasattr(one, "pk") else field.queryset.filter(pk=one).first() for one in value or ()]
        )
    if isinstance(field, forms.ModelChoiceField):
        is_record = value is None or value == "" or hasattr(value, "pk")
        return words_for_readers((value or None) if is_record else field.queryset.filter(pk=value).first())
    if isinstance(field, forms.ChoiceField):
        value = dict(field.choices).get(value, value)
    elif isinstance(field, forms.BooleanField):
        value = _("Yes") if value else _("No")
    return words_for_readers(value)


def tell_readers(request, form: Telling) -> None:
    """Tell readers of the changes of a saved form, if that was chosen in it."""
    if not form.cleaned_data.get("tell"):
        return
    told = corrections.tell_changes(
        form.instance,
        form.cleaned_data["tell"],
        form.changes(),
        timezone.now().date(),
        form.cleaned_data["tell_reason"],
    )
    words = ngettext("Readers are told of %(n)d change.", "Readers are told of %(n)d changes.", len(told))
    messages.success(request, words % {"n": len(told)})


class TellsReaders:
    """The two fields in the form of a record that readers see, and what is made of them. For a ModelAdmin."""

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj and self.has_change_permission(request, obj) and corrections.is_met(obj):
            return [*fieldsets, (gettext_lazy("Readers"), {"fields": list(Telling.ASKED)})]
        return fieldsets

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if change and corrections.is_corrected(self.model):
            tell_readers(request, form)
