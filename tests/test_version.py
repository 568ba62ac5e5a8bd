"""The version moves with every committed change, whoever makes it, and answers conditional requests."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from talks import version
from talks.models import Article, ArticleText, Claim, Event
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_event,
    make_participation,
    make_question,
    make_topic,
)

pytestmark = pytest.mark.django_db

CHANGES = {
    "save": lambda claim: claim.event.save(),
    "bulk_create": lambda claim: Event.objects.bulk_create(
        [Event(slug="bulk", process=claim.event.process, title="Bulk", kind="visit")]
    ),
    "update": lambda claim: Claim.objects.update(note="Changed."),
    "bulk_update": lambda claim: Claim.objects.bulk_update([claim], ["note"]),
    "delete": lambda claim: claim.delete(),
    "topics": lambda claim: claim.topics.add(make_topic("new")),
    "answers": lambda claim: claim.answers.set(make_question()[1][:1]),
    "participation": lambda claim: make_participation(claim.event, make_actor("new")),
    "raw SQL": lambda claim: connection.cursor().execute("UPDATE talks_event SET title = 'Raw'"),
    "loaddata": lambda claim: call_command("loaddata", "ukraine_2022", verbosity=0),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_way_to_change_the_record_moves_the_version(change):
    claim = make_claim()
    before = version.read_version()
    change(claim)
    assert version.read_version() > before


def test_what_is_rolled_back_and_what_readers_never_see_moves_nothing():
    article = make_article()
    before = version.read_version()
    with transaction.atomic():
        article.save()
        transaction.set_rollback(True)
    assert version.read_version() == before


def test_a_text_moves_the_version_since_a_page_may_show_it():
    article = make_article()
    before = version.read_version()
    ArticleText.objects.create(article=article, paragraphs=["A text."], sha256="0" * 64)
    assert version.read_version() != before


def test_loading_an_unchanged_record_again_moves_nothing():
    call_command("loaddata", "ukraine_2022", verbosity=0)
    before = version.read_version()
    call_command("loaddata", "ukraine_2022", verbosity=0)
    assert version.read_version() == before


def test_triggers_that_a_migration_dropped_are_put_back():
    event = make_event()
    version.remove("default")
    before = version.read_version()
    event.save()
    assert version.read_version() == before
    version.install("default")
    version.install("default")
    before = version.read_version()
    event.save()
    assert version.read_version() > before


ADDRESSES = [
    "/",
    "/timeline.json",
    "/timeline.csv",
    "/reports/",
    "/people/",
    "/questions/",
    "/claims/one/",
    "/events/one/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_unchanged_page_costs_one_query_and_is_not_sent_again(client, address):
    make_claim(slug="one", event=make_event(slug="one"))
    first = client.get(address)
    with CaptureQueriesContext(connection) as captured:
        again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, len(captured)) == (304, b"", 1)
    assert again["Vary"] == first["Vary"]
    assert "Content-Security-Policy" in again
    Article.objects.update(headline="Changed")
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_page_and_part_have_tags_of_their_own(client):
    make_claim()
    page, part = client.get("/"), client.get("/", headers={"hx-request": "true"})
    assert page["ETag"] != part["ETag"]
    assert client.get("/", headers={"hx-request": "true", "if-none-match": page["ETag"]}).status_code == 200


def test_public_pages_may_be_cached_briefly_and_staff_pages_never(client, admin_client):
    make_claim()
    assert client.get("/")["Cache-Control"] == "public, max-age=0, s-maxage=10, must-revalidate"
    assert "no-store" in admin_client.get("/admin/")["Cache-Control"]


def test_what_was_not_found_is_not_cached_by_its_tag(client):
    assert "ETag" not in client.get("/claims/never/")


def test_a_new_translation_moves_the_mark_of_the_build(settings, tmp_path):
    settings.LOCALE_PATHS = [tmp_path]
    before = version.read_build()
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / "django.mo").write_bytes(b"translated")
    assert version.read_build() != before


def test_while_developing_the_mark_of_the_build_follows_every_edit(settings, tmp_path):
    settings.LOCALE_PATHS, settings.DEBUG = [tmp_path], True
    before = version.build()
    (tmp_path / "django.mo").write_bytes(b"translated")
    assert version.build() != before
