"""A view in a page of another origin: framed under strict policies, sized by its script, and quiet."""

import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Frame, Page, expect

from tests.browser.test_every_page import AXE
from tests.browser.waiting import PATIENCE, resize, until, visit

SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
HEIGHT = "document.documentElement.getBoundingClientRect().height"
ANY_SANDBOX = [None, SANDBOX, ""]


class Elsewhere:
    """Pages of another site, each with its content policy."""

    def __init__(self, port: int, site: str) -> None:
        self.address, self.site, self.pages = f"http://127.0.0.1:{port}", site, {}

    def serve(self, body: str, policy: str) -> str:
        """Serve a page and return its address."""
        path = f"/{len(self.pages)}"
        self.pages[path] = (f"<!doctype html><title>Elsewhere</title><h1>An article</h1>{body}", policy)
        return self.address + path

    def frame(self, query: str = "", sandbox: str | None = SANDBOX, path: str = "/embed/", height: int = 600) -> str:
        boxed = "" if sandbox is None else f' sandbox="{sandbox}"'
        return f'<iframe src="{self.site}{path}{query}" title="Talks" width="100%" height="{height}"{boxed}></iframe>'

    @property
    def script(self) -> str:
        return f'<script async src="{self.site}/embed.js"></script>'

    @property
    def without_scripts(self) -> str:
        return f"default-src 'none'; script-src 'none'; frame-src {self.site}"

    @property
    def with_ours(self) -> str:
        return f"default-src 'none'; script-src {self.site}/embed.js; frame-src {self.site}"


@pytest.fixture
def elsewhere(base_url: str, record: None, settings) -> Iterator[Elsewhere]:
    settings.SITE_URL = base_url

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body, policy = there.pages.get(self.path, ("", "default-src 'none'"))
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *arguments) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    there = Elsewhere(server.server_port, base_url)
    assert urlsplit(there.address).hostname != urlsplit(base_url).hostname
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield there
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def seen() -> dict[str, list[str]]:
    """What the browser asked for and complained of."""
    return {"hosts": [], "complaints": []}


@pytest.fixture
def open_page(browser: Browser, seen: dict[str, list[str]]) -> Iterator[Callable[..., Page]]:
    """Open an address in a browser of its own, and note what that asks for."""
    contexts: list[BrowserContext] = []

    def complain(message: ConsoleMessage) -> None:
        # The server of the tests lends its fonts to nobody, unlike the real one: fonts of the system stand in.
        if message.type in {"error", "warning"} and ".woff2" not in f"{message.text} {message.location.get('url')}":
            seen["complaints"].append(message.text)

    def make(address: str, width: int = 1280, **options) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.on("request", lambda request: seen["hosts"].append(urlsplit(request.url).netloc))
        context.on("console", complain)
        context.on("weberror", lambda error: seen["complaints"].append(str(error.error)))
        page = context.new_page()
        page.goto(address)
        return page

    yield make
    for one in contexts:
        one.close()


def framed(page: Page, number: int = 0) -> Frame:
    """Return what is in a frame of the page, once it is there."""
    frame = page.locator("iframe").nth(number).element_handle().content_frame()
    frame.wait_for_load_state()
    expect(frame.locator("h1")).to_be_visible()
    return frame


def height_of(page: Page, number: int = 0) -> int:
    return page.locator("iframe").nth(number).bounding_box()["height"]


def is_fitted(page: Page, number: int = 0) -> bool:
    """Whether a frame is as high as what it shows, and not higher."""
    frame, there = page.locator("iframe").nth(number), framed(page, number)
    inner = frame.evaluate("frame => frame.clientHeight")
    return 0 <= inner - there.evaluate(HEIGHT) < 1 and inner != 600


# In a page of another origin


@pytest.mark.parametrize("sandbox", ANY_SANDBOX)
@pytest.mark.parametrize("width", [320, 1280])
def test_a_view_is_read_in_a_page_without_scripts_in_any_sandbox(elsewhere, open_page, seen, sandbox, width):
    page = open_page(elsewhere.serve(elsewhere.frame("?speaker=speaker-1", sandbox), elsewhere.without_scripts), width)
    frame = framed(page)
    expect(frame.locator(".event")).to_have_count(2)
    expect(frame.locator("q").first).to_be_visible()
    assert frame.locator("q").first.inner_text() == "we both came"
    expect(frame.locator(".chips")).to_contain_text("Speaker 1")
    for hidden in (".copy", ".jumps"):
        assert frame.locator(hidden).count()
        expect(frame.locator(hidden).first).to_be_hidden()
    assert height_of(page) == pytest.approx(604, abs=1)  # with the border of the frame
    assert frame.evaluate(f"{HEIGHT} > innerHeight")
    assert frame.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    # It scrolls inside.
    assert frame.evaluate("scrollTo(0, innerHeight); scrollY") > 50
    assert set(seen["hosts"]) <= {urlsplit(elsewhere.address).netloc, urlsplit(elsewhere.site).netloc}
    assert page.context.cookies() == []
    assert all("Blocked script execution" in one for one in seen["complaints"])
    assert bool(seen["complaints"]) == (sandbox == "")


def test_nothing_is_stored_by_a_view_in_a_frame(elsewhere, open_page):
    page = open_page(elsewhere.serve(elsewhere.script + elsewhere.frame("", None), elsewhere.with_ours))
    until(page, lambda: is_fitted(page))
    assert framed(page).evaluate("document.cookie") == ""
    assert page.context.storage_state() == {"cookies": [], "origins": []}


def test_it_has_no_serious_barrier_in_a_frame_in_either_scheme_wide_or_narrow(elsewhere, open_page):
    barriers = {}
    for query in ("?speaker=speaker-1", "?view=table", "?view=coverage"):
        page = open_page(elsewhere.serve(elsewhere.frame(query, None), elsewhere.without_scripts))
        frame = framed(page)
        frame.evaluate(AXE_SCRIPT)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for width in (320, 1280):
                resize(page, width, 900)
                if found := frame.evaluate(AXE, None):
                    barriers[query, scheme, width] = found
    assert not barriers


def test_it_follows_the_scheme_of_the_reader(elsewhere, open_page):
    page = open_page(elsewhere.serve(elsewhere.frame(), elsewhere.without_scripts))
    colour = "getComputedStyle(document.body).backgroundColor"
    frame = framed(page)
    assert frame.evaluate(colour) == "rgb(250, 248, 244)"
    page.emulate_media(color_scheme="dark")
    until(page, lambda: frame.evaluate(colour) == "rgb(22, 21, 19)")


def test_no_other_page_of_the_site_is_shown_in_a_frame(elsewhere, open_page, seen):
    for path in ("/", "/events/istanbul/", "/claims/both-came/", "/admin/login/", "/embed/never-there/"):
        page = open_page(elsewhere.serve(elsewhere.frame("", None, path), elsewhere.without_scripts))
        until(page, lambda: any("frame" in one for one in seen["complaints"]))
        frame = page.locator("iframe").element_handle().content_frame()
        assert frame.url.startswith("chrome-error:"), path
        seen["complaints"].clear()


def test_a_page_from_a_folder_may_embed_a_view_too(elsewhere, open_page, tmp_path):
    path = tmp_path / "article.html"
    path.write_text(elsewhere.frame("?speaker=speaker-1") + elsewhere.script)
    page = open_page(path.as_uri())
    expect(framed(page).locator(".event")).to_have_count(2)
    until(page, lambda: is_fitted(page))


# Links


def test_records_open_outside_of_the_frame_and_are_shown_there(elsewhere, open_page):
    page = open_page(elsewhere.serve(elsewhere.frame("?speaker=speaker-1"), elsewhere.without_scripts), 320)
    frame = framed(page)
    for link, path in [
        (frame.get_by_role("link", name="Talks in Istanbul"), "/events/istanbul/"),
        (frame.locator(".cite-link").first, "/claims/both-came/"),
        (frame.get_by_role("link", name="This view on Talks"), "/?speaker=speaker-1"),
    ]:
        with page.context.expect_page() as opened:
            link.first.click()
        there = opened.value
        there.wait_for_load_state()
        assert there.url == elsewhere.site + path
        expect(there.locator("header.site")).to_be_visible()
        assert there.evaluate("opener") is None
        there.close()
    assert "/embed/" in frame.url


def test_the_pager_and_the_order_of_the_table_stay_in_the_frame(elsewhere, many, open_page):
    page = open_page(elsewhere.serve(elsewhere.frame(), elsewhere.without_scripts))
    frame = framed(page)
    expect(frame.locator(".event")).to_have_count(50)
    frame.get_by_role("link", name="Next page").click()
    expect(frame.locator(".event")).to_have_count(22)
    assert frame.url.endswith("/embed/?page=2")
    frame.goto(f"{elsewhere.site}/embed/?view=table")
    frame.get_by_role("link", name="Said", exact=True).click()
    expect(frame.locator("th[aria-sort]")).to_contain_text("Said")
    assert len(page.context.pages) == 1


# Its height


@pytest.mark.parametrize("sandbox", [None, SANDBOX])
def test_the_script_gives_each_frame_the_height_of_its_view_and_follows_it(elsewhere, open_page, seen, sandbox):
    frames = [elsewhere.frame(query, sandbox) for query in ("?speaker=speaker-1", "?kind=round-of-talks")]
    body = f"{elsewhere.script}{frames[0]}{elsewhere.script}{frames[1]}"
    page = open_page(elsewhere.serve(body, elsewhere.with_ours))
    for number in (0, 1):
        until(page, lambda number=number: is_fitted(page, number))
    assert height_of(page, 0) != height_of(page, 1)
    wide = height_of(page)
    resize(page, 320, 900)
    until(page, lambda: is_fitted(page) and height_of(page) > wide)
    resize(page, 1280, 900)
    until(page, lambda: is_fitted(page) and height_of(page) == wide)
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert seen["complaints"] == []


def test_a_script_that_comes_after_the_frame_asks_for_its_height(elsewhere, open_page):
    page = open_page(elsewhere.serve(elsewhere.frame("?speaker=speaker-1"), elsewhere.with_ours))
    framed(page)
    page.wait_for_load_state("load")
    assert height_of(page) == pytest.approx(604, abs=1)
    page.add_script_tag(url=f"{elsewhere.site}/embed.js")
    until(page, lambda: is_fitted(page))


def test_the_next_page_in_a_frame_begins_at_its_top(elsewhere, many, open_page):
    page = open_page(elsewhere.serve(elsewhere.script + elsewhere.frame(), elsewhere.with_ours))
    until(page, lambda: is_fitted(page))
    page.wait_for_load_state("load")
    framed(page).get_by_role("link", name="Next page").click()
    until(page, lambda: framed(page).url.endswith("page=2") and is_fitted(page))
    until(page, lambda: page.locator("iframe").bounding_box()["y"] == pytest.approx(0, abs=1))


FORGED = """(said) => {
  const frame = document.querySelector("iframe");
  const source = said.from === "frame" ? frame.contentWindow : window;
  dispatchEvent(new MessageEvent("message", { data: said.data, origin: said.origin, source }));
  return frame.style.height;
}"""


def test_a_number_from_elsewhere_and_anything_but_a_number_is_ignored(elsewhere, open_page):
    policy = f"script-src {elsewhere.site}/embed.js; frame-src {elsewhere.site}"
    page = open_page(elsewhere.serve(elsewhere.script + elsewhere.frame("", ""), policy))  # the frame itself is silent
    framed(page)
    page.wait_for_load_state("load")
    own = {"from": "frame", "origin": "null"}
    refused = [{"data": 300, "from": "page", "origin": elsewhere.site}, {"data": 300, "from": "page", "origin": "null"}]
    refused += [{"data": 300, "from": "frame", "origin": "https://example.org"}]
    refused += [own | {"data": one} for one in (0, -5, 1.5, "300", None, [300], {"height": 300}, True)]
    for said in refused:
        assert page.evaluate(FORGED, said) == "", said
    assert page.evaluate(FORGED, own | {"data": 300}) == "300px"


# The code that is handed out


def test_the_code_is_copied_from_the_timeline_and_changes_with_its_filters(elsewhere, open_page):
    page = open_page(f"{elsewhere.site}/", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_text("Embed this view").click()
    field = page.get_by_role("textbox", name="Code for your page")
    expect(field).to_be_visible()
    page.locator("#f-speaker-speaker-1").check()
    expect(page.locator(".count")).to_have_text("2 events")
    expect(field).to_be_visible()
    page.get_by_role("button", name="Copy the code").click()
    expect(page.get_by_role("status").filter(has_text="Code copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == field.input_value()
    assert f'src="{elsewhere.site}/embed/?speaker=speaker-1"' in copied

    there = open_page(elsewhere.serve(copied, elsewhere.with_ours), 320)
    there.locator("iframe").scroll_into_view_if_needed()
    expect(framed(there).locator(".event")).to_have_count(2)
    until(there, lambda: is_fitted(there))


def test_without_scripts_the_code_can_be_selected(elsewhere, open_page):
    page = open_page(f"{elsewhere.site}/?speaker=speaker-1", java_script_enabled=False)
    page.get_by_text("Embed this view").click()
    expect(page.get_by_role("textbox", name="Code for your page")).to_have_value(
        re.compile(r"^<iframe .*></iframe> ?<script async .*></script>$")
    )
    expect(page.get_by_role("button", name="Copy the code")).to_be_hidden()


# On paper


def test_on_paper_stand_the_statements_their_reports_and_the_permanent_link(elsewhere, open_page):
    page = open_page(f"{elsewhere.site}/embed/?speaker=speaker-1")
    visit(page, f"{elsewhere.site}/embed/?speaker=speaker-1")
    page.emulate_media(media="print")
    expect(page.locator(".sources")).to_be_visible()
    expect(page.locator(".colophon")).to_contain_text(f"{elsewhere.site}/?speaker=speaker-1")
    expect(page.locator(".cite-link").first).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
