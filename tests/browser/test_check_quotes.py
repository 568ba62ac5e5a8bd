"""Checking the quotations of a draft, as a reader does it: without scripts, by keyboard, on paper, and without a barrier."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.test_every_page import AXE, RULES
from tests.browser.waiting import resize

DRAFT = (
    "He said “we both came,” and then «we both did not come at all». “We never met them there”\n\n> both of us\n\n“yes”"
)
FORM = "/check-quotes/"


def check(page: Page, draft: str = DRAFT) -> None:
    page.goto(FORM)
    page.get_by_label("Your draft").fill(draft)
    page.get_by_role("button", name="Check the quotations").click()
    expect(page.get_by_role("heading", name="quotations looked up")).to_be_visible()


def test_a_draft_is_checked_without_scripts_and_without_a_cookie(new_context: Callable[..., BrowserContext]):
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    check(page)
    results = page.get_by_role("region", name="quotations looked up")
    expect(results.get_by_role("heading", level=3)).to_have_text(
        ["Stands here", "Differs here", "Not in this record", "Stands here"]
    )
    expect(results.locator(".difference del").first).to_contain_text("did not")
    expect(results.get_by_text("1 quotation has fewer than 3 words")).to_be_visible()
    expect(page.get_by_label("Your draft")).to_have_value(DRAFT)
    page.get_by_role("link", name="Speaker 1").first.click()
    expect(page).to_have_url(re.compile("/people/speaker-1/$"))
    assert context.cookies() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_was_found_has_no_serious_barrier_wide_or_narrow(page: Page, faults: list[str], scheme: str):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    check(page)
    page.evaluate(AXE_SCRIPT)
    for width in (1280, 390, 320):
        resize(page, width, 844)
        assert page.evaluate(AXE, RULES[scheme]) == []
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), width
    assert faults == []


def test_the_citation_of_a_statement_is_copied_from_beside_it(new_context: Callable[..., BrowserContext]):
    context = new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    check(page)
    copying = page.get_by_role("button", name="Copy the citation")
    cited = [one.inner_text() for one in page.locator(".checked .cite").all()]
    assert len(set(cited)) > 1
    for number in range(copying.count()):
        copying.nth(number).click()
        expect(page.get_by_role("status")).to_have_text("Citation copied")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(" ".join(cited[number].split()))
        assert "(accessed " in copied


def test_the_keyboard_leads_from_the_text_to_what_was_found(page: Page):
    page.goto(FORM)
    page.get_by_label("Your draft").focus()
    page.keyboard.insert_text(DRAFT)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="quotations looked up")).to_be_in_viewport()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.checked') !== null")


def test_on_paper_stand_the_results_and_not_the_form(page: Page):
    check(page)
    page.emulate_media(media="print")
    expect(page.locator(".checked")).to_be_visible()
    expect(page.locator("#text")).to_be_hidden()
    expect(page.locator(".cite-copy").first).to_be_hidden()
    expect(page.locator(".checked .cite").first).to_be_visible()
