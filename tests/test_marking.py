"""The marking page beyond a first save: statements changed and deleted, records made beside fields, warnings, sessions."""

import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from talks import curation
from talks.article_texts import attach_text
from talks.models import Actor, Answer, Article, Claim, Event, Origin, Question
from talks.vocabulary import Status
from tests.factories import make_actor, make_claim, make_event, make_outlet
from tests.test_admin import curator, messages
from tests.test_desk import TYPED, cast, errors, filled, report, send, where

__all__ = ["cast", "report"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(admin_client, report, cast) -> Claim:
    send(admin_client, where(report), **TYPED, topics="weather", note="A note.")
    return Claim.objects.get()


def at(claim: Claim, name: str = "desk_edit") -> str:
    return reverse(name, args=[claim.article_id, claim.pk])


# Changing


def test_a_statement_opens_in_the_same_form_with_all_that_is_stored(admin_client, stored):
    page = admin_client.get(at(stored))
    assert "Editing ¶1a" in page.content.decode()
    shown = filled(page)
    assert {name: str(shown[name]) for name in TYPED if name != "event"} == {
        n: v for n, v in TYPED.items() if n != "event"
    }
    assert (shown["event"], shown["topics"], shown["note"]) == ("Storm over the sea", "Weather; ", "A note.")
    assert "More" in page.content.decode()
    assert page.context["form"].is_more_open


def test_a_changed_statement_is_saved_with_its_history_and_a_new_one_begins(admin_client, stored):
    make_event(slug="calm", title="Calm")
    after = send(
        admin_client,
        at(stored),
        **{"event": "Calm", "quote": "does not believe it", "paragraph": "2", "topics": "", "said": "28 March 2022"},
        said_basis="stated",
    )
    stored.refresh_from_db()
    assert (stored.event.slug, stored.paragraph, stored.said, stored.topics.count()) == ("calm", 2, "2022-03-28", 0)
    assert stored.paragraph_sha256
    assert Claim.objects.count() == 1
    assert "New statement" in after.content.decode()
    entry = LogEntry.objects.filter(object_id=stored.pk, action_flag=2).get()
    assert all(name in entry.get_change_message() for name in ("About the event", "Topics", "Said"))
    assert "Role" not in entry.get_change_message()


def test_saving_without_a_change_leaves_no_trace(admin_client, stored):
    before = Claim.objects.values().get()
    after = send(admin_client, at(stored))
    assert Claim.objects.values().get() == before
    assert "Nothing was changed." in " ".join(messages(after))
    assert not LogEntry.objects.filter(action_flag=2).exists()


def test_every_field_of_a_statement_can_be_given_at_the_desk(admin_client, report, cast):
    first = make_claim(speaker=make_actor("minister"))
    make_actor("ukraine", name="Ukraine")
    make_event(slug="calm", title="Calm")
    more = {
        "occasion": "Calm",
        "target": "Ukraine",
        "repeats": first.slug,
        "rendering": "outlet",
        "note": "A note.",
        "cue": "claimed",
        "side": "Russia",
        "lint_reason": "Looked at.",
        "quote_language": "ru",
    }
    rendering = next(iter(dict(Claim._meta.get_field("rendering").choices)))
    send(admin_client, where(report), **TYPED | more | {"rendering": rendering})
    claim = Claim.objects.get(article=report)
    assert (claim.occasion.slug, claim.target.slug, claim.repeats, claim.side.slug) == (
        "calm",
        "ukraine",
        first,
        "russia",
    )
    assert (claim.quote_language, claim.rendering, claim.note, claim.cue, claim.lint_reason) == (
        "ru",
        rendering,
        "A note.",
        "claimed",
        "Looked at.",
    )
    served = {
        field.name for field in Claim._meta.get_fields() if getattr(field, "editable", False) and not field.auto_created
    }
    elsewhere = {
        "slug",
        "article",
        "status",
        "status_reason",
        "recorded",
        "changed",
        "paragraph_sha256",
        "unchecked_reason",
    }
    elsewhere |= {"said_earliest", "said_latest"}
    assert served - elsewhere <= set(admin_client.get(where(report)).context["form"].fields)


def test_an_error_below_the_fold_opens_it(admin_client, report, cast):
    page = send(admin_client, where(report), **TYPED | {"target": "Nobody"})
    assert page.context["form"].is_more_open
    assert not admin_client.get(where(report)).context["form"].is_more_open


def test_a_save_over_somebody_elses_change_is_refused_and_shows_both(admin_client, stored):
    opened = admin_client.get(at(stored))
    send(admin_client, at(stored), note="Of Ann.", statement="says that it drizzles.")
    late = send(admin_client, at(stored), opened, statement="says that it pours.")
    stored.refresh_from_db()
    assert (stored.note, stored.statement) == ("Of Ann.", "says that it drizzles.")
    assert "says that it drizzles." in errors(late)["statement"][0]
    assert filled(late)["statement"] == "says that it pours."


def test_a_statement_deleted_meanwhile_can_be_saved_again_from_what_was_typed(admin_client, stored):
    address = at(stored)
    opened = admin_client.get(address)
    stored.delete()
    late = send(admin_client, address, opened, statement="says that it pours.")
    assert filled(late)["statement"] == "says that it pours."
    send(admin_client, where(Article.objects.get()), late)
    assert Claim.objects.get().statement == "says that it pours."


def test_a_published_statement_is_changed_by_the_rules_of_published_ones(admin_client, stored):
    Article.objects.update(status=Status.PUBLISHED)
    Event.objects.update(status=Status.PUBLISHED)
    assert not curation.publish([stored]).refused
    refused = send(admin_client, at(stored), quote="it snows hard")
    assert list(errors(refused)) == ["quote"]
    send(admin_client, at(stored), quote="it rains, and")
    stored.refresh_from_db()
    assert (stored.quote, stored.status, bool(stored.paragraph_sha256)) == ("it rains, and", Status.PUBLISHED, True)


def test_a_change_that_is_sent_twice_is_saved_once(admin_client, stored):
    opened = admin_client.get(at(stored))
    first, second = (send(admin_client, at(stored), opened, note="Changed.") for _time in range(2))
    assert first.redirect_chain == second.redirect_chain != []
    assert LogEntry.objects.filter(action_flag=2).count() == 1


def test_a_change_that_is_changed_on_the_way_back_shows_what_is_stored_now(admin_client, stored):
    opened = admin_client.get(at(stored))
    send(admin_client, at(stored), opened, note="First.")
    back = send(admin_client, at(stored), opened, note="Second.")
    stored.refresh_from_db()
    assert stored.note == "First."
    assert "First." in errors(back)["note"][0]
    assert "make another record" not in " ".join(messages(back))
    tick = back.context["form"].fields.get("overwrite")
    send(admin_client, at(stored), back, **({"overwrite": tick.widget.attrs["value"]} if tick else {}))
    stored.refresh_from_db()
    assert (stored.note, Claim.objects.count()) == ("Second.", 1)


def test_who_may_not_change_or_delete_is_not_offered_it_and_gets_403(client, admin_client, stored):
    curator(client, "view_article", "view_claim", "add_claim")
    page = client.get(where(stored.article)).content.decode()
    assert at(stored) not in page
    assert at(stored, "desk_delete") not in page
    assert client.get(at(stored)).status_code == client.get(at(stored, "desk_delete")).status_code == 403


# Deleting


def test_a_statement_is_deleted_after_a_question_and_only_by_a_post(admin_client, stored):
    address = at(stored, "desk_delete")
    assert address in admin_client.get(where(stored.article)).content.decode()
    assert "never published" in admin_client.get(address).content.decode()
    assert Claim.objects.exists()
    admin_client.post(address)
    assert not Claim.objects.exists()
    assert LogEntry.objects.filter(action_flag=3).count() == 1
    again = admin_client.post(address, follow=True)
    assert "no longer there" in " ".join(messages(again))


def test_what_was_published_or_is_repeated_is_not_deleted(admin_client, stored):
    other = make_claim(repeats=stored)
    admin_client.post(at(stored, "desk_delete"))
    assert Claim.objects.filter(pk=stored.pk).exists()
    other.delete()
    Claim.objects.filter(pk=stored.pk).update(status_reason="taken back")
    assert admin_client.post(at(stored, "desk_delete")).status_code == 403
    assert at(stored, "desk_delete") not in admin_client.get(where(stored.article)).content.decode()


# What to look at


def look(client: Client, report: Article, **typed: str) -> dict:
    return client.post(reverse("desk_check", args=[report.pk]), TYPED | typed).json()


def about(answer: dict, field: str) -> str:
    return " ".join(one["message"] for one in answer["told"] if one["field"] == field)


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"speaker": "Bo Absent"}, "speaker", "“Bo Absent” is not named in ¶1"),
        ({"statement": "admits that it rains hard."}, "statement", "admits"),
        ({"statement": "say that it rains hard."}, "statement", "say"),
        ({"quote": "believe it", "paragraph": "2"}, "quote", "not"),
        ({"said": "2024-01-01"}, "said", "published by 2022-03-11"),
        ({"said": "2021-01-01"}, "said", "was not before 2022-03-10"),
        ({"speaker_role": "press chief"}, "speaker_role", "does not stand in this report"),
    ],
)
def test_slips_are_told_while_a_statement_is_typed_and_nothing_is_saved(admin_client, report, cast, typed, field, says):
    make_actor("absent", name="Bo Absent", kind="person", side=make_actor("russia"))
    Article.objects.update(language="en")
    assert says in about(look(admin_client, report, **typed), field)
    assert not Claim.objects.exists()


def test_half_a_form_is_looked_at_too(admin_client, report, cast):
    answer = look(
        admin_client, report, event="", speaker="Nob", kind="", paragraph="", statement="admits that it rains."
    )
    assert "admits" in about(answer, "statement")
    assert admin_client.post(reverse("desk_check", args=[report.pk]), {}).status_code == 200


def test_a_double_is_told_with_its_name_and_a_statement_is_no_double_of_itself(admin_client, stored):
    assert "¶1a has this quote" in about(look(admin_client, stored.article), "quote")
    address = f"{reverse('desk_check', args=[stored.article_id])}?statement={stored.pk}"
    assert "¶1a" not in about(admin_client.post(address, TYPED).json(), "quote")


def test_the_same_statement_word_for_word_is_not_saved_again(admin_client, stored):
    page = send(admin_client, where(stored.article), **TYPED)
    assert errors(page) == {"quote": ["¶1a says exactly this already."]}
    assert Claim.objects.count() == 1
    send(admin_client, where(stored.article), page, statement="says that it rains.")
    assert Claim.objects.count() == 2


def test_an_answer_of_a_question_of_one_other_event_is_told_and_none_of_a_question_of_several(
    admin_client, report, cast
):
    make_claim(answers=[Answer.objects.get(slug="yes")], event=make_event(slug="calm"))
    answer = look(admin_client, report, answers="Does it rain?: Yes")
    assert "“Does it rain?” was so far answered about one other event only." in about(answer, "answers")
    make_claim(answers=[Answer.objects.get(slug="no")], event=make_event(slug="fog"))
    assert not about(look(admin_client, report, answers="Does it rain?: Yes"), "answers")


@pytest.fixture
def told_report(report) -> Article:
    """A report in which one person is named with a verb of saying, beside words in quotation marks."""
    lines = [
        "Ann Minister said in the town that it rains “hard and long” by the sea, and that nobody knew of it before.",
        "Bo Other said that it snows in the hills and that the roads there are closed until the spring.",
        "“It rains here,” the paper was told by somebody in the street, who would not give a name at all.",
    ]
    attach_text(report, "\n".join(lines).encode())
    Article.objects.update(language="en")
    make_actor("other", name="Bo Other", kind="person", side=make_actor("hills", name="The Hills", kind="party"))
    return report


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"cue": "thundered"}, "cue", "“thundered” does not stand in ¶1 or the two before it"),
        ({"side": "hills"}, "side", "Ann Minister speaks for another one: Russia."),
        ({"quote": "hard and long"}, "quote_mode", "These words stand within quotation marks."),
        ({"quote_mode": "direct"}, "quote_mode", "These words stand outside quotation marks."),
        ({"quote_mode": "mixed"}, "quote_mode", "These words stand outside quotation marks."),
        ({"quote": "it snows in the hills", "paragraph": "2"}, "speaker", "it is Bo Other who “said”"),
        ({}, "topics", "No topic is chosen."),
    ],
)
def test_a_slip_is_told_while_it_is_typed_and_an_exception_silences_it(
    admin_client, told_report, cast, typed, field, says
):
    typed = {"quote": "it rains"} | typed
    assert says in about(look(admin_client, told_report, **typed), field)
    assert not about(look(admin_client, told_report, **typed, lint_reason="Looked at."), field)


@pytest.mark.parametrize(
    "typed",
    [
        {"cue": "said"},
        {"side": "russia"},
        {"quote": "hard and long", "quote_mode": "direct"},
        {"quote": "it rains “hard", "quote_mode": "mixed"},
        {"quote": "it snows in the hills", "paragraph": "2", "speaker": "Bo Other"},
        {"quote": "It rains here", "paragraph": "3", "quote_mode": "direct"},  # nobody else is named there
    ],
)
def test_nothing_is_told_of_a_statement_without_a_slip(admin_client, told_report, cast, typed):
    told = look(admin_client, told_report, **{"quote": "it rains", "topics": "weather"} | typed)["told"]
    assert [one["message"] for one in told if one["field"] != "statement"] == []


def test_a_party_that_is_told_of_in_passing_is_not_taken_for_the_speaker(admin_client, told_report, cast):
    attach_text(
        told_report, b"Ann Minister came.\nThe Hills said that it snows in the valley, and they refused to say more."
    )
    typed = {"quote": "it snows in the valley", "paragraph": "2"}
    assert not about(look(admin_client, told_report, **typed), "speaker")
    attach_text(
        told_report, b"Ann Minister came.\nBo Other said that it snows in the valley, and he refused to say more."
    )
    assert "Bo Other" in about(look(admin_client, told_report, **typed), "speaker")


def test_in_an_interview_and_after_a_dash_words_are_the_speakers_own_without_marks(admin_client, told_report, cast):
    typed = {"quote": "it rains", "quote_mode": "direct"}
    attach_text(told_report, "— For hours it rains by the sea, said Ann Minister in the town of the hills.".encode())
    assert not about(look(admin_client, told_report, **typed), "quote_mode")
    attach_text(told_report, b"For hours it rains by the sea, said Ann Minister in the town of the hills.")
    assert about(look(admin_client, told_report, **typed), "quote_mode")
    Article.objects.update(genre="interview")
    assert not about(look(admin_client, told_report, **typed), "quote_mode")


@pytest.mark.parametrize(
    ("language", "line", "quote", "is_told"),
    [
        ("uk", "Міністр сказав, що дощить, і додав: “it rains hard”, а в НАТО і NATO мовчать.", "it rains hard", True),
        ("uk", "Міністр сказав, що дощить, і додав: “it rains hard”, а в НАТО і NATO мовчать.", "NATO", False),
        ("ru", "Министр сказал, что идёт дождь, и ничего больше.", "идёт дождь", False),
        ("ar", "قال الوزير إن المطر يهطل بغزارة it rains hard في المدينة", "it rains", True),
        (
            "en",
            "The minister said so, and then he said «дощить дуже» once more in his own tongue.",
            "дощить дуже",
            True,
        ),
    ],
)
def test_a_quotation_in_other_letters_than_its_report_is_told_until_a_note_says_more(
    admin_client, report, cast, language, line, quote, is_told
):
    attach_text(report, line.encode())
    Article.objects.update(language=language)
    says = "seems to be in another language"
    assert (says in about(look(admin_client, report, quote=quote), "quote")) == is_told
    assert says not in about(look(admin_client, report, quote=quote, note="In English."), "quote")


def test_a_published_statement_has_the_side_of_its_day_which_is_not_told(admin_client, told_report, cast):
    send(admin_client, where(told_report), **TYPED | {"quote": "it rains"}, side="hills")
    claim = Claim.objects.get()
    address = f"{reverse('desk_check', args=[told_report.pk])}?statement={claim.pk}"
    typed = TYPED | {"quote": "it rains", "side": "hills"}
    assert about(admin_client.post(address, typed).json(), "side")
    Claim.objects.update(status=Status.PUBLISHED)
    assert not about(admin_client.post(address, typed).json(), "side")


def test_a_saved_exception_is_not_warned_of(admin_client, report, cast):
    Article.objects.update(language="en")
    typed = TYPED | {"quote": "believe it", "paragraph": "2"}
    assert "stands just before" in " ".join(messages(send(admin_client, where(report), **typed)))
    claim = Claim.objects.get()
    after = send(admin_client, at(claim), lint_reason="He denies it elsewhere.")
    assert "stands just before" not in " ".join(messages(after))
    Claim.objects.all().delete()
    after = send(admin_client, where(report), **typed, lint_reason="He denies it elsewhere.")
    assert "stands just before" not in " ".join(messages(after))


def test_how_much_of_the_report_is_quoted_is_told_with_this_statement(admin_client, report, cast):
    assert look(admin_client, report)["share"] == "Quoted so far: 3 of 40 words allowed."
    assert look(admin_client, report, quote="it rains, and that it rains hard")["share"].startswith(
        "Quoted so far: 7 of"
    )


def test_without_scripts_what_to_look_at_stands_beside_the_errors_and_the_button_says_draft(admin_client, report, cast):
    page = send(admin_client, where(report), **TYPED | {"statement": "admits that it rains hard.", "event": ""})
    shown = page.content.decode()
    assert "admits" in " ".join(one.message for one in page.context["checked"].told)
    assert 'name="save" value="Save as a draft"' in shown
    assert 'name="save" value="Save and mark next"' in admin_client.get(where(report)).content.decode()


# New records beside a field


def new(client: Client, of: str, **typed: str) -> dict:
    """Open the form of a new record, and send it with what is typed."""
    page = client.get(reverse("desk_new", args=[of]), {"name": "Typed"})
    values = {field.html_name: field.value() for field in page.context["form"]}
    values |= {f"new-{name}": value for name, value in typed.items()}
    answer = client.post(
        reverse("desk_new", args=[of]),
        {name: value for name, value in values.items() if value not in (None, False, "")},
    )
    return answer.json() | {"page": answer}


@pytest.mark.parametrize(
    ("kind", "typed", "value", "model"),
    [
        (
            "event",
            {"title": "Talks by the sea", "kind": "round-of-talks", "date": "29 March 2022"},
            "Talks by the sea",
            Event,
        ),
        ("person", {"name": "Bo Speaker", "side": "Russia", "spellings": "Бо"}, "Bo Speaker", Actor),
    ],
)
def test_a_record_is_made_beside_a_field_and_answers_what_to_write_there(
    admin_client, report, cast, kind, typed, value, model
):
    assert new(admin_client, kind, **typed)["saved"]["value"] == value
    assert model.objects.filter(**{"title" if kind == "event" else "name": value}).count() == 1
    field = "event" if kind == "event" else "speaker"
    send(admin_client, where(report), **TYPED | {field: value})
    assert str(getattr(Claim.objects.get(), field)) == value


@pytest.mark.parametrize("kind", ["place", "topic", "outlet"])
def test_what_was_typed_into_the_field_is_the_name(admin_client, kind):
    assert new(admin_client, kind)["saved"]["value"] == "Typed"


def test_an_origin_is_made_of_its_house_and_day_and_the_same_one_only_after_a_tick(admin_client):
    house = make_outlet("agency", name="The Agency")
    page = admin_client.get(reverse("desk_new", args=["origin"]), {"name": "The Agency"})
    assert page.context["form"]["house"].value() == "The Agency"
    typed = {"house": "The Agency", "date": "10 March 2022"}
    assert new(admin_client, "origin", **typed)["saved"]["value"] == "agency-dispatch-2022-03-10"
    made = Origin.objects.get()
    assert (made.house, made.kind, made.date, made.date_basis) == (house, "dispatch", "2022-03-10", "stated")
    assert "sure" in new(admin_client, "origin", **typed)["page"].context["form"].errors
    assert new(admin_client, "origin", **typed, sure="on")["saved"]["value"] == "agency-dispatch-2022-03-10-2"
    assert new(admin_client, "origin", house="", kind="post")["saved"]["value"] == "post"
    found = admin_client.get(reverse("desk_find", args=["origin"]), {"q": "agency"}).json()["results"]
    assert found[0]["value"] == "agency-dispatch-2022-03-10"


def test_a_question_is_made_with_answers_that_exclude_each_other_unless_said_otherwise(admin_client, cast):
    saved = new(admin_client, "question", text="Who won?", reason="Only one can.", answers="A\nB\nC", compatible="C")
    assert saved["saved"]["value"] == "Who won?"
    answers = {one.text: one for one in Question.objects.get(text="Who won?").answers.all()}
    assert [one.text for one in answers["A"].excludes.all()] == ["B"]
    assert not answers["C"].excludes.exists()


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        ("event", {"title": ""}, "title"),
        ("event", {"date": "someday"}, "date"),
        ("person", {"kind": ""}, "kind"),
        ("person", {"side": "Nobody"}, "side"),
        ("topic", {"name": "天気"}, "slug"),
        ("question", {"reason": "", "answers": "A\nB"}, "reason"),
        ("question", {"reason": "x", "answers": "A"}, "answers"),
    ],
)
def test_what_is_wrong_with_a_new_record_is_said_beside_its_field(admin_client, cast, kind, typed, field):
    answer = new(admin_client, kind, **typed)
    assert field in answer["page"].context["form"].errors
    assert "saved" not in answer


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("person", {"name": "ann minister"}),
        ("person", {"name": "Ann Other", "spellings": "Anna Minister"}),
        ("event", {"title": "Storm over the Sea", "kind": "visit"}),
        ("event", {"title": "Another", "kind": "round-of-talks", "date": "10 March 2022"}),
        ("event", {"title": "Third round of talks", "kind": "visit"}),
    ],
)
def test_a_double_or_a_doubtful_title_is_made_only_after_a_tick(admin_client, cast, kind, typed):
    model = Actor if kind == "person" else Event
    before = model.objects.count()
    assert "I have looked at this" in new(admin_client, kind, **typed)["form"]
    assert model.objects.count() == before
    assert "saved" in new(admin_client, kind, **typed, sure="on")


def test_a_new_record_that_is_sent_twice_is_made_once(admin_client):
    page = admin_client.get(reverse("desk_new", args=["topic"]))
    sent = {"new-name": "Rain", "new-token": page.context["form"]["token"].value()}
    one, two = (admin_client.post(reverse("desk_new", args=["topic"]), sent).json() for _time in range(2))
    assert one == two == {"saved": {"value": "Rain", "label": "Rain"}}


def test_who_may_not_add_a_record_is_not_offered_it(client, report):
    curator(client, "view_article", "view_claim", "add_claim", "add_actor")
    page = client.get(where(report)).content.decode()
    assert 'data-new="person"' in page
    assert 'data-new="event"' not in page
    assert client.get(reverse("desk_new", args=["event"])).status_code == 403
    assert client.get(reverse("desk_new", args=["nothing"])).status_code == 404


# Sessions


def ends(session_key: str) -> float:
    return (Session.objects.get(pk=session_key).expire_date - timezone.now()).total_seconds()


def test_a_session_ends_so_long_after_the_last_request_and_few_requests_write(admin_client, report):
    key = admin_client.session.session_key

    def idle(seconds: int) -> None:
        session = admin_client.session
        session["rolled"] = int(time.time()) - seconds
        session.save()
        Session.objects.filter(pk=key).update(expire_date=timezone.now() + timedelta(seconds=600))

    idle(settings.SESSION_ROLLS_EVERY + 1)
    response = admin_client.get(where(report))
    assert ends(key) > settings.SESSION_COOKIE_AGE - 60
    assert response.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == settings.SESSION_COOKIE_AGE
    idle(settings.SESSION_ROLLS_EVERY - 60)
    assert not admin_client.get(where(report)).cookies.get(settings.SESSION_COOKIE_NAME)
    assert ends(key) < 700
    idle(settings.SESSION_ROLLS_EVERY + 1)
    assert not admin_client.get("/").cookies
    assert ends(key) < 700


def test_a_save_after_the_end_of_the_session_leads_to_the_login_and_back(client, admin_user, report):
    response: HttpResponse = client.post(where(report), TYPED)
    assert response.status_code == 302
    assert response["Location"] == f"/admin/login/?next={where(report)}"
