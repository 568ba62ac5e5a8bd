"""The filter of lists for what waits for a curator, as the front page of the desk counts it."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from talks import waiting


class Waits(admin.SimpleListFilter):
    """Filters by the definitions of ``waiting``; subclasses name those of their model."""

    title = gettext_lazy("what waits")
    parameter_name = "waits"
    definitions = {}

    def lookups(self, request, model_admin):
        return [(name, label) for name, (label, _records) in self.definitions.items()]

    def queryset(self, request, queryset):
        if self.value() not in self.definitions:
            return queryset
        _label, records = self.definitions[self.value()]
        return queryset.filter(pk__in=records().order_by().values("pk"))


class ArticleWaits(Waits):
    definitions = {
        "statements": (gettext_lazy("without statements"), waiting.without_statements),
        "capture": (gettext_lazy("without capture and reason"), waiting.without_capture),
        "address": (gettext_lazy("with a broken address"), waiting.with_broken_address),
    }


class EventWaits(Waits):
    definitions = {"report": (gettext_lazy("with one report"), waiting.with_one_report)}


class ClaimWaits(Waits):
    definitions = {
        "check": (gettext_lazy("quote not checked"), waiting.not_checked),
        "question": (gettext_lazy("may differ without a question"), waiting.without_question),
    }
