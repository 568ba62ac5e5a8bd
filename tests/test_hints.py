"""What the record already has for a statement that is typed: offered, never chosen by itself, nothing saved."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from talks.article_texts import attach_text
from talks.desk.hints import Hints
from talks.models import Actor, Article, Claim, Question
from talks.opposing import Wording, is_alike, stems
from talks.suggesting.days import days_in
from talks.vocabulary import ClaimKind, Status
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_event,
    make_participation,
    make_process,
    make_question,
)
from tests.test_admin import curator

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Article:
    north, south = make_actor("norland", name="Norland"), make_actor("sudland", name="Sudland")
    make_actor("primer", kind="person", side=north, name="Ivan Primer")
    make_actor("sample", kind="person", side=south, name="Oksana Sample")
    article = make_article(slug="report")
    attach_text(article, b"Ivan Primer said that the talks had not brought any result.\nNobody else spoke.")
    return article


def address(report: Article) -> str:
    return reverse("desk_hints", args=[report.pk])


def hints(client: Client, report: Article, **typed: str) -> Hints:
    return client.post(address(report), typed).context["hints"]


def mark(client: Client, report: Article, **typed: str):
    return client.post(reverse("desk_mark", args=[report.pk]), typed)


def test_hints_are_for_curators_only(client: Client, report):
    assert client.post(address(report)).status_code == 302
    curator(client, "view_article", "view_claim", "add_claim")
    assert client.post(address(report)).status_code == 403
    assert b"data-hints" not in client.get(reverse("desk_mark", args=[report.pk])).content


def test_the_same_speaker_in_like_words_a_day_apart_in_another_report_is_a_repeat(admin_client: Client, report):
    primer = Actor.objects.get(slug="primer")
    same = {"speaker": primer, "statement": "says that the talks bring no result", "quote": "talks without any result"}
    claim = make_claim(said="2022-03-10", slug="former", **same)
    make_claim(said="2022-03-10", repeats=claim, **same)
    make_claim(said="2022-03-01", **same)
    make_claim(said="2022-03-10", article=report, **same)
    make_claim(said="2022-03-10", status=Status.WITHDRAWN, status_reason="Wrong.", **same)
    typed = {"speaker": "Ivan Primer", "quote": "the talks had not brought any result"}
    found = hints(admin_client, report, said="11 March 2022", **typed).repeats
    assert [one.value for one in found] == ["former"]  # the first record of it
    assert not hints(admin_client, report, said="11 March 2022", speaker="Ivan Primer", quote="it rains").repeats
    assert not hints(admin_client, report, **typed).repeats


def test_words_of_any_statement_make_no_two_alike():
    assert not is_alike(stems("says that it rains"), stems("says that there is sun"))
    assert is_alike(stems("says that the meeting was useful"), stems("calls this meeting useful"))


def test_events_of_the_day_come_with_those_of_the_speaker_first(admin_client: Client, report):
    make_event(slug="a-storm", title="A storm", date="2022-03-10")
    meeting = make_event(slug="meeting", title="The meeting", date="2022-03-10")
    make_event(slug="other-day", date="2022-03-12")
    make_event(slug="gone", date="2022-03-10", status=Status.WITHDRAWN, status_reason="Wrong.")
    make_participation(meeting, Actor.objects.get(slug="norland"))
    found = hints(admin_client, report, speaker="Ivan Primer", said="2022-03-10").events
    assert [one.label for one in found] == ["The meeting", "A storm"]


def test_where_an_event_is_chosen_only_one_that_fits_better_is_offered(admin_client: Client, report):
    make_event(slug="a-storm", title="A storm", date="2022-03-10")
    meeting = make_event(slug="meeting", title="The meeting", date="2022-03-10")
    make_event(slug="earlier", date="2022-03-01")
    make_participation(meeting, Actor.objects.get(slug="norland"))
    typed = {"speaker": "Ivan Primer", "said": "2022-03-10"}
    assert [one.label for one in hints(admin_client, report, event="earlier", **typed).events] == ["The meeting"]
    assert not hints(admin_client, report, event="a-storm", **typed).events


def test_the_answers_of_the_questions_of_an_event_are_listed_by_question(admin_client: Client, report):
    event = make_event(slug="meeting", title="The meeting")
    _question, (yes, _no) = make_question()
    make_claim(event=event, answers=[yes])
    ((question, offers),) = hints(admin_client, report, event="The meeting").answers.items()
    assert (question, [one.label for one in offers]) == ("Who came?", ["Yes", "No"])


def test_an_accusation_and_a_denial_of_two_sides_without_a_question_ask_for_one(admin_client: Client, report):
    event = make_event(slug="meeting", title="The meeting")
    _question, (yes, _no) = make_question()
    accusation = {
        "event": event,
        "speaker": Actor.objects.get(slug="sample"),
        "kind": "accusation",
        "statement": "says that Norland shelled the corridor",
    }
    claim = make_claim(**accusation)
    typed = {"event": "The meeting", "kind": "denial", "statement": "says that nobody shelled the corridor"}
    response = admin_client.post(address(report), {"speaker": "Ivan Primer"} | typed)
    assert [one.url for one in response.context["hints"].opposed] == [
        reverse("admin:talks_claim_change", args=[claim.pk])
    ]
    assert f'data-about="{event.pk}"' in response.content.decode()
    assert not hints(admin_client, report, speaker="Oksana Sample", **typed).opposed
    edited = admin_client.post(f"{address(report)}?statement={claim.pk}", {"speaker": "Ivan Primer"} | typed)
    assert not edited.context["hints"].opposed  # a statement does not exclude itself
    claim.answers.add(yes)
    assert not hints(admin_client, report, speaker="Ivan Primer", **typed).opposed


@pytest.mark.parametrize(
    ("kind", "words", "is_opposed"),
    [
        (ClaimKind.DENIAL, "says that nobody shelled the corridor", True),
        (ClaimKind.DENIAL, "says that nobody asked Norland about Sudland", False),  # the names of the sides alone
        (ClaimKind.WARNING, "says that nobody shelled the corridor", False),
        (ClaimKind.DENIAL, "says that the weather is bad", False),
    ],
)
def test_opposed_are_kinds_in_like_words_and_names_do_not_count(kind, words, is_opposed):
    accusation = Wording.of(ClaimKind.ACCUSATION, "says that Norland shelled the corridor to Sudland", "Sudland")
    assert Wording.of(kind, words, "Norland").may_exclude(accusation) == is_opposed


def test_of_two_assessments_one_denies():
    one = Wording.of(ClaimKind.ASSESSMENT, "says that the meeting was not useful")
    other = Wording.of(ClaimKind.ASSESSMENT, "says that the meeting was useful")
    assert one.may_exclude(other)
    assert not one.may_exclude(one)


def test_a_new_question_is_about_the_negotiation_of_the_event(admin_client: Client, report):
    make_process("others")
    event = make_event(process=make_process("talks-2030", title="Talks of 2030"))
    form = admin_client.get(reverse("desk_new", args=["question"]), {"event": event.pk}).json()["form"]
    assert 'value="Talks of 2030"' in form
    assert "Yes\nNo" in form


def test_the_number_of_queries_does_not_grow_with_the_record(admin_client: Client, report):
    sample, event = Actor.objects.get(slug="sample"), make_event(slug="meeting", date="2022-03-10")
    typed = {"speaker": "Ivan Primer", "event": "meeting", "kind": "denial", "said": "2022-03-10"}
    typed["quote"] = "the talks had not brought any result"

    def queries(more: int) -> int:
        for _number in range(more):
            _question, (yes, _no) = make_question(f"question-{Question.objects.count()}")
            make_claim(event=event, answers=[yes])
            make_claim(event=event, speaker=sample, kind="account", quote="the talks brought a result")
            make_claim(speaker=Actor.objects.get(slug="primer"), said="2022-03-10", quote="the talks brought a result")
        with CaptureQueriesContext(connection) as captured:
            found = hints(admin_client, report, **typed)
        assert found.repeats
        assert found.opposed
        assert found.answers
        return len(captured)

    queries(1)
    assert queries(1) == queries(6)


# Without scripts


def test_what_is_not_saved_comes_back_with_its_hints(admin_client: Client, report):
    make_event(slug="meeting", title="The meeting", date="2022-03-10")
    content = mark(admin_client, report, said="2022-03-10", quote="nothing like it").content.decode()
    assert 'value="event=The meeting"' in content
    assert not Claim.objects.exists()


def test_the_button_of_a_hint_fills_its_field_and_saves_nothing(admin_client: Client, report):
    event = make_event(slug="meeting", title="The meeting", date="2022-03-10")
    form = admin_client.get(reverse("desk_mark", args=[report.pk])).context["form"]
    typed = {
        "token": form["token"].value(),
        "quote": "the talks had not brought any result",
        "paragraph": "1",
        "speaker": "Ivan Primer",
        "statement": "says that the talks brought no result.",
        "kind": "assessment",
        "quote_mode": "indirect",
        "said": "2022-03-10",
        "said_basis": "stated",
        "answers": "one",
    }
    filled = mark(admin_client, report, fill="event=The meeting", **typed).context["form"]
    assert filled["event"].value() == "The meeting"
    assert not Claim.objects.exists()
    assert mark(admin_client, report, fill="answers=two", **typed).context["form"]["answers"].value() == "one; two"
    assert mark(admin_client, report, fill="statement=two", **typed).context["form"]["statement"].value() != "two"
    mark(admin_client, report, save="Save", **typed | {"event": "The meeting", "answers": ""})
    assert Claim.objects.get().event == event


# The way from marking to readers


@pytest.mark.parametrize(
    ("rights", "leads"),
    [
        ([], (False, False)),
        (["view_event"], (True, False)),
        (["change_article", "change_claim", "change_event"], (False, True)),
    ],
)
def test_the_page_of_statements_leads_to_preview_and_publishing_with_the_rights(client: Client, report, rights, leads):
    curator(client, "view_article", "view_claim", "add_claim", *rights)
    content = client.get(reverse("desk_mark", args=[report.pk])).content.decode()
    addresses = [reverse(name, args=[report.pk]) for name in ("desk_preview_report", "desk_publish")]
    assert tuple(f'"{one}"' in content for one in addresses) == leads


def test_the_page_of_publishing_lists_the_paragraphs_from_which_nothing_was_taken(admin_client: Client, report):
    make_claim(article=report, paragraph=1, status=Status.DRAFT)
    page = admin_client.get(reverse("desk_publish", args=[report.pk]))
    assert [(one.paragraph, one.opening) for one in page.context["untouched"]] == [(2, "Nobody else spoke.")]
    assert f"{reverse('desk_mark', args=[report.pk])}#p2" in page.content.decode()


# Days that the text names


def days_of(client: Client, report: Article, **typed: str) -> list[tuple[str, str, str]]:
    return [(one.value, one.basis, one.basis_note) for one in hints(client, report, **typed).days]


def dated_report(text: str, published: str = "2022-03-08", language: str = "en") -> Article:
    article = make_article(slug="dated", published=published, language=language)
    attach_text(article, text.encode())
    return article


def test_a_day_of_the_week_is_offered_as_the_last_one_before_the_report(admin_client: Client):
    article = dated_report("It rains, he said on Monday.")
    note = "“on Monday” in ¶1; the report was published on 8 March 2022."
    assert days_of(admin_client, article, paragraph="1", quote="It rains") == [("2022-03-07", "inferred", note)]


def test_the_day_of_an_earlier_paragraph_is_offered_where_that_of_the_quote_names_none(admin_client: Client):
    article = dated_report("City 07.03.2022 They met.\nNobody spoke.\nIt rains, he said.")
    note = "“07.03.2022” in ¶1."
    assert days_of(admin_client, article, paragraph="3", quote="It rains") == [("2022-03-07", "inferred", note)]


def test_a_whole_date_beside_the_quote_is_stated_and_stands_before_those_of_other_sentences(admin_client: Client):
    article = dated_report("They met on Sunday. It rains, he said on 7 March 2022. Snow came on March 5.")
    days = days_of(admin_client, article, paragraph="1", quote="It rains")
    assert [(day, basis) for day, basis, _note in days] == [
        ("2022-03-07", "stated"),
        ("2022-03-06", "inferred"),
        ("2022-03-05", "inferred"),
    ]


def test_a_day_is_offered_beside_its_field_and_filled_only_by_its_button(admin_client: Client):
    article = dated_report("It rains, he said yesterday.")
    page = admin_client.post(address(article), {"paragraph": "1", "quote": "It rains"}).content.decode()
    assert 'data-beside="said-field"' in page
    (one,) = hints(admin_client, article, paragraph="1", quote="It rains").days
    shown = mark(admin_client, article, paragraph="1", fill=f"said={one.value}|{one.basis}|{one.basis_note}")
    form = shown.context["form"]
    assert [form[name].value() for name in ("said", "said_basis", "said_basis_note")] == [
        "2022-03-07",
        "inferred",
        "“yesterday” in ¶1; the report was published on 8 March 2022.",
    ]
    assert not mark(admin_client, article, paragraph="1", look="1").context["form"]["said"].value()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("He spoke yesterday, and again on Monday.", ["03-14", "03-14"]),
        ("“I spoke yesterday,” he said.", []),
        ("The corridors will open on Monday.", []),
        ("They meet next Monday, or on March 29.", []),
        ("He spoke last Tuesday.", ["03-08"]),
        ("MOSCOW, March 12. He spoke.", ["03-12"]),
        ("Сьогодні, 15 березня, він заявив.", ["03-15"]),
        ("Він заявив у понеділок, а вчора мовчав.", ["03-14"]),
        ("Серед учасників була середня школа.", []),
        ("Он заявил в пятницу, 11 марта.", ["03-11"]),
        ("За неделю до встречи он молчал.", []),
        ("انطلقت صباح اليوم الثلاثاء المحادثات، وقال أمس إنه ينتظر.", ["03-15", "03-14"]),
        ("وصلا في اليوم السابق.", []),
        ("A member may join in May.", []),
    ],
)
def test_days_are_read_from_the_day_of_a_report_in_four_languages(text, days):
    found = [one.day.isoformat()[5:] for one in days_in(text, date(2022, 3, 15))]
    assert found == list(dict.fromkeys(days))


def test_a_day_without_its_year_is_that_of_the_winter_before():
    (found,) = days_in("He spoke on December 30.", date(2023, 1, 2))
    assert found.day == date(2022, 12, 30)
    assert not days_in("He spoke on Monday.", None)


def test_another_passage_of_the_sentence_of_a_stored_statement_is_a_repeat_too(admin_client: Client):
    primer = make_actor("primer", kind="person", name="Ivan Primer")
    first, second = make_article(slug="one"), make_article(slug="two")
    attach_text(
        first, b"Our expectations of the meeting were not met. Next time we hope to take a bigger step forward."
    )
    attach_text(
        second, b"It is over. The expectations of the meeting were not met; next time we hope for a bigger step."
    )
    make_claim(
        slug="former",
        article=first,
        speaker=primer,
        paragraph=1,
        said="2022-03-07",
        quote="Our expectations of the meeting",
        statement="says that Norland expected more",
    )
    typed = {"speaker": "Ivan Primer", "said": "2022-03-07", "paragraph": "1"}
    assert [one.value for one in hints(admin_client, second, quote="for a bigger step", **typed).repeats] == ["former"]
    assert not hints(admin_client, second, quote="for a bigger step", speaker="Ivan Primer", said="2022-03-07").repeats


def test_a_day_that_the_sentence_contradicts_is_told_while_the_statement_is_written(admin_client: Client):
    article = dated_report("It rains, he said on Monday. Nobody spoke. It snowed, she said on March 1.")

    def told(quote: str, said: str) -> list[str]:
        typed = {"paragraph": "1", "quote": quote, "said": said}
        answer = admin_client.post(reverse("desk_check", args=[article.pk]), typed).json()
        return [one["message"] for one in answer["told"] if one["field"] == "said"]

    assert told("It rains", "2022-03-08") == ["The sentence names 7 March 2022, and not the day that stands here."]
    assert told("It snowed", "2022-03-07") == ["The sentence names 1 March 2022, and not the day that stands here."]
    for quote, said in (
        ("It rains", "2022-03-07"),
        ("It rains", "2022-03"),
        ("It rains", ""),
        ("Nobody spoke", "2022-03-08"),
    ):
        assert told(quote, said) == []
