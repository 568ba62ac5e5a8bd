"""What every public answer has: one snapshot, ETag and cache, the frame of its page, and what a missing record gets.

The other modules of ``views`` answer through these.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import NamedTuple, TypeVar

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import OperationalError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from talks import releases
from talks.compression import choose_coding, compressed
from talks.forms import FilterForm
from talks.index import current, in_one_moment, noting
from talks.models import Claim, Rename
from talks.pages import read_corrections
from talks.rendering import answers
from talks.rendering.language import of_page, of_record
from talks.replica import REPLICA, alias, of_readers, reading_from
from talks.timeline import Filters
from talks.timeline.pager import Paged
from talks.version import build, is_too_slow, read_version
from talks.vocabulary import HIDDEN, Status

T = TypeVar("T")

VARY = ("Accept-Encoding", "HX-Request", "HX-Request-Type", "HX-Boosted", "HX-History-Restore-Request")

NOTICES = "\ue000notices\ue000"  # stands for the notices in a cached page; no parameter may hold such a character


def is_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page. Boosted links and history restores need the whole page."""
    htmx = request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def never(form: FilterForm) -> bool:
    return False


def for_reading(view: Callable) -> Callable:
    """Let a view answer GET and HEAD, and refuse other methods with 405.

    Nothing is written, so Django does not ask for a token first, which would refuse them with 403.
    """
    return csrf_exempt(require_safe(view))


def public_page(
    *names: str, form_class: type[FilterForm] = FilterForm, shows_only_events: Callable[[FilterForm], bool] = never
) -> Callable:
    """Make a view public: GET and HEAD only, one database snapshot per response, ETag from the record's version.

    The view receives a form with the parameters of these names, or with all parameters. Shared caches may use an answer
    for ten seconds. This process caches it by question, unless it has notices or is not a 200. It gives it again while the
    version stays; for ANSWERS_MAY_BE_OLD seconds after it was last good, without a look at the database; and, if
    ``shows_only_events`` says that it shows nothing but the index, names and events that ``rows`` read, until these change.
    Cost: at most one query for an answer that is cached, or that the reader has already; after a change, the index is
    refreshed first.
    """

    def decorate(view: Callable) -> Callable:
        @for_reading
        @wraps(view)
        def answer(request: HttpRequest, **kwargs: str) -> HttpResponse:
            part = "part" if is_part(request) else "page"
            coding = choose_coding(request.headers.get("Accept-Encoding", ""))

            newest = releases.newest()  # since pages and files cite it
            kind = f"{build()}-{newest.number if newest else 0}-{part}-{get_language()}"
            asked = (kind, request.path, request.META["QUERY_STRING"], coding)

            after = read_after(request)

            def read() -> HttpResponse:
                begun, version = time.monotonic(), read_version()
                if version < after and alias() == REPLICA:
                    raise BehindError
                etag = f'"{version}-{kind}"'
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
                key = (kind, request.path, form.address, coding)
                found = None if form.notices else answers.ANSWERS.get(key)
                if found and is_good(found, version):
                    found.seen = max(found.seen, begun)
                    return give(request, found)
                with noting() as events:
                    response = view(request, form, **kwargs)
                if response.status_code == 200:
                    response.headers["ETag"] = etag
                if response.status_code == 200 and not response.streaming:
                    compressed(response, coding)
                    if not form.notices:
                        shown = frozenset(events) if shows_only_events(form) else None
                        content = current().content if shown is not None else ""
                        answers.store(key, response, version, content, shown, begun)
                        answers.QUESTIONS.replace(asked, key, 300 + sum(map(len, asked)))
                return response

            found = answers.recent(asked)
            response = give(request, found) if found and found.version >= after else read_somewhere(read)
            if response.status_code in {200, 304}:
                patch_cache_control(response, public=True, max_age=0, s_maxage=10, must_revalidate=True)
            patch_vary_headers(response, VARY)
            return response

        return answer

    return decorate


class BehindError(Exception):
    """The replica is older than what the reader has saved."""


def read_after(request: HttpRequest) -> int:
    """Return the version that the answer must not be older than, as links of curators ask in ``after``; 0 for any."""
    asked = request.GET.get("after", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 18 else 0


def read_somewhere(read: Callable[[], T]) -> T:
    """Read from the replica if there is one, and from the primary if it is behind or does not answer."""
    if of_readers() == REPLICA:
        try:
            with reading_from(REPLICA):
                return in_one_moment(read, is_public=True)
        except BehindError:
            pass
        except OperationalError as error:
            if is_too_slow(error):  # as it would be there
                raise
    return in_one_moment(read, is_public=True)


def is_good(answer: answers.CachedAnswer, version: int) -> bool:
    """Return whether a cached answer shows what the record of this version has."""
    if answer.version == version:
        return True
    if answer.events is None or answer.version > version:
        return False
    index = current()
    return index.content == answer.content and not index.changed_since(answer.version, answer.events)


def give(request: HttpRequest, answer: answers.CachedAnswer) -> HttpResponse:
    """Return a cached answer, or a 304 if the reader has it."""
    response = get_conditional_response(request, etag=answer.headers["ETag"], response=answer.response())
    response.headers["ETag"] = answer.headers["ETag"]
    return response


def answer_with_notices(form: FilterForm, etag: str, path: str, view: Callable[[], HttpResponse]) -> HttpResponse:
    """Return a page with notices about wrong values, from one that is cached for any wrong values.

    So values that mean nothing are not rendered each, and take the place of no other answer.
    """
    key = (etag, path, form.address, "")
    notices, form.notices = form.notices, {"": [NOTICES]}
    response = answers.find_noticed(key)
    if response is None:
        response = view()
        if response.status_code != 200:
            return response
        response.headers["ETag"] = etag
        if form.notices == {"": [NOTICES]}:  # none was added about the answer itself
            answers.store_noticed(key, response)
    sentences = [notice for of_one in notices.values() for notice in of_one]
    marked, shown = (render_to_string("parts/notices.html", {"notices": made}) for made in ([NOTICES], sentences))
    response.content = response.content.replace(marked.encode(), shown.encode())
    return response


def respond(request: HttpRequest, template: str, context: dict, status: int = 200) -> HttpResponse:
    """Render a page that is the same for every reader, without session, user or messages."""
    frame = {
        "path": request.path,
        "site_url": settings.SITE_URL,
        # Files have one address, and a page that says why there is none stands at it too.
        "languages": in_each_language(request.path) if request.path.endswith("/") else [],
        "of_record": of_record(),
        "of_page": of_page(),
    }
    return HttpResponse(render_to_string(template, context | frame), status=status)


class InLanguage(NamedTuple):
    """A page in one language: the code of the language, its own name, the path, and whether it is the page shown."""

    code: str
    name: str
    path: str
    is_shown: bool


def in_each_language(path: str) -> list[InLanguage]:
    """Return the addresses of a page in the languages of the interface, given the path of one of them."""
    shown = get_language()
    bare = path if shown == settings.LANGUAGE_CODE else path.removeprefix(f"/{shown}")
    return [
        InLanguage(code, name, bare if code == settings.LANGUAGE_CODE else f"/{code}{bare}", code == shown)
        for code, name in settings.LANGUAGES
    ]


def body_length(request: HttpRequest) -> int:
    """Return how many bytes a request says that its body has. Raises: BadRequest where that is no number."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError as error:
        raise BadRequest("The length of the body is no number.") from error


def open_to_all(response: HttpResponse) -> HttpResponse:
    """Let scripts of other sites read a file: the record is public, and files never depend on a cookie."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


# Records that are there, and that are not


def withdrawn_page(request: HttpRequest, record: Model) -> HttpResponse:
    return respond(request, "410.html", withdrawn_context(request, record), status=410)


def answer_with(
    request: HttpRequest,
    rows: QuerySet,
    slug: str,
    show: Callable[[Model], HttpResponse],
    show_withdrawn: Callable[[HttpRequest, Model], HttpResponse] = withdrawn_page,
) -> HttpResponse:
    """Show a public record, else redirect from its former slug, or return a 410 with the reason, or 404.

    What is hidden answers like a slug that was never used.
    """
    row = rows.public().filter(slug=slug).first()
    if row:
        return show(row)
    present = Rename.objects.present_slug(rows.model, slug)
    if present and rows.public().filter(slug=present).exists():
        match = request.resolver_match
        query, address = (
            request.META["QUERY_STRING"],
            reverse(match.view_name, kwargs=match.captured_kwargs | {"slug": present}),
        )
        return redirect(f"{address}?{query}" if query else address, permanent=True)
    withdrawn = withdrawn_record(rows.model, present or slug)
    if withdrawn:
        return show_withdrawn(request, withdrawn)
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
        "error_address": f"{request.path}error/" if request.path.endswith("/") else "",
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
