"""What came of an event: which statements tell it, and which of them “In short” gives."""

import dataclasses
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talks import dates
from talks.index import NamedActor, current
from talks.models import Claim
from talks.outcomes import (
    Marks,
    Outcome,
    assessments,
    day_begun,
    find_assessments,
    in_short,
    may_assess,
    negotiating_sides,
    read_marks,
    silent_sides,
)
from talks.rows import ClaimRow, EventRow, PresenceRow, ReportRow, read_events
from talks.vocabulary import ClaimKind, Role
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_event,
    make_outlet,
    make_participation,
    make_question,
    make_topic,
)


def actor(pk: int, name: str, side: NamedActor | None = None) -> NamedActor:
    kind = "person" if side else "party"
    made = NamedActor(pk, name.lower(), name, "", "", kind, side and side.pk, side)
    made.speaks_for = side or made
    return made


ONE, OTHER, HOST = actor(1, "One"), actor(2, "Other"), actor(3, "Host")
PERSON = actor(4, "Person", ONE)


def row_of(kind: type, **fields):
    """A row with these fields, and all others empty."""
    return kind(**{field.name: "" for field in dataclasses.fields(kind)} | fields)


def event(day: str = "2022-03-29", *present: tuple[NamedActor, str]) -> EventRow:
    there = present or ((ONE, Role.PARTY), (OTHER, Role.PARTY))
    presences = [PresenceRow(one, role, "stated", "", one.side_id or one.pk) for one, role in there]
    return row_of(EventRow, pk=1, date=day, lasted="/" in day, present=presences)


def said(of: EventRow, pk: int, by: NamedActor | None = ONE, day: str = "2022-03-30", **fields) -> ClaimRow:
    published = fields.pop("published", "2022-03-31")
    (earliest, latest), (first, last) = ends(day), ends(published)
    report = row_of(ReportRow, published=published, earliest=first, latest=last)
    row = row_of(ClaimRow, pk=pk, slug=f"claim-{pk}", event=of, report=report, paragraph=1, said=day)
    row = replace(row, speaker=by, side=by and by.speaks_for, is_own_voice=by is None, earliest=earliest, latest=latest)
    return replace(row, **{"kind": ClaimKind.ASSESSMENT, "quote_mode": "direct"} | fields)


def ends(text: str) -> tuple[date | None, date | None]:
    day = dates.parse(text) if text else None
    return (day.earliest, day.latest) if day else (None, None)


def told(of: EventRow, *rows: ClaimRow) -> list[int]:
    """The ids of the statements that tell what came of the event, all being on a topic that tells it."""
    return [row.pk for row in assessments(of, rows, {row.pk for row in rows})]


def shorts(outcome: Outcome) -> dict[str, int | None]:
    return {one.side.name: one.said and one.said.pk for one in outcome.sides}


def every(*rows: ClaimRow, answering: set[int] = frozenset()) -> Marks:
    return Marks(frozenset(row.pk for row in rows), frozenset(answering))


DAYS = pytest.mark.parametrize(
    ("happened", "day", "published", "is_told"),
    [
        ("2022-03-29", "2022-03-29", "2022-03-30", True),
        ("2022-03-29", "2022-03-28", "2022-03-30", False),
        ("2022-03-29", "[2022-03-28..2022-03-30]", "2022-03-30", False),
        ("2022-03-29", "[..2022-03-30]", "2022-03-30", False),
        ("2022-03-29", "", "2022-03-30", True),
        ("2022-03-29", "", "2022-03-28", False),
        ("2022-03-29", "", "[2022-03-28..2022-04-02]", False),
        ("2022-03-29", "", "", False),
        ("[2022-02-28..2022-03-11]", "2022-03-05", "2022-03-30", False),
        ("[2022-02-28..2022-03-11]", "2022-03-11", "2022-03-30", True),
        ("[..2022-03-11]", "2022-03-11", "2022-03-30", True),
        ("[2022-03-11..]", "2022-03-20", "2022-03-30", False),
        ("2022-03-01/2022-03-11", "2022-03-05", "2022-03-30", True),
        ("2022-03-01/..", "2022-03-05", "2022-03-30", True),
        ("2022-03/2022-05", "2022-03-05", "2022-06-30", False),
        ("../2022-03-11", "2022-03-05", "2022-03-30", False),
        ("2022-03", "2022-03-05", "2022-03-30", False),
        ("", "2022-03-05", "2022-03-30", False),
    ],
)


@DAYS
def test_only_what_was_certainly_not_said_before_the_event_tells_what_came_of_it(happened, day, published, is_told):
    of = event(happened)
    assert told(of, said(of, 1, day=day, published=published)) == [1] * is_told


@DAYS
@pytest.mark.django_db
def test_the_database_keeps_the_same_statements(happened, day, published, is_told):
    progress, of = make_topic("progress", tells_outcome=True), make_event(date=happened)
    report = make_article(published=published, published_basis="stated" if published else "")
    make_claim(event=of, article=report, said=day, topics=[progress])
    make_claim(event=of, article=report, said=day, topics=[progress], kind=ClaimKind.DEMAND)
    make_claim(event=of, article=report, said=day)
    assert find_assessments(of.claims.public(), day_begun(of.date)).count() == is_told


def test_only_assessments_of_this_event_on_a_topic_that_tells_the_outcome_count():
    of, elsewhere = event(), replace(event(), pk=2)
    rows = [said(of, 1), said(of, 2, kind=ClaimKind.DEMAND), said(elsewhere, 3), said(of, 4)]
    assert [row.pk for row in assessments(of, rows, {1, 2, 3})] == [1]


def test_a_side_negotiates_itself_or_by_its_delegates_but_not_as_host_or_by_who_attended():
    third = actor(5, "Third")
    roles = [(PERSON, Role.DELEGATE), (OTHER, Role.PARTY), (ONE, Role.PARTY), (HOST, Role.HOST), (third, Role.ATTENDED)]
    assert negotiating_sides(event("2022-03-29", *roles)) == [ONE, OTHER]


def test_in_short_gives_each_side_one_assessment_and_names_the_silent_side():
    of = event()
    rows = [said(of, 1, PERSON), said(of, 2), said(of, 3, HOST)]
    assert shorts(in_short(of, rows, every(*rows))) == {"One": 1, "Other": None}
    assert silent_sides(of, rows) == [OTHER]


@pytest.mark.parametrize(
    "better",
    [
        {"pk": 9},  # which answers a question
        {"quote_mode": "direct"},
        {"day": "2022-04-01", "quote_mode": "mixed"},
        {"quote_mode": "mixed", "paragraph": 2, "slug": "z"},
        {"quote_mode": "mixed", "paragraph": 3, "slug": "a"},
    ],
    ids=["answers", "direct", "later", "paragraph", "slug"],
)
def test_the_best_of_several_assessments_answers_is_direct_is_late_and_stands_first(better):
    of = event()
    common = said(of, 1, paragraph=3, slug="b", quote_mode="mixed")
    other = said(of, **{"pk": 2, "paragraph": 4, "quote_mode": "indirect"} | better)
    for rows in ([common, other], [other, common]):
        assert shorts(in_short(of, rows, every(*rows, answering={9})))["One"] == other.pk


def test_a_reports_own_voice_is_given_only_where_no_side_assessed_the_event():
    of = event()
    own, one = said(of, 1, None), said(of, 2)
    alone = in_short(of, [own], every(own))
    assert (alone.sides, alone.own_voice, alone.is_reported) == ((), own, True)
    assert in_short(of, [own, one], every(own, one)).own_voice is None


def test_with_no_assessment_the_outcome_is_not_reported():
    of = event()
    assert in_short(of, [said(of, 1)], Marks()) == Outcome()
    assert not Outcome().is_reported


def test_where_no_report_says_who_took_part_the_sides_that_assess_are_given():
    of = replace(event(), present=[])
    rows = [said(of, 1, OTHER), said(of, 2)]
    assert shorts(in_short(of, rows, every(*rows))) == {"Other": 1, "One": 2}


@st.composite
def answers(draw) -> tuple[EventRow, list[ClaimRow], Marks]:
    of = event()
    rows = [
        said(
            of,
            pk,
            draw(st.sampled_from([ONE, PERSON, OTHER, HOST, None])),
            draw(st.sampled_from(["2022-03-28", "2022-03-29", "2022-03-30", ""])),
            quote_mode=draw(st.sampled_from(["direct", "mixed", "indirect"])),
            paragraph=draw(st.integers(1, 3)),
        )
        for pk in range(1, draw(st.integers(1, 6)) + 1)
    ]
    return of, rows, every(*rows, answering=draw(st.sets(st.integers(1, 6))))


@given(answers())
def test_swapping_two_sides_gives_the_mirror_image(made):
    of, rows, marks = made
    mirror = {ONE.pk: OTHER, OTHER.pk: ONE, PERSON.pk: actor(6, "Person", OTHER)}

    def swap(one: NamedActor | None) -> NamedActor | None:
        return one and mirror.get(one.pk, one)

    swapped_event = event("2022-03-29", *((swap(one.actor), one.role) for one in of.present))
    swapped = [replace(row, event=swapped_event, speaker=swap(row.speaker), side=swap(row.side)) for row in rows]
    before, after = in_short(of, rows, marks), in_short(swapped_event, swapped, marks)
    names = {"One": "Other", "Other": "One"}
    assert {names[name]: pk for name, pk in shorts(before).items()} == shorts(after)
    assert list(map(names.get, shorts(before))) == list(shorts(after))
    assert (before.own_voice and before.own_voice.pk) == (after.own_voice and after.own_voice.pk)


@given(answers(), st.randoms())
def test_the_order_of_the_statements_changes_nothing(made, random):
    of, rows, marks = made
    shuffled = random.sample(rows, len(rows))
    assert in_short(of, rows, marks) == in_short(of, shuffled, marks)


@pytest.mark.django_db
def test_the_record_says_which_statements_tell_an_outcome_and_which_answer_a_question(django_assert_num_queries):
    progress, sanctions = make_topic("progress", tells_outcome=True), make_topic("sanctions")
    russia, of = make_actor("russia"), make_event()
    make_participation(of, russia)
    _question, (yes, _no) = make_question()
    report = {"event": of, "speaker": russia, "article": make_article(outlet=make_outlet("wire"))}
    both = make_claim(topics=[progress, sanctions], answers=[yes], said="2022-03-10", **report)
    telling = make_claim(topics=[progress], said="2022-03-11", **report)
    answering = make_claim(topics=[sanctions], answers=[yes], **report)
    demand = make_claim(topics=[progress], kind=ClaimKind.DEMAND, **report)
    pks = [one.pk for one in (both, telling, answering, demand)]
    with django_assert_num_queries(1):
        marks = read_marks(pks)
    assert marks == Marks(frozenset({both.pk, telling.pk, demand.pk}), frozenset({both.pk, answering.pk}))
    assert read_marks(Claim.objects.values("pk")) == marks
    assert set(may_assess(Claim.objects.public())) == {both, telling}
    [(event_row, rows)] = read_events(current(), [of.pk])
    assert shorts(in_short(event_row, rows, marks)) == {"Russia": both.pk}
