"""What readers write and what they are told: error reports, and corrections."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talks import error_reports
from talks.admin.base import RecordAdmin, link, shortened
from talks.admin.forms import RecordForm
from talks.corrections import free_slug
from talks.models import Correction, ErrorReport
from talks.models.correction import KINDS
from talks.vocabulary import ErrorStatus


class ErrorReportForm(forms.ModelForm):
    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("status") not in (None, ErrorStatus.NEW) and not cleaned.get("reason"):
            self.add_error("reason", _("Give the reason: the sender reads it."))
        return cleaned


@admin.register(ErrorReport)
class ErrorReportAdmin(admin.ModelAdmin):
    """Decides on what readers report. Private ones are there only for whoever may read them."""

    form = ErrorReportForm
    list_display = ["receipt", "received", "about", "what", "says", "status", "private"]
    list_filter = ["status", "what", "private"]
    list_select_related = [*KINDS, "claim__speaker"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["receipt"]
    search_help_text = gettext_lazy("Finds a report by its number.")
    readonly_fields = [
        *("receipt", "received", "about", "page", "what", "message", "contact", "private"),
        *("closed", "handled_by", "forgotten"),
    ]
    fieldsets = [
        (gettext_lazy("What a reader reports"), {"fields": ["about", "page", "what", "message", "contact", "private"]}),
        (gettext_lazy("Outcome"), {"fields": ["status", "reason"]}),
        (gettext_lazy("State"), {"fields": ["receipt", "received", "closed", "handled_by", "forgotten"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def has_add_permission(self, request):
        return False

    def changelist_view(self, request, extra_context=None):
        error_reports.forget_senders()  # whoever looks at the reports never sees what is due to be deleted
        return super().changelist_view(request, extra_context)

    @admin.display(description=gettext_lazy("record"))
    def about(self, report):
        return link(report.record)

    @admin.display(description=gettext_lazy("page for readers"))
    def page(self, report):
        return format_html('<a href="{0}">{0}</a>', report.record.get_absolute_url())

    @admin.display(description=gettext_lazy("message"))
    def says(self, report):
        return shortened(report.message) or None

    def save_model(self, request, obj, form, change):
        if "status" in form.changed_data:
            is_open = obj.status == ErrorStatus.NEW
            obj.closed, obj.handled_by = (None, None) if is_open else (timezone.now(), request.user)
        super().save_model(request, obj, form, change)


class CorrectionForm(RecordForm):
    """One reference of five, and a slug made from it."""

    def clean(self) -> dict:
        cleaned = super().clean()
        records = [cleaned[name] for name in KINDS if cleaned.get(name)]
        if "slug" in self.fields and not cleaned.get("slug") and len(records) == 1 and cleaned.get("day"):
            self.instance.slug = cleaned["slug"] = free_slug(records[0], cleaned["day"])
        return cleaned

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields and not self.instance.pk:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Leave it empty to make it from the record and the day.")


@admin.register(Correction)
class CorrectionAdmin(RecordAdmin):
    """What readers are told of a change. Most are made by themselves: by a withdrawal, or in the form of a record."""

    form = CorrectionForm
    list_display = ["day", "kind", "about", "field", "before", "after", "reason"]
    list_display_links = ["day"]
    list_filter = ["kind"]
    list_select_related = [*KINDS, "claim__speaker"]
    ordering = ["-day", "slug"]
    search_fields = ["slug", "field", "before", "after", "reason"]
    autocomplete_fields = list(KINDS)
    fieldsets = [
        (gettext_lazy("The record it is about (one)"), {"fields": list(KINDS)}),
        (
            gettext_lazy("What readers are told"),
            {"fields": ["kind", "day", "field", "before", "after", "reason", "slug"]},
        ),
    ]

    def get_changeform_initial_data(self, request):
        return {"day": timezone.now().date()} | super().get_changeform_initial_data(request)

    @admin.display(description=gettext_lazy("record"))
    def about(self, correction):
        return link(correction.record)
