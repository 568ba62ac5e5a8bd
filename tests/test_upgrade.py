"""An installed copy of a former version: its database is migrated, and its files still load."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from talks.index import in_one_moment
from talks.loading import Loaded, dump, load
from talks.models import Article, Claim, Origin
from talks.timeline import Filters, read_timeline
from tests.fixture_files import article, claim, fields, item, small_record, write

FORMER = "0004_in_short_and_spellings"


def former_record() -> list[dict]:
    """Return the small record with the fields that reports had before they had origins."""
    items = small_record()
    items.append(item("outlet", slug="wire", name="The Wire"))
    fields(items, "report-one").update(agency=["wire"], agency_basis="It has the same words.")
    fields(items, "report-two").update(agency=None, agency_basis="")
    return items


@pytest.fixture
def former_database(transactional_db) -> Iterator[None]:
    """A database as the former version left it; in the end it is of this version again."""
    call_command("migrate", "talks", FORMER, verbosity=0)
    try:
        yield
    finally:
        call_command("migrate", verbosity=0)


def make_former_rows() -> None:
    """Write two reports, one of which relays an agency, and three statements, as the former version had them."""
    former = MigrationExecutor(connection).loader.project_state(("talks", FORMER)).apps
    make = {name: former.get_model("talks", name).objects.create for name in ("Process", "Event", "Outlet", "Article")}
    process = make["Process"](slug="talks-2022", title="Talks of 2022")
    event = make["Event"](slug="talks", process=process, title="Talks", kind="visit", status="published")
    wire = make["Outlet"](slug="wire", name="The Wire")
    relaying = make["Article"](
        slug="one", headline="One", agency=wire, agency_basis="It has the same words.", status="published"
    )
    other = make["Article"](slug="two", headline="Two", status="published")
    actors, claims = former.get_model("talks", "Actor").objects, former.get_model("talks", "Claim").objects
    north = actors.create(slug="north", name="North", kind="party")
    holm = actors.create(slug="anna-holm", name="Anna Holm", kind="person", side=north)
    shared = {"event": event, "paragraph": 1, "attribution": "named", "kind": "account", "statement": "says so"}
    shared |= {"quote": "so it is", "quote_mode": "direct"}
    claims.create(slug="by-holm", article=relaying, speaker=holm, status="published", **shared)
    claims.create(slug="by-north", article=other, speaker=north, status="published", **shared)
    claims.create(slug="draft", article=other, speaker=holm, status="draft", **shared)


def test_migrating_gives_each_report_with_an_agency_a_supposed_origin_and_keeps_the_filter(former_database):
    make_former_rows()
    call_command("migrate", verbosity=0)
    one, two = Article.objects.order_by("slug")
    assert (one.origin.slug, one.origin.kind, one.origin.house.slug) == ("one", "dispatch", "wire")
    assert (one.origin_basis, one.origin_note) == ("supposed", "It has the same words.")
    assert (two.origin, two.origin_basis, two.agency) == (None, "", None)
    # An index of an earlier test may be of a later version, as after a backup was restored.
    shown = {
        value: in_one_moment(lambda value=value: read_timeline(Filters(agency=(value,)))).counts.statements
        for value in ("wire", "none")
    }
    assert shown == {"wire": 1, "none": 1}


def test_migrating_writes_the_side_of_the_speaker_onto_published_statements_only(former_database):
    make_former_rows()
    call_command("migrate", verbosity=0)
    sides = dict(Claim.objects.values_list("slug", "side__slug"))
    assert sides == {"by-holm": "north", "by-north": "north", "draft": None}


def test_migrating_gives_each_record_a_first_entry_of_its_history(former_database):
    make_former_rows()
    call_command("migrate", verbosity=0)
    for one in Claim.objects.all():
        first = one.history.get()
        assert (first.history_type, first.side_id, first.links) == ("+", one.side_id, {"topics": [], "answers": []})
        assert first.history_change_reason == "As it stood when the history began"
    assert Article.history.count() == 2


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts by itself")
def test_migrating_counts_again_what_sqlite_plans_queries_by(former_database):
    make_former_rows()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        call_command("migrate", verbosity=0)
        cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'talks_claim'")
        assert cursor.fetchone() > (0,)


def test_migrating_back_leaves_the_agency_of_each_report_as_it_was(former_database):
    make_former_rows()
    call_command("migrate", verbosity=0)
    call_command("migrate", "talks", FORMER, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT report.slug, outlet.slug, agency_basis FROM talks_article report "
            "LEFT JOIN talks_outlet outlet ON outlet.id = agency_id ORDER BY report.slug"
        )
        assert cursor.fetchall() == [("one", "wire", "It has the same words."), ("two", None, "")]


@pytest.mark.django_db
def test_a_file_with_agencies_loads_as_if_it_had_been_migrated_and_again_changes_nothing(tmp_path: Path):
    path = write(tmp_path / "former.json", former_record())
    added = load(path).added
    one, two = Article.objects.order_by("slug")
    assert (one.origin.slug, one.agency.slug, one.origin_basis) == ("report-one", "wire", "supposed")
    assert one.origin_note == "It has the same words."
    assert two.origin is None
    assert load(path) == Loaded(unchanged=added)
    written = write(tmp_path / "dumped.json", json.loads(dump("talks-2022")))
    assert load(written).added == load(written).changed == 0


@pytest.mark.django_db
def test_a_report_that_has_an_origin_is_not_read_as_a_former_one(tmp_path: Path):
    items = [*former_record(), item("origin", slug="dispatch", kind="post")]
    fields(items, "report-two").update(origin=["dispatch"], origin_basis="stated")
    del fields(items, "report-two")["agency"], fields(items, "report-two")["agency_basis"]
    load(write(tmp_path / "both.json", items))
    assert {one.slug: one.origin.kind for one in Article.objects.all()} == {
        "report-one": "dispatch",
        "report-two": "post",
    }
    assert Origin.objects.count() == 2


@pytest.mark.django_db
def test_a_file_that_names_no_side_takes_the_speakers_and_keeps_it_when_the_speaker_moves(tmp_path: Path):
    items = [*small_record(), claim("drafted", status="draft"), article("report-three")]
    load(write(tmp_path / "record.json", items))
    assert dict(Claim.objects.values_list("slug", "side__slug")) == {
        "talks-go-on": "north",
        "talks-go-on-again": "north",
        "drafted": None,
    }
    fields(items, "anna-holm")["side"] = ["south"]
    loaded = load(write(tmp_path / "record.json", items))
    assert (loaded.added, loaded.changed) == (0, 1)
    assert loaded.notes == (
        "anna-holm now speaks for south; the 2 published statements keep the sides for which they were made.",
    )
    assert set(Claim.objects.published().values_list("side__slug", flat=True)) == {"north"}
    fields(items, "talks-go-on")["speaker"] = ["south"]
    fields(items, "talks-go-on")["attribution"] = "institution"
    load(write(tmp_path / "record.json", items))
    assert Claim.objects.get(slug="talks-go-on").side.slug == "south"  # another speaker brings another side


@pytest.mark.django_db
def test_statements_loaded_with_the_move_of_their_speaker_are_not_counted_among_those_that_stay(tmp_path: Path):
    items = small_record()
    load(write(tmp_path / "record.json", items))
    fields(items, "anna-holm")["side"] = ["south"]
    loaded = load(write(tmp_path / "record.json", [*items, claim("new")]))
    assert "the 2 published statements keep the sides" in loaded.notes[0]
