"""The page on which two records become one: both dry runs, and which of the two stays. Warnings of shared names.

``merging`` decides; this module has the page, the history entries and the messages.
"""

import hashlib

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talks import history, merging
from talks.admin.base import RecordAdmin, change_url, link
from talks.merging import Plan

NAMESAKES_SHOWN = 5


class Mergeable(RecordAdmin):
    """Adds the action to the list, its page, and the warnings to the form."""

    actions = ["merge_selected"]

    def get_urls(self):
        view = self.admin_site.admin_view(self.merge_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_merge"
        return [path("merge/<int:one>/<int:other>/", view, name=name), *super().get_urls()]

    def has_merge_permission(self, request) -> bool:
        return self.has_change_permission(request) and self.has_delete_permission(request)

    @admin.action(permissions=["merge"], description=gettext_lazy("Merge two …"))
    def merge_selected(self, request, queryset):
        chosen = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
        if len(chosen) != 2:
            self.message_user(request, _("Choose exactly two records to merge. Nothing was changed."), messages.WARNING)
            return None
        return HttpResponseRedirect(merge_url(self.model, *chosen))

    def merge_view(self, request, one, other):
        """Show what would move either way; merge on the second request, if that is still what would move."""
        if not self.has_merge_permission(request):
            raise PermissionDenied
        both = [self.model._base_manager.filter(pk=pk).first() for pk in (one, other)]
        if None in both or one == other:
            message = _("One of the two is no longer there: somebody merged or deleted it meanwhile.")
            self.message_user(request, message, messages.WARNING)
            return HttpResponseRedirect(self._list_url())
        plans = [merging.plan(*both), merging.plan(*reversed(both))]
        seen = hashlib.sha256(repr(plans).encode()).hexdigest()
        stays = request.POST.get("stays", "")
        chosen = next((plan for plan in plans if str(plan.kept.pk) == stays and not plan.refused), None)
        if request.method == "POST":
            if chosen is None:
                self.message_user(request, _("Choose which one stays."), messages.ERROR)
            elif request.POST.get("seen") != seen:
                message = _("Something changed meanwhile. Nothing is merged yet: look at it again.")
                self.message_user(request, message, messages.WARNING)
            elif self._merge(request, chosen):
                return HttpResponseRedirect(change_url(chosen.kept))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge two records"),
            "opts": self.opts,
            "media": self.media,
            "seen": seen,
            "choices": [
                {"plan": plan, "url": change_url(plan.kept), "is_chosen": plan is (chosen or _larger(plans))}
                for plan in plans
            ],
            "may_merge": any(not plan.refused for plan in plans),
            "list_url": self._list_url(),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/talks/merge.html", context)

    def _list_url(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def _merge(self, request, plan: Plan) -> bool:
        """Merge, write the history and say what moved; return whether it was done."""
        told = _("Merged with “%(gone)s”.") % {"gone": f"{plan.gone} ({plan.gone.slug})"}
        try:
            with transaction.atomic(), history.because(told):
                self.log_deletions(request, [plan.gone])
                done = merging.merge(plan.kept, plan.gone)
                moved = " ".join(f"{one.kind}: {one.count}." for one in done.moved) or _("Nothing referred to it.")
                self.log_change(request, plan.kept, f"{told} {moved}")
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return False
        self.message_user(request, link(plan.kept, f"{told} {moved}"), messages.SUCCESS)
        for sentence in done.settled:
            self.message_user(request, sentence, messages.INFO)
        return True

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if {"name", "spellings"} & set(form.changed_data):
            warn_of_namesakes(request, obj)


def merge_url(model: type[models.Model], one: int, other: int) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_merge", args=[one, other])


def warn_of_namesakes(request: HttpRequest, record: models.Model) -> None:
    """Show a warning for each other record with a name or spelling of this one, with a link to merge the two."""
    for other, name in merging.namesakes(record)[:NAMESAKES_SHOWN]:
        messages.warning(request, namesake_words(record, other, name))


def namesake_words(record: models.Model, other: models.Model, name: str) -> SafeString:
    told = _("“{name}” is a name of another record too: {other}. If both are the same, {merge}.")
    merge = format_html('<a href="{}">{}</a>', merge_url(type(record), record.pk, other.pk), _("merge them"))
    return format_html(told, name=name, other=link(other), merge=merge)


def _larger(plans: list[Plan]) -> Plan:
    """Return the plan that moves less, so that the record with more references stays."""
    return min(plans, key=lambda plan: (bool(plan.refused), plan.count))
