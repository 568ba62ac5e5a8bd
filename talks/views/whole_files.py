"""A limit on files that hold a whole view, of whatever size: so many at once in each server process.

Such a file takes processor time for as long as it is read, and a thread: without a limit, a few slow readers would hold
all threads.
"""

from collections.abc import Iterable, Iterator
from threading import BoundedSemaphore

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.utils.translation import gettext as _

AT_ONCE = 4  # in a process, which has sixteen threads
RETRY_AFTER = 10  # seconds

_places = BoundedSemaphore(AT_ONCE)


class Held:
    """The pieces of a file, and a place among those that are read at once; ``close`` gives it back."""

    def __init__(self, pieces: Iterable[str], places: BoundedSemaphore) -> None:
        self._pieces, self._places, self._holds = pieces, places, True

    def __iter__(self) -> Iterator[str]:
        return iter(self._pieces)

    def close(self) -> None:
        if self._holds:
            self._holds = False
            self._places.release()


def whole_file(pieces: Iterable[str], content_type: str) -> HttpResponse | StreamingHttpResponse:
    """Return a response that streams the pieces, or a 503 in words if too many are read at once."""
    places = _places
    if not places.acquire(blocking=False):
        words = _("Too many people are downloading whole files. Try again in %(seconds)d seconds.")
        errors = {"busy": [words % {"seconds": RETRY_AFTER}]}
        response = JsonResponse({"errors": errors}, status=503, json_dumps_params={"ensure_ascii": False})
        response["Retry-After"] = str(RETRY_AFTER)
        return response
    return StreamingHttpResponse(Held(pieces, places), content_type=content_type)
