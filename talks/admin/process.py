"""Processes and their lanes."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from talks.admin.base import RecordAdmin
from talks.admin.forms import RecordForm, RowForm
from talks.admin.three_way import OpenedFormSet
from talks.models import Lane, Process


class ProcessForm(RecordForm):
    rows_with = ("lanes",)


class LaneInline(admin.TabularInline):
    model = Lane
    form = RowForm
    formset = OpenedFormSet
    fields = ["position", "side", "palette"]
    autocomplete_fields = ["side"]
    extra = 0
    ordering = ["position"]
    verbose_name_plural = gettext_lazy("lanes of the picture, from the top")


@admin.register(Process)
class ProcessAdmin(RecordAdmin):
    form = ProcessForm
    list_display = ["title", "slug", "licence"]
    search_fields = ["title", "slug"]
    prepopulated_fields = {"slug": ["title"]}
    fields = ["title", "slug", "names", "summary", "scope", "collected_until", "how_found", "hard_cases", "licence"]
    inlines = [LaneInline]
