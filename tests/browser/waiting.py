"""How browser tests wait: for what is to be true, never for a length of time."""

from collections.abc import Callable
from time import monotonic

from playwright.sync_api import Page, expect

# How long anything may take, in milliseconds. It costs nothing when all is well, and a busy machine is slow.
PATIENCE = 30_000


def until(page: Page, holds: str | Callable[[], bool]) -> None:
    """Wait until an expression of the page is true, or a function of the test returns true.

    Playwright's own ``wait_for_function`` evaluates its text inside the page, where the content policy refuses it as
    soon as the answer is not yes at once. ``evaluate`` comes from outside the page each time.
    """
    ends = monotonic() + PATIENCE / 1000
    while not (page.evaluate(holds) if isinstance(holds, str) else holds()):
        assert monotonic() < ends, f"not so within {PATIENCE / 1000:.0f} seconds: {holds}"
        page.wait_for_timeout(20)  # lets events of the page arrive too


def visit(page: Page, address: str) -> None:
    """Open an address and wait until it is shown."""
    page.goto(address)
    shown(page)


def shown(page: Page) -> None:
    """Wait until a new page has its fonts and is painted: before that, anything in it may still move."""
    page.wait_for_load_state()
    until(page, "document.fonts.ready.then(() => document.fonts.status === 'loaded')")
    until(page, "performance.getEntriesByName('first-contentful-paint').length > 0")


def settled(page: Page) -> None:
    """Wait until htmx has finished with an answer that is shown already; before that, new links are plain links."""
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")).to_have_count(0)


def resize(page: Page, width: int, height: int) -> None:
    """Change the size of the window and wait until the page knows it."""
    page.set_viewport_size({"width": width, "height": height})
    until(page, f"innerWidth === {width} && innerHeight === {height}")
