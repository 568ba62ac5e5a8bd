"""The history of the record: who changed what, when and why; deletions, loads, and putting back."""

import json
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from talks import curation, history, proof, version
from talks.history import ADDED, CHANGED, DELETED
from talks.importing import import_table, read_file
from talks.loading import dump
from talks.loading.shape import MODELS
from talks.models import (
    Answer,
    Article,
    ArticleText,
    Claim,
    Event,
    Lane,
    Participation,
    Question,
    Rename,
    Topic,
)
from talks.putting_back import put_back, put_back_deleted
from talks.vocabulary import Status
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_correction,
    make_event,
    make_origin,
    make_outlet,
    make_participation,
    make_place,
    make_process,
    make_question,
    make_topic,
)

pytestmark = pytest.mark.django_db


def changes(record: models.Model, entry: int = 0) -> dict[str, tuple[str, str]]:
    """Return the changes of an entry of a record, the newest first, by label."""
    return {one.label: (one.before, one.after) for one in history.entries_of(type(record), record.pk)[entry].changes}


def state(record: models.Model, first: bool = True) -> dict:
    rows = type(record).history.filter(id=record.pk).order_by("history_id" if first else "-history_id")
    return rows.values().first()


# What is written


RECORDS = {
    "actor": (lambda: make_actor("north"), {"spellings": "Nord"}, {"Spellings": ("", "Nord")}),
    "answer": (lambda: make_question()[1][0], {"text": "Surely"}, {"Answer": ("Yes", "Surely")}),
    "article": (
        lambda: make_article(published="2022-03"),
        {"published": "2022-03-11", "text_is_public": True},
        {"Published": ("March 2022 (2022-03)", "11 March 2022 (2022-03-11)"), "Text may be shown": ("No", "Yes")},
    ),
    "claim": (
        lambda: make_claim(speaker=make_actor("north")),
        {"kind": "denial", "speaker": lambda: make_actor("south")},
        {"Kind": ("Assessment", "Denial"), "Speaker": ("North", "South")},
    ),
    "correction": (
        lambda: make_correction(make_claim()),
        {"reason": "It was misheard."},
        {"Reason": ("It was misread.", "It was misheard.")},
    ),
    "event": (
        lambda: make_event(),
        {"milestone": True, "milestone_reason": "They met."},
        {"Milestone": ("", "Yes"), "Reason for this": ("", "They met.")},
    ),
    "lane": (
        lambda: Lane.objects.create(process=make_process(), side=make_actor("north"), position=1, palette=1),
        {"palette": 2},
        {"Palette": ("1", "2")},
    ),
    "origin": (lambda: make_origin("wire"), {"house": lambda: make_outlet("agency")}, {"House": ("", "Agency")}),
    "outlet": (lambda: make_outlet("paper"), {"name": "The Paper"}, {"Name": ("Paper", "The Paper")}),
    "participation": (
        lambda: make_participation(make_event(), make_actor("north")),
        {"role": "host"},
        {"Role": ("Party", "Host")},
    ),
    "place": (lambda: make_place("town"), {"name": "The Town"}, {"Name": ("Town", "The Town")}),
    "process": (make_process, {"collected_until": "2022-12-31"}, {"Collected until": ("", "31 Dec 2022")}),
    "question": (lambda: make_question()[0], {"text": "Who else?"}, {"Question": ("Who came?", "Who else?")}),
    "rename": (
        lambda: Rename.objects.create(model="actor", former="a", present="b"),
        {"present": "c"},
        {"Present slug": ("b", "c")},
    ),
    "topic": (lambda: make_topic("truce"), {"tells_outcome": True}, {"Tells the outcome": ("No", "Yes")}),
}


def test_every_model_of_the_record_has_a_history():
    assert {model._meta.model_name for model in MODELS} == set(RECORDS)


@pytest.mark.parametrize("name", RECORDS)
def test_a_change_is_written_field_by_field_in_words_with_who_when_and_why(name: str):
    ann = User.objects.create_user("ann")
    make, values, expected = RECORDS[name]
    record = make()
    with history.acting(lambda: ann.pk), history.because("It was wrong."):
        for field, value in values.items():
            setattr(record, field, value() if callable(value) else value)
        record.save()
    entry = history.entries_of(type(record), record.pk)[0]
    assert {one.label: (one.before, one.after) for one in entry.changes} == expected
    assert (entry.user, entry.reason, entry.kind) == ("ann", "It was wrong.", CHANGED)
    assert history.entries_of(type(record), record.pk)[-1].kind == ADDED


def test_topics_and_answers_are_part_of_a_statements_history_and_one_act_is_one_entry():
    _question, (yes, no) = make_question()
    claim = make_claim(topics=[make_topic("truce")], answers=[yes])
    count = claim.history.count()
    with history.because("Read again."):
        claim.note = "A note."
        claim.save()
        claim.topics.set([make_topic("prisoners")])
        claim.answers.set([no])
    assert changes(claim) == {
        "Note": ("", "A note."),
        "Topics": ("Truce", "Prisoners"),
        "Answers": ("Who came?: Yes", "Who came?: No"),
    }
    assert claim.history.count() == count + 1


def test_rows_that_are_edited_with_a_record_are_in_its_history():
    event = make_event()
    row = make_participation(event, make_actor("north"))
    assert changes(event)["Participation “North”"] == ("", "North; Party; Stated")
    row.role = "host"
    row.save()
    assert changes(event) == {"Participation “North”: Role": ("Party", "Host")}
    row.delete()
    assert changes(event) == {"Participation “North”": ("North; Host; Stated", "")}
    question, _answers = make_question(answers=("yes",))
    question.answers.get().delete()
    assert changes(question) == {"Answer “yes”": ("yes; Yes; 1", "")}


def test_a_partial_save_writes_what_is_stored_and_not_what_is_in_memory():
    event = make_event(title="Stored")
    event.title, event.summary = "Only in memory", "Stored too."
    event.save(update_fields=["summary"])
    assert changes(event) == {"Summary": ("", "Stored too.")}


def test_history_has_what_was_deleted_and_its_name_stays_known():
    topic = make_topic("truce")
    claim = make_claim(topics=[topic])
    claim.topics.clear()
    topic.delete()
    assert changes(claim) == {"Topics": ("Truce", "")}
    assert history.entries_of(Topic, Topic.history.first().id)[0].kind == DELETED


def test_who_was_last_to_change_a_field_is_known_through_later_changes_of_others():
    ann, bob = User.objects.create_user("ann"), User.objects.create_user("bob")
    with history.acting(lambda: ann.pk):
        claim = make_claim(topics=[make_topic("truce")])
    with history.acting(lambda: bob.pk):
        claim.note = "A note."
        claim.save()
    assert history.last_to_change(claim, ["statement", "quote", "speaker", "side"]) == ann.pk
    assert history.last_to_change(claim, ["topics"]) == ann.pk
    assert history.last_to_change(claim, ["quote", "note"]) == bob.pk
    with history.acting(lambda: bob.pk):
        claim.topics.clear()
    assert history.last_to_change(claim, ["topics"]) == bob.pk
    Claim.history.all().delete()
    assert history.last_to_change(claim, ["note"]) is None


def test_a_refused_change_leaves_no_entry():
    draft = make_claim(status=Status.DRAFT, unchecked_reason="")
    before = draft.history.count()
    assert curation.publish([draft]).refused
    assert draft.history.count() == before


def test_a_rename_and_its_former_addresses_are_written():
    actor = make_actor("old")
    curation.rename(actor, "newer")
    curation.rename(actor, "newest")
    assert changes(actor) == {"Slug": ("newer", "newest")}
    assert changes(Rename.objects.get(former="old")) == {"Present slug": ("newer", "newest")}


def test_a_mark_set_by_the_machine_is_nobodys_change():
    ann = User.objects.create_user("ann")
    article = make_article()
    claim = make_claim(article=article, quote="it rains", unchecked_reason="no text is stored")
    ArticleText.objects.create(article=article, paragraphs=["They say it rains."], sha256="0" * 64)
    with history.acting(lambda: ann.pk):
        article.note = "A note."
        article.save()
        proof.prove(article)
    entry = history.entries_of(Claim, claim.pk)[0]
    assert (entry.user, entry.reason) == ("", "Quotes were looked up in the stored text.")
    assert changes(claim)["Why it is not checked"] == ("no text is stored", "")
    assert history.last_to_change(article, ["note"]) == ann.pk


# Loads and imports


def test_a_load_writes_one_entry_for_each_record_and_none_for_an_unchanged_file(tmp_path: Path):
    call_command("loaddata", "ukraine_2022", verbosity=0)
    for model in MODELS:
        rows = model.history.all()
        assert rows.count() == model.objects.count(), model
        assert not rows.exclude(history_type=ADDED, history_change_reason="Loaded from ukraine_2022.json").exists()
    linked = {row.id: row.links for row in Claim.history.all()}
    for claim in Claim.objects.all():
        assert linked[claim.pk]["topics"] == sorted(claim.topics.values_list("pk", flat=True))
    written = {model: model.history.count() for model in MODELS}
    call_command("loaddata", "ukraine_2022", verbosity=0)
    assert {model: model.history.count() for model in MODELS} == written


def test_a_load_that_changes_joins_and_deletes_says_so_in_each_record(tmp_path: Path):
    claim = make_claim(slug="present", article=make_article(slug="report"), quote="they meet", topics=[make_topic("a")])
    gone = make_claim(slug="former", article=claim.article, event=claim.event, quote="they met")
    repetition = make_claim(slug="repetition", event=claim.event, article=claim.article, repeats=gone)
    records = [one for one in json.loads(dump("talks-2022")) if one["fields"].get("slug") != "former"]
    for one in records:
        if one["fields"].get("slug") == "present":
            one["fields"] |= {"note": "Of the file.", "topics": []}
        if one["fields"].get("slug") == "repetition":
            one["fields"]["repeats"] = ["present"]
    rename = {"model": "claim", "former": "former", "present": "present"}
    file = tmp_path / "joined.json"
    file.write_text(json.dumps([*records, {"model": "talks.rename", "fields": rename}]))
    counts = {one.pk: one.history.count() for one in (claim, repetition)}
    call_command("loaddata", str(file), verbosity=0)
    assert changes(claim) == {"Note": ("", "Of the file."), "Topics": ("A", "")}
    assert changes(repetition)["Repeats"][1].startswith("Unnamed says what present says")
    assert history.entries_of(Claim, gone.pk)[0].kind == DELETED
    for one in (claim, repetition):
        assert one.history.count() == counts[one.pk] + 1
        assert history.entries_of(Claim, one.pk)[0].reason == "Loaded from joined.json"
    assert Claim.history.filter(id=gone.pk).first().history_change_reason == "Loaded from joined.json"


def test_an_import_names_its_table_and_a_try_leaves_nothing():
    table = b"event_title,event_date,event_date_basis\nThey meet,2022-03-10,stated\n"
    process = make_process()
    import_table(read_file(table, ""), process, name="events.csv", dry_run=True)
    assert not Event.history.exists()
    import_table(read_file(table, ""), process, name="events.csv")
    assert Event.history.get().history_change_reason == "Imported from “events.csv”."


def test_a_synthetic_record_has_no_history():
    call_command("make_record", events=20, verbosity=0)
    assert not any(model.history.exists() for model in MODELS)


# Readers


def test_history_moves_no_version_and_is_in_no_file_and_readers_cost_no_query_more(client: Client):
    claim = make_claim(slug="one", note="the odd word xyzzy")
    claim.note = ""
    claim.save()
    before = version.read_version()
    history.write(Claim, [claim.pk])
    assert version.read_version() == before
    assert "xyzzy" not in dump("talks-2022")
    for address in ("/", "/claims/one/", "/timeline.json", "/people/", claim.event.get_absolute_url()):
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        assert response.status_code == 200
        assert "xyzzy" not in response.content.decode()
        assert not [one for one in queries if "historical" in one["sql"] or "session" in one["sql"]], address


def test_only_tables_of_the_record_have_triggers():
    tables = {table for _name, table in version.present_triggers(connection)}
    assert tables == set(version.tables())
    assert {model._meta.db_table for model in MODELS} < tables
    assert not [table for table in tables if "historical" in table]


def test_the_history_of_a_draft_is_shown_to_curators_who_may_see_it_and_to_nobody_else(client: Client):
    claim = make_claim(status=Status.DRAFT, statement="says xyzzy.")
    row = state(claim)["history_id"]
    forget = make_claim(status=Status.DRAFT, statement="says xyzzy too.")
    pk = forget.pk
    curation.forget(forget)
    addresses = [
        reverse("admin:talks_claim_history", args=[claim.pk]),
        reverse("admin:talks_claim_put_back", args=[claim.pk, row]),
        reverse("deleted"),
        reverse("deleted_record", args=["claim", pk]),
    ]
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 302
        assert "xyzzy" not in response.content.decode()
    client.force_login(User.objects.create_user("visitor", is_staff=True))
    assert [client.get(address).status_code for address in addresses] == [403] * 4
    client.force_login(User.objects.create_superuser("admin"))
    assert [client.get(address).status_code for address in addresses] == [200] * 4


# The pages of curators


def page_of(client: Client, record: models.Model) -> str:
    return client.get(reverse(f"admin:talks_{record._meta.model_name}_history", args=[record.pk])).content.decode()


def test_the_page_shows_who_why_and_what_newest_first_in_pages(admin_client: Client):
    claim = make_claim()
    where = reverse("admin:talks_claim_change", args=[claim.pk])
    form = admin_client.get(where).context["adminform"].form
    data = {one.html_name: one.value() for one in form if one.value() not in (None, False)}
    admin_client.post(where, data | {"kind": "denial", "why": "The report says that they deny it."})
    html = page_of(admin_client, claim)
    assert "<del>Assessment</del>" in html
    assert "<ins>Denial</ins>" in html
    assert "The report says that they deny it." in html
    assert "admin" in html
    for number in range(40):
        claim.note = f"Note {number}."
        claim.save()
    html = page_of(admin_client, claim)
    assert "Note 39." in html
    assert "page 1 of 2" in html
    assert "Note 3." not in html
    assert "style=" not in html


def test_a_former_state_is_put_back_as_a_new_entry_and_keeps_slug_and_status(admin_client: Client):
    claim = make_claim(slug="first", note="Right.", topics=[make_topic("truce")], status=Status.DRAFT)
    row = state(claim, first=False)
    claim.note = "Wrong."
    claim.save()
    claim.topics.clear()
    curation.rename(claim, "second")
    curation.publish([claim])
    where = reverse("admin:talks_claim_put_back", args=[claim.pk, row["history_id"]])
    html = admin_client.get(where).content.decode()
    assert "<del>Wrong.</del>" in html
    assert "<ins>Right.</ins>" in html
    assert admin_client.post(where, {"reason": ""}).status_code == 200
    count = claim.history.count()
    assert admin_client.post(where, {"reason": "It was right."}).status_code == 302
    claim.refresh_from_db()
    assert (claim.note, claim.slug, claim.status) == ("Right.", "second", Status.PUBLISHED)
    assert claim.topics.get().slug == "truce"
    entry = history.entries_of(Claim, claim.pk)[0]
    assert (entry.user, entry.reason, claim.history.count()) == ("admin", "It was right.", count + 1)


def test_a_state_that_breaks_a_rule_now_is_not_put_back(admin_client: Client):
    claim = make_claim(status=Status.DRAFT, quote="", unchecked_reason="")
    row = state(claim)
    claim.quote, claim.unchecked_reason = "they meet", "no text is stored"
    claim.save()
    curation.publish([claim])
    where = reverse("admin:talks_claim_put_back", args=[claim.pk, row["history_id"]])
    html = admin_client.post(where, {"reason": "Why not."}).content.decode()
    assert "A published statement needs this." in html
    claim.refresh_from_db()
    assert claim.quote == "they meet"
    actor = make_actor("holm", side=make_actor("north"))
    row = state(actor)
    actor.side = None
    actor.save()
    make_actor("north").delete()
    with pytest.raises(ValidationError, match="“North” was deleted"):
        put_back(actor, row, "Why not.")


def test_what_belonged_to_a_state_and_was_deleted_is_named(admin_client: Client):
    topic = make_topic("truce")
    claim = make_claim(topics=[topic])
    row = state(claim, first=False)
    claim.topics.clear()
    topic.delete()
    with pytest.raises(ValidationError, match="was deleted"):
        put_back(claim, row, "Why not.")
    assert not claim.topics.exists()


def test_a_put_back_quote_is_looked_up_again():
    article = make_article()
    claim = make_claim(article=article, quote="it rains", status=Status.DRAFT)
    row = state(claim)
    claim.quote = "it snows"
    claim.save()
    ArticleText.objects.create(article=article, paragraphs=["They say it rains."], sha256="0" * 64)
    put_back(claim, row, "It rains.")
    claim.refresh_from_db()
    assert (claim.quote, bool(claim.paragraph_sha256), claim.unchecked_reason) == ("it rains", True, "")


def test_a_deleted_record_is_listed_and_made_again_with_what_belonged_to_it(admin_client: Client):
    event = make_event(slug="old", title="They meet", status=Status.DRAFT)
    make_participation(event, make_actor("north"))
    curation.rename(event, "new")
    pk = event.pk
    admin_client.post(reverse("admin:talks_event_delete", args=[pk]), {"post": "yes"})
    assert not Event.objects.exists()
    assert "They meet" in admin_client.get(reverse("deleted")).content.decode()
    where = reverse("deleted_record", args=["event", pk])
    assert "Participation “North”" in admin_client.get(where).content.decode()
    assert admin_client.post(where, {"reason": "Deleted in error."}).status_code == 302
    event = Event.objects.get_by_natural_key("old")
    assert (event.pk, event.slug, event.participations.get().actor.slug) == (pk, "new", "north")
    assert Participation.history.filter(history_change_reason="Deleted in error.").count() == 1
    assert history.entries_of(Event, pk)[0].user == "admin"
    assert "They meet" not in admin_client.get(reverse("deleted")).content.decode()
    assert admin_client.get(where).status_code == 404


def test_a_deleted_statement_and_a_deleted_question_come_back_with_their_links():
    question, (yes, no) = make_question()
    claim = make_claim(topics=[make_topic("truce")], answers=[yes], status=Status.DRAFT)
    curation.forget(claim)
    row = Claim.history.filter(history_type=DELETED).values().get()
    claim = put_back_deleted(Claim, row, "Deleted in error.")
    assert (claim.topics.get().slug, claim.answers.get()) == ("truce", yes)
    curation.forget(claim)
    curation.forget(question)
    row = Question.history.filter(history_type=DELETED).values().get()
    put_back_deleted(Question, row, "Deleted in error.")
    assert [list(one.excludes.all()) for one in Answer.objects.order_by("pk")] == [[no], [yes]]


def test_a_deleted_record_whose_slug_is_taken_is_not_made_again(admin_client: Client):
    place = make_place("town")
    pk = place.pk
    curation.forget(place)
    make_place("town")
    html = admin_client.post(reverse("deleted_record", args=["place", pk]), {"reason": "Why not."}).content.decode()
    assert "already exists" in html


def test_who_may_only_look_puts_nothing_back(client: Client):
    article = make_article(note="Old.")
    row = state(article)
    article.note = "New."
    article.save()
    user = User.objects.create_user("reviewer", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_article"))
    client.force_login(user)
    where = reverse("admin:talks_article_put_back", args=[article.pk, row["history_id"]])
    assert where not in page_of(client, article)
    assert client.post(where, {"reason": "Why not."}).status_code == 403
    assert Article.objects.get().note == "New."
