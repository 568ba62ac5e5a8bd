"""The order of dates is one order: on the list, in the index, in files, in the picture, and from neighbour to neighbour."""

import csv
import io
import json
from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talks import dates
from talks.exports import FORMATS
from talks.index import current
from talks.models import Article, Event
from talks.pages.events import neighbours
from talks.pages.people import read_person
from talks.pages.reports import read_reports
from talks.picture.event_marks import read_answer
from talks.rendering.events import sources_of
from talks.sources import in_order_published
from talks.timeline import Filters, PageRows, read_timeline, select
from tests.factories import make_actor, make_article, make_claim, make_event, make_participation
from tests.reading import entries_of

pytestmark = pytest.mark.django_db

# In order; those of one line are equal.
DAYS = [
    ["[..2022-02-24]", "../2022-02-24"],
    ["2022-02-24", "2022-02-24?"],
    ["2022-02-24/2022-02-28", "[2022-02-24..2022-02-28]"],
    ["2022-03-01"],
    ["2022-03", "2022-03-XX"],
    ["2022-03-11"],
    ["[2022-03-11..]", "2022-03-11/.."],
    ["2022-03-12"],
    [""],
]
RANKS = {text: rank for rank, line in enumerate(DAYS) for text in line}

any_example = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def rank_of(event: Event) -> tuple[int, int, str]:
    return RANKS[event.date], event.sequence, event.slug


@any_example
@given(
    st.lists(st.tuples(st.sampled_from(list(RANKS)), st.integers(0, 2)), min_size=2, max_size=9),
    st.integers(0, 9),
)
def test_list_index_files_picture_people_and_neighbours_have_one_order(days, indexed):
    with transaction.atomic():
        russia = make_actor("russia")
        for number, (text, sequence) in enumerate(days):
            event = make_event(slug=f"e-{number * 5 % 7}-{number}", date=text, sequence=sequence)
            make_claim(event=event)
            make_participation(event, russia)
            if number == indexed:
                current()  # what follows makes a second segment
        events = sorted(Event.objects.all(), key=rank_of)
        expected = [event.slug for event in events]

        answer = read_timeline(Filters())
        assert [one.slug for one in answer.events] == expected
        assert [one.slug for one in Event.objects.chronological()] == expected
        assert [one.event.slug for one in entries_of(answer)] == expected
        assert [one["slug"] for one in json.loads(FORMATS["json"].write(Filters(), 1).content)["events"]] == expected
        rows = csv.DictReader(io.StringIO("".join(FORMATS["csv"].write(Filters(), 1).content)))
        assert [row["event"] for row in rows] == expected
        drawn, _claims, _reports = read_answer(PageRows(select(Filters())))
        assert [row.slug for row in drawn.values()] == expected
        assert [one.event.slug for one in read_person(russia).took_part] == expected
        around = [neighbours(event, None) for event in events]
        assert [before and before.slug for before, _after in around] == [None, *expected[:-1]]
        assert [after and after.slug for _before, after in around] == [*expected[1:], None]
        backwards = [one.slug for one in read_timeline(Filters(order="-happened")).events]
        dated = [event.slug for event in events if event.date]
        assert backwards == dated[::-1] + expected[len(dated) :][::-1]
        transaction.set_rollback(True)


@any_example
@given(st.lists(st.sampled_from([text for text in RANKS if "/" not in text]), min_size=2, max_size=8))
def test_lists_of_reports_have_one_order(days):
    with transaction.atomic():
        event = make_event()
        for number, text in enumerate(days):
            basis = "stated" if text else ""
            report = make_article(slug=f"r-{number * 5 % 7}-{number}", published=text, published_basis=basis)
            make_claim(event=event, article=report)
        reports = sorted(Article.objects.all(), key=lambda one: (RANKS[one.published], one.slug))
        pages = [f"/reports/{one.slug}/" for one in reports]
        assert [row.page for row in read_reports()] == pages
        assert in_order_published(reports[::-1]) == reports
        assert [source.slug for source in sources_of(entries_of(read_timeline(Filters())))] == [
            one.slug for one in reports
        ]
        _events, _claims, drawn = read_answer(PageRows(select(Filters())))
        assert [row.slug for row in drawn] == [one.slug for one in reports]
        transaction.set_rollback(True)


def test_within_a_day_events_stand_in_their_sequence():
    for slug, sequence in [("a-evening-result", 2), ("z-morning-talks-open", 1), ("m-later-on", 2)]:
        make_claim(event=make_event(slug=slug, date="2022-03-29", sequence=sequence))
    found = [one.slug for one in read_timeline(Filters()).events]
    assert found == ["z-morning-talks-open", "a-evening-result", "m-later-on"]


def test_statements_stand_in_the_order_said_by_then_the_day_then_longer_then_or_later():
    russia = make_actor("russia")
    days = [text for line in DAYS for text in line if "/" not in text]
    for number, text in enumerate(reversed(days)):
        make_claim(speaker=russia, said=text, article=make_article(published=f"2022-04-{number + 1:02}"))
    said = [one.lead.row.said for one in read_person(russia).statements]
    assert [RANKS[text] for text in said] == sorted(RANKS[text] for text in days)


def test_a_place_is_a_pair_of_days():
    day = date(2022, 3, 11)
    assert dates.place(None, None) > dates.place(day, None) > dates.place(day, day) > dates.place(None, day)
