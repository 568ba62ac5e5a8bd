"""The app, and its triggers and text index in the database.

Altering a table can drop triggers (on SQLite silently), and some triggers prevent the change. So they are removed
before a migration of ours that may alter one of their tables, and created again after it. Other migrations leave them
in place: rebuilding the text index of a large record takes minutes.
"""

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

from django.apps import AppConfig
from django.db import connections, migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.migrations.operations.base import Operation
from django.db.models.signals import post_migrate, pre_migrate

from talks.letters import compare_names

# Operations that rewrite no table, and operations that rewrite only their own. Any other may rewrite other tables too.
OF_NO_TABLE = (
    migrations.AddIndex,
    migrations.RemoveIndex,
    migrations.RenameIndex,
    migrations.AlterModelOptions,
    migrations.AlterModelManagers,
)
OF_ONE_TABLE = (
    migrations.CreateModel,
    migrations.DeleteModel,
    migrations.AddField,
    migrations.RemoveField,
    migrations.AddConstraint,
    migrations.RemoveConstraint,
)

FOR_OTHERS = 0o077  # the rights of the group and of everybody else
ROWS_SAMPLED = 1_000  # of each index; SQLite's documentation names 100 to 1,000 for a quick count


def beside_tables() -> list[ModuleType]:
    """Return the modules with triggers; each has ``install``, ``remove``, and ``follows`` (which models)."""
    from talks import search, version

    return [search, version]


def remove_beside_tables(using: str, plan: list, **kwargs) -> None:
    ours = [migration for migration, _backwards in plan if migration.app_label == "talks"]
    operations = [operation for migration in ours for operation in migration.operations]
    for module in beside_tables():
        if any(may_alter(operation, module.follows) for operation in operations):
            module.remove(using)


def may_alter(operation: Operation, is_meant: Callable[[str], bool]) -> bool:
    """Whether an operation may change rows of these models, given by name, or rewrite their tables."""
    if isinstance(operation, OF_NO_TABLE):
        return False
    if isinstance(operation, OF_ONE_TABLE):
        return is_meant((getattr(operation, "model_name", None) or operation.name).lower())
    return True


def install_beside_tables(using: str, **kwargs) -> None:
    for module in beside_tables():
        module.install(using)


def renew_statistics(using: str, plan: Sequence = (), **kwargs) -> None:
    """Count again what SQLite plans queries by, where it had counted: a table that a migration rewrites loses its counts.

    With the counts of other tables alone, reading the statements of a page took sixty times as long. PostgreSQL counts by
    itself. Cost: under a second, since each index is sampled.
    """
    with connections[using].cursor() as cursor:
        if plan and connections[using].vendor == "sqlite":
            cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'")
            if cursor.fetchone():
                cursor.execute(f"PRAGMA analysis_limit = {ROWS_SAMPLED}")
                cursor.execute("ANALYZE")


def add_name_order(connection: BaseDatabaseWrapper, **kwargs) -> None:
    """Teach SQLite the order of names, for ``querysets.by_name``. No table and no index uses it."""
    if connection.vendor == "sqlite":
        connection.connection.create_collation("talks_names", compare_names)


def close_to_others(connection: BaseDatabaseWrapper, **kwargs) -> None:
    """Take the rights of others from a SQLite file, wherever it lies: it has drafts and sessions.

    What SQLite makes beside it has the same rights.
    """
    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        return
    with contextlib.suppress(OSError):  # it belongs to somebody else, who decides
        path = Path(connection.settings_dict["NAME"])
        for one in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
            if one.exists() and (mode := one.stat().st_mode) & FOR_OTHERS:
                one.chmod(mode & ~FOR_OTHERS)


class TalksConfig(AppConfig):
    name = "talks"
    verbose_name = "Talks"

    def ready(self) -> None:
        connection_created.connect(add_name_order)
        connection_created.connect(close_to_others)
        pre_migrate.connect(remove_beside_tables, sender=self)
        post_migrate.connect(install_beside_tables, sender=self)
        post_migrate.connect(renew_statistics, sender=self)
