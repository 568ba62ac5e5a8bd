"""What lists and forms of the admin share: search, merged saves, former slugs, safe deletion."""

from django.contrib import admin, messages
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from talks import curation, dates, history
from talks.addresses_of_drafts import follow_words
from talks.admin.finding import FindsInAnyCase
from talks.admin.forms import Lines, RecordForm
from talks.admin.history import ShowsHistory
from talks.admin.telling import TellsReaders
from talks.admin.three_way import OpenedFormSet, read_opened, taken_over
from talks.models.base import Curated
from talks.version import read_version

WIDE = 120  # characters; fields of this length get a wide input
MOST_NAMED = 20  # records that a message lists by name


def saved_url(record: models.Model) -> str:
    """Return the address of a page that is not older than what was saved by now."""
    return f"{record.get_absolute_url()}?after={read_version()}"


def in_words(text: str) -> str | None:
    """Return a stored date in words; None for no date, which the admin shows as a dash."""
    return dates.words(dates.parse(text)) if text else None


def shortened(text: str, length: int = 80) -> str:
    return Truncator(text).chars(length)


def change_url(record: models.Model) -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


def link(record: models.Model, note: str = "") -> str:
    """Return the kind and name of a record with a link to its form, and a note."""
    kind = capfirst(record._meta.verbose_name)
    anchor = format_html('{}: <a href="{}">{}</a>', kind, change_url(record), shortened(str(record)))
    return format_html("{} – {}", anchor, note) if note else anchor


class Autocomplete(AutocompleteJsonView):
    """Adds to each result what distinguishes it: an actor's kind and side, an event's date, a report's outlet."""

    def serialize_result(self, obj, to_field_name):
        return super().serialize_result(obj, to_field_name) | {"text": self.model_admin.label(obj)}


def autocomplete(request):
    return Autocomplete.as_view(admin_site=admin.site)(request)


class RecordAdmin(TellsReaders, ShowsHistory, FindsInAnyCase):
    """A list and a form for one kind of record."""

    form = RecordForm
    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False  # one count a page, not two
    formfield_overrides = {
        models.TextField: {"form_class": Lines, "widget": AdminTextareaWidget(attrs={"rows": 3})},
        models.URLField: {"assume_scheme": "https"},
    }

    def label(self, obj: models.Model) -> str:
        """Return what autocompletion shows of a record."""
        return str(obj)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, AdminTextInputWidget) and (db_field.max_length or 0) >= WIDE:
            field.widget.attrs["class"] = "vLargeTextField"
        if field and hasattr(field.widget, "can_delete_related"):
            field.widget.can_delete_related = False  # the form of one record should not delete another
        return field

    def get_readonly_fields(self, request, obj=None):
        # Only models with former slugs may change theirs: otherwise links and files would break.
        fixed = ("slug",) if obj and self.opts.model_name not in curation.RENAMED else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_view_on_site_url(self, obj=None):
        """Link to the page of a record only where it is public."""
        public = getattr(self.model.objects, "public", None)
        if obj is None or public is None or not public().filter(pk=obj.pk).exists():
            return None
        return saved_url(obj)

    # Saving

    def save_model(self, request, obj, form, change):
        if not change:
            super().save_model(request, obj, form, change)
        elif any(self._is_stored(name) for name in form.changed_data):
            if "slug" in form.changed_data:
                curation.rename(obj, obj.slug)
            elif isinstance(obj, Curated) and (former := follow_words(obj)):
                told = _("Its slug followed its words: “%(former)s” is now “%(present)s”.")
                self.message_user(request, told % {"former": former, "present": obj.slug}, messages.INFO)
            self.touch(obj)
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        stored = any(self._is_stored(name) for name in form.changed_data)
        if change and not stored and any(formset.has_changed() for formset in formsets):
            self.touch(form.instance)
            form.instance.save()
        if change and (said := taken_over(form, formsets)):
            self.message_user(request, said(), messages.WARNING)

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if issubclass(inline.formset, OpenedFormSet):
            kwargs["opened"] = read_opened(request.POST.get("opened"))[1].get(prefix)
        return kwargs

    def changeform_view(self, request, *args, **kwargs):
        with history.because(request.POST.get("why", "")):
            return super().changeform_view(request, *args, **kwargs)

    def touch(self, obj: models.Model) -> None:
        """Set when the record changed, if it has that clock. Nothing else sets it."""
        if hasattr(obj, "changed"):
            obj.changed = timezone.now()

    def _is_stored(self, name: str) -> bool:
        return any(field.name == name for field in [*self.opts.fields, *self.opts.many_to_many])

    def log_change(self, request, obj, message):
        return super().log_change(request, obj, message) if message else None

    # Deleting

    def still_needed(self, objs) -> list[str]:
        """Return what prevents deletion, beyond what the database protects."""
        return []

    def get_deleted_objects(self, objs, request):
        deletable, counts, lacking, protected = super().get_deleted_objects(objs, request)
        protected = [*protected, *self.still_needed(objs)]
        # Django would show missing permissions instead of what prevents deletion, which matters more.
        return deletable, counts, set() if protected else lacking, protected

    def delete_model(self, request, obj):
        curation.forget(obj)

    def delete_queryset(self, request, queryset):
        for obj in queryset:
            curation.forget(obj)
