"""Slides for TimelineJS: dates at their own precision, texts escaped, nothing undated."""

import json
from html.parser import HTMLParser

import pytest
from django.test import Client

from talks import curation
from talks.exports.timelinejs import slide
from talks.models import Article, Event
from talks.sources import public_url
from tests.factories import make_actor, make_article, make_claim, make_event, make_outlet
from tests.test_feeds import HOSTILE

pytestmark = pytest.mark.django_db


class Text(HTMLParser):
    """The elements and the words of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        assert all(name in {"href", "lang"} for name, _value in attrs)

    def handle_data(self, data):
        self.words += data


def read(client: Client, query: str = "") -> dict:
    response = client.get(f"/timeline.timelinejs{query}")
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    return json.loads(response.getvalue())


@pytest.mark.parametrize(
    ("text", "start", "end", "words"),
    [
        ("2022-03-29", {"year": 2022, "month": 3, "day": 29}, None, None),
        ("2022-03", {"year": 2022, "month": 3}, None, None),
        ("2022", {"year": 2022}, None, None),
        ("2022-03-11~", {"year": 2022, "month": 3, "day": 11}, None, "about 11 March 2022"),
        ("2022-03-11?", {"year": 2022, "month": 3, "day": 11}, None, "11 March 2022, uncertain"),
        ("2022-12-XX", {"year": 2022, "month": 12}, None, "a day in December 2022"),
        ("2022-21", {"year": 2022, "month": 3}, None, "spring 2022"),
        ("202X", {"year": 2020}, None, "the 2020s"),
        (
            "2022-02-28/2022-03-11",
            {"year": 2022, "month": 2, "day": 28},
            {"year": 2022, "month": 3, "day": 11},
            None,
        ),
        ("2022-21/2022-22", {"year": 2022, "month": 3}, {"year": 2022, "month": 8}, "spring – summer 2022"),
        ("2022-02-24/..", {"year": 2022, "month": 2, "day": 24}, None, "since 24 February 2022"),
        ("../2022-02-24", {"year": 2022, "month": 2, "day": 24}, None, "until 24 February 2022"),
        (
            "[2022-02-24..2022-02-28]",
            {"year": 2022, "month": 2, "day": 24},
            None,
            "on one day, 24–28 February 2022",
        ),
        ("[..2022-02-24]", {"year": 2022, "month": 2, "day": 24}, None, "by 24 February 2022"),
        ("[2022-03-11..]", {"year": 2022, "month": 3, "day": 11}, None, "11 March 2022 or later"),
    ],
)
def test_a_slide_has_its_date_at_its_own_precision_and_in_words_where_no_day_is_known(client, text, start, end, words):
    make_claim(event=make_event(date=text))
    [shown] = read(client)["events"]
    assert (shown["start_date"], shown.get("end_date"), shown.get("display_date")) == (start, end, words)


def test_events_without_a_date_are_left_out_and_counted_on_the_first_slide(client: Client):
    make_claim(event=make_event(date=""))
    make_claim(event=make_event(date=""))
    dated = make_claim(speaker=make_actor("north"))
    shown = read(client)
    assert [one["unique_id"] for one in shown["events"]] == [dated.event.slug]
    assert "2 events are left out, since they have no date." in shown["title"]["text"]["text"]
    assert client.get("/timeline.timelinejs")["X-Talks-Left-Out"] == "2"
    narrowed = read(client, "?speaker=north")["title"]
    assert narrowed["text"]["headline"] == "Negotiations, 2022"
    assert "<p>Speaker: North</p>" in narrowed["text"]["text"]
    assert "left out" not in narrowed["text"]["text"]
    assert f'<a href="{public_url("/?speaker=north")}">' in narrowed["text"]["text"]
    assert read(client, "?since=none")["events"] == []


def test_a_slide_keeps_its_id_when_its_event_is_renamed_and_no_event_has_that_of_the_title(client: Client):
    claim = make_claim(event=make_event(slug="title"))
    curation.rename(claim.event, "another-slug")
    shown = read(client)
    assert shown["events"][0]["unique_id"] == "title" != shown["title"]["unique_id"]


def test_a_slide_has_each_statement_with_its_speaker_quotation_report_and_proof(client: Client):
    article = make_article(headline="The headline", outlet=make_outlet("daily", name="The Daily"))
    claim = make_claim(article=article, speaker=make_actor("north"), said="2022-03-09")
    [shown] = read(client)["events"]
    words = Text(shown["text"]["text"]).words
    assert f"North {claim.statement}“{claim.quote}” [Speaker's words" in words
    assert "“The headline”, The Daily, 11 March 2022, ¶1 · said 9 Mar 2022 · not checked: no text is stored" in words


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_of_a_record_becomes_html_of_a_slide(client: Client, name: str):
    words = HOSTILE[name]
    event = make_event(summary=words)
    make_claim(event=event, statement=words, quote=words[:300], speaker_role=words[:100])
    Event.objects.update(title=words[:160])
    Article.objects.update(headline=words[:160])
    [shown] = read(client)["events"]
    headline, text = Text(shown["text"]["headline"]), Text(shown["text"]["text"])
    assert headline.words.split() == words[:160].split()
    assert headline.tags == set()
    assert text.tags <= {"p", "ul", "li", "strong", "em", "span", "small", "a"}


def test_slides_are_the_dated_events_of_json_with_their_statements_in_its_order(client: Client):
    for number, day in enumerate(("2022-03-20", "2022-03", "2022-03-18", "")):
        event = make_event(date=day, kind="briefing" if number % 2 else "interview")
        make_claim(event=event, speaker=make_actor("north"))
        make_claim(event=event, speaker=make_actor("south"))
    for query in ("", "?order=-happened", "?kind=briefing", "?speaker=north&order=-recorded", "?since=2022-03-19"):
        dated = [one for one in client.get(f"/timeline.json{query}").json()["events"] if one["date"]]
        assert read(client, query)["events"] == [slide(one, one["claims"]) for one in dated], query
