"""The version of the record: one number that every committed change moves, whoever made it.

Database triggers move it, so that forms, ``loaddata``, bulk updates and raw SQL all count; that drafts move it too
is accepted. ``apps`` installs the triggers, ``views`` answers 304 by the number. Imports nothing of the project.
"""

import hashlib
from functools import cache

from django.apps import apps
from django.conf import settings
from django.db import connections

TABLE = "talks_version"
# By how much a change moves the number: by chance, so that after a rollback or a restored backup the same number
# cannot come to stand for another state of the record, which caches would take for the old one.
STEP = {"sqlite": "1 + abs(random() % 1000000)", "postgresql": "1 + floor(random() * 1000000)::bigint"}
NEVER_SHOWN = {"articletext", "version"}  # a text that is attached changes no page


@cache
def build() -> str:
    """Return a short mark of the code and settings that pages are made by. Cost: reads the sources once a process."""
    mark = hashlib.sha256(settings.SITE_URL.encode())
    for folder in ("talks", "templates"):
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".css", ".js", ".mo"}:
                mark.update(path.read_bytes())
    return mark.hexdigest()[:12]


def read_version(using: str = "default") -> int:
    """Return the number. Cost: one query by primary key."""
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT number FROM {TABLE} WHERE id = 1")  # noqa: S608  (a constant)
        return cursor.fetchone()[0]


def tables() -> list[str]:
    """Return every table of the record, those between many and many included."""
    models = [
        model for model in apps.get_app_config("talks").get_models(include_auto_created=True) if model._meta.managed
    ]
    return sorted(model._meta.db_table for model in models if model._meta.model_name not in NEVER_SHOWN)


def move(vendor: str) -> str:
    """Return the statement that moves the number."""
    return f"UPDATE {TABLE} SET number = number + {STEP[vendor]} WHERE id = 1"  # noqa: S608  (constants)


def install(using: str) -> None:
    """Make the row and the triggers, whatever is there already; and move the number, since something was migrated.

    SQLite drops the triggers of a table that it makes anew, in silence; so this runs after every migration.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE} (id, number) VALUES (1, 1) ON CONFLICT (id) DO NOTHING")  # noqa: S608
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION talks_move_version() RETURNS trigger LANGUAGE plpgsql AS "
                f"'BEGIN {move(connection.vendor)}; RETURN NULL; END'"
            )
        for table in tables():
            for statement in _triggers(connection.vendor, table):
                cursor.execute(statement)
        cursor.execute(move(connection.vendor))


def remove(using: str) -> None:
    """Take the triggers away, so that migrations can alter the tables and move nothing while they do."""
    connection = connections[using]
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        for table in present.intersection(tables()):
            for name in _names(connection.vendor, table):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def _names(vendor: str, table: str) -> list[str]:
    kinds = ("change",) if vendor == "postgresql" else ("insert", "update", "delete")
    return [f"{table}_version_{kind}" for kind in kinds]


def _triggers(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        # Once a statement: a load of a million rows moves the number a few thousand times, not a million.
        (name,) = _names(vendor, table)
        return [
            f"DROP TRIGGER IF EXISTS {name} ON {table}",
            f"CREATE TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION talks_move_version()",
        ]
    return [
        f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {kind} ON {table} BEGIN {move(vendor)}; END"
        for name, kind in zip(_names(vendor, table), ("INSERT", "UPDATE", "DELETE"), strict=True)
    ]
