"""The index on SQLite: an FTS5 table with one row per claim, updated by triggers.

The table stores a copy of the text. An index without a copy is a third of the size, but cannot delete a row correctly
once the record has changed. There is no prefix index, since it hardly speeds up prefixes.
"""

# ruff: noqa: S608 - the SQL is built from our own names only; what a reader typed is a parameter

import sqlite3
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from threading import Lock

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from talks.search.columns import COLUMNS, INDEX, JOINS, LETTER_TABLE, LETTERS, LINKS, OWN, PARENTS
from talks.search.terms import SearchTerm

NAMES = ", ".join(column.split(".")[1] for column in COLUMNS)


def folded(column: str) -> str:
    """Return SQL for the column, with those letters folded that FTS5 does not fold."""
    for letter, plain in LETTERS.items():
        column = f"replace({column}, '{letter}', '{plain}')"
    return column


def differs(columns: Iterable[str]) -> str:
    """Return a condition for a trigger: the update changed one of these columns."""
    return " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)


VALUES = ", ".join(folded(f"coalesce({column}, '')") for column in COLUMNS)
INSERT = f"INSERT OR REPLACE INTO {INDEX}(rowid, {NAMES}) SELECT claim.id, {VALUES} FROM {JOINS}"

# Combining marks are parts of words: vowels of Arabic and Indic scripts are such marks.
TOKENIZE = """tokenize="porter unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'\""""
TABLE = f"CREATE VIRTUAL TABLE {INDEX} USING fts5({NAMES}, {TOKENIZE})"


def triggers() -> dict[str, str]:
    """Return the SQL of every trigger, by name."""
    own = ("id", *OWN, *LINKS)
    insert = f"{INSERT} WHERE claim.id = NEW.id;"
    delete = f"DELETE FROM {INDEX} WHERE rowid = OLD.id;"
    made = {
        "claim_insert": f"AFTER INSERT ON talks_claim BEGIN {insert} END",
        "claim_update": f"AFTER UPDATE OF {', '.join(own)} ON talks_claim WHEN {differs(own)} BEGIN {delete} {insert} END",
        "claim_delete": f"AFTER DELETE ON talks_claim BEGIN {delete} END",
    }
    for table, (link, columns) in PARENTS.items():
        name = table.removeprefix("talks_")
        values = ", ".join(f"{column} = {folded(f'NEW.{column}')}" for column in columns)
        follow = f"UPDATE {INDEX} SET {values} WHERE rowid IN (SELECT id FROM talks_claim WHERE {link} = NEW.id);"
        # Foreign keys are checked at the end of a transaction: a claim may be inserted before the row it refers to.
        made[f"{name}_insert"] = f"AFTER INSERT ON {table} BEGIN {follow} END"
        made[f"{name}_update"] = (
            f"AFTER UPDATE OF {', '.join(columns)} ON {table} WHEN {differs(columns)} BEGIN {follow} END"
        )
    return {f"{INDEX}_{name}": f"CREATE TRIGGER {INDEX}_{name} {rest}" for name, rest in made.items()}


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the index and its triggers, unless all of them are up to date. Cost: one query, or a pass over all claims."""
    wanted = {INDEX: TABLE} | triggers()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master")
        present = dict(cursor.fetchall())
    if all(present.get(name) == sql for name, sql in wanted.items()):
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        remove(connection)
        cursor.execute(f"DROP TABLE IF EXISTS {INDEX}")
        cursor.execute(TABLE)
        cursor.execute(INSERT)
        cursor.execute(f"INSERT INTO {INDEX}({INDEX}) VALUES ('optimize')")
        for sql in triggers().values():
            cursor.execute(sql)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers. The index stays and answers from its last state, until ``install`` creates it again."""
    with connection.cursor() as cursor:
        for name in triggers():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


@lru_cache(maxsize=4096)
def key_of(word: str) -> str:
    """Return the token that FTS5 makes of a word; empty if it makes none or several.

    Cost: no query to the record's database; cached for the last 4,096 words.
    """
    with _lock:
        memory = _tokenizer()
        memory.execute("INSERT INTO words VALUES (?)", [word.translate(LETTER_TABLE)])
        tokens = memory.execute("SELECT term FROM tokens").fetchall()
        memory.rollback()
    return tokens[0][0] if len(tokens) == 1 else ""


_lock = Lock()


@cache
def _tokenizer() -> sqlite3.Connection:
    """Return an in-memory database that shows how FTS5 splits a text. SQLite has no other way to ask."""
    memory = sqlite3.connect(":memory:", check_same_thread=False)
    memory.execute(f"CREATE VIRTUAL TABLE words USING fts5(word, {TOKENIZE})")
    memory.execute("CREATE VIRTUAL TABLE tokens USING fts5vocab(words, instance)")
    return memory


def holding(term: SearchTerm, among: Sequence[int] | None) -> tuple[str, list[str]]:
    """Return SQL, with its parameters, for the ids of the claims that hold a term, in ascending order."""
    # A term has only letters, digits and spaces: inside the quotation marks nothing in it is an operator.
    match = f'("{term.text.translate(LETTER_TABLE)}"{" *" if term.is_prefix else ""})'
    only = "" if among is None else f" AND rowid IN ({', '.join(map(str, among))})"
    return f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s{only} ORDER BY rowid", [match]
