"""The version of the record: one number that every committed change moves, whoever made it; and what each change touched.

Database triggers move it, so that forms, ``loaddata``, bulk updates and raw SQL all count; that drafts move it too
is accepted. ``apps`` installs the triggers, ``views`` answers 304 by the number, ``index`` follows the changes.
Imports nothing of the project.
"""

# ruff: noqa: S608 - SQL is put together from names of ours alone

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import local

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "talks_version"
CHANGES = "talks_change"
KEPT = 50_000  # changes that are remembered; whoever lags behind by more reads the whole record anew
# By how much a change moves the number: by chance, so that after a rollback or a restored backup the same number
# cannot come to stand for another state of the record, which caches would take for the old one.
STEP = {"sqlite": "1 + abs(random() % 1000000)", "postgresql": "1 + floor(random() * 1000000)::bigint"}
NEVER_SHOWN = {"articletext", "version"}  # a text that is attached changes no page


def build() -> str:
    """Return a short mark of the code, templates, translations and settings that make a page.

    Cost: reads the sources once a process; in DEBUG each time, so that every edit shows at once.
    """
    return read_build() if settings.DEBUG else cached_build()


def read_build() -> str:
    mark = hashlib.sha256(settings.SITE_URL.encode())
    for folder in (settings.BASE_DIR / "talks", settings.BASE_DIR / "templates", *map(Path, settings.LOCALE_PATHS)):
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".html", ".svg", ".css", ".js", ".mo"}:
                mark.update(path.read_bytes())
    return mark.hexdigest()[:12]


cached_build = cache(read_build)


# Reading

_seen = local()  # the numbers that were read in the snapshot of this thread, by database


@contextmanager
def snapshot(using: str = "default") -> Iterator[None]:
    """Let all that is read inside be of one moment, whatever others write meanwhile. Nothing can be written inside.

    Where a transaction is open already, that one decides. Cost: two tiny statements.
    """
    connection = connections[using]
    is_shared = connection.vendor == "sqlite" and connection.is_in_memory_db()  # by the threads of a test's server
    if connection.in_atomic_block or is_shared:
        yield
        return
    begin = {"sqlite": "BEGIN", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"}[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(begin)
    _seen.versions = {}
    try:
        yield
    finally:
        _seen.versions = None
        if connection.connection is not None:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")


def read_version(using: str = "default") -> int:
    """Return the number. Cost: one query by primary key; in a snapshot only the first time, since it cannot change there."""
    seen = getattr(_seen, "versions", None)
    if seen and using in seen:
        return seen[using]
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT number FROM {TABLE} WHERE id = 1")
        (number,) = cursor.fetchone()
    if seen is not None:
        seen[using] = number
    return number


@dataclass(frozen=True)
class Changes:
    """What changed: the ids of events with all that hangs on them, and of questions."""

    events: frozenset[int]
    questions: frozenset[int]


def changes_since(version: int, most: int, using: str = "default") -> Changes | None:
    """Return what changed since that version; None where that cannot be told, or where it is more events than ``most``.

    It cannot be told across a restored backup, or where the number was moved by other hands than the triggers'.
    Cost: three queries over the changes since.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT version FROM {CHANGES} ORDER BY id DESC LIMIT 1")
        if cursor.fetchone() != (read_version(using),):
            return None
        cursor.execute(f"SELECT max(id) FROM {CHANGES} WHERE version = %s", [version])
        (last,) = cursor.fetchone()
        if last is None:
            return None
        cursor.execute(
            f"SELECT DISTINCT event, question, whole FROM {CHANGES} WHERE id > %s LIMIT %s",
            [last, 2 * most + 2],
        )
        rows = cursor.fetchall()
    events = frozenset(event for event, _question, _whole in rows if event)
    if len(events) > most or len(rows) > 2 * most + 1 or any(whole for *_ids, whole in rows):
        return None
    return Changes(events, frozenset(question for _event, question, _whole in rows if question))


# Following: which changes touch which events


@dataclass(frozen=True)
class Touched:
    """What a change of a row touches. Shape: SQL over the row, ``{row}`` being ``OLD`` or ``NEW``.

    ``events`` and ``question`` select ids, ``whole`` are columns that change more than can be told.
    """

    events: str = ""
    question: str = ""
    whole: tuple[str, ...] = ()


OF_CLAIM = "SELECT event_id FROM talks_claim WHERE {link} = {{row}}.{column}"
TOUCHED = {
    "talks_event": Touched("SELECT {row}.id"),
    "talks_claim": Touched("SELECT {row}.event_id"),
    "talks_claim_topics": Touched(OF_CLAIM.format(link="id", column="claim_id")),
    "talks_claim_answers": Touched(OF_CLAIM.format(link="id", column="claim_id")),
    "talks_participation": Touched("SELECT {row}.event_id"),
    "talks_article": Touched("SELECT DISTINCT event_id FROM talks_claim WHERE article_id = {row}.id"),
    # The name of a speaker is searched; for whom he speaks is asked of every statement and every event he was at.
    "talks_actor": Touched(
        "SELECT DISTINCT event_id FROM talks_claim WHERE speaker_id = {row}.id", whole=("kind", "side_id")
    ),
    "talks_question": Touched(question="SELECT {row}.id"),
    "talks_answer": Touched(question="SELECT {row}.question_id"),
    "talks_answer_excludes": Touched(question="SELECT question_id FROM talks_answer WHERE id = {row}.from_answer_id"),
}
"""Tables that the index reads; all others change names alone, which are read anew with every version."""


def tables() -> list[str]:
    """Return every table of the record, those between many and many included."""
    models = [
        model for model in apps.get_app_config("talks").get_models(include_auto_created=True) if model._meta.managed
    ]
    return sorted(model._meta.db_table for model in models if follows(model._meta.model_name))


def follows(model: str) -> bool:
    """Whether changes of a model of this app, given by its name, move the number."""
    return model not in NEVER_SHOWN


def move(vendor: str) -> str:
    """Return the statement that moves the number."""
    return f"UPDATE {TABLE} SET number = number + {STEP[vendor]} WHERE id = 1"


NUMBER = f"coalesce((SELECT number FROM {TABLE} WHERE id = 1), 0)"  # there is no row while a database is flushed
FORGET = f"DELETE FROM {CHANGES} WHERE id <= (SELECT max(id) FROM {CHANGES}) - {KEPT} AND seal IS NULL"
# The name sorts before that of any other trigger here: whoever writes takes the lock on the number first of all, and
# two writers cannot wait for each other.
NAME = "moves_version_of_{table}_{change}"


def install(using: str) -> None:
    """Make row, table of changes and triggers where they are missing; and move the number if any was.

    SQLite drops the triggers of a table that it makes anew, in silence; so this runs after every ``migrate``.
    """
    connection = connections[using]
    made = "\n".join(statements(connection.vendor))
    seal = hashlib.sha256(made.encode()).hexdigest()
    with connection.cursor() as cursor:
        # By chance from the start: no two databases pass for one another.
        cursor.execute(
            f"INSERT INTO {TABLE} (id, number) VALUES (1, {STEP[connection.vendor]}) ON CONFLICT (id) DO NOTHING"
        )
        cursor.execute(TABLE_OF_CHANGES[connection.vendor])
        cursor.execute(f"SELECT count(*) FROM {CHANGES} WHERE seal = %s", [seal])
        is_known = cursor.fetchone()[0] > 0
        if is_known and len(present_triggers(connection)) == made.count("CREATE TRIGGER"):
            return
        remove(using)
        for statement in statements(connection.vendor):
            cursor.execute(statement)
        cursor.execute(move(connection.vendor))
        cursor.execute(f"DELETE FROM {CHANGES}")
        cursor.execute(f"INSERT INTO {CHANGES} (version, whole, seal) VALUES ({NUMBER}, true, %s)", [seal])


def remove(using: str) -> None:
    """Take the triggers away, so that migrations can alter the tables and move nothing while they do."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, table in present_triggers(connection):
            cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))


def present_triggers(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    """Return (name, table) of every trigger that moves the number."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname, tgrelid::regclass::text FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
                "WHERE proname LIKE 'talks_move_version%%' AND tgenabled <> 'D'"
            )
        else:
            cursor.execute(
                f"SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%UPDATE {TABLE} %'"
            )
        return cursor.fetchall()


_COLUMNS = "version bigint NOT NULL, event bigint, question bigint, whole boolean NOT NULL DEFAULT false, seal text"
TABLE_OF_CHANGES = {
    "sqlite": f"CREATE TABLE IF NOT EXISTS {CHANGES} (id integer PRIMARY KEY AUTOINCREMENT, {_COLUMNS})",
    "postgresql": f"CREATE TABLE IF NOT EXISTS {CHANGES} (id bigserial PRIMARY KEY, {_COLUMNS})",
}


def statements(vendor: str) -> list[str]:
    """Return the SQL that makes every trigger, in its order."""
    made = [f"CREATE INDEX IF NOT EXISTS {CHANGES}_by_version ON {CHANGES} (version)"]
    for table in tables():
        made += (_postgres if vendor == "postgresql" else _sqlite)(table, TOUCHED.get(table, Touched()))
    return made


def _sqlite(table: str, touched: Touched) -> list[str]:
    """Return a trigger for each kind of change, once a row."""
    made = []
    for change, rows in {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}.items():
        whole = " OR ".join(f"OLD.{one} IS NOT NEW.{one}" for one in touched.whole) if change == "UPDATE" else ""
        note = f"INSERT INTO {CHANGES} (version, whole) VALUES ({NUMBER}, {whole or 0});"
        for column, found in {"event": touched.events, "question": touched.question}.items():
            if found:
                found = " UNION ".join(found.format(row=row) for row in rows)
                note += f" INSERT INTO {CHANGES} (version, {column}) SELECT {NUMBER}, * FROM ({found});"
        name = NAME.format(table=table, change=change.lower())
        made.append(f"CREATE TRIGGER {name} AFTER {change} ON {table} BEGIN {move('sqlite')}; {note} {FORGET}; END")
    return made


def _postgres(table: str, touched: Touched) -> list[str]:
    """Return a trigger with its function for each kind of change, once a statement.

    A load of a million rows so moves the number a few thousand times. The number is moved before anything is noted:
    its row is locked until the end of the transaction, and so changes are numbered in the order in which they are seen.
    """
    made = []
    new, old = "NEW TABLE AS new_rows", "OLD TABLE AS old_rows"
    for change, rows in {"INSERT": new, "UPDATE": f"{old} {new}", "DELETE": old, "TRUNCATE": ""}.items():
        found = [name for name in ("new_rows", "old_rows") if name in rows]
        whole = "true" if change == "TRUNCATE" else "false"
        if touched.whole and change == "UPDATE":
            after, before = (", ".join(f"{row}.{one}" for one in touched.whole) for row in ("new_rows", "old_rows"))
            whole = (
                f"EXISTS (SELECT FROM new_rows JOIN old_rows USING (id) WHERE ({after}) IS DISTINCT FROM ({before}))"
            )
        body = f"INSERT INTO {CHANGES} (version, whole) VALUES (coalesce(moved, 0), {whole});"
        for source in found:
            for column, ids in {"event": touched.events, "question": touched.question}.items():
                if ids:
                    body += (
                        f" INSERT INTO {CHANGES} (version, {column}) SELECT DISTINCT coalesce(moved, 0), found.id "
                        f"FROM {source}, LATERAL ({ids.format(row=source)}) AS found(id);"
                    )
        nothing = f"IF NOT EXISTS (SELECT FROM {found[0]}) THEN RETURN NULL; END IF; " if found else ""
        function = f"talks_move_version_{table.removeprefix('talks_')}_{change.lower()}"
        made += [
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE moved bigint; "
            f"BEGIN {nothing}{move('postgresql')} RETURNING number INTO moved; {body} {FORGET}; RETURN NULL; END $$",
            f"CREATE TRIGGER {NAME.format(table=table, change=change.lower())} AFTER {change} ON {table} "
            + (f"REFERENCING {rows} " if rows else "")
            + f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
        ]
    return made
