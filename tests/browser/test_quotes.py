"""Whether a browser opens a report at the quoted words."""

import pytest
from playwright.sync_api import Page

from talks import quoting
from tests.browser.waiting import until

REPORT = '<!doctype html><meta charset="utf-8"><title>Report</title><p>{}</p><p style="margin-top: 5000px">{}</p>'


@pytest.mark.parametrize(
    ("before", "paragraph", "quote"),
    [
        ("The talks go on.", "He said: the talks go on, slowly; it's 50% done.", "the talks go on, slowly; it's 50%"),
        ("Переговори", "«Переговори тривають», – сказав Подоляк.", "Переговори тривають"),
        ("Görüşmeler", "Görüşmeler İstanbul’da – “çok” iyi-kötü geçti", "Görüşmeler İstanbul’da – “çok” iyi-kötü"),
        ("The end", "We want peace, and nothing else, at last & soon.", "We want peace […] at last & soon"),
    ],
)
def test_a_browser_finds_the_quote_that_a_link_names(page: Page, base_url: str, before, paragraph, quote):
    def answer(route) -> None:
        route.fulfill(content_type="text/html", body=REPORT.format(before, paragraph))

    page.route("**/far", answer)
    page.goto("/far")
    # An element of the page, as the links are: what the browser makes of an address depends on where it is written.
    page.locator("p").first.evaluate(
        "(place, address) => { place.innerHTML = '<a>Original</a>'; place.firstChild.setAttribute('href', address) }",
        f"{base_url}/far#{quoting.fragment(quote)}",
    )
    page.get_by_role("link").click()
    until(page, "scrollY > 4000")
