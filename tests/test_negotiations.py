"""Several negotiations in one record: what the record holds, and pages that keep to one of them."""

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from talks.rendering.answers import ANSWERS
from talks.timeline import Filters
from talks.timeline.negotiations import read_negotiations
from talks.vocabulary import Status
from tests.factories import make_actor, make_article, make_claim, make_event, make_process, make_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> dict:
    """Two negotiations: a side and a report that only one of them has, and a mediator that both have."""
    mediator, made = make_actor("mediator"), {}
    for slug, title, day in (("one", "Talks on a river", "2022-03-10"), ("two", "Talks on a border", "1998-05")):
        process, article = make_process(slug, title=title), make_article(slug=f"report-{slug}")
        _question, (yes, _no) = make_question(f"question-{slug}", text=f"Question {slug}?", process=process)
        event = make_event(slug=f"event-{slug}", process=process, date=day)
        fields = {"event": event, "article": article, "answers": [yes]}
        made[slug] = make_claim(slug=f"claim-{slug}", speaker=make_actor(f"side-{slug}"), **fields)
        make_claim(event=event, article=article, speaker=mediator)
    return made


def test_the_record_says_which_negotiations_it_holds_with_days_and_numbers(client, two):
    make_claim(event=make_event(process=two["one"].event.process, date="2022-04-02"))
    found = [(one.title, one.address, one.span, one.events, one.statements) for one in read_negotiations(Filters())]
    assert found == [
        ("Talks on a border", "/?process=two", "1–31 May 1998", "1 event", "2 statements"),
        ("Talks on a river", "/?process=one", "10 March – 2 April 2022", "2 events", "3 statements"),
    ]
    text = render_to_string("timeline/negotiations.html", {"negotiations": read_negotiations(Filters())})
    assert '<a href="/?process=one">Talks on a river</a>' in text


def test_it_says_so_only_where_there_are_several_and_none_is_chosen(two):
    assert read_negotiations(Filters().asking(process=("one",))) == ()
    two["two"].event.process.events.update(status=Status.DRAFT)
    assert read_negotiations(Filters()) == ()
    assert render_to_string("timeline/negotiations.html", {"negotiations": ()}).strip() == ""


LISTS = {
    "/people/": ("/people/side-one/", "/people/side-two/"),
    "/questions/": ("/questions/question-one/", "/questions/question-two/"),
    "/reports/": ("/reports/report-one/", "/reports/report-two/"),
}


@pytest.mark.parametrize("address", LISTS)
def test_a_list_keeps_to_the_chosen_negotiations(client, two, address):
    def links(query: str) -> list[bool]:
        text = client.get(address + query).content.decode()
        return [f'href="{link}"' in text for link in LISTS[address]]

    assert links("?process=one") == [True, False]
    assert links("?process=two") == [False, True]
    assert links("?process=one&process=two") == links("") == [True, True]


@pytest.mark.parametrize("address", [*LISTS, "/positions/"])
def test_an_unknown_negotiation_brings_a_notice_and_everything(client, two, address):
    response = client.get(f"{address}?process=nothing")
    assert response.status_code == 200
    assert "“nothing” is not in this record" in response.content.decode()


@pytest.mark.parametrize("address", [*LISTS, "/positions/"])
def test_a_list_offers_each_negotiation_and_all_of_them(client, two, address):
    text = client.get(f"{address}?process=one").content.decode()
    assert f'<a href="{address}?process=one" aria-current="true">Talks on a river</a>' in text
    assert f'<a href="{address}">All negotiations</a>' in text


def test_the_people_of_one_negotiation_have_the_numbers_of_that_one(client, two):
    def numbers(query: str) -> dict[str, int]:
        rows = client.get(f"/people/{query}").context["rows"]
        return {group.side.actor.slug: group.side.statements for group in rows}

    assert numbers("?process=one") == {"mediator": 1, "side-one": 1}
    assert numbers("") == {"mediator": 2, "side-one": 1, "side-two": 1}


def pages_of(one) -> list[str]:
    return [
        *(record.get_absolute_url() for record in (one.event, one, one.article, one.speaker)),
        one.answers.get().question.get_absolute_url(),
    ]


def test_every_page_of_a_single_record_names_its_negotiation_where_there_are_several(client, two):
    line = '<a href="/?process=one">Talks on a river</a>'
    for address in pages_of(two["one"]):
        text = client.get(address).content.decode()
        assert line in text, address
        assert "Talks on a border" not in text, address
    text = client.get("/people/mediator/").content.decode()
    assert line in text
    assert '<a href="/?process=two">Talks on a border</a>' in text
    text = client.get("/events/event-one/?known=2022-12").content.decode()
    assert '<a href="/?known=2022-12&amp;process=one">Talks on a river</a>' in text


def test_where_there_is_one_negotiation_no_page_names_it_and_no_list_offers_it(client, two):
    make_process("empty", title="Talks that nobody reports")
    two["two"].event.process.events.update(status=Status.DRAFT)
    for address in [*pages_of(two["one"]), *LISTS, "/positions/"]:
        text = client.get(address).content.decode()
        assert "process=" not in text, address
        assert "All negotiations" not in text, address


def test_the_number_of_queries_does_not_grow_with_the_negotiations(client, two):
    def queries(address: str) -> int:
        client.get(address)  # what is counted for a version of the record is counted once
        ANSWERS.clear()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    addresses = [*pages_of(two["one"]), "/people/mediator/", *(f"{address}?process=one" for address in LISTS)]
    before = [queries(address) for address in addresses]
    for number in range(6):
        make_claim(event=make_event(process=make_process(f"more-{number}")), speaker=two["one"].speaker)
    assert [queries(address) for address in addresses] == before
