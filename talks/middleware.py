"""Middleware: references, policies, HEAD, compression and NUL characters for every request; sessions of curators that roll.

Imports ``compression``. Django 6 has a middleware for SECURE_CSP, which then replaces ``content_policy``.
"""

import ipaddress
import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import override

from talks.compression import compressed
from talks.logs import new_reference


def without_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse or ignore NUL characters where no form reads them: PostgreSQL can neither store nor look for them.

    A path with one is the address of nothing, and so is not found; a cookie with one is ignored. The parameters of
    public pages are read by a form, which says what it leaves aside; in those of the admin the characters are ignored.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            raise Http404
        for name in [name for name, value in request.COOKIES.items() if "\0" in name + value]:
            del request.COOKIES[name]
        if request.path_info.startswith(settings.SESSION_COOKIE_PATH) and "%00" in request.META["QUERY_STRING"]:
            request.GET = QueryDict(request.META["QUERY_STRING"].replace("%00", ""))
        return get_response(request)

    return middleware


def language(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer in the language that the path begins with, ``/uk/…``, and in English where it begins with none.

    Nothing else decides it, neither a header nor a cookie: an address means the same page for everybody, and caches need not
    tell readers apart.
    """
    prefixes = {code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE}

    def middleware(request: HttpRequest) -> HttpResponse:
        first = request.path_info[1:].partition("/")[0]
        with override(first if first in prefixes else settings.LANGUAGE_CODE):
            return get_response(request)

    return middleware


def with_reference(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give each request the number that its log lines and its error page show, and its failed response in a header.

    What is not found, or withdrawn, has none: a draft must not be told from what was never there.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        made = new_reference()
        response = get_response(request)
        if response.status_code >= 400 and response.status_code not in {404, 410}:
            response.headers["X-Reference"] = made
        return response

    return middleware


def client_address(request: HttpRequest) -> str:
    """Return the address of whoever sent a request; limits count by it.

    That of the connection, unless it is one of TRUSTED_PROXIES: then the last one in X-Forwarded-For that is none of them.
    What stands before that in the header was written by the client, and is not believed.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    told = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if one.strip()]
    while told and is_trusted(address):
        address = told.pop()
    return address


def is_trusted(address: str) -> bool:
    """Return whether an address is that of a proxy whose word is taken."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in settings.TRUSTED_PROXIES)


def content_policy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Add the policy of SECURE_CSP to each response without a policy of its own, and refuse all features of devices.

    Django's ``xframe_options_exempt`` says which answers any page may frame; their policy does not forbid it either.
    """
    parts = {name: f"{name} {' '.join(sources)}" for name, sources in settings.SECURE_CSP.items()}
    policy = "; ".join(parts.values())
    in_frames = "; ".join(part for name, part in parts.items() if name != "frame-ancestors")

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        may_be_framed = getattr(response, "xframe_options_exempt", False)
        response.headers.setdefault("Content-Security-Policy", in_frames if may_be_framed else policy)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
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
