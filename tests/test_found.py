"""What leads to the record from outside: heads, pictures of links, whole lists, sitemap, and the page about the record."""

import io
import re
from datetime import date
from html import unescape
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pytest_django import Settings

from talks import cards, loading, sitemaps
from talks.cards import Card, Face, Side, draw, writable
from talks.models import Article, Claim, Event, Lane, Process, Rename
from talks.pages import about
from talks.pages.shared import LONGEST, shortened
from talks.vocabulary import Difference, Status
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

SITE = "https://talks.example.org"


@pytest.fixture(autouse=True)
def site(settings: Settings) -> None:
    settings.SITE_URL = SITE


@pytest.fixture
def claim(db) -> Claim:
    """A statement on Istanbul by Lavrov for Russia, with a lane, an answer and a topic."""
    process = make_process(title="Negotiations, 2022", summary="What was said at the talks.", licence="CC BY 4.0")
    russia = make_actor("russia")
    Lane.objects.create(process=process, side=russia, position=1, palette=3)
    event = make_event(slug="istanbul", title="Talks in Istanbul", date="2022-03-29", summary="They met.")
    make_participation(event, russia)
    _question, (yes, _no) = make_question()
    return make_claim(
        slug="first",
        event=event,
        article=make_article(slug="telesur", outlet=make_outlet("telesur"), summary="What was said."),
        speaker=make_actor("lavrov", side=russia),
        statement="says that the talks are useful.",
        quote="secret words",
        topics=[make_topic("progress")],
        answers=[yes],
    )


RECORDS = (
    "/events/istanbul/",
    "/claims/first/",
    "/reports/telesur/",
    "/people/lavrov/",
    "/people/russia/",
    "/questions/who-came/",
)
VIEWS = ("/", "/?speaker=lavrov", "/?view=table", "/positions/progress/russia/")


def every_page() -> list[str]:
    return [*VIEWS, *RECORDS, *(reverse(name) for name in sitemaps.PAGES if name != "timeline")]


def head_of(client, address: str) -> dict[str, str]:
    """The head of a page: title, canonical, and each meta by its name."""
    text = client.get(address).content.decode()
    head = text.partition("</head>")[0]
    found = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', head)
    assert len(found) == len({name for name, _content in found})  # each is said once
    metas = {name: unescape(content) for name, content in found}
    (canonical,) = re.findall(r'<link rel="canonical" href="([^"]*)"', head)
    return metas | {"title": re.search(r"<title>(.*?)</title>", head, re.DOTALL)[1], "canonical": unescape(canonical)}


# The head of a page


def test_every_page_says_what_it_is_to_those_who_list_and_share_it(client, claim):
    for address in every_page():
        head = head_of(client, address)
        assert head["title"], address
        assert head["canonical"] == head["og:url"] == f"{SITE}{address}", address
        assert head["description"] == head["og:description"], address
        assert 40 <= len(head["description"]) <= LONGEST, (address, head["description"])
        assert head["og:title"]
        assert head["og:site_name"] == "Talks"
        assert head["og:type"] in {"website", "article", "profile"}
        assert head["twitter:card"] == "summary_large_image"
        picture = head["og:image"].removeprefix(SITE)
        assert client.get(picture)["Content-Type"] == "image/png", address


def test_each_page_has_a_description_of_its_own(client, claim):
    found = [head_of(client, address)["description"] for address in every_page() if address != "/?view=table"]
    assert len(set(found)) == len(found)


def test_the_description_of_an_event_has_its_day_title_and_summary_and_of_a_statement_its_source(client, claim):
    assert head_of(client, "/events/istanbul/")["description"] == "29 March 2022: Talks in Istanbul. They met."
    said = head_of(client, "/claims/first/")["description"]
    assert said == "Lavrov says that the talks are useful. (Telesur, Friday 11 March 2022, ¶1)"


def test_no_head_has_a_quotation(client, claim):
    for address in every_page():
        head = client.get(address).content.decode().partition("</head>")[0]
        assert "secret words" not in head, address


def test_long_texts_leave_the_source_of_a_statement_in_its_description(client, claim):
    Claim.objects.filter(pk=claim.pk).update(statement="says that " + "the talks go on " * 24)
    description = head_of(client, "/claims/first/")["description"]
    assert len(description) <= LONGEST
    assert description.endswith("… (Telesur, Friday 11 March 2022, ¶1)")


@given(st.text(max_size=400), st.integers(min_value=2, max_value=200))
def test_a_shortened_text_is_never_longer_than_asked(text: str, longest: int):
    short = shortened(text, longest)
    assert len(short) <= longest
    assert short == " ".join(text.split()) or short.endswith("…")


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("/?topic=progress&speaker=lavrov&speaker=lavrov&unknown=1&page=1", "/?speaker=lavrov&topic=progress"),
        ("/?speaker=nobody&since=2022-02-30&topic=progress&page=7", "/?topic=progress"),
        ("/?order=happened&view=list", "/"),
        ("/events/istanbul/?page=9&speaker=lavrov", "/events/istanbul/"),
        ("/reports/?known=2022-03-11&x=y", "/reports/?known=2022-03-11"),
        ("/events/?page=5", "/events/"),
    ],
)
def test_the_canonical_address_is_that_of_the_question_as_it_was_understood(client, claim, asked, canonical):
    assert head_of(client, asked)["canonical"] == f"{SITE}{canonical}"


def test_the_canonical_address_keeps_the_page(client, claim, monkeypatch):
    monkeypatch.setattr("talks.pages.everything.STATEMENTS", 1)
    make_claim(article=claim.article)
    assert head_of(client, "/claims/?page=2")["canonical"] == f"{SITE}/claims/?page=2"


def test_no_address_in_a_head_or_sitemap_comes_from_the_host_header(client, claim):
    for address in ("/events/istanbul/", "/sitemap.xml", "/sitemap-events-0.xml", "/robots.txt"):
        text = client.get(address, headers={"host": "localhost"}).content.decode()
        assert "localhost" not in text
        assert SITE in text


# Pictures of links


def test_every_record_and_the_site_have_a_picture_of_the_size_that_services_ask_for(client, claim):
    for address in ("/", *RECORDS):
        response = client.get(f"{address}card.png")
        assert response.status_code == 200, address
        picture = Image.open(io.BytesIO(response.content))
        assert (picture.format, picture.size) == ("PNG", (1200, 630))


def test_a_picture_is_not_drawn_again_while_the_record_is_the_same(client, claim, monkeypatch):
    first = client.get("/events/istanbul/card.png")
    monkeypatch.setattr(cards, "draw", None)
    assert client.get("/events/istanbul/card.png").content == first.content
    unchanged = client.get("/events/istanbul/card.png", headers={"if-none-match": first["ETag"]})
    assert unchanged.status_code == 304


def test_a_picture_of_a_renamed_record_redirects_and_of_a_draft_or_withdrawn_one_is_not_there(client, claim):
    Rename.objects.create(model="event", former="old", present="istanbul")
    assert client.get("/events/old/card.png")["Location"] == "/events/istanbul/card.png"
    draft = make_claim(slug="draft", status=Status.DRAFT)
    make_claim(slug="gone", status=Status.WITHDRAWN, status_reason="It was never said.")
    assert client.get(f"/claims/{draft.slug}/card.png").status_code == 404
    assert client.get("/claims/gone/card.png").status_code == 410


TEXTS = st.text(max_size=300) | st.text(st.characters(min_codepoint=0x20, max_codepoint=0x52F), max_size=300)


@pytest.mark.slow
@given(TEXTS, TEXTS, TEXTS)
def test_no_text_of_any_script_stops_a_picture(title: str, name: str, line: str):
    picture = draw(Card(name, line, title, (Side(name, 1), Side(line, 99)), line))
    assert Image.open(io.BytesIO(picture)).size == (1200, 630)


@given(TEXTS, st.integers(min_value=200, max_value=1000))
def test_what_is_written_never_runs_out_of_its_room(text: str, room: int):
    face = Face("source-serif-4", 48, 600)
    assert face.width(face.clipped(text, room)) <= room
    assert all(face.width(line) <= room for line in face.lines(text, room))


def test_a_text_with_letters_that_our_fonts_lack_is_left_out_and_other_signs_are_dropped():
    for text in ("محادثات إسطنبول", "停火协议", "Talks in 北京", "จีน"):
        assert writable(text) == ""
    assert writable("Talks 🎉 in\u202e Стамбу\u0301л\n\x00") == "Talks in Стамбу\u0301л"
    assert writable("I\u0307stanbul, Zoe\u0308") == "İstanbul, Zoë"


def test_the_characters_of_the_pictures_are_those_of_the_fonts_on_pages():
    css = (settings.BASE_DIR / "talks/static/talks/css/tokens.css").read_text()
    for part, numbers in cards._numbers().items():
        for face in ("source-serif-4", "source-sans-3"):
            (ranges,) = re.findall(rf"{face}-{part}-wght-normal.woff2.*?unicode-range: ([^;]+);", css, re.DOTALL)
            known: set[int] = set()
            for one in ranges.replace("U+", "").split(","):
                first, _dash, last = one.strip().partition("-")
                known |= set(range(int(first, 16), int(last or first, 16) + 1))
            assert numbers - known <= set(range(0x20C1, 0x20C5)), (face, part)


# For search engines and browsers


def locations(client, address: str) -> list[str]:
    response = client.get(address)
    assert response["Content-Type"].startswith("application/xml")
    return [one.text for one in ElementTree.fromstring(response.content).iter() if one.tag.endswith("}loc")]  # noqa: S314


def test_the_sitemap_has_every_public_record_and_nothing_else(client, claim, monkeypatch):
    monkeypatch.setattr(sitemaps, "PART", 2)
    for _number in range(5):
        make_claim(article=claim.article)
    make_claim(slug="hidden", status=Status.DRAFT)
    parts = locations(client, "/sitemap.xml")
    found = [address for part in parts for address in locations(client, part.removeprefix(SITE))]
    assert len(found) == len(set(found))
    rows = [*Event.objects.public(), *Claim.objects.public(), *Article.objects.public()]
    wanted = {row.get_absolute_url() for row in rows}
    wanted |= {"/people/lavrov/", "/people/russia/", "/questions/who-came/", *map(reverse, sitemaps.PAGES)}
    assert set(found) == {f"{SITE}{path}" for path in wanted}
    for address in found:
        assert client.get(address.removeprefix(SITE)).status_code == 200


def test_the_sitemap_says_when_a_record_changed(client, claim):
    text = client.get("/sitemap-events-0.xml").content.decode()
    assert f"<lastmod>{claim.event.changed:%Y-%m-%d}</lastmod>" in text


def test_a_part_of_the_sitemap_costs_the_same_number_of_queries_for_any_number_of_records(client, claim):
    def queries(address: str) -> int:
        client.get("/about/")  # so that the index is built
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(address).status_code == 200
        return len(found)

    addresses = ["/sitemap.xml", *(f"/sitemap-{section}-0.xml" for section in sitemaps.SECTIONS)]
    few = [queries(address) for address in addresses]
    for _number in range(20):
        make_claim()
    assert [queries(address) for address in addresses] == few
    assert max(few[1:]) <= 2


def test_a_part_of_the_sitemap_that_does_not_exist_is_not_found(client, claim):
    for address in ("/sitemap-secrets-0.xml", "/sitemap-pages-1.xml", f"/sitemap-events-{2**80}.xml"):
        assert client.get(address).status_code == 404


def test_robots_txt_names_the_sitemap_and_shuts_off_curation(client):
    text = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {SITE}/sitemap.xml\n" in text
    assert "Disallow: /admin/\n" in text
    assert "Disallow: /\n" not in text


def test_browsers_that_ask_for_favicon_ico_are_led_to_the_icon(client):
    assert client.get("/favicon.ico")["Location"].endswith("favicon.svg")


# Whole lists


def test_every_event_and_every_statement_is_listed_once_in_order_over_all_pages(client, claim, monkeypatch):
    monkeypatch.setattr("talks.pages.everything.STATEMENTS", 3)
    for number in range(4):
        make_claim(event=make_event(date=f"2022-04-0{4 - number}"), said=f"2022-04-0{4 - number}")
    make_claim(event=make_event(date=""))
    titles, statements = [], []
    for page in (1, 2):
        titles += [row.title for row in client.get(f"/events/?page={page}").context["rows"]]
        statements += [row.slug for row in client.get(f"/claims/?page={page}").context["rows"]]
    assert titles == [one.title for one in Event.objects.public().chronological()]
    assert statements == [one.slug for one in Claim.objects.public().in_reading_order()]
    assert len(titles) == len(statements) == 6


def test_the_lists_keep_to_a_negotiation_and_to_what_was_known(client, claim):
    other = make_process("grain", title="Grain talks")
    late = make_article(published="2022-06-01")
    make_claim(event=make_event(title="Grain meeting", process=other), article=late)
    both = client.get("/events/").content.decode()
    assert "Grain meeting" in both
    assert "Grain talks" in both  # says which negotiation, where there are two
    for address in ("/events/", "/claims/"):
        assert client.get(f"{address}?process=grain").context["rows"].count == 1
        assert client.get(f"{address}?known=2022-03-12").context["rows"].count == 1
        assert client.get(f"{address}?process=nothing").context["notices"]


@pytest.mark.parametrize("address", ["/events/", "/claims/"])
def test_the_lists_cost_the_same_number_of_queries_at_any_length(client, claim, address):
    def queries() -> int:
        client.get("/about/")  # so that the index is built
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        return len(found)

    few = queries()
    for _number in range(30):
        make_claim()
    assert queries() == few


# The page about the record

ANCHORS = """what-it-is whose-outlets how-it-is-made found-in-the-text dates one-day possibly known differs words own-voice
side separate-origins in-short search licence"""


def test_the_page_about_the_record_has_every_anchor_that_other_pages_link_to(client, claim):
    text = client.get("/about/").content.decode()
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(ANCHORS.split()) <= set(ids)
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)
    linked = {
        part for page in every_page() for part in re.findall(r'/about/#([^"]+)"', client.get(page).content.decode())
    }
    assert linked <= set(ids)
    assert all(str(kind.definition) in text for kind in Difference)


def test_the_page_about_the_record_counts_outlets_languages_and_sides(client, claim):
    silent = make_actor("ukraine")
    Lane.objects.create(process=claim.event.process, side=silent, position=2, palette=1)
    make_claim(event=claim.event, article=make_article(language="uk"), attribution="own-voice")
    make_claim(event=claim.event, article=claim.article, speaker=make_actor("russia"))
    (one,) = client.get("/about/").context["page"].processes
    assert [(row.name, row.number) for row in one.outlets] == [
        ("outlet not known", "1 report"),
        ("Telesur", "1 report"),
    ]
    assert {(row.name, row.number) for row in one.languages} == {("English", "1 report"), ("Ukrainian", "1 report")}
    assert [(row.name, row.number) for row in one.sides] == [
        ("Russia", "2 statements"),
        ("Ukraine", "0 statements"),
        ("No side", "1 statement"),
    ]
    assert (one.events, one.statements, one.reports, one.own_voice) == ("1 event", "3 statements", "2 reports", "1")
    for row in (*one.outlets, *one.sides):
        if row.query:
            statements = client.get(f"/{row.query}").context["timeline"].counts.statements
            assert row.number.startswith(f"{statements} ") or "report" in row.number


def test_a_record_with_too_many_reports_counts_statements_by_outlet(client, claim, monkeypatch):
    monkeypatch.setattr(about, "MOST", 0)
    (one,) = client.get("/about/").context["page"].processes
    assert [(row.name, row.number) for row in one.outlets] == [("Telesur", "1 statement")]
    assert not one.languages


def test_each_negotiation_says_what_belongs_to_it_and_how_its_reports_were_chosen(client, claim):
    facts = {"scope": "Grain and ports only.", "how_found": "By hand.", "collected_until": date(951, 7, 1)}
    make_claim(event=make_event(process=make_process("grain", title="Grain talks", **facts)))
    make_process("empty", title="Nothing here yet")
    text = client.get("/about/").content.decode()
    for words in ("Negotiations, 2022", "Grain talks", "Grain and ports only.", "By hand.", "1 July 951"):
        assert words in text
    assert "Nothing here yet" not in text
    alone = client.get("/about/?process=grain").content.decode()
    assert "Grain talks" in alone
    assert "Negotiations, 2022" not in alone


def test_the_page_about_the_record_costs_the_same_number_of_queries_for_any_number_of_negotiations(client, claim):
    def queries() -> int:
        client.get("/events/")  # so that the index is built
        with CaptureQueriesContext(connection) as found:
            client.get("/about/")
        return len(found)

    few = queries()
    for number in range(4):
        make_claim(event=make_event(process=make_process(f"process-{number}")))
    assert queries() == few


def test_the_page_of_people_says_whose_reports_its_counts_are_from(client, claim):
    assert 'href="/about/#whose-outlets"' in client.get("/people/").content.decode()


# Language and direction; dates of long ago


def test_what_is_quoted_carries_its_language_and_direction(client, claim):
    article = make_article(slug="arabic", language="ar", headline="محادثات في إسطنبول")
    make_claim(
        slug="quoted",
        event=claim.event,
        article=article,
        quote="كانت المحادثات مفيدة",
        speaker_role="مسؤول",
        attribution="described",
    )
    make_claim(
        slug="indirect",
        event=claim.event,
        article=article,
        speaker=claim.speaker,
        speaker_role="وزير",
        quote="إن المحادثات",
        quote_mode="indirect",
    )
    for address in ("/", "/events/istanbul/", "/claims/quoted/", "/claims/indirect/"):
        text = client.get(address).content.decode()
        body = text.partition("<main")[2]
        foreign = re.findall(r"<(\w+)([^>]*)>\s*“?[\u0600-\u06ff]", body)
        foreign = [(tag, attributes) for tag, attributes in foreign if 'class="cite"' not in attributes]  # for copying
        assert foreign, address
        assert [tag for tag, attributes in foreign if 'lang="ar"' not in attributes] == [], address
        assert [tag for tag, attributes in foreign if "dir=" not in attributes and tag != "bdi"] == [], address
    assert 'lang="ar" dir="auto">محادثات' in client.get("/reports/").content.decode()
    assert 'lang="en"' not in client.get("/claims/first/").content.decode().partition("<body")[2]


@pytest.mark.parametrize(
    "day",
    ["0451-10", "0001", "0001-01-01", "[0451-10-01..0451-10-09]", "0999-12-31", "[..0451]", "0602/0629", "9999-12-31"],
)
def test_pages_answer_for_years_before_1000_and_for_the_last(client, claim, day):
    claim.event.date = day
    claim.event.save()
    for address in (*every_page(), "/?view=coverage", "/events/istanbul/card.png", "/timeline.csv", "/timeline.svg"):
        assert client.get(address).status_code == 200, address


def test_a_day_of_a_negotiation_is_written_and_loaded_as_a_day(db, tmp_path, capsys):
    process = make_process(collected_until=date(2022, 12, 31))
    make_claim(event=make_event(process=process))
    dumped = loading.dump(process.slug)
    assert '"collected_until": "2022-12-31"' in dumped
    file = tmp_path / "record.json"
    file.write_text(dumped)
    call_command("loaddata", str(file))
    assert "0 changed" in capsys.readouterr().out
    file.write_text(dumped.replace("2022-12-31", "2022-12-32"))
    with pytest.raises(Exception, match="Give a day such as 2022-12-31"):
        call_command("loaddata", str(file))
    assert Process.objects.get(slug=process.slug).collected_until == date(2022, 12, 31)
