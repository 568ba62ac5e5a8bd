"""A limit on long files that are made while they are sent: so many at once in each server process.

Such a file takes processor time for as long as it is read, and a thread: without a limit, a few slow readers would hold
all threads. Short files are made whole and take no place: see ``exports.records.written``.
"""

from collections.abc import Iterable, Iterator
from threading import BoundedSemaphore

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.utils.translation import gettext as _

# In a process, which has sixteen threads. Those who wait hold one each, so that half of them are left for pages.
AT_ONCE = 4
WAITING = 4
PATIENCE = 10  # seconds that one waits for a place
RETRY_AFTER = 10  # seconds

_places, _queue = BoundedSemaphore(AT_ONCE), BoundedSemaphore(WAITING)


class Held:
    """The pieces of a file, and a place among those that are read at once; the last piece or ``close`` gives it back."""

    def __init__(self, pieces: Iterable[str], places: BoundedSemaphore) -> None:
        self._pieces, self._places, self._holds = pieces, places, True

    def __iter__(self) -> Iterator[str]:
        yield from self._pieces
        self.close()

    def close(self) -> None:
        if self._holds:
            self._holds = False
            self._places.release()


def whole_file(pieces: Iterable[str], content_type: str) -> HttpResponse | StreamingHttpResponse:
    """Return a response that streams the pieces, or a 503 in words if there is no place, even after waiting for one."""
    places = _places
    if not (places.acquire(blocking=False) or wait_for(places)):
        words = _("Too many people are downloading whole files. Try again in %(seconds)d seconds.")
        errors = {"busy": [words % {"seconds": RETRY_AFTER}]}
        response = JsonResponse({"errors": errors}, status=503, json_dumps_params={"ensure_ascii": False})
        response["Retry-After"] = str(RETRY_AFTER)
        return response
    return StreamingHttpResponse(Held(pieces, places), content_type=content_type)


def wait_for(places: BoundedSemaphore) -> bool:
    """Wait until a place is free, and take it; return whether one was. Nobody waits where too many do."""
    if not _queue.acquire(blocking=False):
        return False
    try:
        return places.acquire(timeout=PATIENCE)
    finally:
        _queue.release()
