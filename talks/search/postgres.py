"""The index on PostgreSQL: for each table one with two tsvectors per record and GIN indexes, updated by triggers.

One vector has the stems of words, the other the words as written, for beginnings. Text is folded by a function of our
own and stemmed by a configuration of our own: no extension is needed, and the results match those of SQLite as far as
possible. The database must use UTF-8.
"""

# ruff: noqa: S608 - the SQL is built from our own names only; what a reader typed is a parameter

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from talks.letters import SMALL, fold
from talks.replica import database
from talks.search.columns import CLAIMS, SEARCHED, TABLES, Searched
from talks.search.terms import SearchTerm

LONGEST_FIELD = 20_000  # characters; a tsvector holds one megabyte, and a longer one would make saving the record fail

OURS = "talks_search"
STEMS, PLAIN = f"{OURS}_stems", f"{OURS}_plain"

# Letters that become one letter or none; those that become two are replaced one by one.
_single = sorted((one for one in SMALL.items() if len(one[1]) < 2), key=lambda one: not one[1])
_folds = f"translate(%s, '{''.join(letter for letter, _plain in _single)}', '{''.join(plain for _, plain in _single)}')"
for _letter, _plain in SMALL.items():
    if len(_plain) > 1:
        _folds = f"replace({_folds}, '{_letter}', '{_plain}')"

# Punctuation becomes spaces, since the parser would read a/b as a file name and -5 as a number. Accents are removed
# from Latin letters only: й and и are two letters.
ACCENTS = r"normalize(regexp_replace(normalize(lower(given), NFD), '([A-Za-zıøœæđ])[\u0300-\u036f]+', '\1', 'g'), NFC)"
FOLD = rf"""
CREATE FUNCTION {OURS}_folded(given text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT regexp_replace(
        CASE WHEN octet_length(given) = length(given) THEN given ELSE {_folds % ACCENTS} END,
        '[!-/:-@\[-`{{-~]+', ' ', 'g')
$$"""

# English without stop words: “no” and “not” matter here. Folding leaves no tags in texts and queries, so the tag <f>
# can separate the fields. It counts as a word, so no phrase matches across two fields.
CONFIGURATIONS = [
    f"CREATE TEXT SEARCH DICTIONARY {OURS}_english (TEMPLATE = snowball, LANGUAGE = english)",
    *(f"CREATE TEXT SEARCH CONFIGURATION {one} (COPY = simple)" for one in (STEMS, PLAIN)),
    f"ALTER TEXT SEARCH CONFIGURATION {STEMS} ALTER MAPPING FOR asciiword, word WITH {OURS}_english",
    *(f"ALTER TEXT SEARCH CONFIGURATION {one} ADD MAPPING FOR tag WITH simple" for one in (STEMS, PLAIN)),
]


def make(of: Searched) -> list[str]:
    """Return SQL that creates and fills one index."""
    fields = ", ".join(f"left({column}, {LONGEST_FIELD})" for column in of.columns)
    text = f"replace({OURS}_folded(concat_ws(chr(1), {fields})), chr(1), ' <f> ')"
    vectors = f"to_tsvector('{STEMS}', folded) AS words, to_tsvector('{PLAIN}', folded) AS plain"
    return [
        f"CREATE VIEW {of.index}_now AS SELECT base.id AS id, {vectors} FROM {of.joins} "
        f"CROSS JOIN LATERAL (SELECT {text} AS folded) AS texts",
        f"CREATE TABLE {of.index} (id bigint NOT NULL, words tsvector NOT NULL, plain tsvector NOT NULL)",
        f"INSERT INTO {of.index} SELECT id, words, plain FROM {of.index}_now",
        f"ALTER TABLE {of.index} ADD PRIMARY KEY (id)",
        f"CREATE INDEX {of.index}_gin ON {of.index} USING gin (words)",
        f"CREATE INDEX {of.index}_plain_gin ON {of.index} USING gin (plain)",
    ]


def follower(of: Searched, name: str, body: str) -> str:
    """Return SQL for the function of a trigger.

    Writers of these tables wait for each other: otherwise a claim that one transaction adds would miss a title that
    another changes.
    """
    lock = f"PERFORM pg_advisory_xact_lock(hashtext('{of.index}'));"
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {lock} {body} RETURN NULL; END $$"


def refresh(of: Searched, ids: str) -> str:
    """Return SQL that computes the rows of these records again. Shape: ``ids`` is a subquery."""
    return (
        f"INSERT INTO {of.index} SELECT id, words, plain FROM {of.index}_now WHERE id IN ({ids}) "
        "ON CONFLICT (id) DO UPDATE SET words = excluded.words, plain = excluded.plain;"
    )


def changed(columns: tuple[str, ...]) -> str:
    """Return SQL for the ids of the rows in which an update changed one of these columns."""
    new, old = (", ".join(f"{rows}.{column}" for column in columns) for rows in ("new_rows", "old_rows"))
    return (
        "SELECT new_rows.id FROM new_rows LEFT JOIN old_rows ON old_rows.id = new_rows.id "
        f"WHERE old_rows.id IS NULL OR ({new}) IS DISTINCT FROM ({old})"
    )


NEW, OLD = "NEW TABLE AS new_rows", "OLD TABLE AS old_rows"
EVENTS = {"INSERT": NEW, "UPDATE": f"{OLD} {NEW}", "DELETE": OLD, "TRUNCATE": ""}


def triggers(of: Searched) -> dict[str, tuple[str, str, str]]:
    """Return the table, the event and the SQL of every trigger, by name."""
    own = f"{of.index}_{of.table.removeprefix('talks_')}"
    gone = f"DELETE FROM {of.index} WHERE id IN (SELECT id FROM old_rows"
    again = refresh(of, changed((*of.own, *of.links)))
    made = {
        f"{own}_insert": (of.table, "INSERT", refresh(of, "SELECT id FROM new_rows")),
        f"{own}_update": (of.table, "UPDATE", f"{gone} EXCEPT SELECT id FROM new_rows); {again}"),
        f"{own}_delete": (of.table, "DELETE", f"{gone});"),
        f"{own}_truncate": (of.table, "TRUNCATE", f"DELETE FROM {of.index};"),
    }
    for table, (link, columns) in of.parents.items():
        name = f"{of.index}_{table.removeprefix('talks_')}"
        # Foreign keys are checked at the end of a transaction: a claim may be inserted before the row it refers to.
        for event, ids in [("INSERT", "SELECT id FROM new_rows"), ("UPDATE", changed(columns))]:
            records = f"SELECT id FROM {of.table} WHERE {link} IN ({ids})"
            made[f"{name}_{event.lower()}"] = (table, event, refresh(of, records))
    return made


def statements() -> list[str]:
    """Return all SQL that creates the indexes and their triggers, in order of execution."""
    made = [FOLD, *CONFIGURATIONS]
    for of in SEARCHED:
        made += make(of)
        for name, (table, event, body) in triggers(of).items():
            rows = f"REFERENCING {EVENTS[event]}" if EVENTS[event] else ""
            made.append(follower(of, name, body))
            made.append(
                f"CREATE TRIGGER {name} AFTER {event} ON {table} {rows} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
            )
    return made


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the indexes and their triggers, unless all are up to date. Cost: one query, or a pass over all records.

    Meanwhile readers use the previous index, and writers wait.
    """
    made = statements()
    seal = hashlib.sha256("\n".join(made).encode()).hexdigest()
    names = {name: table for of in SEARCHED for name, (table, _event, _body) in triggers(of).items()}
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regclass(%s), 'pg_class')", [CLAIMS.index])
        (sealed,) = cursor.fetchone()
        if sealed == seal and present(connection) == names:
            return
        cursor.execute(f"LOCK TABLE {', '.join(TABLES)} IN SHARE ROW EXCLUSIVE MODE")
        remove(connection)
        drop(connection)
        for sql in made:
            cursor.execute(sql)
        cursor.execute(f"COMMENT ON TABLE {CLAIMS.index} IS '{seal}'")


def present(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Return the table of each working trigger, those of former versions too, by name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE tgname ~ %s AND tgenabled <> 'D' AND pg_table_is_visible(tgrelid)",
            [f"^({'|'.join(of.index for of in SEARCHED)})_"],
        )
        return dict(cursor.fetchall())


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers, and the views, which would block changes to their columns. The index stays."""
    found = present(connection)
    with connection.cursor() as cursor:
        for name, table in found.items():
            cursor.execute(f"DROP TRIGGER {name} ON {table}")
        for of in SEARCHED:
            cursor.execute(f"DROP VIEW IF EXISTS {of.index}_now")


def drop(connection: BaseDatabaseWrapper) -> None:
    """Drop everything else, and what former versions of it were called."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE proname ~ %s AND prorettype = 'trigger'::regtype "
            "AND pg_function_is_visible(oid)",
            [f"^({'|'.join(of.index for of in SEARCHED)})_"],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP FUNCTION {name}")
        for of in SEARCHED:
            cursor.execute(f"DROP TABLE IF EXISTS {of.index}")
        for configuration in (STEMS, PLAIN, CLAIMS.index):
            cursor.execute(f"DROP TEXT SEARCH CONFIGURATION IF EXISTS {configuration} CASCADE")
        for name in (OURS, CLAIMS.index):
            cursor.execute(f"DROP TEXT SEARCH DICTIONARY IF EXISTS {name}_english CASCADE")
            cursor.execute(f"DROP FUNCTION IF EXISTS {name}_folded")


@lru_cache(maxsize=4096)
def key_of(word: str) -> str:
    """Return the lexeme that PostgreSQL makes of a word, in quotation marks; empty if it makes none or several.

    Cost: one query; cached for the last 4,096 words.
    """
    with database().cursor() as cursor:
        cursor.execute(f"SELECT phraseto_tsquery('{STEMS}', {OURS}_folded(%s))::text", [fold(word)])
        (query,) = cursor.fetchone()
    return query if re.fullmatch("'[^']+'", query) else ""


def holding(
    of: Searched, terms: Sequence[SearchTerm], among: Sequence[int] | None, without: Sequence[SearchTerm]
) -> tuple[str, list[str]]:
    """Return SQL, with its parameters, for the ids of the records that hold any of these terms, in ascending order."""
    # A term has only letters, digits and spaces: inside the quotation marks nothing in it is an operator.
    folded = f"{OURS}_folded(%s)"
    beginning = f"to_tsquery('{PLAIN}', '''' || {folded} || ''':*')"
    words, beginnings = [], []
    given: tuple[list[str], list[str]] = [], []
    for term in terms:
        before, _space, last = fold(term.text).rpartition(" ")
        if not term.is_prefix:
            words.append(f"phraseto_tsquery('{STEMS}', {folded})")
            given[0].append(fold(term.text))
        elif before:
            beginnings.append(f"tsquery_phrase(phraseto_tsquery('{PLAIN}', {folded}), {beginning})")
            given[1].extend([before, last])
        else:
            beginnings.append(beginning)
            given[1].append(last)
    pairs = (("words", words), ("plain", beginnings))
    asked = [f"{column} @@ ({' || '.join(queries)})" for column, queries in pairs if queries]
    if beginnings and without:
        left_out = " || ".join([f"phraseto_tsquery('{PLAIN}', {folded})"] * len(without))
        asked[-1] = f"plain @@ (({' || '.join(beginnings)}) && !!({left_out}))"
        given[1].extend(fold(term.text) for term in without)
    only = "" if among is None else f" AND id IN ({', '.join(map(str, among)) or 'NULL'})"
    return f"SELECT id FROM {of.index} WHERE ({' OR '.join(asked)}){only} ORDER BY id", [*given[0], *given[1]]


def holding_each(of: Searched, phrases: Sequence[str], most: int) -> list[tuple[str, list[list[str]]]]:
    """Return SQL, with its parameters, for (place in ``phrases``, id) of the records that hold each phrase, ``most`` of each.

    Without an order: for the sake of one, the server would walk through all records to find the first ids of a rare word.
    """
    sql = (
        "SELECT asked.place - 1, found.id FROM unnest(%s::text[]) WITH ORDINALITY AS asked (words, place) "
        f"CROSS JOIN LATERAL (SELECT id FROM {of.index} "
        f"WHERE {of.index}.words @@ phraseto_tsquery('{STEMS}', {OURS}_folded(asked.words)) LIMIT {most}) AS found"
    )
    return [(sql, [[fold(phrase) for phrase in phrases]])]


def fetch(connection: BaseDatabaseWrapper, sql: str, given: list[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a query whose parameters are private: sent apart from it, so that no log of statements has them."""
    import psycopg  # installed for PostgreSQL alone

    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(sql, given, prepare=False).fetchall()
