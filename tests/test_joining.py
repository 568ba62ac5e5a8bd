"""Joining: a file gives two statements or events as one, and the former address of the other leads to it."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from talks.loading import FixtureRefused, load
from talks.models import Actor, Answer, Claim, Event, Participation, Rename
from tests.factories import make_claim, make_event
from tests.fixture_files import Item, claim, event, fields, item, load_items, small_record, write


@pytest.fixture
def loaded(db: None, tmp_path: Path) -> list[Item]:
    """Load the small record with a further statement and a further event; return the small record, which lacks both."""
    further = [
        event("evening-talks"),
        claim("they-go-well", event=["evening-talks"], statement="says that they go well"),
    ]
    load_items(tmp_path, [*small_record(), *further])
    return small_record()


def joined(slug: str, present: str = "talks-go-on", model: str = "claim") -> Item:
    return item("rename", model=model, former=slug, present=present)


def both_joined() -> list[Item]:
    return [joined("they-go-well"), joined("evening-talks", "istanbul-talks", "event")]


def test_the_address_of_a_joined_statement_or_event_leads_to_the_one_that_holds_it(
    loaded: list[Item], tmp_path: Path, client: Client
):
    load_items(tmp_path, [*loaded, *both_joined()])
    for former, present in (
        ("/claims/they-go-well/", "/claims/talks-go-on/"),
        ("/events/evening-talks/", "/events/istanbul-talks/"),
    ):
        answer = client.get(former)
        assert (answer.status_code, answer["Location"]) == (301, present)
        assert client.get(present).status_code == 200
    assert not Claim.objects.filter(slug="they-go-well").exists()
    assert not Event.objects.filter(slug="evening-talks").exists()


def test_loading_a_file_that_joins_again_changes_nothing(loaded: list[Item], tmp_path: Path):
    load_items(tmp_path, [*loaded, *both_joined()])
    again = load_items(tmp_path, [*loaded, *both_joined()])
    assert (again.added, again.changed) == (0, 0)


def test_a_load_says_what_it_joined(loaded: list[Item], tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    call_command("loaddata", str(write(tmp_path / "joined.json", [*loaded, *both_joined()])))
    assert "they-go-well is now part of talks-go-on." in capsys.readouterr().out


def test_a_statement_that_repeats_a_joined_one_repeats_the_one_that_holds_it(loaded: list[Item], tmp_path: Path):
    third = make_claim(event=Event.objects.get(slug="istanbul-talks"), repeats=Claim.objects.get(slug="they-go-well"))
    load_items(tmp_path, [*loaded, *both_joined()])
    third.refresh_from_db()
    assert third.repeats.slug == "talks-go-on"


def test_joining_into_a_repetition_makes_no_chain(loaded: list[Item], tmp_path: Path):
    third = make_claim(event=Event.objects.get(slug="istanbul-talks"), repeats=Claim.objects.get(slug="they-go-well"))
    load_items(
        tmp_path,
        [*loaded, joined("they-go-well", "talks-go-on-again"), joined("evening-talks", "istanbul-talks", "event")],
    )
    third.refresh_from_db()
    assert third.repeats.slug == "talks-go-on"


def test_a_statement_that_repeated_the_joined_one_does_not_repeat_itself(loaded: list[Item], tmp_path: Path):
    holder = make_claim(
        slug="holder", event=Event.objects.get(slug="istanbul-talks"), repeats=Claim.objects.get(slug="they-go-well")
    )
    load_items(tmp_path, [joined("they-go-well", "holder"), joined("evening-talks", "istanbul-talks", "event")])
    holder.refresh_from_db()
    assert holder.repeats is None


def test_statements_about_a_joined_event_or_made_there_go_to_the_one_that_holds_it(loaded: list[Item], tmp_path: Path):
    there, elsewhere = (
        Event.objects.get(slug="evening-talks"),
        make_event(slug="elsewhere", process=Event.objects.first().process),
    )
    about, said, at_both = make_claim(event=there), make_claim(event=elsewhere, occasion=there), make_claim(event=there)
    Claim.objects.filter(pk=at_both.pk).update(occasion=Event.objects.get(slug="istanbul-talks"))
    load_items(tmp_path, [*loaded, *both_joined()])
    for one in (about, said, at_both):
        one.refresh_from_db()
    assert about.event.slug == "istanbul-talks"
    assert said.occasion.slug == "istanbul-talks"
    assert (at_both.event.slug, at_both.occasion) == ("istanbul-talks", None)


def test_those_who_took_part_in_a_joined_event_are_those_of_the_one_that_holds_it(loaded: list[Item], tmp_path: Path):
    for slug, role in (("north", "party"), ("anna-holm", "delegate")):
        evening = Event.objects.get(slug="evening-talks")
        Participation.objects.create(event=evening, actor=Actor.objects.get(slug=slug), role=role, basis="stated")
    load_items(tmp_path, [*loaded, *both_joined()])
    parts = Participation.objects.filter(event__slug="istanbul-talks").values_list("actor__slug", "role")
    assert sorted(parts) == [("north", "party"), ("south", "party")]


def test_an_older_address_of_a_joined_statement_leads_there_too(loaded: list[Item], tmp_path: Path, client: Client):
    Rename.objects.create(model="claim", former="they-go-on-well", present="they-go-well")
    load_items(tmp_path, [*loaded, *both_joined()])
    assert client.get("/claims/they-go-on-well/")["Location"] == "/claims/talks-go-on/"


def test_two_events_become_one_with_a_new_address(loaded: list[Item], tmp_path: Path):
    day = next(one for one in loaded if one["fields"].get("slug") == "istanbul-talks")
    day["fields"]["slug"] = "day-of-talks"
    both = [joined(former, "day-of-talks", "event") for former in ("evening-talks", "istanbul-talks")]
    loaded = [one for one in loaded if one["fields"].get("former") != "istanbul-round"]
    load_items(tmp_path, [*loaded, joined("they-go-well"), *both])
    assert set(Event.objects.values_list("slug", flat=True)) == {"day-of-talks", "next-talks"}
    assert {one.event.slug for one in Claim.objects.all()} == {"day-of-talks"}


def test_people_are_not_joined_by_a_file(loaded: list[Item], tmp_path: Path):
    with pytest.raises(FixtureRefused, match=r"There is still a talks\.actor “anna-holm”"):
        load(write(tmp_path / "people.json", [joined("anna-holm", "north", "actor")]))
    assert Actor.objects.filter(slug="anna-holm").exists()


def test_a_question_that_gets_another_address_keeps_its_answers(loaded: list[Item], tmp_path: Path):
    before = set(Answer.objects.values_list("pk", "slug"))
    fields(loaded, "any-result")["slug"] = "was-there-a-result"
    load_items(tmp_path, [*loaded, joined("any-result", "was-there-a-result", "question")])
    assert set(Answer.objects.values_list("pk", "slug")) == before
    assert {answer.question.slug for answer in Answer.objects.all()} == {"was-there-a-result"}


def test_answers_that_the_file_no_longer_has_go_unless_a_statement_gives_them(loaded: list[Item], tmp_path: Path):
    question = Answer.objects.first().question
    for slug in ("perhaps", "some"):
        Answer.objects.create(question=question, slug=slug, text=slug.title())
    Claim.objects.get(slug="they-go-well").answers.add(Answer.objects.get(slug="some"))
    again = load_items(tmp_path, loaded)
    assert again.notes == ("any-result no longer has these answers, which no statement gives: perhaps.",)
    assert set(Answer.objects.values_list("slug", flat=True)) == {"yes", "no", "some"}
    assert load_items(tmp_path, loaded).notes == ()


def test_a_file_from_before_records_were_joined_is_refused_with_one_sentence(loaded: list[Item], tmp_path: Path):
    former = [*small_record(), claim("they-go-well"), event("evening-talks")]
    load_items(tmp_path, [*loaded, *both_joined()])
    with pytest.raises(FixtureRefused) as refused:
        load_items(tmp_path, former)
    assert refused.value.problems == [
        "record.json: This file is older than the record, in which some of its records have been joined with others: "
        "they-go-well, evening-talks. Load a newer file."
    ]
