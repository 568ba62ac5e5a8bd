"""Asks the app itself for a page, in this process. Imports ``version``; views are found by their addresses."""

import re
from functools import partial
from urllib.parse import urlsplit

from django.http import Http404, HttpResponse
from django.test.client import RequestFactory
from django.urls import resolve
from django_htmx.middleware import HtmxMiddleware

from talks.version import read_version

FACTORY = RequestFactory()
OF_VERSION = re.compile(r'(?:W/)?"(\d+)-')


class SiteError(Exception):
    """Why no folder was written, in a sentence for whoever runs the site."""


def ask(address: str, *, part: bool = False) -> HttpResponse:
    """Return what the view of an address answers, 404 if it finds nothing; with ``part`` what htmx would receive.

    No middleware runs but that of htmx: hosts, sessions, compression and policies are matters of a server.
    Raises: SiteError if the answer is not of the version that this snapshot sees.
    """
    match = resolve(urlsplit(address).path)
    asked = FACTORY.get(address, headers={"HX-Request": "true"} if part else {})
    asked.resolver_match = match
    try:
        response = HtmxMiddleware(partial(match.func, **match.kwargs))(asked)
    except Http404:
        return HttpResponse(status=404)
    of_version = OF_VERSION.match(response.get("ETag", ""))
    if of_version and int(of_version[1]) != read_version():
        raise SiteError("The record changed while its pages were read. Nothing was written; start again.")
    return response


def content_of(response: HttpResponse) -> bytes:
    """Return the whole content of an answer, also of one that is sent in pieces.

    It is not closed: Django would close the connection with it after CONN_MAX_AGE seconds, and end the snapshot.
    """
    return response.getvalue()
