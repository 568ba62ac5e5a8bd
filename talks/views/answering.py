"""What every public answer has: one snapshot, ETag and cache, the frame of its page, and what a missing record gets.

The other modules of ``views`` answer through these.
"""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from talks.compression import choose_coding, compressed
from talks.forms import FilterForm
from talks.index import in_one_moment
from talks.models import Claim, Rename
from talks.pages import read_corrections
from talks.rendering import answers
from talks.timeline import Filters
from talks.timeline.pager import Paged
from talks.version import build, read_version
from talks.vocabulary import HIDDEN, Status

VARY = ("Accept-Encoding", "HX-Request", "HX-Request-Type", "HX-Boosted", "HX-History-Restore-Request")

NOTICES = "\ue000notices\ue000"  # stands for the notices in a cached page; no parameter may hold such a character


def is_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page. Boosted links and history restores need the whole page."""
    htmx = request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def public_page(*names: str, form_class: type[FilterForm] = FilterForm) -> Callable:
    """Make a view public: GET and HEAD only, one database snapshot per response, ETag from the record's version.

    The view receives a form with the parameters of these names, or with all parameters. Shared caches may use an answer
    for ten seconds. This process caches it by ETag and question, unless it has notices or is not a 200.
    Cost: one query for an answer that is cached, or that the reader has already.
    """

    def decorate(view: Callable) -> Callable:
        @csrf_exempt  # nothing is written: other methods get 405, where Django would ask for a token first, with 403
        @require_safe
        @wraps(view)
        def answer(request: HttpRequest, **kwargs: str) -> HttpResponse:
            part = "part" if is_part(request) else "page"
            coding = choose_coding(request.headers.get("Accept-Encoding", ""))

            def read() -> HttpResponse:
                etag = f'"{read_version()}-{build()}-{part}-{get_language()}"'
                unchanged = get_conditional_response(request, etag=etag)
                if unchanged:
                    unchanged.headers["ETag"] = etag
                    return unchanged
                form = form_class(request.GET, names)
                if part == "page":
                    form.folded = ""  # says something in parts only; any text there would be a page of its own
                if names and form.notices:
                    response = answer_with_notices(form, etag, request.path, lambda: view(request, form, **kwargs))
                    return compressed(response, coding) if response.status_code == 200 else response
                key = (etag, request.path, form.address, coding)
                response = None if form.notices else answers.find(key)
                if response is None:
                    response = view(request, form, **kwargs)
                    if response.status_code == 200:
                        response.headers["ETag"] = etag
                    if response.status_code == 200 and not response.streaming:
                        compressed(response, coding)
                        if not form.notices:
                            answers.store(key, response)
                return response

            response = in_one_moment(read)
            if response.status_code in {200, 304}:
                patch_cache_control(response, public=True, max_age=0, s_maxage=10, must_revalidate=True)
            patch_vary_headers(response, VARY)
            return response

        return answer

    return decorate


def answer_with_notices(form: FilterForm, etag: str, path: str, view: Callable[[], HttpResponse]) -> HttpResponse:
    """Return a page with notices about wrong values, from one that is cached for any wrong values.

    So values that mean nothing are not rendered each, and take the place of no other answer.
    """
    key = (etag, path, form.address, "")
    notices, form.notices = form.notices, {"": [NOTICES]}
    response = answers.find(key, answers.NOTICED)
    if response is None:
        response = view()
        if response.status_code != 200:
            return response
        response.headers["ETag"] = etag
        if form.notices == {"": [NOTICES]}:  # none was added about the answer itself
            answers.store(key, response, answers.NOTICED)
    sentences = [notice for of_one in notices.values() for notice in of_one]
    marked, shown = (render_to_string("parts/notices.html", {"notices": made}) for made in ([NOTICES], sentences))
    response.content = response.content.replace(marked.encode(), shown.encode())
    return response


def respond(request: HttpRequest, template: str, context: dict, status: int = 200) -> HttpResponse:
    """Render a page that is the same for every reader, without session, user or messages."""
    address = {"path": request.path, "site_url": settings.SITE_URL}
    return HttpResponse(render_to_string(template, context | address), status=status)


# Records that are there, and that are not


def answer_with(request: HttpRequest, rows: QuerySet, slug: str, show: Callable[[Model], HttpResponse]) -> HttpResponse:
    """Show a public record, else redirect from its former slug, or return a 410 with the reason, or 404.

    What is hidden answers like a slug that was never used.
    """
    row = rows.public().filter(slug=slug).first()
    if row:
        return show(row)
    present = Rename.objects.present_slug(rows.model, slug)
    if present and rows.public().filter(slug=present).exists():
        query, address = request.META["QUERY_STRING"], reverse(request.resolver_match.view_name, args=[present])
        return redirect(f"{address}?{query}" if query else address, permanent=True)
    withdrawn = withdrawn_record(rows.model, present or slug)
    if withdrawn:
        return respond(request, "410.html", withdrawn_context(request, withdrawn), status=410)
    raise Http404


def withdrawn_record(model: type[Model], slug: str) -> Model | None:
    """Return the withdrawn record of that slug, or the withdrawn event or report that it belonged to."""
    row = model.objects.filter(slug=slug).first() if hasattr(model, "status") else None
    parts = [row, row.event, row.article] if isinstance(row, Claim) else [row]
    if any(part is None or part.status in HIDDEN for part in parts):
        return None
    return next((part for part in parts if part.status == Status.WITHDRAWN), None)


def withdrawn_context(request: HttpRequest, record: Model) -> dict:
    """Return the context of the page that says why a record was withdrawn; its withdrawal stands there once."""
    shown = read_corrections(record)
    last = next((one for one in shown if one.is_withdrawal and one.reason == record.status_reason), None)
    return {
        "record": record,
        "withdrawn": last,
        "corrections": [one for one in shown if one is not last],
        "error_address": f"{request.path}error/",
    }


# The frame of a page


def listing_context(form: FilterForm, paged: Paged | None = None) -> dict:
    """Return the context of every page but the timeline: what links carry on, notices, and the pager."""
    number = 1
    if paged is not None:
        form.add_notices("page", paged.notices)
        number = paged.number
    known_query = Filters(known=form.filters.known).querystring()
    return {
        "canonical_query": form.filters.querystring(page=number if number > 1 else ""),
        "known": form.filters.known_words,
        "known_query": known_query,
        "known_day": form.filters.known,
        "and_known": known_query.replace("?", "&"),  # the same after other parameters
        "notices": [notice for sentences in form.notices.values() for notice in sentences],
        "pager": None if paged is None else paged.pager(form.filters),
    }
