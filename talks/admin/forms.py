"""The form of every record: refuses to overwrite unseen changes, and shows errors beside their fields."""

import hashlib

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.forms.models import model_to_dict
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talks import curation, share
from talks.models import Article, Claim, Event
from talks.vocabulary import Status


def stamp(record: models.Model, related: tuple[str, ...] = ()) -> str:
    """Return a digest of a stored record with its many-to-many values and related rows.

    Cost: one query for each many-to-many field and each related name. The record must be fresh from the database.
    """
    meta = record._meta
    parts = [[getattr(record, field.attname) for field in meta.concrete_fields]]
    for field in meta.many_to_many:
        parts.append(sorted(getattr(record, field.name).values_list("pk", flat=True)))
    for name in related:
        relation = meta.get_field(name)
        rows = relation.related_model._base_manager.filter(**{relation.field.name: record})
        parts.append(list(rows.order_by("pk").values_list()))
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def value_words(field: forms.Field, value) -> str:
    """Return a stored value in words, as the form shows it."""
    if hasattr(field, "in_words"):
        value = field.in_words(value)
    elif isinstance(field, forms.ModelMultipleChoiceField):
        value = ", ".join(str(record) for record in value)
    elif isinstance(field, forms.ModelChoiceField):
        value = field.queryset.filter(pk=value).first() if value else ""
    elif isinstance(field, forms.ChoiceField):
        value = dict(field.choices).get(value, value)
    elif isinstance(field, forms.BooleanField):
        value = _("Yes") if value else _("No")
    return Truncator(str(value)).chars(300) if value not in (None, "") else _("empty")


class Lines(forms.CharField):
    """Text of several lines, with line feeds as in the record's files, whatever the browser sends."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class BesideFields(forms.ModelForm):
    """Shows the message of a violated constraint beside the field that it is about."""

    def _update_errors(self, errors: ValidationError) -> None:
        # Django collects the messages of constraints without their names, so they are validated again one by one.
        general = getattr(errors, "error_dict", {}).pop(NON_FIELD_ERRORS, [])
        constraints = self.instance._meta.constraints
        said = {str(constraint.violation_error_message) for constraint in constraints}
        other = [error for error in general if str(error.message) not in said]
        if len(other) < len(general):
            exclude = self._get_validation_exclusions()
            for constraint in constraints:
                try:
                    constraint.validate(type(self.instance), self.instance, exclude=exclude)
                except ValidationError as error:
                    self.add_error(self.field_of(constraint), error.messages)
        if other:
            errors.error_dict[NON_FIELD_ERRORS] = other
        # A field and its record may say the same, as of a hidden sign in a quote.
        for name, found in getattr(errors, "error_dict", {}).items():
            errors.error_dict[name] = list({tuple(error.messages): error for error in reversed(found)}.values())[::-1]
        super()._update_errors(errors)

    def _get_validation_exclusions(self) -> set[str]:
        # Without its primary key a record looks different from itself, even where it refers to itself.
        exclude = super()._get_validation_exclusions()
        return exclude - {self.instance._meta.pk.name} if self.instance.pk else exclude

    def field_of(self, constraint: models.BaseConstraint) -> str | None:
        """Return the field of a constraint, from its name: model_field_rule."""
        about = constraint.name.removeprefix(f"{self.instance._meta.model_name}_")
        names = [name for name in self.fields if about == name or about.startswith(f"{name}_")]
        name = max(names, key=len, default=None)
        for rule, companion in (("_has_basis", f"{name}_basis"), ("_has_note", f"{name}_note")):
            if about.endswith(rule) and companion in self.fields:
                return companion
        return name


class RowForm(BesideFields):
    """A row of an inline table, whose fields have no visible label and so get an aria-label."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("aria-label", str(field.label))


class ValueCheckbox(forms.CheckboxInput):
    """A checkbox whose value is submitted, not only whether it is ticked."""

    def value_from_datadict(self, data, files, name) -> str:
        return data.get(name, "")


class RecordForm(BesideFields):
    """Carries a stamp of what was stored when it was opened, and refuses to save over later changes."""

    stamp = forms.CharField(required=False, widget=forms.HiddenInput)
    overwrite = forms.CharField(
        required=False,
        widget=ValueCheckbox,
        label=gettext_lazy("I have compared the two. Overwrite what is stored now."),
    )
    stamped_with: tuple[str, ...] = ()
    stale = False

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["stamp"] = stamp(self.instance, self.stamped_with)

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name not in {"stamp", "overwrite"}]

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if slug:
            curation.check_slug(self.instance, slug)
        return slug

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.instance.pk:
            self.refuse_stale()
        return cleaned

    def refuse_stale(self) -> None:
        """Refuse to save where the record changed since the form was opened; show the stored value beside each field."""
        # Locked until this transaction ends, so that nobody can save between the check and the save.
        stored = type(self.instance)._base_manager.select_for_update().get(pk=self.instance.pk)
        present = stamp(stored, self.stamped_with)
        if present in (self.cleaned_data.get("stamp"), self.cleaned_data.get("overwrite")):
            return
        self.stale = True
        # The tick is valid for what is shown now, not for a later change.
        self.fields["overwrite"].widget.attrs["value"] = present
        entries = LogEntry.objects.filter(content_type=get_content_type_for_model(stored), object_id=stored.pk)
        last = entries.select_related("user").order_by("-action_time", "-pk").first()
        who = _("%(user)s, %(time)s UTC") % {
            "user": last.user.get_username() if last else _("somebody"),
            "time": f"{localtime(last.action_time):%Y-%m-%d %H:%M}" if last else _("meanwhile"),
        }
        self.add_error(
            None,
            _(
                "This record was changed after you opened it (%(who)s), so your changes are not saved yet. Nothing "
                "you wrote is lost: it is below, with the stored value beside each field that differs."
            )
            % {"who": who},
        )
        values = model_to_dict(stored, fields=list(self.fields))
        for name, value in values.items():
            field = self.fields[name]
            given = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            if field.has_changed(value, given):
                self.add_error(name, _("Stored now: %(value)s") % {"value": value_words(field, value)})


class CuratedForm(RecordForm):
    """With “Save and publish” the form requires what a published record needs."""

    def _post_clean(self) -> None:
        if "_publish" not in self.data:
            super()._post_clean()
            if self.instance.status == Status.PUBLISHED:
                self.refuse_more()
            return
        status, self.instance.status = self.instance.status, Status.PUBLISHED
        super()._post_clean()
        if isinstance(self.instance, Event):
            try:
                curation.check_has_public_statement(self.instance)
            except ValidationError as error:
                self.add_error(None, error)
        self.refuse_more()
        # Only curation publishes, after everything is saved.
        self.instance.status = status

    def refuse_more(self) -> None:
        """Refuse what would take too much of a report."""
        if isinstance(self.instance, (Article, Claim)) and not self.errors:
            try:
                share.refuse_more(self.instance)
            except ValidationError as error:
                self.add_error("quote" if "quote" in self.fields else None, error)
