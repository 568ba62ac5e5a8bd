"""Pages for requests that fail, each with the reference under which the log has it.

Those for 400, 403, 404 and 410 are templates of their own; ``FAILURES`` has the words of the others.
"""

import sys
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.views import defaults

from talks.version import SECONDS, is_too_slow

LONGEST = 8_000  # characters of an address; the server itself refuses more than 8,190 bytes
RETRY_AFTER = 10  # seconds, where the database does not answer
NO_ROOM = ("disk is full", "No space left", "could not extend file")  # as SQLite and PostgreSQL say it

FAILURES = {
    500: (
        _("Something failed on our side"),
        _("The page could not be shown. Nothing in the record was changed. Try again in a moment."),
    ),
    405: (_("This address is only for reading"), _("What was sent to it was not read, and nothing was changed.")),
    413: (_("Too much was sent"), _("Nothing was saved. Send less at once, or a smaller file.")),
    414: (_("This address is too long"), _("An address has at most 8,000 characters. Choose fewer filters.")),
    429: (_("Too many requests"), _("Wait a moment, then try again.")),
    503: (
        _("The database does not answer"),
        _("Nothing in the record was changed. Try again in a moment; if you were saving, go back, and save again."),
    ),
}
FULL = (
    _("The disk is full"),
    _(
        "What you sent was not saved, and nothing in the record was changed. Your browser still has it: go back, leave the "
        "page open, and save again once whoever runs this site has made room."
    ),
)


TOO_SLOW = (
    _("This question takes too long"),
    _(
        "It was ended after %(seconds)d seconds, so that other readers need not wait. Ask for less at once: fewer values, a "
        "longer word, or a shorter span of time."
    ),
)


def failure(status: int, words: tuple | None = None) -> HttpResponse:
    """Return the page for a failed request. Its words are ``words``, a title and a sentence, else those of ``FAILURES``.

    It needs neither database nor index.
    """
    title, sentence = words or FAILURES[status]
    return HttpResponse(render_to_string("failure.html", {"title": title, "sentence": sentence}), status=status)


def own_pages(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that refuses addresses that are too long, and gives a page to refusals that come without one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if len(request.get_full_path()) > LONGEST:
            return failure(414)
        response = get_response(request)
        if response.status_code in FAILURES and not response.streaming and not response.content:
            page = failure(response.status_code)
            response.content, response["Content-Type"] = page.content, page["Content-Type"]
        return response

    return middleware


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django takes for an attack or a mistake of the client; 413 for what is too large."""
    if isinstance(exception, RequestDataTooBig):
        return failure(413)
    return defaults.bad_request(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer an error of ours; 503 where the database does not answer, or cannot write."""
    error = sys.exc_info()[1]
    if not isinstance(error, OperationalError | InterfaceError | OSError):
        return failure(500)
    is_full = any(words in str(error) for words in NO_ROOM)
    if isinstance(error, OSError) and not is_full:
        return failure(500)
    title, sentence = TOO_SLOW
    too_slow = (title, sentence % {"seconds": SECONDS}) if is_too_slow(error) else None
    response = failure(503, FULL if is_full else too_slow)
    response["Retry-After"] = str(RETRY_AFTER)
    return response
