"""The file that a form was filled from is held until the form is saved, so that its bytes are stored as they were received.

A row of the sessions' table that belongs to no browser: it is in the database, so that any process finds it, it expires by
itself, and no page reads it as a session.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings

HELD = timedelta(days=2)
WHAT = "talks held file"


@dataclass
class Held:
    """A file as received. Shape: ``found`` has the fields that it filled in, ``struck`` codes of reasons by line number,
    ``text`` is what was read, in which these lines are counted. ``name`` is empty for pasted text.
    """

    name: str
    content: bytes
    media_type: str
    text: str
    found: dict[str, str] = field(default_factory=dict)
    struck: dict[int, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def _store(key: str | None = None) -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore(key)


def hold(held: Held, user_id: int) -> str:
    """Hold a file for this user; return its key. Cost: three queries."""
    store = _store()
    store.clear_expired()
    store[WHAT] = {
        "user": user_id,
        "name": held.name,
        "content": b64encode(held.content).decode(),
        "media_type": held.media_type,
        "text": held.text,
        "found": held.found,
        "struck": list(held.struck.items()),
        "notes": held.notes,
    }
    store.set_expiry(HELD)
    store.create()
    return store.session_key


def held_file(key: str, user_id: int) -> Held | None:
    """Return what this user's form is filled from; None if it has expired. Cost: one query."""
    row = _store(key).get(WHAT) if key else None
    if not row or row["user"] != user_id:
        return None
    return Held(
        row["name"],
        b64decode(row["content"]),
        row["media_type"],
        row["text"],
        row["found"],
        {int(number): reason for number, reason in row["struck"]},
        row["notes"],
    )


def release(key: str, user_id: int) -> None:
    if held_file(key, user_id):
        _store(key).delete()
