"""The house itself: settings, headers, cookies, secret key, database, and the first start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from talks.models import Claim, Process
from talks.settings import database, secret_key

ROOT = Path(__file__).parent.parent


def run_python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the project's folder, with its settings read again from this environment and no other."""
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "CI") if name in os.environ}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=clean | environment, capture_output=True, text=True, timeout=60)


def setting(name: str, **environment: str) -> str:
    """Return a setting as it comes out in this environment, or the last line of what stopped the start."""
    shown = run_python("-c", f"from talks import settings; print(settings.{name})", **environment)
    return (shown.stdout or shown.stderr).strip().splitlines()[-1]


# What every response carries


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "host"),
    [
        ("/", "localhost"),
        ("/no-such-page/", "localhost"),
        ("/admin/login/", "localhost"),
        ("/admin", "localhost"),  # redirected before any view
        ("/", "elsewhere.example"),  # refused before any view
    ],
)
def test_every_answer_carries_the_content_policy_and_the_safety_headers(client: Client, path: str, host: str):
    headers = client.get(path, headers={"host": host}).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["base-uri"] == policy["frame-ancestors"] == policy["object-src"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.django_db
def test_no_page_may_be_framed_unless_it_says_so(client: Client):
    assert client.get("/admin/login/").headers["X-Frame-Options"] == "DENY"


def test_static_files_carry_the_safety_headers_too(client: Client, settings: Settings, tmp_path: Path):
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "page.css").write_text("a {}")
    response = client.get("/static/page.css")
    assert b"".join(response.streaming_content) == b"a {}"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Security-Policy" in response.headers
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/no-such-page/", "/healthz"])
def test_readers_get_no_cookie_and_answers_do_not_vary_by_one(client: Client, path: str):
    response = client.get(path)
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.django_db
def test_a_curators_session_is_sent_to_the_admin_only(client: Client, admin_user: User):
    client.get("/admin/login/")  # sets the token
    client.post("/admin/login/", {"username": admin_user.username, "password": "password"})
    assert client.cookies["sessionid"]["path"] == "/admin/"
    assert client.cookies["sessionid"]["httponly"]
    assert client.cookies["csrftoken"]["path"] == "/admin/"
    assert client.get("/admin/").status_code == 200


# The secret key


def test_the_secret_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path):
    first = secret_key(tmp_path / "secret_key")
    assert len(first) >= 50
    assert secret_key(tmp_path / "secret_key") == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_processes_that_start_together_agree_on_one_secret_key(tmp_path: Path):
    """Each process loads, says so and waits for a line; all get theirs at once."""
    program = "import sys; from pathlib import Path; from talks.settings import secret_key; print(flush=True)"
    program += "; sys.stdin.readline(); print(secret_key(Path(sys.argv[1])))"
    command = [sys.executable, "-c", program, str(tmp_path / "secret_key")]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    racers = [subprocess.Popen(command, cwd=ROOT, **pipes) for _ in range(8)]
    for racer in racers:
        racer.stdout.readline()
    for racer in racers:
        racer.stdin.write("go\n")
        racer.stdin.flush()
    keys = {racer.communicate()[0].strip() for racer in racers}
    assert keys == {(tmp_path / "secret_key").read_text()}


def test_a_secret_key_that_cannot_be_kept_stops_the_start_with_the_remedy(tmp_path: Path):
    with pytest.raises(ImproperlyConfigured, match="Set SECRET_KEY"):
        secret_key(tmp_path / "no-such-folder" / "secret_key")


# The database


SQLITE_PROGRAM = """
import sqlite3, sys
import django
from django.db import connection, transaction
django.setup()
with connection.cursor() as cursor:
    for pragma in ("journal_mode", "synchronous", "busy_timeout"):
        print(pragma, *cursor.execute(f"PRAGMA {pragma}").fetchone())
with transaction.atomic():
    other = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)
    print("reads meanwhile:", other.execute("SELECT 1").fetchone()[0])
    try:
        other.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        print("writes meanwhile:", error)
"""


def test_sqlite_serves_readers_during_a_write_queues_writers_and_outlives_a_power_cut(tmp_path: Path):
    file = str(tmp_path / "talks.sqlite3")
    shown = run_python(
        "-c", SQLITE_PROGRAM, file, DJANGO_SETTINGS_MODULE="talks.settings", DATABASE_URL=f"sqlite:///{file}"
    )
    assert shown.stdout.splitlines() == [
        "journal_mode wal",
        "synchronous 2",  # FULL
        "busy_timeout 20000",
        "reads meanwhile: 1",
        "writes meanwhile: database is locked",
    ], shown.stderr


@pytest.mark.parametrize(
    "junk",
    ["junk", "mysql://curator:hunter2@host/talks", "postgresql://curator:hunter2@host:port/talks", "sqlite:a.sqlite3"],
)
def test_a_database_address_that_cannot_be_used_is_refused_without_repeating_its_password(junk: str):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL") as refusal:
        database(junk)
    assert "hunter2" not in str(refusal.value)


def test_a_postgresql_address_may_have_an_encoded_password_and_options():
    parsed = database("postgresql://curator:p%40ss%2Fword@[::1]:5433/talks?sslmode=require")
    assert parsed["PASSWORD"] == "p@ss/word"
    assert (parsed["HOST"], parsed["PORT"]) == ("::1", 5433)
    assert parsed["OPTIONS"] == {"sslmode": "require", "options": "-c jit=off", "connect_timeout": 5}
    assert database("postgresql:///talks?options=-c%20jit%3Don")["OPTIONS"]["options"] == "-c jit=on"


# The environment


def test_without_any_environment_the_site_is_safe_on_one_machine():
    assert setting("DEBUG") == "False"
    assert setting("ALLOWED_HOSTS") == "['127.0.0.1', 'localhost', '[::1]', '127.0.0.1']"
    assert setting("SITE_URL") == "http://127.0.0.1:8000"


def test_the_address_of_the_site_is_one_of_its_allowed_hosts():
    assert "talks.example.org" in setting("ALLOWED_HOSTS", SITE_URL="https://talks.example.org/")
    assert setting("SITE_URL", SITE_URL="https://talks.example.org/") == "https://talks.example.org"


@pytest.mark.parametrize(
    ("name", "value"),
    [("HTTPS", "ja"), ("DEBUG", "2"), ("SITE_URL", "talks.example.org"), ("SITE_URL", "javascript:alert(1)")],
)
def test_a_variable_that_makes_no_sense_stops_the_start_and_is_named(name: str, value: str):
    assert f"ImproperlyConfigured: {name} is '{value}'" in setting("DEBUG", **{name: value})


@pytest.mark.slow
def test_djangos_deploy_check_has_nothing_to_say_behind_https():
    checked = run_python("manage.py", "check", "--deploy", "--fail-level", "WARNING", HTTPS="1")
    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout
    assert not checked.stderr


# The first record


@pytest.mark.django_db
def test_the_first_record_is_loaded_into_an_empty_database_and_only_there(capsys: pytest.CaptureFixture[str]):
    call_command("seed")
    assert "is loaded" in capsys.readouterr().out
    assert Claim.objects.exists()

    Claim.objects.update(repeats=None)
    Claim.objects.all().delete()  # a curator's work
    title = "A title of the curator's own"
    Process.objects.update(title=title)
    call_command("seed")
    assert "nothing was loaded" in capsys.readouterr().out
    assert not Claim.objects.exists()
    assert set(Process.objects.values_list("title", flat=True)) == {title}
