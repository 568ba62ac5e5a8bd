"""Which database is read: the primary, or inside ``from_replica`` its replica. Imports nothing of the project.

Public pages are read from the replica, where READ_DATABASE_URL names one. All else, and every write, goes to the primary. The
router knows no request: ``views.answering`` says when a public page is read.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

REPLICA = "replica"

_alias: ContextVar[str] = ContextVar("alias", default=DEFAULT_DB_ALIAS)


def alias() -> str:
    """Return the name of the database that is read here."""
    return _alias.get()


def database() -> BaseDatabaseWrapper:
    """Return the connection to the database that is read here, for SQL of our own."""
    return connections[alias()]


@contextmanager
def reading_from(name: str) -> Iterator[None]:
    """Read everything inside from the database of this name."""
    token = _alias.set(name)
    try:
        yield
    finally:
        _alias.reset(token)


def of_readers() -> str:
    """Return the name of the database that public pages are read from."""
    return REPLICA if REPLICA in connections.settings else DEFAULT_DB_ALIAS


class Router:
    """Sends reads to the database that is read here, and everything else to the primary."""

    def db_for_read(self, model: type, **hints: Any) -> str:
        return alias()

    def db_for_write(self, model: type, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: object, other: object, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS
