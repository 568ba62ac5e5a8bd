"""An event on paper: one sheet where that is promised, no sheet nearly empty, and the day of print."""

import re
import zlib

import pytest
from playwright.sync_api import Page

from talks.models import Event
from tests.browser.waiting import visit
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_event,
    make_outlet,
    make_participation,
    make_question,
    make_topic,
)

STATEMENT = "says that the talks went on for two days and that much is still to be done before anything can be signed."
QUOTE = "a great deal of work was still to be done […] before anything"


def make_long_event(slug: str, told: int, sides: int, own: int) -> Event:
    """Make an event with so many statements on its outcome, for each of two sides, and of the reports' own."""
    event = make_event(slug=slug, title=f"Talks with {told}, {sides} and {own}", summary=STATEMENT)
    progress = make_topic("progress", tells_outcome=True)
    parties = [make_actor(one) for one in ("russia", "ukraine")]
    reports = [
        make_article(
            slug=f"{slug}-{number}",
            outlet=make_outlet("telesur"),
            url=f"https://example.org/news/a-long-address-of-a-report-{number}",
        )
        for number in range(2)
    ]
    for party in parties:
        make_participation(event, party)
    text = {"event": event, "statement": STATEMENT, "quote": QUOTE, "quote_mode": "indirect", "said": "2022-03-11"}
    for number in range(told):
        fields = {"speaker": parties[number % 2], "article": reports[number % 2]}
        make_claim(topics=[progress], **text | fields)
    for number in range(sides * 2):
        make_claim(kind="demand", speaker=parties[number % 2], article=reports[number % 2], **text)
    for number in range(own):
        make_claim(kind="account", attribution="own-voice", article=reports[number % 2], **text)
    return event


def sheets(page: Page, slug: str) -> list[float]:
    """Print an event to A4 and return how full each sheet is, from 0 to 1: the lowest line of text on it."""
    visit(page, f"/events/{slug}/")
    pdf = page.pdf(prefer_css_page_size=True)
    sizes = {tuple(map(round, map(float, size.split()))) for size in re.findall(rb"/MediaBox \[(.*?)\]", pdf)}
    assert sizes == {(0, 0, 595, 842)}
    filled = []
    for number in re.findall(rb"/Type /Page\n.*?/Contents (\d+) 0 R", pdf, re.DOTALL):
        start = re.search(rb"\n%s 0 obj\n<<.*?/Length (\d+).*?>>\s*stream\r?\n" % number, pdf, re.DOTALL)
        text = zlib.decompress(pdf[start.end() : start.end() + int(start[1])])
        top, height = map(float, re.search(rb"\S+ (\S+) \S+ (\S+) re\n", text).groups())
        scale, shift = map(float, re.findall(rb"(\S+) 0 0 \S+ \S+ (\S+) cm", text)[1])
        lowest = max(float(place) for place in re.findall(rb"1 0 0 -1 \S+ (\S+) Tm", text))
        filled.append((scale * lowest + shift - top) / height)
    return filled


@pytest.fixture
def paper(new_context) -> Page:
    return new_context(viewport={"width": 1280, "height": 800}).new_page()


def test_an_event_of_up_to_eight_statements_is_printed_on_one_sheet(paper):
    _question, (yes, no) = make_question("did-it-end", text="Did the talks end with a result that both sides name?")
    too_long = []
    for told, sides, own in [(8, 0, 0), (2, 2, 2), (0, 4, 0), (3, 0, 5), (0, 0, 8)]:
        event = make_long_event(f"talks-{told}-{sides}-{own}", told, sides, own)
        for claim, answer in zip(event.claims.exclude(speaker=None).order_by("pk")[:2], (yes, no), strict=False):
            claim.answers.add(answer)
        filled = sheets(paper, event.slug)
        too_long += [(event.slug, filled)] if len(filled) > 1 else []
    assert not too_long


def test_no_sheet_of_a_longer_event_is_less_than_a_third_full(paper):
    wrong = []
    for told, sides, own in [(3, 3, 3), (9, 0, 0), (1, 6, 1), (4, 7, 0), (0, 9, 4), (0, 0, 25), (5, 10, 9), (2, 14, 2)]:
        event = make_long_event(f"talks-{told}-{sides}-{own}", told, sides, own)
        filled = sheets(paper, event.slug)
        wrong += [(event.slug, filled)] if min(filled) < 1 / 3 or len(filled) > event.claims.count() / 5 + 1 else []
    assert not wrong


def test_the_browser_adds_the_day_of_print(paper):
    make_long_event("talks", 1, 0, 0)
    visit(paper, "/events/talks/")
    assert paper.locator("[data-printed]").text_content() == ""
    paper.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert re.fullmatch(r"Printed on \d+ [A-Z][a-z]+ \d{4}\.", paper.locator("[data-printed]").text_content())
