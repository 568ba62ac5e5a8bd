"""Addresses as readers and other programs meet them: status, headers, formats, and what bad input gets."""

import csv
import io
import re
import shutil
import sys
import zlib
from html import escape
from itertools import permutations

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from talks.models import Article, Claim, Event, Question, Rename
from talks.parameters import FACETS
from talks.rendering.answers import ANSWERS
from talks.rendering.cache import RenderCache
from talks.rendering.events import EVENTS
from talks.settings import LOADERS
from talks.sitemaps import PAGES
from talks.timeline import Filters, read_timeline, select
from talks.vocabulary import Status
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_event,
    make_outlet,
    make_participation,
    make_place,
    make_process,
    make_question,
    make_topic,
)
from tests.reading import entries_of

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true"}
PARAMETERS = [*FACETS, "q", "since", "until", "page"]


@pytest.fixture
def claim() -> Claim:
    """A statement with everything a statement can have, so that every page has something to show."""
    russia, ukraine = make_actor("russia"), make_actor("ukraine")
    lavrov = make_actor("lavrov", side=russia, spellings="Lavrow\nЛавров")
    event = make_event(slug="antalya", place=make_place("antalya"))
    make_participation(event, russia)
    make_participation(event, ukraine)
    article = make_article(
        slug="telesur",
        outlet=make_outlet("telesur"),
        agency=make_outlet("reuters"),
        url="https://example.org/report",
        openings="During a meeting\nBelarus has hosted\nRussian negotiators have",
    )
    _question, (yes, no) = make_question()
    first = make_claim(
        slug="lavrov-yes",
        event=event,
        article=article,
        speaker=lavrov,
        topics=[make_topic("progress")],
        answers=[yes],
        said="2022-03-10",
        target=ukraine,
        quote="we came",
    )
    make_claim(
        event=event, article=article, speaker=ukraine, attribution="institution", answers=[no], quote_mode="indirect"
    )
    make_claim(event=event, article=make_article(), speaker=lavrov, repeats=first)
    make_claim(event=event, article=article, attribution="own-voice", paragraph=3)
    make_claim(event=make_event(), occasion=event, speaker=lavrov)
    return first


def pages(claim: Claim) -> list[str]:
    rows = [claim, claim.event, claim.article, claim.speaker, Question.objects.get()]
    return ["/", *(row.get_absolute_url() for row in rows), *(reverse(name) for name in PAGES if name != "positions")]


# Every page


def test_every_page_answers_sets_no_cookie_and_asks_no_other_host(client, claim):
    for address in pages(claim):
        response = client.get(address)
        text = response.content.decode()
        assert response.status_code == 200, address
        assert not response.cookies, address
        assert "Cookie" not in response.get("Vary", ""), address
        text = re.sub(r'<link rel="(canonical|alternate" hreflang)[^>]*>', "", text)  # name the page itself
        sources = re.findall(r'(?:src|href|action)="(https?://[^"]*)"', text)
        assert {source.split("#")[0] for source in sources} <= {"https://example.org/report"}, address
        assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=", text), address


def test_a_statement_shows_speaker_report_paragraph_words_and_how_to_cite_it(client, claim):
    text = client.get(claim.get_absolute_url()).content.decode()
    for words in (
        "Lavrov",
        claim.statement,
        "we came",
        "¶1",
        claim.article.headline,
        "http://127.0.0.1:8000/claims/lavrov-yes/",
    ):
        assert words in text
    assert "https://example.org/report#:~:text=we%20came" in text


def test_indirect_words_never_stand_in_quotation_marks(client, claim):
    make_claim(event=claim.event, quote="the words of the report", quote_mode="indirect", article=claim.article)
    make_claim(event=claim.event, quote="some mixed words", quote_mode="mixed", article=claim.article)
    for address in ("/", claim.event.get_absolute_url()):
        quoted = " ".join(re.findall(r"<q>(.*?)</q>", client.get(address).content.decode()))
        assert "we came" in quoted
        assert "the words of the report" not in quoted
        assert "some mixed words" not in quoted


def test_a_side_that_is_not_quoted_is_said_to_be_so(client, claim):
    silent = make_actor("belarus")
    make_participation(claim.event, silent)
    assert (
        "Belarus is not quoted on this event in these 2 reports."
        in client.get(claim.event.get_absolute_url()).content.decode()
    )


def test_a_paragraph_that_nothing_was_taken_from_says_so(client, claim):
    text = client.get(claim.article.get_absolute_url()).content.decode()
    assert "Belarus has hosted …" in text
    assert text.count("nothing taken") == 1


def test_an_address_that_is_not_of_the_web_is_never_a_link(client, claim):
    """The database refuses such an address, but data may be older than the rule."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks outstanding cannot be altered
            cursor.execute("ALTER TABLE talks_article DROP CONSTRAINT article_url_is_web")
        Article.objects.filter(pk=claim.article.pk).update(url="javascript:alert(1)")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
    for address in pages(claim):
        assert "javascript:" not in client.get(address).content.decode(), address


# What is not there


def test_an_unknown_slug_and_a_draft_get_the_same_helpful_404(client, claim):
    draft = make_claim(status=Status.DRAFT, slug="draft-claim")
    unknown = client.get("/claims/never-there/")
    hidden = client.get(draft.get_absolute_url())
    assert (unknown.status_code, hidden.status_code) == (404, 404)
    assert unknown.content.replace(b"never-there", b"draft-claim") == hidden.content
    assert b'href="/"' in unknown.content


def test_a_withdrawn_record_answers_410_with_its_reason(client, claim):
    claim.status, claim.status_reason = Status.WITHDRAWN, "It was never said."
    claim.save()
    response = client.get(claim.get_absolute_url())
    assert response.status_code == 410
    assert "It was never said." in response.content.decode()
    assert claim.statement not in response.content.decode()


def test_a_renamed_record_redirects_from_its_former_address(client, claim):
    for name, row in [("claim", claim), ("event", claim.event), ("article", claim.article), ("actor", claim.speaker)]:
        Rename.objects.create(model=name, former=f"old-{name}", present=row.slug)
        former = row.get_absolute_url().replace(f"/{row.slug}/", f"/old-{name}/")
        response = client.get(former)
        assert (response.status_code, response["Location"]) == (301, row.get_absolute_url())
    assert client.get("/?speaker=old-actor").context["timeline"].filters.speaker == (claim.speaker.slug,)


@pytest.mark.parametrize(
    "address", ["/", "/timeline.json", "/reports/", "/claims/lavrov-yes/", "/healthz", "/robots.txt", "/about/"]
)
def test_reading_takes_get_and_head_and_nothing_else(claim, address):
    client = Client(enforce_csrf_checks=True)
    assert client.head(address).status_code == 200
    for method in (client.post, client.put, client.delete, client.patch, client.options):
        assert method(address).status_code == 405


@pytest.mark.parametrize("kind", ["events", "reports", "claims", "people", "questions"])
@pytest.mark.parametrize("slug", ["%00", "a%00b", "%00.json", "%ff", "%C0%80", "%0a", "card.png%00"])
def test_a_path_that_is_no_text_is_the_address_of_nothing(client, claim, kind, slug):
    assert client.get(f"/{kind}/{slug}/").status_code == 404
    assert client.get(f"/{kind}/{slug}/card.png").status_code == 404


def test_a_cookie_with_a_nul_character_is_ignored(client, claim):
    client.cookies["sessionid"] = "a\0b"
    client.cookies["csrftoken"] = "\0"
    assert client.get("/").status_code == 200
    assert client.get("/admin/login/").status_code == 200
    assert client.get("/admin/").status_code == 302


def test_health_answers(client):
    assert client.get("/healthz").content == b"ok\n"


# The timeline's address


def test_an_unknown_value_and_a_bad_date_get_a_notice_and_the_rest_still_filters(client, claim):
    response = client.get("/", {"speaker": ["nobody", "lavrov"], "since": "2022-02-30", "kind": "round-of-talks"})
    assert response.status_code == 200
    filters, notices = response.context["timeline"].filters, response.context["notices"]
    assert filters == Filters(speaker=("lavrov",), kind=("round-of-talks",))
    assert set(notices) == {"speaker", "since"}
    text = response.content.decode()
    assert "“nobody” is not in this record" in text
    assert "2022-02-30" in text


def test_a_file_answers_400_with_the_same_errors_as_json(client, claim):
    query = {"speaker": "nobody", "since": "2022-02-30"}
    notices = client.get("/", query).context["notices"]
    for name in ("json", "csv"):
        response = client.get(f"/timeline.{name}", query)
        assert response.status_code == 400
        assert response.json() == {"errors": notices}
    assert client.get("/timeline.json", {"page": "7"}).status_code == 400
    assert client.get("/timeline.exe").status_code == 404


HOSTILE = [
    "\x00",
    "%00",
    "\ud800",
    "'\"><script>alert(1)</script>",
    "' OR 1=1 --",
    "%" * 3000,
    "_" * 300,
    "١٢٣",
    "9" * 400,
    "-1",
    "2**63",
    "10000-01-01",
    "0000",
    "[..]",
    "[" * 200,
    "../../etc/passwd",
    "\u202egnp.exe",
    "a" * 60_000,
    "-",
    "- -- ---",
    "\\",
    "NEAR(",
    '"unbalanced',
    "__proto__",
    "none\n",
    "‮",
]


@pytest.mark.usefixtures("any_length")
@pytest.mark.parametrize("name", PARAMETERS)
def test_no_value_of_a_parameter_brings_an_error_or_comes_back_as_markup(client, claim, name):
    for value in HOSTILE:
        try:
            response = client.get("/", {name: value})
        except UnicodeEncodeError:
            response = client.get(f"/?{name}=%ED%A0%80")
        assert response.status_code == 200, (name, value)
        assert b"<script>alert" not in response.content, (name, value)
        answer = client.get("/timeline.json", {name: value.encode("utf-8", "replace")})
        assert answer.status_code in (200, 400), (name, value)


@pytest.mark.usefixtures("any_length")
def test_bytes_that_are_no_text_repeated_unknown_and_many_parameters_are_answered(client, claim):
    assert client.get("/?q=%ff%fe%00&speaker=%c3%28").status_code == 200
    assert client.get("/?unknown=1&kind=&kind[]=x").context["timeline"].filters == Filters()
    many = "&".join(f"speaker=lavrov-{n}" for n in range(700))
    response = client.get(f"/?{many}")
    assert response.status_code == 200
    assert len(response.context["notices"]["speaker"]) <= 51
    assert client.get("/?" + "&".join("x=1" for _ in range(1500))).status_code == 400


def test_dates_that_run_backwards_are_left_aside_and_said_to_be(client, claim):
    response = client.get("/", {"since": "2022-05", "until": "2022-01"})
    assert response.context["notices"]["until"]
    assert response.context["timeline"].filters == Filters()


@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [
        ("29.03.2022", "2022-03-29", "2022-03-29"),
        ("March 29, 2022", "2022-03-29", "2022-03-29"),
        ("29 березня 2022", "2022-03-29", "2022-03-29"),
        ("3/2022", "2022-03", "2022-03"),
        ("2022-XX", "2022", "2022"),
        ("2022-02/2022-03-XX?", "2022-02", "2022-03"),
    ],
)
def test_a_date_may_be_typed_and_everything_that_the_page_links_to_has_edtf(client, claim, typed, since, until):
    response = client.get("/", {"since": typed, "until": typed, "known": typed, "speaker": "lavrov"}, **HTMX)
    assert response.context["notices"] == {}
    filters = response.context["timeline"].filters
    assert (filters.since, filters.until, filters.known) == (since, until, until)
    assert response.headers["HX-Push-Url"] == f"/?since={since}&until={until}&known={until}&speaker=lavrov"
    whole = client.get("/", {"since": typed})
    assert f'name="since" value="{since}"' in whole.content.decode()
    text = client.get("/", {"since": typed, "kind": "round-of-talks"}).content.decode()
    linked = set(re.findall(r"[?;](?:since|until)=([^&\"]*)", text))
    assert since in linked
    assert all(re.fullmatch(r"\d{4}(-\d\d){0,2}", value) for value in linked)
    for name in ("json", "csv"):
        assert client.get(f"/timeline.{name}", {"since": typed}).status_code == 200


def test_a_notice_about_a_date_stands_with_the_answer_as_well_as_beside_its_field(client, claim):
    for query, cure in [
        ({"since": "31.02.2022"}, "February 2022 has the days 01 to 28"),
        ({"until": "2022-13"}, "months are 01 to 12"),
        ({"known": "+2022-03-00T00:00:00Z"}, "Wikidata writes a date: write 2022-03."),
        ({"since": "03/29/2022"}, "29.03.2022 or 2022-03-29"),
    ]:
        text = client.get("/", query).content.decode()
        field, answer = text.split('<section id="timeline"')
        assert cure in field
        assert cure in answer
        name, typed = next(iter(query.items()))
        assert f'name="{name}" value="{escape(typed)}"' in field


def test_hidden_characters_of_a_date_are_not_repeated(client, claim):
    assert "\u202e" not in client.get("/", {"since": "2022\u202e03"}).content.decode()


def test_events_without_a_date_are_found_and_chosen_days_lead_to_them(client, claim):
    make_claim(event=make_event(slug="undated", date=""))
    response = client.get("/", {"since": "none"})
    assert [event.slug for event in response.context["timeline"].events] == ["undated"]
    assert response.context["notices"] == {}
    also = client.get("/", {"since": "none", "until": "2022", "sure": "1"})
    assert also.context["timeline"].filters == Filters(since="none")
    assert "until" in also.context["notices"]
    text = client.get("/", {"since": "2022", "until": "2022", "sure": "1", "kind": "round-of-talks"}).content.decode()
    assert 'href="?since=none&amp;kind=round-of-talks"' in text
    assert [event["slug"] for event in client.get("/timeline.json?since=none").json()["events"]] == ["undated"]


def test_what_only_possibly_falls_into_the_chosen_days_has_a_heading_and_files_say_it(client, claim):
    make_claim(event=make_event(slug="perhaps", date="[2022-02-28..2030-03-11]"))
    query = {"since": "2022", "until": "2022"}
    text = client.get("/", query).content.decode()
    certain, possible = text.split("Only possibly in these days")
    assert 'id="e-antalya"' in certain
    assert 'id="e-perhaps"' in possible
    assert "Only possibly" not in client.get("/", query | {"sure": "1"}).content.decode()
    assert "Only possibly" not in client.get("/").content.decode()
    for address, found in [(query, {"antalya": True, "perhaps": False}), ({}, {"antalya": None, "perhaps": None})]:
        events = client.get("/timeline.json", address).json()["events"]
        assert found.items() <= {event["slug"]: event["certain"] for event in events}.items()
        assert all(claim["certain"] is event["certain"] for event in events for claim in event["claims"])
        rows = csv.DictReader(io.StringIO(b"".join(client.get("/timeline.csv", address)).decode()))
        said = {None: "", True: "true", False: "false"}
        assert {row["event"]: row["certain"] for row in rows} == {one["slug"]: said[one["certain"]] for one in events}


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("0451-10", "October 451"),
        ("0001", "1"),
        ("[0451-10-01..0451-10-09]", "October 451"),
        ("0999-12-31", "December 999"),
        ("2021", "2021"),
        ("2021-24", "winter 2021–2022"),
    ],
)
def test_an_event_of_any_year_has_a_page_whose_crumb_is_no_finer_than_its_date(client, claim, text, heading):
    make_claim(event=make_event(slug="old", date=text))
    page = client.get("/events/old/").context["page"]
    assert page.month == heading
    found = client.get(f"/{page.month_link}").context["timeline"]
    assert "old" in [event.slug for event in found.events]
    assert found.months[0].title == heading


def test_the_address_alone_rebuilds_the_view(client, claim):
    filters = Filters(q="says -nothing", since="2022-03", speaker=("lavrov",), kind=("round-of-talks", "visit"))
    again = client.get(f"/{filters.lifted('kind').querystring()}").context["timeline"].filters
    assert again == filters.lifted("kind")


# htmx


def test_htmx_gets_the_very_region_of_the_page_and_the_address_to_push(client, claim):
    page = client.get("/?speaker=lavrov").content.decode()
    response = client.get("/?speaker=lavrov&q=&since=", **HTMX)
    part = response.content.decode()
    region = re.search(r'<section id="timeline".*?</section>\s*', part, re.S).group().strip()
    assert region in page
    assert "<html" not in part
    assert response["HX-Push-Url"] == "/?speaker=lavrov"


def test_what_a_page_leaves_out_comes_when_it_is_asked_for_and_pushes_no_address(client, claim):
    other = make_claim(event=claim.event, kind="demand", statement="says something else.", article=claim.article)
    for outlet in ("one", "two"):
        make_claim(article=make_article(outlet=make_outlet(outlet)))
    page = client.get("/", {"says": claim.kind}).content.decode()
    assert other.statement not in page
    asked = {
        "folded": (claim.event.slug, other.statement, claim.statement),
        "more": ("outlet", 'id="f-outlet-one"', 'id="f-kind-'),
        "counts": ("1", "separate origins: at least", "id="),
    }
    for name, (value, there, _elsewhere) in asked.items():
        part = client.get("/", {"says": [claim.kind], name: value}, headers={"hx-request": "true"})
        assert there in part.content.decode(), name
        assert "HX-Push-Url" not in part, name
        assert "<html" not in part.content.decode()
    folded = client.get("/", {"says": claim.kind, "folded": claim.event.slug}, headers={"hx-request": "true"})
    assert claim.statement not in folded.content.decode()
    for unknown in ("nothing", "\0"):
        answer = client.get("/", {"folded": unknown}, headers={"hx-request": "true"})
        assert answer.status_code == (404 if unknown == "nothing" else 200)


@pytest.mark.parametrize("header", ["HTTP_HX_HISTORY_RESTORE_REQUEST", "HTTP_HX_BOOSTED"])
def test_back_and_boosted_requests_get_the_whole_page(client, claim, header):
    assert b"<html" in client.get("/", **HTMX, **{header: "true"}).content


def test_page_and_part_vary_on_what_tells_them_apart(client, claim):
    for headers in ({}, HTMX):
        vary = client.get("/", **headers)["Vary"]
        assert set(vary.split(", ")) >= {
            "Accept-Encoding",
            "HX-Request",
            "HX-Request-Type",
            "HX-Boosted",
            "HX-History-Restore-Request",
        }


def test_the_count_line_is_announced_in_a_live_region_that_stays(client, claim):
    page = client.get("/").content.decode()
    assert re.search(r'<p id="status"[^>]*role="status"', page)
    part = client.get("/", **HTMX).content.decode()
    assert re.search(r'<p id="status"[^>]*hx-swap-oob="innerHTML"[^>]*>\s*2 events', part)


def test_an_empty_answer_says_which_filter_to_take_off(client, claim):
    make_claim(event=make_event(kind="visit"))
    response = client.get("/?kind=visit&speaker=lavrov")
    text = response.content.decode()
    assert response.context["timeline"].counts.events == 0
    assert 'href="?kind=visit"' in text
    assert 'href="?speaker=lavrov"' in text


# Files


def test_page_json_and_csv_hold_the_same_records_in_the_same_order(client, claim):
    for number in range(3):
        make_claim(event=make_event(slug=f"more-{number}", date=f"2022-0{number + 1}"), speaker=claim.speaker)
    for query in ({}, {"speaker": "lavrov"}, {"since": "2022-03"}, {"q": "says"}, {"differ": "any"}):
        filters = client.get("/", query).context["timeline"].filters
        entries = entries_of(read_timeline(filters))
        answer = client.get("/timeline.json", query).json()
        rows = list(csv.DictReader(io.StringIO(b"".join(client.get("/timeline.csv", query)).decode())))
        assert [event["slug"] for event in answer["events"]] == [entry.event.slug for entry in entries]
        shown = [one.slug for entry in entries for one in entry.claims]
        assert [one["slug"] for event in answer["events"] for one in event["claims"]] == shown
        assert [row["claim"] for row in rows] == shown
        assert answer["count"] == len(entries)


def test_json_names_all_that_is_promised_of_it(client, claim):
    answer = client.get("/timeline.json?speaker=lavrov").json()
    assert {"version", "filters", "count", "next", "events"} <= answer.keys()
    assert answer["filters"] == {"speaker": ["lavrov"]}
    promised = (
        "slug event occasion report headline outlet agency published paragraph speaker speaker_role side target attribution kind "
        "statement quote quote_mode said said_earliest said_latest topics answers repeats url"
    )
    one = next(one for event in answer["events"] for one in event["claims"] if one["slug"] == "lavrov-yes")
    assert set(promised.split()) <= one.keys()
    assert one["said_earliest"] == "2022-03-10"
    assert one["answers"] == ["who-came/yes"]
    assert one["speaker_name"] == "Lavrov"
    assert one["url"] == "http://127.0.0.1:8000/claims/lavrov-yes/"


def test_json_has_500_events_a_page_and_names_the_next(client, claim):
    process, article = make_process(), make_article()
    events = Event.objects.bulk_create(
        Event(slug=f"many-{n:03}", process=process, title=f"Event {n}", kind="visit", status=Status.PUBLISHED)
        for n in range(501)
    )
    Claim.objects.bulk_create(
        Claim(
            slug=f"many-{n:03}",
            event=event,
            article=article,
            paragraph=1,
            attribution="own-voice",
            kind="account",
            statement="says so.",
            quote="so",
            quote_mode="indirect",
            unchecked_reason="no text is stored",
            status=Status.PUBLISHED,
        )
        for n, event in enumerate(events)
    )
    first = client.get("/timeline.json?kind=visit").json()
    assert (len(first["events"]), first["count"]) == (500, 501)
    assert first["next"] == "http://127.0.0.1:8000/timeline.json?kind=visit&page=2"
    assert len(client.get("/timeline.json?kind=visit&page=2").json()["events"]) == 1
    assert len(b"".join(client.get("/timeline.csv?kind=visit")).decode().splitlines()) == 502


def test_public_addresses_do_not_follow_the_host_header(client, claim):
    text = client.get("/timeline.json", headers={"host": "localhost"}).content.decode()
    assert "http://127.0.0.1:8000/claims/" in text
    assert "localhost" not in text


def test_a_spreadsheet_runs_no_formula_and_json_stays_json(client, claim):
    hostile = '=HYPERLINK("x")\r\n</script>'.replace("\r\n", " ")
    make_claim(event=claim.event, statement=hostile, note="+1", speaker_role="@role")
    rows = list(csv.DictReader(io.StringIO(b"".join(client.get("/timeline.csv")).decode())))
    for row in rows:
        assert not any((value or "").startswith(("=", "+", "-", "@", "\t", "\r")) for value in row.values())
    assert hostile in [
        one["statement"] for event in client.get("/timeline.json").json()["events"] for one in event["claims"]
    ]


# What is cached

# Pages that show the same events otherwise, and answers of which each is only a part of a page or none that is cached.
LISTS = [
    *("/", "/?known=2022-03-11", "/?known=2022-03-10", "/?q=says", "/?q=lavrov+says", "/?order=said"),
    *("/?order=-happened", "/?view=table", "/?view=coverage", "/?side=russia"),
]
OTHERS = [
    *("/?view=table&q=says", "/?since=2022", "/?speaker=lavrov", "/?page=9", "/?side=nobody", "/?counts=1"),
    *("/?more=outlet", "/?side=russia&folded=antalya"),
]
CODINGS = {
    "": bytes,
    "gzip": lambda body: zlib.decompress(body, wbits=31),
    "zstd": zstd.decompress,
}


def clear() -> None:
    """Forget what was rendered."""
    EVENTS.clear()
    ANSWERS.clear()


def stored(cache: RenderCache = ANSWERS) -> int:
    """How much is cached: answers, unless of events."""
    return len(cache)


def asked(client, address: str, **headers: str) -> tuple[HttpResponse, set[str]]:
    """An answer with what it asked of the database, each once: tests have no snapshot in which to read the version once."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address, headers=headers)
    return response, {query["sql"] for query in captured}


def plain(response: HttpResponse) -> bytes:
    """The body as it is read."""
    return CODINGS[response.get("Content-Encoding", "")](response.content)


@pytest.fixture
def uncached() -> None:
    """Nothing is cached yet."""
    clear()


@pytest.mark.slow
def test_a_page_is_the_same_whether_its_events_are_cached_or_rendered_again(client, claim):
    """Whatever was asked before, with the events cached, the whole answer cached, and both rendered again."""
    hostile = "says “%s {{ x }} \ue0000\ue001” & <b> — Київ."
    make_claim(statement=hostile, article=make_article(published="2022-03-10"))
    requests = [(address, part) for address in [*LISTS, *OTHERS] for part in (False, True)]

    def read(address: str, part: bool) -> tuple[bytes, dict]:
        response = client.get(address, headers={"hx-request": "true"} if part else {})
        return response.content, dict(response.items())

    again = {}
    for one in requests:
        clear()
        again[one] = read(*one)
    whole = again["/", False][0].decode()
    assert whole.count('<li class="event') == 3
    assert hostile not in whole
    assert escape(hostile) in whole
    for one, other in permutations(LISTS, 2):
        clear()
        assert read(one, False) == again[one, False]
        assert read(other, False) == again[other, False], (one, other)  # with the events of the one
        assert read(one, False) == again[one, False], (one, other)  # with both answers
    clear()
    assert {one: read(*one) for one in requests} == again
    assert {one: read(*one) for one in requests} == again
    ANSWERS.clear()
    assert {one: read(*one) for one in reversed(requests)} == again


@pytest.mark.parametrize("coding", ["identity", *filter(None, CODINGS)])
@pytest.mark.parametrize("part", [{}, {"hx-request": "true"}], ids=["page", "part"])
@pytest.mark.usefixtures("uncached")
def test_a_repeated_answer_takes_one_query_and_is_the_same(client, claim, django_assert_num_queries, coding, part):
    headers = {"accept-encoding": coding, **part}
    files = ("/timeline.json?q=says", "/timeline.svg")
    for address in [*pages(claim), "/?q=says&order=said", "/?view=table", "/positions/", *files]:
        first = client.get(address, headers=headers)
        with django_assert_num_queries(1):
            again = client.get(address, headers=headers)
        assert again.status_code == first.status_code == 200, address
        assert again.content == first.content, address
        assert dict(again.items()) == dict(first.items()), address
        assert again["ETag"]
        assert "HX-Request" in again["Vary"]
        assert "Content-Security-Policy" in again
        assert "public" in again["Cache-Control"]
        with django_assert_num_queries(1):
            assert client.get(address, headers=headers | {"if-none-match": first["ETag"]}).status_code == 304
    if part:
        assert client.get("/?q=says&order=said", headers=headers)["HX-Push-Url"] == "/?q=says&order=said"


@pytest.mark.usefixtures("uncached")
def test_one_question_is_cached_once_however_it_is_spelled(client, claim):
    """Nobody can fill the cache with parameters that mean nothing."""
    first, _asked = asked(client, "/?x=1&speaker=lavrov")
    assert stored() == 1
    for query in ("x=2&speaker=lavrov", "speaker=lavrov&order=happened", "q=+&speaker=lavrov&speaker=lavrov&page=1"):
        again, (only,) = asked(client, f"/?{query}")
        assert again.content == first.content, query
        assert "talks_version" in only
    assert stored() == 1
    address = claim.get_absolute_url()
    whole = client.get(f"{address}?q=says&x=1").content  # of the timeline's parameters, this page has few
    assert stored() == 2
    assert client.get(f"{address}?side=russia&order=said").content == whole
    assert stored() == 2


@pytest.mark.usefixtures("uncached")
def test_a_value_that_is_not_understood_is_not_cached_and_is_answered_by_nothing_cached(client, claim):
    wrong = [
        "/?speaker=nobody",
        "/?since=2022-13",
        "/?order=sideways",
        "/?page=x",
        "/?q=%00",
        "/?since=2023&until=2022",
    ]
    before = {address: client.get(address) for address in wrong}
    assert stored() == 0
    right = client.get("/").content
    assert stored() == 1
    for address, response in before.items():
        assert response.context["notices"], address
        again = client.get(address)
        assert again.context["notices"] == response.context["notices"], address
        assert again.content == response.content != right, address
    assert stored() == 1
    assert client.get("/").content == right
    refused = client.get("/timeline.json?speaker=nobody")
    assert (refused.status_code, stored()) == (400, 1)
    assert client.get("/timeline.json").status_code == 200
    assert client.get("/timeline.json?speaker=nobody").status_code == 400


@pytest.mark.usefixtures("uncached")
def test_what_turned_out_while_answering_is_not_cached(client, claim):
    """A page past the end is the last one and says so; a record of which nothing was known by then says that."""
    past = [
        "/",
        "/reports/",
        "/people/",
        "/questions/",
        *(row.get_absolute_url() for row in (claim.event, claim.article)),
    ]
    for address in past:
        assert "There is no page 7" in client.get(f"{address}?page=7").content.decode(), address
        assert stored() == 0, address
    unknown = client.get(f"{claim.get_absolute_url()}?known=2021")
    assert "None of this was certainly published by then." in unknown.content.decode()
    assert stored() == 0
    for address in past:
        assert "There is no page 7" not in client.get(address).content.decode(), address
        assert "There is no page 7" in client.get(f"{address}?page=7").content.decode(), address
    assert stored() == len(past)
    assert client.get("/timeline.json?page=7").status_code == 400
    assert stored() == len(past)


@pytest.mark.usefixtures("uncached")
def test_an_answer_is_cached_in_each_coding_and_none_serves_for_another(client, claim):
    whole = client.get("/").content
    for _time in range(2):
        for coding in CODINGS:
            response = client.get("/", headers={"accept-encoding": coding or "identity"})
            assert response.get("Content-Encoding", "") == coding
            assert plain(response) == whole
            assert response["ETag"].startswith("W/") == bool(coding)
            assert stored() <= len(CODINGS)
    assert stored() == len(CODINGS)
    # However a client spells what it takes.
    assert client.get("/", headers={"accept-encoding": "gzip;q=0.1, ZSTD"})["Content-Encoding"] == "zstd"
    assert stored() == len(CODINGS)


@pytest.mark.usefixtures("uncached")
def test_nothing_is_cached_while_developing(client, claim, settings):
    client.get("/")
    settings.DEBUG = True
    Article.objects.update(headline="Changed")
    for _time in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/").status_code == 200
        assert len(captured) > 1
    assert (stored(), stored(EVENTS)) == (1, 2)  # of before


@pytest.mark.usefixtures("uncached")
def test_a_change_of_the_record_gives_another_answer(client, claim):
    addresses = ["/", "/?view=table", claim.get_absolute_url(), claim.event.get_absolute_url(), "/timeline.json"]
    before = {address: client.get(address) for address in addresses}
    Claim.objects.filter(pk=claim.pk).update(statement="says something new.")
    Event.objects.filter(pk=claim.event_id).update(title="Talks by the sea")
    for address, response in before.items():
        again = client.get(address)
        assert again["ETag"] != response["ETag"]
        assert ("says something new." in again.content.decode()) == (address != "/?view=table"), address
        assert "Talks by the sea" in again.content.decode(), address


@pytest.mark.usefixtures("uncached")
def test_what_is_not_there_is_gone_or_stands_elsewhere_is_not_cached(client, claim):
    make_claim(slug="draft", status=Status.DRAFT)
    make_claim(slug="gone", status=Status.WITHDRAWN, status_reason="It was never said.")
    Rename.objects.create(model="claim", former="former", present=claim.slug)
    expected = {
        "/claims/never/": 404,
        "/claims/draft/": 404,
        "/claims/gone/": 410,
        "/claims/former/": 301,
        "/timeline.exe": 404,
        "/positions/progress/nobody/": 404,
    }
    for _time in range(2):
        assert {address: client.get(address).status_code for address in expected} == expected
        assert "ETag" not in client.get("/claims/gone/")
        assert stored() == 0
    Claim.objects.update(status=Status.PUBLISHED)
    assert [client.get(f"/claims/{slug}/").status_code for slug in ("draft", "gone")] == [200, 200]
    Claim.objects.update(status=Status.WITHDRAWN, status_reason="It was never said.")
    assert [client.get(f"/claims/{slug}/").status_code for slug in ("draft", "gone")] == [410, 410]


@pytest.mark.usefixtures("uncached")
def test_the_head_of_a_cached_answer_has_no_body_and_takes_none_away(client, claim):
    for address in ("/", "/timeline.json"):
        for coding in ("identity", "gzip"):
            headers = {"accept-encoding": coding}
            unread = client.head(address, headers=headers)  # what it caches is whole
            whole = client.get(address, headers=headers)
            again = client.head(address, headers=headers)
            assert unread.content == again.content == b""
            assert whole.content
            assert dict(again.items()) == dict(unread.items()) == dict(whole.items())
            assert client.get(address, headers=headers).content == whole.content


# Cost


def queries(client, address: str) -> int:
    """How many queries a page takes of whose events none was rendered before, once the index is there."""
    select(Filters())
    clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_number_of_queries_does_not_grow_with_the_record(client, claim):
    addresses = [*pages(claim), "/?speaker=lavrov&q=says", "/timeline.json"]
    before = [queries(client, address) for address in addresses]
    _question, (yes, _no) = make_question("another-question")
    for number in range(30):
        speaker = make_actor(f"speaker-{number}", side=claim.speaker.side)
        event = make_event(place=make_place(f"place-{number}"), date=f"2022-03-{number + 1:02}")
        make_participation(event, speaker)
        article = make_article(outlet=make_outlet(f"outlet-{number}"))
        topic = make_topic(f"topic-{number}")
        make_claim(event=event, article=article, speaker=speaker, topics=[topic], answers=[yes])
        make_claim(event=claim.event, article=claim.article, speaker=claim.speaker, topics=[topic], occasion=event)
    assert [queries(client, address) for address in addresses] == before


def test_the_front_page_costs_no_more_queries_at_1000_events_than_at_10(client):
    process, article = make_process(), make_article()

    def grow(start: int, stop: int) -> None:
        events = Event.objects.bulk_create(
            Event(
                slug=f"e-{n:04}",
                process=process,
                title=f"Event {n}",
                kind="visit",
                date="2022-03",
                date_basis="stated",
                status="published",
            )
            for n in range(start, stop)
        )
        Claim.objects.bulk_create(
            Claim(
                slug=f"c-{event.slug}",
                event=event,
                article=article,
                paragraph=1,
                attribution="own-voice",
                kind="account",
                statement="says so.",
                quote="so",
                quote_mode="indirect",
                unchecked_reason="no text is stored",
                status="published",
            )
            for event in events
        )

    grow(0, 10)
    few = queries(client, "/")
    grow(10, 1000)
    many = queries(client, "/")
    assert many <= few + 1  # many are drawn as bars, which the index counts; the milestones named above them are read
    grow(1000, 1500)
    assert queries(client, "/") == many


def test_a_facet_is_offered_where_there_is_a_choice_and_only_there(client, claim):
    offered = {facet.name for facet in client.get("/").context["timeline"].facets}
    assert offered >= {"side", "speaker", "attribution", "report", "outlet", "party"}
    assert not offered & {"process", "kind"}


def test_a_notice_repeats_no_more_of_a_wrong_value_than_sixty_characters(client, claim):
    response = client.get("/", {"order": "x" * 61})
    assert "x" * 60 + "…" in response.content.decode()
    assert "x" * 61 not in response.content.decode()
    assert "x" * 60 + "”" in client.get("/", {"order": "x" * 60}).content.decode()


def test_while_developing_every_edit_of_a_template_shows_at_once(client, claim, settings, tmp_path):
    copied = shutil.copytree(settings.BASE_DIR / "templates", tmp_path / "templates")
    settings.BASE_DIR, settings.DEBUG = tmp_path, True
    (engine,) = settings.TEMPLATES
    options = engine["OPTIONS"] | {"loaders": LOADERS}
    settings.TEMPLATES = [engine | {"DIRS": [copied], "OPTIONS": options}]
    parts = [
        "base.html",
        "timeline/facet.html",
        "timeline/choice.html",
        "timeline/event.html",
        "statements/passage.html",
    ]
    before = client.get("/")
    for number, part in enumerate(parts):
        with (copied / part).open("a") as file:
            file.write(f"<!-- edit {number} -->")
    after = client.get("/", headers={"If-None-Match": before["ETag"]}).content.decode()
    assert [number for number in range(len(parts)) if f"<!-- edit {number} -->" not in after] == []
