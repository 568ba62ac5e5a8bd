"""JSON-LD: events, statements and reports in the words of schema.org, with the ids and the order of the other files."""

import json
from datetime import date

import pytest
from django.test import Client

from talks import curation
from talks.exports import view
from talks.exports.days import known_days
from talks.models import Claim, Event
from talks.sources import public_url
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_correction,
    make_event,
    make_outlet,
    make_participation,
    make_place,
)

pytestmark = pytest.mark.django_db


def read(client: Client, address: str) -> dict:
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/ld+json")
    return json.loads(response.content)


def claim_of(client: Client, claim: Claim) -> dict:
    return read(client, f"/claims/{claim.slug}.jsonld")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022-03-29", "2022-03-29", "2022-03-29"),
        ("2022-02-28/2022-03-11", "2022-02-28", "2022-03-11"),
        ("[2022-03-29]", None, None),
        ("", None, None),
        ("2022-03", None, None),
        ("2022", None, None),
        ("2022-12-XX", None, None),
        ("2022-12-25?", None, None),
        ("2022-03-11~", None, None),
        ("2022-02-24/..", None, None),
        ("../2022-02-24", None, None),
        ("2022-02-24/", None, None),
        ("2022-02/2022-03", None, None),
        ("2022-02-28?/2022-03-11", None, None),
        ("[2022-02-24..2022-02-28]", None, None),
        ("[..2022-02-24]", None, None),
        ("[2022-02-24,2022-02-26]", None, None),
    ],
)
def test_a_day_is_known_if_the_date_names_it_and_no_other(text: str, first: str | None, last: str | None):
    days = known_days(text)
    assert days == (first and (date.fromisoformat(first), date.fromisoformat(last)))


def test_an_event_has_days_of_schema_org_only_where_they_are_known(client: Client):
    event = make_event(date="2022-02-28/2022-03-11", place=make_place("town"), occurrence="cancelled", format="video")
    make_participation(event, make_actor("north"), "host")
    make_claim(event=event)
    shown = read(client, f"/events/{event.slug}.jsonld")
    assert (shown["@type"], shown["startDate"], shown["endDate"]) == ("Event", "2022-02-28", "2022-03-11")
    assert shown["eventStatus"] == "https://schema.org/EventCancelled"
    assert shown["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert shown["location"]["name"] == "Town"
    [presence] = shown["attendee"]
    assert (presence["roleName"], presence["attendee"]["@id"]) == ("host", public_url("/people/north/"))
    event.date, event.occurrence = "2022-03-11~", "offered"
    event.save()
    shown = read(client, f"/events/{event.slug}.jsonld")
    assert {"startDate", "endDate", "eventStatus"}.isdisjoint(shown)
    assert (shown["talks:date"], shown["talks:occurrence"]) == ("2022-03-11~", "offered")


def test_a_statement_has_its_speaker_its_report_and_its_quotation(client: Client):
    person = make_actor("ann-other", name="Ann Other", side=make_actor("north"))
    outlet = make_outlet("daily", name="The Daily")
    article = make_article(outlet=outlet, url="https://example.org/a", published="2022-03-11")
    claim = make_claim(speaker=person, article=article, statement="says that it goes on.", said="2022-03-10")
    shown = claim_of(client, claim)
    assert (shown["@type"], shown["@id"]) == ("Claim", public_url(f"/claims/{claim.slug}/"))
    assert shown["text"] == "Ann Other says that it goes on."
    assert (shown["author"]["@type"], shown["author"]["name"]) == ("Person", "Ann Other")
    report = shown["appearance"]
    assert (report["@type"], report["@id"]) == ("NewsArticle", public_url(f"/reports/{article.slug}/"))
    assert (report["url"], report["datePublished"]) == ("https://example.org/a", "2022-03-11")
    assert report["publisher"]["name"] == "The Daily"
    quotation = shown["isBasedOn"]
    assert (quotation["@type"], quotation["text"], quotation["talks:quote_mode"]) == (
        "Quotation",
        claim.quote,
        "direct",
    )
    assert (quotation["author"]["name"], quotation["dateCreated"]) == ("Ann Other", "2022-03-10")
    assert (shown["talks:proof"], shown["talks:proof_reason"]) == ("not-checked", "no text is stored")


@pytest.mark.parametrize(
    "fields",
    [{"quote_mode": "indirect"}, {"quote_mode": "mixed"}, {"rendering": "reworded"}],
    ids=["indirect", "mixed", "reworded"],
)
def test_only_the_words_of_a_speaker_are_given_as_theirs(client: Client, fields: dict):
    article = make_article(outlet=make_outlet("daily", name="The Daily"))
    claim = make_claim(speaker=make_actor("north"), article=article, **fields)
    shown = claim_of(client, claim)
    assert shown["author"]["name"] == "North"
    assert shown["isBasedOn"]["author"]["name"] == "The Daily"


def test_who_is_not_named_is_called_as_in_the_report_and_never_by_the_side(client: Client):
    described = claim_of(client, make_claim(speaker_role="US intelligence sources", side=make_actor("usa")))
    assert described["author"] == {"@type": "Thing", "name": "US intelligence sources"}
    assert described["text"].startswith("US intelligence sources says what")
    own = claim_of(client, make_claim(attribution="own-voice", article=make_article(outlet=make_outlet("daily"))))
    assert own["text"].startswith("The report says what")
    assert own["author"]["name"] == "Daily"


def test_a_report_has_its_statements_and_what_was_corrected(client: Client):
    article = make_article(byline="Two Writers", text_words=300)
    claims = [make_claim(article=article, paragraph=number) for number in (1, 2)]
    make_correction(claims[0], field="Statement", before="says no", after="says yes", reason="It was misread.")
    shown = read(client, f"/reports/{article.slug}.jsonld")
    assert (shown["creditText"], shown["wordCount"]) == ("Two Writers", 300)
    said = shown["@reverse"]["appearance"]
    assert [one["identifier"] for one in said] == [claim.slug for claim in claims]
    [correction] = said[0]["correction"]
    assert (correction["@type"], correction["text"], correction["talks:after"]) == (
        "CorrectionComment",
        "It was misread.",
        "says yes",
    )


def test_what_a_report_is_only_supposed_to_relay_is_not_given_as_its_source(client: Client):
    claim = make_claim(article=make_article(agency=make_outlet("agency")))
    assert claim_of(client, claim)["appearance"]["isBasedOn"]["publisher"]["name"] == "Agency"
    claim.article.origin_basis = "supposed"
    claim.article.save()
    report = claim_of(client, claim)["appearance"]
    assert "isBasedOn" not in report
    assert report["talks:origin_basis"] == "supposed"


def test_pages_hold_the_events_and_statements_of_json_in_its_order(client: Client, monkeypatch):
    monkeypatch.setattr(view, "EVENTS_PER_PAGE", 2)
    for number in range(5):
        event = make_event(date=f"2022-03-{20 - number}")
        make_claim(event=event, speaker=make_actor("north"))
        make_claim(event=event, speaker=make_actor("south"))
    curation.rename(Event.objects.earliest("pk"), "another-slug")
    for query in ("", "?speaker=north", "?speaker=north&order=-happened", "?since=2022-03-18"):
        shown = [
            (
                client.get(f"/timeline.json{query}{mark}page={page}").json(),
                read(client, f"/timeline.jsonld{query}{mark}page={page}"),
            )
            for mark in ("&" if query else "?",)
            for page in (1, 2)
        ]
        for plain, linked in shown:
            assert [(one["id"], [said["url"] for said in one["claims"]]) for one in plain["events"]] == [
                (one["@id"], [said["@id"] for said in one["subjectOf"]]) for one in linked["about"]
            ]
            assert linked.get("talks:next", {"@id": None})["@id"] == (
                plain["next"] and plain["next"].replace(".json", ".jsonld")
            )


def test_a_title_cannot_end_the_script_element_that_a_page_puts_the_file_into(client: Client):
    event = make_event(title="</script><script>alert(1)</script>")
    make_claim(event=event, statement="says <!-- nothing.")
    content = client.get("/timeline.jsonld").content.decode()
    assert "<" not in content
    [shown] = json.loads(content)["about"]
    assert shown["name"] == event.title


def test_every_own_term_is_explained_under_the_codebook(client: Client):
    make_claim()
    schema, ours = read(client, "/timeline.jsonld")["@context"]
    assert schema == "https://schema.org"
    assert ours == {"talks": public_url("/data/codebook/#")}
