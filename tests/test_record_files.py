"""Single records as files: one address for each format, with the names and values that files of a view have."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from talks import curation
from talks.exports import RECORD_FORMATS
from talks.models import Claim, Event
from talks.vocabulary import Status
from tests.factories import make_claim

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim() -> Claim:
    return make_claim(statement="says that the talks go on.")


def address_of(claim: Claim, kind: str, name: str = "json") -> str:
    slug = {"claim": claim, "event": claim.event, "report": claim.article}[kind].slug
    return f"/{kind}s/{slug}.{name}"


@pytest.mark.parametrize("kind", ["event", "report"])
def test_the_file_of_an_event_or_report_holds_its_statements_as_the_timeline_does(client: Client, claim: Claim, kind):
    [event] = client.get("/timeline.json").json()["events"]
    shown = client.get(address_of(claim, kind)).json()
    said = [one | {"certain": None} for one in shown["claims"]]
    assert said == event["claims"]
    if kind == "event":
        assert shown | {"certain": None, "claims": said} == event


def test_the_file_of_a_statement_holds_its_event_and_its_report(client: Client, claim: Claim):
    shown = client.get(address_of(claim, "claim")).json()
    assert (shown["slug"], shown["about"]["slug"], shown["source"]["slug"]) == (
        claim.slug,
        claim.event.slug,
        claim.article.slug,
    )
    assert (shown["about"]["title"], shown["source"]["headline"]) == (claim.event.title, claim.article.headline)


def test_a_former_address_of_a_file_leads_on_and_a_withdrawn_record_says_why(client: Client, claim: Claim):
    former = address_of(claim, "claim")
    curation.rename(claim, "another-slug")
    moved = client.get(former)
    assert (moved.status_code, moved["Location"]) == (301, "/claims/another-slug.json")
    curation.withdraw([claim], reason="It was said of another day.")
    gone = client.get("/claims/another-slug.json")
    assert gone.status_code == 410
    assert "It was said of another day." in gone.content.decode()


@pytest.mark.parametrize("kind", ["claim", "event", "report"])
def test_hidden_records_and_formats_that_do_not_exist_answer_alike(client: Client, claim: Claim, kind):
    assert client.get(address_of(claim, kind, "exe")).status_code == 404
    Claim.objects.update(status=Status.DRAFT)
    assert client.get(address_of(claim, kind)).status_code == 404


@pytest.mark.parametrize("kind", ["event", "report"])
@pytest.mark.parametrize("name", RECORD_FORMATS)
def test_the_number_of_queries_of_a_file_does_not_depend_on_its_statements(client: Client, claim: Claim, kind, name):
    if kind not in RECORD_FORMATS[name].kinds:
        pytest.skip("there is no such file")

    def queries() -> int:
        Claim.objects.update(note=str(Claim.objects.count()))  # so that no cached answer is given
        client.get("/timeline.json")
        with CaptureQueriesContext(connection) as counted:
            assert client.get(address_of(claim, kind, name)).status_code == 200
        return len(counted)

    few = queries()
    for _more in range(5):
        make_claim(event=claim.event, article=claim.article)
    assert queries() == few


def test_an_event_is_known_by_its_first_slug_for_ever(client: Client, claim: Claim):
    before = client.get(address_of(claim, "event")).json()
    assert before["id"] == before["url"]
    curation.rename(claim.event, "a-second-slug")
    curation.rename(Event.objects.get(), "a-third-slug")
    after = client.get("/events/a-third-slug.json").json()
    assert after["id"] == before["id"]
    assert after["url"].endswith("/events/a-third-slug/")
