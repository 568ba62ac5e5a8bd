"""Backup and restore of PostgreSQL by its own programs: a tar file with ``manifest.json`` and what ``pg_dump`` wrote.

A restore deletes the rows and copies those of the backup in one transaction, so that readers see the former rows until it
ends: they have snapshots of rows, but not of tables, and one that is dropped or truncated looks empty to them. An empty
database gets the tables as well. The password goes to the programs in their environment.
"""

# ruff: noqa: S608 - the SQL is built from the names of tables, quoted, and from numbers

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.client import DatabaseClient

from talks.backup.files import BackupError
from talks.backup.manifest import FORMAT, Manifest, named
from talks.version import read_version, renewing

MANIFEST, DUMP = "manifest.json", "database.dump"
PIECE = 1_000_000  # bytes
WAITS = 60  # seconds for writers to end
# The number of rows, and the sum of a hash of each, which does not depend on their order.
ROWS = "SELECT count(*) || ' ' || coalesce(sum(hashtextextended(one::text, 0)::numeric), 0) FROM {} AS one"
ALIKE = "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO'; SET LOCAL extra_float_digits = 1;"
NUMBERING = """
    SELECT sequences.oid::regclass::text, tables.oid::regclass::text, quote_ident(attname)
    FROM pg_class AS sequences
    JOIN pg_depend ON objid = sequences.oid AND classid = 'pg_class'::regclass AND deptype IN ('a', 'i')
    JOIN pg_class AS tables ON tables.oid = refobjid AND refclassid = 'pg_class'::regclass
    JOIN pg_attribute ON attrelid = tables.oid AND attnum = refobjsubid
    WHERE sequences.relkind = 'S' AND tables.relnamespace = current_schema()::regnamespace
"""


def is_backup(path: Path, begins: bytes) -> bool:
    """Return whether this may be a backup of PostgreSQL. Shape: the manifest is the first member of a tar file."""
    return MANIFEST.encode().startswith(begins[: len(MANIFEST)]) and len(begins) >= len(MANIFEST)


def write(draft: Path) -> Manifest:
    """Write the database of this moment into an empty file. Cost: reads it twice; nobody waits.

    Raises: BackupError if a program is missing or fails.
    """
    with tempfile.NamedTemporaryFile(dir=draft.parent, prefix=draft.name) as dump:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                cursor.execute("SELECT pg_export_snapshot()")
                (snapshot,) = cursor.fetchone()
                of_moment = f"--snapshot={snapshot}"
                run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", of_moment, output=dump)
                manifest = read_manifest(dump)
        except DatabaseError as error:
            raise BackupError(f"The database cannot be read: {error}") from error
        with tarfile.open(draft, "w") as tar:
            text = manifest.written().encode()
            add(tar, MANIFEST, io.BytesIO(text), len(text))
            dump.seek(0)
            add(tar, DUMP, dump, Path(dump.name).stat().st_size)
    return manifest


def add(tar: tarfile.TarFile, name: str, content: IO[bytes], size: int) -> None:
    head = tarfile.TarInfo(name)
    head.size, head.mode = size, 0o600
    tar.addfile(head, content)


def read_manifest(dump: IO[bytes]) -> Manifest:
    """Return the manifest of the snapshot that is open, and of its dump."""
    tables = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        applied = named(cursor.fetchall())
        cursor.execute(ALIKE)
        for table in present_tables():
            cursor.execute(ROWS.format(connection.ops.quote_name(table)))
            count, digest = cursor.fetchone()[0].split()
            tables[table] = [int(count), digest]
        cursor.execute(
            f"SELECT named, coalesce(pg_sequence_last_value(named::regclass), 0) FROM ({NUMBERING}) AS a(named)"
        )
        numbered = dict(cursor.fetchall())
    made = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return Manifest(FORMAT, "postgresql", made, applied, tables, digest_of(dump), numbered)


def present_tables() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(one.name for one in connection.introspection.get_table_list(cursor) if one.type == "t")


def restore(path: Path, keep: Callable[[], None]) -> Manifest:
    """Check a backup and put it into the database. Cost: room for three copies of the file while it lasts."""
    with unpacked(path) as (manifest, dump), tempfile.TemporaryFile() as script:
        manifest.check_migrations()
        present = present_tables()
        if present:
            check_same_tables(manifest, present)
        keep()
        script.write(before(present).encode())
        script.flush()
        write_rows(dump, script, with_tables=not present)
        script.seek(0, os.SEEK_END)
        script.write(after(manifest, present, read_version() if present else 0).encode())
        script.seek(0)
        connection.close()
        with tempfile.TemporaryFile() as nowhere:
            arguments = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--set=VERBOSITY=terse"]
            run("psql", *arguments, output=nowhere, taken=script)
    call_command("migrate", verbosity=0)
    return manifest


@contextmanager
def unpacked(path: Path) -> Iterator[tuple[Manifest, str]]:
    """Return the manifest of a backup, and the path of its dump, which is as it was written. Raises: BackupError."""
    damaged = BackupError(f"{path} is damaged: it is not what was written.")
    with tempfile.NamedTemporaryFile() as dump:
        try:
            with tarfile.open(path, "r:") as tar:
                text, content = (tar.extractfile(name) for name in (MANIFEST, DUMP))
                if text is None or content is None:
                    raise damaged
                manifest = Manifest.read(text.read(PIECE).decode("utf-8", "replace"))
                shutil.copyfileobj(content, dump)
        except (tarfile.TarError, KeyError, EOFError) as error:
            raise damaged from error
        dump.flush()
        if digest_of(dump) != manifest.file:
            raise damaged
        yield manifest, dump.name


def check_same_tables(manifest: Manifest, present: list[str]) -> None:
    """Refuse a backup of other tables than a database that may be in use has. Raises: BackupError."""
    applied = []
    if "django_migrations" in present:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            applied = named(cursor.fetchall())
    if applied != manifest.migrations or sorted(manifest.tables) != present:
        raise BackupError(
            "The backup is of another release than the tables of this database. Make an empty database, name it in "
            "DATABASE_URL, restore into it (newer migrations are applied too), and start the server with it."
        )


def write_rows(dump: str, script: IO[bytes], *, with_tables: bool) -> None:
    """Write what the dump holds as SQL.

    The numbering of rows is left out: a transaction that fails does not undo it. ``after`` moves it forward only.
    """
    listed = run("pg_restore", "--list", dump, connects=False).decode().splitlines()
    with tempfile.NamedTemporaryFile("w") as chosen:
        chosen.write("\n".join(line for line in listed if " SEQUENCE SET " not in line))
        chosen.flush()
        arguments = [] if with_tables else ["--data-only"]
        arguments += ["--no-owner", "--no-privileges", f"--use-list={chosen.name}", "--file=-", dump]
        run("pg_restore", *arguments, output=script, connects=False)


def before(present: list[str]) -> str:
    """Return SQL that begins the transaction, makes writers wait, and deletes all rows."""
    names = [connection.ops.quote_name(table) for table in present]
    lines = ["BEGIN;", f"SET LOCAL lock_timeout = '{WAITS}s';"]
    if names:
        lines.append(f"LOCK TABLE {', '.join(names)} IN SHARE ROW EXCLUSIVE MODE;")  # readers go on
        # Triggers would write full text, which the backup has already.
        lines += [f"ALTER TABLE {name} DISABLE TRIGGER USER;" for name in names]
        lines += [f"DELETE FROM {name};" for name in names]
    return "\n".join([*lines, ""])


def after(manifest: Manifest, present: list[str], version: int) -> str:
    """Return SQL that compares the rows with the manifest, gives them a new version, and ends the transaction."""
    lines = ["", "RESET search_path;", "SET CONSTRAINTS ALL IMMEDIATE;", ALIKE]
    for table, (count, digest) in manifest.tables.items():
        words = f"The backup is damaged: the rows of {table} are not those that were written."
        is_other = f"({ROWS.format(connection.ops.quote_name(table))}) <> {text(f'{count} {digest}')}"
        lines.append(f"DO $$ BEGIN IF {is_other} THEN RAISE EXCEPTION USING MESSAGE = {text(words)}; END IF; END $$;")
    lines.append(
        f"DO $$ DECLARE named text; of_table text; of_column text; most bigint; "
        f"numbered jsonb := {text(json.dumps(manifest.numbered))}; BEGIN "
        f"FOR named, of_table, of_column IN {NUMBERING} LOOP "
        "EXECUTE format('SELECT coalesce(max(%s), 1) FROM %s', of_column, of_table) INTO most; "
        "PERFORM setval(named::regclass, greatest(most, (numbered ->> named)::bigint, "
        "pg_sequence_last_value(named::regclass))); END LOOP; END $$;"
    )
    lines += [f"{statement};" for statement in renewing(version)]
    lines.append("DELETE FROM django_session;")  # one that ended since must stay ended
    lines += [f"ALTER TABLE {connection.ops.quote_name(table)} ENABLE TRIGGER USER;" for table in present]
    return "\n".join([*lines, "COMMIT;", "ANALYZE;", ""])


def text(words: str) -> str:
    """Return SQL for a text."""
    quoted = words.replace("'", "''").replace("$$", "")
    return f"'{quoted}'"


def run(
    program: str,
    *arguments: str,
    output: IO[bytes] | None = None,
    taken: IO[bytes] | None = None,
    connects: bool = True,
) -> bytes:
    """Run a program of PostgreSQL, and return what it wrote, unless that goes to ``output``.

    Raises: BackupError if it is missing, or in its own words if it fails.
    """
    if not shutil.which(program):
        raise BackupError(
            f"{program} was not found; it comes with PostgreSQL (on Debian and Ubuntu: postgresql-client)."
        )
    command, environment = [program, *arguments], dict(os.environ)
    if connects:
        given, more = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, ["--no-password"])
        command, environment = [*command, *given[1:]], environment | (more or {})
    done = subprocess.run(  # noqa: S603 - our own words, and the address of the database
        command,
        stdin=taken or subprocess.DEVNULL,
        stdout=output or subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        check=False,
    )
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["it ended without a word"]
        raise BackupError(f"{program} failed: {next((one for one in words if 'ERROR' in one), words[-1])}")
    return done.stdout or b""


def digest_of(file: IO[bytes]) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
