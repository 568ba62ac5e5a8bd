"""HTTP in, HTTP out. Each view finds its record, asks for what its page shows, and hands it to a template."""

from collections.abc import Callable, Hashable
from functools import cache, lru_cache, partial, wraps

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from talks import pages
from talks.exports import FORMATS
from talks.forms import FilterForm, read_known
from talks.fragments import Pieces, print_claims, print_events, print_sources
from talks.index import Index, current, in_one_moment
from talks.models import Actor, Article, Claim, Event, Process, Question, Rename, Topic
from talks.paging import Paged
from talks.picture import MOST_MARKS, read_picture
from talks.positions import read_position, read_positions
from talks.statements import Palette
from talks.timeline import (
    Filters,
    Labels,
    Selection,
    Timeline,
    read_counts,
    read_coverage,
    read_facet,
    read_folded,
    read_rows,
    read_timeline,
    select,
)
from talks.version import build, read_version
from talks.vocabulary import Status

# What every public page has


def is_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page; a boosted link or a step back in history needs the whole."""
    htmx = request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def public_page(view: Callable) -> Callable:
    """Let a view be read, and only read, all of it of one moment; and let caches keep it briefly, by its version.

    An unchanged page costs one query and is not sent again. What is not found, gone or not understood is never kept.
    """

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        part = "part" if is_part(request) else "page"

        def tag() -> str:
            return f'"{read_version()}-{build()}-{part}-{get_language()}"'

        def answered(read: Callable[[], HttpResponse | None]) -> HttpResponse | None:
            etag = tag()
            response = get_conditional_response(request, etag=etag) or read()
            if response:
                response.headers.setdefault("ETag", etag)
            return response

        # What has not changed is told by the number alone, without a snapshot.
        response = answered(lambda: None) if "If-None-Match" in request.headers else None
        response = response or in_one_moment(lambda: answered(lambda: view(request, *args, **kwargs)))
        if response.status_code in {200, 304}:
            patch_cache_control(response, public=True, max_age=0, s_maxage=10, must_revalidate=True)
        else:
            del response["ETag"]
        patch_vary_headers(
            response, ["Accept-Encoding", "HX-Request", "HX-Request-Type", "HX-Boosted", "HX-History-Restore-Request"]
        )
        return response

    return answer


def respond(
    request: HttpRequest, template: str, context: dict, status: int = 200, pieces: Pieces | None = None
) -> HttpResponse:
    """Return a page that is the same for every reader: no session, no account and no message goes into it.

    ``pieces`` are what is printed of it already.
    """
    page = render_to_string(template, context | {"path": request.path})
    return HttpResponse(pieces.fill(page) if pieces else page, status=status)


# The timeline


@public_page
def timeline(request: HttpRequest) -> HttpResponse:
    index = current()
    form = FilterForm(request.GET, index)
    part = is_part(request)
    if part and (form.more or form.counts or form.folded):
        return timeline_piece(request, form, index)
    answer = read_timeline(form.filters, form.page, form.more, form.counts, index)
    keep, pieces = Filters(known=form.filters.known).querystring(), Pieces()
    context = {
        "section": "timeline",
        "timeline": answer,
        "counts": answer.counts,
        "count_address": form.filters.querystring(counts=1),
        "question": question_of(answer, form),
        "picture": cache(partial(read_picture, answer.selection, shown_events(answer))),
        "notices": form.notices | answer.notices,
        "typed": form.typed,
        "known": form.filters.known_words,
        "keep": keep,
        "process": title_process(answer.selection),
        "formats": partial(formats, form.filters),
    } | shown_as(answer, keep, pieces)
    response = respond(request, "_timeline_part.html" if part else "timeline.html", context, pieces=pieces)
    if part:
        push_url(
            response, request.path + form.filters.querystring(page=answer.pager.page if answer.pager.page > 1 else "")
        )
    return response


def timeline_piece(request: HttpRequest, form: FilterForm, index: Index) -> HttpResponse:
    """Return what the page leaves out until it is asked for: the rest of a facet or of an event, or the count of reports."""
    selection = select(form.filters, index)
    if form.folded:
        event = Event.objects.public(form.filters.known_day).filter(slug=form.folded).first()
        if not event:
            raise Http404
        keep = Filters(known=form.filters.known).querystring()
        folded = read_folded(selection, event.pk, Palette(index.names.lanes))
        return respond(request, "_folded.html", {"claims": print_claims(folded, keep)})
    if form.more:
        facet = read_facet(selection, Labels(index, Palette(index.names.lanes)), form.more, in_full=True)
        return respond(request, "_facet_rest.html", {"facet": facet, "alone": True})
    return respond(request, "_counts.html", {"counts": read_counts(selection, in_full=True)})


def formats(filters: Filters) -> dict[str, str]:
    """Return the address of each file of a view, by the name of its format."""
    return {name: f"/timeline.{name}{filters.querystring()}" for name in FORMATS}


def question_of(answer: Timeline, form: FilterForm) -> str:
    """Return what picture and facets are kept by: all that they depend on, which is not the page but for few events."""
    page = answer.pager.page if answer.counts.events <= MOST_MARKS else 0
    return f"{answer.selection.index.version} {get_language()} {page} {form.more} {form.filters.querystring()}"


def shown_as(answer: Timeline, keep: str, pieces: Pieces) -> dict:
    """Return what the list, the table or the coverage prints."""
    if answer.filters.view == "table":
        return {"rows": read_rows(answer.entries, answer.filters.order), "sources": print_sources(answer.entries)}
    if answer.filters.view == "coverage":
        return {"coverage": read_coverage(answer.entries), "sources": print_sources(answer.entries)}
    return {"sources": print_events(answer, keep, pieces)}


def shown_events(answer: Timeline) -> set[str]:
    """Return the slugs of the events in the list, which the picture can link on the page itself."""
    return {one.slug for one in answer.listed} if not answer.filters.view else set()


@public_page
def timeline_file(request: HttpRequest, name: str) -> HttpResponse:
    if name not in FORMATS:
        raise Http404
    form = FilterForm(request.GET)
    errors = form.notices
    if not errors:
        try:
            file = FORMATS[name](form.filters, form.page)
        except ValueError as error:
            errors = {"page": [str(error)]}
    if errors:
        response = JsonResponse({"errors": errors}, status=400, json_dumps_params={"ensure_ascii": False})
    else:
        whole = isinstance(file.content, str)
        response = (HttpResponse if whole else StreamingHttpResponse)(file.content, content_type=file.content_type)
        if file.name:
            response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    # The record is public: other sites may read it. Nothing that needs a cookie is ever sent this way.
    response["Access-Control-Allow-Origin"] = "*"
    return response


def title_process(selection: Selection) -> Process | None:
    """Return the process that titles the page: the one asked for, else the only one there is."""
    chosen = selection.filters.process
    found = [one for one in selection.index.names.processes if not chosen or one.slug in chosen]
    return found[0] if len(found) == 1 else None


# Single records


@public_page
def event(request: HttpRequest, slug: str) -> HttpResponse:
    rows = Event.objects.select_related("process", "place")
    return page_of(request, slug, rows, pages.read_event, "event.html", "timeline", is_long=True)


@public_page
def report(request: HttpRequest, slug: str) -> HttpResponse:
    rows = Article.objects.select_related("outlet", "agency")
    return page_of(request, slug, rows, pages.read_report, "report.html", "reports", is_long=True)


@public_page
def claim(request: HttpRequest, slug: str) -> HttpResponse:
    rows = Claim.objects.with_side().with_names()
    return page_of(request, slug, rows, pages.read_claim, "claim.html", "timeline")


@public_page
def person(request: HttpRequest, slug: str) -> HttpResponse:
    rows = Actor.objects.select_related("side")
    return page_of(request, slug, rows, pages.read_person, "person.html", "people", is_long=True)


@public_page
def question(request: HttpRequest, slug: str) -> HttpResponse:
    return page_of(request, slug, Question.objects.all(), pages.read_question, "question.html", "questions")


def page_of(
    request: HttpRequest,
    slug: str,
    rows: QuerySet,
    read: Callable,
    template: str,
    section: str,
    *,
    is_long: bool = False,
) -> HttpResponse:
    """Return the page of a public record; else a redirect from its former address, why it was withdrawn, or 404.

    A draft is as unknown as what was never there. One that ``is_long`` goes over several pages.
    """
    row = rows.public().filter(slug=slug).first()
    if row:
        filters, number, context = known_context(request)
        if filters.known_day and not rows.public(filters.known_day).filter(pk=row.pk).exists():
            context["notices"].append(_("Nothing of this was certainly published by then."))
        page = read(row, filters.known_day, number) if is_long else read(row, filters.known_day)
        context |= turning(page.paged, filters, context) if is_long else {}
        return respond(request, template, {"page": page, "section": section} | context)
    present = Rename.objects.present_slug(rows.model, slug)
    if present and rows.public().filter(slug=present).exists():
        query, address = request.META["QUERY_STRING"], reverse(request.resolver_match.view_name, args=[present])
        return redirect(f"{address}?{query}" if query else address, permanent=True)
    withdrawn = withdrawn_record(rows.model, present or slug)
    if withdrawn:
        return respond(request, "410.html", {"record": withdrawn}, status=410)
    raise Http404


def known_context(request: HttpRequest) -> tuple[Filters, int, dict]:
    """Return what ``known`` asks of a page, which page is asked for, and what its templates need to carry that on."""
    filters, number, notices = read_known(request.GET)
    keep = filters.querystring()
    also = keep.replace("?", "&")  # the same behind other parameters
    return filters, number, {"known": filters.known_words, "keep": keep, "also": also, "notices": notices}


def turning(paged: Paged, filters: Filters, context: dict) -> dict:
    """Return what templates need to turn the pages of a long list, and to say that there is no such page."""
    return {"pager": paged.pager(filters), "notices": [*context["notices"], *paged.notices]}


def withdrawn_record(model: type[Model], slug: str) -> Model | None:
    """Return the record of that slug where it was published and taken back, or the event or report it fell with."""
    row = model.objects.filter(slug=slug).first() if hasattr(model, "status") else None
    parts = [row, row.event, row.article] if isinstance(row, Claim) else [row]
    if any(part is None or part.status == Status.DRAFT for part in parts):
        return None
    return next((part for part in parts if part.status == Status.WITHDRAWN), None)


# Lists


@public_page
def reports(request: HttpRequest) -> HttpResponse:
    return list_of(request, pages.read_reports, "reports.html", "reports")


@public_page
def people(request: HttpRequest) -> HttpResponse:
    return list_of(request, pages.read_people, "people.html", "people")


@public_page
def questions(request: HttpRequest) -> HttpResponse:
    return list_of(request, pages.read_questions, "questions.html", "questions")


def list_of(request: HttpRequest, read: Callable, template: str, section: str) -> HttpResponse:
    filters, number, context = known_context(request)
    rows = read(filters.known_day, number)
    return respond(request, template, {"rows": rows, "section": section} | context | turning(rows, filters, context))


# Positions


@public_page
def positions(request: HttpRequest) -> HttpResponse:
    filters, _number, context = positions_context(request)
    # While templates are being written, they are read anew.
    printed = print_positions.__wrapped__ if settings.DEBUG else print_positions
    return HttpResponse(printed(read_version(), get_language(), filters, path=request.path, **context))


@lru_cache(4)  # of 1.2 MB each with 60 topics and 14 sides: the largest pages there are, and the slowest to print
def print_positions(version: int, language: str, filters: Filters, **context: Hashable) -> bytes:
    """Return the table as it is printed, which depends on nothing else than what is given here."""
    return render_to_string("positions.html", context | {"page": read_positions(filters)}).encode()


@public_page
def position(request: HttpRequest, topic: str, side: str) -> HttpResponse:
    filters, number, context = positions_context(request)
    page = read_position(topic, side, filters, number)
    if page:
        return respond(request, "position.html", {"page": page} | context | turning(page.paged, filters, context))
    present = [Rename.objects.present_slug(model, slug) or slug for model, slug in ((Topic, topic), (Actor, side))]
    if present != [topic, side] and read_position(*present, Filters()):
        return redirect("position", *present, permanent=True)
    raise Http404


def positions_context(request: HttpRequest) -> tuple[Filters, int, dict]:
    """Return what is asked of the positions, ``process`` and ``known`` and which page, and what all of them need."""
    query = QueryDict(mutable=True)
    for name in ("process", "known", "page"):
        query.setlist(name, request.GET.getlist(name))
    form = FilterForm(query)
    keep = Filters(known=form.filters.known).querystring()
    notices = tuple(notice for sentences in form.notices.values() for notice in sentences)
    context = {"section": "positions", "known": form.filters.known_words, "keep": keep, "notices": notices}
    return form.filters, form.page, context


# The house


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM talks_event LIMIT 1")
    except DatabaseError:
        return HttpResponse("The database does not answer.\n", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
