"""The same addresses in a browser that runs no script: form, links and folds do all the work."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.waiting import resize, visit


@pytest.fixture
def plain(new_context, many) -> Page:
    page = new_context(java_script_enabled=False).new_page()
    visit(page, "/")
    return page


def test_without_scripts_form_chips_pager_search_and_folds_work(plain):
    expect(plain.locator(".event")).to_have_count(50)
    plain.locator("#pager-next").click()
    expect(plain).to_have_url(re.compile(r"/\?page=2$"))
    expect(plain.locator(".event")).to_have_count(22)

    plain.locator("#f-speaker-speaker-1").check()
    plain.locator("#id_since").fill("2022-03-29")
    plain.get_by_role("button", name="Apply").click()
    expect(plain.locator(".count")).to_have_text("2 events")
    expect(plain.locator("#f-speaker-speaker-1")).to_be_checked()
    expect(plain.locator("#id_since")).to_have_value("2022-03-29")
    expect(plain.locator(".chip")).to_have_count(2)

    plain.get_by_text("3 more statements").click()
    plain.locator("#others-istanbul").get_by_role("link", name="See the page of the event").click()
    expect(plain.locator("h1")).to_have_text("Talks in Istanbul")
    plain.go_back()
    plain.locator("#more-speaker summary").click()
    plain.locator("#more-speaker").get_by_role("link", name="List them").click()
    expect(plain.locator("#more-speaker .option").first).to_be_visible()
    expect(plain.locator(".chip")).to_have_count(2)
    plain.locator("#more-outlet summary").click()
    plain.locator("#more-outlet").get_by_role("link", name="List them").click()
    expect(plain.locator("#f-outlet-tass")).to_be_visible()

    plain.locator("#id_q").fill("Istanbul")
    plain.locator("#id_q").press("Enter")
    expect(plain.locator(".count")).to_have_text("1 event")
    expect(plain.locator(".chip")).to_have_count(3)
    plain.locator(".chip", has_text="Istanbul").click()
    expect(plain.locator(".count")).to_have_text("2 events")
    plain.get_by_role("link", name="Clear all").click()
    expect(plain.locator(".count")).to_have_text("72 events")


def test_without_scripts_a_bad_date_is_shown_again_with_its_notice(plain):
    plain.locator("#id_until").fill("2022-02-30")
    plain.get_by_role("button", name="Apply").click()
    expect(plain.locator("#until-notice")).to_contain_text("ignored")
    expect(plain.locator("#id_until")).to_have_value("2022-02-30")


def test_without_scripts_the_filters_of_a_phone_open_and_apply(plain):
    resize(plain, 390, 844)
    expect(plain.locator("#filters")).to_be_hidden()
    plain.locator(".filters-button").click()
    plain.locator("#f-speaker-speaker-1").check()
    plain.get_by_role("button", name="Apply").click()
    expect(plain.locator(".count")).to_have_text("2 events")
