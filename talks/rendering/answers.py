"""A cache of whole responses, by question. ``views`` fills and reads it, and decides whether one is still good."""

import time
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse

from talks.lru import SizedLRU
from talks.rendering.cache import RenderCache

ANSWERS: RenderCache["CachedAnswer"] = RenderCache(20_000_000)
QUESTIONS: SizedLRU["AnswerKey"] = SizedLRU(500_000)
"""Which question an address was understood as, so that it need not be read again."""
NOTICED: RenderCache[tuple[dict[str, str], bytes]] = RenderCache(4_000_000)
"""Pages for wrong values, by ETag, path and question, without their notices. They never take the place of others."""

AnswerKey = tuple[str, str, str, str]
"""Kind of answer (code, page or part, language), path, canonical query string, content coding."""


@dataclass(slots=True)
class CachedAnswer:
    """A response: headers, and the body as it is sent.

    Shape: ``version`` is that of the record it shows, ``content`` what ``Index.content`` was then. ``events`` are all events it
    shows, by id, None if it shows more than the index, names and events. ``seen`` is when it was last known to be good.
    """

    headers: dict[str, str]
    body: bytes
    version: int
    content: str
    events: frozenset[int] | None
    seen: float

    @property
    def is_recent(self) -> bool:
        """Whether it was good no longer ago than ANSWERS_MAY_BE_OLD says."""
        return time.monotonic() - self.seen < settings.ANSWERS_MAY_BE_OLD

    def response(self) -> HttpResponse:
        return HttpResponse(self.body, headers=self.headers)


def recent(address: tuple[str, ...]) -> CachedAnswer | None:
    """Return the answer to an address as it was asked, if it was good a moment ago."""
    key = QUESTIONS.get(address) if settings.ANSWERS_MAY_BE_OLD else None
    answer = ANSWERS.get(key) if key else None
    return answer if answer and answer.is_recent else None


def store(
    key: AnswerKey, response: HttpResponse, version: int, content: str, events: frozenset[int] | None, begun: float
) -> None:
    """Cache a response in place of the former one. Shape: ``begun`` is when its version was read, in monotonic seconds."""
    answer = CachedAnswer(dict(response.items()), response.content, version, content, events, begun)
    ANSWERS.replace(key, answer, len(response.content) + 2_000 + 60 * len(events or ()))


def find_noticed(key: AnswerKey) -> HttpResponse | None:
    """Return a cached page for wrong values, not compressed, or None."""
    found = NOTICED.get(key)
    return HttpResponse(found[1], headers=found[0]) if found else None


def store_noticed(key: AnswerKey, response: HttpResponse) -> None:
    """Cache a page for wrong values."""
    NOTICED.put(key, (dict(response.items()), response.content), len(response.content) + 2_000)
