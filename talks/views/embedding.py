"""A view of the timeline for a frame in the page of somebody else, and the script with which that page may size the frame.

``embed`` is the one answer of this site that may be framed. docs/embedding.md is for those who embed.
"""

import hashlib

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.clickjacking import xframe_options_exempt

from talks.exports.view import release_holding
from talks.forms import FilterForm
from talks.timeline import read_timeline
from talks.timeline.filters import NAMES
from talks.views import broad_notice, shown_as, shows_only_events, title_process
from talks.views.answering import for_reading, listing_context, open_to_all, public_page, respond

SHOWN = tuple(name for name in (*NAMES, "page") if name != "lanes")  # there is no picture
SCRIPT = settings.BASE_DIR / "talks/static/talks/embed.js"
A_DAY = 24 * 3600


@xframe_options_exempt  # above the cache of answers, so that what comes from there may be framed too
@public_page(*SHOWN, shows_only_events=shows_only_events)
def embed(request: HttpRequest, form: FilterForm) -> HttpResponse:
    answer = read_timeline(form.filters, form.page)
    form.add_notices("q", [broad_notice(word) for word in answer.selection.broad_words])
    frame = listing_context(form, answer.paged)
    context = {
        "timeline": answer,
        "counts": answer.counts,
        "process": title_process(answer.selection),
        "release": release_holding([event.pk for event in answer.events]),
    }
    return respond(request, "embed.html", frame | context | shown_as(answer, frame["known_query"]))


@for_reading
def embed_script(request: HttpRequest) -> HttpResponse:
    """Send the script at an address that stays, unlike those of static files: other pages name it."""
    content = SCRIPT.read_bytes()
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = HttpResponse(content, content_type="text/javascript; charset=utf-8", headers={"ETag": etag})
    patch_cache_control(response, public=True, max_age=A_DAY)
    response = get_conditional_response(request, etag=etag, response=response)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return open_to_all(response)
