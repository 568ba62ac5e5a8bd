"""Feeds and calendars: what is new in them and what stays, in which order, and that nothing written in a record breaks them."""

import re
import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime
from html import unescape

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from talks import curation
from talks.exports import FORMATS, ics, view
from talks.models import Article, Claim, Event
from talks.sources import public_url
from talks.vocabulary import Status
from tests.factories import make_actor, make_article, make_claim, make_correction, make_event, make_outlet

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"

HOSTILE = {
    "formula": '=HYPERLINK("https://example.org";"x")',
    "lines": "first\r\nX-Header: yes\nEND:VEVENT\rthird",
    "script": "</script><script>alert(1)</script>",
    "cdata": "]]><entry/> &amp; &#0; <!-- -->",
    "reversed": "safe \u202etxet desrever",
    "emoji": "👩‍👩‍👧‍👦🇺🇦" * 40,
    "long": "word " * 400,
    "separators": r"a,b;c:d\n\\e",
    "controls": "a\x01b\x08c\x0bd\x7fe\ufffef",
}


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def feed(client: Client, query: str = "") -> ET.Element:
    response = client.get(f"/timeline.atom{query}")
    assert (response.status_code, response["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    return parsed(response.content)


def parsed(content: bytes) -> ET.Element:
    return ET.fromstring(content)  # noqa: S314 - our own file


def entries(root: ET.Element) -> list[ET.Element]:
    return root.findall(f"{ATOM}entry")


def text(element: ET.Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}") or ""


def links(root: ET.Element) -> dict[str, str]:
    return {one.get("rel", ""): one.get("href", "") for one in root.findall(f"{ATOM}link")}


def json_of(client: Client, query: str) -> list[dict]:
    found: list[dict] = client.get(f"/timeline.json{query}").json()["events"]
    return found


# Atom


def test_an_entry_has_each_statement_with_its_speaker_quotation_report_and_proof(client: Client):
    article = make_article(
        headline="The headline", outlet=make_outlet("daily", name="The Daily"), url="https://example.org/a"
    )
    event = make_event(title="Talks in the town", summary="They met.")
    speaker = make_actor("ann", name="Ann Other", side=make_actor("north"))
    claim = make_claim(event=event, article=article, speaker=speaker, speaker_role="a spokesperson", said="2022-03-09")
    indirect = make_claim(event=event, article=article, quote_mode="indirect", speaker_role="a source")
    [entry] = entries(feed(client))
    assert (text(entry, "title"), text(entry, "id")) == ("Talks in the town", public_url(f"/events/{event.slug}/"))
    content = unescape(text(entry, "content"))
    assert "<p>10 March 2022 · Round of talks</p><p>They met.</p>" in content
    assert f"<strong>Ann Other</strong> (a spokesperson) {claim.statement}" in content
    assert f'“<span lang="en">{claim.quote}</span>” <small>[Speaker\'s words' in content
    assert f'The Daily writes: <em lang="en">{indirect.quote}</em>' in content
    assert (
        '<a href="https://example.org/a">“The headline”, The Daily, 11 March 2022, ¶1</a> · said 9 Mar 2022' in content
    )
    assert "not checked: no text is stored" in content
    assert public_url(f"/claims/{claim.slug}/") in content


def test_an_entry_is_new_when_its_event_a_statement_shown_or_a_correction_is(client: Client):
    event = make_event(recorded=at(1), changed=at(2))
    shown = make_claim(event=event, speaker=make_actor("north"), recorded=at(1), changed=at(1))
    other = make_claim(event=event, speaker=make_actor("south"), recorded=at(1), changed=at(1))

    def updated(query: str = "?speaker=north") -> datetime:
        [entry] = entries(feed(client, query))
        assert text(entry, "published").startswith("2026-03-01")
        return datetime.fromisoformat(text(entry, "updated"))

    assert updated() == at(2)
    Claim.objects.filter(pk=other.pk).update(changed=at(9))
    assert (updated(), updated("")) == (at(2), at(9))
    Claim.objects.filter(pk=shown.pk).update(changed=at(3, 4))
    assert updated() == at(3, 4)
    make_correction(shown, day=date(2026, 3, 5))
    assert updated() == at(5)
    make_correction(event, day=date(2026, 3, 6))
    assert updated() == at(6)
    curation.withdraw([other], reason="It was said of another day.", at=at(20))
    assert updated() == at(20)


def test_a_renamed_event_keeps_its_entry(client: Client):
    claim = make_claim()
    [before] = entries(feed(client))
    curation.rename(claim.event, "another-slug")
    [after] = entries(feed(client))
    assert text(after, "id") == text(before, "id")
    assert links(after)["alternate"] == public_url("/events/another-slug/")


def test_a_feed_says_when_the_record_changed_and_never_when_it_was_asked(client: Client):
    assert text(feed(client), "updated") == "1970-01-01T00:00:00+00:00"
    make_claim(changed=at(2))
    Event.objects.update(changed=at(1))
    Article.objects.update(changed=at(1))
    assert datetime.fromisoformat(text(feed(client), "updated")) == at(2)
    assert datetime.fromisoformat(text(feed(client, "?since=2090"), "updated")) == at(2)


def test_pages_of_a_feed_lead_to_each_other_and_are_one_feed(client: Client, monkeypatch):
    monkeypatch.setattr(view, "EVENTS_PER_PAGE", 2)
    for number in range(5):
        make_claim(event=make_event(date=f"2022-03-{20 - number}"), speaker=make_actor("north"))
    expected = [one["id"] for page in (1, 2, 3) for one in json_of(client, f"?speaker=north&page={page}")]
    address, found, ids = "/timeline.atom?speaker=north", [], set()
    while address:
        root = parsed(client.get(address.removeprefix(public_url(""))).content)
        found += [text(one, "id") for one in entries(root)]
        ids.add(text(root, "id"))
        address = links(root).get("next", "")
    assert found == expected
    assert len(ids) == 1
    last = links(root)
    assert last["previous"].endswith("?speaker=north&page=2")
    assert last["self"] == last["last"]
    assert last["first"] == public_url("/timeline.atom?speaker=north")
    assert client.get("/timeline.atom?page=4").status_code == 400


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_of_a_record_breaks_a_feed(client: Client, name: str):
    words = HOSTILE[name]
    event = make_event(summary=words)
    article = make_article(outlet=make_outlet("daily"))
    make_claim(event=event, article=article, statement=words, quote=words[:300], speaker_role=words[:100], note=words)
    Event.objects.update(title=words[:160])
    Article.objects.update(headline=words[:160])
    [entry] = entries(feed(client))
    clean = re.sub("[\x01\x08\x0b\ufffe]", "", words[:160])
    assert text(entry, "title").split() == clean.split()
    assert "<script" not in text(entry, "content")


def test_a_feed_holds_the_events_and_statements_of_json_in_its_order(client: Client):
    for number in range(4):
        event = make_event(date=f"2022-03-{20 - number}", kind="briefing" if number % 2 else "interview")
        make_claim(event=event, speaker=make_actor("north"))
        make_claim(event=event, attribution="own-voice")
    make_claim(event=make_event(status=Status.DRAFT))
    for query in (
        "",
        "?order=-happened",
        "?kind=briefing",
        "?speaker=north&order=-recorded",
        "?since=2022-03-19",
        "?since=none",
    ):
        shown = [
            (text(one, "id"), re.findall(r"/claims/([^/]+)/", text(one, "content")))
            for one in entries(feed(client, query))
        ]
        expected = [(one["id"], [said["slug"] for said in one["claims"]]) for one in json_of(client, query)]
        assert shown == expected, query


# iCalendar


def properties(client: Client, query: str = "") -> list[tuple[str, str]]:
    """The lines of a calendar, unfolded, as names and unescaped values; checks what RFC 5545 asks of every line."""
    response = client.get(f"/timeline.ics{query}")
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    content = response.getvalue()
    assert content.endswith(b"\r\n")
    lines = content.removesuffix(b"\r\n").split(b"\r\n")
    for one in lines:
        assert len(one) <= 75
        assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", one)
        one.decode()  # no fold within a character
    unfolded = content.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    found = []
    for one in unfolded:
        name, colon, value = one.partition(":")
        assert colon
        assert re.fullmatch(r"[A-Z-]+(;VALUE=DATE)?", name), name
        found.append((name, re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[1], value)))
    return found


def calendar_of(client: Client, query: str = "") -> list[dict[str, str]]:
    """The events of a calendar, each with its properties by name."""
    found: list[dict[str, str]] = []
    for name, value in properties(client, query):
        if (name, value) == ("BEGIN", "VEVENT"):
            found.append({})
        elif found:
            assert name == "END" or name not in found[-1]
            found[-1][name] = value
    return found


def test_a_calendar_has_whole_days_with_the_day_after_as_the_end(client: Client):
    make_claim(event=make_event(date="2022-02-28/2022-03-11"))
    make_claim(event=make_event(date="0900-12-31"))
    first, second = calendar_of(client)
    assert (first["DTSTART;VALUE=DATE"], first["DTEND;VALUE=DATE"]) == ("09001231", "09010101")
    assert (second["DTSTART;VALUE=DATE"], second["DTEND;VALUE=DATE"]) == ("20220228", "20220312")


def test_what_has_no_known_day_is_left_out_of_a_calendar_and_counted(client: Client):
    for text in (
        "",
        "2022-03",
        "2022-03-11~",
        "2022-03-11?",
        "[2022-03-01..2022-03-09]",
        "2022-03-10/..",
        "9999-12-31",
    ):
        make_claim(event=make_event(date=text))
    known = make_claim(event=make_event(date="2022-03-29"))
    assert [one["UID"] for one in calendar_of(client)] == [public_url(f"/events/{known.event.slug}/")]
    assert client.get("/timeline.ics")["X-Talks-Left-Out"] == "7"
    assert "7 events are left out, since their days are not known." in dict(properties(client))["X-WR-CALDESC"]
    assert client.get("/timeline.ics?since=2022-03-29&sure=1")["X-Talks-Left-Out"] == "1"
    assert "left out" not in dict(properties(client, "?since=2022-03-29&until=2022-03-29&sure=1"))["X-WR-CALDESC"]


@pytest.mark.parametrize(
    ("occurrence", "status"),
    [
        ("held", "CONFIRMED"),
        ("planned", "TENTATIVE"),
        ("offered", "TENTATIVE"),
        ("postponed", "TENTATIVE"),
        ("refused", "CANCELLED"),
        ("cancelled", "CANCELLED"),
    ],
)
def test_a_calendar_says_whether_an_event_took_place(client: Client, occurrence: str, status: str):
    make_claim(event=make_event(occurrence=occurrence))
    [shown] = calendar_of(client)
    assert shown["STATUS"] == status


def test_an_event_of_a_calendar_keeps_its_name_and_counts_up_when_it_changes(client: Client):
    event = make_event(recorded=at(1), changed=at(1))
    claim = make_claim(event=event, recorded=at(1), changed=at(1))
    [before] = calendar_of(client)
    assert (before["SEQUENCE"], before["DTSTAMP"]) == ("0", "20260301T000000Z")
    curation.rename(event, "another-slug")
    Event.objects.update(changed=at(1))
    Claim.objects.filter(pk=claim.pk).update(changed=at(2, 1))
    [after] = calendar_of(client)
    assert after["UID"] == before["UID"]
    assert after["URL"] == public_url("/events/another-slug/")
    assert (after["SEQUENCE"], after["LAST-MODIFIED"]) == (str(25 * 3600), "20260302T010000Z")


def test_a_calendar_has_each_statement_with_its_speaker_quotation_report_and_proof(client: Client):
    article = make_article(headline="The headline", outlet=make_outlet("daily", name="The Daily"))
    claim = make_claim(article=article, speaker=make_actor("north"), said="2022-03-09", rendering="translated")
    own = make_claim(event=claim.event, article=article, attribution="own-voice", quote_mode="mixed", standing=True)
    [shown] = calendar_of(client)
    spoken, told = shown["DESCRIPTION"].split("\n\n")[1:]
    assert spoken.splitlines() == [
        f"North {claim.statement}",
        f"“{claim.quote}” [Speaker's words, translated by The Daily]",
        "“The headline”, The Daily, 11 March 2022, ¶1 · said 9 Mar 2022 · not checked: no text is stored",
        public_url(f"/claims/{claim.slug}/"),
    ]
    assert told.splitlines()[:2] == [f"The report {own.statement}", f"The Daily writes: {own.quote} [Mixed words]"]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_of_a_record_breaks_a_calendar(client: Client, name: str):
    words = HOSTILE[name]
    event = make_event(summary=words)
    make_claim(event=event, statement=words, quote=words[:300], speaker_role=words[:100])
    Event.objects.update(title=words[:160])
    assert [one[0] for one in properties(client)].count("BEGIN") == 2
    [shown] = calendar_of(client)
    assert shown["SUMMARY"].split() == re.sub("[\x01\x08\x7f]", "", words[:160]).split()


@given(st.text(max_size=300), st.from_regex(r"[A-Z-]{1,20}", fullmatch=True))
def test_a_folded_line_is_the_text_again(text: str, name: str):
    written = ics.line(name, ics.escaped(text))
    assert all(len(one.encode()) <= 75 for one in written.split("\r\n"))
    unfolded = written.removesuffix("\r\n").replace("\r\n ", "").removeprefix(f"{name}:")
    read = re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[1], unfolded)
    assert read == ics.CONTROLS.sub("", ics.LINE_ENDS.sub("\n", text))


def test_a_calendar_holds_the_events_and_statements_of_json_in_its_order(client: Client):
    for number, day in enumerate(("2022-03-20", "2022-03", "2022-03-18", "")):
        event = make_event(date=day, kind="briefing" if number % 2 else "interview")
        make_claim(event=event, speaker=make_actor("north"))
        make_claim(event=event, speaker=make_actor("south"))
    for query in ("", "?order=-happened", "?kind=briefing", "?speaker=north&order=-recorded", "?since=2022-03-19"):
        shown = [
            (one["UID"], re.findall(r"/claims/([^/]+)/", one["DESCRIPTION"])) for one in calendar_of(client, query)
        ]
        expected = [
            (one["id"], [said["slug"] for said in one["claims"]])
            for one in json_of(client, query)
            if len(one["date"]) == len("2022-03-20")
        ]
        assert shown == expected, query


# Where feeds are found


def test_pages_name_their_files_to_programs(client: Client):
    claim = make_claim(speaker=make_actor("north"))

    def alternates(address: str) -> dict[str, str]:
        page = client.get(address).content.decode()
        return dict(re.findall(r'<link rel="alternate" type="([^"]+)" title="[^"]+" href="([^"]+)">', page))

    shown = alternates("/?speaker=north&view=table")
    assert shown["application/atom+xml"] == "/timeline.atom?speaker=north&amp;order=-recorded"
    assert shown["application/json"] == "/timeline.json?speaker=north"
    assert shown["text/csv"] == "/timeline.csv?speaker=north"
    for kind, slug in (("events", claim.event.slug), ("claims", claim.slug), ("reports", claim.article.slug)):
        shown = alternates(f"/{kind}/{slug}/")
        assert shown["application/ld+json"] == f"/{kind}/{slug}.jsonld"
        for address in shown.values():
            assert client.get(address).status_code == 200
    assert alternates("/people/north/") == {}


def test_the_page_says_of_each_format_what_it_is_for_and_lists_a_feed_with_what_is_new_first(client: Client):
    make_claim(speaker=make_actor("north"))
    page = client.get("/?speaker=north&order=said").content.decode()
    shown = page[page.index('id="download"') : page.index("</details>", page.index('id="download"'))]
    rows = re.findall(r'<a href="([^"]+)"( download)?><b>([^<]+)</b> <span>([^<]+)</span></a>', shown)
    by_title = {title: (address, bool(saved), purpose) for address, saved, title, purpose in rows}
    assert [title for title in by_title if title != "CSV for Excel"] == [one.title for one in FORMATS.values()]
    assert by_title["CSV"][0] == "/timeline.csv?speaker=north&amp;order=said"
    assert by_title["CSV for Excel"][0] == "/timeline.csv?speaker=north&amp;order=said&amp;bom=1"
    assert by_title["Atom"][:2] == ("/timeline.atom?speaker=north&amp;order=-recorded", False)
    for title, (address, saved, purpose) in by_title.items():
        assert saved == (title != "Atom")
        assert len(purpose) > 10, title
        assert client.get(unescape(address)).status_code == 200


def test_the_format_of_a_file_stands_in_its_name_and_format_is_that_of_the_meeting(client: Client):
    make_claim(event=make_event(slug="face", format="in-person"))
    make_claim(event=make_event(slug="line", format="phone"))
    for name, one in FORMATS.items():
        assert client.get(f"/timeline.{name}?format=phone").status_code == 200, one.title
        assert client.get(f"/timeline.{name}?format={name}").status_code == 400, one.title
    assert [one["slug"] for one in json_of(client, "?format=phone")] == ["line"]
    page = client.get("/?format=csv")
    assert (page.status_code, page["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "“csv” is not in this record" in page.content.decode()
