"""The index on SQLite: for each table two FTS5 tables with one row per record, updated by triggers.

One has the stems of words and stores a copy of the text; the other has the words as written, for beginnings, and stores
nothing: its rows are removed by that copy. Without any copy, rows could not be removed correctly once the record has
changed. There is no prefix index, since it hardly speeds up prefixes.
"""

# ruff: noqa: S608 - the SQL is built from our own names only; what a reader typed is a parameter

import sqlite3
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from threading import Lock
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from talks.letters import FIRST, FOLDED, LAST, fold
from talks.search.columns import SEARCHED, Searched
from talks.search.terms import SearchTerm


def views(of: Searched) -> dict[str, str]:
    """Return SQL of views of the searched text of every record, with letters folded that FTS5 does not fold, by name.

    Each reads the one before, since the parser allows few functions within each other.
    """
    pairs = list(zip(of.columns, of.names, strict=True))
    columns = ", ".join(f"{column} AS {name}, {column} AS f_{name}" for column, name in pairs)
    made = {f"{of.index}_from": f"SELECT base.id AS id, {columns} FROM {of.joins}"}
    letters = list(FOLDED.items())
    for number, start in enumerate(range(0, len(letters), DEEPEST), 1):
        some = letters[start : start + DEEPEST]
        columns = ", ".join(f"{name}, {replaced(f'f_{name}', some)} AS f_{name}" for name in of.names)
        made[f"{of.index}_from_{number}"] = f"SELECT id, {columns} FROM {list(made)[-1]}"
    cases = (
        f"CASE WHEN {name} GLOB '*[{FIRST}-{LAST}]*' THEN f_{name} ELSE coalesce({name}, '') END AS {name}"
        for name in of.names
    )
    made[f"{of.index}_now"] = f"SELECT id, {', '.join(cases)} FROM {list(made)[-1]}"
    return {name: f"CREATE VIEW {name} AS {sql}" for name, sql in made.items()}


def replaced(column: str, letters: Iterable[tuple[str, str]]) -> str:
    """Return SQL for the column with these letters replaced."""
    for letter, plain in letters:
        column = f"replace({column}, '{letter}', '{plain}')"
    return column


def differs(columns: Iterable[str]) -> str:
    """Return a condition for a trigger: the update changed one of these columns."""
    return " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)


JOINED = 200  # parts of one query; SQLite allows 500
DEEPEST = 15  # functions within each other; SQLite’s parser allows about twenty

# Combining marks are parts of words: vowels of Indic scripts are such marks.
SPLIT = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"


def tables(of: Searched) -> dict[str, str]:
    """Return the SQL of the two tables, by name."""
    names = ", ".join(of.names)
    return {
        of.index: f'CREATE VIRTUAL TABLE {of.index} USING fts5({names}, tokenize="porter {SPLIT}")',
        f"{of.index}_plain": f"CREATE VIRTUAL TABLE {of.index}_plain USING fts5({names}, content='', columnsize=0, "
        f'tokenize="{SPLIT}")',
    }


def add(of: Searched, ids: str = "") -> list[str]:
    """Return SQL that adds these records. Shape: ``ids`` is a value or a subquery; all records without it."""
    names, only = ", ".join(of.names), f" WHERE {{}} IN ({ids})" if ids else ""
    return [
        f"INSERT INTO {of.index}(rowid, {names}) SELECT id, {names} FROM {of.index}_now{only.format('id')}",
        f"INSERT INTO {of.index}_plain(rowid, {names}) SELECT rowid, {names} FROM {of.index}{only.format('rowid')}",
    ]


def drop(of: Searched, ids: str) -> list[str]:
    """Return SQL that removes these records."""
    names = ", ".join(of.names)
    return [
        f"INSERT INTO {of.index}_plain({of.index}_plain, rowid, {names}) "
        f"SELECT 'delete', rowid, {names} FROM {of.index} WHERE rowid IN ({ids})",
        f"DELETE FROM {of.index} WHERE rowid IN ({ids})",
    ]


def body(statements: Iterable[str]) -> str:
    """Return SQL for what a trigger does."""
    return f"BEGIN {' '.join(f'{sql};' for sql in statements)} END"


def triggers(of: Searched) -> dict[str, str]:
    """Return the SQL of every trigger, by name."""
    own, table = ("id", *of.own, *of.links), of.table.removeprefix("talks_")
    here, there = "NEW.id", "OLD.id, NEW.id"
    made = {
        f"{table}_insert": f"AFTER INSERT ON {of.table} {body(drop(of, here) + add(of, here))}",
        f"{table}_update": f"AFTER UPDATE OF {', '.join(own)} ON {of.table} WHEN {differs(own)} "
        + body(drop(of, there) + add(of, here)),
        f"{table}_delete": f"AFTER DELETE ON {of.table} {body(drop(of, 'OLD.id'))}",
    }
    for parent, (link, columns) in of.parents.items():
        name, ids = parent.removeprefix("talks_"), f"SELECT id FROM {of.table} WHERE {link} = NEW.id"
        follow = body(drop(of, ids) + add(of, ids))
        # Foreign keys are checked at the end of a transaction: a claim may be inserted before the row it refers to.
        made[f"{name}_insert"] = f"AFTER INSERT ON {parent} {follow}"
        made[f"{name}_update"] = f"AFTER UPDATE OF {', '.join(columns)} ON {parent} WHEN {differs(columns)} {follow}"
    return {f"{of.index}_{name}": f"CREATE TRIGGER {of.index}_{name} {rest}" for name, rest in made.items()}


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the indexes and their triggers, unless all are up to date. Cost: one query, or a pass over all records."""
    for of in SEARCHED:
        if present(connection, of) != {
            name: sql for made in (tables, views, triggers) for name, sql in made(of).items()
        }:
            make(connection, of)


def present(connection: BaseDatabaseWrapper, of: Searched) -> dict[str, str]:
    """Return the SQL of tables, views and triggers that are there, those of former versions too, by name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE name IN (%s, %s) OR type IN ('view', 'trigger') AND name GLOB %s",
            [*tables(of), f"{of.index}_*"],
        )
        return dict(cursor.fetchall())


def make(connection: BaseDatabaseWrapper, of: Searched) -> None:
    """Create an index and its triggers in place of what is there."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        drop_triggers(connection, of)
        for table in tables(of):
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
        for sql in (*tables(of).values(), *views(of).values(), *add(of)):
            cursor.execute(sql)
        for table in tables(of):
            cursor.execute(f"INSERT INTO {table}({table}) VALUES ('optimize')")
        for sql in triggers(of).values():
            cursor.execute(sql)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop triggers and views. The index stays and answers from its last state, until ``install`` creates it again."""
    for of in SEARCHED:
        drop_triggers(connection, of)


def drop_triggers(connection: BaseDatabaseWrapper, of: Searched) -> None:
    """Drop the triggers and views of an index, those of former versions too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT type, name FROM sqlite_master WHERE type IN ('view', 'trigger') AND name GLOB %s", [f"{of.index}_*"]
        )
        for kind, name in cursor.fetchall():
            cursor.execute(f"DROP {kind} {name}")


@lru_cache(maxsize=4096)
def key_of(word: str) -> str:
    """Return the token that FTS5 makes of a word; empty if it makes none or several.

    Cost: no query to the record's database; cached for the last 4,096 words.
    """
    with _lock:
        memory = _tokenizer()
        memory.execute("INSERT INTO words VALUES (?)", [fold(word)])
        tokens = memory.execute("SELECT term FROM tokens").fetchall()
        memory.rollback()
    return tokens[0][0] if len(tokens) == 1 else ""


_lock = Lock()


@cache
def _tokenizer() -> sqlite3.Connection:
    """Return an in-memory database that shows how FTS5 splits a text. SQLite has no other way to ask."""
    memory = sqlite3.connect(":memory:", check_same_thread=False)
    memory.execute(f'CREATE VIRTUAL TABLE words USING fts5(word, tokenize="porter {SPLIT}")')
    memory.execute("CREATE VIRTUAL TABLE tokens USING fts5vocab(words, instance)")
    return memory


def holding(
    of: Searched, terms: Sequence[SearchTerm], among: Sequence[int] | None, without: Sequence[SearchTerm]
) -> tuple[str, list[str]]:
    """Return SQL, with its parameters, for the ids of the records that hold any of these terms, in ascending order."""
    # A term has only letters, digits and spaces: inside the quotation marks nothing in it is an operator.
    words = " OR ".join(f'"{fold(term.text)}"' for term in terms if not term.is_prefix)
    beginnings = " OR ".join(f'"{fold(term.text)}" *' for term in terms if term.is_prefix)
    if beginnings and without:
        left_out = " OR ".join(f'"{fold(term.text)}"' for term in without)
        beginnings = f"({beginnings}) NOT ({left_out})"
    only = "" if among is None else f" AND rowid IN ({', '.join(map(str, among))})"
    asked = [(table, match) for table, match in ((of.index, words), (f"{of.index}_plain", beginnings)) if match]
    each = (f"SELECT rowid FROM {table} WHERE {table} MATCH %s{only}" for table, _match in asked)
    return f"{' UNION '.join(each)} ORDER BY rowid", [match for _table, match in asked]


def holding_each(of: Searched, phrases: Sequence[str], most: int) -> list[tuple[str, list[str]]]:
    """Return SQL, with its parameters, for (place in ``phrases``, id) of the records that hold each phrase, ``most`` of each."""
    found = []
    for first in range(0, len(phrases), JOINED):
        some = phrases[first : first + JOINED]
        each = (
            f"SELECT * FROM (SELECT {place}, rowid FROM {of.index} WHERE {of.index} MATCH %s ORDER BY rowid LIMIT {most})"
            for place in range(first, first + len(some))
        )
        found.append((" UNION ALL ".join(each), [f'"{fold(phrase)}"' for phrase in some]))
    return found


def fetch(connection: BaseDatabaseWrapper, sql: str, given: list[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a query whose parameters are private."""
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchall()
