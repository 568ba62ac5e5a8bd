"""What the scripts of the desk ask the server, answered in JSON."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from talks import dates
from talks.dates.typed import read_typed
from talks.desk.access import desk_page
from talks.desk.choosing import KINDS, choose, slug_of, values_of
from talks.desk.passages import state_of
from talks.desk.statement_form import attribution_of, date_in_words
from talks.models import Actor, ArticleText

FOUND_SHOWN = 8


@desk_page("talks.view_article", "talks.add_claim")
@require_GET
def quote(request: HttpRequest, report: int) -> HttpResponse:
    """Tell whether a quote stands in the text. Shape: ``{"stands", "message", "paragraph"}``."""
    text = get_object_or_404(ArticleText, article=report)
    number = request.GET.get("paragraph", "").strip()
    paragraph = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else None
    parts = (request.GET.get(name, "")[:300] for name in ("prefix", "suffix"))
    state = state_of(text.paragraphs, request.GET.get("quote", "")[:1000], paragraph, *parts)
    return JsonResponse({"stands": state.stands, "message": state.message, "paragraph": state.paragraph})


@desk_page()
@require_GET
def find(request: HttpRequest, kind: str) -> HttpResponse:
    """Find records of a kind by what is typed. Shape: ``{"results": [{"value", "label"}], "chosen": {…} or null}``.

    ``chosen`` is the record that the typed text names, if it names one; for a speaker with side, role and attribution.
    """
    if kind not in KINDS:
        raise Http404
    model = KINDS[kind].model
    model_admin = admin.site.get_model_admin(model)
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    typed = request.GET.get("q", "").replace("\0", "").strip()[:200]
    found = _found(request, model_admin, typed) if typed else []
    try:
        chosen = _told(choose(kind, typed), model_admin, request.GET.get("report", "")) if typed else None
    except ValidationError:
        chosen = None
    results = [
        {"value": value, "label": model_admin.label(record)}
        for record, value in zip(found, values_of(kind, found), strict=True)
    ]
    return JsonResponse({"results": results, "chosen": chosen})


def _found(request: HttpRequest, model_admin, typed: str) -> list:
    records = model_admin.get_queryset(request).order_by(*model_admin.get_ordering(request) or ["pk"])
    if model_admin.opts.model_name == "claim":
        records = records.select_related("speaker", "article")
    found, may_repeat = model_admin.get_search_results(request, records, typed)
    results = list((found.distinct() if may_repeat else found)[:FOUND_SHOWN])
    if model_admin.opts.model_name == "event":
        try:
            on_day = records.filter(date__startswith=read_typed(typed))
        except dates.EDTFError:
            return results
        results += [event for event in on_day[:FOUND_SHOWN] if event not in results]
    return results[:FOUND_SHOWN]


def _told(record, model_admin, report: str) -> dict[str, str]:
    told = {"label": model_admin.label(record), "slug": slug_of(record)}
    if isinstance(record, Actor):
        said_here = record.statements.filter(article__pk=report) if report.isascii() and report.isdigit() else []
        role = said_here.exclude(speaker_role="").order_by("-pk").first() if said_here else None
        told |= {
            "side": str(record.speaks_for or ""),
            "role": role.speaker_role if role else "",  # only as this report has it
            "attribution": attribution_of(record),
        }
    return told


@desk_page()
@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """Read a date as people type it. Shape: ``{"reads", "message"}``."""
    try:
        return JsonResponse({"reads": True, "message": date_in_words(request.GET.get("q", "")[:100])})
    except dates.EDTFError as error:
        return JsonResponse({"reads": False, "message": str(error)})
