"""Text search, one implementation per database, behind ``ids_holding``. Private text is never searched.

Each implementation is an index in the database (FTS5 or tsvector) that triggers update. ``timeline`` asks for the
claims that hold a word, and for the reports with it in their headline. docs/decisions/full-text.md lists how the two
differ.
"""

from array import array
from collections.abc import Collection, Sequence
from itertools import chain
from typing import Any, Protocol

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from talks.letters import fold
from talks.replica import database
from talks.search import postgres, sqlite
from talks.search.columns import CLAIMS, REPORTS, TABLES, Searched
from talks.search.common import common_words
from talks.search.hits import Hit, Marker, hits
from talks.search.near import NearWords
from talks.search.spellings import Spelled, Spellings
from talks.search.terms import LONGEST, SearchTerm, parts_of, words

__all__ = [
    "CLAIMS",
    "LONGEST",
    "REPORTS",
    "Hit",
    "Marker",
    "NearWords",
    "SearchTerm",
    "Spelled",
    "Spellings",
    "fold",
    "follows",
    "hits",
    "ids_holding",
    "ids_of_each",
    "install",
    "key_of",
    "parts_of",
    "read_common",
    "remove",
    "words",
]

ROWS = 5_000
FEW = 500  # claims, up to which the query names their ids


class Engine(Protocol):
    """What the module for one database provides."""

    def install(self, connection: BaseDatabaseWrapper) -> None: ...
    def remove(self, connection: BaseDatabaseWrapper) -> None: ...
    def key_of(self, word: str) -> str: ...
    def holding(
        self, of: Searched, terms: Sequence[SearchTerm], among: Sequence[int] | None, without: Sequence[SearchTerm]
    ) -> tuple[str, list[str]]: ...
    def holding_each(self, of: Searched, phrases: Sequence[str], most: int) -> list[tuple[str, list[Any]]]: ...
    def fetch(self, connection: BaseDatabaseWrapper, sql: str, given: list[Any]) -> list[tuple[Any, ...]]: ...


ENGINES: dict[str, Engine] = {"sqlite": sqlite, "postgresql": postgres}


def ids_holding(
    terms: Sequence[SearchTerm],
    among: Collection[int] | None = None,
    of: Searched = CLAIMS,
    most: int = 0,
    without: Sequence[SearchTerm] = (),
) -> "array[int]":
    """Return the ids of the claims that hold any of these words and phrases, in their own text, speaker or event.

    Shape: in ascending order, drafts included; only ids from ``among``, if given. English words match in all their
    forms; accents and capitals are ignored. ``of`` may be ``REPORTS``, for the ids of reports by their headline. With
    ``most``, no more than one beyond that, any of them. Claims that hold a word of ``without`` as it is written are not
    looked for by beginnings.
    Cost: one query; its time grows with the number of claims found.
    """
    few = None if among is None or len(among) > FEW else sorted(among)
    with database().cursor() as cursor:
        sql, words = ENGINES[database().vendor].holding(of, terms, few, without)
        cursor.execute(f"{sql} LIMIT {most + 1}" if most and among is None else sql, words)
        # A frequent word may be in millions of claims: an array holds 8 bytes per id, and rows are fetched in batches.
        rows = iter(lambda: cursor.fetchmany(ROWS), [])
        found = array("q", chain.from_iterable(chain.from_iterable(rows)))
    return found if among is None or few is not None else array("q", sorted(set(among).intersection(found)))


def ids_of_each(phrases: Sequence[str], most: int, of: Searched = CLAIMS) -> list[list[int]]:
    """Return, for each phrase, the ids of claims that hold it, ``most`` at most, any of them; drafts included.

    Shape: a phrase has words of ``parts_of``, joined by spaces. The phrases may be private: no statement of SQL repeats them.
    Cost: one query on PostgreSQL, one for each 200 phrases on SQLite.
    """
    engine = ENGINES[database().vendor]
    found: list[list[int]] = [[] for _phrase in phrases]
    for sql, given in engine.holding_each(of, phrases, most) if phrases else ():
        for place, pk in engine.fetch(database(), sql, given):
            found[place].append(pk)
    return found


def key_of(term: SearchTerm) -> str:
    """Return the stem that the engine gives to a word; all forms of a word share it. Empty for a phrase or a prefix.

    Cost: on PostgreSQL one query, cached for the last 4,096 words; on SQLite none to the record's database.
    """
    return "" if term.is_prefix or " " in term.text else ENGINES[database().vendor].key_of(term.text)


def read_common(claims: Collection[int], share: float) -> dict[str, SearchTerm]:
    """Return the words that occur in more than this share of the claims with these ids.

    Shape: for each key of ``key_of``, the form of the word that occurs most often.
    Cost: one query, and those of ``key_of``.
    """
    ids = ", ".join(map(str, claims)) or "NULL"
    with database().cursor() as cursor:
        sql = f"SELECT {', '.join(CLAIMS.columns)} FROM {CLAIMS.joins} WHERE base.id IN ({ids})"  # noqa: S608 - own names
        cursor.execute(sql)
        return common_words(([text or "" for text in row] for row in cursor.fetchall()), share, key_of)


def follows(model: str) -> bool:
    """Return whether an index covers rows of the model with this name."""
    return f"talks_{model}" in TABLES


def install(using: str) -> None:
    """Create the indexes and their triggers if they are missing or outdated. Does nothing while the tables are missing.

    Cost: see ``install`` of each engine.
    """
    if _has_tables(using):
        ENGINES[connections[using].vendor].install(connections[using])


def remove(using: str) -> None:
    """Drop what would block a migration or be lost in it. Search works meanwhile, and ``install`` restores it."""
    if _has_tables(using):
        ENGINES[connections[using].vendor].remove(connections[using])


def _has_tables(using: str) -> bool:
    return set(TABLES) <= set(connections[using].introspection.table_names())
