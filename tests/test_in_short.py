"""In short: which events are milestones."""

import pytest

from talks.timeline import Filters, read_timeline
from talks.vocabulary import EventFormat, EventKind, Occurrence
from tests.factories import make_actor, make_claim, make_event, make_participation

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
