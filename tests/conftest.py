"""What every test gets: plain static files, quick passwords, and a browser where one is installed."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import BoundedSemaphore

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, settings

# Playwright's event loop stays in the thread; without this the ORM takes a browser test for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# No test may fail because the machine is slow: the first use alone, which makes tables of all characters, takes seconds.
settings.register_profile("talks", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("talks")

BROWSER_TESTS = Path(__file__).parent / "browser"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the browser tests, and skip them without a browser; in CI a missing browser fails them instead."""
    for item in items:
        if BROWSER_TESTS in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM and not os.environ.get("CI"):
                item.add_marker(pytest.mark.skip(reason="no Chromium here; on Debian: apt-get install chromium"))


@pytest.fixture(autouse=True, scope="session")
def test_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Serve static files by their plain names, uncollected; hash passwords quickly."""
    with override_settings(
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


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
