"""A phone: nothing runs off to the side, the filters are a sheet, and the first event is near."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.record import LONG_WORD, PAGES
from tests.browser.waiting import resize, settled, until, visit
from tests.factories import make_actor, make_article, make_claim, make_event

WIDTH, HEIGHT = 390, 844
NARROWEST = 320
FILTERS_BUTTON = ".filters-button"


@pytest.fixture
def phone(new_context) -> Page:
    context = new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, has_touch=True, is_mobile=True, device_scale_factor=2
    )
    return context.new_page()


def test_nothing_scrolls_sideways_on_a_phone_in_the_narrowest_window_or_in_a_wide_one(page, faults):
    too_wide = []
    with_a_long_title = {address: address for address in ("/events/event-3/", "/reports/tass-30-march/")}
    for name, address in (PAGES | with_a_long_title).items():
        visit(page, address)
        for width in (1280, WIDTH, NARROWEST):
            resize(page, width, HEIGHT)
            if page.evaluate("document.scrollingElement.scrollWidth") > width:
                too_wide.append((name, width))
    assert not too_wide
    until(page, lambda: len(faults) > 0)
    faults.clear()  # the missing page's own 404


def test_the_longest_words_and_titles_wrap_on_the_pages_of_reports_and_statements(page):
    word = LONG_WORD * 2
    event = make_event(slug="long", title=(word * 2)[:160])
    for slug in ("long-1", "long-2"):
        article = make_article(slug=slug, headline=(word * 2)[:160], note=word, openings=word, summary=word)
        words = {"statement": f"says {word}.", "quote": word, "speaker_role": word[:160]}
        make_claim(slug=slug, event=event, article=article, speaker=make_actor("long", name=word), **words)
    page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
    addresses = ["/reports/long-1/", "/claims/long-1/", "/reports/compare/?report=long-1&report=long-2", "/reports/"]
    addresses += ["/?view=table&speaker=long", "/?view=coverage&speaker=long"]
    wide = {}
    for address in addresses:
        visit(page, address)
        if (width := page.evaluate("document.scrollingElement.scrollWidth")) > NARROWEST:
            wide[address] = width
    assert not wide


@pytest.mark.parametrize("address", [PAGES["timeline"], PAGES["timeline, filtered"].replace("&q=talks", "")])
def test_on_a_phone_the_first_event_is_on_the_second_screen_at_the_latest(phone, address):
    visit(phone, address)
    assert phone.locator(".event").first.bounding_box()["y"] < 2 * HEIGHT
    expect(phone.locator("#id_q")).to_be_in_viewport()
    expect(phone.locator(FILTERS_BUTTON)).to_be_in_viewport()


def test_on_a_phone_the_filters_open_as_a_sheet_stay_open_while_choosing_and_close_by_their_button(phone):
    visit(phone, "/")
    sheet, form, button = phone.locator("#filters"), phone.locator("#filters-form"), phone.locator(FILTERS_BUTTON)
    expect(sheet).to_be_hidden()
    expect(button).to_contain_text("all shown")
    button.tap()
    expect(sheet).to_be_in_viewport(ratio=1)
    phone.locator("#more-occurrence summary").tap()
    planned = phone.locator("#f-occurrence-planned")
    planned.scroll_into_view_if_needed()
    below = form.evaluate("form => form.scrollTop")
    assert below > 0
    planned.tap()
    expect(phone.locator(".filters-foot")).to_contain_text("Show 1 event")
    settled(phone)
    expect(sheet).to_be_visible()
    expect(planned).to_be_in_viewport()
    phone.locator("#more-speaker summary").tap()
    phone.locator("#f-occurrence-held").tap()
    expect(phone.locator(".filters-foot")).to_contain_text("Show 12 events")
    settled(phone)
    phone.locator("#f-occurrence-held").tap()
    expect(phone.locator(".filters-foot")).to_contain_text("Show 1 event")
    settled(phone)
    expect(phone.locator("#more-speaker")).to_have_attribute("open", "")
    phone.get_by_role("button", name="Show 1 event").tap()
    expect(sheet).to_be_hidden()
    expect(button).to_contain_text("1 chosen")
    expect(phone).to_have_url(re.compile(r"/\?occurrence=planned$"))
    button.tap()
    phone.get_by_role("button", name="Close the filters").tap()
    expect(sheet).to_be_hidden()


def test_a_sheet_left_open_is_the_column_again_when_the_window_grows(phone):
    visit(phone, "/")
    phone.locator(FILTERS_BUTTON).tap()
    expect(phone.locator("#filters")).to_be_visible()
    phone.set_viewport_size({"width": 1100, "height": HEIGHT})
    expect(phone.locator("#filters:popover-open")).to_have_count(0)
    expect(phone.locator("#filters")).to_be_visible()
    phone.locator("#f-speaker-speaker-1").check()
    expect(phone.locator(".count")).to_have_text("2 events")
