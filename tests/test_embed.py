"""A view in a frame of another page: what it shows, that it alone may be framed, its script, and the code that is handed out."""

import re
from datetime import date
from html import unescape
from html.parser import HTMLParser

import pytest
from django.conf import settings as project
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from talks import releasing
from talks.models import Claim, Process
from talks.rendering.answers import ANSWERS
from talks.rendering.events import EVENTS
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_event,
    make_outlet,
    make_participation,
    make_process,
    make_question,
    make_topic,
)
from tests.long.routes import filled, routes

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
STATIC = project.BASE_DIR / "talks/static/talks"
QUERIES = [
    "",
    "?speaker=lavrov",
    "?topic=grain&topic=ceasefire",
    "?q=both",
    "?since=2022-03-11&until=2022-03-12",
    "?order=-said",
    "?order=published&side=russia",
    "?known=2022-03-11",
    "?differ=any",
]


@pytest.fixture
def record() -> Claim:
    """Four events by two sides, two of which have accounts that differ; a statement to return."""
    process = make_process(title="Talks of “2022” & after", licence="CC BY 4.0")
    russia, ukraine = make_actor("russia"), make_actor("ukraine")
    lavrov = make_actor("lavrov", side=russia, name='Sergei "Lavrov" <b>')
    report = make_article(
        slug="report", outlet=make_outlet("tass"), published="2022-03-11", url="https://example.org/r"
    )
    late = make_article(slug="late", published="2022-03-20")
    for number in range(4):
        event = make_event(process=process, slug=f"day-{number}", title=f"Meeting {number}", date=f"2022-03-1{number}")
        make_participation(event, ukraine)
        topic = make_topic("ceasefire" if number % 2 else "grain")
        first = make_claim(
            slug=f"first-{number}", event=event, article=report, speaker=lavrov, topics=[topic], quote="we both came"
        )
        second = make_claim(slug=f"second-{number}", event=event, article=late, speaker=ukraine)
        if number < 2:
            _question, (yes, no) = make_question(f"question-{number}")
            first.answers.add(yes)
            second.answers.add(no)
    return first


def may_be_framed(response: HttpResponse) -> bool:
    """Whether browsers show an answer in a frame of any page. Both headers must say the same."""
    by_policy = "frame-ancestors" not in response["Content-Security-Policy"]
    assert by_policy or "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert by_policy == ("X-Frame-Options" not in response), response.headers
    return by_policy


class Elements(HTMLParser):
    """Collects the elements of a text, each with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def events_of(response: HttpResponse) -> list[str]:
    return re.findall(r'<li class="event.*?</h3>', response.content.decode(), re.DOTALL)


# What may be framed


def test_of_all_routes_the_embedded_view_alone_may_be_framed(client: Client, admin_client: Client, record: Claim):
    framed = {
        route
        for route in routes()
        for value in ("first-0", "day-0", "1", "json", "seen")
        for who in (client, admin_client)
        if may_be_framed(who.get(filled(route, value)))
    }
    assert framed == {"embed/"}


def test_what_the_middleware_answers_may_not_be_framed(client: Client):
    assert "frame-ancestors 'none'" in client.get("/embed")["Content-Security-Policy"]  # redirected
    assert "frame-ancestors 'none'" in client.get("/embed/", headers={"host": "a.example"})["Content-Security-Policy"]
    assert not may_be_framed(client.get("/embed/nothing/"))


@pytest.mark.parametrize("query", ["", "?speaker=nobody", "?since=2022-02-30", "?page=9", "?view=table"])
def test_it_may_be_framed_from_the_cache_too_when_unchanged_by_head_and_compressed(client, record, query):
    address, packed = f"/embed/{query}", {"accept-encoding": "gzip"}
    first = client.get(address)
    answers = [first, client.get(address), client.head(address), client.get(address, headers=packed)]
    answers.append(client.get(address, headers={"HX-Request": "true"}))
    if "ETag" in first:
        answers.append(client.get(address, headers={"if-none-match": first["ETag"]}))
        assert answers[-1].status_code == 304
    for one in answers:
        assert may_be_framed(one)
        assert not one.cookies
        assert "Cookie" not in one.get("Vary", "")


def test_all_other_safety_headers_and_the_rest_of_the_policy_are_as_everywhere(client: Client, record: Claim):
    site, frame = client.get("/").headers, client.get("/embed/").headers
    differing = {name for name in {*site, *frame} if site.get(name) != frame.get(name)}
    assert differing <= {"X-Frame-Options", "Content-Security-Policy", "Content-Length"}
    assert frame["Content-Security-Policy"] == site["Content-Security-Policy"].replace("; frame-ancestors 'none'", "")


# What it shows


@pytest.mark.parametrize("query", QUERIES)
def test_it_has_the_events_of_the_timeline_in_the_same_words_and_order(client: Client, record: Claim, query: str):
    site, frame = client.get(f"/{query}"), client.get(f"/embed/{query}")
    assert events_of(frame)
    assert [one.events for one in frame.context["months"]] == [one.events for one in site.context["months"]]
    assert events_of(frame) == events_of(site)
    assert frame.context["counts"] == site.context["counts"]
    assert frame.context["counts"].events_line in frame.content.decode()


@pytest.mark.parametrize("view", ["table", "coverage"])
def test_table_and_coverage_are_those_of_the_timeline(client: Client, record: Claim, view: str):
    bodies = [
        re.search(r"<tbody>.*</tbody>", client.get(f"{path}?view={view}&side=russia").content.decode(), re.DOTALL)[0]
        for path in ("/", "/embed/")
    ]
    assert bodies[0] == bodies[1]
    assert bodies[0].count("<tr") == 4


def test_it_says_what_is_shown_and_has_neither_navigation_nor_form_nor_a_script_of_the_site(client, record):
    text = client.get("/embed/?topic=grain&since=2022-03").content.decode()
    heading = text[text.index("<h1>") : text.index('<div id="events">')]
    assert "<h1>Talks of “2022” &amp; after</h1>" in heading
    assert "2 events" in heading
    assert re.findall(r"<b>(\w+)</b> ([\w ]+)</span>", heading) == [("From", "March 2022"), ("Topic", "Grain")]
    assert not re.search(r"<(nav|form|input|button class=\"btn)\b(?! class=\"pager)", text)
    assert "htmx" not in text
    assert "lanes" not in text
    assert re.findall(r"<script[^>]*>", text) == ['<script defer src="/static/talks/frame.js">']


def test_a_value_that_is_not_there_is_said_and_the_rest_still_filters(client: Client, record: Claim):
    for _again in range(2):  # the second one is taken from the cache
        response = client.get("/embed/?speaker=nobody&topic=grain&page=7")
        text = response.content.decode()
        assert "“nobody” is not in this record" in text
        assert "There is no page 7" in text
        assert len(events_of(response)) == 2


def test_what_was_published_by_a_day_is_said_to_be_that(client: Client, record: Claim):
    text = client.get("/embed/?known=2022-03-11").content.decode()
    assert "Only what was certainly published by 11 March 2022. Titles and summaries were written later." in text
    assert "first-0" in text
    assert "second-0" not in text
    assert "?known=2022-03-11" in re.search(r'href="(/claims/first-0/[^"]*)"', text)[1]
    assert "Show everything" not in text


def test_an_answer_without_events_says_so_and_leads_nowhere(client: Client, record: Claim):
    text = client.get("/embed/?topic=grain&q=zzzz").content.decode()
    assert "No event matches all of these filters" in text
    assert "Remove" not in text
    assert "<table" not in text


def test_its_permanent_link_is_the_address_of_the_view_on_the_site_and_it_is_not_indexed(client: Client, record: Claim):
    for number in range(60):
        make_claim(event=make_event(slug=f"more-{number}"), article=record.article)
    text = client.get("/embed/?order=-happened&page=2").content.decode()
    address = f"{SITE}/?order=-happened&amp;page=2"
    assert f'<link rel="canonical" href="{address}">' in text
    assert f'<a href="{address}" target="_blank" rel="noopener">' in text
    assert '<meta name="robots" content="noindex">' in text
    assert "The record: CC BY 4.0. Quotations belong to their authors." in text
    assert "This view on Talks" in text


@pytest.mark.parametrize("query", ["?order=said", "?view=table", "?view=coverage", "?since=2022-03", "?page=2", ""])
def test_links_to_the_same_view_stay_in_the_frame_and_all_others_leave_it(client: Client, record: Claim, query: str):
    for number in range(60):
        make_claim(event=make_event(slug=f"more-{number}", date=""), article=record.article)
    elements = Elements(client.get(f"/embed/{query}").content.decode()).found
    assert [given for tag, given in elements if tag == "base"] == [{"target": "_blank"}]
    links = [given for tag, given in elements if tag == "a"]
    assert len(links) > 20
    places = [link for link in links if link["href"].startswith("#")]
    assert {link["href"] for link in places} <= {
        f"#e-day-{number}" for number in range(4)
    }  # of jumps, which are not shown
    for link in links:
        stays = link["href"].startswith("?")
        assert link in places or link.get("target", "_blank") == ("_self" if stays else "_blank"), link


def test_a_release_that_holds_what_is_shown_as_it_is_now_is_named_and_no_other(client, record, settings, tmp_path):
    settings.RELEASES = tmp_path
    words = "These events and statements stand in release 1"

    def named(query: str = "") -> bool:
        return words in client.get(f"/embed/{query}").content.decode()

    assert not named()
    releasing.make(date(2026, 12, 1), with_site=False)
    assert named()
    assert named("?topic=ceasefire")
    assert f'href="{SITE}/data/releases/1/"' in client.get("/embed/").content.decode()
    record.statement, record.changed = "says that it was otherwise.", timezone.now()  # of an event about a ceasefire
    record.save()
    assert not named()
    assert not named("?topic=ceasefire")
    assert named("?topic=grain")
    make_claim(event=Claim.objects.get(slug="first-0").event, article=record.article)
    assert not named("?topic=grain")


def test_a_damaged_release_is_no_release(client: Client, record: Claim, settings, tmp_path):
    settings.RELEASES = tmp_path
    releasing.make(date(2026, 12, 1), with_site=False)
    database = tmp_path / "1" / "record.sqlite3"
    database.chmod(0o644)
    database.write_bytes(b"no database at all" * 100)
    assert "in release" not in client.get("/embed/").content.decode()


def test_it_costs_the_same_at_any_size_and_one_query_from_the_cache(client, record, django_assert_max_num_queries):
    def queries() -> int:
        ANSWERS.clear()
        EVENTS.clear()
        with django_assert_max_num_queries(30) as counted:
            assert client.get("/embed/").status_code == 200
        return len(counted)

    client.get("/embed/")
    few = queries()
    for number in range(40):
        make_claim(event=make_event(slug=f"more-{number}"), article=record.article, speaker=record.speaker)
    client.get("/embed/?topic=grain")  # refreshes the index
    assert queries() <= few + 1
    with django_assert_max_num_queries(1):
        client.get("/embed/")


# The scripts, and the fonts


def test_the_script_stays_at_its_address_is_cached_and_may_be_read_by_any_page(client: Client):
    response = client.get("/embed.js")
    assert response.content == (STATIC / "embed.js").read_bytes()
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=86400"
    unchanged = client.get("/embed.js", headers={"if-none-match": response["ETag"]})
    assert unchanged.status_code == 304
    for one in (response, unchanged):
        assert one["Access-Control-Allow-Origin"] == "*"
        assert one["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert one["X-Content-Type-Options"] == "nosniff"
    assert client.post("/embed.js").status_code == 405


@pytest.mark.parametrize("name", ["embed.js", "frame.js"])
def test_both_scripts_are_small_and_make_no_code_of_text(name: str):
    text = (STATIC / name).read_text()
    assert len(text.encode()) < 1_000
    assert not re.search(r"\beval\b|Function\(|innerHTML|document\.write|cookie|Storage|fetch|XMLHttp", text)


def test_any_page_may_load_the_fonts_and_nothing_else_of_the_static_files(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    for name in ("face.woff2", "page.css", "page.js"):
        (tmp_path / name).write_bytes(b"x")
    client = Client()
    found = {name: client.get(f"/static/{name}") for name in ("face.woff2", "page.css", "page.js")}
    assert {name for name, one in found.items() if one.getvalue() and "Access-Control-Allow-Origin" in one} == {
        "face.woff2"
    }
    assert found["face.woff2"]["Access-Control-Allow-Origin"] == "*"


# The code that is handed out


def code_of(client: Client, address: str, **headers: str) -> list[tuple[str, dict]]:
    """Return the elements of the code in the text field of the timeline, as a page has them into which it is pasted."""
    page = client.get(address, headers=headers).content.decode()
    (field,) = re.findall(r'<textarea id="embed-code"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert "<" not in field
    return Elements(unescape(field)).found


def test_the_timeline_hands_out_the_code_of_the_view_that_it_shows(client: Client, record: Claim):
    for headers in ({}, {"HX-Request": "true"}):
        code = code_of(client, "/?speaker=lavrov&topic=grain&view=table&page=3", **headers)
        (frame, attributes), (script, loaded) = code
        assert (frame, script) == ("iframe", "script")
        assert attributes["src"] == f"{SITE}/embed/?speaker=lavrov&topic=grain&view=table"
        title = 'Talks of “2022” & after · Speaker: Sergei "Lavrov" <b> · Topic: Grain'
        assert attributes["title"] == title
        assert (attributes["width"], attributes["height"], attributes["loading"]) == ("100%", "600", "lazy")
        assert attributes["sandbox"] == "allow-scripts allow-popups allow-popups-to-escape-sandbox"
        assert loaded == {"async": None, "src": f"{SITE}/embed.js"}


def test_what_the_code_names_answers(client: Client, record: Claim):
    (_frame, attributes), (_script, loaded) = code_of(client, "/?q=both&topic=grain")
    for address in (attributes["src"], loaded["src"]):
        assert client.get(address.removeprefix(SITE)).status_code == 200
    assert len(events_of(client.get(attributes["src"].removeprefix(SITE)))) == 2


def test_without_events_and_on_other_pages_there_is_no_code(client: Client, record: Claim):
    for address in ("/?q=zzzz", "/events/day-0/", "/about/"):
        assert "embed-code" not in client.get(address).content.decode()


def test_where_several_negotiations_are_shown_the_title_is_general(client: Client, record: Claim):
    other = Process.objects.create(slug="other", title="Other talks")
    make_claim(event=make_event(process=other), article=record.article)
    (_frame, attributes), _script = code_of(client, "/")
    assert attributes["title"] == "Timeline of negotiations"
    assert "<h1>Timeline of negotiations</h1>" in client.get("/embed/").content.decode()
