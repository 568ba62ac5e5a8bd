"""Records that were deleted: the list, and the page that shows one with its history and makes it again."""

from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from talks import history, putting_back
from talks.admin.base import change_url
from talks.admin.history import WhyForm, asked_and_done
from talks.models import Actor, Article, Claim, Event, Origin, Outlet, Place, Process, Question, Topic

KINDS = {
    model._meta.model_name: model
    for model in (Article, Claim, Event, Question, Actor, Outlet, Origin, Place, Topic, Process)
}
NAMES = ("headline", "statement", "title", "text", "name", "slug")
SHOWN = 50
LISTED = 500  # of each kind, the newest


def rows_of(model: type[models.Model]) -> models.QuerySet:
    """Return the last state of each record of a model that is not in the record any more, newest first."""
    present = model._base_manager.filter(pk=OuterRef("id"))
    later = model.history.filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id"))
    rows = model.history.filter(~Exists(present), ~Exists(later), history_type=history.DELETED)
    return rows.order_by("-history_date", "-history_id")


def name_in(row: dict) -> str:
    return Truncator(next(str(row[name]) for name in NAMES if row.get(name))).chars(120)


def may(request, right: str, model: type[models.Model]) -> bool:
    return request.user.has_perm(f"talks.{right}_{model._meta.model_name}")


def deleted(request):
    """List what was deleted, newest first, as far as the user may see it."""
    kinds = [model for model in KINDS.values() if may(request, "view", model)]
    if not kinds:
        raise PermissionDenied
    rows = [(row, model) for model in kinds for row in rows_of(model).values()[:LISTED]]
    rows.sort(key=lambda pair: pair[0]["history_date"], reverse=True)
    page = Paginator(rows, SHOWN).get_page(request.GET.get("p", 1))
    users = get_user_model().objects.in_bulk({row["history_user_id"] for row, _model in page} - {None})
    shown = [
        {
            "url": reverse("deleted_record", args=[model._meta.model_name, row["id"]]),
            "kind": model._meta.verbose_name,
            "name": name_in(row),
            "slug": row["slug"],
            "when": row["history_date"],
            "user": users.get(row["history_user_id"], ""),
            "reason": row["history_change_reason"] or "",
        }
        for row, model in page
    ]
    return _page(request, "deleted", title=_("Deleted records"), rows=shown, page=page)


def deleted_record(request, kind: str, pk: int):
    """Show a deleted record with its history, and make it again."""
    model = KINDS.get(kind)
    row = model and rows_of(model).filter(id=pk).values().first()
    if not row:
        raise Http404
    if not may(request, "view", model):
        raise PermissionDenied
    may_add = may(request, "add", model)
    form = WhyForm(request.POST or None) if may_add else None
    if request.method == "POST":
        if not may_add:
            raise PermissionDenied
        made: list[models.Model] = []
        if asked_and_done(
            form, lambda reason: made.append(putting_back.put_back_deleted(model, row, reason)), model(slug=row["slug"])
        ):
            admin.site.get_model_admin(model).log_addition(request, made[0], _("Put back after it was deleted."))
            messages.success(request, _("The record is put back."))
            return HttpResponseRedirect(change_url(made[0]))
    entries = [(entry, None) for entry in history.entries_of(model, pk)]
    title = _("Deleted: %(record)s") % {"record": name_in(row)}
    return _page(request, "deleted_record", title=title, entries=entries, form=form, kind=model._meta.verbose_name)


def _page(request, template: str, **context) -> TemplateResponse:
    request.current_app = admin.site.name
    return TemplateResponse(request, f"admin/talks/{template}.html", admin.site.each_context(request) | context)


urlpatterns = [
    path("", admin.site.admin_view(deleted), name="deleted"),
    path("<slug:kind>/<int:pk>/", admin.site.admin_view(deleted_record), name="deleted_record"),
]
