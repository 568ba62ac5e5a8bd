"""An installation of its own for a test: a database, the commands, and the server that ``make run`` starts."""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection

SETUP = """
import json, os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talks.settings")
import django
django.setup()
from pathlib import Path
from django.core.management import call_command
from django.db import connection, transaction
from talks import backup
from talks.models import Event
from talks.version import read_version
"""


# Of SQLite without full text, which is made from the other tables.
TABLES = {
    "sqlite": """SELECT name FROM sqlite_master plain WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND NOT EXISTS (
        SELECT 1 FROM sqlite_master made WHERE made.sql LIKE 'CREATE VIRTUAL%' AND instr(plain.name, made.name) = 1)""",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}


class Site:
    """Programs that share one database. Each call costs a second or more: a process starts."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.environment = {
            "DATABASE_URL": url,
            "SECRET_KEY": "for a test",
            "RELEASES": str(folder / "published"),
            "PATH": os.environ["PATH"],
            "ANSWERS_MAY_BE_OLD": "0",
            "DJANGO_SETTINGS_MODULE": "tests.site_settings",
            "MALLOC_ARENA_MAX": "2",
            "PYTHONPATH": str(settings.BASE_DIR),
        }

    @property
    def database(self) -> Path:
        return self.folder / "talks.sqlite3"

    def start(self, *command: str, **environment: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=settings.BASE_DIR,
            env=self.environment | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def manage(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        process = self.start("manage.py", *map(str, arguments), **environment)
        said, failed = process.communicate(timeout=120)
        return subprocess.CompletedProcess(arguments, process.returncode, said, failed)

    def run(self, script: str, *arguments: str) -> str:
        process = self.start("-c", SETUP + script, *arguments)
        said, failed = process.communicate(timeout=120)
        assert process.returncode == 0, failed
        return said.strip()

    def rows(self, query: str) -> list[tuple]:
        """What a query finds, without the cost of a process."""
        with contextlib.closing(self._connected()) as connected:
            cursor = connected.cursor()
            cursor.execute(query)
            return cursor.fetchall()

    def _connected(self) -> Any:
        if connection.vendor == "sqlite":
            return sqlite3.connect(self.database, timeout=60)
        import psycopg

        return psycopg.connect(self.url)

    def state(self) -> dict[str, list[str]]:
        """The rows of each table, in no order; without the version and sessions, which a restore changes."""
        ours = {"talks_version", "talks_change", "django_session"}
        names = {name for (name,) in self.rows(TABLES[connection.vendor])} - ours
        return {name: sorted(map(repr, self.rows(f'SELECT * FROM "{name}"'))) for name in names}  # noqa: S608 - a table

    @contextmanager
    def serving(self, **environment: str) -> Iterator["Server"]:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        log = self.folder / "server.log"
        with log.open("w") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}"],
                cwd=settings.BASE_DIR,
                env=self.environment | environment,
                stdout=file,
                stderr=file,
            )
        server = Server(process, port, log)
        try:
            deadline = time.monotonic() + 60
            while server.status("/healthz") != 200:
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.1)
            yield server
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


class Server:
    def __init__(self, process: subprocess.Popen, port: int, log: Path) -> None:
        self.process, self.port, self.log = process, port, log

    def get(self, path: str, wait: float = 30) -> tuple[int, bytes]:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=wait)) as client:
            client.request("GET", path)
            response = client.getresponse()
            return response.status, response.read()

    def status(self, path: str, wait: float = 30) -> int:
        """The status of an answer, or 0 if there is none."""
        try:
            return self.get(path, wait)[0]
        except (OSError, http.client.HTTPException):
            return 0


@contextmanager
def a_site(folder: Path, tables: Path | None = None) -> Iterator[Site]:
    """A database of the kind that the tests run on; it ends with the block. It has tables if the file with them is given."""
    if connection.vendor == "sqlite":
        site = Site(folder, f"sqlite:///{quote(str(folder / 'talks.sqlite3'))}")
        if tables:
            shutil.copy(tables, site.database)
        yield site
        return
    import psycopg

    there = connection.settings_dict
    user, password = quote(there["USER"], safe=""), quote(there["PASSWORD"], safe="")
    server = f"postgresql://{user}:{password}@{there['HOST']}:{there['PORT']}"
    name = f"site_{uuid.uuid4().hex}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as own:
        own.execute(f"CREATE DATABASE {name}")
        try:
            site = Site(folder, f"{server}/{name}")
            if tables:
                site.run('call_command("migrate", verbosity=0)')
            yield site
        finally:
            own.execute(f"DROP DATABASE {name} WITH (FORCE)")
