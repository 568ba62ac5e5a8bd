"""What is kept as long as there is room for it: bitmaps, and what was printed of events.

Imports nothing of the project.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class SizedLRU(Generic[T]):
    """Things by their keys, of which those used last are kept. Threads share it."""

    def __init__(self, room: int) -> None:
        """Units: bytes."""
        self._kept: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._room, self._held, self._lock = room, 0, Lock()

    def get(self, key: Hashable) -> T | None:
        """Return what is kept under the key."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def put(self, key: Hashable, thing: T, size: int) -> None:
        """Keep a thing of about so many bytes, and let go of what was not used for longest, never of the last one."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = (thing, size)
                self._held += size
            while self._held > self._room and len(self._kept) > 1:
                self._held -= self._kept.popitem(last=False)[1][1]

    def get_or_make(self, key: Hashable, make: Callable[[], tuple[T, int]]) -> T:
        """Return what is kept under the key, or make it, with its size, and keep it."""
        kept = self.get(key)
        if kept is None:
            kept, size = make()
            self.put(key, kept, size)
        return kept

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self._held = 0
