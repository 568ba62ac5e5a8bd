"""Curation in a browser: Django's own admin with its widgets works under the content policy."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from playwright.sync_api import Page, expect

from talks.models import Claim
from tests.browser.waiting import visit


@pytest.fixture
def curator(page: Page) -> Page:
    """A page on which a superuser has signed in by the form."""
    get_user_model().objects.create_superuser("curator", password="a long enough one")
    visit(page, reverse("admin:login"))
    page.locator("#id_username").fill("curator")
    page.locator("#id_password").fill("a long enough one")
    page.locator("[type=submit]").click()
    expect(page.locator("#user-tools")).to_contain_text("curator", ignore_case=True)
    return page


def test_a_curator_finds_another_speaker_by_typing_and_saves_under_the_content_policy(curator):
    claim = Claim.objects.get(slug="both-came")
    visit(curator, reverse("admin:talks_claim_change", args=[claim.pk]))
    chosen = curator.locator("#select2-id_speaker-container")
    expect(chosen).to_contain_text("Speaker 1")
    chosen.click()
    curator.locator(".select2-search__field:focus").press_sequentially("Speaker 3")
    curator.locator(".select2-results__option", has_text="Speaker 3").click()
    expect(chosen).to_contain_text("Speaker 3")
    curator.get_by_role("button", name="Save", exact=True).click()
    expect(curator.locator(".messagelist .success")).to_be_visible()
    claim.refresh_from_db()
    assert claim.speaker.slug == "speaker-3"


def test_a_signed_in_curator_reads_the_public_pages_without_any_cookie(curator):
    asked = []
    curator.on("request", lambda request: asked.append(request) if request.is_navigation_request() else None)
    curator.goto("/")
    expect(curator.locator(".count")).to_be_visible()
    assert len(asked) == 1
    assert "cookie" not in asked[0].all_headers()
    assert curator.evaluate("document.cookie") == ""
