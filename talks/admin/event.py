"""Events: the list, and the form with participants and statements."""

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy

from talks.admin.base import in_words
from talks.admin.forms import CuratedForm, RowForm
from talks.admin.importing import ImportsTables
from talks.admin.status import SeenByReaders, StatementsShown
from talks.admin.three_way import OpenedFormSet
from talks.models import Claim, Event, Participation, Process


def statements_of(relation: str):
    """Return an expression for the number of statements. Cost: one indexed subquery for each row shown."""
    claims = Claim.objects.filter(**{relation: OuterRef("pk")}).order_by().values(relation)
    return Coalesce(Subquery(claims.annotate(n=Count("pk")).values("n")), 0)


class EventForm(CuratedForm):
    rows_with = ("participations",)


class ParticipationInline(admin.TabularInline):
    model = Participation
    form = RowForm
    formset = OpenedFormSet
    fields = ["actor", "role", "basis", "basis_note"]
    autocomplete_fields = ["actor"]
    formfield_overrides = {models.CharField: {"widget": forms.TextInput(attrs={"size": 24})}}
    extra = 0
    verbose_name_plural = gettext_lazy("who took part, as reported")


@admin.register(Event)
class EventAdmin(ImportsTables, StatementsShown):
    form = EventForm
    PREVIEWED_AS = "event"
    list_display = ["title", "date_in_words", "kind", "occurrence", "place", "statements", "status"]
    list_filter = ["status", SeenByReaders, "process", "kind", "occurrence", "format", "date_basis"]
    list_select_related = ["place"]
    ordering = ["-date_earliest", "slug"]
    search_fields = ["title", "slug", "date", "summary", "place__name", "place__spellings"]
    search_help_text = gettext_lazy("Finds events by title, slug, day (2022-03) or place in any spelling.")
    autocomplete_fields = ["process", "place"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [ParticipationInline]
    fieldsets = [
        (
            gettext_lazy("What"),
            {"fields": ["title", "short_title", "slug", "process", "kind", "occurrence", "format", "summary"]},
        ),
        (gettext_lazy("When"), {"fields": ["date", "date_basis", "date_basis_note", "sequence"]}),
        (gettext_lazy("Where"), {"fields": ["place", "place_basis", "place_basis_note"]}),
        (gettext_lazy("In short"), {"fields": ["milestone", "milestone_reason"]}),
        (gettext_lazy("Warnings"), {"fields": ["lint_reason"]}),
    ]

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        return queryset.annotate(statements_count=statements_of("event"))

    @admin.display(description=gettext_lazy("date"), ordering="date_earliest")
    def date_in_words(self, event):
        return in_words(event.date)

    @admin.display(description=gettext_lazy("statements"))
    def statements(self, event):
        return event.statements_count

    def label(self, event):
        return f"{event.title} ({in_words(event.date)})" if event.date else event.title

    def get_changeform_initial_data(self, request):
        processes = list(Process.objects.values_list("pk", flat=True)[:2])
        only = {"process": processes[0]} if len(processes) == 1 else {}
        return only | super().get_changeform_initial_data(request)
