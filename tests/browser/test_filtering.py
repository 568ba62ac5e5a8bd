"""Choosing, typing, going back: what htmx and the small module of ours do to the timeline in a browser."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.waiting import settled, until

ALL_EVENTS, OF_SPEAKER_1 = "12 events", "2 events"
SPEAKER, OTHER_SPEAKER, TALKS = "#f-speaker-speaker-1", "#f-speaker-speaker-2", "#f-kind-round-of-talks"


def shows(page: Page, events: str, address: str) -> None:
    """Wait until the count line begins so and the address is this one, whatever the order of its parameters."""
    expect(page.locator(".count")).to_have_text(re.compile(rf"^{events}\b"))
    page.wait_for_url(lambda url: parts(url) == parts(address))
    settled(page)


def parts(address: str) -> tuple[str, list[tuple[str, str]]]:
    return urlsplit(address).path, sorted(parse_qsl(urlsplit(address).query))


def mark(page: Page) -> None:
    """Leave a mark that only another page load can wipe out."""
    page.evaluate("window.loadedBefore = true")


def is_marked(page: Page) -> bool:
    return page.evaluate("window.loadedBefore === true")


@contextmanager
def held_answers(page: Page) -> Iterator[list[Route]]:
    """Keep the answers to htmx from arriving until the end of the block."""
    held: list[Route] = []
    is_holding = True

    def answer(route: Route) -> None:
        if is_holding and is_from_htmx(route):
            held.append(route)
        else:
            route.continue_()

    page.route(lambda url: True, answer)
    yield held
    is_holding = False  # a request may still arrive while those held are let go
    for route in held:
        route.continue_()
    page.unroute_all()


def first_of(held: list[Route], page: Page) -> Callable[[], None]:
    """Wait for a request, fetch its answer, and return what lets it arrive."""
    until(page, lambda: len(held) > 0)
    route = held.pop()
    response = route.fetch()
    return lambda: route.fulfill(response=response)


def is_from_htmx(route: Route) -> bool:
    return "hx-request" in route.request.headers


# Choosing


def test_choosing_a_value_changes_list_address_counts_chips_title_and_announces_it_without_a_page_load(timeline):
    mark(timeline)
    timeline.evaluate("window.region = document.getElementById('status')")
    timeline.locator(SPEAKER).check()
    shows(timeline, OF_SPEAKER_1, "/?speaker=speaker-1")
    expect(timeline.locator(".event h3")).to_have_text(["Talks in Istanbul", "Meeting number 4"])
    expect(timeline.locator(".chip")).to_have_text([re.compile(r"Remove\s+Speaker\s+Speaker 1")])
    expect(timeline.locator(".option", has=timeline.locator("#f-side-russia")).locator(".n")).to_have_text("0")
    expect(timeline).to_have_title(re.compile(r"^2 events · Negotiations, 2022"))
    assert is_marked(timeline)
    expect(timeline.locator("#status")).to_have_text(re.compile("^2 events, 3 statements"))
    announced = timeline.evaluate("[region.isConnected, region.getAttribute('role'), region.textContent]")
    assert announced[:2] == [True, "status"]
    assert announced[2].startswith("2 events, 3 statements")


def test_taking_a_chip_off_restores_the_view_and_the_checkbox_and_keeps_the_focus_on_the_list(timeline):
    timeline.locator(SPEAKER).check()
    shows(timeline, OF_SPEAKER_1, "/?speaker=speaker-1")
    timeline.locator(".chip").click()
    shows(timeline, ALL_EVENTS, "/")
    expect(timeline.locator(".chip")).to_have_count(0)
    expect(timeline.locator(SPEAKER)).not_to_be_checked()
    expect(timeline).to_have_title(re.compile(r"^Negotiations, 2022"))
    expect(timeline.locator("#timeline")).to_be_focused()


def test_after_a_choice_the_focus_is_still_on_its_checkbox_and_the_filters_stand_where_they_stood(timeline):
    timeline.locator("#more-occurrence summary").click()
    box = timeline.locator("#f-occurrence-planned")
    box.scroll_into_view_if_needed()
    box.check()
    shows(timeline, "1 event", "/?occurrence=planned")
    expect(box).to_be_focused()
    expect(box).to_be_in_viewport()
    box.uncheck()
    shows(timeline, ALL_EVENTS, "/")
    expect(box).to_be_focused()
    expect(box).to_be_in_viewport()


def test_a_value_behind_more_can_be_chosen_and_opened_folds_stay_open(timeline):
    timeline.locator(SPEAKER).check()
    shows(timeline, OF_SPEAKER_1, "/?speaker=speaker-1")
    timeline.locator("#more-speaker summary").click()
    timeline.get_by_text("3 more statements").click()
    expect(timeline.locator("#others-istanbul .claim")).to_have_count(3)
    settled(timeline)
    behind = timeline.locator("#more-speaker input").last
    name = behind.get_attribute("id")
    behind.check()
    expect(timeline.locator(".chip")).to_have_count(2)
    expect(timeline.locator(f"#{name}")).to_be_focused()
    expect(timeline.locator(f"#{name}")).to_be_visible()
    for fold in ("#more-speaker", "#others-istanbul"):
        expect(timeline.locator(fold)).to_have_attribute("open", "")
    expect(timeline.locator("#others-istanbul .claim").first).to_be_visible()


def test_quick_choices_one_after_the_other_all_count(timeline):
    with held_answers(timeline):  # however slow the machine, no answer comes before the last choice
        for box in (SPEAKER, OTHER_SPEAKER, TALKS):
            timeline.locator(box).check()
    shows(timeline, "2 events", "/?kind=round-of-talks&speaker=speaker-2&speaker=speaker-1")
    for box in (SPEAKER, OTHER_SPEAKER, TALKS):
        expect(timeline.locator(box)).to_be_checked()


def test_what_is_chosen_or_typed_while_an_answer_is_awaited_is_not_undone_by_that_answer(timeline):
    since = timeline.locator("#id_since")
    with held_answers(timeline) as held:
        timeline.locator(TALKS).check()
        late = first_of(held, timeline)
        timeline.locator(SPEAKER).check()
        late()
        late = first_of(held, timeline)
        since.fill("2022-03-20")
        since.press("Tab")
        late()
    shows(timeline, "1 event", "/?since=2022-03-20&kind=round-of-talks&speaker=speaker-1")
    expect(since).to_have_value("2022-03-20")
    for box in (SPEAKER, TALKS):
        expect(timeline.locator(box)).to_be_checked()


# Typing


def test_typing_filters_after_a_pause_in_one_request_and_keeps_text_and_caret(timeline):
    asked = []
    timeline.on("request", lambda request: asked.append(request.url) if "hx-request" in request.headers else None)
    search = timeline.locator("#id_q")
    # The page's clock stands still but for what the test lets pass: a slow machine makes no pauses of its own.
    timeline.clock.install()
    timeline.clock.pause_at("2100-01-01")
    search.focus()
    for letter in "came talks":
        search.press(letter if letter != " " else "Space")
        timeline.clock.run_for(100)
    assert asked == []
    timeline.clock.run_for(200)
    until(timeline, lambda: len(asked) > 0)
    timeline.clock.resume()
    shows(timeline, "1 event", "/?q=came+talks")
    assert len(asked) == 1
    for _ in range(6):
        search.press("ArrowLeft")
    search.press_sequentially("X")
    shows(timeline, "0 events", "/?q=cameX+talks")
    expect(timeline.locator(".empty")).to_contain_text("leaves 12 events")
    assert timeline.evaluate("[document.activeElement.id, id_q.value, id_q.selectionStart]") == [
        "id_q",
        "cameX talks",
        5,
    ]


def test_enter_searches_at_once_without_a_page_load_and_an_emptied_field_restores_all(timeline):
    mark(timeline)
    timeline.locator("#id_q").fill("Istanbul")
    timeline.locator("#id_q").press("Enter")
    shows(timeline, "1 event", "/?q=Istanbul")
    expect(timeline.locator("#id_q")).to_be_focused()
    timeline.locator("#id_q").fill("")
    shows(timeline, ALL_EVENTS, "/")
    assert is_marked(timeline)


def test_taking_the_chip_of_the_words_off_empties_the_field(timeline):
    timeline.locator("#id_q").fill("Istanbul")
    timeline.locator(".chip").click()
    shows(timeline, ALL_EVENTS, "/")
    expect(timeline.locator("#id_q")).to_have_value("")


def test_the_slash_key_leads_to_the_search_but_is_a_letter_in_a_date(timeline):
    timeline.keyboard.press("/")
    expect(timeline.locator("#id_q")).to_be_focused()
    expect(timeline.locator("#id_q")).to_have_value("")
    since = timeline.locator("#id_since")
    since.press_sequentially("2022-03/2022-04")
    expect(since).to_have_value("2022-03/2022-04")


# Dates


@pytest.mark.parametrize("key", ["Enter", "Tab"])
def test_a_bad_date_gets_a_notice_tied_to_its_field_and_stays_as_typed_until_it_is_mended(timeline, key):
    since, notice = timeline.locator("#id_since"), timeline.locator("#since-notice")
    since.press_sequentially("2022-02-30")
    since.press(key)
    expect(notice).to_contain_text("This date is ignored")
    expect(since).to_have_value("2022-02-30")
    expect(since).to_have_accessible_description(re.compile("ignored"))
    expect(since).to_have_attribute("aria-invalid", "true")
    expect(timeline.locator("#status")).to_contain_text("ignored")
    shows(timeline, ALL_EVENTS, "/")
    timeline.locator(TALKS).check()
    shows(timeline, "3 events", "/?kind=round-of-talks")
    expect(since).to_have_value("2022-02-30")
    since.fill("2022-03-20")
    since.press(key)
    shows(timeline, "2 events", "/?since=2022-03-20&kind=round-of-talks")
    expect(notice).to_have_text("")
    expect(since).to_have_value("2022-03-20")
    expect(since).not_to_have_attribute("aria-invalid", "true")


def test_a_day_chosen_in_the_calendar_is_written_into_the_field_and_filters(timeline):
    timeline.locator(TALKS).check()
    shows(timeline, "3 events", "/?kind=round-of-talks")
    choose = "this.value = '2022-03-20'; this.dispatchEvent(new Event('change', {bubbles: true}))"
    timeline.evaluate(f"HTMLInputElement.prototype.showPicker = function () {{ {choose} }}")
    timeline.get_by_role("button", name="From: choose a day").click()
    shows(timeline, "2 events", "/?since=2022-03-20&kind=round-of-talks")
    expect(timeline.locator("#id_since")).to_have_value("2022-03-20")


def test_a_typed_date_becomes_its_own_address(timeline):
    timeline.locator(TALKS).check()
    timeline.locator("#id_since").fill("20 March 2022")
    timeline.locator("#id_since").press("Tab")
    shows(timeline, "2 events", "/?since=2022-03-20&kind=round-of-talks")
    expect(timeline.locator("#id_since")).to_have_value("2022-03-20")


def test_taking_the_chip_of_a_date_off_empties_its_field(timeline):
    timeline.locator("#id_until").fill("2022-03")
    timeline.locator("#id_until").press("Tab")
    shows(timeline, "3 events", "/?until=2022-03")
    timeline.locator(".chip").click()
    shows(timeline, ALL_EVENTS, "/")
    expect(timeline.locator("#id_until")).to_have_value("")


# History


def is_whole(page: Page, *, speaker: bool, q: str, since: str) -> None:
    """Check that this is a whole page, with the choices of its address and those only."""
    expect(page.locator("html[lang] > body > header.site + main")).to_have_count(1)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(SPEAKER)).to_be_checked(checked=speaker)
    expect(page.locator("#id_q")).to_have_value(q)
    expect(page.locator("#id_since")).to_have_value(since)


def test_back_forward_and_reload_give_whole_pages_with_the_choices_of_their_address(timeline):
    timeline.locator(SPEAKER).check()
    shows(timeline, OF_SPEAKER_1, "/?speaker=speaker-1")
    timeline.locator("#id_q").fill("talks")
    shows(timeline, "1 event", "/?q=talks&speaker=speaker-1")
    timeline.locator("#id_since").fill("2022-03")
    timeline.locator("#id_since").press("Enter")
    shows(timeline, "1 event", "/?q=talks&since=2022-03&speaker=speaker-1")

    timeline.go_back()
    shows(timeline, "1 event", "/?q=talks&speaker=speaker-1")
    is_whole(timeline, speaker=True, q="talks", since="")
    timeline.go_back()
    shows(timeline, OF_SPEAKER_1, "/?speaker=speaker-1")
    is_whole(timeline, speaker=True, q="", since="")
    expect(timeline).to_have_title(re.compile("^2 events"))
    timeline.go_back()
    shows(timeline, ALL_EVENTS, "/")
    is_whole(timeline, speaker=False, q="", since="")
    timeline.go_forward()
    shows(timeline, OF_SPEAKER_1, "/?speaker=speaker-1")
    is_whole(timeline, speaker=True, q="", since="")
    timeline.reload()
    shows(timeline, OF_SPEAKER_1, "/?speaker=speaker-1")
    is_whole(timeline, speaker=True, q="", since="")
    # What was restored is alive.
    timeline.locator(TALKS).check()
    shows(timeline, "1 event", "/?kind=round-of-talks&speaker=speaker-1")


def test_back_from_an_event_shows_the_whole_page_that_was_left(timeline):
    timeline.locator(SPEAKER).check()
    shows(timeline, OF_SPEAKER_1, "/?speaker=speaker-1")
    timeline.locator("#id_q").fill("talks")
    shows(timeline, "1 event", "/?q=talks&speaker=speaker-1")
    timeline.locator("#e-istanbul h3 a").click()
    expect(timeline.locator("h1")).to_have_text("Talks in Istanbul")
    timeline.go_back()
    shows(timeline, "1 event", "/?q=talks&speaker=speaker-1")
    is_whole(timeline, speaker=True, q="talks", since="")
    timeline.go_back()
    shows(timeline, OF_SPEAKER_1, "/?speaker=speaker-1")
    is_whole(timeline, speaker=True, q="", since="")


# Pages of events


def test_the_next_page_starts_at_its_first_event_and_back_returns(many, timeline):
    mark(timeline)
    expect(timeline.locator(".event")).to_have_count(50)
    timeline.locator("#pager-next").click()
    expect(timeline).to_have_url(re.compile(r"/\?page=2$"))
    expect(timeline.locator(".event")).to_have_count(22)
    expect(timeline.locator(".event").first).to_be_in_viewport()
    expect(timeline.locator("#timeline")).to_be_focused()
    assert is_marked(timeline)
    timeline.go_back()
    expect(timeline.locator(".event")).to_have_count(50)
    settled(timeline)
    timeline.locator("#pager-next").click()
    expect(timeline.locator(".event")).to_have_count(22)
    settled(timeline)
    timeline.locator(SPEAKER).check()
    shows(timeline, OF_SPEAKER_1, "/?speaker=speaker-1")


# Waiting


def test_while_an_answer_is_awaited_a_line_says_so_and_the_list_does_not_jump(timeline):
    """Measured at the top of the page: further down the browser itself makes up for what moves above."""
    top = "document.getElementById('timeline').getBoundingClientRect().top"
    loading = timeline.locator("#loading")
    before = timeline.evaluate(top)
    expect(loading).to_have_css("opacity", "0")
    with held_answers(timeline) as held:
        timeline.locator("#id_q").fill("Istanbul")
        expect(loading).to_have_css("opacity", "1")
        until(timeline, lambda: len(held) > 0)
        assert len(held) == 1
        assert timeline.evaluate("scrollY") == 0
        assert timeline.evaluate(top) == before
        assert loading.bounding_box()["height"] > 0
        expect(timeline.locator(".count")).to_have_text(ALL_EVENTS)
    shows(timeline, "1 event", "/?q=Istanbul")
    expect(loading).to_have_css("opacity", "0")


# Keyboard


def test_the_keyboard_alone_skips_to_the_content_reaches_the_filters_and_chooses(timeline):
    outlined = """() => {
      const style = getComputedStyle(document.activeElement);
      return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    }"""
    timeline.keyboard.press("Tab")
    skip = timeline.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    timeline.keyboard.press("Enter")
    expect(timeline.locator("#main")).to_be_focused()

    first = timeline.locator("#facets input").first.get_attribute("id")
    above = timeline.locator("#opening a, #lanes :is(a, summary)").count()  # these come before the filters
    for _ in range(above + 15):
        timeline.keyboard.press("Tab")
        if timeline.evaluate("document.activeElement.closest('svg') === null"):
            assert timeline.evaluate(outlined), timeline.evaluate("document.activeElement.outerHTML")
        if timeline.evaluate("document.activeElement.id") == first:
            break
    timeline.keyboard.press("Space")
    expect(timeline.locator(".chip")).to_have_count(1)
    settled(timeline)
    expect(timeline.locator(f"#{first}")).to_be_focused()
    expect(timeline.locator(f"#{first}")).to_be_checked()
    assert timeline.evaluate(outlined)


def test_after_a_search_the_first_event_is_a_few_keys_away(timeline):
    timeline.locator("#id_q").fill("Istanbul")
    timeline.locator("#id_q").press("Enter")
    expect(timeline.locator(".chip")).to_have_count(1)
    settled(timeline)
    timeline.keyboard.press("Tab")
    expect(timeline.get_by_role("link", name="Skip to the events")).to_be_focused()
    timeline.keyboard.press("Enter")
    expect(timeline.locator("#events")).to_be_focused()
    timeline.keyboard.press("Tab")
    expect(timeline.locator(".event h3 a").first).to_be_focused()
