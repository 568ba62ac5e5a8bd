"""Questions of how something is characterised: shown with context and answers, never a difference, never counted."""

import re

import pytest

from talks.differences import read_differences
from talks.models import Claim, Question
from talks.pages.questions import count_differing
from talks.timeline import Filters, read_timeline
from tests.factories import make_actor, make_article, make_claim, make_event, make_question
from tests.test_standing import shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def war() -> dict[str, Claim]:
    """Two sides that characterise one event differently, in three reports."""
    _question, (yes, no) = make_question(
        "how-the-war-is-characterised",
        text="How the war is characterised",
        kind="characterisation",
        reason="",
        context="Each side names it, and the names exclude each other only as names.",
    )
    event = make_event(slug="war")
    return {
        "north": make_claim(slug="north", event=event, speaker=make_actor("north"), answers=[yes]),
        "south": make_claim(slug="south", event=event, speaker=make_actor("south"), answers=[no]),
        "again": make_claim(
            slug="again", event=event, speaker=make_actor("north"), answers=[yes], article=make_article()
        ),
    }


def become(kind: str) -> None:
    Question.objects.update(kind=kind, reason="" if kind == "characterisation" else "Both cannot be.")


def test_it_makes_no_difference_on_any_page_filter_or_count(war, client):
    assert read_differences().of_event == {}
    assert read_timeline(Filters(differ=("any",))).counts.events == 0
    assert (count_differing().questions, count_differing().events) == ("0 questions", "0 events")
    for page in ("/", "/events/war/", "/claims/north/", "/people/north/", "/questions/how-the-war-is-characterised/"):
        assert "Sides disagree" not in shown(client.get(page)), page


def test_the_same_answers_to_a_question_of_the_record_are_a_difference(war, client):
    become("record")
    assert "Sides disagree" in shown(client.get("/events/war/"))
    assert read_timeline(Filters(differ=("any",))).counts.events == 1


def test_an_index_follows_a_question_that_becomes_a_characterisation(war):
    become("record")
    assert read_timeline(Filters(differ=("sides",))).counts.events == 1
    become("characterisation")
    assert read_timeline(Filters(differ=("sides",))).counts.events == 0


def test_its_page_shows_context_and_answers_and_counts_nothing(war, client):
    text = shown(client.get("/questions/how-the-war-is-characterised/"))
    assert "Each side names it, and the names exclude each other only as names." in text
    assert "A matter of words: these answers do not count as a difference" in text
    assert text.index("Yes") < text.index("says what north says.") < text.index("says what south says.")
    assert not re.search(r"\d+ (speakers|reports)|separate origins|only here", text)


def test_the_list_of_questions_names_its_answers_without_numbers(war, client):
    text = shown(client.get("/questions/"))
    assert "How it is characterised How the war is characterised Yes · No" in text
    become("record")
    assert "Yes (2 statements) · No (1 statement)" in shown(client.get("/questions/"))
