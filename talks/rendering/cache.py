"""Caches of what was rendered: bounded in bytes, and off while developing."""

from collections.abc import Hashable
from typing import TypeVar

from django.conf import settings

from talks.lru import SizedLRU

T = TypeVar("T")


class RenderCache(SizedLRU[T]):
    """An LRU cache that holds nothing in DEBUG, so that every edit shows at once."""

    def get(self, key: Hashable) -> T | None:
        return None if settings.DEBUG else super().get(key)

    def put(self, key: Hashable, thing: T, size: int) -> None:
        if not settings.DEBUG:
            super().put(key, thing, size)
