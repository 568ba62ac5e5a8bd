"""The index on PostgreSQL: a table with one tsvector per claim and a GIN index, updated by triggers.

It folds text with its own function and stems it with its own configuration: no extension is needed, and the results
match those of SQLite as far as possible. The database must use UTF-8.
"""

# ruff: noqa: S608 - the SQL is built from our own names only; what a reader typed is a parameter

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from talks.search.columns import COLUMNS, INDEX, JOINS, LETTERS, LINKS, OWN, PARENTS
from talks.search.terms import SearchTerm

LONGEST_FIELD = 20_000  # characters; a tsvector holds one megabyte, and a longer one would make saving the record fail

_single = {letter: plain for letter, plain in LETTERS.items() if len(plain) == 1}

# Punctuation becomes spaces, since the parser would read a/b as a file name and -5 as a number. Accents are removed
# from Latin letters only: й and и are two letters.
FOLD = rf"""
CREATE FUNCTION {INDEX}_folded(given text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT regexp_replace(
        CASE WHEN octet_length(given) = length(given) THEN given ELSE
            normalize(regexp_replace(normalize(
                replace(translate(given, '{"".join(_single)}', '{"".join(_single.values())}'), 'ß', 'ss'),
            NFD), '([A-Za-z])[\u0300-\u036f]+', '\1', 'g'), NFC)
        END, '[!-/:-@\[-`{{-~]+', ' ', 'g')
$$"""

# English without stop words: “no” and “not” matter here. Folding leaves no tags in texts and queries, so the tag <f>
# can separate the fields. It counts as a word, so no phrase matches across two fields.
CONFIGURATION = [
    f"CREATE TEXT SEARCH DICTIONARY {INDEX}_english (TEMPLATE = snowball, LANGUAGE = english)",
    f"CREATE TEXT SEARCH CONFIGURATION {INDEX} (COPY = simple)",
    f"ALTER TEXT SEARCH CONFIGURATION {INDEX} ALTER MAPPING FOR asciiword, word WITH {INDEX}_english",
    f"ALTER TEXT SEARCH CONFIGURATION {INDEX} ADD MAPPING FOR tag WITH simple",
]
FIELDS = ", ".join(f"left({column}, {LONGEST_FIELD})" for column in COLUMNS)
VECTOR = f"to_tsvector('{INDEX}', replace({INDEX}_folded(concat_ws(chr(1), {FIELDS})), chr(1), ' <f> '))"
VIEW = f"CREATE VIEW {INDEX}_now AS SELECT claim.id AS claim_id, {VECTOR} AS words FROM {JOINS}"
TABLE = f"CREATE TABLE {INDEX} (claim_id bigint NOT NULL, words tsvector NOT NULL)"
FILL = [
    f"INSERT INTO {INDEX} SELECT claim_id, words FROM {INDEX}_now",
    f"ALTER TABLE {INDEX} ADD PRIMARY KEY (claim_id)",
    f"CREATE INDEX {INDEX}_gin ON {INDEX} USING gin (words)",
]

# Serialize writers of these tables: otherwise a claim that one transaction adds would miss a title that another
# changes.
LOCK = f"PERFORM pg_advisory_xact_lock(hashtext('{INDEX}'));"


def follower(name: str, body: str) -> str:
    """Return SQL for the function of a trigger."""
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {LOCK} {body} RETURN NULL; END $$"


def refresh(ids: str) -> str:
    """Return SQL that computes the rows of these claims again. Shape: ``ids`` is a subquery."""
    return (
        f"INSERT INTO {INDEX} SELECT claim_id, words FROM {INDEX}_now WHERE claim_id IN ({ids}) "
        "ON CONFLICT (claim_id) DO UPDATE SET words = excluded.words;"
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


def triggers() -> dict[str, tuple[str, str, str]]:
    """Return the table, the event and the SQL of every trigger, by name."""
    claim = f"{INDEX}_claim"
    gone = f"DELETE FROM {INDEX} WHERE claim_id IN (SELECT id FROM old_rows"
    made = {
        f"{claim}_insert": ("talks_claim", "INSERT", refresh("SELECT id FROM new_rows")),
        f"{claim}_update": (
            "talks_claim",
            "UPDATE",
            f"{gone} EXCEPT SELECT id FROM new_rows); {refresh(changed((*OWN, *LINKS)))}",
        ),
        f"{claim}_delete": ("talks_claim", "DELETE", f"{gone});"),
        f"{claim}_truncate": ("talks_claim", "TRUNCATE", f"DELETE FROM {INDEX};"),
    }
    for table, (link, columns) in PARENTS.items():
        name = f"{INDEX}_{table.removeprefix('talks_')}"
        # Foreign keys are checked at the end of a transaction: a claim may be inserted before the row it refers to.
        for event, ids in [("INSERT", "SELECT id FROM new_rows"), ("UPDATE", changed(columns))]:
            claims = f"SELECT id FROM talks_claim WHERE {link} IN ({ids})"
            made[f"{name}_{event.lower()}"] = (table, event, refresh(claims))
    return made


def statements() -> list[str]:
    """Return all SQL that creates the index and its triggers, in order of execution."""
    made = [FOLD, *CONFIGURATION, VIEW, TABLE, *FILL]
    for name, (table, event, body) in triggers().items():
        rows = f"REFERENCING {EVENTS[event]}" if EVENTS[event] else ""
        made.append(follower(name, body))
        made.append(
            f"CREATE TRIGGER {name} AFTER {event} ON {table} {rows} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )
    return made


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the index and its triggers, unless all of them are up to date. Cost: one query, or a pass over all claims.

    Meanwhile readers use the previous index, and writers wait.
    """
    made = statements()
    seal = hashlib.sha256("\n".join(made).encode()).hexdigest()
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(
            "SELECT obj_description(to_regclass(%s), 'pg_class'), (SELECT count(*) FROM pg_trigger "
            "WHERE tgname = ANY(%s) AND tgrelid = to_regclass('talks_' || split_part(tgname, '_', 4)) "
            "AND tgenabled <> 'D')",
            [INDEX, list(triggers())],
        )
        if cursor.fetchone() == (seal, len(triggers())):
            return
        tables = ", ".join(["talks_claim", *PARENTS])
        cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")
        remove(connection)
        for name in triggers():
            cursor.execute(f"DROP FUNCTION IF EXISTS {name}")
        cursor.execute(f"DROP TEXT SEARCH CONFIGURATION IF EXISTS {INDEX} CASCADE")
        cursor.execute(f"DROP TEXT SEARCH DICTIONARY IF EXISTS {INDEX}_english CASCADE")
        cursor.execute(f"DROP FUNCTION IF EXISTS {INDEX}_folded")
        cursor.execute(f"DROP TABLE IF EXISTS {INDEX}")
        for sql in made:
            cursor.execute(sql)
        cursor.execute(f"COMMENT ON TABLE {INDEX} IS '{seal}'")


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers, and the view, which would block changes to its columns. The index stays."""
    with connection.cursor() as cursor:
        for name, (table, _event, _body) in triggers().items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        cursor.execute(f"DROP VIEW IF EXISTS {INDEX}_now")


@lru_cache(maxsize=4096)
def key_of(word: str) -> str:
    """Return the lexeme that PostgreSQL makes of a word, in quotation marks; empty if it makes none or several.

    Cost: one query; cached for the last 4,096 words.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT phraseto_tsquery('{INDEX}', {INDEX}_folded(%s))::text", [word])
        (query,) = cursor.fetchone()
    return query if re.fullmatch("'[^']+'", query) else ""


def holding(term: SearchTerm, among: Sequence[int] | None) -> tuple[str, list[str]]:
    """Return SQL, with its parameters, for the ids of the claims that hold a term, in ascending order."""
    folded = f"{INDEX}_folded(%s)"
    # A term has only letters, digits and spaces: inside the quotation marks nothing in it is an operator.
    query = (
        f"to_tsquery('{INDEX}', '''' || {folded} || ''':*')"
        if term.is_prefix
        else f"phraseto_tsquery('{INDEX}', {folded})"
    )
    only = "" if among is None else f" AND claim_id IN ({', '.join(map(str, among)) or 'NULL'})"
    return f"SELECT claim_id FROM {INDEX} WHERE words @@ {query}{only} ORDER BY claim_id", [term.text]
