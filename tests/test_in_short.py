"""In short: which events are milestones, which of them are shown, and what is said of their outcome."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from talks.models import Actor, Claim, Event, Lane, Topic
from talks.timeline import Filters, read_timeline
from talks.timeline.in_short import Line
from talks.vocabulary import EventFormat, EventKind, Occurrence
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_event,
    make_outlet,
    make_participation,
    make_process,
)

pytestmark = pytest.mark.django_db


def milestones() -> set[str]:
    return {event.slug for event in read_timeline(Filters(milestone=("1",))).events}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"kind": EventKind.ROUND_OF_TALKS}, True),
        ({"kind": EventKind.ROUND_OF_TALKS, "occurrence": Occurrence.PLANNED}, False),
        ({"kind": EventKind.ROUND_OF_TALKS, "occurrence": Occurrence.REFUSED}, True),
        ({"kind": EventKind.ROUND_OF_TALKS, "occurrence": Occurrence.CANCELLED}, True),
        ({"kind": EventKind.CONSULTATION}, False),
        ({"kind": EventKind.AGREEMENT}, True),
        ({"kind": EventKind.PROPOSAL}, False),
        ({"kind": EventKind.PROPOSAL, "format": EventFormat.WRITTEN}, True),
        ({"kind": EventKind.PROPOSAL, "occurrence": Occurrence.REFUSED}, True),
        ({"kind": EventKind.INTERVIEW}, False),
        ({"kind": EventKind.INTERVIEW, "occurrence": Occurrence.REFUSED}, False),
        ({"kind": EventKind.CONTEXT}, False),
        ({"kind": EventKind.CONTEXT, "milestone": True, "milestone_reason": "Because."}, True),
        ({"kind": EventKind.AGREEMENT, "milestone": False, "milestone_reason": "Because."}, False),
    ],
)
def test_milestones_are_meetings_of_sides_texts_agreements_and_refusals_or_set_by_hand(fields, expected):
    event = make_event(slug="event", **fields)
    make_participation(event, make_actor("north"))
    make_participation(event, make_actor("south"))
    make_claim(event=event)
    assert milestones() == ({"event"} if expected else set())


def test_a_meeting_of_one_side_or_with_an_observer_alone_is_no_milestone():
    event, north = make_event(slug="event"), make_actor("north")
    make_participation(event, north)
    make_participation(event, make_actor("minister", side=north, kind="person"), "delegate")
    make_participation(event, make_actor("south"), "observer")
    make_claim(event=event)
    assert milestones() == set()
    make_participation(event, make_actor("host"), "host")
    assert milestones() == {"event"}


# Which are shown, and what is said of them


def talks(slug: str, *sides: Actor, **fields) -> Event:
    """Make a round of talks of these sides. It is public once a statement about it is."""
    event = make_event(slug=slug, **fields)
    for side in sides:
        make_participation(event, side)
    return event


def assess(event: Event, speaker: Actor | None, said: str = "2022-03-10", **fields) -> Claim:
    topic = Topic.objects.get_or_create(slug="progress", name="Progress", tells_outcome=True)[0]
    fields.setdefault("attribution", "named" if speaker else "own-voice")
    return make_claim(
        event=event,
        speaker=speaker,
        said=said if speaker else "",
        said_basis="stated" if speaker else "",
        topics=[topic],
        **fields,
    )


def lines(**asked) -> list[Line]:
    found = read_timeline(Filters(**asked)).in_short
    return found.lines if found else []


def told(line: Line) -> tuple[list[str], str]:
    return [one.name for one in line.assessments], line.silent


@pytest.fixture
def sides() -> tuple[Actor, Actor]:
    process, made = make_process(), (make_actor("north", name="North"), make_actor("south", name="South"))
    for position, side in enumerate(made, 1):
        Lane.objects.create(process=process, side=side, position=position, palette=position)
    return made


def test_a_record_without_a_milestone_has_no_in_short(client):
    make_claim(event=make_event(kind=EventKind.INTERVIEW))
    assert read_timeline(Filters()).in_short is None
    assert b"In short" not in client.get("/").content


def test_in_short_stands_on_the_first_page_of_the_record_and_not_below_a_filter(client, sides):
    make_claim(event=talks("one", *sides), speaker=sides[0])
    for path, stands in [
        ("/", True),
        ("/?known=2022-12", True),
        ("/?process=talks-2022", True),
        ("/?view=table", False),
        ("/?side=north", False),
        ("/?q=says", False),
        ("/?since=2022", False),
        ("/?milestone=1", False),
    ]:
        assert (b'id="in-short"' in client.get(path).content) is stands, path


def test_each_negotiating_side_has_one_assessment_and_a_silent_side_is_named(sides):
    event = talks("one", *sides)
    assess(event, sides[0])
    assess(event, sides[0])
    (line,) = lines()
    assert told(line) == (["North"], "South")
    assess(event, sides[1])
    (line,) = lines()
    assert told(line) == (["North", "South"], "")


def test_where_nobody_says_what_came_of_it_the_outcome_is_not_reported(client, sides):
    make_claim(event=talks("one", *sides), speaker=sides[0], said="2022-03-10", said_basis="stated")
    (line,) = lines()
    assert (told(line), line.is_open) == (([], ""), True)
    assert "Outcome not reported." in client.get("/").content.decode()


def test_the_report_itself_is_heard_only_where_no_side_is_and_is_named_as_the_report(sides):
    event = talks("one", *sides)
    assess(event, None, article=make_article(outlet=make_outlet("paper", name="The Paper")))
    (line,) = lines()
    assert told(line) == (["The report of The Paper"], "North, South")
    assess(event, sides[1])
    (line,) = lines()
    assert told(line) == (["South"], "North")


def test_nothing_rests_on_a_report_after_the_day_of_known(sides):
    event = talks("one", *sides)
    make_claim(event=event, speaker=sides[0], article=make_article(published="2022-03-11"))
    assess(event, sides[1], article=make_article(published="2022-03-20"))
    assert told(lines(known="2022-03-12")[0]) == ([], "")
    assert told(lines(known="2022-03-20")[0]) == (["South"], "North")
    assert lines(known="2022-03-10") == []


def test_swapping_the_names_of_two_parties_gives_the_mirror_image(client, sides):
    def mirrored(text: str) -> str:
        return text.replace("North", "?").replace("South", "North").replace("?", "South")

    first = talks("one", *sides)
    assess(first, sides[0], statement="says that it went well.")
    assess(talks("two", *sides, date="2022-03-12"), sides[1], said="2022-03-13", statement="says that it did not.")
    before = [(told(line), [one.name for one in line.met]) for line in lines()]
    Actor.objects.filter(pk=sides[0].pk).update(name="South")
    Actor.objects.filter(pk=sides[1].pk).update(name="North")
    after = [(told(line), [one.name for one in line.met]) for line in lines()]
    assert str(after) == mirrored(str(before))


def test_of_more_than_seven_those_with_statements_of_most_sides_are_shown_then_the_latest(client, sides):
    for day in range(1, 11):
        event = talks(f"day-{day:02}", *sides, date=f"2022-03-{day:02}")
        make_claim(event=event, speaker=sides[0])
        if day in {1, 3}:
            make_claim(event=event, speaker=sides[1])
    shown = [line.event.slug for line in lines()]
    assert shown == ["day-01", "day-03", "day-06", "day-07", "day-08", "day-09", "day-10"]
    assert "7 of 10 milestones" in client.get("/").content.decode()


def test_an_agreement_is_always_shown_and_what_one_side_did_gives_way_to_what_two_did(sides):
    make_claim(event=talks("agreed", *sides, kind=EventKind.AGREEMENT, date="2022-03-01"), attribution="own-voice")
    alone = talks("alone", sides[0], kind=EventKind.PROPOSAL, format=EventFormat.WRITTEN, date="2022-03-31")
    for side in sides:
        make_claim(event=alone, speaker=side)
    for day in range(2, 9):
        make_claim(event=talks(f"day-{day:02}", *sides, date=f"2022-03-{day:02}"), attribution="own-voice")
    shown = [line.event.slug for line in lines()]
    assert shown == ["agreed", "day-03", "day-04", "day-05", "day-06", "day-07", "day-08"]
    assert [line.is_open for line in lines()[:2]] == [False, True]  # an agreement is an outcome itself


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    heard=st.lists(st.sets(st.integers(0, 3)), min_size=8, max_size=14), changed=st.sets(st.integers(0, 13), max_size=3)
)
def test_the_choice_is_that_of_plain_sorting_with_changed_events_too(db, heard, changed):
    with transaction.atomic():
        process = make_process()
        voices = [make_actor(f"voice-{n}") for n in range(4)]
        for position, side in enumerate(voices, 1):
            Lane.objects.create(process=process, side=side, position=position, palette=position)
        events = []
        for n, speakers in enumerate(heard):
            events.append(talks(f"event-{n:02}", *voices[:2], date=f"2022-03-{n + 1:02}"))
            make_claim(event=events[-1], attribution="own-voice")
            for speaker in speakers:
                make_claim(event=events[-1], speaker=voices[speaker])
        read_timeline(Filters())
        for n in changed & set(range(len(heard))):
            Event.objects.filter(pk=events[n].pk).update(title="Changed")
        best = sorted(range(len(heard)), key=lambda n: (len(heard[n]), n))[-7:]
        assert [line.event.slug for line in lines()] == [f"event-{n:02}" for n in sorted(best)]
        transaction.set_rollback(True)


def test_a_side_that_negotiates_elsewhere_is_heard_on_what_the_other_side_did_alone_and_a_bloc_is_not(sides):
    make_claim(event=talks("round", *sides), attribution="own-voice")
    bloc = make_actor("bloc", name="Bloc", kind="group")
    Lane.objects.create(process=make_process(), side=bloc, position=3, palette=3)
    paper = talks("paper", sides[0], kind=EventKind.PROPOSAL, format=EventFormat.WRITTEN, date="2022-03-12")
    assess(paper, bloc, said="2022-03-13")
    assert told(lines()[1]) == ([], "")
    assess(paper, sides[1], said="2022-03-13")
    assert told(lines()[1]) == (["South"], "North")


def test_a_set_of_days_is_called_one_day_of_them(sides):
    for number, day in enumerate(["[2022-03-01..2022-03-04]", "2022-03-05/2022-03-06", "[..2022-03-07]", ""]):
        event = talks(f"event-{number}", *sides, date=day)
        make_claim(event=event, speaker=sides[0])
    assert [line.date for line in lines()] == [
        "one day, 1–4 Mar 2022",
        "5–6 Mar 2022",
        "by 7 Mar 2022",
        "Day not known",
    ]


def test_a_page_of_several_negotiations_says_which_and_one_of_a_single_one_does_not(client, sides):
    make_claim(event=talks("one", *sides), speaker=sides[0])
    assert "Negotiations in this record" not in client.get("/").content.decode()
    make_claim(event=make_event(slug="other", process=make_process("grain-deal", title="Grain talks")))
    page = client.get("/").content.decode()
    assert "Negotiations in this record" in page
    assert 'href="/?process=grain-deal"' in page
    assert "Negotiations in this record" not in client.get("/?process=grain-deal").content.decode()
