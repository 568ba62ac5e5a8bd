"""Whole answers are given again: for a moment after a change, and for as long as nothing that they show changed."""

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from talks.models import Claim, Correction, Event
from talks.rendering.answers import ANSWERS, QUESTIONS
from talks.rendering.events import EVENTS
from tests.factories import make_claim, make_event
from tests.test_index import CHANGES, any_example, some
from tests.test_timeline import make_varied_record

pytestmark = pytest.mark.django_db

ADDRESSES = [
    *("/", "/?order=-happened", "/?order=said", "/?view=table", "/?view=coverage", "/?side=north", "/?differ=any"),
    *("/?known=2022-03-11", "/?since=2022-03&sure=1", "/?page=2", "/?topic=topic-0&topic=topic-1", "/?outlet=none"),
]


@pytest.fixture(autouse=True)
def forgotten() -> None:
    for cache in (ANSWERS, QUESTIONS, EVENTS):
        cache.clear()


def make_many() -> list[Event]:
    """Make so many events that a change of one is not half of the record, with some further than the first page."""
    events = [make_event(slug=f"many-{number:02}", date=f"2022-0{number % 9 + 1}") for number in range(60)]
    for number, event in enumerate(events):
        make_claim(slug=f"of-{number:02}", event=event)
    return events


@pytest.mark.slow
@any_example
@given(st.lists(st.tuples(st.sampled_from([*CHANGES, "words"]), st.integers(0, 1000)), min_size=1, max_size=3))
def test_an_answer_that_is_given_again_is_the_one_that_would_be_rendered_now(changes):
    client = Client()
    with transaction.atomic():
        make_varied_record()
        make_many()
        for address in ADDRESSES:
            client.get(address)
        for name, number in changes:
            if name == "words":
                Claim.objects.filter(pk=some(Claim, number).pk).update(statement=f"Others said {number}.")
            else:
                CHANGES[name](number)
        given_again = {address: client.get(address).content for address in ADDRESSES}
        ANSWERS.clear()
        EVENTS.clear()
        assert given_again == {address: client.get(address).content for address in ADDRESSES}
        transaction.set_rollback(True)


def test_new_words_of_one_statement_leave_the_pages_of_other_events(client):
    make_many()
    shown = make_event(slug="shown", kind="visit")
    make_claim(event=shown)
    first, other = client.get("/?kind=visit"), client.get("/?kind=round-of-talks")
    Claim.objects.filter(event=shown).update(statement="Quite other words.")
    assert client.get("/?kind=round-of-talks")["ETag"] == other["ETag"]
    assert client.get("/?kind=round-of-talks", headers={"if-none-match": other["ETag"]}).status_code == 304
    again = client.get("/?kind=visit")
    assert again["ETag"] != first["ETag"]
    assert "Quite other words." in again.content.decode()


@pytest.mark.parametrize(
    "change",
    [
        lambda: Claim.objects.filter(slug="of-00").update(status="draft"),
        lambda: Event.objects.filter(slug="many-00").update(kind="visit"),
        lambda: Correction.objects.create(
            event=Event.objects.get(slug="many-00"),
            kind="correction",
            day="2026-11-30",
            field="Title",
            before="A",
            reason="So.",
        ),
    ],
    ids=["a count", "a facet", "what stands beside the record"],
)
def test_what_other_pages_count_or_may_tell_makes_them_new(client, change):
    make_many()
    before = client.get("/?page=2")
    change()
    assert client.get("/?page=2")["ETag"] != before["ETag"]


@pytest.mark.parametrize("address", ["/?q=words", "/claims/of-00/", "/timeline.json", "/reports/", "/events/many-00/"])
def test_answers_of_other_kinds_are_new_with_every_change(client, address):
    make_many()
    before = client.get(address)
    Claim.objects.filter(slug="of-59").update(note="Noted.")
    assert client.get(address)["ETag"] != before["ETag"]


def test_an_answer_may_be_old_for_as_long_as_is_set_and_then_is_the_present_one(client, settings):
    settings.ANSWERS_MAY_BE_OLD = 60
    make_many()
    before = client.get("/claims/of-00/")
    Claim.objects.filter(slug="of-00").update(statement="Quite other words.")
    assert client.get("/claims/of-00/").content == before.content
    assert client.get("/claims/of-00/", headers={"if-none-match": before["ETag"]}).status_code == 304
    settings.ANSWERS_MAY_BE_OLD = 0
    assert "Quite other words." in client.get("/claims/of-00/").content.decode()


def test_an_answer_that_may_be_old_asks_the_database_nothing(client, settings, django_assert_num_queries):
    settings.ANSWERS_MAY_BE_OLD = 60
    make_many()
    first = client.get("/?since=2022-03")
    with django_assert_num_queries(0):
        assert client.get("/?since=2022-03").content == first.content
