"""What every response goes through, whoever answers: the content policy, HEAD, and compression.

Django 6 has the policy built in; there, its own middleware replaces ``content_policy`` and the setting SECURE_CSP stays
as it is.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from talks.compression import compressed


def content_policy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Add the policy of SECURE_CSP to each response that does not bring one of its own."""
    policy = "; ".join(f"{name} {' '.join(sources)}" for name, sources in settings.SECURE_CSP.items())

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        return response

    return middleware


def head(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Leave out the body where only the headers are asked for, Content-Length among them.

    The server would drop it as well, with a warning for each, and only after a whole file had been made for nobody.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "HEAD" and response.streaming:
            response.streaming_content = []
        elif request.method == "HEAD":
            response.content = b""
        return response

    return middleware


def compression(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Compress text on its way out: with zstd where the client takes it, else with brotli, else with gzip.

    The levels are those at which a page pays; see docs/decisions/compression.md. Nothing random is added to the length,
    as Django does against guessing a secret by it (BREACH): a public page holds no secret and needs no cookie; in the
    admin the token is masked again in each answer, and browsers do not send the session's cookie with what another
    site's page asks for (SameSite).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return compressed(get_response(request), request.headers.get("Accept-Encoding", ""))

    return middleware
