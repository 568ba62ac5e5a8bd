"""The form of every record: merges what two people change at once, and shows errors beside their fields."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from talks import curation, share
from talks.admin.three_way import MergedRow, OpenedForm
from talks.models import Article, Claim, Event
from talks.vocabulary import Status


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


class RowForm(MergedRow, BesideFields):
    """A row of an inline table, whose fields have no visible label and so get an aria-label."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("aria-label", str(field.label))


class RecordForm(OpenedForm, BesideFields):
    """The form of a record: takes over what others changed meanwhile, and asks where both changed one field."""

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if slug:
            curation.check_slug(self.instance, slug)
        return slug

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.instance.pk:
            self.merge_opened()
        return cleaned


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
