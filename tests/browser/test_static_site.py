"""The site in a folder, opened without a server and without a network: its filters answer as the site does."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from talks import static_site
from talks.parameters import FACETS
from talks.timeline import Filters, read_timeline, select
from talks.timeline.counting import count_values
from tests.browser.test_every_page import AXE as ANY_AXE
from tests.browser.test_every_page import RULES, WINDOWS
from tests.browser.waiting import PATIENCE, resize, shown, until

SHOWN = """() => ({
  events: [...document.querySelectorAll("li.event")].filter((one) => !one.hidden).map((one) => one.id.slice(2)),
  counts: Object.fromEntries([...document.querySelectorAll("#filters-form input")]
    .map((one) => [`${one.name}:${one.value}`, Number(one.closest(".option").querySelector(".n").textContent)])),
  chosen: [...document.querySelectorAll("#filters-form input:checked")].map((one) => `${one.name}:${one.value}`).sort(),
  said: [...document.querySelectorAll("li.event:not([hidden]) > ul.claims > li")].map((one) => one.id.slice(2)),
  statements: Number(/\\d+/.exec(document.getElementById("counts").textContent)[0]),
})"""
ASK = """question => location.hash === `#${question}` ? null : new Promise((answered) => {
  addEventListener("hashchange", answered, { once: true });  // after that of the page itself
  location.hash = question;
}).then(() => null)"""
DRAWN = 60  # questions
AXE = ANY_AXE.replace("axe.run({", "axe.run({preload: false, ")  # it would ask for style sheets, which a folder refuses


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("folder")


@pytest.fixture
def folder(record, shared: Path) -> Path:
    """The folder of the small record, written once."""
    if not (shared / "site").exists():
        static_site.export(shared / "site")
    return shared / "site"


@pytest.fixture
def opened(browser, folder: Path) -> Iterator[Callable[..., Page]]:
    """Open a page of the folder, given its path, in a context without a network; nothing may fail or be asked elsewhere."""
    faults: list[str] = []
    contexts: list[BrowserContext] = []

    def open_page(path: str, **options) -> Page:
        context = browser.new_context(offline=True, **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.on("console", lambda message: message.type == "error" and faults.append(message.text))
        context.on("weberror", lambda error: faults.append(str(error.error)))
        # What is still asked for when a page closes is given up.
        context.on(
            "requestfailed",
            lambda request: request.failure == "net::ERR_ABORTED" or faults.append(f"failed: {request.url}"),
        )
        context.on(
            "request",
            lambda request: request.url.startswith(("file://", "data:")) or faults.append(f"asked: {request.url}"),
        )
        page = context.new_page()
        page.goto(f"{folder.as_uri()}/{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults


def questions() -> Iterator[Filters]:
    """Draw questions of one to four parameters, some with several values."""
    whole = select(Filters())
    values = {name: list(count_values(whole, name)) for name in FACETS}
    drawn = random.Random(17)  # noqa: S311 - the same questions each time
    yield from (Filters().asking(**{name: (value,)}) for name in FACETS for value in values[name][:1])
    for _number in range(DRAWN):
        names = drawn.sample([name for name in FACETS if values[name]], drawn.randint(1, 4))
        asked = {name: drawn.sample(values[name], min(len(values[name]), drawn.choice([1, 1, 1, 2]))) for name in names}
        yield Filters().asking(**{name: tuple(some) for name, some in asked.items()})


def test_the_filters_of_the_folder_show_and_count_what_the_site_does(opened: Callable[..., Page], client: Client):
    page = opened("index.html")
    until(page, "document.documentElement.classList.contains('filtering')")
    answered = 0
    for filters in questions():
        live = read_timeline(filters)
        asked = filters.querystring()
        page.evaluate(ASK, asked)
        found = page.evaluate(SHOWN)
        assert sorted(found["events"]) == sorted(event.slug for event in live.events), asked
        assert found["chosen"] == sorted(
            f"{name}:{value}" for name, value in filters.chosen() if f"{name}:{value}" in found["counts"]
        ), asked
        for name in FACETS:
            counts = count_values(live.selection.lifted(name), name)
            shown_here = {key.partition(":")[2]: n for key, n in found["counts"].items() if key.startswith(f"{name}:")}
            assert {value: counts[value] for value in shown_here} == shown_here, (asked, name)
        assert found["statements"] == live.selection.statements, asked
        if filters.asks_of_claims and live.events:
            html = client.get(f"/{asked}").content.decode()
            assert sorted(found["said"]) == sorted(piece.partition('"')[0] for piece in html.split('id="c-')[1:]), asked
            answered += 1
    assert answered > 15


def test_a_filter_is_an_address_with_its_chips_and_back_leads_out_of_it(opened: Callable[..., Page]):
    page = opened("index.html", viewport={"width": 1280, "height": 900})
    every = page.locator("li.event").count()
    page.locator("#f-speaker-speaker-1").check()
    expect(page.locator("li.event:visible")).to_have_count(2)
    assert page.url.endswith("index.html#?speaker=speaker-1")
    expect(page.locator("#lanes")).to_be_hidden()
    expect(page.locator("#status")).to_contain_text("Events: 2 of")
    page.locator("#e-istanbul > details.others > summary").click()
    expect(page.locator("#e-istanbul > details.others li.claim")).to_have_count(3)
    again = opened("index.html#?speaker=speaker-1&topic=never-there")
    expect(again.locator("li.event:visible")).to_have_count(2)
    expect(again.locator("#chips .chip")).to_have_count(1)
    page.locator("#chips .chip").click()
    expect(page.locator("li.event:visible")).to_have_count(every)
    expect(page.locator("#chips")).to_be_hidden()
    page.go_back()
    expect(page.locator("li.event:visible")).to_have_count(2)


def test_other_pages_lead_to_filters_of_the_folder(opened: Callable[..., Page]):
    page = opened("people/speaker-1/index.html")
    page.get_by_role("link", name="Only these statements").click()
    expect(page.locator("li.event:visible")).to_have_count(2)
    page.locator("li.event:visible h3 a").first.click()
    expect(page.locator("h1")).to_be_visible()
    assert page.url.startswith("file://")


def test_on_a_phone_the_filters_are_a_fold_above_the_list(opened: Callable[..., Page]):
    page = opened("index.html", viewport={"width": 390, "height": 844})
    expect(page.locator("#f-side-russia")).to_be_hidden()
    page.locator("#filters-fold > summary").click()
    page.locator("#f-side-russia").check()
    expect(page.locator("#chosen")).to_have_text("Chosen: 1")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_scripts_the_whole_list_stands_there_without_a_form(opened: Callable[..., Page]):
    page = opened("index.html", java_script_enabled=False)
    expect(page.locator("li.event:visible")).to_have_count(12)
    expect(page.locator("#filters")).to_be_hidden()
    statement = opened("claims/both-came/index.html", java_script_enabled=False)
    expect(statement.locator(".cite")).to_contain_text("/claims/both-came/")
    assert statement.locator("button.copy").count() > 0
    expect(statement.locator("button.copy:visible")).to_have_count(0)


def test_a_statement_is_copied_with_its_permanent_address(opened: Callable[..., Page]):
    page = opened("events/istanbul/index.html", permissions=["clipboard-read", "clipboard-write"])
    expect(page.locator("button.copy")).to_have_count(0)
    page.locator("a.cite-link").first.click()
    page.locator("button.copy").first.click()
    page.get_by_role("button", name="Copy the quotation").click()
    expect(page.locator(".noted")).to_have_text("Quotation copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines()[-1].startswith("http://127.0.0.1:8000/claims/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_the_folder_has_a_serious_barrier(opened: Callable[..., Page], folder: Path, scheme: str):
    names = ["index.html", "index.html#?speaker=speaker-1", "index.html#?side=russia&speaker=speaker-9&topic=grain"]
    names += ["events/istanbul/index.html", "claims/both-came/index.html", "people/index.html", "questions/index.html"]
    names += ["reports/index.html", "reports/telesur-29-march/index.html", "data/index.html", "about/index.html"]
    barriers = {}
    page = opened("index.html", color_scheme=scheme, reduced_motion="reduce")
    for name in names:
        page.goto("about:blank")
        page.goto(f"{folder.as_uri()}/{name}")
        shown(page)
        page.evaluate("() => { for (const one of document.querySelectorAll('main details')) one.open = true; }")
        page.evaluate(AXE_SCRIPT)
        for width, height in WINDOWS:
            resize(page, width, height)
            if found := page.evaluate(AXE, RULES[scheme]):
                barriers[name, width] = found
    assert not barriers
