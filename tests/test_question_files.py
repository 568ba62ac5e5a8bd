"""Questions as JSON, and what programs are told of a withdrawn record."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from talks import curation
from talks.models import Claim
from tests.factories import make_actor, make_claim, make_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> list[Claim]:
    """Two sides that answer differently, a third answer that nobody gives, and a draft."""
    _question, (yes, no, _perhaps) = make_question(answers=("yes", "no", "perhaps"))
    sides = [make_actor(slug) for slug in ("north", "south")]
    claims = [
        make_claim(slug=slug, speaker=side, answers=[answer])
        for slug, side, answer in zip("ab", sides, (yes, no), strict=True)
    ]
    make_claim(slug="hidden", answers=[no], status="draft", statement="says zyxwvut.")
    _hidden, (other, _no) = make_question("hidden-question", text="Who zyxwvut?")
    make_claim(slug="hidden-too", answers=[other], status="draft")
    return claims


def test_a_question_has_its_answers_each_with_the_statements_that_give_it(client: Client, asked: list[Claim]):
    answer = client.get("/questions/who-came.json")
    given = answer.json()
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["X-Talks-Version"] == str(given["version"])
    assert (given["text"], given["differences"]) == ("Who came?", ["sides"])
    shown = [(one["slug"], one["excludes"], [claim["slug"] for claim in one["claims"]]) for one in given["answers"]]
    assert shown == [("yes", ["no"], ["a"]), ("no", ["yes"], ["b"])]
    statement = client.get("/claims/a.json").json()
    assert given["answers"][0]["claims"][0] == {
        name: statement[name] for name in statement if name not in {"about", "source"}
    }
    listed = client.get("/questions.json").json()["questions"]
    assert listed == [{name: given[name] for name in given if name not in {"version", "answers"}}]
    for address in ("/questions.json", "/questions/who-came.json"):
        assert "zyxwvut" not in client.get(address).content.decode()
    assert client.get("/questions/hidden-question.json").status_code == 404


def test_files_of_questions_take_a_constant_number_of_queries_and_are_described(client: Client, asked: list[Claim]):
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{address}?after=1")
        return sum("talks_version" not in query["sql"] for query in captured)

    addresses = ("/questions.json", "/questions/who-came.json")
    for address in addresses:
        client.get(address)
    before = list(map(queries, addresses))
    for number in range(5):
        make_claim(speaker=make_actor(f"speaker-{number}"), answers=[asked[number % 2].answers.get()])
    for address in addresses:
        client.get(address)
    assert list(map(queries, addresses)) == before
    schemas = client.get("/data/openapi.json").json()["components"]["schemas"]
    given = client.get("/questions/who-came.json").json()
    assert set(given) == set(schemas["question_file"]["properties"])
    assert set(given["answers"][0]) == set(schemas["answer"]["properties"])
    assert set(client.get("/questions.json").json()["questions"][0]) == set(schemas["question"]["properties"])


def test_programs_are_told_why_a_record_was_withdrawn(client: Client, asked: list[Claim]):
    curation.withdraw(asked[:1], "It was misread.")
    answer = client.get("/claims/a.json")
    assert (answer.status_code, answer.json()) == (410, {"withdrawn": {"slug": "a", "reason": "It was misread."}})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert client.get("/claims/a.txt").status_code == 410
    assert client.get("/claims/hidden.json").status_code == 404
