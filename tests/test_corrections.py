"""Corrections: made by a withdrawal and in the forms of curators, shown on the record, in files and in one list, loaded."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from talks import corrections, curation
from talks.loading import FixtureRefused, Loaded, dump, load
from talks.models import Claim, Correction, ErrorReport, Event
from talks.vocabulary import Status
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_correction,
    make_error_report,
    make_event,
    make_process,
    make_question,
)
from tests.fixture_files import item, small_record, write

pytestmark = pytest.mark.django_db

DAY = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)


@pytest.fixture
def claim() -> Claim:
    _question, (yes, _no) = make_question()
    speaker = make_actor("a-speaker", side=make_actor("a-side"))
    return make_claim(slug="said", speaker=speaker, answers=[yes], statement="says that they met.", quote="they met")


def text_of(client: Client, where: str) -> str:
    """Return what a page says, without markup and with single spaces."""
    text = " ".join(re.sub(r"<[^>]+>", " ", client.get(where).content.decode()).split())
    return text.replace(" .", ".").replace(" ,", ",")


def change_form(record) -> str:
    return reverse(f"admin:talks_{record._meta.model_name}_change", args=[record.pk])


def save(client: Client, record, **changes) -> HttpResponse:
    """Save a record in its form as it is shown, with these changes."""
    page = client.get(change_form(record))
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    values = {bound.html_name: bound.value() for form in forms for bound in form}
    values = {name: value for name, value in values.items() if value is not None and value is not False}
    return client.post(change_form(record), values | changes, follow=True)


# A withdrawal


def test_a_withdrawal_tells_readers_by_itself_and_stays_told_when_the_record_comes_back(client: Client, claim: Claim):
    curation.withdraw([claim], "It was never said.", at=DAY)
    told = Correction.objects.get()
    assert (told.record, told.kind, told.day, told.reason) == (
        claim,
        "withdrawal",
        date(2026, 11, 30),
        "It was never said.",
    )
    assert told.slug == "said-2026-11-30"
    assert "This was withdrawn on 30 Nov 2026 It was never said." in text_of(client, "/claims/said/")
    listed = text_of(client, "/corrections/")
    assert f"A withdrawn statement on “{claim.event.title}”" in listed
    assert claim.statement not in listed
    curation.publish([claim], at=DAY)
    assert "Withdrawal, 30 Nov 2026" in text_of(client, "/claims/said/")
    assert claim.statement in text_of(client, "/corrections/")
    curation.withdraw([claim], "Again.", at=DAY)
    assert sorted(Correction.objects.values_list("slug", flat=True)) == ["said-2026-11-30", "said-2026-11-30-2"]


def test_what_is_taken_back_or_refused_tells_nothing(claim: Claim):
    curation.withdraw([make_claim(status=Status.DRAFT)], "Never published.")
    curation.take_back([claim], "To be worked on.")
    assert not Correction.objects.exists()


def test_what_stood_in_a_record_is_not_read_in_its_corrections_once_it_is_withdrawn(client: Client, claim: Claim):
    make_correction(claim, before="xyzzy before", after="xyzzy after", reason="Spelt wrongly.")
    assert "xyzzy before" in text_of(client, "/claims/said/")
    curation.withdraw([claim], "A risk.", at=DAY)
    for where in ("/claims/said/", "/corrections/"):
        text = text_of(client, where)
        assert "xyzzy" not in text
        assert "Spelt wrongly." in text
    curation.publish([claim], at=DAY)
    curation.withdraw([claim.article], "The whole report.", at=DAY)  # takes its statements along
    assert "xyzzy" not in text_of(client, "/corrections/")


@pytest.mark.parametrize("hide", [curation.withdraw, curation.take_back])
def test_what_readers_no_longer_meet_is_not_named_in_the_corrections_of_other_records(
    client: Client, claim: Claim, hide
):
    """The words of an event and of its statements, alone, in a list of several, and cut short."""
    event = make_event(title="The xyzzy talks")
    long = make_claim(event=event, speaker=claim.speaker, statement=f"says {'xyzzy ' * 60}".strip())
    cut_short = corrections.shortened(corrections.words_for_readers([claim, long]))
    assert cut_short.endswith("…")
    make_correction(claim, before=corrections.words_for_readers(event), after=f"Another; {event}; The xyzzy")
    make_correction(claim.event, before=corrections.shortened(str(long)), after=cut_short)
    hide([event], "A risk.", at=DAY)
    first, second = Correction.objects.exclude(kind="withdrawal").order_by("pk")
    assert (first.before, first.after) == ("no longer shown", "Another; no longer shown; The xyzzy")
    assert (second.before, second.after) == ("no longer shown", f"{claim}; no longer shown")
    assert "xyzzy talks" not in text_of(client, "/corrections/")


def test_a_published_statement_on_a_draft_is_not_named(claim: Claim):
    hidden = make_claim(event=make_event(status=Status.DRAFT), statement="says xyzzy.")
    assert corrections.words_for_readers([hidden, claim]) == str(claim)


# In the form of a record


def test_a_curator_tells_readers_of_a_change_with_what_stood_there_before_and_what_stands_there_now(
    admin_client: Client, client: Client, claim: Claim
):
    other = make_actor("other-speaker", side=claim.speaker.side)
    told = {"tell": "correction", "tell_reason": "The report names another speaker."}
    page = save(admin_client, claim, statement="says that all met.", speaker=other.pk, note="", **told)
    assert "Readers are told of 2 changes." in page.content.decode()
    shown = [(one.field, one.before, one.after, one.kind, one.reason) for one in Correction.objects.order_by("field")]
    assert shown == [
        ("Speaker", "A Speaker", "Other Speaker", "correction", told["tell_reason"]),
        ("Statement", "says that they met.", "says that all met.", "correction", told["tell_reason"]),
    ]
    text = text_of(client, "/claims/said/")
    assert "Statement: says that they met. → says that all met." in text
    assert told["tell_reason"] in text


def test_choices_dates_and_several_records_stand_in_words(admin_client: Client, claim: Claim):
    told = {"tell": "clarification", "tell_reason": "Read again."}
    save(admin_client, claim, kind="denial", topics=[], said="2022-03-09", said_basis="stated", **told)
    shown = {one.field: (one.before, one.after) for one in Correction.objects.all()}
    assert shown["Kind"] == ("Assessment", "Denial")
    assert shown["Said"] == ("", "2022-03-09")
    assert {one.kind for one in Correction.objects.all()} == {"clarification"}


def test_a_change_that_readers_are_not_told_of_makes_no_correction(admin_client: Client, claim: Claim):
    save(admin_client, claim, statement="says that they all met.")
    claim.refresh_from_db()
    assert claim.statement == "says that they all met."
    assert not Correction.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"tell": "correction", "statement": "says no."}, "Give the reason: readers see it."),
        ({"tell_reason": "Because.", "statement": "says no."}, "choose what they are told"),
        ({"tell": "correction", "tell_reason": "Because."}, "No field that readers see was changed."),
        ({"tell": "correction", "tell_reason": "Because.", "lint_reason": "It is so."}, "No field that readers see"),
        ({"tell": "withdrawal", "tell_reason": "Because.", "statement": "says no."}, "Select a valid choice"),
    ],
)
def test_what_readers_are_told_needs_a_reason_and_a_change(
    admin_client: Client, claim: Claim, changes: dict, words: str
):
    assert words in save(admin_client, claim, **changes).content.decode()
    assert not Correction.objects.exists()
    claim.refresh_from_db()
    assert claim.statement == "says that they met."


def test_events_reports_questions_and_people_have_the_same_fields_and_drafts_and_outlets_have_not(
    admin_client: Client, claim: Claim
):
    question = claim.answers.get().question
    told = {"tell": "correction", "tell_reason": "It was wrong."}
    for record, name in (
        (claim.event, "title"),
        (claim.article, "headline"),
        (question, "text"),
        (claim.speaker, "name"),
    ):
        before = getattr(record, name)
        save(admin_client, record, **{name: "Other words"}, **told)
        one = Correction.objects.order_by("-pk").first()
        assert (one.record, one.before, one.after) == (record, before, "Other words")
    draft = make_claim(status=Status.DRAFT)
    assert 'name="tell"' not in admin_client.get(change_form(draft)).content.decode()


def test_a_draft_does_not_show_by_a_correction_that_moves_a_statement_to_it(
    admin_client: Client, client: Client, claim
):
    hidden = make_event(slug="hidden", title="The odd xyzzy", status=Status.DRAFT)
    save(admin_client, claim, occasion=hidden.pk, statement="says no.", tell="correction", tell_reason="Moved.")
    assert Correction.objects.exists()
    for where in ("/claims/said/", "/corrections/", "/timeline.json", "/timeline.csv"):
        assert "xyzzy" not in client.get(where).getvalue().decode()


def test_long_words_are_cut_and_a_slug_is_made_for_each_change_of_a_day(claim: Claim):
    long = corrections.Change("Note", "a" * 400, "b" * 400)
    made = corrections.tell_changes(claim, "correction", [long, long], date(2026, 11, 30), "Why.")
    assert [one.slug for one in made] == ["said-2026-11-30", "said-2026-11-30-2"]
    assert len(made[0].before) == len(made[0].after) == 300
    claim.slug = "s" * 120
    for one in (corrections.free_slug(claim, date(2026, 11, 30)), made[0].slug):
        Correction(slug=one).clean_fields(exclude={"kind", "day", "reason"})


# By hand, and what cannot be


def test_a_correction_is_made_by_hand_for_what_no_form_tells(admin_client: Client, client: Client, claim: Claim):
    values = {"event": claim.event.pk, "kind": "correction", "day": "2026-11-30", "field": "Who took part"}
    values |= {"before": "", "after": "North", "reason": "A report names it.", "slug": ""}
    admin_client.post(reverse("admin:talks_correction_add"), values)
    made = Correction.objects.get()
    assert made.slug == f"{claim.event.slug}-2026-11-30"
    assert admin_client.get(change_form(made)).status_code == 200
    assert "Who took part: nothing → North A report names it." in text_of(client, claim.event.get_absolute_url())
    refused = admin_client.post(reverse("admin:talks_correction_add"), values | {"claim": claim.pk})
    assert "about exactly one record" in refused.content.decode()
    assert Correction.objects.count() == 1


def test_the_database_refuses_a_correction_of_no_record_of_two_or_of_nothing(claim: Claim):
    whole = {"slug": "one", "kind": "correction", "day": date(2026, 11, 30), "reason": "Why.", "before": "a"}
    for lacking in (whole, whole | {"claim": claim, "event": claim.event}, whole | {"claim": claim, "before": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Correction.objects.create(**lacking)
    with pytest.raises(ValidationError, match="A withdrawal says only why"):
        Correction(**whole | {"claim": claim, "kind": "withdrawal"}).clean()


# What readers see


def test_a_correction_stands_on_the_page_of_its_record_and_nowhere_else(client: Client, claim: Claim):
    question = claim.answers.get().question
    for record in (claim, claim.event, claim.article, claim.speaker, question):
        make_correction(record, reason=f"Reason of {record._meta.model_name}.")
    for record in (claim, claim.event, claim.article, claim.speaker, question):
        text = text_of(client, record.get_absolute_url())
        assert re.findall(r"Reason of (\w+)\.", text) == [record._meta.model_name]
        assert "Correction, 29 Nov 2026. Title: The old words → The new words" in text
    assert len(re.findall(r"Reason of (\w+)\.", text_of(client, "/corrections/"))) == 5


def test_the_list_has_all_corrections_the_newest_first_on_pages_and_by_negotiation(client: Client, claim: Claim):
    assert "Nothing has been corrected yet." in text_of(client, "/corrections/")
    elsewhere = make_claim(event=make_event(process=make_process("other-talks")))
    make_correction(elsewhere, slug="elsewhere", day=date(2026, 11, 1))
    for n in range(60):
        make_correction(claim, slug=f"c-{n:02}", day=date(2026, 10, 1) if n < 30 else date(2026, 10, 2))
    first = re.findall(r'<li id="([^"]+)"', client.get("/corrections/").content.decode())
    assert len(first) == 50
    assert first[:2] == ["elsewhere", "c-30"]
    second = re.findall(r'<li id="([^"]+)"', client.get("/corrections/?page=2").content.decode())
    assert len(second) == 11
    assert not {*first} & {*second}
    only = re.findall(r'<li id="([^"]+)"', client.get("/corrections/?process=other-talks").content.decode())
    assert only == ["elsewhere"]


def test_a_correction_of_what_readers_do_not_see_is_nowhere(client: Client, claim: Claim):
    draft = make_claim(status=Status.DRAFT)
    alone = make_event(slug="alone")  # published, with no public statement
    withdrawn_in_draft = make_claim(
        event=make_event(status=Status.DRAFT), status=Status.WITHDRAWN, status_reason="Why.", article=claim.article
    )
    for record in (draft, alone, withdrawn_in_draft, make_actor("nobody"), make_article()):
        make_correction(record, reason="The odd xyzzy.")
    assert "xyzzy" not in text_of(client, "/corrections/")


def test_the_files_have_the_corrections_of_events_statements_and_their_reports(client: Client, claim: Claim):
    make_correction(claim.event, reason="Of the event.")
    make_correction(claim, field="Statement", before="says no", after="says yes", reason="Of the statement.")
    make_correction(claim.article, kind="clarification", day=date(2026, 11, 1), reason="Of the report.")
    (event,) = client.get("/timeline.json").json()["events"]
    assert [one["reason"] for one in event["corrections"]] == ["Of the event."]
    assert event["claims"][0]["corrections"] == [
        {
            "of": "claim",
            "kind": "correction",
            "day": "2026-11-29",
            "field": "Statement",
            "before": "says no",
            "after": "says yes",
            "reason": "Of the statement.",
        },
        {
            "of": "report",
            "kind": "clarification",
            "day": "2026-11-01",
            "field": "Title",
            "before": "The old words",
            "after": "The new words",
            "reason": "Of the report.",
        },
    ]
    table = client.get("/timeline.csv").getvalue().decode()
    assert "2026-11-29 correction of claim: Statement: says no → says yes (Of the statement.)" in table
    assert "2026-11-29 correction of event: Title: The old words → The new words (Of the event.)" in table


def test_a_page_and_a_file_in_a_cache_are_made_again_after_a_correction(client: Client, claim: Claim):
    before = client.get("/claims/said/")["ETag"]
    make_correction(claim)
    assert client.get("/claims/said/")["ETag"] != before


# As part of the record


def corrected() -> list[dict]:
    words = {
        "kind": "correction",
        "day": "2026-11-30",
        "field": "Title",
        "before": "Old",
        "after": "New",
        "reason": "Why.",
    }
    return [
        *small_record(),
        item("correction", slug="first", claim=["talks-go-on"], **words),
        item("correction", slug="second", event=["istanbul-round"], **words),
        item("correction", slug="third", actor=["anna-holm"], **words | {"day": "2026-11-01"}),
    ]


def test_corrections_are_loaded_and_written_back_the_same(tmp_path: Path):
    load(write(tmp_path / "record.json", corrected()))
    assert Correction.objects.get(slug="second").event.slug == "istanbul-talks"  # by its former slug
    written = dump("talks-2022")
    found = [one["fields"]["slug"] for one in json.loads(written) if one["model"] == "talks.correction"]
    assert found == ["third", "first", "second"]
    again = load(write(tmp_path / "again.json", json.loads(written)))
    assert again == Loaded(unchanged=again.unchanged)
    assert dump("talks-2022") == written


def test_corrections_of_another_negotiation_are_not_written(tmp_path: Path):
    load(write(tmp_path / "record.json", corrected()))
    make_correction(make_event(process=make_process("other-talks")), slug="elsewhere")
    assert "elsewhere" not in dump("talks-2022")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"claim": ["never-there"]}, "There is no talks.claim “never-there”"),
        ({"claim": None}, "It is about exactly one record"),
        ({"event": ["istanbul-talks"]}, "It is about exactly one record"),
        ({"kind": "retraction"}, "first"),
        ({"before": "", "after": ""}, "Say what stood there before"),
        ({"kind": "withdrawal"}, "A withdrawal says only why"),
        ({"reason": ""}, "reason"),
        ({"day": "30 November"}, "Give a day such as"),
    ],
)
def test_a_file_with_a_wrong_correction_is_refused_with_its_name_and_the_reason(
    tmp_path: Path, changes: dict, words: str
):
    items = corrected()
    next(one["fields"] for one in items if one["fields"].get("slug") == "first").update(changes)
    with pytest.raises(FixtureRefused) as refused:
        load(write(tmp_path / "record.json", items))
    told = "\n".join(refused.value.lines if hasattr(refused.value, "lines") else [str(refused.value)])
    assert words in told
    assert "first" in told
    assert not Correction.objects.exists()


def test_corrections_and_error_reports_follow_a_rename_and_the_joining_of_two_records(client: Client, tmp_path: Path):
    load(write(tmp_path / "record.json", corrected()))
    claim = Claim.objects.get(slug="talks-go-on")
    make_error_report(claim)
    curation.rename(claim, "renamed")
    assert "Title: Old → New" in text_of(client, "/claims/renamed/")
    curation.rename(claim, "talks-go-on")
    items = [one for one in corrected() if one["fields"].get("slug") not in ("talks-go-on", "first")]
    for one in items:
        if one["fields"].get("slug") == "talks-go-on-again":
            one["fields"]["repeats"] = None
    items.append(item("rename", model="claim", former="talks-go-on", present="talks-go-on-again"))
    load(write(tmp_path / "joined.json", items))
    present = Claim.objects.get()
    assert Correction.objects.get(slug="first").claim == present
    assert ErrorReport.objects.get().claim == present


def test_the_first_record_tells_of_what_was_taken_out_of_it(client: Client):
    load("ukraine_2022")
    assert Correction.objects.count() == Claim.objects.filter(status=Status.WITHDRAWN).count() == 5
    for one in Correction.objects.all():
        assert (one.kind, one.reason) == ("withdrawal", one.claim.status_reason)
        assert one.reason in client.get(one.claim.get_absolute_url()).content.decode()
    assert text_of(client, "/corrections/").count("A withdrawn statement on") == 5
    assert Event.objects.public().count() > 20
