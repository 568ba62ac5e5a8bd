"""The History page of each record: when, who, why, field by field; and the page that puts back a former state."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from talks import curation, history, putting_back
from talks.validators import plain

ENTRIES_SHOWN = 30


class WhyForm(forms.Form):
    """Asks why a former state is put back."""

    reason = forms.CharField(
        label=gettext_lazy("Why (for the history)"),
        max_length=history.REASON_LENGTH,
        validators=[plain],
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
    )


def asked_and_done(form: WhyForm, verb, record) -> bool:
    """Put back what a confirmed form asks for; show a refusal in the form. Return whether it was done."""
    if not form.is_valid():
        return False
    try:
        verb(form.cleaned_data["reason"])
    except (ValidationError, IntegrityError) as error:
        form.add_error(None, curation.reasons_of(error, record))
        return False
    return True


class ShowsHistory(admin.ModelAdmin):
    """Shows the history of its records in place of Django's, and puts back former states."""

    can_put_back = True

    def get_urls(self):
        view = self.admin_site.admin_view(self.put_back_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_put_back"
        return [path("<int:pk>/history/<int:row>/put-back/", view, name=name), *super().get_urls()]

    def history_view(self, request, object_id, extra_context=None):
        record = self.get_object(request, unquote(object_id))
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        entries = history.entries_of(self.model, record.pk)
        may_put_back = self.can_put_back and self.has_change_permission(request, record)
        newest = next((entry.row for entry in entries if entry.row), None)
        page = Paginator(entries, ENTRIES_SHOWN).get_page(request.GET.get("p", 1))
        shown = []
        for entry in page:
            is_former = may_put_back and entry.row not in (None, newest) and entry.kind != history.DELETED
            url = is_former and reverse(
                f"admin:{self.opts.app_label}_{self.opts.model_name}_put_back", args=[record.pk, entry.row]
            )
            shown.append((entry, url))
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %(record)s") % {"record": record},
            "object": record,
            "opts": self.opts,
            "entries": shown,
            "page": page,
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/talks/history.html", context)

    def put_back_view(self, request, pk, row):
        record = self.get_object(request, str(pk))
        state = self.model.history.filter(id=pk, history_id=row).exclude(history_type=history.DELETED).values().first()
        if record is None or state is None or not self.can_put_back:
            raise Http404
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        form = WhyForm(request.POST or None)
        if request.method == "POST" and asked_and_done(
            form, lambda reason: putting_back.put_back(record, state, reason), record
        ):
            self.log_change(request, record, _("Put back a former state."))
            self.message_user(request, _("The former state is put back."), messages.SUCCESS)
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_history"
            return HttpResponseRedirect(reverse(name, args=[pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Put back: %(record)s") % {"record": record},
            "object": record,
            "opts": self.opts,
            "form": form,
            "state": state,
            "changes": putting_back.what_changes(record, state),
            "has_parts": self.model in history.PARTS,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/talks/put_back.html", context)
