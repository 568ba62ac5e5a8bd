"""Draft, in review, published, withdrawn: who may do what, one act for a report, previews, and the second reader."""

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from talks import curation, history
from talks.models import Article, ArticleText, Claim, Event
from talks.publishing import Rows, lacking, look
from talks.putting_back import put_back
from talks.version import read_version
from talks.vocabulary import HIDDEN, QuoteMode, Status
from tests import factories
from tests.factories import make_actor, make_article, make_event, make_question, make_topic
from tests.fixture_files import load_items, small_record

pytestmark = pytest.mark.django_db

ROLES = ("stranger", "staff", "curator", "reviewer", "superuser")
CURATING, REVIEWING = {"curator", "reviewer", "superuser"}, {"reviewer", "superuser"}
ODD = "zyxwvut"


@pytest.fixture
def groups(db) -> None:
    """The groups as the migration makes them; another test may have emptied the tables."""
    Group.objects.filter(name__in=["Curators", "Reviewers"]).delete()
    import_module("talks.migrations.0010_states").make_groups(apps, connection.schema_editor())


def make_user(role: str) -> User:
    user = User.objects.create_user(role, password="x", is_staff=True, is_superuser=role == "superuser")
    if group := {"curator": "Curators", "reviewer": "Reviewers"}.get(role):
        user.groups.add(Group.objects.get(name=group))
    return user


def make_claim(**fields) -> Claim:
    """Make a statement of which nothing is to be looked at, whatever the text of its report."""
    return factories.make_claim(**{"topics": [make_topic("rain")], "quote_mode": QuoteMode.INDIRECT} | fields)


def signed_in(role: str) -> Client:
    client = Client()
    if role != "stranger":
        client.force_login(make_user(role))
    return client


def status_page(record, verb: str) -> str:
    return reverse(f"admin:talks_{record._meta.model_name}_status", args=[record.pk, verb])


def hidden_report(events=(), status: str = Status.DRAFT, number: int = 2, **more) -> Article:
    """A report with this number of statements on each event, all hidden; by default on one new event."""
    article = make_article(status=status, **more)
    for event in events or [make_event(status=status)]:
        for _number in range(number):
            make_claim(event=event, article=article, status=status)
    return article


def messages(response) -> list[str]:
    return [re.sub(r"<[^>]+>", "", str(message)) for message in response.context["messages"]]


def ticks(response) -> list[str]:
    return re.findall(r'name="tick" value="([^"]+)"[^>]* checked', response.content.decode())


def publish_page(article: Article) -> str:
    return reverse("desk_publish", args=[article.pk])


def press(client: Client, article: Article, button: str = "publish", *, without: tuple[str, ...] = ()):
    """Press a button of the page as it is shown, without some of the ticks."""
    page = client.get(publish_page(article))
    shown = re.search(r'name="shown" value="([^"]+)"', page.content.decode())
    sent = {"tick": [one for one in ticks(page) if one not in without], "shown": shown[1] if shown else "", button: "1"}
    return client.post(publish_page(article), sent, follow=True)


# The states


def test_a_draft_is_submitted_returned_and_published_from_review():
    claim = make_claim(status=Status.DRAFT)
    assert curation.submit([claim]).changed
    assert Claim.objects.get().status == Status.REVIEW
    assert curation.send_back([claim]).changed
    assert Claim.objects.get().status == Status.DRAFT
    curation.submit([claim])
    assert curation.publish([claim]).changed
    assert Claim.objects.public().get() == claim


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.WITHDRAWN])
@pytest.mark.parametrize("verb", [curation.submit, curation.send_back])
def test_what_readers_met_is_first_taken_back_to_draft(status: Status, verb):
    claim = make_claim(status=status, status_reason="It was wrong.")
    assert "take it back to draft first" in verb([claim]).refused[0].reasons[0]
    assert Claim.objects.get().status == status


def test_what_is_in_review_is_returned_and_neither_taken_back_nor_withdrawn():
    claim = make_claim(status=Status.REVIEW)
    assert "return it to draft" in curation.take_back([claim], "No.").refused[0].reasons[0]
    assert "never published" in curation.withdraw([claim], "No.").refused[0].reasons[0]
    assert not curation.was_published(claim)


def test_a_record_that_readers_met_is_known_as_such_in_review_and_after_it():
    claim = make_claim()
    curation.take_back([claim], "To be checked.")
    for verb in (curation.submit, curation.send_back):
        verb([claim])
        assert curation.was_published(Claim.objects.get())


def test_the_note_of_a_return_stands_in_the_history(groups):
    claim = make_claim(status=Status.REVIEW)
    signed_in("reviewer").post(status_page(claim, "return"), {"confirmed": "yes", "reason": "Name the day."})
    entry = Claim.history.filter(id=claim.pk).latest("history_id")
    assert (entry.status, entry.history_change_reason) == (Status.DRAFT, "Name the day.")
    assert Claim.objects.get().status_reason == ""


def test_a_file_with_records_in_review_loads_and_the_last_line_counts_them(tmp_path):
    items = small_record()
    for one in items:
        if one["model"] in {"talks.claim", "talks.event"}:
            one["fields"]["status"] = "review"
    assert "in review" in load_items(tmp_path, items).readers
    assert {claim.status for claim in Claim.objects.all()} == {Status.REVIEW}


# Roles


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("verb", "before", "after", "allowed"),
    [
        ("submit", Status.DRAFT, Status.REVIEW, CURATING),
        ("return", Status.REVIEW, Status.DRAFT, CURATING),
        ("publish", Status.REVIEW, Status.PUBLISHED, REVIEWING),
        ("withdraw", Status.PUBLISHED, Status.WITHDRAWN, REVIEWING),
        ("take-back", Status.PUBLISHED, Status.DRAFT, REVIEWING),
    ],
)
def test_each_verb_is_for_those_who_have_the_right_to_it(groups, role: str, verb: str, before, after, allowed):
    claim, client = make_claim(status=before), signed_in(role)
    response = client.post(status_page(claim, verb), {"confirmed": "yes", "reason": "So it is."})
    assert Claim.objects.get().status == (after if role in allowed else before)
    assert response.status_code == (302 if role in allowed or role == "stranger" else 403)
    Claim.objects.update(status=before, status_reason="")
    action = {"action": f"{verb.replace('-', '_')}_selected", "_selected_action": [claim.pk], "confirmed": "yes"}
    client.post(reverse("admin:talks_claim_changelist"), action | {"reason": "So it is."})
    assert Claim.objects.get().status == (after if role in allowed else before)


@pytest.mark.parametrize("role", ROLES)
def test_the_pages_of_publishing_and_previews_are_for_curators_and_in_no_cache(groups, role: str):
    article, client = hidden_report(headline=ODD), signed_in(role)
    event = Event.objects.get()
    for name, pk in (
        ("desk_publish", article.pk),
        ("desk_preview_report", article.pk),
        ("desk_preview_event", event.pk),
    ):
        response = client.get(reverse(name, args=[pk]))
        assert response.status_code == (200 if role in CURATING else 302 if role == "stranger" else 403), name
        assert (ODD in response.content.decode()) == (role in CURATING)
        if role in CURATING:
            assert {"no-store", "private"} <= set(response.headers["Cache-Control"].split(", "))


@pytest.mark.parametrize("role", sorted(CURATING))
def test_a_curator_submits_a_whole_report_and_a_reviewer_publishes_it(groups, role: str):
    article, client = hidden_report(), signed_in(role)
    press(client, article, "submit")
    assert {record.status for model in (Article, Claim, Event) for record in model.objects.all()} == {Status.REVIEW}
    page = client.get(publish_page(article))
    assert ('name="publish"' in page.content.decode()) == (role in REVIEWING)
    sent = {"tick": ticks(page), "shown": page.context["then"].digest, "publish": "1"}
    assert client.post(publish_page(article), sent).status_code == (302 if role in REVIEWING else 403)
    assert Claim.objects.public().count() == (2 if role in REVIEWING else 0)


def test_a_curator_cannot_publish_by_a_save_and_the_save_is_undone(groups):
    claim, client = make_claim(status=Status.DRAFT, note="before"), signed_in("curator")
    where = reverse("admin:talks_claim_change", args=[claim.pk])
    page = client.get(where)
    assert 'name="_publish"' not in page.content.decode()
    form = {one.html_name: one.value() for one in page.context["adminform"].form if one.value() not in (None, False)}
    assert client.post(where, form | {"note": "after", "_publish": "1"}).status_code == 403
    assert (Claim.objects.get().status, Claim.objects.get().note) == (Status.DRAFT, "before")


def test_the_forms_offer_what_the_user_may_do(groups):
    claim = make_claim(status=Status.REVIEW)
    shown = {
        role: signed_in(role).get(reverse("admin:talks_claim_change", args=[claim.pk])).content.decode()
        for role in ("curator", "reviewer")
    }
    assert all("Return to draft" in html for html in shown.values())
    assert "Save and publish" in shown["reviewer"]
    assert "Save and publish" not in shown["curator"]


@pytest.mark.django_db(transaction=True)
def test_whoever_could_publish_before_still_can_and_groups_that_are_there_stay(transactional_db):
    call_command("migrate", "talks", "0009_history", verbosity=0)
    try:
        former = MigrationExecutor(connection).loader.project_state([("talks", "0009_history")]).apps
        rights = former.get_model("auth", "Permission").objects
        rights.filter(codename="publish").delete()
        groups, users = former.get_model("auth", "Group").objects, former.get_model("auth", "User").objects
        groups.filter(name__in=["Curators", "Reviewers"]).delete()
        looking = groups.create(name="Reviewers")
        looking.permissions.set(rights.filter(codename__in=["view_claim", "view_event"]))
        desk = groups.create(name="Desk")
        desk.permissions.set(rights.filter(codename="change_claim"))
        for name, codename in (("writes", "change_article"), ("looks", "view_claim")):
            users.create(username=name).user_permissions.set(rights.filter(codename=codename))
    finally:
        call_command("migrate", verbosity=0)
    held = {group.name: set(group.permissions.values_list("codename", flat=True)) for group in Group.objects.all()}
    assert held["Desk"] == {"change_claim", "publish"}
    assert held["Reviewers"] == {"view_claim", "view_event"}
    assert {"add_claim", "change_article", "view_rename"} <= held["Curators"]
    assert "publish" not in held["Curators"]
    assert User.objects.get(username="writes").has_perm("talks.publish")
    assert not User.objects.filter(username="looks", user_permissions__codename="publish").exists()


def test_the_groups_are_made_once_and_an_operators_change_stays(groups):
    Group.objects.get(name="Curators").permissions.remove(Permission.objects.get(codename="delete_claim"))
    import_module("talks.migrations.0010_states").make_groups(apps, connection.schema_editor())
    assert not Group.objects.get(name="Curators").permissions.filter(codename="delete_claim").exists()


# One act for report, events and statements


def test_what_readers_will_see_is_said_before_and_what_they_see_after(admin_client: Client):
    seen = make_claim().event
    article = hidden_report([seen, make_event(title="The new one", status=Status.DRAFT)], number=3)
    page = admin_client.get(publish_page(article))
    assert page.context["then_words"] == "Readers will see 6 statements of this report at 2 events, one of them new."
    assert page.context["now_words"].startswith("Readers see nothing of this report.")
    page = press(admin_client, article)
    (message,) = messages(page)
    assert "Published. 8 records. Readers see 6 statements of this report now, at 2 events." in message
    assert "New: “The new one”. View on site" in message
    assert article.get_absolute_url() in page.content.decode()
    assert Claim.objects.public().filter(article=article).count() == 6
    assert admin_client.get(article.get_absolute_url()).status_code == 200
    for record in (article, *article.claims.all()):
        assert type(record).history.filter(id=record.pk).latest("history_id").status == Status.PUBLISHED


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"quote": ""}, "Quote: A published statement needs this."),
        ({"paragraph": None}, "Paragraph: A published statement needs this."),
        ({"quote_mode": ""}, "Words of: A published statement needs this."),
        ({"unchecked_reason": ""}, "Why it is not checked"),
        ({"quote": "one two three four five six seven eight nine ten eleven twelve thirteen"}, "12"),
        ({"statement": "says\u202e so."}, "hidden character"),
    ],
)
def test_what_a_statement_lacks_is_what_publishing_would_refuse(fields: dict, says: str):
    claim = make_claim(status=Status.DRAFT, article=make_article(status=Status.DRAFT))
    Claim.objects.filter(pk=claim.pk).update(**fields)
    claim = Claim.objects.get()
    assert says in " ".join(lacking(claim))
    assert lacking(claim) == curation.publish([claim]).refused[0].reasons
    view = look(Rows(claim.article), {f"claim-{claim.pk}", f"event-{claim.event_id}"})
    assert not view.published
    assert says in view.waiting[0].reason


def test_answers_that_cannot_both_be_and_a_quote_that_is_not_in_the_text_are_lacks_too():
    article, (_question, answers) = make_article(status=Status.DRAFT), make_question()
    ArticleText.objects.create(article=article, paragraphs=["It rains in the city."], sha256="0" * 64)
    both = make_claim(article=article, status=Status.DRAFT, quote="It rains", answers=answers)
    astray = make_claim(article=article, status=Status.DRAFT, quote="It snows")
    ready = make_claim(article=article, status=Status.DRAFT, quote="in the city")
    rows = Rows(Article.objects.select_related("text").get())
    assert rows.lacks[f"claim-{both.pk}"] == ["Answers: Choose at most one answer of each question."]
    assert "letter for letter" in rows.lacks[f"claim-{astray.pk}"][0]
    assert rows.lacks[f"claim-{ready.pk}"] == []


def test_a_published_statement_is_marked_as_found_in_the_stored_text(admin_client: Client):
    article = make_article(status=Status.DRAFT)
    ArticleText.objects.create(
        article=article, paragraphs=["It rains in the city, " + "and so on " * 20], sha256="0" * 64
    )
    make_claim(article=article, status=Status.DRAFT, quote="It rains", event=make_event(status=Status.DRAFT))
    press(admin_client, article)
    claim = Claim.objects.public().get()
    assert claim.paragraph_sha256
    assert claim.unchecked_reason == ""
    assert claim.article.checked


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"statement": "admits that it rains."}, "Statement: “admits”"),
        ({"speaker_role": "press chief"}, "Role as reported: “press chief” does not stand in this report."),
        ({"quote_mode": QuoteMode.DIRECT}, "Words of: These words stand outside quotation marks."),
    ],
)
def test_a_statement_with_something_to_look_at_is_shown_with_it_and_ticked_only_by_hand(
    admin_client: Client, fields, says
):
    article, event = make_article(status=Status.DRAFT, language="en"), make_event(status=Status.DRAFT)
    ArticleText.objects.create(
        article=article, paragraphs=["The minister said that it rains. " + "And so on. " * 20], sha256="0" * 64
    )
    plain = {"article": article, "event": event, "status": Status.DRAFT, "quote": "it rains"}
    plain |= {"statement": "says that it rains in the city.", "speaker_role": "minister"}
    good = make_claim(**plain | {"quote": "that it rains"})
    odd = make_claim(**plain | fields)
    page = admin_client.get(publish_page(article))
    assert says in re.sub(r"\s+", " ", page.content.decode())
    assert set(ticks(page)) == {f"article-{article.pk}", f"event-{event.pk}", f"claim-{good.pk}"}
    assert page.context["then_words"] == "Readers will see 1 statement of this report at 1 event, which is new."
    Claim.objects.filter(pk=odd.pk).update(lint_reason="So it is here.")
    page = admin_client.get(publish_page(article))
    assert says not in re.sub(r"\s+", " ", page.content.decode())
    assert f"claim-{odd.pk}" in ticks(page)


def test_the_same_quote_of_one_speaker_twice_is_shown_at_both(admin_client: Client):
    article = make_article(status=Status.DRAFT)
    ArticleText.objects.create(article=article, paragraphs=["He said that it rains. " * 9], sha256="0" * 64)
    for _number in range(2):
        make_claim(article=article, status=Status.DRAFT, quote="it rains", suffix="He said", event=make_event())
    page = admin_client.get(publish_page(article)).content.decode()
    assert page.count("has this quote of this speaker already.") == 2


def test_what_is_to_be_looked_at_costs_few_queries_whatever_the_number_of_statements(admin_client: Client):
    counted = []
    for number in (2, 12):
        article = hidden_report(number=number)
        ArticleText.objects.create(article=article, paragraphs=["He said that it rains."], sha256="0" * 64)
        admin_client.get(publish_page(article))
        with CaptureQueriesContext(connection) as queries:
            admin_client.get(publish_page(article))
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_a_statement_waits_for_its_event_and_the_reason_is_said_before_and_after(admin_client: Client):
    article = hidden_report([make_event(status=Status.DRAFT, title="The call"), make_claim().event], number=1)
    event = Event.objects.get(title="The call")
    page = press(admin_client, article, "count", without=(f"event-{event.pk}",))
    assert page.context["then_words"] == "Readers will see 1 statement of this report at 1 event."
    assert [one.reason for one in page.context["waiting"]] == ["Waits for its event “The call”: It is not ticked."]
    assert not Claim.objects.filter(article=article).published().exists()
    sent = {"tick": ticks(page), "shown": page.context["then"].digest, "publish": "1"}
    page = admin_client.post(publish_page(article), sent, follow=True)
    assert "Readers see 1 statement of this report now, at 1 event." in messages(page)[0]
    assert Claim.objects.filter(article=article).published().count() == 2
    assert page.context["then_words"] == "Readers will see 2 statements of this report at 2 events, one of them new."


def test_ticks_that_change_what_readers_will_see_are_shown_before_anything_is_published(admin_client: Client):
    article = hidden_report()
    page = press(admin_client, article, without=(f"event-{Event.objects.get().pk}",))
    assert messages(page) == ["Nothing is published yet: what readers will see has changed. Read it again."]
    assert not any(model.objects.published().exists() for model in (Article, Claim, Event))


def test_what_changed_meanwhile_is_shown_before_anything_is_published(admin_client: Client):
    article = hidden_report()
    page = admin_client.get(publish_page(article))
    Claim.objects.filter(pk=Claim.objects.first().pk).update(quote="")
    sent = {"tick": ticks(page), "shown": page.context["then"].digest, "publish": "1"}
    page = admin_client.post(publish_page(article), sent)
    assert "Read it again." in messages(page)[0]
    assert page.context["then_words"] == "Readers will see 1 statement of this report at 1 event, which is new."
    assert not Claim.objects.published().exists()


def test_statements_of_other_reports_that_waited_for_the_event_are_counted():
    event = make_event(status=Status.DRAFT)
    make_claim(event=event)
    article = hidden_report([event], number=1)
    rows = Rows(article)
    view = look(rows, rows.ready)
    assert view.elsewhere == 1
    assert view.words(is_future=True).endswith("of another report, which waited for its event.")


def test_statements_that_take_too_much_together_are_published_neither_together_nor_in_part(admin_client: Client):
    article, event = make_article(status=Status.DRAFT), make_event(status=Status.DRAFT)
    words = [" ".join(f"word{number * letter}" for letter in "abcdefgh") for number in range(1, 13)]
    ArticleText.objects.create(article=article, paragraphs=words, sha256="0" * 64)
    for number, quote in enumerate(words, 1):
        make_claim(article=article, event=event, paragraph=number, quote=quote, status=Status.DRAFT)
    page = admin_client.get(publish_page(article))
    assert page.context["then"].too_much
    assert 'name="publish"' not in page.content.decode()
    page = press(admin_client, article)
    assert not Claim.objects.published().exists()
    few = [key for key in ticks(page) if not key.startswith("claim")] + [f"claim-{Claim.objects.first().pk}"]
    page = admin_client.post(publish_page(article), {"tick": few, "count": "1"})
    assert page.context["then_words"] == "Readers will see 1 statement of this report at 1 event, which is new."


def test_a_withdrawn_statement_and_a_withdrawn_report_stay_so(admin_client: Client):
    article = hidden_report()
    claim = Claim.objects.first()
    Claim.objects.filter(pk=claim.pk).update(status=Status.WITHDRAWN, status_reason="It was wrong.")
    press(admin_client, article)
    assert Claim.objects.get(pk=claim.pk).status == Status.WITHDRAWN
    assert Claim.objects.public().count() == 1
    gone = hidden_report()
    Article.objects.filter(pk=gone.pk).update(status=Status.WITHDRAWN, status_reason="It was wrong.")
    page = admin_client.get(publish_page(gone))
    assert page.context["waiting"][0].reason == "Waits for its report: It was withdrawn."


def test_a_report_without_a_statement_that_readers_see_is_said_to_have_no_page(admin_client: Client):
    page = admin_client.get(publish_page(make_article(status=Status.DRAFT)))
    assert "It has a page for them as soon as they see one of its statements." in page.context["then_words"]


def test_the_page_of_many_statements_costs_as_many_queries_as_that_of_few(admin_client: Client):
    admin_client.get(publish_page(hidden_report()))  # what a process reads once is read before
    counts = []
    admin_client.get(reverse("desk"))  # sets the clock of the session, which the next request then leaves alone
    for number in (2, 20):
        article = hidden_report([make_event(status=Status.DRAFT), make_event(status=Status.DRAFT)], number=number)
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.get(publish_page(article)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] < 16


# The messages of the admin


def test_the_message_of_a_publication_tells_what_readers_see_and_what_waits_for_what(admin_client: Client):
    waiting = make_event(status=Status.DRAFT, title="The call")
    article = hidden_report([waiting, make_claim().event])
    action = {
        "action": "publish_selected",
        "_selected_action": [article.pk],
        "confirmed": "yes",
        "with_statements": "on",
    }
    page = admin_client.post(reverse("admin:talks_article_changelist"), action, follow=True)
    assert messages(page) == [
        "Published. 5 records. Readers see 2 of 4 published statements now.",
        "Event: The call – 2 published statements wait for it (Draft): publish it.",
    ]


def test_a_published_report_whose_page_is_not_there_is_said_to_be_so(admin_client: Client):
    article = make_article(status=Status.DRAFT, headline="The one")
    action = {"action": "publish_selected", "_selected_action": [article.pk], "confirmed": "yes"}
    page = admin_client.post(reverse("admin:talks_article_changelist"), action, follow=True)
    assert messages(page) == [
        "Published. 1 record.",
        "Report: The one – Readers do not see it: it has no page until they see one of its statements.",
    ]
    assert admin_client.get(article.get_absolute_url()).status_code == 404


# Previews


def test_a_preview_of_what_is_public_says_so(admin_client: Client):
    claim = make_claim(event=make_event(title="The call"), speaker=make_actor("peskov", side=make_actor("russia")))
    for where in (
        reverse("desk_preview_report", args=[claim.article.pk]),
        reverse("desk_preview_event", args=[claim.event.pk]),
    ):
        text = admin_client.get(where).content.decode()
        assert "Readers see all statements here already." in text
        assert "do not work yet" not in text


@pytest.mark.parametrize("status", HIDDEN)
def test_a_preview_shows_the_list_and_the_event_as_if_all_were_published(admin_client: Client, client, status: str):
    event = make_event(status=status, title="The call")
    article = make_article(status=status, headline="The one")
    speaker = make_actor("peskov", side=make_actor("russia"))
    make_claim(event=event, article=article, status=status, statement=f"says {ODD}.", speaker=speaker)
    make_claim(event=event, article=article, status=status, statement="says too little.", quote="")
    public = [client.get(where).content for where in ("/", "/claims/", "/timeline.json")]
    before = read_version()
    for where in (reverse("desk_preview_report", args=[article.pk]), reverse("desk_preview_event", args=[event.pk])):
        text = admin_client.get(where).content.decode()
        assert f"says {ODD}." in text
        assert "The call" in text
        assert "Preview: not public" in text
        assert "1 statement here is not public. 1 statement is left out:" in text
        assert "says too little" not in text
    assert read_version() == before
    assert [client.get(where).content for where in ("/", "/claims/", "/timeline.json")] == public
    assert client.get(event.get_absolute_url()).status_code == 404


def test_a_preview_shows_what_is_public_beside_what_is_not_and_nothing_that_was_withdrawn(admin_client: Client):
    event = make_claim(statement="says what is public.").event
    article = hidden_report([event], number=1)
    make_claim(
        event=event, article=article, statement="says what is gone.", status=Status.WITHDRAWN, status_reason="No."
    )
    for where in (reverse("desk_preview_report", args=[article.pk]), reverse("desk_preview_event", args=[event.pk])):
        text = admin_client.get(where).content.decode()
        assert "says what is public." in text
        assert "says what is gone." not in text
    other = hidden_report([event], number=1)
    text = admin_client.get(reverse("desk_preview_report", args=[article.pk])).content.decode()
    assert other.claims.get().statement not in text


def test_a_preview_shows_where_accounts_will_differ(admin_client: Client, client):
    _question, (yes, no) = make_question(text="Did they meet?")
    event = make_claim(answers=[yes], speaker=make_actor("russia")).event
    claim = make_claim(event=event, answers=[no], speaker=make_actor("ukraine"), status=Status.DRAFT)
    assert "Did they meet?" not in client.get(event.get_absolute_url()).content.decode()
    for where in (
        reverse("desk_preview_report", args=[claim.article_id]),
        reverse("desk_preview_event", args=[event.pk]),
    ):
        assert "Did they meet?" in admin_client.get(where).content.decode()
    assert "Did they meet?" not in client.get(event.get_absolute_url()).content.decode()


def test_forms_lead_to_previews_and_to_publishing(admin_client: Client):
    article = hidden_report()
    text = admin_client.get(reverse("admin:talks_article_change", args=[article.pk])).content.decode()
    assert publish_page(article) in text
    assert reverse("desk_preview_report", args=[article.pk]) in text
    event = Event.objects.get()
    text = admin_client.get(reverse("admin:talks_event_change", args=[event.pk])).content.decode()
    assert reverse("desk_preview_event", args=[event.pk]) in text


# The second reader


@pytest.fixture
def two(groups, settings) -> tuple[User, User]:
    settings.SECOND_READER = True
    return make_user("reviewer"), make_user("superuser")


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def written_by(user: User, **fields) -> Claim:
    with history.acting(lambda: user.pk):
        return make_claim(status=Status.REVIEW, **fields)


def test_nobody_publishes_what_they_wrote_and_somebody_else_does(two):
    for author, other in (two, two[::-1]):
        claim = written_by(author)
        (refusal,) = curation.publish([claim], by=author.pk).refused
        assert refusal.reasons == [
            "You were the last to change its words, its quote, its speaker and its side: somebody else has to publish it."
        ]
        assert curation.publish([claim], by=other.pk).changed


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({"statement": "says something else."}, "its words"),
        ({"quote": "other words"}, "its quote"),
        ({"paragraph": 2}, "its quote"),
        ({"prefix": "before"}, "its quote"),
        ({"quote_mode": "mixed"}, "its quote"),
        ({"speaker_role": "an official"}, "its speaker"),
        ({"attribution": "described"}, "its speaker"),
    ],
)
def test_whoever_changes_a_part_of_it_becomes_its_author(two, fields: dict, part: str):
    author, other = two
    claim = written_by(author)
    with history.acting(lambda: other.pk):
        for name, value in fields.items():
            setattr(claim, name, value)
        claim.save()
    message = f"You were the last to change {part}: somebody else has to publish it."
    assert curation.publish([claim], by=other.pk).refused[0].reasons == [message]
    assert curation.publish([claim], by=author.pk).refused


def test_other_changes_make_nobody_its_author(two):
    author, other = two
    claim = written_by(author)
    with history.acting(lambda: other.pk):
        claim.note = "Read."
        claim.save()
        curation.send_back([claim])
        curation.submit([claim])
    assert curation.publish([claim], by=other.pk).changed


def test_the_side_that_publishing_writes_is_no_change_of_the_publisher(two):
    author, other = two
    claim = written_by(author, speaker=make_actor("peskov", side=make_actor("russia")))
    with history.acting(lambda: other.pk):
        curation.publish([claim], by=other.pk)
        curation.take_back([claim], "To be checked.")
    assert Claim.objects.get().side
    assert curation.publish([claim], by=other.pk).changed


def test_every_way_to_publish_asks_for_a_second_reader(two):
    author, other = two
    article = make_article(status=Status.REVIEW)
    claim = written_by(author, article=article, event=make_event(status=Status.REVIEW))
    client = client_of(author)
    action = {
        "action": "publish_selected",
        "_selected_action": [article.pk],
        "confirmed": "yes",
        "with_statements": "on",
    }
    page = client.post(reverse("admin:talks_article_changelist"), action, follow=True)
    assert any("somebody else has to publish it" in message for message in messages(page))
    client.post(status_page(claim, "publish"), {"confirmed": "yes"})
    where = reverse("admin:talks_claim_change", args=[claim.pk])
    shown = client.get(where).context["adminform"].form
    form = {one.html_name: one.value() for one in shown if one.value() not in (None, False)}
    client.post(where, form | {"_publish": "1"})
    page = press(client, article)
    assert any("somebody else has to publish it" in one.reason for one in page.context["waiting"])
    assert Claim.objects.get().status == Status.REVIEW
    press(client_of(other), article)
    assert Claim.objects.public().get() == claim


def test_what_somebody_changes_and_publishes_by_one_save_is_saved_and_not_published(two):
    author, other = two
    claim, client = written_by(author), client_of(other)
    where = reverse("admin:talks_claim_change", args=[claim.pk])
    shown = client.get(where).context["adminform"].form
    form = {one.html_name: one.value() for one in shown if one.value() not in (None, False)}
    page = client.post(where, form | {"statement": "says something new.", "_publish": "1"}, follow=True)
    assert any("You were the last to change its words" in message for message in messages(page))
    assert (Claim.objects.get().status, Claim.objects.get().statement) == (Status.REVIEW, "says something new.")


def test_a_published_statement_is_taken_back_before_its_words_change(two):
    author, other = two
    claim, client = written_by(author), client_of(other)
    curation.publish([claim], by=other.pk)
    where = reverse("admin:talks_claim_change", args=[claim.pk])
    shown = client.get(where).context["adminform"].form
    form = {one.html_name: one.value() for one in shown if one.value() not in (None, False)}
    page = client.post(where, form | {"statement": "says something new."})
    assert "Take the statement back to draft" in page.context["adminform"].form.errors["statement"][0]
    assert Claim.objects.get().statement == claim.statement
    assert client.post(where, form | {"note": "A note."}).status_code == 302
    assert Claim.objects.get().note == "A note."


def test_former_words_are_not_put_back_into_a_published_statement(two):
    author, other = two
    claim = written_by(author)
    with history.acting(lambda: other.pk):
        Claim.objects.filter(pk=claim.pk).update(statement="says something new.")
        history.write(Claim, [claim.pk])
    curation.publish([claim])
    former = Claim.history.filter(id=claim.pk).order_by("history_id").values().first()
    with pytest.raises(ValidationError):
        put_back(claim, former, "It was better.")
    curation.take_back([claim], "To be put back.")
    assert put_back(claim, former, "It was better.").statement == former["statement"]


def test_without_the_setting_and_for_commands_there_is_no_second_reader(two, settings):
    author, _other = two
    assert curation.publish([written_by(author)]).changed
    settings.SECOND_READER = False
    assert curation.publish([written_by(author)], by=author.pk).changed
