"""Check my quotes: a draft is pasted, and each of its quotations looked up. As a page, and as JSON for programs.

Nothing that is pasted is stored or logged: it stands in memory while the answer is made. As where errors are reported, there is
no session and no cookie; a signed token stands in the form.
"""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from talks.checking_quotes import (
    LEAST_WORDS,
    QUOTATIONS_ALLOWED,
    SECONDS_ALLOWED,
    WORDS_COMPARED,
    Checks,
    as_json,
    check,
)
from talks.error_reports import TOKEN_HOLDS, new_token, read_token
from talks.exports.view import version_headers
from talks.index import current
from talks.middleware import client_address
from talks.pages.shared import list_head
from talks.throttle import Limit, hit
from talks.version import is_too_slow
from talks.views.answering import body_length, open_to_all, read_somewhere, respond
from talks.views.failures import RETRY_AFTER, failure
from talks.wording import grouped

LARGEST = 200_000
"""Bytes of a draft in UTF-8."""
LARGEST_BODY = 3 * LARGEST + 10_000  # a form may send each byte as three
OF_ONE_ADDRESS = Limit("check quotes", most=120, seconds=3_600)
OF_ALL = Limit("check quotes, all", most=2_000, seconds=3_600)

logger = logging.getLogger("talks.check_quotes")


class CheckFailedError(Exception):
    """Checking failed. Shape: says what and where, and nothing of what was checked."""


@dataclass
class Answer:
    """What a form got. Shape: ``problems`` has sentences by the field, empty if all is well; ``wait`` in seconds."""

    text: str = ""
    checks: Checks | dict | None = None
    problems: dict[str, list[str]] = field(default_factory=dict)
    status: int = 200
    wait: int = 0
    headers: dict[str, str] = field(default_factory=dict)


@never_cache
@csrf_exempt  # there is no session to protect, and no cookie for Django's token; the signed token of the form replaces it
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show the form; what was pasted stays in it, below what was found."""
    answer = answer_form(request) if request.method == "POST" else Answer()
    if answer.status == 503:
        return told_to_wait(failure(503), answer)
    context = {
        "section": "check_quotes",
        "head": list_head("check_quotes"),
        "is_answer": request.method == "POST",
        "text": answer.text,
        "checks": answer.checks,
        "problems": [sentence for sentences in answer.problems.values() for sentence in sentences],
        "token": new_token(request.path),
        "most_bytes": grouped(LARGEST // 1_000),
        "most": QUOTATIONS_ALLOWED,
        "least": LEAST_WORDS,
        "words_compared": WORDS_COMPARED,
    }
    return told_to_wait(respond(request, "check_quotes.html", context, status=answer.status), answer)


@never_cache
@csrf_exempt  # as above
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest) -> HttpResponse:
    """Return a token and the limits; or what was found, for the fields ``text`` and ``token`` of a form."""
    made: dict[str, Any]
    if request.method != "POST":
        answer, made = Answer(), {"token": new_token(request.path), "token_holds": TOKEN_HOLDS, "limits": limits()}
    else:
        answer = answer_form(request, with_json=True)
        if answer.status == 503:
            answer.problems = {"": [_("The database does not answer. Try again in a moment.")]}
        made = {"errors": answer.problems, "token": new_token(request.path)} if answer.problems else answer.checks
    response = JsonResponse(
        made, status=answer.status, json_dumps_params={"ensure_ascii": False}, headers=answer.headers
    )
    return open_to_all(told_to_wait(response, answer))


def limits() -> dict[str, int]:
    """Return what is taken at most, and the least words of a quotation that is looked up."""
    return {
        "bytes": LARGEST,
        "quotations": QUOTATIONS_ALLOWED,
        "least_words": LEAST_WORDS,
        "words_compared": WORDS_COMPARED,
        "seconds": SECONDS_ALLOWED,
        "an_hour": OF_ONE_ADDRESS.most,
    }


def told_to_wait(response: HttpResponse, answer: Answer) -> HttpResponse:
    if answer.wait:
        response.headers["Retry-After"] = str(answer.wait)
    return response


def answer_form(request: HttpRequest, *, with_json: bool = False) -> Answer:
    """Return what is found of the draft in a form, or what is wrong with the form. A body that is too large is not read."""
    too_long = _("The text is longer than %(most)s KB. Nothing of it was read. Check it in parts.")
    too_long %= {"most": grouped(LARGEST // 1_000)}
    if body_length(request) > LARGEST_BODY:
        return Answer(problems={"text": [too_long]}, status=413)
    try:
        text, token = request.POST.get("text", ""), request.POST.get("token", "")
    except RequestDataTooBig:
        return Answer(problems={"text": [too_long]}, status=413)
    answer = Answer(text=text)
    if len(text.encode("utf-8", "replace")) > LARGEST:
        answer.problems, answer.status = {"text": [too_long]}, 413
    elif not read_token(token, request.path):
        words = _("This form was older than an hour. Your text still stands below: send it again.")
        answer.problems, answer.status = {"token": [words]}, 400
    elif not text.strip():
        answer.problems, answer.status = {"text": [_("Paste a text with quotations.")]}, 400
    elif wait := hit(OF_ONE_ADDRESS, client_address(request)) or hit(OF_ALL):
        minutes = -(-wait // 60)
        words = ngettext(
            "Too many texts were checked in this hour. Your text still stands below: send it again in %(n)d minute.",
            "Too many texts were checked in this hour. Your text still stands below: send it again in %(n)d minutes.",
            minutes,
        )
        answer.problems, answer.status, answer.wait = {"": [words % {"n": minutes}]}, 429, wait
    else:
        try:
            answer.checks, answer.headers = without_words(lambda: look_up(text, with_json=with_json))
        except OperationalError:
            answer.status, answer.wait = 503, RETRY_AFTER
    return answer


def look_up(text: str, *, with_json: bool) -> tuple[Any, dict[str, str]]:
    """Return what is found, and the headers that name the version of the record, read in one moment."""
    checks = check(text)
    return (as_json(checks) if with_json else checks), version_headers(current())


def without_words(read: Callable[[], Any]) -> Any:
    """Return what ``read`` returns, read in one moment.

    Raises: an error that says where and what, since the message of the first one may repeat what was pasted; it is
    OperationalError where the database does not answer.
    """
    try:
        return read_somewhere(read)
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        said = f"{type(error).__name__} at {Path(last.filename).name}, line {last.lineno}"
        is_slow = isinstance(error, OperationalError)
        if is_slow:
            logger.error("Checking quotations failed: %s%s", said, ", too slow" if is_too_slow(error) else "")
    raise (OperationalError if is_slow else CheckFailedError)(said)
