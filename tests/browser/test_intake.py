"""A report brought in, in a browser: a file dropped on the page is read; lines are struck out and restored by key and click."""

import base64

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from talks.models import ArticleText, ReceivedText
from tests.browser.test_admin import curator
from tests.browser.waiting import visit
from tests.test_intake import BODY, PAGE

__all__ = ["curator"]

DROP = """([content, name, type]) => {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], name, { type }));
    for (const kind of ["dragover", "drop"]) {
        const event = new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true });
        document.querySelector("h1").dispatchEvent(event);
    }
}"""


@pytest.fixture
def dropped(curator: Page) -> Page:
    """The page after a saved HTML page was dropped on it, in a window of 1280 by 800."""
    curator.set_viewport_size({"width": 1280, "height": 800})
    visit(curator, reverse("desk_bring_in"))
    content = base64.b64encode(PAGE.encode()).decode()
    with curator.expect_navigation():
        curator.evaluate(DROP, [content, "rain.html", "text/html"])
    return curator


def paragraphs(page: Page) -> list[str]:
    """Return the lines that have the number of a paragraph."""
    return page.evaluate(
        """() => [...document.querySelectorAll(".desk-lines li")]
            .filter((row) => row.querySelector(".number").textContent.startsWith("¶"))
            .map((row) => row.querySelector(".line").firstChild.data.trim())"""
    )


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.closest('li')?.querySelector('.line').firstChild.data.trim()")


def test_a_dropped_file_fills_the_form_and_is_saved_byte_for_byte(dropped):
    expect(dropped.locator("#id_headline")).to_have_value("Rain expected")
    expect(dropped.locator("#id_published")).to_have_value("2022-03-29")
    assert paragraphs(dropped) == BODY
    dropped.locator("[name=save]").click()
    dropped.wait_for_url(lambda url: "/new/" not in url)
    assert bytes(ReceivedText.objects.get().content) == PAGE.encode()


def test_lines_are_struck_out_and_restored_by_key_alone(dropped):
    dropped.locator(".desk-lines input").first.focus()
    press = dropped.keyboard.press
    press("ArrowDown")
    press("ArrowDown")
    assert focused(dropped) == BODY[0]
    press("Space")
    assert paragraphs(dropped) == BODY[1:]
    press("Space")
    assert paragraphs(dropped) == BODY
    press("ArrowDown")
    press("Delete")
    press("ArrowDown")
    press("ArrowDown")
    press("Shift+Delete")
    assert paragraphs(dropped) == [BODY[0], *BODY[4:]]
    press("Control+z")
    assert paragraphs(dropped) == [BODY[0], *BODY[2:]]
    press("Control+Enter")
    dropped.wait_for_url(lambda url: "/new/" not in url)
    assert ArticleText.objects.get().paragraphs == [BODY[0], *BODY[2:]]


def test_a_click_strikes_a_line_and_one_with_shift_all_lines_up_to_it(dropped):
    line = dropped.locator(".desk-lines .line")
    line.filter(has_text=BODY[1]).click()
    expect(dropped.locator("[data-counted]")).to_have_text("8 paragraphs")
    line.filter(has_text=BODY[3]).click(modifiers=["Shift"])
    expect(dropped.locator("[data-counted]")).to_have_text("6 paragraphs")
    dropped.locator(".desk-lines li").filter(has_text=BODY[2]).locator("input").click()
    expect(dropped.locator("[data-counted]")).to_have_text("7 paragraphs")
    assert paragraphs(dropped) == [BODY[0], BODY[2], *BODY[4:]]
