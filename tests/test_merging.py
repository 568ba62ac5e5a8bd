"""Merging two records: everything moves, both addresses work, files with the former name load into the one that stayed."""

import re
from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from talks import curation
from talks.addresses_of_drafts import follow_words
from talks.loading import load
from talks.merging import MERGED, merge, namesakes, plan, references
from talks.models import Actor, Article, Claim, Event, Lane, Origin, Outlet, Participation, Place, Rename, Topic
from talks.version import read_version
from talks.vocabulary import Status
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_event,
    make_origin,
    make_outlet,
    make_participation,
    make_place,
    make_process,
    make_topic,
)
from tests.fixture_files import Item, claim, event, everything, fields, item, load_items, small_record

pytestmark = pytest.mark.django_db


def two_people() -> tuple[Actor, Actor]:
    north = make_actor("north")
    return make_actor("anna-holm", side=north), make_actor("anna-hulm", side=north, spellings="Анна Хольм")


def messages(page: HttpResponse) -> list[str]:
    return [re.sub(r"<[^>]+>", "", str(message)) for message in page.context["messages"]]


def merge_page(one, other) -> str:
    return reverse(f"admin:talks_{one._meta.model_name}_merge", args=[one.pk, other.pk])


# What refers to a record


def test_every_reference_to_what_can_be_merged_is_one_that_merging_knows():
    for model in MERGED:
        known = {reference.field for reference in references(model)}
        for relation in model._meta.get_fields(include_hidden=True):
            if not relation.auto_created or relation.concrete:
                continue
            is_history = relation.related_model.__name__.startswith("Historical")
            is_link = relation.related_model._meta.auto_created
            assert relation.field in known or is_history or is_link, relation
            # One row for each record could not have two.
            assert not relation.one_to_one, relation


def test_every_reference_to_a_person_moves():
    kept, gone = two_people()
    said = make_claim(speaker=gone, side=gone, target=gone)
    meeting = make_event()
    make_participation(meeting, gone, "delegate")
    merge(kept, gone)
    said.refresh_from_db()
    assert {said.speaker, said.side, said.target} == {kept}
    assert [part.actor for part in meeting.participations.all()] == [kept]
    assert not Actor.objects.filter(slug="anna-hulm").exists()


def test_every_reference_to_a_party_moves_and_a_second_lane_goes():
    kept, gone = make_actor("north"), make_actor("the-north")
    voice = make_actor("anna-holm", side=gone)
    own, other = make_process(), make_process("talks-2025")
    for process, side, position in ((own, kept, 1), (own, gone, 2), (other, gone, 1)):
        Lane.objects.create(process=process, side=side, position=position, palette=position)
    assert "already" in plan(kept, gone).settled[0]
    merge(kept, gone)
    voice.refresh_from_db()
    assert voice.side == kept
    lanes = Lane.objects.values_list("process__slug", "side__slug", "position")
    assert sorted(lanes) == [("talks-2022", "north", 1), ("talks-2025", "north", 1)]


def test_every_reference_to_an_outlet_a_place_and_a_topic_moves():
    outlets = make_outlet("courier"), make_outlet("the-courier")
    report = make_article(outlet=outlets[1])
    origin = make_origin("dispatch", house=outlets[1])
    places = make_place("istanbul"), make_place("stambul")
    meeting = make_event(place=places[1])
    topics = make_topic("ceasefire"), make_topic("truce")
    one, both = make_claim(topics=[topics[1]]), make_claim(topics=topics)
    for kept, gone in (outlets, places, topics):
        merge(kept, gone)
    assert Article.objects.get(pk=report.pk).outlet == outlets[0]
    assert Origin.objects.get(pk=origin.pk).house == outlets[0]
    assert Event.objects.get(pk=meeting.pk).place == places[0]
    assert [list(claim.topics.all()) for claim in (one, both)] == [[topics[0]], [topics[0]]]


def test_every_reference_to_an_event_moves_and_who_took_part_in_both_took_part_once():
    kept, gone, elsewhere = make_event(), make_event(), make_event()
    north, south = make_actor("north"), make_actor("south")
    for there, actor in ((kept, north), (gone, north), (gone, south)):
        make_participation(there, actor)
    about, there = make_claim(event=gone), make_claim(event=elsewhere, occasion=gone)
    both = make_claim(event=gone, occasion=kept)
    assert any("occasion is emptied" in sentence for sentence in plan(kept, gone).settled)
    merge(kept, gone)
    assert Claim.objects.get(pk=about.pk).event == kept
    assert Claim.objects.get(pk=there.pk).occasion == kept
    assert Claim.objects.get(pk=both.pk).occasion is None
    assert sorted(kept.participations.values_list("actor__slug", flat=True)) == ["north", "south"]


def test_an_actor_whose_side_was_the_other_one_does_not_speak_for_itself():
    gone = make_actor("the-north", kind="group")
    kept = make_actor("north", kind="group", side=gone)
    assert "speak for itself" in plan(kept, gone).settled[0]
    merge(kept, gone)
    kept.refresh_from_db()
    assert kept.side is None


def test_the_one_that_stays_keeps_its_values_and_gets_the_other_names_as_spellings():
    kept, gone = two_people()
    gone.note, gone.also_meant_by = "Of the other one.", "The envoy"
    gone.save()
    shown = plan(kept, gone)
    assert shown.spellings == ("Anna Hulm", "Анна Хольм")
    assert [(lost.stays, lost.goes) for lost in shown.lost] == [("–", "Of the other one.")]
    merge(kept, gone)
    kept.refresh_from_db()
    assert (kept.name, kept.note) == ("Anna Holm", "")
    assert kept.spellings.splitlines() == ["Anna Hulm", "Анна Хольм"]
    assert kept.also_meant_by == "The envoy"


def test_a_dry_run_counts_what_then_moves_and_changes_nothing():
    kept, gone = two_people()
    for _each in range(3):
        make_claim(speaker=gone)
    before = everything()
    shown = plan(kept, gone)
    assert [(moved.kind, moved.count) for moved in shown.moved] == [("Statements (speaker)", 3)]
    assert everything() == before
    assert merge(kept, gone).moved == shown.moved


def test_moved_records_have_moved_their_clock():
    kept, gone = two_people()
    said = make_claim(speaker=gone)
    merge(kept, gone)
    assert Claim.objects.get(pk=said.pk).changed > said.changed


# What cannot be merged


def refused(kept, gone) -> str:
    before = everything()
    with pytest.raises(ValidationError) as error:
        merge(kept, gone)
    assert everything() == before
    return " ".join(error.value.messages)


def test_what_is_not_of_one_kind_cannot_be_merged():
    north = make_actor("north")
    assert "give both the same kind" in refused(north, make_actor("anna-holm", side=north))
    assert "two different records" in refused(north, north)
    assert "two different records" in refused(north, make_topic("north"))
    assert "two different records" in refused(make_claim(), make_claim())


def test_events_of_two_negotiations_cannot_be_merged():
    assert "different negotiations" in refused(make_event(), make_event(process=make_process("talks-2025")))


@pytest.mark.parametrize("stays", [Status.DRAFT, Status.WITHDRAWN])
def test_an_event_that_readers_know_does_not_become_part_of_one_that_they_cannot_see(stays: str):
    assert "would lead nowhere" in refused(make_event(status=stays, status_reason="Twice."), make_event())


def test_a_side_for_which_others_speak_does_not_become_part_of_one_that_speaks_for_another():
    gone = make_actor("the-north", kind="group")
    make_actor("anna-holm", side=gone)
    kept = make_actor("north", kind="group", side=make_actor("south"))
    assert "Anna Holm speaks for" in refused(kept, gone)


def test_a_merger_that_breaks_in_the_middle_leaves_nothing(monkeypatch: pytest.MonkeyPatch):
    kept, gone = two_people()
    make_claim(speaker=gone)
    before = everything()

    def crash(actor, *args, **options):
        raise RuntimeError

    monkeypatch.setattr(Actor, "delete", crash)
    with pytest.raises(RuntimeError):
        merge(kept, gone)
    assert everything() == before


def test_of_two_who_merge_the_same_records_the_second_is_told():
    kept, gone = two_people()
    merge(Actor.objects.get(pk=kept.pk), Actor.objects.get(pk=gone.pk))
    assert "no longer there" in refused(kept, gone)


# Sides and readers


def test_statements_that_would_be_for_another_side_are_counted():
    north, south = make_actor("north"), make_actor("south")
    kept, gone = make_actor("anna-holm", side=north), make_actor("anna-hulm", side=south)
    make_claim(speaker=gone, status=Status.DRAFT)
    make_claim(speaker=gone, side=south)
    assert (
        "1 statement without a side of its own was made for South, and will be for North." in plan(kept, gone).warnings
    )
    merge(kept, gone)
    assert sorted(claim.side_slug for claim in Claim.objects.with_side()) == ["north", "south"]


def test_published_statements_that_become_visible_are_counted():
    kept, gone = make_event(), make_event(status=Status.DRAFT)
    make_claim(event=gone)
    assert any(warning.startswith("Readers will see 1 published statement") for warning in plan(kept, gone).warnings)


def test_pages_show_a_merger_at_once_and_the_former_address_leads_on(client: Client):
    kept, gone = two_people()
    make_claim(speaker=gone, statement="says that it rains."), make_claim(speaker=kept)
    assert client.get("/?speaker=anna-hulm").status_code == 200
    version = read_version()
    merge(kept, gone)
    assert read_version() > version
    answer = client.get("/people/anna-hulm/")
    assert (answer.status_code, answer["Location"]) == (301, "/people/anna-holm/")
    assert "says that it rains." in client.get("/people/anna-holm/").text
    assert "says that it rains." in client.get("/timeline.json?speaker=anna-hulm").text


def test_the_former_address_of_an_event_leads_on_and_older_ones_too(client: Client):
    kept, gone = make_event(slug="talks-in-may"), make_event(slug="older")
    make_claim(event=gone)
    curation.rename(gone, "may-talks")
    merge(kept, gone)
    for former in ("older", "may-talks"):
        answer = client.get(f"/events/{former}/")
        assert (answer.status_code, answer["Location"]) == (301, "/events/talks-in-may/")
    assert client.get("/events/talks-in-may/").status_code == 200


def test_the_former_address_of_a_withdrawn_event_says_no_longer_that_it_is_gone(client: Client):
    kept, gone = make_event(), make_event(status=Status.WITHDRAWN, status_reason="There twice.")
    make_claim(event=kept)
    assert client.get(f"/events/{gone.slug}/").status_code == 410
    merge(kept, gone)
    assert client.get(f"/events/{gone.slug}/").status_code == 301


@pytest.mark.parametrize(("name", "make"), [("topic", make_topic), ("outlet", make_outlet), ("place", make_place)])
def test_links_with_a_merged_topic_outlet_or_place_still_work(client: Client, name: str, make):
    kept, gone = make("one"), make("two")
    given = {
        "topic": lambda: make_claim(topics=[gone]),
        "outlet": lambda: make_claim(article=make_article(outlet=gone)),
        "place": lambda: make_claim(event=make_event(place=gone)),
    }[name]()
    merge(kept, gone)
    shown = client.get(f"/timeline.json?{name}=two").text
    assert given.event.slug in shown


# Files


@pytest.fixture
def twice(tmp_path: Path) -> list[Item]:
    """Load a record that has five things twice; return it."""
    items = [
        *small_record(),
        item("actor", slug="anna-hulm", name="Anna Hulm", kind="person", side=["the-north"], spellings="Анна Хольм"),
        item("actor", slug="the-north", name="The North", kind="party"),
        item("lane", process=["talks-2022"], side=["the-north"], position=3, palette=3),
        item("outlet", slug="the-courier", name="The Courier"),
        item("place", slug="stambul", name="Stambul"),
        item("topic", slug="truce", name="Truce"),
        event("evening-talks", place=["stambul"], place_basis="stated"),
        item("participation", event=["evening-talks"], actor=["the-north"], role="party", basis="stated"),
        item("participation", event=["istanbul-talks"], actor=["the-north"], role="party", basis="stated"),
        claim(
            "they-go-well",
            event=["evening-talks"],
            occasion=["istanbul-talks"],
            speaker=["anna-hulm"],
            statement="says that they go well",
            topics=[["truce"], ["ceasefire"]],
        ),
        item("rename", model="actor", former="a-hulm", present="anna-hulm"),
    ]
    fields(items, "report-two")["outlet"] = ["the-courier"]
    load_items(tmp_path, items)
    return items


MERGERS = (
    (Actor, "anna-holm", "anna-hulm"),
    (Actor, "north", "the-north"),
    (Outlet, "daily-courier", "the-courier"),
    (Place, "istanbul", "stambul"),
    (Topic, "ceasefire", "truce"),
    (Event, "istanbul-talks", "evening-talks"),
)


def merge_all() -> None:
    for model, kept, gone in MERGERS:
        merge(model.objects.get(slug=kept), model.objects.get(slug=gone))


def test_a_file_from_before_a_merger_loads_into_what_stayed_and_makes_nothing_again(twice: list[Item], tmp_path: Path):
    merge_all()
    models = (Actor, Outlet, Place, Topic, Event, Lane, Participation, Claim, Rename)
    before = {model: model.objects.count() for model in models}
    loaded = load_items(tmp_path, twice)
    assert loaded.added == 0
    assert {model: model.objects.count() for model in models} == before
    assert "anna-hulm is now part of anna-holm; only its names were read." in loaded.notes
    well = Claim.objects.get(slug="they-go-well")
    assert (well.speaker.slug, well.event.slug, well.occasion) == ("anna-holm", "istanbul-talks", None)
    assert [topic.slug for topic in well.topics.all()] == ["ceasefire"]
    holm = Actor.objects.get(slug="anna-holm")
    assert (holm.name, holm.side.slug) == ("Anna Holm", "north")
    assert holm.spellings.splitlines() == ["Anna Hulm", "Анна Хольм"]
    assert Event.objects.get(slug="istanbul-talks").place.slug == "istanbul"
    for former in ("a-hulm", "anna-hulm"):
        assert Rename.objects.get(model="actor", former=former).present == "anna-holm"


def test_a_file_from_before_a_merger_changes_nothing_when_it_is_loaded_again(twice: list[Item], tmp_path: Path):
    merge_all()
    load_items(tmp_path, twice)
    before = everything()
    again = load_items(tmp_path, twice)
    assert (again.added, again.changed) == (0, 0)
    assert everything() == before


def test_a_file_with_only_the_former_name_gives_spellings_and_renames_only_if_asked(twice: list[Item], tmp_path: Path):
    merge_all()
    only = [item("actor", slug="anna-hulm", name="Anne Hulm", kind="person", side=["north"])]
    load_items(tmp_path, only)
    holm = Actor.objects.get(slug="anna-holm")
    assert holm.name == "Anna Holm"
    assert "Anne Hulm" in holm.spellings
    assert not Actor.objects.filter(slug="anna-hulm").exists()


def test_a_dump_after_a_merger_loads_again_and_changes_nothing(twice: list[Item], tmp_path: Path):
    merge_all()
    path = tmp_path / "dump.json"
    with path.open("w", encoding="utf-8") as file:
        call_command("dump_record", "talks-2022", stdout=file)
    again = load(path)
    assert (again.added, again.changed) == (0, 0)


# The page


def test_two_of_a_list_are_merged_on_a_page_that_shows_what_moves_either_way(admin_client: Client):
    kept, gone = two_people()
    said = make_claim(speaker=gone)
    chosen = {"action": "merge_selected", "_selected_action": [kept.pk, gone.pk]}
    page = admin_client.post(reverse("admin:talks_actor_changelist"), chosen, follow=True)
    assert page.redirect_chain[-1][0] == merge_page(kept, gone)
    assert "“Anna Holm” stays, “Anna Hulm” becomes part of it" in page.text
    assert "“Anna Hulm” stays, “Anna Holm” becomes part of it" in page.text
    assert "Statements (speaker): 1" in page.text
    assert Claim.objects.get().speaker == gone
    data = {"stays": kept.pk, "seen": page.context["seen"]}
    done = admin_client.post(merge_page(kept, gone), data, follow=True)
    assert Claim.objects.get(pk=said.pk).speaker == kept
    assert any("Merged with “Anna Hulm (anna-hulm)”. Statements (speaker): 1." in message for message in messages(done))
    told = LogEntry.objects.filter(object_id=kept.pk).latest("pk").get_change_message()
    assert "Merged with “Anna Hulm (anna-hulm)”" in told
    assert LogEntry.objects.filter(object_id=gone.pk, action_flag=3).exists()


def test_what_changed_since_the_dry_run_is_shown_before_anything_is_merged(admin_client: Client):
    kept, gone = two_people()
    seen = admin_client.get(merge_page(kept, gone)).context["seen"]
    make_claim(speaker=gone)
    page = admin_client.post(merge_page(kept, gone), {"stays": kept.pk, "seen": seen})
    assert "look at it again" in messages(page)[0]
    assert Actor.objects.filter(pk=gone.pk).exists()


def test_the_page_says_why_two_cannot_be_merged_and_merges_neither_way(admin_client: Client):
    one, other = make_event(), make_event(process=make_process("talks-2025"))
    page = admin_client.get(merge_page(one, other))
    assert page.text.count("They belong to different negotiations") == 2
    assert 'value="Merge"' not in page.text
    admin_client.post(merge_page(one, other), {"stays": one.pk, "seen": page.context["seen"]})
    assert Event.objects.count() == 2


@pytest.mark.parametrize("chosen", [1, 3])
def test_exactly_two_are_merged(admin_client: Client, chosen: int):
    outlets = [make_outlet(slug) for slug in ("one", "two", "three")][:chosen]
    data = {"action": "merge_selected", "_selected_action": [outlet.pk for outlet in outlets]}
    page = admin_client.post(reverse("admin:talks_outlet_changelist"), data, follow=True)
    assert "exactly two" in messages(page)[0]


def test_who_may_not_delete_may_not_merge(client: Client):
    user = User.objects.create_user("curator", password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_actor", "change_actor"]))
    client.force_login(user)
    kept, gone = two_people()
    assert client.get(merge_page(kept, gone)).status_code == 403
    assert "merge_selected" not in client.get(reverse("admin:talks_actor_changelist")).text


# Shared names


def test_a_name_that_is_a_spelling_of_another_is_found_whatever_its_capitals_and_accents():
    kept = make_actor("anna-holm", spellings="Анна Хольм\nÁnna  Hólm-Berg")
    assert namesakes(make_actor("one", name="АННА ХОЛЬМ")) == [(kept, "АННА ХОЛЬМ")]
    assert namesakes(make_actor("two", name="Somebody", spellings="anna holm-berg")) == [(kept, "anna holm-berg")]
    assert namesakes(make_actor("three", name="Anna")) == []


def test_a_new_person_with_the_name_of_another_is_saved_with_a_warning_that_links_to_both(admin_client: Client):
    known = make_actor("anna-holm", kind="person")
    data = {"name": "Anna Holm", "slug": "anna-holm-2", "kind": "person", "_save": "1"}
    page = admin_client.post(reverse("admin:talks_actor_add"), data, follow=True)
    new = Actor.objects.get(slug="anna-holm-2")
    warning = next(str(message) for message in page.context["messages"] if "another record" in str(message))
    assert reverse("admin:talks_actor_change", args=[known.pk]) in warning
    assert merge_page(new, known) in warning


# Addresses of drafts


def drafted(**fields) -> Claim:
    claim = make_claim(status=Status.DRAFT, statement="says that it rains", **fields)
    claim.slug = curation.free_slug(Claim, curation.claim_words(claim))
    claim.save()
    return claim


def test_the_address_of_a_draft_follows_its_speaker_and_its_words_and_leaves_none_behind():
    wrong, right = make_actor("anna-holm"), make_actor("boris-lund")
    claim = drafted(speaker=wrong)
    claim.speaker = right
    assert follow_words(claim) == "anna-holm-says-that-it-rains"
    claim.save()
    claim.statement = "says that it snows"
    follow_words(claim)
    claim.save()
    assert claim.slug == "boris-lund-says-that-it-snows"
    assert not Rename.objects.exists()


def test_a_made_address_with_a_number_follows_too():
    wrong, right = make_actor("anna-holm"), make_actor("boris-lund")
    drafted(speaker=wrong)
    claim = drafted(speaker=wrong)
    assert claim.slug.endswith("-2")
    claim.speaker = right
    follow_words(claim)
    assert claim.slug == "boris-lund-says-that-it-rains"


def test_an_address_that_readers_met_or_that_somebody_chose_stays():
    right = make_actor("boris-lund")
    published, taken_back, chosen, renamed = (drafted(speaker=make_actor("anna-holm")) for _each in range(4))
    curation.publish([published, taken_back])
    curation.take_back([taken_back], "To be checked.")
    curation.rename(chosen, "rain")
    Rename.objects.create(model="claim", former="it-rains", present=renamed.slug)
    for stays in (published, taken_back, chosen, renamed):
        stored = Claim.objects.get(pk=stays.pk)
        stored.speaker = right
        assert follow_words(stored) == ""


def test_the_addresses_of_drafted_events_and_reports_follow_title_headline_and_day():
    meeting = make_event(slug="talks-in-may", title="Talks in May", status=Status.DRAFT)
    meeting.title = "Talks in June"
    assert follow_words(meeting) == "talks-in-may"
    assert meeting.slug == "talks-in-june"
    report = make_article(slug="talks-go-on", headline="Talks go on", status=Status.DRAFT)
    report.headline = "Talks end"
    follow_words(report)
    assert report.slug == "talks-end"
    daily = make_article(slug="courier-2022-03-11", outlet=make_outlet("courier"), status=Status.DRAFT)
    daily.published = "2022-03-12"
    follow_words(daily)
    assert daily.slug == "courier-2022-03-12"


def test_a_speaker_corrected_in_the_form_gives_the_draft_another_address_and_a_typed_one_holds(admin_client: Client):
    from tests.test_admin import address, save

    wrong, right = make_actor("anna-holm"), make_actor("boris-lund")
    claim = drafted(speaker=wrong)
    save(admin_client, address("claim_change", claim), speaker=right.pk)
    claim.refresh_from_db()
    assert claim.slug == "boris-lund-says-that-it-rains"
    assert not Rename.objects.exists()
    save(admin_client, address("claim_change", claim), speaker=wrong.pk, slug="rain")
    claim.refresh_from_db()
    assert claim.slug == "rain"


def test_drafts_of_a_merged_person_get_the_address_of_the_one_that_stays():
    kept, gone = two_people()
    claim = drafted(speaker=gone)
    merge(kept, gone)
    claim.refresh_from_db()
    assert claim.slug == "anna-holm-says-that-it-rains"
