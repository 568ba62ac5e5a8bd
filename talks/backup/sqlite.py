"""Backup and restore of SQLite: a copy of the database with a table more, which holds the manifest.

The copy is an ordinary SQLite file. It is restored *into* the existing file, by SQLite's own copying of pages in one
transaction: processes that have the file open read the former content until that transaction ends, and the restored one
from then on. A file renamed onto another would leave them on the former one, for as long as their connections last.
"""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import DatabaseError, connection

from talks.backup.files import BackupError, beside, sync
from talks.backup.manifest import FORMAT, Manifest, named
from talks.version import renewing

BEGINS = b"SQLite format 3\0"
TABLE = "talks_backup"
WAITS = 60  # seconds for a writer to end


def is_backup(path: Path, begins: bytes) -> bool:
    """Return whether this may be a backup of SQLite, by how the file begins."""
    return begins == BEGINS


def write(draft: Path) -> Manifest:
    """Write the database of this moment into an empty file. Cost: reads it twice; nobody waits.

    Raises: BackupError if the database is damaged.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(draft)])  # one snapshot, with what only stands in -wal so far
        with opened(draft) as copy:
            check(copy)
            manifest = read_manifest(copy)
            copy.execute(f"CREATE TABLE {TABLE} (manifest text NOT NULL)")
            copy.execute(f"INSERT INTO {TABLE} VALUES (?)", [manifest.written()])  # noqa: S608 - our own name
    except (DatabaseError, sqlite3.Error) as error:
        raise BackupError(f"The database cannot be copied: {error}.") from error
    return manifest


def read_manifest(database: sqlite3.Connection) -> Manifest:
    applied = database.execute("SELECT app, name FROM django_migrations").fetchall()
    made = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return Manifest(FORMAT, "sqlite", made, named(applied), read_tables(database))


def read_tables(database: sqlite3.Connection) -> dict[str, list]:
    """Return, by table, the number of rows and their SHA-256.

    Full text is left out: it is made from the other tables, and the test of integrity covers it.
    """
    made = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    virtual = tuple(f"{name}_" for name, sql in made if sql.upper().startswith("CREATE VIRTUAL"))
    plain = sorted(name for name, _sql in made if not f"{name}_".startswith(("sqlite_", TABLE, *virtual)))
    found = {}
    for table in plain:
        digest, count = hashlib.sha256(), 0
        for row in database.execute(f'SELECT * FROM "{table}" ORDER BY rowid'):  # noqa: S608 - the name of a table
            digest.update(repr(row).encode("utf-8", "surrogatepass"))
            count += 1
        found[table] = [count, digest.hexdigest()]
    return found


def check(database: sqlite3.Connection) -> None:
    """Refuse a damaged database. Raises: BackupError."""
    (found,) = database.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise BackupError(f"The database is damaged: {found}.")
    lost = database.execute("PRAGMA foreign_key_check").fetchone()
    if lost:
        raise BackupError(f"The database is damaged: a row of {lost[0]} refers to a row of {lost[2]} that is missing.")


def restore(path: Path, keep: Callable[[], None]) -> Manifest:
    """Check a backup and put it into the database. Cost: room for two more copies of it while it lasts."""
    target = Path(connection.settings_dict["NAME"])
    with beside(target) as staged:
        shutil.copyfile(path, staged)
        try:
            with opened(staged) as copy:
                manifest = checked(copy)
                copy.execute(f"DROP TABLE {TABLE}")
        except sqlite3.Error as error:
            raise BackupError(f"{path} is damaged: {error}.") from error
        migrate(staged)
        with opened(staged) as copy:
            copy.execute("PRAGMA journal_mode = DELETE")  # all of it in the one file
        sync(staged)
        keep()
        connection.close()
        replace(target, staged)
    return manifest


def checked(copy: sqlite3.Connection) -> Manifest:
    """Return the manifest of a backup that is as it was written. Raises: BackupError."""
    if not copy.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [TABLE]).fetchone():
        raise BackupError(
            "This is an SQLite file without a manifest: only what “manage.py backup” wrote can be restored."
        )
    (text,) = copy.execute(f"SELECT manifest FROM {TABLE}").fetchone() or ("",)  # noqa: S608 - our own name
    manifest = Manifest.read(text)
    manifest.check_migrations()
    check(copy)
    manifest.check_tables(read_tables(copy))
    return manifest


def migrate(staged: Path) -> None:
    """Apply the migrations that a backup lacks, in a process of its own whose only database it is."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "migrate", "--verbosity", "0"]
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{quote(str(staged))}", "SECRET_KEY": settings.SECRET_KEY}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no words"])[-1]
        raise BackupError(f"The backup could not be brought up to date by migrations: {last}")


def replace(target: Path, staged: Path) -> None:
    """Put the pages of one file into the other, in one transaction.

    Raises: BackupError if the present database cannot be read, or somebody writes to it for ``WAITS`` seconds.
    """
    try:
        with closing(sqlite3.connect(target, timeout=WAITS, isolation_level=None)) as live:
            live.execute("PRAGMA journal_mode = WAL")
            live.execute("PRAGMA synchronous = FULL")
            with opened(staged) as copy:
                renew(copy, live)
                match_pages(copy, live)
                copy.backup(live, progress=until(time.monotonic() + WAITS), sleep=0.02)
            # What was written stands in -wal; readers of the former content may keep it there a while.
            live.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.DatabaseError as error:
        raise BackupError(
            f"{target} cannot be written: {error}. If it is damaged, stop the server, move it away with the files whose "
            "names begin with its name, and restore again."
        ) from error


def renew(copy: sqlite3.Connection, live: sqlite3.Connection) -> None:
    """Give the copy a version after that of the database, and end all sessions: one that ended since must stay ended."""
    try:
        (present,) = live.execute("SELECT number FROM talks_version WHERE id = 1").fetchone() or (0,)
    except sqlite3.OperationalError:  # no tables yet
        present = 0
    with copy:
        copy.execute("BEGIN IMMEDIATE")
        for statement in renewing(present):
            copy.execute(statement)
        copy.execute("DELETE FROM django_session")


def match_pages(copy: sqlite3.Connection, live: sqlite3.Connection) -> None:
    """Give the copy pages of the size that the database has, which cannot change in WAL mode."""
    (size,), (its_size,) = (one.execute("PRAGMA page_size").fetchone() for one in (live, copy))
    if size != its_size:
        copy.execute(f"PRAGMA page_size = {size}")
        copy.execute("VACUUM")


def until(deadline: float) -> Callable[[int, int, int], None]:
    """Return what SQLite calls after each step of copying, which gives up when others write for too long."""

    def progress(status: int, _remaining: int, _total: int) -> None:
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED} and time.monotonic() > deadline:
            raise BackupError("The database is being written to and stays locked; nothing was restored. Try again.")

    return progress


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file that no other process uses. Shape: each statement is a transaction of its own."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        yield database
