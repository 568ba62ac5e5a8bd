"""Positions that a report tells as held, without a day: how pages show them, and where they stand in every order."""

import re

import pytest
from django.db import IntegrityError, transaction

from talks.differences import read_differences
from talks.models import Claim
from talks.pages import read_person
from talks.timeline import Filters, read_timeline
from tests.factories import make_actor, make_article, make_claim, make_event, make_question, make_topic
from tests.reading import entries_of, row_of

pytestmark = pytest.mark.django_db


def shown(response) -> str:
    text = re.sub(r"<script.*?</script>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def make_standing(published: str = "2022-12-25", **fields) -> Claim:
    article = make_article(published=published, published_basis="stated" if published else "")
    return make_claim(standing=True, article=article, **fields)


def test_a_standing_position_with_a_day_on_which_it_was_said_is_refused_by_the_database():
    claim = make_claim(said="2022-03-01")
    with transaction.atomic(), pytest.raises(IntegrityError):
        Claim.objects.filter(pk=claim.pk).update(standing=True)


def test_pages_say_that_it_is_held_and_in_a_report_of_which_day(client):
    russia = make_actor("russia")
    claim = make_standing(slug="held", speaker=russia)
    held = "held, as reported on 25 Dec 2022"
    for page in ("/", "/claims/", "/people/russia/", claim.event.get_absolute_url()):
        assert held in shown(client.get(page)), page
    text = shown(client.get("/claims/held/"))
    assert "Standing position held, as reported on 25 Dec 2022" in text
    assert "Said Not stated" not in text


def test_a_report_without_a_day_leaves_it_held_as_reported(client):
    make_standing("", slug="held")
    assert "held, as reported" in shown(client.get("/claims/"))
    assert "held, as reported on" not in shown(client.get("/claims/"))


def test_the_day_of_its_report_orders_it_among_what_somebody_said():
    russia = make_actor("russia")
    make_claim(slug="december", speaker=russia, said="2022-12-26")
    make_claim(slug="march", speaker=russia, said="2022-03-01")
    make_claim(slug="undated", speaker=russia, article=make_article(published="2022-01-01"))
    make_standing(slug="held", speaker=russia)
    assert [one.lead.slug for one in read_person(russia).statements] == ["march", "held", "december", "undated"]


@pytest.mark.parametrize(
    ("order", "slugs"), [("said", ["early", "held", "late"]), ("-said", ["late", "held", "early"])]
)
def test_events_in_the_order_said_take_the_day_of_its_report(order: str, slugs: list[str]):
    make_claim(event=make_event(slug="late", date="2022-01-01"), said="2022-12-26")
    make_standing(event=make_event(slug="held", date="2022-01-02"))
    make_claim(event=make_event(slug="early", date="2022-01-03"), said="2022-03-01")
    assert [entry.event.slug for entry in entries_of(read_timeline(Filters(order=order)))] == slugs


def test_the_latest_position_is_the_one_held_in_the_later_report(client):
    topic, russia = make_topic("sanctions"), make_actor("russia")
    make_claim(slug="in-march", speaker=russia, said="2022-03-01", topics=[topic], kind="demand")
    make_standing(slug="in-december", speaker=russia, topics=[topic], kind="demand")
    text = shown(client.get("/positions/"))
    assert re.search(r"Latest position held, as reported on 25 Dec 2022 .*First position 1 Mar 2022", text)
    assert "without a day" not in text


def test_a_position_changed_where_a_later_report_tells_another_as_held():
    russia, (_question, (yes, no)) = make_actor("russia"), make_question()
    said = make_claim(speaker=russia, said="2022-03-01", answers=[yes])
    held = make_standing(speaker=russia, answers=[no])
    kinds = {kind for claim in (said, held) for kind, _one in read_differences().marks([claim.pk])}
    assert kinds == {"changed"}


def test_a_row_and_the_database_give_it_the_same_days():
    for claim in (make_standing("[2022-03-10..2022-03-12]"), make_claim(said="2022-03"), make_claim()):
        row = row_of(claim)
        found = Claim.objects.with_clock().filter(pk=claim.pk)
        first, last = row.spoken
        assert found.filter(spoken_earliest=first).exists() if first else found.filter(spoken_earliest=None).exists()
        assert found.filter(spoken_latest=last).exists() if last else found.filter(spoken_latest=None).exists()


def test_the_page_of_a_statement_names_the_verb_of_its_report(client):
    make_claim(slug="one", cue="acknowledged")
    assert "The report’s verb acknowledged" in shown(client.get("/claims/one/"))
    make_claim(slug="two")
    assert "The report’s verb" not in shown(client.get("/claims/two/"))
