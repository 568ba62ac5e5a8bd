"""The record to measure on: made in a database of its own, with its index brought up as ``make run`` does."""

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from urllib.parse import quote

from bench.checkout import FOLDER, HERE, ROOT, Checkout, plain_environment
from bench.database import Connection, connect

SEED = 1
REAL = ROOT / "fixtures" / "ukraine_2022.json"
OPENINGS = 3


@dataclass(frozen=True)
class Record:
    """A database with so many events. ``file`` is that of SQLite, None for PostgreSQL; ``code`` is what reads it."""

    events: int
    url: str
    how_made: str
    file: Path | None = None
    code: Checkout = HERE

    def connect(self) -> Connection:
        return connect(self.url)

    def environment(self) -> dict[str, str]:
        """Return the environment of every program that is started here: this database and no other."""
        return plain_environment(self.url)

    def manage(self, *arguments: str) -> None:
        self.run("manage.py", *arguments, stdout=sys.stderr)

    def run(self, *arguments: str, **options) -> subprocess.CompletedProcess[str]:
        """Run Python on this database, from the project's folder."""
        return self.code.run(*arguments, environment=self.environment(), **options)


# Making it


def make(events: int, cluster: str = "") -> Record:
    """Return the database with so many events, in the PostgreSQL at this address or as a file of SQLite.

    A file that was made before is used again; it is made again when the models or the generator have changed.
    """
    return _in_cluster(events, cluster) if cluster else _in_file(events)


def _in_file(events: int) -> Record:
    mark = hashlib.sha256()
    for folder in ("synthetic", "models", "migrations"):
        for path in sorted((ROOT / "talks" / folder).glob("*.py")):
            mark.update(path.read_bytes())
    FOLDER.mkdir(parents=True, exist_ok=True)
    database = FOLDER / f"{events}-{mark.hexdigest()[:10]}.sqlite3"
    words = "made in an earlier run"
    if not database.exists():
        for old in FOLDER.glob(f"{events}-*"):
            old.unlink()
        unfinished = database.with_suffix(".unfinished")
        words = _fill(Record(events, _file_url(unfinished), ""))
        unfinished.rename(database)
    record = Record(events, _file_url(database), f"{words}, {database.stat().st_size / 1e6:,.0f} MB", database)
    record.manage("migrate", "--verbosity", "0")
    return record


def make_for(code: Checkout, made: Record) -> Record:
    """Return the same record in another file, for another version of the code.

    It is a copy. Where that version has other migrations, it makes the record itself.
    """
    file = made.file.with_name(f"{made.file.stem}-against.sqlite3")
    for end in ("", "-wal", "-shm", ".index", ".index.lock"):
        Path(f"{file}{end}").unlink(missing_ok=True)
    record = Record(made.events, _file_url(file), "a copy", file, code)
    if _migrations(code) != _migrations(made.code):
        return replace(record, how_made=_fill(record))
    with closing(sqlite3.connect(made.file)) as source, closing(sqlite3.connect(file)) as target:
        source.backup(target)
    record.manage("migrate", "--verbosity", "0")
    return record


def _migrations(code: Checkout) -> set[str]:
    """Return the names of the migrations: one that is released is never changed in what it does."""
    return {path.name for path in (code.folder / "talks" / "migrations").glob("0*.py")}


def _file_url(path: Path) -> str:
    return f"sqlite:///{quote(str(path))}"


def _in_cluster(events: int, cluster: str) -> Record:
    name = f"talks_bench_{events}"
    with connect(cluster) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    record = Record(events, f"{cluster.rpartition('/')[0]}/{name}", "")
    words = _fill(record)
    with record.connect() as connection:
        connection.execute("VACUUM ANALYZE")  # what the server does by itself some minutes after a load
        (size,) = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    return Record(events, record.url, f"{words}, {size / 1e6:,.0f} MB")


def _fill(record: Record) -> str:
    """Make tables and record, and return in words how long it took."""
    record.manage("migrate", "--verbosity", "0")
    begun = time.monotonic()
    record.manage("make_record", "--events", str(record.events), "--seed", str(SEED))
    return f"made in {time.monotonic() - begun:.0f} s"


# Its index


def build_index(record: Record) -> tuple[str, Path]:
    """Write the facet index again; return in words what that cost and how soon it is open, and where it lies."""
    spent, peak, place = rebuild_index(record)
    opened = [
        json.loads(record.run("-m", "bench.opening", capture_output=True).stdout)["milliseconds"]
        for _turn in range(OPENINGS)
    ]
    words = (
        f"Index: built in {spent:.1f} s of processor time, at most {peak:,.0f} MB resident meanwhile; "
        f"{place.stat().st_size / 1e6:,.1f} MB on disk; open after {median(opened):.0f} ms in a new process."
    )
    return words, place


def rebuild_index(record: Record) -> tuple[float, float, Path]:
    """Build the facet index from nothing; return its processor time in seconds, its peak memory in MB, and its file.

    The index of a SQLite file is beside it. That of another database is in ``var/``, under a name that only the code knows.
    """
    beside = Path(f"{record.file}.index") if record.file else None
    if beside:
        beside.unlink(missing_ok=True)
    spent, peak = _cost_of(record, "manage.py", "build_index")
    found = [beside] if beside else (record.code.folder / "var").glob("*.index")
    return spent, peak, max(found, key=lambda path: path.stat().st_mtime)


def _cost_of(record: Record, *arguments: str) -> tuple[float, float]:
    """Run Python, and return its processor time in seconds and its largest resident memory in MB.

    What the server of a database does for it is not counted.
    """
    command = record.code.command(*arguments)
    process = subprocess.Popen(command, cwd=record.code.folder, env=record.environment(), stdout=sys.stderr)  # noqa: S603
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def remove_index(place: Path) -> None:
    """Take away the index of a database that is gone."""
    for path in (place, Path(f"{place}.lock")):
        path.unlink(missing_ok=True)


# The real one


def load_real(folder: Path, code: Checkout = HERE) -> Record:
    """Load the record of ``fixtures/`` into a new database in this folder, and build its index."""
    file = folder / "real.sqlite3"
    record = Record(0, _file_url(file), "loaded", file, code)
    for arguments in (["migrate"], ["loaddata", str(REAL)], ["build_index"]):
        record.run("manage.py", *arguments, "--verbosity", "0", stdout=subprocess.DEVNULL)
    return record
