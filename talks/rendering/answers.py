"""A cache of whole responses, by ETag, path, query string and content coding. ``views`` fills and reads it."""

from dataclasses import dataclass

from django.http import HttpResponse

from talks.rendering.cache import RenderCache

ANSWERS: RenderCache["CachedAnswer"] = RenderCache(20_000_000)
NOTICED: RenderCache["CachedAnswer"] = RenderCache(4_000_000)
"""Pages for wrong values, without their notices and not compressed. They never take the place of others."""

AnswerKey = tuple[str, str, str, str]
"""ETag, path, canonical query string, content coding."""


@dataclass(frozen=True, slots=True)
class CachedAnswer:
    """A response: headers, and the body as it is sent."""

    headers: dict[str, str]
    body: bytes


def find(key: AnswerKey, cache: RenderCache["CachedAnswer"] = ANSWERS) -> HttpResponse | None:
    """Return a cached response, or None."""
    answer = cache.get(key)
    return HttpResponse(answer.body, headers=answer.headers) if answer else None


def store(key: AnswerKey, response: HttpResponse, cache: RenderCache["CachedAnswer"] = ANSWERS) -> None:
    """Cache a response."""
    headers = dict(response.items())
    cache.put(key, CachedAnswer(headers, response.content), len(response.content) + 2_000)
