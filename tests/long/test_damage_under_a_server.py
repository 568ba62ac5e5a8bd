"""What a server reads is damaged or gone while it serves: no wrong count, no traceback, and all is well once it is mended."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests.long.asking import SEED
from tests.sites import Server, Site, a_site

SQLITE = connection.vendor == "sqlite"
QUESTIONS = ["side=russia", "side=ukraine", "since=2022-04", "q=talks", "agency=none", "q=ceasefire", "outlet=none"]

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def site(tmp_path_factory, django_db_setup, django_db_blocker) -> Iterator[Site]:
    with django_db_blocker.unblock(), a_site(tmp_path_factory.mktemp("damage")) as site:
        site.run("call_command('migrate', verbosity=0)\ncall_command('loaddata', 'ukraine_2022', verbosity=0)")
        assert site.manage("build_index").returncode == 0
        yield site


def count(server: Server, question: str) -> int:
    status, body = server.get(f"/timeline.json?{question}", wait=120)  # an index is written meanwhile
    assert status == 200, body
    return json.loads(body)["count"]


def index_of(site: Site) -> Path:
    return Path(site.run("from talks.index import refresh\nprint(refresh.index_path())"))


def replace(path: Path, content: bytes) -> None:
    """Put a file in the place of another, as a copy tool does: who has the former one open keeps it."""
    beside = path.with_suffix(".beside")
    beside.write_bytes(content)
    beside.replace(path)


@pytest.fixture(scope="module")
def right(site: Site) -> list[int]:
    """What each question counts, by an index that is whole."""
    with site.serving(WEB_CONCURRENCY="1") as server:
        counts = [count(server, question) for question in QUESTIONS]
    assert len(set(counts)) > 2
    return counts


@pytest.mark.parametrize("damage", ["bytes", "cut", "nothing", "other", "gone"])
def test_an_index_that_is_damaged_under_a_server_gives_no_wrong_count(site: Site, right: list[int], damage: str):
    path, drawn = index_of(site), Random(f"{SEED} {damage}")  # noqa: S311 - no secret
    assert site.manage("build_index", "--force").returncode == 0
    with site.serving(WEB_CONCURRENCY="2") as server:
        assert count(server, QUESTIONS[0]) == right[0]
        content = bytearray(path.read_bytes())
        if damage == "bytes":  # in the file that the server has open
            with path.open("r+b") as file:
                for at in drawn.sample(range(1000, len(content)), len(content) // 20):
                    file.seek(at)
                    file.write(bytes([content[at] ^ 0x55]))
        elif damage == "gone":
            path.unlink()
        else:
            replace(
                path, {"cut": bytes(content[: len(content) // 2]), "nothing": b"", "other": b"%PDF-1.7" * 99}[damage]
            )
        assert [count(server, question) for question in QUESTIONS] == right
    with site.serving(WEB_CONCURRENCY="2") as server:
        assert [count(server, question) for question in QUESTIONS] == right, "a server that starts with it"


def answers(server: Server) -> set[int]:
    """Ask for pages that were not asked for before; return how they ended. None may show a traceback, or be cut off."""
    found = set()
    for page in ("/", "/timeline.json", "/events/", "/claims/", "/people/russia/", "/readyz", "/admin/login/"):
        status, body = server.get(f"{page}?damaged={time.monotonic_ns()}", wait=120)
        assert b"Traceback" not in body, page
        assert b'File "' not in body, page
        assert status < 500 or body, page
        found.add(status)
    return found


@pytest.mark.skipif(not SQLITE, reason="an SQLite file")
def test_a_database_file_that_is_damaged_under_a_server_shows_no_traceback_and_is_mended_by_the_docs(site: Site):
    backup = site.folder / "backup"
    assert site.manage("backup", str(backup)).returncode == 0
    with site.serving(WEB_CONCURRENCY="2") as server:
        right = count(server, "q=talks")
        content = bytearray(site.database.read_bytes())
        with site.database.open("r+b") as file:  # all but the first page, in place
            for start in range(4096, len(content), 4096):
                file.seek(start)
                file.write(os.urandom(4096))
        answers(server)
        assert server.process.poll() is None
    for path in site.folder.glob("talks.sqlite3*"):
        if "index" not in path.name:
            path.unlink()
    restored = site.manage("restore", str(backup))
    assert restored.returncode == 0, restored.stderr
    with site.serving(WEB_CONCURRENCY="2") as server:
        assert answers(server) == {200}
        assert count(server, "q=talks") == right


@pytest.mark.skipif(SQLITE, reason="a PostgreSQL server")
def test_a_database_server_that_turns_everybody_away_shows_no_traceback_and_is_used_again_once_it_is_back(site: Site):
    import psycopg

    name = urlsplit(site.url).path[1:]
    own = psycopg.connect(site.url.rpartition("/")[0] + "/postgres", autocommit=True)
    with own, site.serving(WEB_CONCURRENCY="2") as server:
        right = count(server, "q=talks")
        own.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        own.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        assert max(answers(server)) >= 500
        own.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        assert answers(server) == {200}
        assert count(server, "q=talks") == right
