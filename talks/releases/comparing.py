"""The difference of two releases, from their own databases: what was added, changed, renamed and withdrawn.

Imports ``documents``. Documents carry a hash of what they say, so that only those that differ are read.
"""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from talks.releases.documents import address_of, opened

UNCOMPARED = frozenset({"url", "id", "recorded", "changed", "withdrawn", "claims"})
"""Fields of a document that say nothing about its matter, or that other documents say. Its hash leaves them out too."""
REFERENCES = {"event": "event", "occasion": "event", "report": "report", "repeats": "claim"}
"""Fields with the slugs of other records: a record that was renamed changes no other."""

WORDS = {
    "claim": _("statement"),
    "event": _("event"),
    "report": _("report"),
    "question": _("question"),
    "person": _("person or party"),
    "outlet": _("outlet"),
    "place": _("place"),
    "topic": _("topic"),
    "origin": _("origin"),
    "process": _("negotiation"),
}
"""The kinds of record as pages name them."""

ADDED = """
    SELECT kind, slug FROM documents AS new
    WHERE NOT EXISTS (SELECT 1 FROM old.documents AS d WHERE d.kind = new.kind AND d.slug = new.slug)
"""
GONE = """
    SELECT kind, slug FROM old.documents AS d
    WHERE NOT EXISTS (SELECT 1 FROM documents AS new WHERE d.kind = new.kind AND d.slug = new.slug)
"""
CHANGED = """
    SELECT new.kind, new.slug, old.slug, old.json, new.json FROM documents AS new
    JOIN old.documents AS old ON old.kind = new.kind AND old.slug = new.slug AND old.sha256 <> new.sha256
"""
RENAMED = """
    SELECT r.kind, r.former, r.slug, d.json, new.json FROM renames AS r
    JOIN old.documents AS d ON d.kind = r.kind AND d.slug = r.former
    JOIN documents AS new ON new.kind = r.kind AND new.slug = r.slug
"""
IN_ORDER = " ORDER BY 1, 2"


@dataclass(frozen=True)
class Changed:
    """A record that says something else now. Shape: ``fields`` has name, value before, value after, as JSON has them."""

    kind: str
    slug: str
    fields: list[tuple[str, object, object]]


@dataclass(frozen=True)
class Difference:
    """What the later of two releases has and the earlier has not, and the other way round.

    Shape: pairs of kind and slug; of ``renamed`` with the former slug before the present one; ``withdrawn`` with the
    reason; ``removed`` has what is no longer in the record without a withdrawal.
    """

    added: list[tuple[str, str]] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    renamed: list[tuple[str, str, str]] = field(default_factory=list)
    withdrawn: list[tuple[str, str, str]] = field(default_factory=list)
    removed: list[tuple[str, str]] = field(default_factory=list)

    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.renamed or self.withdrawn or self.removed)


def compare(old: Path, new: Path, most: int | None = None) -> Difference:
    """Return the difference of two databases of releases; of each kind of difference at most so many records.

    Cost: a pass over the hashes of both; reads only documents whose hashes differ. The difference is held in memory.
    Raises: sqlite3.Error if one is missing or damaged.
    """
    with opened(new) as database:
        database.execute("ATTACH ? AS old", [address_of(old)])
        renames = {(kind, former): slug for kind, former, slug in database.execute("SELECT * FROM renames")}
        reasons = {
            (kind, slug): reason for kind, slug, reason in database.execute("SELECT kind, slug, reason FROM withdrawn")
        }
        renamed = sorted(
            (kind, former, slug)
            for kind, former, slug, *_documents in database.execute(RENAMED)
            if not _is_there(database, kind, former)
        )
        moved = {(kind, slug) for kind, _former, slug in renamed}
        left = {(kind, former) for kind, former, _slug in renamed}
        added = list(islice((one for one in database.execute(ADDED + IN_ORDER) if one not in moved), most))
        gone = list(islice((one for one in database.execute(GONE + IN_ORDER) if one not in left), most))
        changed = list(islice(_changed(database, renames, moved), most))
    present = {one: renames.get(one, one[1]) for one in gone}
    withdrawn = [(kind, slug, reason) for kind, slug in gone if (reason := reasons.get((kind, present[kind, slug])))]
    known = {(kind, slug) for kind, slug, _reason in withdrawn}
    return Difference(added, changed, renamed[:most], withdrawn, [one for one in gone if one not in known])


def _is_there(database: sqlite3.Connection, kind: str, slug: str) -> bool:
    found = database.execute("SELECT 1 FROM documents WHERE kind = ? AND slug = ?", [kind, slug])
    return found.fetchone() is not None


def _changed(
    database: sqlite3.Connection, renames: dict[tuple[str, str], str], moved: set[tuple[str, str]]
) -> Iterator[Changed]:
    """Yield the records that say something else, whether they were renamed or not."""
    for query in (CHANGED, RENAMED):
        for kind, *slugs, before, after in database.execute(query + IN_ORDER):
            slug = slugs[0] if query == CHANGED else slugs[1]
            if query == RENAMED and (kind, slug) not in moved:
                continue
            fields = list(_fields(json.loads(before), json.loads(after), renames))
            if fields:
                yield Changed(kind, slug, fields)


def _fields(
    before: dict[str, Any], after: dict[str, Any], renames: dict[tuple[str, str], str]
) -> Iterator[tuple[str, object, object]]:
    """Yield the fields that differ. One that only one of the two has is new to the format, and says nothing."""
    for name in sorted(before.keys() & after.keys() - UNCOMPARED - {"slug"}):
        was, now = before[name], after[name]
        if name in REFERENCES:
            was = _present(was, REFERENCES[name], renames)
        if was != now:
            yield name, was, now


def _present(value: object, kind: str, renames: dict[tuple[str, str], str]) -> object:
    return renames.get((kind, value), value) if isinstance(value, str) else value


def spelled(value: object) -> str:
    """Return a value of a document in one line: what it holds, joined."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(filter(None, map(spelled, value.values())))
    if isinstance(value, list):
        return "; ".join(filter(None, map(spelled, value)))
    return str(value)
