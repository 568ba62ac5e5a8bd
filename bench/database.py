"""The databases themselves, asked without the project: for the values to filter by, and for the server's processes."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, Protocol

from bench.server import parent_of


class Connection(Protocol):
    """What both drivers have."""

    def execute(self, sql: str) -> Any: ...


@contextmanager
def connect(url: str) -> Iterator[Connection]:
    """Connect for a while: to PostgreSQL, where every statement is a transaction, or to a file of SQLite, to read."""
    if url.startswith("sqlite:///"):
        with closing(sqlite3.connect(f"file:{url.removeprefix('sqlite:///')}?mode=ro", uri=True)) as connection:
            yield connection
    else:
        import psycopg  # installed for those who measure PostgreSQL

        with psycopg.connect(url, autocommit=True) as connection:
            yield connection


def postmaster(connection: Connection) -> int:
    """Return the process that all processes of this PostgreSQL server come from. It must be on this machine."""
    return parent_of(connection.execute("SELECT pg_backend_pid()").fetchone()[0])


def name_of(connection: Connection) -> str:
    """Return name and version of a PostgreSQL server, and what of its settings is not as usual."""
    number = connection.execute("SHOW server_version").fetchone()[0].split()[0]
    return f"PostgreSQL {number} with its own defaults, but waiting for no disk"
