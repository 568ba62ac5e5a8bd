"""A new event, person, place, question, topic, outlet or origin, made without leaving the page: a form that comes as a part."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from talks.desk import once
from talks.desk.access import desk_page
from talks.desk.choosing import ADDED, values_of
from talks.desk.new_forms import FORMS, NewRecord
from talks.models import Event

CHOSEN_AS = {"person": "actor"}


@desk_page("talks.view_article")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Answer the form of a new record, or save what was sent.

    A new question can be about an ``event``.
    Shape: ``{"form": html}``; once it is saved ``{"saved": {"value", "label"}}``, ``value`` being what names it in a field.
    """
    if kind not in ADDED:
        raise Http404
    model_admin = admin.site.get_model_admin(ADDED[kind])
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    if request.method != "POST":
        number = request.GET.get("event", "")
        about = Event.objects.filter(pk=number).first() if number.isascii() and number.isdigit() else None
        return _form(request, kind, FORMS[kind].opened(request.GET.get("name", "")[:160], about))
    form = FORMS[kind](request.POST)
    is_valid = form.is_valid()
    if token := form.cleaned_data.get("token"):
        content = once.digest(request.POST)
        saved = once.saved_before(token, content)
        if saved is None and is_valid:
            saved = once.save_once(token, content, lambda: _save(request, model_admin, form))
        if saved and (saved.is_new or saved.is_same):
            return _saved(kind, model_admin, saved.record)
    form.renew()
    return _form(request, kind, form)


def _save(request: HttpRequest, model_admin, form: NewRecord) -> int:
    record = form.stored()
    model_admin.log_addition(request, record, [{"added": {}}])
    return record.pk


def _saved(kind: str, model_admin, pk: int) -> HttpResponse:
    record = model_admin.model._base_manager.filter(pk=pk).first()
    if record is None:
        raise Http404
    # The answers of a question are chosen by its words.
    value = str(record) if kind == "question" else values_of(CHOSEN_AS.get(kind, kind), [record])[0]
    return JsonResponse({"saved": {"value": value, "label": model_admin.label(record)}})


def _form(request: HttpRequest, kind: str, form: NewRecord) -> HttpResponse:
    context = {
        "kind": kind,
        "form": form,
        "name": ADDED[kind]._meta.verbose_name,
        "may_add": {one for one in ("place", "outlet") if request.user.has_perm(f"talks.add_{one}")},
    }
    return JsonResponse({"form": TemplateResponse(request, "admin/talks/desk/new.html", context).rendered_content})
