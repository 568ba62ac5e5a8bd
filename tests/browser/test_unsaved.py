"""Work that was not saved is offered again: after a closed tab, after the end of a session, to the same user on the same form."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Page, expect

from talks.article_texts import attach_text
from talks.models import Article, Claim, Topic
from tests.browser.test_admin import curator
from tests.browser.waiting import until, visit
from tests.factories import make_article, make_topic

__all__ = ["curator"]

STORED = "Object.keys(localStorage).filter((name) => name.startsWith('talks-unsaved:')).length"


@pytest.fixture
def report(record) -> Article:
    article = make_article(slug="rain", headline="Rain expected")
    attach_text(article, b"The minister said that it rains.\nNobody believes it.")
    return article


def typed_and_stored(page: Page, field: str = "#id_statement", words: str = "says that it rains.") -> None:
    page.locator(field).press_sequentially(words)
    until(page, f"{STORED} === 1")


def test_what_was_typed_is_offered_after_the_tab_was_closed_and_restored_on_one_click(curator: Page, report):
    where = reverse("desk_mark", args=[report.pk])
    visit(curator, where)
    typed_and_stored(curator)
    curator.locator("#id_kind").select_option("demand")
    until(curator, f"{STORED} === 1 && Object.values(localStorage).some((text) => text.includes('demand'))")
    again = curator.context.new_page()
    curator.close()
    visit(again, where)
    expect(again.locator(".desk-unsaved time")).not_to_be_empty()
    expect(again.locator("#id_statement")).to_have_value("")
    again.get_by_role("button", name="Restore it").click()
    expect(again.locator("#id_statement")).to_have_value("says that it rains.")
    expect(again.locator("#id_kind")).to_have_value("demand")
    expect(again.locator(".desk-unsaved")).to_have_count(0)


def test_it_is_offered_on_no_other_form_and_forgotten_when_discarded_or_saved(curator: Page, report):
    where = reverse("desk_mark", args=[report.pk])
    visit(curator, where)
    typed_and_stored(curator)
    other = make_article(slug="snow", headline="Snow expected")
    attach_text(other, b"It snows.")
    visit(curator, reverse("desk_mark", args=[other.pk]))
    expect(curator.locator(".desk-unsaved")).to_have_count(0)
    visit(curator, where)
    curator.get_by_role("button", name="Discard it").click()
    until(curator, f"{STORED} === 0")
    values = {"quote": "Nobody believes it", "statement": "says that nobody believes it.", "event": "istanbul"}
    for name, value in values.items():
        curator.locator(f"#id_{name}").fill(value)
    for name, value in {"kind": "assessment", "quote_mode": "indirect", "attribution": "own-voice"}.items():
        curator.locator(f"#id_{name}").select_option(value)
    expect(curator.locator("#id_paragraph")).to_have_value("2")
    curator.locator("[name=save]").click()
    expect(curator.locator("mark")).to_have_count(1)
    assert Claim.objects.filter(article=report).count() == 1
    until(curator, f"{STORED} === 0")
    expect(curator.locator(".desk-unsaved")).to_have_count(0)


def test_a_save_after_the_end_of_the_session_loses_nothing(curator: Page, report):
    visit(curator, reverse("desk_mark", args=[report.pk]))
    typed_and_stored(curator)
    Session.objects.all().delete()
    curator.locator("[name=save]").click()
    curator.locator("#id_username").fill("curator")
    curator.locator("#id_password").fill("a long enough one")
    curator.locator("[type=submit]").click()
    curator.get_by_role("button", name="Restore it").click()
    expect(curator.locator("#id_statement")).to_have_value("says that it rains.")


def test_the_end_of_the_session_is_told_while_one_types(curator: Page, report):
    visit(curator, reverse("desk_mark", args=[report.pk]))
    Session.objects.all().delete()
    typed_and_stored(curator)
    expect(curator.locator(".ended")).to_be_visible()
    expect(curator.locator(".ended")).to_contain_text("Your session has ended")


def test_the_admins_own_forms_offer_unsaved_work_too_until_it_is_saved(curator: Page, record):
    topic = make_topic("ceasefire")
    where = reverse("admin:talks_topic_change", args=[topic.pk])
    visit(curator, where)
    typed_and_stored(curator, "#id_definition", "What is said of it.")
    visit(curator, where)
    curator.get_by_role("button", name="Restore it").click()
    expect(curator.locator("#id_definition")).to_have_value("What is said of it.")
    curator.locator("[name=_save]").click()
    expect(curator.locator(".messagelist .success")).to_have_count(1)
    until(curator, f"{STORED} === 0")
    assert Topic.objects.get(pk=topic.pk).definition == "What is said of it."


def test_work_that_goes_on_after_the_text_was_read_is_not_offered_and_forgotten_once_it_is_saved(curator: Page, record):
    visit(curator, reverse("desk_bring_in"))
    typed_and_stored(
        curator, "#id_text", "Rain expected on Monday\nThe minister said that it rains.\nNobody believes it."
    )
    curator.locator("[name=preview]").click()
    expect(curator.locator("#id_headline")).to_have_value("Rain expected on Monday")
    until(curator, f"{STORED} === 1")
    expect(curator.locator(".desk-unsaved")).to_have_count(0)
    curator.locator("[name=save]").click()
    expect(curator.locator(".desk-statement")).to_have_count(1)
    until(curator, f"{STORED} === 0")
    visit(curator, reverse("desk_bring_in"))
    expect(curator.locator(".desk-unsaved")).to_have_count(0)


def test_a_form_that_comes_back_with_what_another_curator_changed_is_the_same_work(curator: Page, record):
    topic = make_topic("ceasefire")
    visit(curator, reverse("admin:talks_topic_change", args=[topic.pk]))
    typed_and_stored(curator, "#id_definition", "What is said of it.")
    topic.name, topic.definition = "Ceasefires", "Another one."
    topic.save()
    curator.locator("[name=_save]").click()
    expect(curator.locator(".errornote")).to_have_count(1)
    expect(curator.locator("#id_name")).to_have_value("Ceasefires")
    expect(curator.locator(".desk-unsaved")).to_have_count(0)
    curator.locator("[name=_save]").click()
    expect(curator.locator(".messagelist .success")).to_have_count(1)
    until(curator, f"{STORED} === 0")
