"""Middleware: content security policy, HEAD and compression for every response; sessions of curators that roll.

Imports ``compression``. Django 6 has a middleware for SECURE_CSP, which then replaces ``content_policy``.
"""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

from talks.compression import compressed


def client_address(request: HttpRequest) -> str:
    """Return the address of whoever sent a request, as far as the server itself knows it; limits count by it.

    That of the connection, never a header, which anybody can write. Behind a proxy it is that of the proxy, and a limit
    for one sender is one for all who come through it.
    """
    return str(request.META.get("REMOTE_ADDR", ""))


def content_policy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Add the policy of SECURE_CSP to each response without a policy of its own."""
    policy = "; ".join(f"{name} {' '.join(sources)}" for name, sources in settings.SECURE_CSP.items())

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        return response

    return middleware


def head(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Remove the body from responses to HEAD. Content-Length stays.

    The server would drop it too, but with a warning for each, and only after a whole file has been generated.
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
    """Compress text with zstd or gzip, whichever the client prefers; zstd if it has no preference.

    docs/decisions/compression.md gives the reasons for the levels. Unlike Django, no random length is added against
    BREACH: public pages have no secrets and no cookies; the admin masks its token again in each response, and browsers
    do not send the session cookie with requests from other sites (SameSite).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return compressed(get_response(request), request.headers.get("Accept-Encoding", ""))

    return middleware


def rolling_session(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Count the age of a curator's session from the last request, not from the login.

    The time is noted at most once in SESSION_ROLLS_EVERY seconds, so that few requests write. Sessions of the public pages
    are never read: there are none.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(settings.SESSION_COOKIE_PATH) and SESSION_KEY in request.session:
            now = int(time.time())
            if now - request.session.get("rolled", 0) >= settings.SESSION_ROLLS_EVERY:
                request.session["rolled"] = now
        return get_response(request)

    return middleware
