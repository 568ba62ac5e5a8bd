"""The curators' desk in a browser: words selected in the text fill the form, and Enter takes nothing unasked."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from talks.article_texts import attach_text
from talks.models import Claim
from tests.browser.test_admin import curator
from tests.browser.waiting import until, visit
from tests.factories import make_actor, make_article

__all__ = ["curator"]

PARAGRAPHS = ["The minister said that it rains, and that it rains hard.", "Nobody believes it."]


@pytest.fixture
def desk(curator: Page) -> Page:
    """The desk over a report with two paragraphs, in a window of 1280 by 800."""
    article = make_article(slug="rain", headline="Rain expected")
    attach_text(article, "\n".join(PARAGRAPHS).encode())
    make_actor("ann-minister", kind="person", side=make_actor("russia"), spellings="Anna Ministrova")
    curator.set_viewport_size({"width": 1280, "height": 800})
    visit(curator, reverse("desk_mark", args=[article.pk]))
    return curator


def select(page: Page, paragraph: int, words: str, *, last: bool = False, modifiers: tuple[str, ...] = ()) -> None:
    """Select words with the mouse, from their first letter to their last."""
    rectangle = """([paragraph, words, last]) => {
        const node = document.querySelector(`[data-paragraph="${paragraph}"]`);
        const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
        const text = walker.nextNode();
        const at = last ? text.data.lastIndexOf(words) : text.data.indexOf(words);
        const box = (from) => {
            const range = document.createRange();
            range.setStart(text, from);
            range.setEnd(text, from + 1);
            return range.getBoundingClientRect();
        };
        const [one, other] = [box(at), box(at + words.length - 1)];
        // Not their middle, where it is open on which side of the letter a selection begins.
        const point = (rect, share) => [rect.left + rect.width * share, rect.top + rect.height / 2];
        return [...point(one, 0.25), ...point(other, 0.75)];
    }"""
    left, top, right, bottom = page.evaluate(rectangle, [paragraph, words, last])
    for key in modifiers:
        page.keyboard.down(key)
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(right, bottom, steps=4)
    page.mouse.up()
    for key in modifiers:
        page.keyboard.up(key)


def test_words_selected_in_the_text_become_the_quote_with_paragraph_and_what_tells_them_apart(desk):
    quote, live = desk.locator("#id_quote"), desk.locator("#id_quote_live")
    select(desk, 2, "Nobody believes")
    expect(quote).to_have_value("Nobody believes")
    expect(desk.locator("#id_paragraph")).to_have_value("2")
    expect(live).to_contain_text("Stands in ¶2")
    select(desk, 1, "it rains", last=True)
    expect(quote).to_have_value("it rains")
    expect(desk.locator("#id_suffix")).to_have_value("hard.")
    expect(live).to_contain_text("Stands in ¶1")
    quote.fill("it rained")
    expect(live).to_contain_text("nearest passage")
    desk.mouse.click(1270, 790)
    expect(quote).to_have_value("it rained")
    # Text and form are on one screen, whatever has been scrolled.
    desk.locator("#id_standing").scroll_into_view_if_needed()
    expect(desk.locator("#p1")).to_be_in_viewport()


def test_enter_in_a_chooser_takes_nobody_that_was_not_asked_for_and_saves_nothing(desk):
    speaker, choices = desk.locator("#id_speaker"), desk.locator("#id_speaker_list")
    speaker.click()
    speaker.press_sequentially("Anna", delay=20)
    speaker.press("Enter")  # before the server has answered
    expect(speaker).to_have_value("Anna")
    speaker.press("Space")
    expect(choices.locator("li")).to_have_text(["Ann Minister (Person, Russia)"])
    speaker.press("Enter")  # nobody moved to it
    expect(speaker).to_have_value("Anna ")
    expect(desk.locator("#id_attribution")).to_have_value("")
    speaker.press("Backspace")
    expect(choices.locator("li")).to_have_count(1)
    speaker.press("ArrowDown")
    speaker.press("Enter")
    expect(speaker).to_have_value("Ann Minister")
    expect(desk.locator("#id_attribution")).to_have_value("named")
    expect(desk.locator("#id_speaker_live")).to_contain_text("Russia")
    assert not Claim.objects.filter(article__slug="rain").exists()


def test_a_statement_is_saved_and_the_next_one_begun_by_keyboard(desk):
    desk.locator("#id_quote").fill("Nobody believes it")
    expect(desk.locator("#id_paragraph")).to_have_value("2")  # found by the server
    for name, value in {
        "speaker": "Ann Minister",
        "statement": "says that nobody believes it.",
        "event": "istanbul",
    }.items():
        desk.locator(f"#id_{name}").fill(value)
    desk.locator("#id_kind").select_option("assessment")
    desk.locator("#id_quote_mode").select_option("indirect")
    expect(desk.locator("#id_attribution")).to_have_value("named")
    desk.locator("#id_quote").press("Control+Enter")
    expect(desk.locator("mark")).to_have_text(["Nobody believes it"])
    until(desk, "document.querySelector('#id_event').value !== ''")
    assert Claim.objects.get(article__slug="rain").paragraph == 2
