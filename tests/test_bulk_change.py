"""One change of many statements: what the dry run shows, what is then changed, and what is refused."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from talks import curation
from talks.admin.status import AT_ONCE
from talks.bulk_change import Change, apply_change, try_change
from talks.models import Claim, Rename
from talks.version import read_version
from talks.vocabulary import Attribution, Status
from tests.factories import make_actor, make_claim, make_event, make_topic
from tests.fixture_files import everything

pytestmark = pytest.mark.django_db

CLAIMS = reverse("admin:talks_claim_changelist")


def asked(claims, **change) -> dict:
    """Return what the page sends. Records are given by slug, as without scripts."""
    chosen = {"action": "change_selected", "_selected_action": [claim.pk for claim in claims]}
    return chosen | {"reason": "He said it."} | change


def dry_run(client: Client, claims, **change) -> HttpResponse:
    return client.post(CLAIMS, asked(claims, **change) | {"_try": "1"})


def confirm(client: Client, claims, page: HttpResponse, **change) -> HttpResponse:
    data = asked(claims, **change) | {"_change": "1", "seen": page.context["tried"].digest}
    return client.post(CLAIMS, data, follow=True)


def messages(page: HttpResponse) -> list[str]:
    return [re.sub(r"<[^>]+>", "", str(message)) for message in page.context["messages"]]


def told(outcome) -> list[list[tuple[str, str, str]]]:
    return [[(one.field, one.before, one.after) for one in claim.differences] for claim in outcome.statements]


# What changes


def test_speaker_event_side_and_topics_of_many_statements_change_at_once():
    wrong, right, side = make_actor("anna-holm"), make_actor("boris-lund"), make_actor("north")
    borders, truce = make_topic("borders"), make_topic("truce")
    other = make_event()
    claims = [make_claim(speaker=wrong, topics=[borders], status=Status.DRAFT) for _each in range(3)]
    apply_change(claims, Change(speaker=right, event=other, side=side, added=(truce,), removed=(borders,)))
    for claim in Claim.objects.all():
        assert (claim.speaker, claim.event, claim.side, list(claim.topics.all())) == (right, other, side, [truce])


def test_what_is_not_asked_for_stays_and_what_is_so_already_is_not_touched():
    topic = make_topic("borders")
    claim = make_claim(speaker=make_actor("anna-holm"), topics=[topic])
    outcome = apply_change([claim], Change(speaker=claim.speaker, added=(topic,)))
    assert not outcome.changed
    assert not outcome.refused
    assert Claim.objects.get().changed == claim.changed


def test_a_dry_run_shows_each_field_before_and_after_and_changes_nothing():
    wrong, right = make_actor("anna-holm"), make_actor("boris-lund")
    claims = [make_claim(speaker=wrong), make_claim(speaker=right)]
    before, version = everything(), read_version()
    outcome = try_change(claims, Change(speaker=right))
    assert told(outcome) == [
        [("Speaker", "Anna Holm", "Boris Lund"), ("Speaks for", "Anna Holm, by the speaker", "Boris Lund")],
        [],
    ]
    assert (everything(), read_version()) == (before, version)
    assert told(apply_change(claims, Change(speaker=right))) == told(outcome)


def test_a_published_statement_takes_the_side_of_its_new_speaker_and_a_draft_none():
    south = make_actor("south")
    wrong, right = make_actor("anna-holm", side=make_actor("north")), make_actor("boris-lund", side=south)
    published, draft = make_claim(speaker=wrong, side=wrong.side), make_claim(speaker=wrong, status=Status.DRAFT)
    apply_change([published, draft], Change(speaker=right))
    assert [Claim.objects.get(pk=claim.pk).side for claim in (published, draft)] == [south, None]


def test_a_side_that_is_emptied_is_that_of_the_speaker():
    north = make_actor("north")
    claim = make_claim(speaker=make_actor("anna-holm", side=north), side=make_actor("south"))
    draft = make_claim(speaker=claim.speaker, side=claim.side, status=Status.DRAFT)
    apply_change([claim, draft], Change(empties_side=True))
    assert [Claim.objects.get(pk=one.pk).side for one in (claim, draft)] == [north, None]


def test_the_mark_of_a_quotation_stays():
    mark = f"1:{'0' * 64}"
    claim = make_claim(speaker=make_actor("anna-holm"), paragraph_sha256=mark)
    apply_change([claim], Change(speaker=make_actor("boris-lund")))
    assert Claim.objects.get().paragraph_sha256 == mark


def test_the_address_of_a_draft_follows_its_new_speaker_and_that_of_a_published_statement_stays():
    wrong, right = make_actor("anna-holm"), make_actor("boris-lund")
    claims = [make_claim(speaker=wrong, statement=f"says {n}", status=Status.DRAFT) for n in ("one", "two")]
    for claim in claims:
        claim.slug = curation.free_slug(Claim, curation.claim_words(claim))
        claim.save()
    curation.publish(claims[1:])
    apply_change(claims, Change(speaker=right))
    assert sorted(Claim.objects.values_list("slug", flat=True)) == ["anna-holm-says-two", "boris-lund-says-one"]
    assert not Rename.objects.exists()


# What is refused


def test_a_statement_that_breaks_a_rule_is_refused_with_its_reason_and_the_others_are_changed():
    right, other = make_actor("boris-lund"), make_event()
    fine = make_claim(speaker=make_actor("anna-holm"))
    own_voice, there = make_claim(attribution=Attribution.OWN_VOICE), make_claim(occasion=other)
    outcome = apply_change([fine, own_voice, there], Change(speaker=right, event=other))
    assert [one.claim for one in outcome.changed] == [fine]
    assert [one.claim for one in outcome.refused] == [own_voice, there]
    assert "own voice has no speaker" in " ".join(outcome.refused[0].reasons)
    assert "occasion" in " ".join(outcome.refused[1].reasons)
    assert Claim.objects.get(pk=own_voice.pk).event == own_voice.event


def test_a_published_statement_that_could_not_be_published_is_refused():
    claim = make_claim(speaker=make_actor("anna-holm"))
    Claim.objects.filter(pk=claim.pk).update(
        quote="one two three four five six seven eight nine ten eleven twelve more"
    )
    outcome = apply_change([claim], Change(speaker=make_actor("boris-lund")))
    assert "12" in " ".join(outcome.refused[0].reasons)


def test_an_event_that_loses_its_last_public_statement_is_named_before_and_after(admin_client: Client):
    claim, other = make_claim(), make_claim()
    page = dry_run(admin_client, [claim], event=other.event.slug)
    assert page.context["tried"].hidden == (claim.event,)
    assert "Readers will no longer see these events" in page.text
    done = confirm(admin_client, [claim], page, event=other.event.slug)
    assert any("Readers no longer see it" in message for message in messages(done))


def test_a_change_that_breaks_in_the_middle_leaves_nothing(monkeypatch: pytest.MonkeyPatch):
    claims = [make_claim(speaker=make_actor("anna-holm")) for _each in range(2)]
    right, save = make_actor("boris-lund"), Claim.save

    def crash(claim, *args, **options):
        if claim.pk == claims[1].pk:
            raise RuntimeError
        save(claim, *args, **options)

    before = everything()
    monkeypatch.setattr(Claim, "save", crash)
    with pytest.raises(RuntimeError):
        apply_change(claims, Change(speaker=right))
    assert everything() == before


# The page


def test_the_page_asks_shows_the_dry_run_and_changes_what_it_showed(admin_client: Client):
    wrong = make_actor("anna-holm")
    right = make_actor("boris-lund")
    claims = [make_claim(speaker=wrong), make_claim(speaker=wrong)]
    first = admin_client.post(CLAIMS, {"action": "change_selected", "_selected_action": [one.pk for one in claims]})
    assert "2 statements are chosen" in first.text
    page = dry_run(admin_client, claims, speaker=right.pk)
    assert "Nothing is changed yet. To be changed: 2. Refused: 0." in page.text
    assert {claim.speaker for claim in Claim.objects.all()} == {wrong}
    done = confirm(admin_client, claims, page, speaker=right.pk)
    assert messages(done) == ["2 statements were changed."]
    assert {claim.speaker for claim in Claim.objects.all()} == {right}
    entry = LogEntry.objects.filter(object_id=claims[0].pk).latest("pk").get_change_message()
    assert entry.startswith("Speaker: Anna Holm → Boris Lund")
    assert entry.endswith("He said it.")


def test_what_was_not_shown_is_not_changed(admin_client: Client):
    wrong, right, third = make_actor("anna-holm"), make_actor("boris-lund"), make_actor("carl-vik")
    claim = make_claim(speaker=wrong)
    page = dry_run(admin_client, [claim], speaker=right.slug)
    again = confirm(admin_client, [claim], page, speaker=third.slug)
    assert "look at it again" in messages(again)[0]
    assert Claim.objects.get().speaker == wrong
    assert messages(confirm(admin_client, [claim], again, speaker=third.slug)) == ["1 statement was changed."]
    assert Claim.objects.get().speaker == third


def test_records_are_named_by_slug_where_scripts_are_off(admin_client: Client):
    make_topic("borders"), make_topic("truce")
    claim = make_claim(speaker=make_actor("anna-holm"))
    right = make_actor("boris-lund")
    page = dry_run(admin_client, [claim], speaker=["", right.slug], added="borders, truce")
    assert [one.field for one in page.context["tried"].changed[0].differences][-1] == "Topics"
    unknown = dry_run(admin_client, [claim], speaker="nobody-of-that-name")
    assert "speaker" in unknown.context["form"].errors


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({}, "__all__"),
        ({"side": "north", "empties_side": "on"}, "empties_side"),
        ({"added": "borders", "removed": "borders"}, "removed"),
        ({"speaker": "north", "reason": " "}, "reason"),
        ({"speaker": "north", "reason": "Wrong\u202e!"}, "reason"),
    ],
)
def test_a_mistake_is_told_beside_its_field(admin_client: Client, change: dict, field: str):
    make_actor("north"), make_topic("borders")
    page = dry_run(admin_client, [make_claim()], **change)
    assert list(page.context["form"].errors) == [field]
    assert page.context["tried"] is None


def test_more_statements_than_one_request_can_check_are_refused_at_once(admin_client: Client):
    claim = make_claim()
    one = {field.attname: getattr(claim, field.attname) for field in Claim._meta.concrete_fields if field.name != "id"}
    claims = Claim.objects.bulk_create([Claim(**one | {"slug": f"claim-x-{n}"}) for n in range(AT_ONCE)])
    page = admin_client.post(CLAIMS, asked([claim, *claims], speaker="x"), follow=True)
    assert f"Choose at most {AT_ONCE} at a time" in messages(page)[0]


def test_who_may_only_look_is_offered_no_change(client: Client):
    from tests.test_admin import curator

    make_claim()
    curator(client, "view_claim")
    assert "change_selected" not in client.get(CLAIMS).text
