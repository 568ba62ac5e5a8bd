"""Notes which events an answer shows, so that it can be given again after changes of others. Imports nothing of the project."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_noted: ContextVar[set[int] | None] = ContextVar("noted", default=None)


@contextmanager
def noting() -> Iterator[set[int]]:
    """Yield a set that gets the ids of all events whose rows are read inside, or whose cached HTML is asked for."""
    events: set[int] = set()
    token = _noted.set(events)
    try:
        yield events
    finally:
        _noted.reset(token)


def note_events(events: Collection[int]) -> None:
    """Note that these events are shown, given by their ids."""
    noted = _noted.get()
    if noted is not None:
        noted.update(events)
