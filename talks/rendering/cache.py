"""An LRU cache for rendered HTML, bounded by size in bytes. ``events`` and ``answers`` have one each."""

from collections.abc import Hashable
from typing import TypeVar

from django.conf import settings

from talks.lru import SizedLRU

T = TypeVar("T")


class RenderCache(SizedLRU[T]):
    """An LRU cache that returns nothing in DEBUG, so that every edit takes effect at once."""

    def get(self, key: Hashable) -> T | None:
        """Return the cached value, or None; in DEBUG always None."""
        return None if settings.DEBUG else super().get(key)

    def put(self, key: Hashable, value: T, size: int) -> None:
        if not settings.DEBUG:
            super().put(key, value, size)

    def replace(self, key: Hashable, value: T, size: int) -> None:
        if not settings.DEBUG:
            super().replace(key, value, size)
