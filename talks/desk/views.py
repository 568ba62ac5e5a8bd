"""The pages of the desk, and what their scripts ask the server. All work without scripts.

Anonymous visitors are sent to the login of the admin; whoever lacks a right gets 403. Nothing is cached.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from talks import curation, dates, proof
from talks.admin.base import MOST_NAMED, change_url, link
from talks.admin.warnings import share_warning, warnings_of
from talks.cleaning import told
from talks.dates.typed import read_typed
from talks.desk import once
from talks.desk.choosing import KINDS, choose, slug_of, values_of
from talks.desk.forms import ReportForm, StatementForm, attribution_of, date_in_words
from talks.desk.passages import passages, state_of, taken_from
from talks.models import Actor, Article, ArticleText, Claim
from talks.vocabulary import Status

REPORTS_SHOWN = 50
FOUND_SHOWN = 8

View = Callable[..., HttpResponse]


def desk_page(*rights: str) -> Callable[[View], View]:
    """Let staff with these rights in, to a page that no cache stores."""

    def decorator(view: View) -> View:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), reverse("admin:login"))
            if not (request.user.is_active and request.user.is_staff and request.user.has_perms(rights)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorator


def page(request: HttpRequest, template: str, **context) -> TemplateResponse:
    request.current_app = admin.site.name
    return TemplateResponse(request, f"admin/talks/desk/{template}.html", admin.site.each_context(request) | context)


@desk_page("talks.view_article")
@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """The reports that changed last, with how many statements were marked in each."""
    drafts = Count("claims", filter=Q(claims__status=Status.DRAFT))
    reports = Article.objects.select_related("outlet").annotate(statements=Count("claims"), drafts=drafts)
    reports = reports.exclude(text=None).order_by("-changed", "-pk")[:REPORTS_SHOWN]
    return page(request, "front", title=_("Desk"), reports=reports)


# Bringing a report in


@desk_page("talks.add_article", "talks.change_article")
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """Ask for the facts and the text of a report, show its numbered lines, save it when that is asked for."""
    if request.method != "POST":
        return page(request, "bring_in", title=_("Bring a report in"), form=ReportForm(auto_id="id_%s"))
    form = ReportForm(request.POST, request.FILES)
    is_valid = form.is_valid()
    if "save" in request.POST and (token := form.cleaned_data.get("token")):
        content = once.digest(request.POST)
        saved = once.saved_before(token, content)
        # What was not shown as numbered lines is shown first, whatever the button.
        if saved is None and is_valid and not form.is_renumbered:
            saved = once.save_once(token, content, lambda: _save_report(request, form))
        if saved and (saved.is_new or saved.is_same):
            return HttpResponseRedirect(reverse("desk_mark", args=[saved.record]))
        if saved:
            _warn_of_former(request, Article.objects.filter(pk=saved.record).first())
            form.renew()
    return page(
        request, "bring_in", title=_("Bring a report in"), form=form.shown_again(), lines=form.lines, known=form.known
    )


def _save_report(request: HttpRequest, form: ReportForm) -> int:
    article, attached = form.stored(request.user)
    admin.site.get_model_admin(Article).log_addition(request, article, [{"added": {}}])
    count = len(attached.text.paragraphs)
    message = ngettext(
        "The report is saved with %(count)d paragraph.", "The report is saved with %(count)d paragraphs.", count
    )
    messages.success(request, " ".join(filter(None, [message % {"count": count}, told(attached.changes)])))
    return article.pk


def _warn_of_former(request: HttpRequest, record: Article | Claim | None) -> None:
    note = _("This form was saved before, and has been changed since. Save again to make another record of it.")
    messages.warning(request, link(record, note) if record else note)


# Marking statements


@desk_page("talks.view_article", "talks.view_claim", "talks.add_claim")
@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: HttpRequest, report: int) -> HttpResponse:
    """Show the text of a report beside the form of one statement."""
    article = get_object_or_404(Article.objects.select_related("outlet"), pk=report)
    text = proof.text_of(article)
    if text is None:
        messages.warning(request, _("No text of this report is stored: attach it here first."))
        return HttpResponseRedirect(change_url(article))
    claims = list(article.claims.select_related("speaker", "event").order_by("paragraph", "pk"))
    if request.method != "POST":
        last = max(claims, key=lambda claim: claim.pk, default=None)
        form = StatementForm(text=text, instance=Claim(article=article), initial=_carried(last))
        return _marking(request, article, text, claims, form)
    form = StatementForm(request.POST, text=text, instance=Claim(article=article))
    is_valid = form.is_valid()
    if token := form.cleaned_data.get("token"):
        content = once.digest(request.POST)
        saved = once.saved_before(token, content)
        if saved is None and is_valid:
            saved = once.save_once(token, content, lambda: _save_statement(request, article, form))
        if saved and (saved.is_new or saved.is_same):
            next_page = change_url(article) if "finish" in request.POST else f"{request.path}#quote-field"
            return HttpResponseRedirect(next_page)
        if saved:
            _warn_of_former(request, Claim.objects.filter(pk=saved.record).first())
            form.renew()
    else:
        form.renew()
    return _marking(request, article, text, claims, form)


def _marking(request, article: Article, text: ArticleText, claims: list[Claim], form: StatementForm) -> HttpResponse:
    taken = taken_from(claims)
    status_words = {value: str(label) for value, label in Status.choices}
    return page(
        request,
        "mark",
        title=article.headline,
        article=article,
        form=form,
        passages=passages(text.paragraphs, taken),
        taken=[(one, change_url(one.claim), status_words[one.claim.status]) for one in taken],
    )


def _carried(last: Claim | None) -> dict[str, str]:
    """Return what stays from the statement before."""
    if last is None:
        return {}
    fields = {name: getattr(last, name) for name in StatementForm.carried if name != "event"}
    return fields | {"event": values_of("event", [last.event])[0]}


def _save_statement(request: HttpRequest, article: Article, form: StatementForm) -> int:
    claim = form.save(commit=False)
    words = (curation.claim_words(claim), f"{article.slug} {claim.paragraph}")
    claim.slug = next(filter(None, (curation.free_slug(Claim, one) for one in words)))
    proof.set_mark(claim, form.text)
    claim.save()
    form.save_m2m()
    proved = proof.prove(article, moved=bool(claim.paragraph_sha256))
    admin.site.get_model_admin(Claim).log_addition(request, claim, [{"added": {}}])
    messages.success(request, link(claim, _("Saved as a draft.")))
    for lost in proved.lost if proved else []:
        messages.warning(request, link(lost, _("Its quote is no longer found in the text.")))
    warnings = [*claim.quote_warnings(), *(one.message for one in warnings_of(claim)), share_warning(article)]
    for warning in list(dict.fromkeys(filter(None, warnings)))[:MOST_NAMED]:
        messages.warning(request, warning)
    return claim.pk


# What scripts ask


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
