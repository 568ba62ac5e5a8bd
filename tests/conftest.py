"""What every test gets: plain static files, quick passwords, and a browser where one is installed."""

import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import BoundedSemaphore

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, settings

# Playwright's event loop stays in the thread; without this the ORM takes a browser test for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# No test may fail because the machine is slow: the first use alone, which makes tables of all characters, takes seconds.
# Every change is tried with few examples of each property; make check-long tries many, four for each of EXAMPLES. On
# PostgreSQL, where each costs more, a third.
ONE_IN = 3 if os.environ.get("DATABASE_URL", "").startswith("postgres") else 1
for name, examples in {"few": 25 // ONE_IN, "many": 4 * int(os.environ.get("EXAMPLES") or 40) // ONE_IN}.items():
    settings.register_profile(
        name, settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=examples
    )
settings.load_profile("few")

BROWSER_TESTS, LONG_TESTS = Path(__file__).parent / "browser", Path(__file__).parent / "long"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


OF_A_DATABASE = {"db", "transactional_db", "admin_client", "live_server", "site"}
"""The fixtures with which a test uses the database that the tests run on; ``site`` is programs with one of its kind."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark long tests and browser tests; without a browser skip the latter, or fail them in CI.

    On PostgreSQL, tests that may not use a database are left out: they have run on SQLite, and would do the same.
    """
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        alike = [item for item in items if not uses_database(item)]
        config.hook.pytest_deselected(items=alike)
        items[:] = [item for item in items if uses_database(item)]
    for item in items:
        if LONG_TESTS in item.path.parents:
            item.add_marker(pytest.mark.long)
        if BROWSER_TESTS in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM and not os.environ.get("CI"):
                item.add_marker(pytest.mark.skip(reason="no Chromium here; on Debian: apt-get install chromium"))


def pytest_collection_finish() -> None:
    """Let Python's garbage collector pass by what stays to the end, as the server does: a tenth of all time otherwise."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def uses_database(item: pytest.Item) -> bool:
    """Whether a test may use the database, or runs programs on one of its kind; others have an SQLite file or none."""
    names = OF_A_DATABASE & set(getattr(item, "fixturenames", ()))
    return bool(names or item.get_closest_marker("django_db"))


@pytest.fixture(autouse=True, scope="session")
def test_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Serve static files by their plain names, uncollected; hash passwords quickly; show every change at once."""
    with override_settings(
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        RELEASES=tmp_path_factory.mktemp("releases"),
        ANSWERS_MAY_BE_OLD=0,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables and no rows, to be copied: running all migrations takes seconds."""
    file = tmp_path_factory.mktemp("tables") / "tables.sqlite3"
    environment = {"DATABASE_URL": f"sqlite:///{file}", "SECRET_KEY": "for a test"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=Path(__file__).parent.parent, env=environment, check=True)
    return file


@pytest.fixture(autouse=True)
def free_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test all places for whole files: Django's client closes a response only once it was read."""
    monkeypatch.setattr("talks.views.whole_files._places", BoundedSemaphore(4))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Start the system's Chromium, which asks nobody for updates. Its sandbox does not work for root."""
    flags = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": flags}


@pytest.fixture
def any_length(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let addresses through that are too long: what reads them has to bear them too."""
    monkeypatch.setattr("talks.views.failures.LONGEST", 1_000_000)
