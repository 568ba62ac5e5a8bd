"""Whole answers, cached by their ETag, the question as it was understood, and the coding that they are sent in."""

from dataclasses import dataclass

from django.http import HttpResponse

from talks.rendering.cache import RenderCache

ANSWERS: RenderCache["CachedAnswer"] = RenderCache(20_000_000)

AnswerKey = tuple[str, str, str, str]
"""ETag, path, the question in its one spelling, coding."""


@dataclass(frozen=True, slots=True)
class CachedAnswer:
    """What is sent: headers, and the body as it goes out."""

    headers: dict[str, str]
    body: bytes


def find(key: AnswerKey) -> HttpResponse | None:
    """Return a cached answer, or None."""
    answer = ANSWERS.get(key)
    return HttpResponse(answer.body, headers=answer.headers) if answer else None


def store(key: AnswerKey, response: HttpResponse) -> None:
    """Cache an answer."""
    headers = dict(response.items())
    ANSWERS.put(key, CachedAnswer(headers, response.content), len(response.content) + 2_000)
