"""What holds on every page: quiet, nothing stored, nobody else asked, no barrier, fit for paper."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.browser.record import PAGES
from tests.browser.waiting import resize, settled, until, visit

STORED = "[document.cookie, localStorage.length, navigator.serviceWorker?.controller ?? null]"
# The size of targets (WCAG 2.2) is a rule that axe leaves off unless asked.
AXE = """async (only) => (await Promise.race([Promise.all(document.getAnimations().map((one) => one.finished.catch(() => 0))),
    new Promise((done) => setTimeout(done, 2000))]), await axe.run({resultTypes: ["violations"],
    ...(only ? {runOnly: only} : {rules: {"target-size": {enabled: true}}})})).violations
  .filter(({impact}) => ["serious", "critical"].includes(impact))
  .map(({id, nodes}) => `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(" | ")}`)"""
RULES = {"light": None, "dark": ["color-contrast", "link-in-text-block"]}  # nothing but colour differs in the dark
WINDOWS = [(1280, 900), (390, 844)]


def only_the_missing_page(page: Page, faults: list[str]) -> None:
    """Check that the browser's word on the missing page is the only fault, and take it off the list."""
    until(page, lambda: len(faults) > 0)
    assert [fault for fault in faults if PAGES["not found"] not in fault] == []
    assert len(faults) == 1
    faults.clear()


def test_no_page_has_an_error_breaks_the_policy_asks_another_host_or_stores_anything(page: Page, faults: list[str]):
    for name, address in PAGES.items():
        page.goto(address)
        assert page.evaluate(STORED) == ["", 0, None], name
    visit(page, "/")
    page.locator("#id_q").fill("Istanbul")
    expect(page.locator(".chip")).to_have_count(1)
    settled(page)
    assert page.evaluate(STORED) == ["", 0, None]
    # htmx keeps the address of this tab, and no copy of any page.
    assert page.evaluate("Object.keys(sessionStorage)") == ["htmx-current-path-for-history"]
    assert page.context.cookies() == []
    only_the_missing_page(page, faults)


def test_the_watch_sees_what_the_policy_forbids_and_a_request_to_another_host(page: Page, faults: list[str]):
    page.goto("/")
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=\"https://example.org/dot.png\"><p style=\"color:red\">')"
    )
    expect(page.locator("p[style]")).to_have_count(1)
    for directive in ("img-src", "style-src"):
        until(page, lambda: any(fault.startswith(f"policy: {directive}") for fault in faults))  # noqa: B023 (asked at once)
    until(page, "document.querySelector('img').complete")
    faults.clear()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_barrier_in_either_scheme_wide_or_narrow(page: Page, faults: list[str], scheme: str):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    barriers = {}
    for name, address in PAGES.items():
        visit(page, address)
        for fold in page.locator("main details:not(#filters details)").all():
            fold.evaluate("fold => fold.open = true")
        # Some folds get their content only when they are opened; in a frame they have a link.
        expect(page.locator("body:not(.framed) details[data-hx-get][open] > .hint.rest")).to_have_count(0)
        settled(page)
        page.evaluate(AXE_SCRIPT)
        for width, height in WINDOWS:
            resize(page, width, height)
            if found := page.evaluate(AXE, RULES[scheme]):
                barriers[name, width] = found
    assert not barriers
    only_the_missing_page(page, faults)


def test_on_paper_stand_statements_and_sources_without_navigation_filters_and_search(page: Page):
    visit(page, "/?speaker=speaker-1")
    page.emulate_media(media="print")
    for hidden in (
        ".site nav",
        "#filters",
        ".filters-button",
        "#id_q",
        ".download",
        ".cite-link",
        ".clear",
        ".foot",
        ".skip",
    ):
        assert page.locator(hidden).count(), hidden
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".count")).to_be_visible()
    for shown in ("both delegations came to the talks", "we both came", "¶1", "29 Mar 2022"):
        expect(page.get_by_text(shown).first).to_be_visible()
    paper = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, document.scrollingElement.scrollWidth <= innerWidth]"
    )
    assert paper == ["rgb(255, 255, 255)", True]
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
