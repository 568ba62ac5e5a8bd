"""An LRU cache bounded by size in bytes. Imports nothing of the project."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class SizedLRU(Generic[T]):
    """An LRU cache bounded by size in bytes. Threads may share it.

    An entry larger than the whole cache is held until the next one comes.
    """

    def __init__(self, room: int) -> None:
        """Units: bytes."""
        self._entries: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._room, self._held, self._lock = room, 0, Lock()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Hashable) -> T | None:
        """Return the cached value, or None."""
        with self._lock:
            if key not in self._entries:
                return None
            self._entries.move_to_end(key)
            return self._entries[key][0]

    def put(self, key: Hashable, value: T, size: int) -> None:
        """Cache a value, and drop the least recently used ones until the rest fits. A cached key stays as it is.

        Units: bytes, approximately.
        """
        with self._lock:
            if key not in self._entries:
                self._entries[key] = (value, size)
                self._held += size
            while self._held > self._room and len(self._entries) > 1:
                self._held -= self._entries.popitem(last=False)[1][1]

    def replace(self, key: Hashable, value: T, size: int) -> None:
        """Cache a value in place of the one cached by this key. Units: bytes, approximately."""
        with self._lock:
            _value, former = self._entries.pop(key, (None, 0))
            self._held -= former
        self.put(key, value, size)

    def get_or_make(self, key: Hashable, make: Callable[[], tuple[T, int]]) -> T:
        """Return the cached value, or make it and cache it. Shape: ``make`` returns the value and its size."""
        value = self.get(key)
        if value is None:
            value, size = make()
            self.put(key, value, size)
        return value

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self._held = 0
