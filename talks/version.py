"""The version of the record: a number that changes with every committed change, and a table of the changed rows.

Database triggers change it, so that forms, ``loaddata``, bulk updates and raw SQL all count; drafts count too. Imports
``replica``. ``apps`` installs the triggers, ``views`` answers 304 by the number, ``index`` reads the changes.
"""

# ruff: noqa: S608 - the SQL is built from our own names only

import hashlib
import secrets
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import local

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from talks.replica import alias, database

TABLE = "talks_version"
CHANGES = "talks_change"
SECONDS = 10  # that a statement for a public page may take
CHANGES_STORED = 50_000  # an index that is further behind reads the whole record again
# The number grows by a random step, so that after a rollback or a restored backup the same number never stands for
# another state of the record: caches could not tell the two apart.
STEP = {"sqlite": "1 + abs(random() % 1000000)", "postgresql": "1 + floor(random() * 1000000)::bigint"}
RECORD = {
    "actor",
    "answer",
    "answer_excludes",
    "article",
    "articletext",
    "claim",
    "claim_answers",
    "claim_topics",
    "correction",
    "event",
    "lane",
    "origin",
    "outlet",
    "participation",
    "place",
    "process",
    "question",
    "rename",
    "topic",
}
"""The tables of the record, by the names of their models. Pages show nothing else, and no other table moves the version."""


def build() -> str:
    """Return a hash of the code, templates, translations and settings that determine a page.

    Cost: reads the sources once per process; in DEBUG each time, so that every edit takes effect at once.
    """
    return read_build() if settings.DEBUG else cached_build()


def read_build() -> str:
    """Return the hash, read again."""
    fingerprint = hashlib.sha256(settings.SITE_URL.encode())
    for folder in (settings.BASE_DIR / "talks", settings.BASE_DIR / "templates", *map(Path, settings.LOCALE_PATHS)):
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".html", ".svg", ".css", ".js", ".mo"}:
                fingerprint.update(path.read_bytes())
    return fingerprint.hexdigest()[:12]


cached_build = cache(read_build)


# Reading

_seen = local()  # the versions read in the snapshot of this thread, by database


@contextmanager
def snapshot(using: str = "", is_public: bool = False) -> Iterator[None]:
    """Read everything inside from one database snapshot, whatever others write meanwhile. Writing inside fails.

    What is public is read under a limit: PostgreSQL ends a statement after ``SECONDS`` with an error that ``is_too_slow`` knows.
    Does nothing if a transaction or such a snapshot is open already.
    Cost: two tiny statements.
    """
    using = using or alias()
    connection = connections[using]
    is_shared = connection.vendor == "sqlite" and connection.is_in_memory_db()  # the threads of a test server share it
    # Of a snapshot of another database around this one, or none.
    former = getattr(_seen, "using", None), getattr(_seen, "versions", None)
    if connection.in_atomic_block or is_shared or former[0] == using:
        yield
        return
    begin = {"sqlite": "BEGIN", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"}[connection.vendor]
    if is_public and connection.vendor == "postgresql":
        begin += f"; SET LOCAL statement_timeout = '{SECONDS}s'"
    with connection.cursor() as cursor:
        cursor.execute(begin)
    _seen.using, _seen.versions = using, {}
    try:
        yield
    finally:
        _seen.using, _seen.versions = former
        if connection.connection is not None:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")


def lift_limit() -> None:
    """Let the statements of this snapshot take as long as they need from here on, since they read the whole record."""
    if database().vendor == "postgresql":
        with database().cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")


def is_too_slow(error: Exception) -> bool:
    """Return whether a statement was ended because it took too long."""
    return getattr(error.__cause__, "sqlstate", "") == "57014"  # query_canceled


def read_version(using: str = "") -> int:
    """Return the version. Cost: one query by primary key, within a snapshot only the first time."""
    using, seen = using or alias(), getattr(_seen, "versions", None)
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
    """What changed since some version.

    Shape: ``events`` are those that changed, or whose statements or participants did, and ``questions`` those that changed:
    by id, with the version of the last change of each. ``others`` is the version of the last change of anything else.
    """

    events: Mapping[int, int]
    questions: Mapping[int, int]
    others: int = 0


def changes_since(version: int, most: int, using: str = "") -> Changes | None:
    """Return the changes since a version, or None if they are unknown or affect more than ``most`` events.

    They are unknown after a restored backup, and if something other than the triggers changed the version.
    Cost: four queries over these changes.
    """
    using = using or alias()
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT version FROM {CHANGES} ORDER BY id DESC LIMIT 1")
        if cursor.fetchone() != (read_version(using),):
            return None
        cursor.execute(f"SELECT max(id) FROM {CHANGES} WHERE version = %s", [version])
        (last,) = cursor.fetchone()
        if last is None:
            return None
        cursor.execute(
            f"SELECT event, question, whole, max(version) FROM {CHANGES} WHERE id > %s GROUP BY 1, 2, 3 LIMIT %s",
            [last, 2 * most + 2],
        )
        rows = cursor.fetchall()
        events = {event: moved for event, _question, _whole, moved in rows if event}
        if len(events) > most or len(rows) > 2 * most + 1 or any(whole for _event, _question, whole, _moved in rows):
            return None
        cursor.execute(
            f"SELECT max(version) FROM (SELECT version FROM {CHANGES} WHERE id > %s GROUP BY version "
            "HAVING max(event) IS NULL AND max(question) IS NULL) AS of_others",
            [last],
        )
        (others,) = cursor.fetchone()
    return Changes(events, {question: moved for _event, question, _whole, moved in rows if question}, others or 0)


# Which changes affect which events


@dataclass(frozen=True)
class Touched:
    """What a change of a row affects.

    Shape: ``events`` and ``question`` are SQL that selects ids, with ``{row}`` for the changed row. A change of a
    column in ``whole`` affects the whole record.
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
    # The index has the house of a report's origin.
    "talks_origin": Touched(
        "SELECT DISTINCT event_id FROM talks_claim JOIN talks_article ON talks_article.id = article_id "
        "WHERE origin_id = {row}.id"
    ),
    # The index has the words of speakers' names; their sides affect all their statements and participations.
    "talks_actor": Touched(
        "SELECT DISTINCT event_id FROM talks_claim WHERE speaker_id = {row}.id", whole=("kind", "side_id")
    ),
    "talks_question": Touched(question="SELECT {row}.id"),
    "talks_answer": Touched(question="SELECT {row}.question_id"),
    "talks_answer_excludes": Touched(question="SELECT question_id FROM talks_answer WHERE id = {row}.from_answer_id"),
}
"""Tables that the index reads. Changes of others affect names only, which are read again with every version."""


def tables() -> list[str]:
    """Return every table of the record, including those of many-to-many relations."""
    models = [
        model for model in apps.get_app_config("talks").get_models(include_auto_created=True) if model._meta.managed
    ]
    return sorted(model._meta.db_table for model in models if follows(model._meta.model_name))


def follows(model: str) -> bool:
    """Return whether changes of a model of this app, given by its name, change the version."""
    return model in RECORD


def move(vendor: str) -> str:
    """Return the SQL statement that changes the version."""
    return f"UPDATE {TABLE} SET number = number + {STEP[vendor]} WHERE id = 1"


NUMBER = f"coalesce((SELECT number FROM {TABLE} WHERE id = 1), 0)"  # while a database is flushed, the row is missing
FORGET = f"DELETE FROM {CHANGES} WHERE id <= (SELECT max(id) FROM {CHANGES}) - {CHANGES_STORED} AND seal IS NULL"
# Triggers run in the order of their names, and this name sorts before all others here: every writer first locks the
# version, so that two writers cannot deadlock.
NAME = "moves_version_of_{table}_{change}"


def install(using: str) -> None:
    """Create the row, the table of changes and the triggers if they are missing, and then change the version.

    Runs after every ``migrate``, since SQLite silently drops the triggers of a table that it creates again.
    """
    connection = connections[using]
    every = statements(connection.vendor, connection.introspection.table_names())
    made = "\n".join(every)
    seal = hashlib.sha256(made.encode()).hexdigest()
    with connection.cursor() as cursor:
        # Random from the start, so that two databases do not have the same version.
        cursor.execute(
            f"INSERT INTO {TABLE} (id, number) VALUES (1, {STEP[connection.vendor]}) ON CONFLICT (id) DO NOTHING"
        )
        cursor.execute(TABLE_OF_CHANGES[connection.vendor])
        cursor.execute(f"SELECT count(*) FROM {CHANGES} WHERE seal = %s", [seal])
        is_known = cursor.fetchone()[0] > 0
        if is_known and len(present_triggers(connection)) == made.count("CREATE TRIGGER"):
            return
        remove(using)
        for statement in every:
            cursor.execute(statement)
        cursor.execute(move(connection.vendor))
        cursor.execute(f"DELETE FROM {CHANGES}")
        cursor.execute(f"INSERT INTO {CHANGES} (version, whole, seal) VALUES ({NUMBER}, true, %s)", [seal])


def renewing(present: int) -> list[str]:
    """Return SQL that gives a restored database a version after its own and after ``present``, the one it replaces.

    No process has seen that version, so none has anything cached of it, and readers never see a number go back. What
    changed before is forgotten: an index is written again.
    """
    number = max(present, 0) + 1_000_000 * (1 + secrets.randbelow(1_000_000))  # beyond saves that are made meanwhile
    least = 1 + secrets.randbelow(1_000_000)
    return [
        f"UPDATE {TABLE} SET number = CASE WHEN number < {number} THEN {number} ELSE number + {least} END WHERE id = 1",
        f"INSERT INTO {CHANGES} (version, whole, seal) SELECT {NUMBER}, true, seal FROM {CHANGES} WHERE id = "
        f"(SELECT max(id) FROM {CHANGES} WHERE seal IS NOT NULL)",
        f"DELETE FROM {CHANGES} WHERE version <> {NUMBER}",
    ]


def remove(using: str) -> None:
    """Drop the triggers, so that migrations can alter the tables without changing the version."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, table in present_triggers(connection):
            cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))


def present_triggers(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    """Return (name, table) of every trigger that changes the version."""
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


def statements(vendor: str, present: Collection[str]) -> list[str]:
    """Return the SQL statements that create the triggers of all tables that are ``present``, in order.

    After a migration backwards, tables of the models are missing.
    """
    made = [f"CREATE INDEX IF NOT EXISTS {CHANGES}_by_version ON {CHANGES} (version)"]
    for table in tables():
        if table not in present:
            continue
        made += (_postgres if vendor == "postgresql" else _sqlite)(table, TOUCHED.get(table, Touched()))
    return made


def _sqlite(table: str, touched: Touched) -> list[str]:
    """Return SQL for one trigger per kind of change, which runs for each row."""
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
    """Return SQL for one trigger with its function per kind of change, which runs once per statement.

    Loading a million rows therefore changes the version only a few thousand times. The version changes before anything
    is inserted: its row is locked until the end of the transaction, so that changes get their ids in the order of
    commits.
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
