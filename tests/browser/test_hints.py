"""Hints in a browser: they come as one types, a click or Enter fills a field, and the form stays where it is."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import reverse
from playwright.sync_api import Page, expect

from talks.article_texts import attach_text
from talks.models import Claim
from tests.browser.test_admin import curator
from tests.browser.test_every_page import AXE, RULES
from tests.browser.waiting import visit
from tests.factories import make_actor, make_article, make_claim, make_event, make_participation, make_question

__all__ = ["curator"]


@pytest.fixture
def desk(curator: Page) -> Page:
    """A report beside a record with a meeting, a question on it, and what was said there before."""
    norland, sudland = make_actor("norland", name="Norland"), make_actor("sudland", name="Sudland")
    ann = make_actor("ann-minister", name="Ann Minister", kind="person", side=norland)
    bo = make_actor("bo-envoy", name="Bo Envoy", kind="person", side=sudland)
    meeting = make_event(slug="meeting", title="The meeting", date="2030-03-10")
    make_participation(meeting, norland)
    _question, (yes, _no) = make_question("who-left", text="Who left the hall?")
    make_claim(event=meeting, answers=[yes])
    fields = {"statement": "says that nothing was agreed about the harbour.", "quote": "nothing agreed on the harbour"}
    make_claim(event=meeting, speaker=bo, kind="denial", **fields)
    make_claim(slug="first", speaker=ann, said="2030-03-10", **fields)
    article = make_article(slug="harbour", headline="A harbour")
    attach_text(article, b"Ann Minister said that something was agreed on the harbour.\nNobody believes it.")
    curator.set_viewport_size({"width": 1280, "height": 800})
    visit(curator, reverse("desk_mark", args=[article.pk]))
    return curator


def fill(page: Page) -> None:
    for name, value in {
        "quote": "something was agreed on the harbour",
        "speaker": "Ann Minister",
        "statement": "says that something was agreed about the harbour.",
        "said": "10 March 2030",
    }.items():
        page.locator(f"#id_{name}").fill(value)
    page.locator("#id_kind").select_option("account")


def test_hints_fill_fields_by_keyboard_and_leave_the_form_where_it_is(desk):
    save, heard = desk.locator("[name=save]"), desk.locator(".desk-heard")
    expect(desk.locator("#hints")).to_be_hidden()
    fill(desk)
    expect(heard).to_have_text("2 hints below the form")
    expect(desk.locator(".desk-told li").first).to_be_visible()
    for part in (save, desk.locator("#id_quote"), desk.locator("#p1")):
        expect(part).to_be_in_viewport()
    desk.keyboard.press("Alt+h")
    expect(desk.get_by_role("button", name="The meeting")).to_be_focused()
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.locator("#id_repeats")).to_have_value("first")
    expect(desk.locator(".desk-hints :focus")).to_have_attribute("aria-pressed", "true")
    desk.keyboard.press("Enter")
    expect(desk.locator("#id_repeats")).to_have_value("")
    desk.get_by_role("button", name="The meeting").click()
    expect(desk.locator("#id_event")).to_have_value("The meeting")
    answers = desk.get_by_role("group", name="Who left the hall?").get_by_role("button")
    expect(answers).to_have_text(["Yes", "No"])
    assert desk.locator("#id_answers").input_value() == ""
    answers.nth(1).click()
    expect(desk.locator("#id_answers")).to_have_value("Who left the hall?: No; ")
    expect(answers.nth(1)).to_have_attribute("aria-pressed", "true")
    assert not Claim.objects.filter(article__slug="harbour").exists()
    desk.evaluate(AXE_SCRIPT + "; 0")
    for scheme, rules in RULES.items():
        desk.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert not desk.evaluate(AXE, rules)


def test_a_difference_without_a_question_leads_to_a_new_one_about_the_same_negotiation(desk):
    fill(desk)
    desk.locator("#id_event").fill("The meeting")
    expect(desk.locator(".desk-hints")).to_contain_text("Bo Envoy says that nothing was agreed")
    desk.get_by_role("link", name="New question").click()
    dialog = desk.locator("dialog")
    expect(dialog.locator("[name=new-answers]")).to_have_value("Yes\nNo")
    expect(dialog.locator("[name=new-process]")).not_to_have_value("")
    dialog.locator("[name=new-text]").fill("Was anything agreed on the harbour?")
    dialog.locator("[name=new-reason]").fill("Something was agreed or nothing was.")
    dialog.locator("[type=submit]").click()
    expect(desk.locator("#id_answers")).to_be_focused()
    expect(desk.locator("#id_answers")).to_have_value("Was anything agreed on the harbour?")


def test_a_day_that_the_text_names_is_offered_beside_its_field_and_filled_with_its_basis_by_a_click(desk):
    article = make_article(slug="rain", headline="Rain", published="2030-03-12")
    attach_text(article, b"The ministers met on Monday.\nIt rains, said Ann Minister.")
    visit(desk, reverse("desk_mark", args=[article.pk]))
    said, note = desk.locator("#id_said"), desk.locator("#id_said_basis_note")
    desk.locator("#id_paragraph").fill("2")
    desk.locator("#id_quote").fill("It rains")
    offer = desk.locator("#said-field").get_by_role("button", name="11 March 2030")
    expect(offer).to_be_visible()
    expect(said).to_have_value("")
    offer.click()
    expect(said).to_have_value("2030-03-11")
    expect(desk.locator("#id_said_basis")).to_have_value("inferred")
    expect(note).to_have_value("“on Monday” in ¶1; the report was published on 12 March 2030.")
    expect(offer).to_have_attribute("aria-pressed", "true")
    desk.evaluate(AXE_SCRIPT + "; 0")
    for rules in RULES.values():
        assert not desk.evaluate(AXE, rules)
    offer.click()
    for field in (said, note):
        expect(field).to_have_value("")
