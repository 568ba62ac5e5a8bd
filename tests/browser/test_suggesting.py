"""Suggestions in a browser: they come after the page, fill the form by click or Enter, and stay away once dismissed."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from talks.article_texts import attach_text
from talks.models import Claim
from tests.browser.test_admin import curator
from tests.browser.waiting import visit
from tests.factories import make_actor, make_article

__all__ = ["curator"]

PARAGRAPHS = ["Ann Minister said on Friday that it rains.", "“Nobody believes it,” the minister said."]


@pytest.fixture
def desk(curator: Page) -> Page:
    make_actor("ann-minister", name="Ann Minister", kind="person", side=make_actor("norland", name="Norland"))
    article = make_article(slug="rain", headline="Rain expected", language="en")
    attach_text(article, "\n".join(PARAGRAPHS).encode())
    visit(curator, reverse("desk_mark", args=[article.pk]))
    return curator


def test_enter_on_a_suggestion_fills_the_form_and_saves_nothing(desk):
    desk.locator("[data-fill]").first.press("Enter")
    expect(desk.locator("#id_quote")).to_have_value("it rains")
    expect(desk.locator("#id_speaker")).to_have_value("Ann Minister")
    expect(desk.locator("#id_paragraph")).to_have_value("1")
    expect(desk.locator("#id_attribution")).to_have_value("named")
    expect(desk.locator("#id_quote_live")).to_contain_text("Stands in ¶1")
    assert not Claim.objects.filter(article__slug="rain").exists()


def test_a_dismissed_suggestion_stays_away_until_the_window_is_closed(desk):
    suggested = desk.locator("[data-key]")
    expect(suggested).to_have_count(2)
    desk.get_by_role("button", name="Dismiss").first.click()
    expect(suggested).to_have_count(1)
    desk.reload()
    expect(suggested).to_have_count(1)
    expect(desk.locator(".desk-suggested h2")).to_have_text("Suggestions (1)")
