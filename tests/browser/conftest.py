"""What every browser test gets: a server over a small record, and a page that is watched while it is used."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.record import make_many, make_record

expect.set_options(timeout=5_000)

# Runs in every page before its own scripts: the browser itself says what the content policy stopped.
TELL_OF_THE_POLICY = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy: ${event.violatedDirective} stopped ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});
"""


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    return live_server.url


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
        context.set_default_timeout(5_000)
        watch(context, urlsplit(base_url).netloc, faults)
        return context

    return make


@pytest.fixture
def timeline(page: Page) -> Page:
    """The timeline in a wide window."""
    page.goto("/")
    return page
