"""Publishing, withdrawing, taking back, renaming: what the verbs change, and what they refuse."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from talks import curation
from talks.models import Article, ArticleText, Claim, Event, Rename
from talks.vocabulary import Status
from tests.factories import make_actor, make_article, make_claim, make_event, make_question

pytestmark = pytest.mark.django_db

LATER = datetime(2030, 1, 2, 3, 4, tzinfo=UTC)


def drafted(record):
    record.status = Status.DRAFT
    record.save()
    return record


def statuses(*records) -> list[str]:
    return [type(record).objects.get(pk=record.pk).status for record in records]


# Publishing


def test_a_report_its_statement_and_the_event_are_published_in_one_go_in_whatever_order_they_are_given():
    claim = make_claim(article=make_article(status=Status.DRAFT), event=make_event(status=Status.DRAFT))
    drafted(claim)
    outcome = curation.publish([claim.event, claim, claim.article])
    assert not outcome.refused
    assert {type(record) for record in outcome.changed} == {Article, Claim, Event}
    assert Event.objects.public().get() == claim.event


def test_an_event_is_published_with_its_drafted_statements():
    claim = drafted(make_claim(event=make_event(status=Status.DRAFT)))
    assert curation.publish([claim.event]).refused
    assert not curation.publish([claim.event], with_statements=True).refused
    assert statuses(claim, claim.event) == [Status.PUBLISHED, Status.PUBLISHED]


def test_a_withdrawn_statement_does_not_come_back_with_its_report():
    claim = make_claim()
    curation.withdraw([claim, claim.article], "Wrong.")
    curation.publish([claim.article], with_statements=True)
    assert statuses(claim, claim.article) == [Status.WITHDRAWN, Status.PUBLISHED]


@pytest.mark.parametrize(
    ("lacking", "field"),
    [
        ({"article": None}, "Report"),
        ({"paragraph": None}, "Paragraph"),
        ({"quote": ""}, "Quote"),
        ({"quote_mode": ""}, "Words of"),
    ],
)
def test_a_statement_without_report_paragraph_quote_or_whose_words_is_refused_and_told_which(lacking: dict, field: str):
    claim = make_claim(status=Status.DRAFT, **lacking)
    outcome = curation.publish([claim])
    assert outcome.refused[0].reasons == [f"{field}: A published statement needs this."]
    assert statuses(claim) == [Status.DRAFT]


def test_what_is_ready_is_published_beside_what_is_refused():
    ready, lacking = make_claim(status=Status.DRAFT), make_claim(status=Status.DRAFT, quote="")
    outcome = curation.publish([ready, lacking])
    assert outcome.changed == [ready]
    assert [refusal.record for refusal in outcome.refused] == [lacking]
    assert lacking.status == Status.DRAFT


def test_a_quote_that_does_not_stand_in_the_stored_paragraph_keeps_a_statement_from_being_published():
    claim = make_claim(status=Status.DRAFT, quote="no breakthroughs")
    ArticleText.objects.create(article=claim.article, paragraphs=["We see breakthroughs."], sha256="0" * 64)
    assert "letter for letter" in curation.publish([claim]).refused[0].reasons[0]
    claim.quote = "see breakthroughs"
    claim.save()
    assert curation.publish([claim]).changed


def test_a_statement_with_two_answers_to_one_question_is_refused():
    _question, answers = make_question()
    claim = make_claim(status=Status.DRAFT, answers=answers)
    assert curation.publish([claim]).refused[0].reasons == ["Answers: Choose at most one answer of each question."]


def test_an_event_without_a_published_statement_is_refused():
    event = make_event(status=Status.DRAFT)
    make_claim(event=event, status=Status.DRAFT)
    assert "at least one published statement" in curation.publish([event]).refused[0].reasons[0]


def test_an_event_whose_statements_stand_in_a_drafted_report_is_refused_and_the_report_named():
    claim = make_claim(
        event=make_event(status=Status.DRAFT), article=make_article(headline="The one", status=Status.DRAFT)
    )
    assert "publish “The one” first" in curation.publish([claim.event]).refused[0].reasons[0]


def test_what_only_the_database_refuses_is_a_refusal_and_no_crash(monkeypatch: pytest.MonkeyPatch):
    claim = make_claim(status=Status.DRAFT, quote="")
    monkeypatch.setattr(Claim, "full_clean", lambda claim: None)
    assert "claim_published_is_complete" in curation.publish([claim]).refused[0].reasons[0]
    assert statuses(claim) == [Status.DRAFT]


# Taking back


@pytest.mark.parametrize("verb", [curation.withdraw, curation.take_back])
@pytest.mark.parametrize("reason", ["", "  \n"])
def test_nothing_is_withdrawn_or_taken_back_without_a_reason(verb, reason: str):
    claim = make_claim()
    with pytest.raises(ValidationError):
        verb([claim], reason)
    assert statuses(claim) == [Status.PUBLISHED]


def test_a_withdrawn_record_keeps_its_reason_until_it_is_published_again():
    claim = make_claim()
    curation.withdraw([claim], " The report was retracted. ")
    assert Claim.objects.get().status_reason == "The report was retracted."
    curation.publish([claim])
    assert Claim.objects.get().status_reason == ""


def test_a_reason_with_a_hidden_character_is_refused():
    claim = make_claim()
    assert "hidden character" in curation.withdraw([claim], "Wrong\u202e!").refused[0].reasons[0]
    assert statuses(claim) == [Status.PUBLISHED]


def test_a_draft_that_no_reader_met_cannot_be_withdrawn():
    claim = make_claim(status=Status.DRAFT)
    assert "never published" in curation.withdraw([claim], "No.").refused[0].reasons[0]
    assert not curation.was_published(claim)


def test_a_draft_that_was_taken_back_is_known_to_have_been_published():
    claim = make_claim()
    curation.take_back([claim], "To be checked.")
    assert claim.status == Status.DRAFT
    assert curation.was_published(claim)
    assert curation.withdraw([claim], "It was wrong.").changed


def test_an_event_that_lost_its_last_public_statement_is_named():
    claim, other = make_claim(), make_claim()
    curation.withdraw([claim], "Wrong.")
    assert curation.hidden([claim.event_id, other.event_id]) == [claim.event]


# Clocks, locks, transactions


def test_a_verb_moves_the_clock_of_changes_and_never_the_one_of_recording():
    claim = make_claim(status=Status.DRAFT)
    recorded = claim.recorded
    curation.publish([claim], at=LATER)
    stored = Claim.objects.get()
    assert (stored.changed, stored.recorded) == (LATER, recorded)


def test_what_is_so_already_is_not_touched():
    claim = make_claim()
    outcome = curation.publish([claim], at=LATER)
    assert outcome.unchanged == [claim]
    assert Claim.objects.get().changed != LATER


def test_a_verb_writes_the_status_alone_and_no_field_that_somebody_changed_meanwhile():
    claim = make_claim(status=Status.DRAFT)
    Claim.objects.update(statement="says something else.")
    curation.publish([claim])
    assert Claim.objects.get().statement == "says something else."


def test_a_crash_in_the_middle_leaves_everything_as_it_was(monkeypatch: pytest.MonkeyPatch):
    first, second = make_claim(status=Status.DRAFT), make_claim(status=Status.DRAFT)
    save = Claim.save

    def crash(claim, *args, **options):
        if claim.pk == second.pk:
            raise RuntimeError
        save(claim, *args, **options)

    monkeypatch.setattr(Claim, "save", crash)
    with pytest.raises(RuntimeError):
        curation.publish([first, second])
    assert statuses(first, second) == [Status.DRAFT, Status.DRAFT]


# Names in addresses


def test_every_former_slug_of_a_record_leads_to_its_present_one():
    actor = make_actor("peskov")
    curation.rename(actor, "d-peskov")
    curation.rename(actor, "dmitry-peskov")
    assert dict(Rename.objects.values_list("former", "present")) == {
        "peskov": "dmitry-peskov",
        "d-peskov": "dmitry-peskov",
    }
    assert type(actor).objects.get_by_natural_key("peskov") == actor


def test_a_record_that_gets_an_old_slug_back_has_no_address_that_leads_in_a_circle():
    actor = make_actor("peskov")
    curation.rename(actor, "dmitry-peskov")
    curation.rename(actor, "peskov")
    assert list(Rename.objects.values_list("former", "present")) == [("dmitry-peskov", "peskov")]


def test_the_same_slug_again_is_no_rename():
    assert curation.rename(make_actor("peskov"), "peskov") is None
    assert not Rename.objects.exists()


def test_a_slug_that_another_record_has_or_had_is_refused():
    former, other = make_actor("former"), make_actor("other")
    curation.rename(former, "present")
    for slug in ("former", "present", "No Slug"):
        with pytest.raises(ValidationError):
            curation.rename(other, slug)
    assert set(Rename.objects.values_list("former", flat=True)) == {"former"}


def test_a_former_slug_of_one_kind_of_record_is_free_for_another_kind():
    curation.rename(make_actor("istanbul"), "city-of-istanbul")
    curation.check_slug(make_event(), "istanbul")


def test_a_made_slug_is_one_that_no_record_has_or_had_and_ends_at_a_word():
    make_actor("peskov-says")
    curation.rename(make_actor("peskov-says-2"), "elsewhere")
    model = type(make_actor("x"))
    assert curation.free_slug(model, "Peskov says") == "peskov-says-3"
    assert curation.free_slug(model, "Щедрін’юк") == "shchedrinyuk"
    assert curation.free_slug(model, "الدوحة") == ""
    long = curation.free_slug(model, "word " * 40)
    assert len(long) <= 80
    assert long.endswith("-word")


def test_a_deleted_draft_leaves_no_former_address_behind():
    claim = make_claim(status=Status.DRAFT)
    curation.rename(claim, "another-name")
    curation.forget(claim)
    assert not Rename.objects.exists()
    assert not Claim.objects.exists()


# Sides


def test_publishing_writes_the_side_of_the_speaker_and_a_move_leaves_it():
    north, south = make_actor("north"), make_actor("south")
    holm = make_actor("holm", side=north)
    claim, draft = drafted(make_claim(speaker=holm)), drafted(make_claim(speaker=holm))
    curation.publish([claim])
    holm.side = south
    holm.save()
    claim.refresh_from_db()
    draft.refresh_from_db()
    assert (claim.side, draft.side) == (north, None)
    assert draft.speaks_for == south
    assert {row.slug: row.side_slug for row in Claim.objects.with_side()} == {claim.slug: "north", draft.slug: "south"}


def test_publishing_keeps_a_side_that_was_set_and_gives_none_to_one_who_speaks_for_nobody():
    other = make_actor("other")
    own = drafted(make_claim(speaker=make_actor("holm", side=make_actor("north")), side=other))
    nobody = drafted(make_claim(speaker=make_actor("expert", kind="person")))
    voiceless = drafted(make_claim(attribution="own-voice"))
    assert not curation.publish([own, nobody, voiceless]).refused
    assert [Claim.objects.get(pk=one.pk).side for one in (own, nobody, voiceless)] == [other, None, None]
