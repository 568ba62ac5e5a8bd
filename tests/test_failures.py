"""What readers, curators and operators get when something fails: a page with a reference, a log that has it, a health page."""

import io
import json
import logging
import logging.config
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, override_settings
from django.urls import path

from talks.logs import LINES_A_MINUTE, NotTooMany
from talks.urls import urlpatterns as site
from talks.views.failures import LONGEST
from tests.factories import make_claim

pytestmark = pytest.mark.django_db

SECRET = "a-password-of-somebody"


def fail(request, how: str):
    errors = {
        "bug": RuntimeError("a bug\nwith a second line"),
        "locked": OperationalError("database is locked"),
        "full": OperationalError("database or disk is full"),
        "files": OSError(28, "No space left on device"),
    }
    raise errors[how]


urlpatterns = [path("fail/<slug:how>/", fail), *site]
handler400, handler500 = "talks.views.failures.bad_request", "talks.views.failures.server_error"


@pytest.fixture
def log():
    """What the log would hold, by the handler of the settings."""
    written = io.StringIO()
    logging.config.dictConfig(settings.LOGGING)
    (handler,) = logging.getLogger().handlers[-1:]
    former = handler.setStream(written)
    handler.filters = [NotTooMany()]
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    handler.setStream(former)


def reference_in(response) -> str:
    found = re.search(r"Reference for a question about this: ([0-9a-f]{8})", response.content.decode())
    assert found, response.content.decode()
    assert response["X-Reference"] == found[1]
    return found[1]


@override_settings(ROOT_URLCONF="tests.test_failures")
@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/fail/bug/", 500, "Something failed on our side"),
        ("/fail/locked/", 503, "The database does not answer"),
        ("/fail/full/", 503, "The disk is full"),
        ("/fail/files/", 503, "The disk is full"),
        ("/timeline.json?" + "x=&" * 1500, 400, "could not be understood"),
    ],
)
def test_a_failed_request_gets_a_page_with_a_reference_that_stands_in_the_log(client, log, address, status, words):
    client.raise_request_exception = False
    response = client.get(address)
    assert response.status_code == status
    assert words in response.content.decode()
    assert ("Retry-After" in response) == (status == 503)
    made = reference_in(response)
    assert [line["status"] for line in log() if line.get("reference") == made][-1] == status
    assert response["Content-Security-Policy"]
    assert "camera=()" in response["Permissions-Policy"]


@override_settings(ROOT_URLCONF="tests.test_failures")
def test_the_full_disk_tells_a_curator_what_to_do(client):
    client.raise_request_exception = False
    assert "save again once whoever runs this site has made room" in client.get("/fail/full/").content.decode()


def test_every_request_has_a_reference_of_its_own(client):
    assert reference_in(client.post("/")) != reference_in(client.post("/"))
    assert "X-Reference" not in client.get("/")


def test_what_is_not_found_looks_the_same_each_time_and_the_log_has_its_address(client, log):
    first, second = client.get("/nothing-here/"), client.get("/nothing-here/")
    assert (first.status_code, first.content, first.headers) == (404, second.content, second.headers)
    assert [line["message"] for line in log()] == ["Not Found: /nothing-here/"] * 2


def test_what_is_only_for_reading_says_so(client):
    response = client.post("/")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert "only for reading" in response.content.decode()
    reference_in(response)


@pytest.mark.parametrize(("more", "status"), [(-1, 200), (0, 200), (1, 414)])
def test_an_address_may_have_eight_thousand_characters(client, more, status):
    address = "/?x="
    response = client.get(address + "a" * (LONGEST - len(address) + more))
    assert response.status_code == status
    if status == 414:
        assert "at most 8,000 characters" in response.content.decode()


def test_what_is_too_large_is_said_to_be_too_large(client):
    client.raise_request_exception = False
    sent = {"username": "a" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}
    response = client.post("/admin/login/", sent, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413
    assert "Too much was sent" in response.content.decode()


def test_a_form_without_its_token_says_what_to_do():
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "somebody", "password": SECRET})
    assert response.status_code == 403
    assert "load the page again" in response.content.decode()
    reference_in(response)


# Logs


def test_a_log_line_is_one_json_object_whatever_its_message_holds(client, log):
    client.get("/a%0a2026-01-01T00:00:00Z%20ERROR%20forged/")
    (line,) = log()
    assert line["message"].endswith("forged/")
    assert (line["level"], line["logger"]) == ("WARNING", "django.request")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", line["time"])


@override_settings(ROOT_URLCONF="tests.test_failures")
def test_a_log_has_tracebacks_of_errors_but_no_query_cookie_or_password(client, log):
    client.raise_request_exception = False
    client.cookies["sessionid"] = "a-cookie-of-somebody"
    client.post(f"/fail/bug/?q={SECRET}", {"password": SECRET})
    (line,) = [line for line in log() if line["level"] == "ERROR"]
    assert "a bug" in line["error"]
    assert SECRET not in json.dumps(log())
    assert "a-cookie" not in json.dumps(log())


def test_a_flood_of_one_kind_leaves_few_lines_and_room_for_others(client, log):
    for _ in range(LINES_A_MINUTE + 10):
        client.get("/", headers={"host": "evil.example"})
    assert len([line for line in log() if line["logger"] == "django.security.DisallowedHost"]) <= LINES_A_MINUTE
    assert not [line for line in log() if "error" in line], "a mistake of a client needs no traceback"
    client.get("/nothing-here/")
    assert log()[-1]["message"] == "Not Found: /nothing-here/"


def test_the_first_line_after_a_flood_says_how_many_were_left_out():
    few, lines = NotTooMany(), []
    for _ in range(LINES_A_MINUTE + 5):
        lines.append(few.filter(logging.LogRecord("some", logging.INFO, "", 1, "A %s", ("line",), None)))
    assert lines.count(True) == LINES_A_MINUTE
    few.minute -= 1
    record = logging.LogRecord("some", logging.INFO, "", 1, "A %s", ("line",), None)
    assert few.filter(record)
    assert record.getMessage() == "A line (and 5 more like it before)"


# Health


def test_a_server_that_has_all_it_needs_is_ready(client):
    make_claim()
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"database": "ok", "migrations": "ok", "index": "ok", "room": "ok"}
    assert "no-store" in response["Cache-Control"]


def test_a_database_without_the_last_migration_is_not_ready(client):
    last = MigrationRecorder.Migration.objects.filter(app="talks").latest("name")
    MigrationRecorder.Migration.objects.filter(pk=last.pk).delete()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["migrations"] == "1 wait: run manage.py migrate."
    assert response.json()["database"] == "ok"


def test_a_disk_without_room_is_not_ready(client, monkeypatch):
    monkeypatch.setattr("talks.views.health.LEAST_ROOM", 10**18)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "MB free" in response.json()["room"]


def test_a_monitor_inside_asks_without_the_proxy_and_is_not_sent_to_https(client):
    with override_settings(SECURE_SSL_REDIRECT=True):
        client = Client()
        assert [client.get(f"/{name}").status_code for name in ("healthz", "readyz", "")] == [200, 200, 301]


def test_a_database_that_is_missing_is_neither_alive_nor_ready(tmp_path):
    script = (
        "import os, django; django.setup()\nfrom django.test import Client\n"
        "client = Client(raise_request_exception=False)\n"
        "print(client.get('/healthz').status_code, client.get('/readyz').status_code)"
    )
    environment = {
        "DATABASE_URL": f"sqlite:///{tmp_path}/nowhere/talks.sqlite3",
        "SECRET_KEY": "for a test",
        "DJANGO_SETTINGS_MODULE": "talks.settings",
        "ALLOWED_HOSTS": "testserver",
        "PATH": os.environ["PATH"],
    }
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split() == ["503", "503"]


def test_a_database_file_is_closed_to_others_wherever_it_lies(tmp_path):
    database = tmp_path / "elsewhere.sqlite3"
    environment = {"DATABASE_URL": f"sqlite:///{database}", "SECRET_KEY": "for a test", "PATH": os.environ["PATH"]}
    command = [sys.executable, "manage.py", "showmigrations"]
    subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True, capture_output=True)
    assert {stat.S_IMODE(file.stat().st_mode) for file in Path(tmp_path).iterdir()} == {0o600}


def test_who_finds_a_weakness_reads_whom_to_tell(client):
    assert client.get("/.well-known/security.txt").status_code == 404
    with override_settings(SECURITY_CONTACT="mailto:security@example.org"):
        lines = client.get("/.well-known/security.txt").content.decode().splitlines()
    assert lines[0] == "Contact: mailto:security@example.org"
    assert re.fullmatch(r"Expires: \d{4}-\d\d-\d\dT00:00:00Z", lines[1])
