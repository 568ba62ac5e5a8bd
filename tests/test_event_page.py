"""The page of an event: what came of it first, who is silent, each question once, facts beside, numbered reports."""

import html
import re

import pytest

from talks.models import Answer, Event, Lane, Participation
from talks.pages import read_event
from talks.pages.events import EventPage
from talks.statements import Utterance
from talks.vocabulary import Basis, EventFormat, EventKind, Occurrence, Role
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_event,
    make_outlet,
    make_participation,
    make_question,
    make_topic,
)

pytestmark = pytest.mark.django_db


def read(event: Event) -> EventPage:
    """The page of an event as a reader gets it now."""
    return read_event(Event.objects.get(pk=event.pk))


def slugs(said: list[Utterance]) -> list[str]:
    return [one.slug for utterance in said for one in utterance.statements]


def in_columns(page: EventPage) -> list[str]:
    return slugs([utterance for column in page.sides for utterance in (*column.about, *column.there)])


def main_of(client, event: Event) -> str:
    """The main part of a page as HTML, with single spaces."""
    text = client.get(event.get_absolute_url()).content.decode()
    return " ".join(html.unescape(re.search(r"<main.*</main>", text, re.S).group()).split())


@pytest.fixture
def talks():
    """Talks of two sides on 10 March, and functions to make statements about them on a topic that tells the outcome."""
    event, progress = make_event(slug="talks"), make_topic("progress", tells_outcome=True)
    for side in ("russia", "ukraine"):
        make_participation(event, make_actor(side))
    article = make_article(published="2022-03-12", outlet=make_outlet("wire"))

    def say(slug: str, side: str = "russia", said: str = "2022-03-11", **fields):
        fields = {"event": event, "article": article, "topics": [progress], "said": said} | fields
        return make_claim(slug=slug, speaker=side and make_actor(side), **fields)

    say.event = event
    return say


# What came of it


def test_what_came_of_an_event_is_every_assessment_made_after_it_by_the_day_it_was_said(talks):
    talks("late", said="2022-03-12")
    talks("undated", "ukraine", said="")
    talks("same-day", "ukraine", said="2022-03-10")
    talks("before", said="2022-03-09")
    talks("demand", kind="demand")
    talks("other-topic", topics=[])
    own = {"side": None, "attribution": "own-voice"}
    talks("by-the-report", **own)
    talks("account", kind="account", **own)
    page = read(talks.event)
    assert slugs(page.outcomes) == ["same-day", "by-the-report", "late", "undated"]
    assert in_columns(page) == ["before", "demand", "other-topic"]
    assert slugs(page.own_voice) == ["account"]


def test_all_wordings_of_an_assessment_stand_together(talks):
    first = talks("first")
    again = talks("again", said="", topics=[], repeats=first, article=make_article(published="2022-03-10"))
    page = read(talks.event)
    assert (slugs(page.outcomes), page.sides) == ([first.slug, again.slug], [])


def test_over_pages_the_assessments_come_first_and_each_statement_stands_once(talks, monkeypatch):
    for number in range(4):
        talks(f"before-{number}", said="2022-03-08")
        talks(f"after-{number}", "ukraine" if number else "russia", said="2022-03-20")
        talks(f"own-{number}", None, attribution="own-voice", kind="account")
    monkeypatch.setattr("talks.pages.events.STATEMENTS", 3)
    pages = [read_event(talks.event, None, number) for number in (1, 2, 3, 4)]
    assert [len(page.outcomes) for page in pages] == [3, 1, 0, 0]
    assert {page.has_outcome for page in pages} == {True}
    every = [slug for page in pages for slug in (*slugs(page.outcomes), *in_columns(page), *slugs(page.own_voice))]
    assert (len(every), len(set(every))) == (12, 12)


@pytest.mark.parametrize(
    ("fields", "says_so"),
    [
        ({}, True),
        ({"occurrence": Occurrence.PLANNED}, False),
        ({"occurrence": Occurrence.REFUSED}, False),
        ({"kind": EventKind.INTERVIEW}, False),
        ({"kind": EventKind.INTERVIEW, "milestone": True, "milestone_reason": "It ended the talks."}, True),
        ({"kind": EventKind.CONTEXT, "milestone": True, "milestone_reason": "The talks are about it."}, False),
        ({"kind": EventKind.AGREEMENT}, False),  # an agreement is itself an outcome
    ],
)
def test_of_a_milestone_that_was_held_the_page_says_that_no_outcome_is_reported(client, talks, fields, says_so):
    Event.objects.filter(pk=talks.event.pk).update(**fields)
    talks("demand", kind="demand")
    assert ("Outcome not reported." in main_of(client, talks.event)) is says_so


# Who is silent


def test_a_side_that_negotiated_and_is_not_quoted_gets_one_line(talks):
    talks("assessed")
    assert [one.words for one in read(talks.event).silent] == ["Ukraine is not quoted on this event in this report."]
    talks("demanded", "ukraine", kind="demand", article=make_article())
    assert [one.words for one in read(talks.event).silent] == [
        "Ukraine is not quoted on the outcome in these 2 reports."
    ]
    talks("assessed-too", "ukraine")
    assert read(talks.event).silent == ()


def test_with_no_outcome_only_who_is_not_quoted_at_all_is_named_and_never_hosts_or_who_attended(talks):
    for slug, role in [("belarus", Role.HOST), ("abramovich", Role.ATTENDED)]:
        make_participation(talks.event, make_actor(slug), role)
    delegate = make_actor("delegate", side=make_actor("moldova"))
    make_participation(talks.event, delegate, Role.DELEGATE)
    talks("demand", kind="demand")
    assert [one.words.split()[0] for one in read(talks.event).silent] == ["Moldova", "Ukraine"]


def test_a_silent_side_is_named_once_on_the_page(client, talks):
    talks("assessed")
    talks("demanded", kind="demand")
    assert main_of(client, talks.event).count("is not quoted") == 1


# What each side said


def test_columns_are_for_two_sides_or_more_and_of_about_the_same_height(client, talks):
    for number in range(4):
        talks(f"russia-{number}", kind="demand")
    assert [len(stack) for stack in read(talks.event).stacks] == [1]
    assert "pairs" not in main_of(client, talks.event)
    talks("belarus", "belarus", kind="demand")
    talks("poland", "poland", kind="demand")
    process = talks.event.process
    for position, side in enumerate(["belarus", "russia"], 1):
        Lane.objects.create(process=process, side=make_actor(side), position=position, palette=position)
    page = read(talks.event)
    assert [[column.side.name for column in stack] for stack in page.stacks] == [["Belarus", "Poland"], ["Russia"]]
    assert page.is_even
    assert "pairs" in main_of(client, talks.event)


def test_a_role_stands_once_for_each_speaker(talks):
    for number, role in enumerate(["spokesman", "spokesman", "adviser"]):
        talks(f"russia-{number}", speaker_role=role, said=f"2022-03-1{number}", kind="demand")
    talks("ukraine", "ukraine", speaker_role="spokesman", kind="demand")
    roles = [utterance.lead.role for column in read(talks.event).sides for utterance in column.about]
    assert roles == ["spokesman", "", "adviser", "spokesman"]


def test_what_was_said_there_stands_by_the_event_that_it_is_about_without_naming_the_occasion(talks):
    other = make_event(title="Another event")
    talks("there", event=other, occasion=talks.event)
    (column,) = read(talks.event).sides
    ((event, (utterance,)),) = column.elsewhere
    assert (event.title, utterance.lead.occasion_title) == ("Another event", "")


# Where accounts differ


def test_a_question_stands_once_above_the_statements_with_the_first_accounts_of_each_answer(client, talks):
    question, (yes, no) = make_question(text="Did it end?")
    talks("elsewhere", event=make_event(title="Another event"), answers=[yes])
    for number in range(5):
        talks(f"yes-{number}", answers=[yes], kind="demand")
    talks("no", "ukraine", answers=[no], kind="denial")
    (shown,) = read(talks.event).questions
    assert (shown.text, shown.page, shown.kinds) == ("Did it end?", question.get_absolute_url(), "Sides disagree")
    assert [(len(one.accounts), one.more) for one in shown.answers] == [(3, 3), (1, 0)]
    assert not [one for one in shown.answers[0].accounts if one.event_title]  # those of this event come first
    text = main_of(client, talks.event)
    assert text.count("Did it end?") == 1
    assert "3 more accounts" in text


def test_of_many_answers_an_event_shows_its_own_and_what_excludes_them(client, talks):
    question, (yes, no) = make_question(text="Which one was it?")
    talks("yes", answers=[yes])
    talks("no", "ukraine", answers=[no], event=make_event(slug="no"))
    for number in range(4):
        answer = Answer.objects.create(question=question, slug=f"other-{number}", text=f"Other {number}")
        talks(f"other-{number}", event=make_event(slug=f"other-{number}"), answers=[answer])
    (shown,) = read(talks.event).questions
    assert ([one.text for one in shown.answers], shown.more) == ([yes.text, no.text], 4)
    assert "4 more answers, about other events" in main_of(client, talks.event)


# The facts


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"format": EventFormat.IN_PERSON}, "Round of talks, in person"),
        ({"format": EventFormat.NOT_STATED}, "Round of talks"),
        ({"kind": EventKind.PROPOSAL, "occurrence": Occurrence.REFUSED}, "Proposal, refused"),
    ],
)
def test_kind_format_and_what_became_of_it_are_one_fact(fields, words):
    event = make_event(**fields)
    make_claim(event=event)
    assert read(event).kind == words


def test_a_milestone_by_hand_says_why_and_topics_lead_to_the_timeline(client, talks):
    Event.objects.filter(pk=talks.event.pk).update(milestone=True, milestone_reason="The last one.")
    talks("assessed")
    text = main_of(client, talks.event)
    assert "Listed there <small>The last one.</small>" in text
    assert 'href="/?topic=progress"' in text


def test_who_took_part_on_the_same_basis_has_it_once(talks):
    third = make_actor("poland")
    Participation.objects.create(
        event=talks.event, actor=third, role=Role.HOST, basis=Basis.INFERRED, basis_note="The headline."
    )
    talks("assessed")
    presences = [(one.actor.slug, "".join(one.basis)) for one in read(talks.event).presences]
    assert presences == [("russia", ""), ("ukraine", "stated"), ("poland", "inferred: The headline.")]


# The reports, and what print needs


def test_reports_are_numbered_and_each_statement_has_the_number_of_its_report(client, talks):
    link = "https://example.org/report"
    earlier = make_article(published="2022-03-11", headline="The earlier", url=link)
    talks("first")
    talks("second", "ukraine", article=earlier, kind="demand")
    page = read(talks.event)
    assert [(one.number, one.headline == "The earlier") for one in page.reports] == [(1, True), (2, False)]
    assert [utterance.lead.ref for utterance in page.outcomes] == ["2"]
    assert [column.about[0].lead.ref for column in page.sides] == ["1"]
    text = main_of(client, talks.event)
    assert f'<p class="address">{link}</p>' in text
    assert "address not known" in text  # of the other report
    assert 'data-ref="1"' in text


def test_print_says_where_the_page_comes_from_and_under_which_licence(client, talks, settings):
    settings.SITE_URL = "https://talks.example"
    talks.event.process.licence = "CC BY 4.0"
    talks.event.process.save()
    talks("assessed")
    colophon = main_of(client, talks.event).partition('class="print-only colophon"')[2]
    assert "https://talks.example/events/talks/" in colophon
    assert "The record: CC BY 4.0. Quotations belong to their authors." in colophon
    assert '<span data-printed="Printed on {day}."></span>' in colophon


def test_only_an_event_that_fits_promises_one_sheet(client, talks):
    for number in range(8):
        talks(f"said-{number}")
    assert "Print on one sheet" in main_of(client, talks.event)
    talks("said-8")
    assert "Print on one sheet" not in main_of(client, talks.event)
