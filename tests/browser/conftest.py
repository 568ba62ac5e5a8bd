"""What every browser test gets: a server over a small record, and a page that is watched while it is used."""

import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.record import make_many, make_record
from tests.browser.waiting import PATIENCE, visit

expect.set_options(timeout=PATIENCE)

# Runs in every page before its own scripts: the browser itself says what the content policy stopped.
TELL_OF_THE_POLICY = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy: ${event.violatedDirective} stopped ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});
"""


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the database of SQLite in a file, as in production, so that each thread has a connection of its own.

    Threads that share one connection can wait for each other for ever: one holds the connection and waits for Python, to
    compare two names (``talks_names``), the other the reverse.
    """
    for database in settings.DATABASES.values():
        if database["ENGINE"].endswith("sqlite3"):
            database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    return live_server.url


@pytest.fixture(scope="session")
def wait_for_idle_server(base_url: str) -> Iterator[Callable[[], bool]]:
    """Count the requests that the server is answering; give a function that waits until there are none."""
    changed, under_way = threading.Condition(), 0

    def count(signal, **kwargs) -> None:
        nonlocal under_way
        with changed:
            under_way += 1 if signal is request_started else -1
            changed.notify_all()

    def wait() -> bool:
        with changed:
            return changed.wait_for(lambda: under_way == 0, timeout=PATIENCE / 1000)

    for signal in (request_started, request_finished):
        signal.connect(count)
    yield wait
    for signal in (request_started, request_finished):
        signal.disconnect(count)


@pytest.fixture(autouse=True)
def idle_server(transactional_db, wait_for_idle_server: Callable[[], bool]) -> Iterator[None]:
    """Wait at the end of each test until the server has answered every request.

    Without this, the database would be emptied while an answer that nobody waits for any more is still being made.
    """
    yield
    assert wait_for_idle_server(), "the server is still busy with a request"


@pytest.fixture
def record(transactional_db) -> None:
    make_record()


@pytest.fixture
def many(record) -> None:
    """The record with 60 events more, so that there are two pages of them."""
    make_many()


@pytest.fixture
def faults() -> Iterator[list[str]]:
    """What went wrong in any page of the test without a test asking. Whoever expects a fault takes it off the list."""
    found: list[str] = []
    yield found
    assert not found


def watch(context: BrowserContext, host: str, faults: list[str]) -> None:
    """Note console errors, script errors, what the policy stopped, and requests to another host."""

    def on_console(message: ConsoleMessage) -> None:
        # htmx reports a request that a newer one replaced in these words; that is its work, not an error.
        if message.type == "error" and not message.text.startswith(("htmx:afterRequest,", "htmx:sendAbort,")):
            faults.append(f"{message.text} ({message.location.get('url')})")

    def on_request(url: str) -> None:
        if urlsplit(url).scheme not in {"data", "blob"} and urlsplit(url).netloc != host:
            faults.append(f"request to another host: {url}")

    context.add_init_script(TELL_OF_THE_POLICY)
    context.on("console", on_console)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("request", lambda request: on_request(request.url))


@pytest.fixture
def new_context(new_context: Callable, base_url: str, faults: list[str], record) -> Callable[..., BrowserContext]:
    """Make a browser context whose pages are watched; takes what Playwright's ``new_context`` takes."""

    def make(**options) -> BrowserContext:
        context = new_context(**options)
        context.set_default_timeout(PATIENCE)
        watch(context, urlsplit(base_url).netloc, faults)
        return context

    return make


@pytest.fixture
def timeline(page: Page) -> Page:
    """The timeline in a wide window."""
    visit(page, "/")
    return page
