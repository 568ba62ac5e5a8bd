"""Reporting an error, as a reader does it: without scripts, and without a barrier."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page, expect

from talks.models import ErrorReport
from tests.browser.test_every_page import AXE

FORM = "/claims/both-came/error/"


def test_an_error_is_reported_without_scripts_and_without_a_cookie(new_context: Callable[..., BrowserContext]):
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto("/claims/both-came/")
    page.get_by_role("link", name="Report an error").click()
    page.get_by_label("What is wrong?").select_option("quotation")
    page.get_by_label("What should stand there, and how do you know?").fill("The report has other words.")
    page.get_by_label("Private: I am at risk, or I hold rights in this").check()
    page.get_by_role("button", name="Send").click()
    report = ErrorReport.objects.get()
    expect(page.get_by_role("heading", name=f"Error report {report.receipt}")).to_be_visible()
    assert (report.what, report.private) == ("quotation", True)
    page.reload()
    assert ErrorReport.objects.count() == 1
    assert context.cookies() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_form_that_was_refused_says_so_where_it_is_wrong_and_has_no_serious_barrier(
    page: Page, faults: list[str], scheme: str
):
    page.emulate_media(color_scheme=scheme)
    page.goto(FORM)
    page.get_by_label("What is wrong?").select_option("words")
    page.get_by_label("What should stand there, and how do you know?").fill("turned\u202eround")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("It was not sent yet")
    expect(page.locator("#message")).to_have_accessible_description(re.compile("U\\+202E"))
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate(AXE, None) == []
    faults.clear()  # the browser's own word on the status 400
