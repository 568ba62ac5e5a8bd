"""Single records of a release, from its own database: what it said, whatever the live record and the code have become.

Imports ``folder``. Shape: a document is a dictionary by the names of ``exports.records``; old ones may lack keys.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from talks.releases.folder import DATABASE, Release

RENAMED = "SELECT slug FROM renames WHERE kind = ? AND former = ?"
CHANGED = """
SELECT kind, slug, json_extract(json, '$.changed') FROM documents WHERE kind = 'event' AND slug IN (?)
UNION ALL SELECT kind, slug, json_extract(json, '$.changed') FROM documents
    WHERE kind = 'claim' AND slug IN (SELECT claim FROM statements WHERE event IN (?))
UNION ALL SELECT kind, slug, json_extract(json, '$.changed') FROM documents
    WHERE kind = 'report' AND slug IN (SELECT report FROM statements WHERE event IN (?))
"""


class Documents:
    """The database of one release, open for reading."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def find(self, kind: str, slug: str) -> dict[str, Any] | None:
        """Return the document of a record. Cost: one look into an index."""
        row = self._database.execute("SELECT json FROM documents WHERE kind = ? AND slug = ?", [kind, slug]).fetchone()
        return json.loads(row[0]) if row else None

    def several(self, kind: str, slugs: list[str]) -> list[dict[str, Any]]:
        """Return documents in this order, without those that are missing. Cost: one look into an index for each."""
        return [found for slug in slugs if (found := self.find(kind, slug))]

    def present_slug(self, kind: str, former: str) -> str:
        """Return the slug that a record had in this release, given one that it had before; else the empty string."""
        row = self._database.execute(RENAMED, [kind, former]).fetchone()
        return row[0] if row else ""

    def slugs_of(self, kind: str, slugs: list[str]) -> list[str]:
        """Return all slugs that a record had by then, given some of them."""
        marks = ", ".join("?" * len(slugs))
        pairs = self._database.execute(
            f"SELECT former, slug FROM renames WHERE kind = ? AND (former IN ({marks}) OR slug IN ({marks}))",  # noqa: S608
            [kind, *slugs, *slugs],
        )
        return [one for pair in pairs for one in pair]

    def changed_about(self, events: list[str]) -> set[tuple[str, str, str]]:
        """Return kind, slug and last change of events, given by their slugs, of their statements and of the reports of these.

        Cost: looks into indexes, a few for each event.
        """
        marks = ", ".join("?" * len(events))
        rows = self._database.execute(CHANGED.replace("?", marks), events * 3)
        return set(rows)

    def withdrawal(self, kind: str, slug: str) -> str:
        """Return why a record had been withdrawn by then, or the empty string."""
        row = self._database.execute(
            "SELECT reason FROM withdrawn WHERE kind = ? AND slug = ?", [kind, slug]
        ).fetchone()
        return row[0] if row else ""


@contextmanager
def documents_of(release: Release) -> Iterator[Documents | None]:
    """Open the database of a release, that of its last redacted edition if it has one; None if it is not there.

    Raises: sqlite3.Error if it is damaged, here or where it is read.
    """
    path = release.present(DATABASE)
    if not path.is_file():
        yield None
        return
    with opened(path) as database:
        yield Documents(database)


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a database that nobody writes to. Raises: sqlite3.Error if it is missing or none."""
    with closing(sqlite3.connect(address_of(path), uri=True)) as database:
        yield database


def address_of(path: Path) -> str:
    """Return the address by which SQLite opens a file only to read it, and makes no file beside it."""
    return f"file:{quote(str(path))}?mode=ro&immutable=1"
