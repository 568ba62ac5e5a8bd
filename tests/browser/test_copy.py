"""Taking a statement along: what the browser makes of it, and what happens where copying is not allowed."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.waiting import visit

REFUSE = "navigator.clipboard.writeText = () => Promise.reject(new DOMException('not allowed', 'NotAllowedError'));"


@pytest.fixture
def clipboard(new_context) -> Page:
    return new_context(permissions=["clipboard-read", "clipboard-write"]).new_page()


def copied(page: Page, button: str, what: str) -> str:
    """Copy something of the statement with this button, by keyboard, and return the clipboard."""
    page.get_by_role("button", name=button).first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".take")).to_be_visible()
    expect(page.get_by_role("button", name="Copy the quotation")).to_be_focused()
    page.locator(f".take [value={what}]").press("Enter")
    expect(page.get_by_role("status").filter(has_text=f"{what.title()} copied")).to_be_visible()
    expect(page.locator(".take")).to_be_hidden()
    expect(page.get_by_role("button", name=button).first).to_be_focused()
    return page.evaluate("navigator.clipboard.readText()")


@pytest.mark.parametrize("path", ["/", "/events/istanbul/", "/claims/both-came/", "/people/speaker-1/"])
def test_quotation_citation_and_address_are_copied_from_every_page_with_statements(clipboard, path):
    visit(clipboard, path)
    name = "Copy: Speaker 1, 29 Mar 2022, ¶1"
    quotation, cited, address = (copied(clipboard, name, what) for what in ("quotation", "citation", "address"))
    lines = quotation.splitlines()
    said = "Speaker 1 (head of the delegation) says that both delegations came to the talks: “we both came”"
    assert lines[0] == f"{said} (said 29 Mar 2022; on: Talks in Istanbul, in Istanbul)"
    assert re.fullmatch(r"“Delegations meet on the Bosporus: .*”, .*, 29 March 2022, ¶1", lines[1])
    assert lines[2] == address
    assert address.endswith("/claims/both-came/")
    # The page of the statement has its citation in full, with what the entry says.
    between = (
        r" Statement in .*: Speaker 1 says .* http://\S+" if path.startswith("/claims/") else f" {re.escape(address)}"
    )
    assert re.fullmatch(rf"Speaker 1, in {re.escape(lines[1])}\.{between} \(accessed \d+ \w+ \d{{4}}\)", cited)


@pytest.mark.parametrize("path", ["/events/istanbul/", "/claims/both-came/"])
def test_the_citation_of_a_page_is_copied_with_the_day_of_access(clipboard, path):
    visit(clipboard, path)
    shown = " ".join(clipboard.locator(".cite").inner_text().split())
    clipboard.get_by_role("button", name="Copy the citation", exact=True).click()
    expect(clipboard.get_by_role("status").filter(has_text="Citation copied")).to_be_visible()
    cited = clipboard.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(rf"{re.escape(shown)} \(accessed \d+ \w+ \d{{4}}\)", cited)
    assert "accessed" not in shown


def test_words_of_the_report_are_copied_as_its_words_without_quotation_marks(clipboard):
    visit(clipboard, "/")
    quotation = copied(clipboard, "Copy: The report, day not stated, ¶2", "quotation")
    assert re.search(
        r"\. \w+ writes: words of [\w-]+ \(on: Talks in Istanbul, in Istanbul\)$", quotation.splitlines()[0]
    )
    assert "“" not in quotation.splitlines()[0]


def test_where_copying_is_not_allowed_the_text_is_selected_in_a_field(new_context):
    page = new_context(viewport={"width": 390, "height": 844}).new_page()
    page.add_init_script(REFUSE)
    visit(page, "/")
    button = page.get_by_role("button", name="Copy: Speaker 1, 29 Mar 2022, ¶1")
    box = button.bounding_box()
    assert box["height"] >= 44
    assert box["width"] >= 44
    button.click()
    page.get_by_role("button", name="Copy the citation").click()
    field = page.get_by_role("dialog").get_by_role("textbox")
    expect(field).to_be_focused()
    assert "Speaker 1, in “Delegations meet" in page.evaluate("String(getSelection()) || document.activeElement.value")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_without_scripts_the_link_to_the_citation_stands_alone(new_context):
    page = new_context(java_script_enabled=False).new_page()
    visit(page, "/")
    expect(page.locator("button.copy").first).to_be_hidden()
    page.get_by_role("link", name="Cite: Speaker 1, 29 Mar 2022, ¶1", exact=True).click()
    expect(page.locator(".cite")).to_contain_text("Speaker 1, in “Delegations meet")
    expect(page.locator(".cite-copy")).to_be_hidden()
    expect(page.get_by_role("link", name="BibTeX")).to_be_visible()
