"""Middleware: what is written below /admin/ is written into the history in the name of the user.

Nothing is read of the session unless something is written; requests for other addresses pass by.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from talks import history


def acting_user(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let each request below the path of the session's cookie act for its user."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(settings.SESSION_COOKIE_PATH):
            return get_response(request)
        with history.acting(lambda: request.user.pk):
            return get_response(request)

    return middleware
