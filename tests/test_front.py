"""The front page of the desk: what waits, for whom, and where it leads."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from talks.article_texts import attach_text
from talks.desk.sections import COUNTED, LINES, SECTIONS, Section, sections
from talks.models import Article, Claim, Event, LinkCheck
from talks.vocabulary import ClaimKind, LinkState, Status
from tests.factories import make_actor, make_article, make_claim, make_event, make_outlet, make_question
from tests.test_admin import curator

pytestmark = pytest.mark.django_db

DESK = "/admin/desk/"


def waiting(client: Client) -> dict[str, Section]:
    context = client.get(DESK).context
    return {section.title: section for section in [*context["waits"], *context["done"]]}


def lines(client: Client, title: str) -> list[str]:
    return [line.text for line in waiting(client)[title].lines]


def listed(client: Client, url: str) -> list:
    """Return the records that a list of the admin shows."""
    return list(client.get(url).context["cl"].queryset)


def settled(**fields) -> Article:
    """Return a report that waits for nothing but statements."""
    return make_article(**{"archive_url": "https://archive.example/1", "captured": date(2022, 3, 12)} | fields)


def found_claim(**fields) -> Claim:
    return make_claim(**{"paragraph_sha256": "1:" + "a" * 64} | fields)


# What waits


def test_a_record_in_which_nothing_waits_says_so(admin_client):
    event = make_event()
    for slug in ("one", "two"):
        found_claim(event=event, article=settled(slug=slug))
    page = admin_client.get(DESK)
    assert not page.context["waits"]
    assert "Nothing waits" in page.content.decode()
    assert "No address was asked yet" in page.content.decode()


def test_reports_without_statements_lead_to_where_they_are_marked(admin_client):
    bare, with_text = settled(slug="bare"), settled(slug="with-text")
    attach_text(with_text, b"Rain is expected.")
    withdrawn = settled(slug="withdrawn", status=Status.WITHDRAWN, status_reason="It was wrong.")
    only_withdrawn = settled(slug="only-withdrawn")
    found_claim(article=only_withdrawn, status=Status.WITHDRAWN, status_reason="It was wrong.")
    found_claim(article=settled(slug="marked"))
    section = waiting(admin_client)["Reports without statements"]
    assert {line.text: line.url for line in section.lines} == {
        bare.headline: reverse("admin:talks_article_change", args=[bare.pk]),
        with_text.headline: reverse("desk_mark", args=[with_text.pk]),
        only_withdrawn.headline: reverse("admin:talks_article_change", args=[only_withdrawn.pk]),
    }
    assert set(listed(admin_client, section.all_url)) == {bare, with_text, only_withdrawn}
    assert withdrawn.headline not in admin_client.get(DESK).content.decode()


def test_events_with_one_report_are_those_that_no_other_tells_of(admin_client):
    alone, both, none = (make_event(slug=slug) for slug in ("alone", "both", "none"))
    one, two = settled(slug="one"), settled(slug="two")
    for article, event in ((one, alone), (one, alone), (one, both), (two, both)):
        found_claim(article=article, event=event)
    found_claim(article=two, event=alone, status=Status.WITHDRAWN, status_reason="It was wrong.")
    section = waiting(admin_client)["Events with one report"]
    assert [line.text for line in section.lines] == [alone.title]
    assert listed(admin_client, section.all_url) == [alone]
    assert none.title not in admin_client.get(DESK).content.decode()


def test_quotes_that_are_not_checked_are_counted_by_report(admin_client):
    first, second = settled(slug="first", outlet=make_outlet("paper")), settled(slug="second")
    for article in (first, second, second):
        make_claim(article=article)
    make_claim(article=second, quote="", quote_mode="", status=Status.DRAFT, unchecked_reason="")
    found_claim(article=first)
    section = waiting(admin_client)["Quotes not checked"]
    assert (section.count, [line.note for line in section.lines]) == (
        3,
        ["outlet not known · 2 quotes, no text is stored", "Paper · 1 quote, no text is stored"],
    )
    assert len(listed(admin_client, section.all_url)) == 3


def test_a_report_without_capture_waits_until_a_reason_is_given(admin_client):
    report = make_article()
    assert lines(admin_client, "No archived copy and no reason") == [report.headline]
    report.no_capture = "The outlet forbids it."
    report.save()
    assert not lines(admin_client, "No archived copy and no reason")


def test_a_broken_address_is_told_with_its_error_until_it_is_changed(admin_client):
    report = settled(url="https://paper.example/gone")
    fields = {"article": report, "which": "url", "address": report.url, "state": LinkState.BROKEN}
    LinkCheck.objects.create(**fields, error="No answer within 10 seconds.")
    section = waiting(admin_client)["Broken addresses"]
    assert [line.note for line in section.lines] == ["address: No answer within 10 seconds."]
    assert listed(admin_client, section.all_url) == [report]
    report.url = "https://paper.example/there"
    report.save()
    assert not waiting(admin_client)["Broken addresses"].count


def two_sides() -> list:
    north, south = make_actor("north"), make_actor("south")
    return [make_actor("ann", side=north), make_actor("bo", side=south), make_actor("al", side=north)]


def test_an_accusation_and_a_denial_of_two_sides_wait_for_a_question(admin_client):
    ann, bo, _al = two_sides()
    event = make_event(title="Storm")
    accusation = make_claim(event=event, speaker=ann, kind=ClaimKind.ACCUSATION)
    denial = make_claim(event=event, speaker=bo, kind=ClaimKind.DENIAL)
    section = waiting(admin_client)["Differences without a question?"]
    assert [line.url for line in section.lines] == [reverse("admin:talks_claim_change", args=[denial.pk])]
    assert listed(admin_client, section.all_url) == [denial]
    _question, (yes, no) = make_question()
    accusation.answers.add(yes)
    assert waiting(admin_client)["Differences without a question?"].count == 1  # it asks one of them only
    denial.answers.add(no)
    assert not waiting(admin_client)["Differences without a question?"].count


@pytest.mark.parametrize("change", ["one side", "other event", "other kind", "other words", "withdrawn", "long ago"])
def test_what_cannot_differ_waits_for_no_question(admin_client, change):
    ann, bo, al = two_sides()
    event = make_event()
    make_claim(event=event, speaker=ann, kind=ClaimKind.ACCUSATION)
    changes = {
        "one side": {"speaker": al},
        "other event": {"event": make_event()},
        "other kind": {"kind": ClaimKind.ASSESSMENT},
        "other words": {"statement": "says that rain is expected.", "quote": "rain"},
        "withdrawn": {"status": Status.WITHDRAWN, "status_reason": "It was wrong."},
        "long ago": {"changed": timezone.now() - timedelta(days=91)},
    }
    make_claim(**{"event": event, "speaker": bo, "kind": ClaimKind.DENIAL} | changes[change])
    assert not waiting(admin_client)["Differences without a question?"].count


def test_warnings_are_those_of_drafts_and_of_what_changed_lately(admin_client):
    long_ago = timezone.now() - timedelta(days=30)
    draft = make_event(title="Second round of talks", status=Status.DRAFT, changed=long_ago)
    lately = make_claim(statement="admits that it rains.", event=make_event(title="Rain"))
    make_event(title="Third round of talks", changed=long_ago)  # published long ago
    make_event(title="Fourth round of talks", lint_reason="It is its name.")
    section = waiting(admin_client)["Warnings"]
    assert {line.url for line in section.lines} == {
        reverse("admin:talks_event_change", args=[draft.pk]),
        reverse("admin:talks_claim_change", args=[lately.pk]),
    }


def test_five_lines_stand_on_the_page_and_all_behind_a_link(admin_client):
    for _number in range(LINES + 2):
        settled()
    section = waiting(admin_client)["Reports without statements"]
    assert (section.count, len(section.lines)) == (LINES + 2, LINES)
    assert section.all_url in admin_client.get(DESK).content.decode()
    assert len(listed(admin_client, section.all_url)) == LINES + 2


def test_a_count_has_a_limit():
    assert Section("", COUNTED, []).number == str(COUNTED)
    assert Section("", COUNTED + 1, []).number == f"{COUNTED}+"


def test_the_number_of_queries_does_not_grow_with_the_record(admin_client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert admin_client.get(DESK).status_code == 200
        return len(captured)

    def grow(number: int) -> None:
        ann, bo, _al = two_sides()
        for _number in range(number):
            event = make_event(title="First talks", status=Status.DRAFT)
            article = make_article(url="https://paper.example/")
            attach_text(settled(), b"Rain is expected.")
            make_claim(event=event, article=article, speaker=ann, kind=ClaimKind.ACCUSATION)
            make_claim(event=event, article=article, speaker=bo, kind=ClaimKind.DENIAL)
            fields = {"article": article, "which": "url", "address": article.url}
            LinkCheck.objects.create(**fields, state=LinkState.BROKEN, status=404)

    grow(1)
    admin_client.get(DESK)
    few = queries()
    grow(12)
    assert queries() == few
    assert few < 40


# Where one left off, and what happened


def test_one_goes_on_with_the_report_in_which_one_marked_last(client):
    curator(client, "view_article", "view_claim", "add_claim", "view_event", "view_actor")
    me, other = User.objects.get(), User.objects.create(username="other")
    reports = [make_article() for _number in range(3)]
    for article in reports:
        attach_text(article, b"Rain is expected.")
    mine = [make_claim(article=article) for article in reports]
    for user, claim in ((me, mine[0]), (me, mine[1]), (other, mine[2])):
        LogEntry.objects.log_actions(user.pk, [claim], 1, change_message="", single_object=True)
    assert client.get(DESK).context["left_off"] == reports[1]
    attach_text(reports[2], b"Rain is expected again.", user=me, replace=True)
    assert client.get(DESK).context["left_off"] == reports[2]
    link = f'<a href="{reverse("desk_mark", args=[reports[2].pk])}">'
    assert link in client.get(DESK).content.decode()


def test_the_last_days_say_who_did_what_and_why(admin_client):
    event = make_event(title="Rain", status=Status.DRAFT)
    make_claim(event=event, article=settled(headline="Rain expected"))
    withdraw = reverse("admin:talks_event_change", args=[event.pk])
    LogEntry.objects.log_actions(
        User.objects.get().pk, [event], 2, change_message="Withdrawn: it was wrong.", single_object=True
    )
    (act,) = admin_client.get(DESK).context["acts"]
    assert (act.who, act.what, act.name, act.url, act.why) == (
        "admin",
        "event changed",
        "Rain",
        withdraw,
        "Withdrawn: it was wrong.",
    )
    LogEntry.objects.update(action_time=timezone.now() - timedelta(days=15))
    assert not admin_client.get(DESK).context["acts"]


# Who sees what


def test_a_curator_sees_only_what_the_rights_allow(client, admin_user):
    event = make_event(title="Rain")
    make_claim(event=event, article=make_article(headline="Rain expected"))
    LogEntry.objects.log_actions(admin_user.pk, [event], 2, change_message="", single_object=True)
    curator(client, "view_article")
    assert set(waiting(client)) == {
        "For review",
        "Reports without statements",
        "No archived copy and no reason",
        "Broken addresses",
    }
    page = client.get(DESK)
    assert not page.context["acts"]
    assert "Rain expected" in page.content.decode()
    assert "admin/talks/event" not in page.content.decode()


def test_a_user_without_rights_gets_no_section(db):
    make_claim()
    assert len(SECTIONS) == 9
    assert not sections(User.objects.create(username="nobody", is_staff=True))


# The way there


def log_in(client: Client, user: User, where: str) -> str:
    user.set_password("a long password")
    user.save()
    page = client.get(where, follow=True)
    form = {"username": user.username, "password": "a long password", "next": page.context["next"]}
    return client.post(page.request["PATH_INFO"], form).url


@pytest.mark.parametrize(
    ("where", "leads_to"),
    [("/admin/login/", DESK), ("/admin/", DESK), ("/admin/talks/event/", "/admin/talks/event/")],
)
def test_a_login_leads_to_the_desk_unless_another_page_was_asked_for(client, admin_user, where, leads_to):
    assert log_in(client, admin_user, where) == leads_to


def test_who_may_not_see_reports_is_led_to_the_front_of_the_admin(client):
    assert log_in(client, User.objects.create(username="clerk", is_staff=True), "/admin/") == "/admin/"


def test_the_front_of_the_admin_has_the_link_to_the_desk_first(admin_client):
    content = re.search(r'<div id="content".*', admin_client.get("/admin/").content.decode(), re.DOTALL)[0]
    assert re.search(r'href="([^"]*)"', content)[1] == DESK


def test_a_headline_is_escaped(admin_client):
    settled(headline="<script>alert(1)</script>")
    assert "<script>alert" not in admin_client.get(DESK).content.decode()
    assert Event.objects.count() == 0
