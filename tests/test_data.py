"""The page about the data, the codebook, OpenAPI, the data set of schema.org, and what assistants are told."""

import json
import re
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from talks import vocabulary
from talks.codebook import as_json, as_markdown, read_codebook
from talks.codebook.hard_cases import read_cases
from talks.codebook.lists import LISTS, TOPIC
from talks.exports import FORMATS, RECORD_FORMATS
from talks.exports.view import EVENTS_PER_PAGE
from talks.forms import FileForm
from talks.index import current
from talks.models import Claim, Event, Process, Topic
from talks.pages.data import read_parameters
from talks.parameters import FACETS, MEANINGS
from talks.search import LONGEST
from talks.timeline import PAGE, VALUES_ALLOWED
from talks.timeline.filters import NAMES
from talks.validators import hard_cases
from talks.vocabulary import Term
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_correction,
    make_event,
    make_outlet,
    make_participation,
    make_place,
    make_process,
    make_question,
    make_topic,
)

OF_CURATORS = {"LinkState", "ErrorKind", "ErrorStatus", "SayingVerb", "LintRule"}
"""Lists of the desk and of error reports: no file of the record has their words."""
SITE = "https://talks.example"


@pytest.fixture
def claim(db, settings) -> Claim:
    """A denial by Lavrov in a report of an outlet, with proof, a topic, a participant and a difference."""
    settings.SITE_URL = SITE
    russia, ukraine = make_actor("russia"), make_actor("ukraine")
    process = make_process(licence="CC BY 4.0", summary="What was said.")
    event = make_event(
        slug="istanbul", title="Talks in Istanbul", date="2022-03-29", process=process, place=make_place("istanbul")
    )
    make_participation(event, russia, role="host")
    make_participation(event, ukraine)
    _question, (yes, no) = make_question()
    make_claim(slug="second", event=event, article=make_article(language="uk"), speaker=ukraine, answers=[no])
    make_claim(slug="own", event=event, article=make_article(), attribution="own-voice", kind="account")
    return make_claim(
        slug="first",
        event=event,
        article=make_article(slug="telesur", outlet=make_outlet("telesur"), published="2022-03-29"),
        speaker=make_actor("lavrov", side=russia),
        kind="denial",
        statement="says that nothing was agreed.",
        said="2022-03-29",
        paragraph_sha256="1:" + "a" * 64,
        unchecked_reason="",
        topics=[make_topic("progress")],
        answers=[yes],
    )


def text_of(response) -> str:
    return unescape(re.sub(r"<[^>]+>", "", response.content.decode()))


# The codebook


def test_every_closed_list_that_readers_meet_stands_in_the_codebook_with_a_definition_of_each_word():
    lists = {
        name
        for name, one in vars(vocabulary).items()
        if isinstance(one, type) and issubclass(one, Term) and one is not Term
    }
    assert {one.terms.__name__ for one in LISTS} | OF_CURATORS == lists
    assert not [(one.name, word) for one in LISTS for word in one.terms if not (word.label and word.definition)]


def test_a_list_names_the_fields_that_hold_its_words_and_the_parameter_that_asks_for_them(client, claim):
    lists = {one["name"]: one for one in client.get("/data/codebook.json").json()["lists"]}
    assert lists["actor-kind"]["fields"] == ["event.participants.kind", "claim.speaker_kind"]
    assert lists["proof"]["fields"] == ["claim.proof.state"]
    assert (lists["claim-kind"]["fields"], lists["claim-kind"]["parameter"]) == (["claim.kind"], "says")
    assert (lists["milestone"]["fields"], lists["milestone"]["parameter"]) == ([], "milestone")


@pytest.mark.django_db
def test_every_hard_case_of_the_first_record_belongs_to_a_word_of_a_list():
    call_command("loaddata", "ukraine_2022", verbosity=0)
    words = {(one.name, word.value) for one in LISTS for word in one.terms} | {(one.name, "") for one in LISTS}
    words |= {("topic", slug) for slug in Topic.objects.values_list("slug", flat=True)}
    cases = read_cases(current())
    assert len(cases) > 30
    assert cases.keys() <= words
    assert all(one.case.endswith(".") and one.decided.endswith(".") for found in cases.values() for one in found)


@pytest.mark.django_db
def test_a_second_record_brings_hard_cases_of_its_own(client: Client):
    claim = make_claim(kind="denial")
    Process.objects.filter(pk=claim.event.process_id).update(
        hard_cases="claim-kind | denial | A shrug. | It is no denial.\nclaim-kind | | Two at once. | The first."
    )
    shown = text_of(client.get("/data/codebook/"))
    assert "A shrug." in shown
    assert "It is no denial." in shown
    kinds = next(one for one in client.get("/data/codebook.json").json()["lists"] if one["name"] == "claim-kind")
    assert kinds["hard_cases"] == [{"case": "Two at once.", "decided": "The first."}]


@pytest.mark.django_db
def test_hard_cases_of_a_negotiation_that_is_still_a_draft_are_shown_nowhere(client: Client):
    make_claim()
    draft = make_process("draft", hard_cases="claim-kind | denial | A shrug. | It is no denial.")
    claim = make_claim(event=make_event(slug="another", process=draft, status="draft"))
    for address in ("/data/codebook/", "/data/codebook.json"):
        assert "A shrug." not in client.get(address).content.decode()
    Event.objects.filter(pk=claim.event_id).update(status="published")
    for address in ("/data/codebook/", "/data/codebook.json"):
        assert "A shrug." in client.get(address).content.decode()


@pytest.mark.parametrize(
    "text", ["role | host | No decision.", "| host | A case. | Decided.", "role | host | | Decided.", "a"]
)
def test_a_hard_case_without_its_parts_is_refused(text: str):
    hard_cases("role | host | A case. | Decided.\nrole | | A case. | Decided.")
    with pytest.raises(ValidationError):
        hard_cases(text)


def test_page_json_and_markdown_of_the_codebook_have_every_word_at_its_own_anchor(client, claim):
    text = client.get("/data/codebook/").content.decode()
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    given = client.get("/data/codebook.json").json()
    assert given == json.loads(json.dumps(as_json(read_codebook())))
    written = as_markdown()
    for one in LISTS:
        assert one.name in ids
        for word in one.terms:
            assert f"{one.name}-{word.value}" in ids
            assert str(word.definition) in unescape(text)
            assert f"### `{word.value}`: " in written
    assert "claim-kind-denial" in ids
    assert "topic-progress" in ids
    assert {f"{one['name']}-{word['word']}" for one in given["lists"] for word in one["words"]} <= set(ids)
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)


def test_every_field_of_the_files_is_explained_where_json_ld_looks_for_it(client, claim):
    text = client.get("/data/codebook/").content.decode()
    ids = set(re.findall(r'\sid="([^"]+)"', text))
    given = client.get("/data/codebook.json").json()["fields"]
    view = client.get("/timeline.json").json()
    event, said = view["events"][0], view["events"][0]["claims"][0]
    names = {*view, *event, *said, *client.get("/reports/telesur.json").json()} - {"events", "claims"}
    assert names <= {one["name"] for one in given} <= ids
    assert all(one["meaning"] and one["url"].endswith(f"#{one['name']}") for one in given)
    for address in ("/timeline.jsonld", "/events/istanbul.jsonld", "/claims/first.jsonld", "/reports/telesur.jsonld"):
        terms = set(re.findall(r'"talks:(\w+)"', client.get(address).content.decode()))
        assert terms
        assert terms <= ids, (address, terms - ids)
    assert "| `quote_mode` | claim | word |" in as_markdown()


def test_an_example_is_the_first_record_with_that_word_and_a_statement_has_its_speaker_and_report(client, claim):
    words = {(one.name, word.word): word.example for one in read_codebook().lists for word in one.words}
    assert words["claim-kind", "denial"].text == "Lavrov says that nothing was agreed (Telesur, 29 Mar 2022, ¶1)"
    assert words["claim-kind", "denial"].address == "/claims/first/"
    assert words["event-kind", "round-of-talks"].address == "/events/istanbul/"
    assert words["role", "host"].text == "Russia in “Talks in Istanbul”"
    assert words["difference", "sides"].address == "/events/istanbul/"
    assert words["proof", "found"].address == "/claims/first/"
    assert words["proof", "not-checked"].address != "/claims/first/"
    assert words[TOPIC, "progress"].address == "/claims/first/"
    assert words["claim-kind", "warning"] is None
    text = client.get("/data/codebook/").content.decode()
    for address in {example.address for example in words.values() if example}:
        assert f'href="{address}"' in text
        assert client.get(address.partition("#")[0]).status_code == 200, address


def test_a_word_leads_to_all_that_have_it_where_a_parameter_asks_for_it(client, claim):
    words = {(one.name, word.word): word.query for one in read_codebook().lists for word in one.words}
    assert words["claim-kind", "denial"] == "?says=denial"
    assert words["claim-kind", "warning"] == ""
    assert words["role", "host"] == ""
    for query in filter(None, words.values()):
        assert client.get(f"/{query}").context["timeline"].counts.events, query


def test_hostile_words_are_no_markup_in_any_form_of_the_codebook(client, claim):
    claim.topics.add(make_topic("odd", name="</script><b>*x*", definition="[a](b) <script>"))
    assert "<script>" not in client.get("/data/codebook/").content.decode().replace('<script type="module"', "")
    (topic,) = [one for one in client.get("/data/codebook.json").json()["lists"][-1]["words"] if one["word"] == "odd"]
    assert topic["label"] == "</script><b>*x*"
    assert r"### `odd`: \</script\>\<b\>\*x\*" in as_markdown()


def test_the_codebook_costs_the_same_number_of_queries_for_any_record(client, claim):
    def queries() -> int:
        client.get("/events/")  # so that the index is built
        with CaptureQueriesContext(connection) as found:
            client.get("/data/codebook/")
        return len(found)

    few = queries()
    for number in range(5):
        event = make_event(kind="visit")
        make_participation(event, make_actor(f"actor-{number}"), role="mediator")
        made = make_claim(event=event, kind="warning", topics=[make_topic(f"topic-{number}")])
        make_correction(made)
    assert queries() == few


# The page


def test_the_page_about_the_data_counts_as_the_timeline_and_the_page_about_the_record_do(client, claim):
    held = client.get("/data/").context["page"].held
    counts = client.get("/").context["timeline"].counts
    assert held.counts == counts
    (one,) = client.get("/about/").context["page"].processes
    assert str(held.counts.origins) == str(one.origins)
    assert held.languages == len(one.languages) == 2
    assert held.outlets == len([row for row in one.outlets if "=none" not in row.query]) == 1
    assert held.has_unknown_outlet
    assert (held.proved.number, held.proved.of, held.proved.percent) == ("1", "3", 33)
    assert "1 of 3 (33 %) were found in the text of their report" in text_of(client.get("/data/"))


def test_an_empty_record_has_a_page_about_its_data(client, db):
    assert "Nothing has been published yet." in text_of(client.get("/data/"))
    for address in ("/data/codebook/", "/data/codebook.json", "/data/dataset.jsonld"):
        assert client.get(address).status_code == 200, address


def test_the_page_about_the_data_names_each_format_with_addresses_that_answer(client, claim):
    response = client.get("/data/")
    text = response.content.decode()
    shown = [*response.context["formats"], *response.context["record_formats"]]
    assert [one.name for one in shown] == [*FORMATS, *RECORD_FORMATS]
    for one in shown:
        assert one.examples
        for address in one.examples:
            assert f'href="{address}"' in text
            answer = client.get(address)
            answer.getvalue()
            assert answer.status_code == 200, address


def test_every_link_of_the_page_about_the_data_and_of_the_codebook_answers(client, claim):
    for page in ("/data/", "/data/codebook/"):
        text = client.get(page).content.decode()
        for address in set(re.findall(r'href="(/(?!static/)[^"#]*)', text)):
            answer = client.get(unescape(address))
            answer.getvalue()
            assert answer.status_code == 200, address


def test_the_page_about_the_data_says_the_limits_that_the_code_has(client, claim):
    text = text_of(client.get("/data/"))
    for words in (
        f"{EVENTS_PER_PAGE} events in one file",
        f"{VALUES_ALLOWED} values",
        f"{LONGEST} characters",
        f"{PAGE} events",
    ):
        assert words in text


def test_people_and_assistants_are_led_to_the_releases(client, claim):
    assert 'href="/data/releases/"' in client.get("/data/").content.decode()
    assert f"({SITE}/data/releases/)" in client.get("/llms.txt").content.decode()


def test_every_parameter_is_explained_with_its_values(client, claim):
    shown = {one.name: one for one in read_parameters()}
    assert list(shown) == [*NAMES, "page", "bom"]
    assert shown.keys() == MEANINGS.keys()
    text = client.get("/data/").content.decode()
    for name, one in shown.items():
        assert f'id="parameter-{name}"' in text
        assert one.meaning
        assert one.values or one.values_in
        assert one.is_repeated == (name in FACETS)
        for value in one.values:
            assert not FileForm(QueryDict(f"since=2022&{name}={value}")).notices, (name, value)


def test_pages_lead_to_the_data_and_the_data_to_what_programs_read(client, claim):
    assert '<link rel="help" href="/data/">' in client.get("/").content.decode()
    text = client.get("/data/").content.decode()
    assert re.search(
        r'<link rel="service-desc" type="application/vnd.oai.openapi\+json[^"]*" href="/data/openapi.json">', text
    )
    assert '<link rel="alternate" type="application/ld+json" href="/data/dataset.jsonld">' in text
    sitemap = client.get("/sitemap-pages-0.xml").content.decode()
    assert f"<loc>{SITE}/data/</loc>" in sitemap
    assert f"<loc>{SITE}/data/codebook/</loc>" in sitemap


# OpenAPI


def described(client) -> dict:
    return client.get("/data/openapi.json").json()


def test_openapi_has_every_parameter_of_the_form_and_no_other(client, claim):
    given = described(client)
    names = [one["name"] for one in given["components"]["parameters"].values()]
    assert names == [*NAMES, "page", "bom"]
    for path, item in given["paths"].items():
        if path.startswith("/timeline."):
            asked = [one["$ref"].rpartition("/")[2] for one in item["get"]["parameters"]]
            assert asked == (names if path == "/timeline.csv" else names[:-1])


def test_every_path_of_openapi_answers_with_the_type_it_says(client, claim):
    slugs = {"events": "istanbul", "claims": "first", "reports": "telesur", "questions": "who-came"}
    given = described(client)
    assert {path for path in given["paths"] if path.startswith("/timeline")} == {
        f"/timeline.{name}" for name in FORMATS
    }
    for path, item in given["paths"].items():
        answer = client.get(path.replace("{slug}", slugs.get(path.split("/")[1], "")))
        answer.getvalue()
        assert answer.status_code == 200, path
        (media_type,) = item["get"]["responses"]["200"]["content"]
        assert media_type == answer["Content-Type"].partition(";")[0], path
        if "{slug}" in path:
            assert client.get(path.replace("{slug}", "no-such")).status_code == 404


def test_openapi_refers_to_nothing_that_it_does_not_have_and_names_each_operation_once(client, claim):
    given = described(client)
    assert given["openapi"] == "3.1.0"
    assert given["servers"] == [{"url": SITE}]
    for one in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(given)):
        found = given
        for part in one.split("/"):
            found = found[part]
    operations = [item["get"]["operationId"] for item in given["paths"].values()]
    assert len(operations) == len(set(operations))


def test_what_json_files_hold_is_what_openapi_says(client, claim):
    make_correction(claim)
    schemas = described(client)["components"]["schemas"]
    view = client.get("/timeline.json?since=2022").json()
    event = view["events"][0]
    event_alone, claim_alone = (client.get(f"/{path}.json").json() for path in ("events/istanbul", "claims/first"))
    report_alone = client.get("/reports/telesur.json").json()
    for name, value in [
        ("view", view),
        ("event_of_view", event),
        ("event_file", event_alone),
        ("claim_file", claim_alone),
        ("report_file", report_alone),
        ("errors", client.get("/timeline.json?since=x").json()),
    ]:
        fits(value, schemas[name], schemas)
    assert set(schemas["view"]["properties"]) == set(view)
    assert set(schemas["claim"]["properties"]) == set(event["claims"][0]) - {"certain"}
    assert set(schemas["event"]["properties"]) == set(event) - {"certain", "claims"}
    assert set(schemas["report"]["properties"]) == set(report_alone) - {"claims"}


TYPES = {"string": str, "integer": int, "boolean": bool, "null": type(None), "object": dict, "array": list}


def fits(value, schema: dict, schemas: dict) -> None:
    """Fail unless a value is what a schema says, as far as our schemas say it."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    for part in schema.get("allOf", ()):
        fits(value, part, schemas)
    if "type" not in schema:
        return
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    assert any(type(value) is TYPES[kind] for kind in kinds), (value, schema)
    assert value in schema.get("enum", [value])
    for name in schema.get("required", ()):
        assert name in value, name
    for name, of_name in schema.get("properties", {}).items():
        if name in value:
            fits(value[name], of_name, schemas)
    for one in value if isinstance(value, list) else ():
        fits(one, schema["items"], schemas)


# For search engines and assistants


def test_the_data_set_of_schema_org_names_the_record_its_licence_its_days_and_its_files(client, claim):
    response = client.get("/data/dataset.jsonld")
    given = response.json()
    assert response["Content-Type"] == "application/ld+json"
    assert given["name"] == "Negotiations, 2022"
    assert given["license"] == [{"@type": "CreativeWork", "name": "CC BY 4.0"}]
    assert given["temporalCoverage"] == "2022-03-29/2022-03-29"
    assert [one["contentUrl"] for one in given["distribution"]] == [f"{SITE}/timeline.{name}" for name in FORMATS]


def test_assistants_are_told_how_to_quote_and_where_the_data_is(client, claim):
    response = client.get("/llms.txt")
    text = response.content.decode()
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert text.startswith("# Talks\n\n> ")
    assert "Never give a statement without its speaker and its report." in text
    for address in re.findall(r"\]\(([^)]+)\)", text):
        assert address.startswith(SITE)
        assert client.get(address.removeprefix(SITE)).status_code == 200, address
    assert all(f"`/timeline.{name}`" in text for name in FORMATS)
    assert len(text) < 4_000


def test_what_programs_read_may_be_read_from_any_site(client, claim):
    for address in ("/data/codebook.json", "/data/openapi.json", "/data/dataset.jsonld", "/llms.txt"):
        response = client.get(address)
        assert response["Access-Control-Allow-Origin"] == "*", address
        assert response["ETag"]
    assert client.get("/data/?process=talks-2022").status_code == 200
