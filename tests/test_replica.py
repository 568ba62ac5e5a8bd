"""Readers read from a replica where there is one; curators, and readers whom it cannot serve, from the primary."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from copy import deepcopy
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from talks.index import refresh
from talks.models import Claim, Event
from talks.rendering.answers import ANSWERS
from talks.replica import REPLICA, Router, reading_from
from talks.version import read_version
from tests.factories import make_claim, make_event
from tests.sites import Site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def replica() -> Iterator[BaseDatabaseWrapper]:
    """The same database under a second name."""
    connections.settings[REPLICA] = deepcopy(connections["default"].settings_dict)
    ANSWERS.clear()
    refresh._held.clear()  # of a test before, whose version may be a later one
    connections[REPLICA].connect()  # Django's tests refuse to open one that they do not know
    with override_settings(DATABASE_ROUTERS=["talks.replica.Router"]):
        yield connections[REPLICA]
    connections[REPLICA].close()
    del connections[REPLICA]
    del connections.settings[REPLICA]


def asked(client, address: str) -> dict[str, int]:
    """Return how many queries each database got for a page."""
    with CaptureQueriesContext(connections["default"]) as one, CaptureQueriesContext(connections[REPLICA]) as other:
        assert client.get(address).status_code == 200
    return {"default": len(one), REPLICA: len(other)}


@pytest.mark.parametrize(
    "address", ["/", "/?q=says", "/events/one/", "/claims/one/", "/reports/", "/positions/", "/timeline.json"]
)
def test_public_pages_ask_the_replica_alone(client, replica, address):
    make_claim(slug="one", event=make_event(slug="one"))
    found = asked(client, address)
    assert found["default"] == 0
    assert found[REPLICA] > 0


def test_a_file_that_is_streamed_comes_from_the_replica(client, replica):
    make_claim(slug="one")
    with CaptureQueriesContext(connections["default"]) as captured:
        assert b"one" in client.get("/timeline.csv").getvalue()
    assert len(captured) == 0


def test_curators_ask_the_primary_alone(admin_client, replica):
    event = make_event(slug="one")
    make_claim(event=event)
    for address in ("/admin/", f"/admin/desk/events/{event.pk}/preview/", f"/admin/talks/event/{event.pk}/change/"):
        response = admin_client.get(address)
        if response.status_code == 200:
            assert asked(admin_client, address)[REPLICA] == 0


def test_a_replica_that_is_behind_what_a_curator_saved_hands_over(client, replica):
    make_claim(slug="one")
    assert asked(client, f"/claims/one/?after={read_version()}")["default"] == 0
    Claim.objects.update(note="Noted.")
    assert asked(client, f"/claims/one/?after={read_version() + 1}")["default"] > 0


@pytest.mark.parametrize("after", ["-1", "x", "٣", "9" * 40, ""])
def test_a_version_that_is_no_number_asks_for_nothing(client, replica, after):
    make_claim(slug="one")
    assert asked(client, f"/claims/one/?after={after}")["default"] == 0


def test_where_the_replica_does_not_answer_the_primary_does(client, replica):
    make_claim(slug="one")

    def refuse(*_arguments: object) -> None:
        raise OperationalError

    with replica.execute_wrapper(refuse):
        assert client.get("/claims/one/").status_code == 200


def test_a_query_that_took_too_long_on_the_replica_is_not_asked_of_the_primary(client, replica):
    make_claim(slug="one")

    class CancelledError(Exception):
        sqlstate = "57014"

    def cancel(*_arguments: object) -> None:
        raise OperationalError from CancelledError()

    captured = CaptureQueriesContext(connections["default"])
    with captured, replica.execute_wrapper(cancel), pytest.raises(OperationalError):
        client.get("/claims/one/")
    assert len(captured) == 0


def test_a_link_of_a_curator_shows_no_page_older_than_the_save(client, admin_client, settings):
    settings.ANSWERS_MAY_BE_OLD = 60
    claim = make_claim(slug="one")
    client.get("/claims/one/")
    Claim.objects.filter(pk=claim.pk).update(statement="Quite other words.")
    form = admin_client.get(f"/admin/talks/claim/{claim.pk}/change/").content.decode()
    address = f"/claims/one/?after={read_version()}"
    assert f'href="{address}"' in form
    assert "Quite other words." in client.get(address).content.decode()


def test_a_replica_that_answers_and_has_all_is_ready(client, replica):
    make_claim()
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() | {"replica": "ok", "record": "ok"} == response.json()


def test_a_replica_that_does_not_answer_is_said_and_the_server_stays_ready(client, replica):
    make_claim()

    def refuse(*_arguments: object) -> None:
        raise OperationalError

    with replica.execute_wrapper(refuse):
        response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["replica"] == "does not answer; readers are served from the primary."


def showing(number: int):
    """Return a wrapper with which a database says that it has this version."""
    return lambda execute, sql, params, many, context: execute(
        f"SELECT {number}" if "talks_version" in sql else sql, None if "talks_version" in sql else params, many, context
    )


def test_a_replica_that_is_behind_is_said_and_the_server_stays_ready(client, replica):
    make_claim(slug="one")
    before = read_version()
    Claim.objects.update(note="Noted.")
    with replica.execute_wrapper(showing(before)):
        response = client.get("/readyz")
    assert response.status_code == 200
    assert (response.json()["replica"], response.json()["record"]) == ("behind.", "ok")


def test_a_replica_with_another_record_is_not_ready(client, replica):
    make_claim()
    with replica.execute_wrapper(showing(read_version() - 1)):
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["record"] == "READ_DATABASE_URL has another record, or is more than 50,000 changes behind."


def test_writes_and_migrations_go_to_the_primary_wherever_one_reads(replica):
    router = Router()
    with reading_from(REPLICA):
        assert router.db_for_read(Event) == REPLICA
        assert router.db_for_write(Event) == "default"
    assert router.db_for_read(Event) == "default"
    assert not router.allow_migrate(REPLICA, "talks")


def test_the_index_of_readers_is_built_too(replica, capsys):
    make_claim()
    call_command("build_index")
    assert len(capsys.readouterr().out.splitlines()) == 2


def a_file(tables: Path, folder: Path) -> Site:
    """Programs with an SQLite file, whose copy can stand for a replica that is behind."""
    site = Site(folder, f"sqlite:///{folder / 'talks.sqlite3'}")
    shutil.copy(tables, site.database)
    return site


@pytest.mark.slow
def test_a_replica_that_is_behind_makes_no_release_whose_pages_are_older_than_its_files(tables: Path, tmp_path: Path):
    site = a_file(tables, tmp_path)
    site.run("from tests.factories import make_claim; make_claim()")
    replica = tmp_path / "replica.sqlite3"
    with closing(sqlite3.connect(site.database)) as opened:
        opened.execute("VACUUM INTO ?", [str(replica)])
    both = {"READ_DATABASE_URL": f"sqlite:///{replica}"}
    assert site.manage("make_release", **both).returncode == 0
    site.run('Event.objects.update(title="Changed")')
    made = site.manage("make_release", **both)
    assert (made.returncode, "READ_DATABASE_URL is behind" in made.stderr) == (1, True), made.stderr
    assert [path.name for path in (tmp_path / "published").iterdir() if path.name != ".lock"] == ["1"]


@pytest.mark.slow
def test_a_snapshot_of_another_database_inside_leaves_the_outer_one_open(tables: Path, tmp_path: Path):
    site = a_file(tables, tmp_path)
    script = """
from talks.version import snapshot
with snapshot("default"):
    before = read_version()
    with snapshot("replica"):
        read_version("replica")
    with snapshot("default"):
        assert read_version() == before
    assert connection.connection.in_transaction
"""
    site.environment["READ_DATABASE_URL"] = site.url
    site.run(script)
