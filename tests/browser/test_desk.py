"""The curators' desk in a browser: words selected in the text fill the form, and Enter takes nothing unasked."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import reverse
from playwright.sync_api import Page, expect

from talks.article_texts import attach_text
from talks.models import Article, Claim, Event
from tests.browser.test_admin import curator
from tests.browser.test_every_page import AXE, RULES
from tests.browser.waiting import resize, until, visit
from tests.factories import make_actor, make_article, make_claim

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


def test_quotation_marks_at_the_ends_of_a_selection_are_not_quoted_and_say_whose_words_they_are(desk):
    article = make_article(slug="marks", headline="Marks")
    attach_text(article, "He said: “It rains hard,” and left.\nShe said that “it rains” and that it snows.".encode())
    visit(desk, reverse("desk_mark", args=[article.pk]))
    select(desk, 1, "“It rains hard,”")
    expect(desk.locator("#id_quote")).to_have_value("It rains hard,")
    expect(desk.locator("#id_quote_mode")).to_have_value("direct")
    select(desk, 2, "“it rains” and that it snows")
    expect(desk.locator("#id_quote")).to_have_value("“it rains” and that it snows")
    select(desk, 1, "“It rains")
    expect(desk.locator("#id_quote")).to_have_value("It rains")


def test_in_a_text_from_right_to_left_the_arrow_to_the_left_goes_on(desk):
    article = make_article(slug="rtl", headline="Rain", language="ar")
    attach_text(article, "قال الوزير: «المطر مستمر» وغادر.".encode())
    visit(desk, reverse("desk_mark", args=[article.pk]))
    select(desk, 1, "المطر")
    expect(desk.locator("#id_quote")).to_have_value("المطر")
    expect(desk.locator("#id_quote_mode")).to_have_value("direct")
    direction = "(field) => getComputedStyle(field).direction"
    assert [desk.locator(one).evaluate(direction) for one in ("#p1", "#id_quote")] == ["rtl", "rtl"]
    desk.keyboard.press("Alt+t")
    desk.keyboard.press("Home")
    desk.keyboard.press("ArrowLeft")
    assert desk.evaluate("getSelection().toString()") == "الوزير"
    desk.keyboard.press("ArrowRight")
    assert desk.evaluate("getSelection().toString()") == "قال"


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


def test_a_click_into_a_field_with_a_record_lets_the_next_words_take_its_place(desk):
    speaker = desk.locator("#id_speaker")
    speaker.fill("Ann Minister")
    desk.locator("#id_statement").click()
    speaker.click(position={"x": 30, "y": 10})
    desk.keyboard.type("Russia")
    expect(speaker).to_have_value("Russia")
    speaker.click(position={"x": 30, "y": 10})  # a second click places the cursor
    desk.keyboard.press("Home")
    desk.keyboard.type("x")
    expect(speaker).to_have_value("xRussia")


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


TYPED = {
    "quote": "Nobody believes it",
    "speaker": "Ann Minister",
    "statement": "says that nobody believes it.",
    "event": "istanbul",
}


def fill(page: Page, **other: str) -> None:
    for name, value in (TYPED | other).items():
        page.locator(f"#id_{name}").fill(value)
    page.locator("#id_kind").select_option("assessment")
    page.locator("#id_quote_mode").select_option("indirect")
    expect(page.locator("#id_paragraph")).to_have_value("2")
    expect(page.locator("#id_attribution")).to_have_value("named")


def test_what_readers_are_told_of_a_change_is_asked_beside_the_buttons(desk):
    claim = make_claim(article=Article.objects.get(slug="rain"), paragraph=1, quote="it rains hard")
    visit(desk, reverse("desk_edit", args=[claim.article.pk, claim.pk]))
    desk.locator(".desk-more").evaluate("(more) => { more.open = false; }")
    for name in ("tell", "tell_reason", "why"):
        expect(desk.locator(f"#id_{name}")).to_be_visible()


def test_a_double_click_and_the_way_back_make_one_statement(desk):
    fill(desk)
    desk.locator("[name=save]").dblclick()
    expect(desk.locator("mark")).to_have_count(1)
    desk.go_back()
    desk.locator("[name=save]").click()
    expect(desk.locator("mark")).to_have_count(1)
    expect(desk.locator("#id_statement")).to_have_value("")
    assert Claim.objects.filter(article__slug="rain").count() == 1


def test_what_to_look_at_is_told_while_one_types_and_makes_the_button_say_draft(desk):
    fill(desk, statement="admits that nobody believes it.")
    told = desk.locator(".desk-told")
    expect(told).to_contain_text("admits")
    expect(told).to_contain_text("Quoted so far")
    expect(desk.locator("#id_statement")).to_have_attribute("data-doubt", "")
    expect(desk.locator("[name=save]")).to_have_value("Save as a draft")
    desk.locator("#id_statement").fill("says that nobody believes it.")
    expect(told).not_to_contain_text("admits")
    assert not Claim.objects.filter(article__slug="rain").exists()


def test_words_are_found_selected_and_taken_by_keyboard_and_read_out(desk):
    desk.keyboard.press("Alt+t")
    expect(desk.locator(".desk-text")).to_be_focused()
    desk.keyboard.type("rains")
    expect(desk.locator(".desk-word")).to_have_text("¶1 rains")
    desk.keyboard.press("ArrowDown")
    expect(desk.locator(".desk-word")).to_have_text("¶2 Nobody")
    desk.keyboard.press("Shift+ArrowRight")
    desk.keyboard.press("Shift+End")
    expect(desk.locator(".desk-word")).to_have_text("¶2 Nobody believes it")
    desk.keyboard.press("Enter")
    expect(desk.locator("#id_quote")).to_have_value("Nobody believes it")
    expect(desk.locator("#id_paragraph")).to_have_value("2")
    expect(desk.locator("#id_quote_mode")).to_have_value("indirect")
    expect(desk.locator("#id_speaker")).to_be_focused()


def test_an_event_is_made_in_the_page_and_stands_in_its_field(desk):
    desk.locator("#id_event").fill("Walk in the rain")
    desk.locator("[data-new=event]").click()
    dialog = desk.locator("dialog")
    expect(dialog.locator("#id_new-title")).to_have_value("Walk in the rain")
    dialog.locator("[type=submit]").click()
    expect(dialog.locator("#new-kind-field .errorlist")).to_be_visible()
    dialog.locator("#id_new-kind").select_option("visit")
    dialog.locator("#id_new-date").fill("29 March 2022")
    dialog.locator("[type=submit]").click()
    expect(dialog).to_have_count(0)
    expect(desk.locator("#id_event")).to_have_value("Walk in the rain")
    expect(desk.locator("#id_event_live")).to_contain_text("29 March 2022")
    assert Event.objects.get(title="Walk in the rain").date == "2022-03-29"


def test_a_record_that_is_there_already_is_taken_instead_of_made_again(desk):
    desk.locator("#id_speaker").fill("Somebody")
    desk.locator("[data-new=person]").click()
    dialog = desk.locator("dialog")
    dialog.locator("#id_new-name").fill("anna ministrova")
    dialog.locator("[type=submit]").click()
    dialog.get_by_role("button", name="Use “Ann Minister”").click()
    expect(desk.locator("#id_speaker")).to_have_value("ann-minister")
    expect(desk.locator("#id_attribution")).to_have_value("named")


def test_the_reports_own_voice_empties_speaker_and_day_and_says_so(desk):
    fill(desk, speaker_role="minister", said="10 March 2022")
    desk.locator("#id_said_basis").select_option("stated")
    desk.locator("#id_attribution").select_option("own-voice")
    expect(desk.locator("#id_attribution_live")).to_contain_text("Speaker, role and day are emptied")
    for name in ("speaker", "speaker_role", "said", "said_basis"):
        expect(desk.locator(f"#id_{name}")).to_have_value("")
    desk.locator("#id_attribution").select_option("described")
    expect(desk.locator("#id_attribution_live")).to_have_text("")
    expect(desk.locator("#id_said")).to_have_value("10 March 2022")
    expect(desk.locator("#id_said_basis")).to_have_value("stated")
    expect(desk.locator("#id_speaker")).to_have_value("")


def test_a_day_of_the_last_statement_is_not_said_to_stand_where_own_voice_emptied_it(desk):
    report = Article.objects.get(slug="rain")
    make_claim(article=report, quote="it rains hard", status="draft", said="2022-03-10")
    desk.reload()
    help_text = desk.locator("#id_said_helptext")
    expect(help_text).to_have_text("From the last statement.")
    desk.locator("#id_attribution").select_option("own-voice")
    expect(desk.locator("#id_said")).to_have_value("")
    expect(help_text).to_be_hidden()
    desk.locator("#id_attribution").select_option("described")
    expect(help_text).to_be_visible()


def test_anything_may_fill_the_form_by_an_event(desk):
    desk.evaluate(
        """document.querySelector(".desk-statement").dispatchEvent(
            new CustomEvent("desk:fill", {detail: {quote: "Nobody believes it", kind: "demand", nothing: "x"}}))"""
    )
    expect(desk.locator("#id_paragraph")).to_have_value("2")
    expect(desk.locator("#id_kind")).to_have_value("demand")


def test_text_form_and_the_button_that_saves_are_on_one_screen(desk):
    fill(desk, statement="admits that nobody believes it.")
    expect(desk.locator(".desk-told li").first).to_be_visible()
    for part in ("#p1", "#id_quote", "#id_statement", "#id_event", "[name=save]"):
        expect(desk.locator(part)).to_be_in_viewport()
    assert desk.evaluate("scrollY") == 0


def test_no_field_that_gets_the_focus_is_behind_the_buttons(desk):
    desk.locator(".desk-more summary").click()
    desk.locator("#id_event").focus()
    for _step in range(16):
        desk.keyboard.press("Tab")
        assert desk.evaluate(
            """() => {
                const [field, foot] = [document.activeElement, document.querySelector(".desk-foot")];
                return foot.contains(field) || field.getBoundingClientRect().bottom <= foot.getBoundingClientRect().top + 1;
            }"""
        ), desk.evaluate("document.activeElement.id")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_marking_page_has_no_serious_barrier_empty_with_warnings_and_with_a_dialog(desk, scheme):
    desk.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    make_claim(article=Article.objects.get(slug="rain"), status="draft", quote="it rains hard")
    barriers = {}
    for width, height in ((1280, 800), (390, 844)):
        resize(desk, width, height)
        desk.reload()
        desk.evaluate(AXE_SCRIPT + "; 0")
        barriers["empty"] = desk.evaluate(AXE, RULES[scheme])
        fill(desk, statement="admits that nobody believes it.")
        expect(desk.locator(".desk-told li").first).to_be_visible()
        desk.locator(".desk-more summary").click()
        # A field that the buttons cover by half looks like a small target; whoever goes to it sees it whole (above).
        desk.locator(".desk-foot").evaluate("(foot) => { foot.style.position = 'static'; }")
        barriers["told"] = desk.evaluate(AXE, RULES[scheme])
        desk.locator("[data-new=event]").click()
        expect(desk.locator("dialog h2")).to_be_visible()
        barriers["dialog"] = desk.evaluate(AXE, RULES[scheme])
        desk.locator("dialog [data-close]").click()
        assert {name: found for name, found in barriers.items() if found} == {}
