"""Search in plain words, behind one function. Private text is never searched.

``timeline`` asks for the claims that hold a word and knows nothing of how it is found: an index in the database, FTS5
or tsvector, that triggers keep in step. docs/decisions/full-text.md tells what the two do differently.
"""

from array import array
from collections.abc import Collection, Sequence
from itertools import chain
from typing import Protocol

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from talks.search import postgres, sqlite
from talks.search.columns import COLUMNS, JOINS, PARENTS
from talks.search.common import common_words
from talks.search.hits import Hit, hits
from talks.search.terms import LONGEST, Term, words

__all__ = [
    "LONGEST",
    "Hit",
    "Term",
    "follows",
    "hits",
    "ids_holding",
    "install",
    "key_of",
    "read_common",
    "remove",
    "words",
]

ROWS = 5_000
FEW = 500  # claims that are rather looked at one by one


class Engine(Protocol):
    """What a module must have to be the index of one database."""

    def install(self, connection: BaseDatabaseWrapper) -> None: ...
    def remove(self, connection: BaseDatabaseWrapper) -> None: ...
    def key_of(self, word: str) -> str: ...
    def holding(self, term: Term, among: Sequence[int] | None) -> tuple[str, list[str]]: ...


ENGINES: dict[str, Engine] = {"sqlite": sqlite, "postgresql": postgres}


def ids_holding(term: Term, among: Collection[int] | None = None) -> "array[int]":
    """Return the ids of the claims that hold a word or phrase, in themselves, their speaker, event or headline.

    Shape: in ascending order, of all claims or those of ``among``; drafts too. English words are found in any of their
    forms, accents and capitals aside. Cost: one query, and what the index takes to list them.
    """
    few = None if among is None or len(among) > FEW else sorted(among)
    with connection.cursor() as cursor:
        cursor.execute(*ENGINES[connection.vendor].holding(term, few))
        # A frequent word is in millions of claims: their ids are taken in as numbers, a few thousand rows at a time.
        rows = iter(lambda: cursor.fetchmany(ROWS), [])
        found = array("q", chain.from_iterable(chain.from_iterable(rows)))
    return found if among is None or few is not None else array("q", sorted(set(among).intersection(found)))


def key_of(term: Term) -> str:
    """Return what the engine makes of a word: all its forms have the same. Empty for a phrase or a beginning.

    Cost: of PostgreSQL a query, remembered for the last few thousand words.
    """
    return "" if term.is_prefix or " " in term.text else ENGINES[connection.vendor].key_of(term.text)


def read_common(claims: Collection[int], share: float) -> dict[str, Term]:
    """Return the words that stand in more than this share of these claims, given by their ids, by what ``key_of`` makes of them.

    Cost: one query.
    """
    ids = ", ".join(map(str, claims)) or "NULL"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM {JOINS} WHERE claim.id IN ({ids})")  # noqa: S608 - names and numbers
        return common_words(([text or "" for text in row] for row in cursor.fetchall()), share, key_of)


def follows(model: str) -> bool:
    """Whether the index is made of rows of a model, given by its name."""
    return f"talks_{model}" in {"talks_claim", *PARENTS}


def install(using: str) -> None:
    """Make index and triggers where they are missing or of another make, once the tables are there."""
    if _has_tables(using):
        ENGINES[connections[using].vendor].install(connections[using])


def remove(using: str) -> None:
    """Take away what would hinder a migration, or be lost by it, until ``install``. Searching goes on meanwhile."""
    if _has_tables(using):
        ENGINES[connections[using].vendor].remove(connections[using])


def _has_tables(using: str) -> bool:
    return {"talks_claim", *PARENTS} <= set(connections[using].introspection.table_names())
