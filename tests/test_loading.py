"""Loading and dumping: what a file may hold, what a load changes, and that a record survives the round trip."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import serializers
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from talks.loading import FixtureRefused, Loaded, RecordLeftError, dump, load
from talks.loading.shape import BY_LABEL, MODELS, fields_of
from talks.models import (
    Actor,
    Answer,
    Article,
    ArticleText,
    Claim,
    Event,
    Outlet,
    Participation,
    Place,
    Process,
    Rename,
    Topic,
)
from tests.fixture_files import Item, article, claim, event, everything, fields, item, load_items, small_record, write

ROOT = Path(__file__).parent.parent


@pytest.fixture
def record(db: None, tmp_path: Path) -> list[Item]:
    """Load the small record, and return it to be changed and loaded again."""
    load_items(tmp_path, small_record())
    return small_record()


def refusal(*names: str | Path) -> list[str]:
    with pytest.raises(FixtureRefused) as refused:
        load(*names)
    return refused.value.problems


# What a load does


@pytest.mark.django_db
def test_a_record_loads_whatever_the_order_of_what_points_to_what(tmp_path: Path):
    assert load_items(tmp_path, small_record()) == Loaded(added=len(small_record()))
    assert load_items(tmp_path, small_record()[::-1]) == Loaded(unchanged=len(small_record()))
    again = Claim.objects.get(slug="talks-go-on-again")
    assert again.repeats.slug == "talks-go-on"
    assert again.speaker.side.slug == "north"
    assert (str(again.said_earliest), str(again.said_latest)) == ("2022-03-01", "2022-03-31")
    assert [topic.slug for topic in again.repeats.topics.order_by("slug")] == ["borders", "ceasefire"]


@pytest.mark.django_db
def test_answers_exclude_each_other_when_the_file_says_so_of_one(record: list[Item]):
    assert Answer.objects.get(slug="no").excludes.get().slug == "yes"


def test_loading_an_unchanged_file_again_writes_nothing(record: list[Item], tmp_path: Path):
    before = everything()
    with CaptureQueriesContext(connection) as queries:
        assert load_items(tmp_path, record) == Loaded(unchanged=len(record))
    assert everything() == before
    assert not [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_only_what_changed_is_written_and_ids_stay(record: list[Item], tmp_path: Path):
    before = everything()
    fields(record, "istanbul-talks")["title"] = "Delegations meet in Istanbul"
    fields(record, "talks-go-on")["topics"] = [["borders"]]
    assert load_items(tmp_path, record) == Loaded(changed=2, unchanged=len(record) - 2)
    after = everything()
    changed = {label for label in after if after[label] != before[label]}
    history = {"talks.HistoricalClaim", "talks.HistoricalEvent"}
    assert changed == {"talks.Event", "talks.Claim_topics", "talks.Version"} | history
    assert Event.objects.get(title="Delegations meet in Istanbul").slug == "istanbul-talks"
    assert Claim.objects.get(slug="talks-go-on").topics.get().slug == "borders"


def test_a_field_that_the_file_leaves_out_takes_its_default_but_the_clocks_stay(record: list[Item], tmp_path: Path):
    Event.objects.filter(slug="next-talks").update(summary="A summary.")
    del fields(record, "next-talks")["recorded"]
    del fields(record, "next-talks")["changed"]
    load_items(tmp_path, record)
    row = Event.objects.get(slug="next-talks")
    assert row.summary == ""
    assert row.recorded == datetime(2026, 11, 21, tzinfo=UTC)
    assert row.changed > row.recorded  # the row did change, and the file does not say when
    assert load_items(tmp_path, record).changed == 0


def test_a_link_that_the_file_no_longer_gives_is_taken_away_from_both_sides(record: list[Item], tmp_path: Path):
    del next(one["fields"] for one in record if one["fields"].get("text") == "Yes")["excludes"]
    assert load_items(tmp_path, record).changed == 2
    assert not Answer.objects.filter(excludes__isnull=False).exists()


def test_several_files_are_loaded_one_after_another_and_all_or_none(record: list[Item], tmp_path: Path):
    first = write(tmp_path / "first.json", [item("topic", slug="energy", name="Energy")])
    second = write(tmp_path / "second.json", [claim("more", topics=[["energy"]])])
    assert load(first, second) == Loaded(added=2)
    Claim.objects.get(slug="more").delete()
    Topic.objects.get(slug="energy").delete()
    before = everything()
    write(tmp_path / "second.json", [claim("more", topics=[["energie"]])])
    assert refusal(first, second) == [
        "second.json: record 1, talks.claim more: topics: There is no talks.topic “energie”, here or in the record."
    ]
    assert everything() == before


def test_what_is_not_in_the_file_is_left_alone(record: list[Item], tmp_path: Path):
    before = Claim.objects.count()
    assert load_items(tmp_path, [one for one in record if one["model"] != "talks.claim"]).changed == 0
    assert Claim.objects.count() == before


def test_a_load_costs_a_few_queries_for_hundreds_of_records(
    record: list[Item], tmp_path: Path, django_assert_max_num_queries: DjangoAssertNumQueries
):
    many = [claim(f"claim-{number}", topics=[["borders"]]) for number in range(300)]
    with CaptureQueriesContext(connection) as few:
        load_items(tmp_path, record + many[:10])
    # SQLite takes about 30 rows in one INSERT.
    with django_assert_max_num_queries(len(few) + 40):
        load_items(tmp_path, record + many)
    with django_assert_max_num_queries(len(few)):
        load_items(tmp_path, record + many)


# Renames


def test_a_file_with_a_former_slug_changes_the_present_record_and_keeps_the_rename(record: list[Item], tmp_path: Path):
    Event.objects.filter(slug="next-talks").update(slug="later-talks")
    Rename.objects.create(model="event", former="next-talks", present="later-talks")
    fields(record, "next-talks")["title"] = "Delegations meet again"
    record.append(claim("of-it", event=["next-talks"], status="draft"))
    assert load_items(tmp_path, record) == Loaded(added=1, changed=1, unchanged=len(record) - 2)
    assert Event.objects.get(title="Delegations meet again").slug == "later-talks"
    assert Claim.objects.get(slug="of-it").event.slug == "later-talks"
    assert not Event.objects.filter(slug="next-talks").exists()
    assert load_items(tmp_path, record).changed == 0


def test_a_file_that_renames_a_record_moves_the_row_and_makes_no_second_one(record: list[Item], tmp_path: Path):
    before = Event.objects.get(slug="next-talks").pk
    fields(record, "next-talks")["slug"] = "later-talks"
    record.append(item("rename", model="event", former="next-talks", present="later-talks"))
    assert load_items(tmp_path, record) == Loaded(added=1, changed=1, unchanged=len(record) - 2)
    assert Event.objects.get(slug="later-talks").pk == before
    assert Event.objects.count() == 2
    assert load_items(tmp_path, record).changed == 0


def test_a_question_under_its_former_slug_keeps_its_answers(record: list[Item], tmp_path: Path):
    Rename.objects.create(model="question", former="any-result", present="was-there-a-result")
    Answer.objects.get(slug="yes").question.__class__.objects.update(slug="was-there-a-result")
    assert load_items(tmp_path, record).added == 0
    assert Answer.objects.count() == 2


def test_a_slug_taken_into_use_again_means_the_record_that_has_it_now(record: list[Item], tmp_path: Path):
    Rename.objects.create(model="topic", former="borders", present="ceasefire")
    fields(record, "borders")["name"] = "Frontiers"
    load_items(tmp_path, record)
    assert Topic.objects.get(slug="borders").name == "Frontiers"
    assert Topic.objects.get(slug="ceasefire").name == "Ceasefire"


# What a load refuses: files


NOTHING = "none"  # stands for a file that is not there


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1: this is not JSON"),
        (b"{}", "must hold a list"),
        (b"null", "must hold a list"),
        (b'"text"', "must hold a list"),
        (b"[]", "holds no record"),
        (
            b'[{"model": "talks.topic",\n "fields": {"slug": "a", "na',
            "line 2: this is not JSON, or the file is cut off",
        ),
        (b'[\n{"model": "talks.topic", "fields": {"name": "\xff\xfe"}}]', "line 2: this is not UTF-8"),
        ("[]".encode("utf-16"), "line 1: this is not UTF-8"),
        (b"[" * 200_000, "nested too deeply"),
        (b'[{"a":' * 100_000, "nested too deeply"),
        (b"[" + b"[]," * 1_000_000 + b"[]]", "1,000,000 lists and objects are allowed"),
        (b"[" + b"0," * 32_000_000 + b"0]", "64 MB are allowed"),
        (b"[" + b"9" * 5_000 + b"]", "a number that is too long"),
        (b"<django-objects/>", "this is not JSON"),
        (b"- model: talks.topic", "this is not JSON"),
        (b"SQLite format 3\x00", "this is not JSON"),
    ],
)
def test_a_file_that_is_no_list_of_records_is_refused(tmp_path: Path, content: bytes, said: str):
    (tmp_path / "odd.json").write_bytes(content)
    problems = refusal(tmp_path / "odd.json")
    assert len(problems) == 1
    assert problems[0].startswith("odd.json: ")
    assert said in problems[0]
    assert not Topic.objects.exists()


@pytest.mark.parametrize("name", ["record.xml", "record.yaml", "record.jsonl", "record.json.gz", "record"])
def test_only_json_is_loaded(tmp_path: Path, name: str):
    (tmp_path / name).write_text("[]")
    assert refusal(tmp_path / name) == [f"{tmp_path / name}: only JSON is loaded, from files named .json."]


def test_a_fixture_that_is_not_there_is_named(tmp_path: Path):
    assert refusal("no-such-record") == ["no-such-record: there is no fixture no-such-record.json."]
    assert "not a file name" in refusal("a\x00b")[0]
    assert "there is no fixture" in refusal("a" * 10_000)[0]


def test_what_cannot_be_read_is_refused_without_waiting_for_it(tmp_path: Path):
    (tmp_path / "folder.json").mkdir()
    assert refusal(tmp_path / "folder.json") == ["folder.json: this cannot be read: it is not a regular file."]
    os.mkfifo(tmp_path / "pipe.json")
    assert "not a regular file" in refusal(tmp_path / "pipe.json")[0]


# What a load refuses: records


def changed(slug: str, /, **values: Any) -> Callable[[list[Item]], None]:
    """Return what sets fields of the record with that slug."""
    return lambda items: fields(items, slug).update(values)


def without(slug: str, name: str) -> Callable[[list[Item]], None]:
    return lambda items: fields(items, slug).pop(name)


def more(*added: Any) -> Callable[[list[Item]], None]:
    return lambda items: items.extend(added)


def renewed(slug: str, /, **parts: Any) -> Callable[[list[Item]], None]:
    """Return what sets parts of the record with that slug beside its fields."""
    return lambda items: next(one for one in items if one["fields"].get("slug") == slug).update(parts)


EVENT, CLAIM, REPORT = "talks.event istanbul-talks", "talks.claim talks-go-on", "talks.article report-one"
NEXT = "record 23"  # one added to the small record

REFUSED = {
    # No part of the record
    "a superuser": (more({"model": "auth.user", "fields": {"username": "x", "is_superuser": True}}), NEXT, "model"),
    "a group": (more({"model": "auth.group", "fields": {"name": "curators"}}), NEXT, "model"),
    "a session": (more({"model": "sessions.session", "pk": "a", "fields": {}}), NEXT, "model"),
    "a log entry": (more({"model": "admin.logentry", "fields": {}}), NEXT, "model"),
    "a content type": (more({"model": "contenttypes.contenttype", "fields": {}}), NEXT, "model"),
    "a text": (more(item("articletext", article=["report-one"], paragraphs=["Whole."])), NEXT, "model"),
    "an unknown model": (more(item("evnet", slug="a")), NEXT, "model"),
    "a model that is no text": (more({"model": ["talks.topic"], "fields": {}}), NEXT, "model"),
    "a record without a model": (more({"fields": {"slug": "a"}}), NEXT, "model"),
    # The shape of a record
    "a record that is no object": (more("talks.topic"), NEXT, ""),
    "a record that is a list": (more([1, 2]), NEXT, ""),
    "a record without fields": (more({"model": "talks.topic"}), f"{NEXT}, talks.topic", "fields"),
    "fields that are a list": (more({"model": "talks.topic", "fields": []}), f"{NEXT}, talks.topic", "fields"),
    "a number of a row": (renewed("istanbul", pk=1), "talks.place istanbul", "pk"),
    "a negative number": (renewed("istanbul", pk=-1), "talks.place istanbul", "pk"),
    "an empty number": (renewed("istanbul", pk=None), "talks.place istanbul", "pk"),
    "an unknown part": (renewed("istanbul", comment="x"), "talks.place istanbul", "comment"),
    "an unknown field": (changed("istanbul", country="Türkiye"), "talks.place istanbul", "country"),
    "the number as a field": (changed("istanbul", id=7), "talks.place istanbul", "id"),
    "a missing title": (without("istanbul-talks", "title"), EVENT, "title"),
    "a missing kind": (without("istanbul-talks", "kind"), EVENT, "kind"),
    "a missing process": (without("istanbul-talks", "process"), EVENT, "process"),
    "a missing event": (without("talks-go-on", "event"), CLAIM, "event"),
    "a missing slug": (more(item("topic", name="Energy")), f"{NEXT}, talks.topic", "slug"),
    "a derived day": (changed("istanbul-talks", date_earliest="2022-03-29"), EVENT, "date_earliest"),
    "a derived seal": (changed("istanbul-talks", date_seal="2022-03-29||"), EVENT, "date_seal"),
    "the same record twice": (more(item("place", slug="istanbul", name="Istanbul")), "talks.place istanbul", "slug"),
    "the same participation twice": (
        more(item("participation", event=["istanbul-talks"], actor=["north"], role="party", basis="stated")),
        "talks.participation istanbul-talks/north/party",
        "role",
    ),
    # Types
    "a list for text": (changed("istanbul-talks", title=["a"]), EVENT, "title"),
    "an object for text": (changed("istanbul-talks", title={"en": "a"}), EVENT, "title"),
    "a number for text": (changed("istanbul-talks", title=7), EVENT, "title"),
    "a truth for text": (changed("istanbul-talks", title=True), EVENT, "title"),
    "null for text": (changed("istanbul-talks", title=None), EVENT, "title"),
    "no number for text": (changed("istanbul-talks", title=float("nan")), EVENT, "title"),
    "no number for a number": (changed("talks-go-on", paragraph=float("inf")), CLAIM, "paragraph"),
    "a list for a slug": (changed("istanbul-talks", slug=["a"]), "record 15, talks.event", "slug"),
    "text for a number": (changed("talks-go-on", paragraph="1"), CLAIM, "paragraph"),
    "a fraction": (changed("talks-go-on", paragraph=1.5), CLAIM, "paragraph"),
    "a truth for a number": (changed("talks-go-on", paragraph=True), CLAIM, "paragraph"),
    "a number below nought": (changed("talks-go-on", paragraph=-1), CLAIM, "paragraph"),
    "a number too large": (changed("talks-go-on", paragraph=10**30), CLAIM, "paragraph"),
    "a number that one database takes": (changed("talks-go-on", paragraph=40_000), CLAIM, "paragraph"),
    "text for a truth": (changed("report-one", text_is_public="yes"), REPORT, "text_is_public"),
    "a number for a truth": (changed("report-one", text_is_public=1), REPORT, "text_is_public"),
    "a number for a reference": (changed("talks-go-on", event=1), CLAIM, "event"),
    "text for a reference": (changed("talks-go-on", event="istanbul-talks"), CLAIM, "event"),
    "a reference of two parts": (changed("talks-go-on", event=["istanbul-talks", "a"]), CLAIM, "event"),
    "a reference to a number": (changed("talks-go-on", event=[1]), CLAIM, "event"),
    "an object for a reference": (changed("talks-go-on", event={"slug": "istanbul-talks"}), CLAIM, "event"),
    "null for a reference": (changed("talks-go-on", event=None), CLAIM, "event"),
    "a bare slug among topics": (changed("talks-go-on", topics=["borders"]), CLAIM, "topics"),
    "null for topics": (changed("talks-go-on", topics=None), CLAIM, "topics"),
    "an answer without its question": (changed("talks-go-on", answers=[["yes"]]), CLAIM, "answers"),
    # References
    "an unknown event": (changed("talks-go-on", event=["ankara-talks"]), CLAIM, "event"),
    "an unknown speaker": (changed("talks-go-on", speaker=["nobody"]), CLAIM, "speaker"),
    "an unknown topic": (changed("talks-go-on", topics=[["energy"]]), CLAIM, "topics"),
    "an unknown answer": (changed("talks-go-on", answers=[["any-result", "perhaps"]]), CLAIM, "answers"),
    "a topic twice": (changed("talks-go-on", topics=[["borders"], ["borders"]]), CLAIM, "topics"),
    "a reference with NUL": (changed("talks-go-on", event=["a\x00b"]), CLAIM, "event"),
    "a reference with half a sign": (changed("talks-go-on", event=["\ud800"]), CLAIM, "event"),
    "a rename to nobody": (
        more(item("rename", model="event", former="first-talks", present="second-talks")),
        "talks.rename event/first-talks",
        "present",
    ),
    "a rename from somebody": (
        more(item("rename", model="event", former="next-talks", present="istanbul-talks")),
        "talks.event next-talks",
        "slug",
    ),
    # Values
    "a bad date": (changed("istanbul-talks", date="2022-02-30"), EVENT, "date"),
    "a date in words": (changed("istanbul-talks", date="last Thursday"), EVENT, "date"),
    "a date in the year nought": (changed("istanbul-talks", date="0000-01-01"), EVENT, "date"),
    "a day said that lasted": (changed("talks-go-on", said="2022-03/2022-04", said_basis="stated"), CLAIM, "said"),
    "a script for an address": (changed("report-one", url="javascript:alert(1)"), REPORT, "url"),
    "a script for a copy": (changed("report-one", archive_url="JaVaScRiPt:alert(1)"), REPORT, "archive_url"),
    "data for an address": (changed("report-one", url="data:text/html,x"), REPORT, "url"),
    "a login in an address": (changed("report-one", url="https://a:b@example.org/a"), REPORT, "url"),
    "markup in an address": (changed("report-one", archive_url="https://example.org/<b>"), REPORT, "archive_url"),
    "an address of files": (changed("report-one", url="ftp://example.org/a"), REPORT, "url"),
    "an unknown kind": (changed("istanbul-talks", kind="party-talks"), EVENT, "kind"),
    "an unknown status": (changed("istanbul-talks", status="public"), EVENT, "status"),
    "a word with a capital": (changed("istanbul-talks", status="Published"), EVENT, "status"),
    "a slug with a capital": (more(item("topic", slug="Energy", name="E")), f"{NEXT}, talks.topic", "slug"),
    "a slug with a slash": (more(item("topic", slug="a/b", name="E")), f"{NEXT}, talks.topic", "slug"),
    "a slug that means nothing": (more(item("topic", slug="none", name="E")), f"{NEXT}, talks.topic", "slug"),
    "a slug too long": (more(item("topic", slug="a" * 121, name="E")), f"{NEXT}, talks.topic", "slug"),
    "a title too long": (changed("istanbul-talks", title="a" * 161), EVENT, "title"),
    "a statement too long": (changed("talks-go-on", statement="a" * 401), CLAIM, "statement"),
    "a summary without end": (changed("istanbul-talks", summary="a " * 1_000_000), EVENT, "summary"),
    "a title of white space": (changed("istanbul-talks", title=" \u00a0\n"), EVENT, "title"),
    "an empty title": (changed("istanbul-talks", title=""), EVENT, "title"),
    "NUL in text": (changed("istanbul-talks", title="a\x00b"), EVENT, "title"),
    "NUL in a prefix": (changed("talks-go-on", prefix="\x00"), CLAIM, "prefix"),
    "half a sign": (changed("istanbul-talks", title="a\ud800"), EVENT, "title"),
    "text in reverse": (changed("istanbul-talks", title="a\u202eb"), EVENT, "title"),
    "text in pieces": (changed("istanbul", name="I\u0307stanbul"), "talks.place istanbul", "name"),
    "a time without a zone": (changed("istanbul-talks", recorded="2026-11-21T00:00:00"), EVENT, "recorded"),
    "a day for a time": (changed("istanbul-talks", recorded="2026-11-21"), EVENT, "recorded"),
    "a time that is none": (changed("istanbul-talks", changed="2026-13-21T00:00:00Z"), EVENT, "changed"),
    "a time before all time": (changed("istanbul-talks", changed="0001-01-01T00:00:00+14:00"), EVENT, "changed"),
    "a time as a number": (changed("istanbul-talks", changed=1669000000), EVENT, "changed"),
    "no language": (changed("report-one", language="English!"), REPORT, "language"),
    "a palette of nine": (
        more(item("lane", process=["talks-2022"], side=["anna-holm"], position=3, palette=9)),
        "talks.lane talks-2022/anna-holm",
        "palette",
    ),
    # Rules of more than one field
    "a date without a basis": (changed("istanbul-talks", date_basis=""), EVENT, "date, date_basis"),
    "a basis without a note": (changed("istanbul-talks", date_basis="inferred"), EVENT, "date_basis, date_basis_note"),
    "a place without a basis": (changed("istanbul-talks", place_basis=""), EVENT, "place, place_basis"),
    "withdrawn without a reason": (
        changed("next-talks", status="withdrawn"),
        "talks.event next-talks",
        "status, status_reason",
    ),
    "a speaker in the report's own voice": (
        changed("talks-go-on", attribution="own-voice"),
        CLAIM,
        "speaker, side, attribution",
    ),
    "a name without a speaker": (changed("talks-go-on", speaker=None), CLAIM, "speaker, side, attribution"),
    "an agency without a basis, as formerly": (
        changed("report-one", agency=["daily-courier"]),
        REPORT,
        "origin_basis, origin_note",
    ),
    "an origin without a basis": (
        more(item("origin", slug="dispatch"), article("report-three", origin=["dispatch"])),
        "talks.article report-three",
        "origin, origin_basis",
    ),
    "a standing position with a day": (
        changed("talks-go-on", standing=True, said="2022-03-01", said_basis="stated"),
        CLAIM,
        "said, standing",
    ),
    "a characterisation without context": (
        changed("any-result", kind="characterisation"),
        "talks.question any-result",
        "kind, context",
    ),
    "an occasion that is the event": (changed("talks-go-on", occasion=["istanbul-talks"]), CLAIM, "event, occasion"),
    "a statement that repeats itself": (changed("talks-go-on", repeats=["talks-go-on"]), CLAIM, "repeats"),
    "a chain of repeats": (
        more(claim("talks-go-on-thrice", repeats=["talks-go-on-again"])),
        "talks.claim talks-go-on-thrice",
        "repeats",
    ),
    "repeats in a ring": (changed("talks-go-on", repeats=["talks-go-on-again"]), CLAIM, "repeats"),
    "two answers to one question": (
        changed("talks-go-on", answers=[["any-result", "yes"], ["any-result", "no"]]),
        CLAIM,
        "answers",
    ),
    "an answer that excludes itself": (
        more(item("answer", question=["any-result"], slug="so", text="So", excludes=[["any-result", "so"]])),
        "talks.answer any-result/so",
        "excludes",
    ),
    "an answer that excludes one of another question": (
        more(
            item("question", slug="any-date", process=["talks-2022"], text="Any date?", reason="A reason."),
            item("answer", question=["any-date"], slug="yes", text="Yes", excludes=[["any-result", "no"]]),
        ),
        "talks.answer any-date/yes",
        "excludes",
    ),
    "an event published without a statement": (
        changed("next-talks", status="published"),
        "talks.event next-talks",
        "status",
    ),
    "an event whose only report is withdrawn": (
        lambda items: [
            fields(items, slug).update(status="withdrawn", status_reason="Wrong.")
            for slug in ("report-one", "report-two")
        ],
        EVENT,
        "status",
    ),
    "a published statement without a report": (changed("talks-go-on", article=None), CLAIM, "article"),
    "a published statement without a quote": (changed("talks-go-on", quote=""), CLAIM, "quote"),
    "a quote of thirteen words": (changed("talks-go-on", quote="a b c d e f g h i j k l m"), CLAIM, "quote"),
    "a quote of four pieces": (changed("talks-go-on", quote="a […] b […] c […] d"), CLAIM, "quote"),
    "a side that is a person": (changed("south", side=["anna-holm"]), "talks.actor south", "side"),
    "a side that is itself": (changed("north", side=["north"]), "talks.actor north", "side"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_record_is_refused_by_file_record_and_field_and_nothing_changes(
    record: list[Item], tmp_path: Path, name: str
):
    make, where, field = REFUSED[name]
    make(record)
    before = everything()
    text = json.dumps(record)
    (tmp_path / "record.json").write_text(text)
    problems = refusal(tmp_path / "record.json")
    assert everything() == before
    assert problems[0].startswith("record.json: record "), problems
    assert any(f"{where}: {field}" in problem for problem in problems), problems
    assert all("\n" not in problem and len(problem) < 600 for problem in problems)


@pytest.mark.django_db
@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_record_is_refused_by_an_empty_database_too(tmp_path: Path, name: str):
    make, where, field = REFUSED[name]
    items = small_record()
    make(items)
    (tmp_path / "record.json").write_text(json.dumps(items))
    problems = refusal(tmp_path / "record.json")
    assert any(f"{where}: {field}" in problem for problem in problems), problems
    assert not any(model.objects.exists() for model in MODELS)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["2022-03", "a\x00"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@pytest.mark.slow
@pytest.mark.django_db
@given(number=st.integers(0, len(small_record()) - 1), value=JSON, data=st.data())
def test_whatever_stands_in_a_field_the_record_loads_or_is_refused(number: int, value: Any, data: st.DataObject):
    items = small_record()
    name = data.draw(st.sampled_from(sorted(fields_of(BY_LABEL[items[number]["model"]]))))
    items[number]["fields"][name] = value
    with transaction.atomic(), tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "record.json").write_text(json.dumps(items))
        try:
            load(Path(folder) / "record.json")
            told = ""
        except FixtureRefused as refused:
            told = str(refused)
        if told:
            assert all(line.startswith("record.json: record ") for line in told.splitlines())
            assert not Process.objects.exists()
        else:
            # What was taken is dumped, and loads again.
            (Path(folder) / "dumped.json").write_text(dump("talks-2022"), encoding="utf-8")
            assert load(Path(folder) / "dumped.json").changed == 0
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_field_that_stands_twice_is_refused(tmp_path: Path):
    (tmp_path / "record.json").write_text(
        '[{"model": "talks.topic", "fields": {"slug": "a", "name": "A", "name": "B"}}]'
    )
    assert refusal(tmp_path / "record.json") == [
        "record.json: record 1, talks.topic a: name: This appears twice in the record."
    ]


@pytest.mark.django_db
def test_every_problem_of_a_file_is_told_each_on_a_line_of_its_own(tmp_path: Path):
    items = small_record()
    fields(items, "istanbul-talks").update(title="", kind="party", date_basis="")
    fields(items, "report-one").update(url="javascript:alert(1)")
    fields(items, "talks-go-on").update(event=["ankara-talks"], quote="a b c d e f g h i j k l m")
    items.append({"model": "auth.user", "fields": {}})
    told = [problem.split(": ")[1:3] for problem in refusal(write(tmp_path / "record.json", items))]
    assert sorted(told) == [
        ["record 15, talks.event istanbul-talks", "date, date_basis"],
        ["record 15, talks.event istanbul-talks", "kind"],
        ["record 15, talks.event istanbul-talks", "title"],
        ["record 19, talks.article report-one", "url"],
        ["record 21, talks.claim talks-go-on", "event"],
        ["record 23", "model"],
    ]


@pytest.mark.django_db
def test_of_many_problems_fifty_are_told_and_the_rest_counted(tmp_path: Path):
    path = write(tmp_path / "record.json", [item("topic", slug=f"topic-{number}") for number in range(53)])
    with pytest.raises(FixtureRefused) as refused:
        load(path)
    lines = str(refused.value).splitlines()
    assert len(lines) == 51
    assert lines[-1] == "… and 3 more."


@pytest.mark.django_db
def test_hidden_signs_in_a_bad_file_do_not_reach_the_terminal(tmp_path: Path):
    path = write(tmp_path / "record.json", [item("topic", slug="a", name="A", **{"\x1b[2Jx\n": 1, "y" * 5_000: 2})])
    told = "\n".join(refusal(path))
    assert "\x1b" not in told
    assert r"\x1b[2Jx\n" in told
    assert len(told) < 400


def test_a_quote_that_does_not_stand_in_the_stored_text_is_refused(record: list[Item], tmp_path: Path):
    report = Article.objects.get(slug="report-one")
    ArticleText.objects.create(article=report, paragraphs=["She said that the\u00a0talks go on."], sha256="0" * 64)
    before = everything()
    assert load_items(tmp_path, record).changed == 0
    fields(record, "talks-go-on")["quote"] = "the talks went on"
    assert refusal(write(tmp_path / "record.json", record)) == [
        "record.json: record 21, talks.claim talks-go-on: quote: "
        "These words do not stand in the paragraph, letter for letter. The nearest passage is “the talks go on.”: "
        "it has g (U+0067 LATIN SMALL LETTER G) where the quote has w (U+0077 LATIN SMALL LETTER W)."
    ]
    fields(record, "talks-go-on").update(quote="the talks go on", paragraph=2)
    assert "no such paragraph" in refusal(write(tmp_path / "record.json", record))[0]
    assert everything() == before


def test_a_first_statement_that_becomes_a_repetition_keeps_none_of_its_own(record: list[Item], tmp_path: Path):
    record.append(claim("new-first"))
    fields(record, "talks-go-on")["repeats"] = ["new-first"]
    path = write(tmp_path / "record.json", [one for one in record if one["fields"].get("slug") != "talks-go-on-again"])
    assert "talks.claim talks-go-on: repeats: Other statements repeat this one" in refusal(path)[0]
    fields(record, "talks-go-on-again")["repeats"] = ["new-first"]
    assert load_items(tmp_path, record) == Loaded(added=1, changed=2, unchanged=len(record) - 3)


def test_the_first_of_two_statements_may_change_places_with_its_repetition(record: list[Item], tmp_path: Path):
    fields(record, "talks-go-on-again")["repeats"] = None
    fields(record, "talks-go-on")["repeats"] = ["talks-go-on-again"]
    assert load_items(tmp_path, record).changed == 2


def test_an_actor_for_whom_others_in_the_record_speak_stays_a_side(record: list[Item], tmp_path: Path):
    path = write(tmp_path / "record.json", [item("actor", slug="north", name="North", kind="person")])
    assert "talks.actor north: kind: “anna-holm” speaks for this actor" in refusal(path)[0]


def test_an_event_that_a_statement_leaves_must_not_stay_published_alone(record: list[Item], tmp_path: Path):
    moved = [claim(slug, event=["next-talks"]) for slug in ("talks-go-on", "talks-go-on-again")]
    path = write(tmp_path / "record.json", moved)
    assert refusal(path) == [
        "record.json: talks.event istanbul-talks: status: "
        "A published event needs a published statement in a published report."
    ]


def test_full_texts_and_accounts_are_not_touched(record: list[Item], tmp_path: Path):
    report = Article.objects.get(slug="report-one")
    ArticleText.objects.create(article=report, paragraphs=["The talks go on: “the talks go on”."], sha256="0" * 64)
    User.objects.create_user("curator")
    before = everything()
    fields(record, "report-one")["summary"] = "They talk."
    load_items(tmp_path, record)
    after = everything()
    changed = {label for label in after if after[label] != before[label]}
    assert changed == {"talks.Article", "talks.HistoricalArticle", "talks.Version"}


# The command


def test_the_command_says_what_it_loaded(record: list[Item], tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = write(tmp_path / "record.json", [*record, item("topic", slug="energy", name="Energy")])
    call_command("loaddata", str(path))
    assert f"1 added, 0 changed, {len(record)} unchanged" in capsys.readouterr().out
    call_command("loaddata", str(path), verbosity=0)
    assert not capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize(
    "options", [{"ignore": True}, {"exclude": ["talks.claim"]}, {"app_label": "auth"}, {"format": "xml"}]
)
def test_options_that_would_load_a_part_are_refused(tmp_path: Path, options: dict):
    with pytest.raises(CommandError, match="loaded whole"):
        call_command("loaddata", str(write(tmp_path / "record.json", small_record())), **options)
    assert not Process.objects.exists()


def run_command(database: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{database}"}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, input=stdin)


@pytest.mark.slow
def test_a_refusal_ends_with_an_exit_code_and_without_a_traceback(tables: Path, tmp_path: Path):
    shutil.copy(tables, tmp_path / "a.sqlite3")
    path = write(tmp_path / "record.json", [item("topic", slug="a", name=7)])
    told = run_command(tmp_path / "a.sqlite3", "loaddata", str(path))
    assert told.returncode == 1
    assert told.stderr.splitlines() == [
        "CommandError: Nothing was loaded.",
        "record.json: record 1, talks.topic a: name: Give text, not a number.",
    ]


def test_a_database_without_tables_is_told_plainly(tmp_path: Path):
    told = run_command(tmp_path / "new.sqlite3", "loaddata", str(write(tmp_path / "record.json", small_record())))
    assert told.returncode == 1
    assert "The database refused it: no such table" in told.stderr
    assert "Traceback" not in told.stderr


def test_standard_input_can_be_loaded(tables: Path, tmp_path: Path):
    shutil.copy(tables, tmp_path / "a.sqlite3")
    told = run_command(tmp_path / "a.sqlite3", "loaddata", "-", stdin=json.dumps(small_record()))
    assert "22 added" in told.stdout, told.stderr


# Kills and races. These run on files of their own, whatever database the other tests use.


def many_records(topic: str) -> list[Item]:
    """Return a record whose load takes about a second; every statement in it is on one topic."""
    items = [*small_record(), item("topic", slug=topic, name=topic.title())]
    for one in items:
        if one["model"] == "talks.claim":
            one["fields"]["topics"] = [[topic]]
    return items + [claim(f"claim-{number}", topics=[[topic]], note=topic) for number in range(1_500)]


def state(database: Path) -> set[tuple[str, int]]:
    """Return which notes the statements have and how many, once the file proves sound."""
    import sqlite3

    with closing(sqlite3.connect(database, timeout=60)) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert opened.execute("PRAGMA foreign_key_check").fetchall() == []
        found = opened.execute("SELECT note, count(*) FROM talks_claim WHERE note <> '' GROUP BY note")
        return set(found.fetchall())


def start_load(database: Path, fixture: Path) -> subprocess.Popen[str]:
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{database}"}
    command = [sys.executable, "manage.py", "loaddata", str(fixture)]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def finish(load: subprocess.Popen[str]) -> None:
    _out, told = load.communicate(timeout=120)
    assert load.returncode == 0, told


@pytest.mark.slow
def test_a_load_that_is_killed_leaves_the_old_state_or_the_new_one(tables: Path, tmp_path: Path):
    database = Path(shutil.copy(tables, tmp_path / "a.sqlite3"))
    old, new = (write(tmp_path / f"{topic}.json", many_records(topic)) for topic in ("borders-old", "borders-new"))
    began = time.monotonic()
    finish(start_load(database, old))
    whole = time.monotonic() - began
    assert state(database) == {("borders-old", 1_500)}
    for tenth in range(2, 10):
        killed = start_load(database, new)
        try:
            killed.communicate(timeout=whole * tenth / 10)
        except subprocess.TimeoutExpired:
            killed.send_signal(signal.SIGKILL)
            killed.communicate()
        assert state(database) in ({("borders-old", 1_500)}, {("borders-new", 1_500)})
    finish(start_load(database, new))
    assert state(database) == {("borders-new", 1_500)}


@pytest.mark.slow
def test_of_two_loads_at_once_one_waits_for_the_other(tables: Path, tmp_path: Path):
    database = Path(shutil.copy(tables, tmp_path / "a.sqlite3"))
    one, two = (write(tmp_path / f"{topic}.json", many_records(topic)) for topic in ("borders-one", "borders-two"))
    racers = [start_load(database, one), start_load(database, two), start_load(database, two)]
    for racer in racers:
        _out, told = racer.communicate(timeout=120)
        assert racer.returncode == 0 or "Another load or edit is running; try again." in told
    assert state(database) in ({("borders-one", 1_500)}, {("borders-two", 1_500)})


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets writers wait by itself")
def test_on_postgresql_a_second_load_waits_for_the_first(tmp_path: Path):
    from concurrent.futures import ThreadPoolExecutor

    paths = [write(tmp_path / f"{topic}.json", many_records(topic)) for topic in ("borders-one", "borders-two")]

    def race(path: Path) -> Loaded:
        try:
            return load(path)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(race, paths * 2))
    assert sum(loaded.added for loaded in counts) == len(many_records("a")) + 1  # and the other's topic
    assert Claim.objects.exclude(note="").values("note").distinct().count() == 1


# The dump


def emptied() -> None:
    """Take every row of the record away, texts included."""
    Claim.objects.update(repeats=None)
    Actor.objects.update(side=None)
    for model in (ArticleText, *reversed(MODELS)):
        model.objects.all().delete()


def test_a_record_survives_dump_and_load_to_the_byte(record: list[Item], tmp_path: Path):
    first = dump("talks-2022")
    emptied()
    (tmp_path / "dumped.json").write_text(first, encoding="utf-8")
    assert load(tmp_path / "dumped.json").added == len(record)
    assert dump("talks-2022") == first
    assert load(tmp_path / "dumped.json") == Loaded(unchanged=len(record))


def test_a_dump_has_djangos_own_form(record: list[Item]):
    rows = [
        model.objects.get_by_natural_key(*key)
        for model, key in [(Process, ["talks-2022"]), (Event, ["istanbul-talks"])]
    ]
    options = {"indent": 1, "use_natural_foreign_keys": True, "use_natural_primary_keys": True}
    for text in (serializers.serialize("json", [row], **options) for row in rows):
        assert text.removeprefix("[\n").removesuffix("\n]\n") in dump("talks-2022")


def test_a_dump_orders_records_by_model_and_name_whatever_their_history(record: list[Item]):
    items = json.loads(dump("talks-2022"))
    labels = list(dict.fromkeys(one["model"].removeprefix("talks.") for one in items))
    assert labels == [
        *("process", "outlet", "place", "actor", "lane", "topic", "question", "answer", "article", "event"),
        *("participation", "claim", "rename"),
    ]
    actors = [one["fields"]["slug"] for one in items if one["model"] == "talks.actor"]
    assert actors == ["north", "south", "anna-holm"]  # sides first
    topics = next(one["fields"]["topics"] for one in items if one["fields"].get("slug") == "talks-go-on")
    assert topics == [["borders"], ["ceasefire"]]
    assert items[-1]["fields"]["former"] == "istanbul-round"


def test_a_dump_never_holds_texts_or_derived_days_or_numbers(record: list[Item]):
    report = Article.objects.get(slug="report-one")
    ArticleText.objects.create(article=report, paragraphs=["Secret words."], sha256="0" * 64)
    text = dump("talks-2022")
    assert "Secret words" not in text
    assert not any(word in text for word in ("_earliest", "_latest", "_seal", '"pk"', '"id"', "0" * 64))


def test_a_point_in_time_is_dumped_whole_and_in_utc(record: list[Item], tmp_path: Path):
    Event.objects.filter(slug="next-talks").update(changed=datetime(2026, 11, 22, 10, 11, 12, 345678, tzinfo=UTC))
    text = dump("talks-2022")
    assert '"recorded": "2026-11-21T00:00:00Z"' in text
    assert '"changed": "2026-11-22T10:11:12.345678Z"' in text
    (tmp_path / "dumped.json").write_text(text, encoding="utf-8")
    assert load(tmp_path / "dumped.json").changed == 0


def test_a_dump_holds_one_process_and_only_what_it_needs(record: list[Item], tmp_path: Path):
    second = [
        item("process", slug="talks-2023", title="Talks of 2023"),
        item("actor", slug="west", name="West", kind="party"),
        item("topic", slug="energy", name="Energy"),
        event("autumn-talks", process=["talks-2023"]),
        article("report-three"),
        claim("autumn-claim", event=["autumn-talks"], article=["report-three"], topics=[["energy"]]),
    ]
    before = dump("talks-2022")
    load_items(tmp_path, second)
    assert dump("talks-2022") == before
    other = json.loads(dump("talks-2023"))
    slugs = {one["fields"].get("slug") for one in other}
    assert slugs == {"talks-2023", "energy", "autumn-talks", "report-three", "autumn-claim", "anna-holm", "north"}
    assert len(json.loads(dump("talks-2022", "talks-2023"))) == len(record) + len(second) - 1  # nobody names West


def test_a_record_that_points_to_another_process_says_that_both_are_needed(record: list[Item], tmp_path: Path):
    second = [
        item("process", slug="talks-2023", title="Talks of 2023"),
        event("autumn-talks", process=["talks-2023"]),
        claim("autumn-claim", event=["autumn-talks"], repeats=["talks-go-on"]),
    ]
    load_items(tmp_path, second)
    with pytest.raises(RecordLeftError, match="autumn-claim points to talks-go-on"):
        dump("talks-2023")
    assert "autumn-claim" in dump("talks-2022", "talks-2023")


def test_dump_record_prints_the_dump_and_nothing_else(record: list[Item], capsys: pytest.CaptureFixture[str]):
    call_command("dump_record", "talks-2022")
    assert capsys.readouterr().out == dump("talks-2022")
    with pytest.raises(CommandError, match="no such process"):
        call_command("dump_record", "talks-2021")


def test_dumping_costs_the_same_number_of_queries_for_any_number_of_statements(record: list[Item], tmp_path: Path):
    with CaptureQueriesContext(connection) as few:
        dump("talks-2022")
    load_items(tmp_path, [claim(f"claim-{number}", topics=[["borders"]]) for number in range(50)])
    with CaptureQueriesContext(connection) as many:
        dump("talks-2022")
    assert len(many) == len(few)
    assert Participation.objects.count() == 2


@pytest.mark.django_db
def test_the_first_record_is_what_its_dump_writes():
    load("ukraine_2022")
    assert dump("ukraine-2022") == (ROOT / "fixtures" / "ukraine_2022.json").read_text(encoding="utf-8")


# Names, and what readers see


def renamed_record() -> list[Item]:
    """Return the small record with a person, an outlet and a place under other names and spellings."""
    items = small_record()
    fields(items, "anna-holm").update(name="Anna Holmová", spellings="A. Holm\nAnna Holm", also_meant_by="The envoy")
    fields(items, "daily-courier")["name"] = "The Daily Courier"
    fields(items, "istanbul").update(name="İstanbul", spellings="Constantinople")
    return items


NAMED = ("anna-holm", "daily-courier", "istanbul")


def names() -> dict[str, tuple[str, list[str]]]:
    rows = [row for model in (Actor, Outlet, Place) for row in model.objects.filter(slug__in=NAMED)]
    return {row.slug: (row.name, row.spellings.splitlines()) for row in rows}


def test_a_file_that_names_somebody_otherwise_adds_spellings_and_renames_nobody(record: list[Item], tmp_path: Path):
    loaded = load_items(tmp_path, renamed_record())
    assert names() == {
        "anna-holm": ("Anna Holm", ["Anna Holmová", "A. Holm"]),
        "daily-courier": ("Daily Courier", ["The Daily Courier"]),
        "istanbul": ("Istanbul", ["İstanbul", "Стамбул", "Constantinople"]),
    }
    assert Actor.objects.get(slug="anna-holm").also_meant_by == "The envoy"
    assert "istanbul keeps the name “Istanbul”; “İstanbul” is a spelling." in loaded.notes
    assert len(loaded.notes) == 3
    assert load_items(tmp_path, renamed_record()).changed == 0
    assert load_items(tmp_path, small_record()).changed == 0  # what a file lacks stays


def test_a_file_renames_where_that_is_asked_and_keeps_former_names_and_spellings(record: list[Item], tmp_path: Path):
    path = write(tmp_path / "renamed.json", renamed_record())
    call_command("loaddata", str(path), "--update-names", verbosity=0)
    assert names() == {
        "anna-holm": ("Anna Holmová", ["Anna Holm", "A. Holm"]),
        "daily-courier": ("The Daily Courier", ["Daily Courier"]),
        "istanbul": ("İstanbul", ["Стамбул", "Istanbul", "Constantinople"]),
    }
    assert load(path, update_names=True).changed == 0


def test_a_file_fills_an_empty_note_and_replaces_none_unless_that_is_asked(record: list[Item], tmp_path: Path):
    Outlet.objects.update(note="A daily.")
    assert load_items(tmp_path, record).changed == 0
    fields(record, "daily-courier")["note"] = "A weekly."
    fields(record, "anna-holm")["note"] = "A delegate."
    loaded = load_items(tmp_path, record)
    assert (loaded.changed, loaded.notes) == (1, ("daily-courier keeps its note.",))
    assert (Outlet.objects.get().note, Actor.objects.get(slug="anna-holm").note) == ("A daily.", "A delegate.")
    load(tmp_path / "record.json", update_names=True)
    assert Outlet.objects.get().note == "A weekly."


def test_a_load_ends_with_how_many_statements_readers_see_and_why_not_the_others(
    db, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    items = [
        *small_record(),
        article("report-three", status="draft"),
        claim("forgotten"),
        claim("withdrawn", status="withdrawn", status_reason="Never said."),
        claim("of-a-draft-event", event=["next-talks"]),
        claim("in-a-draft-report", article=["report-three"]),
    ]
    del fields(items, "forgotten")["status"]
    call_command("loaddata", str(write(tmp_path / "record.json", items)))
    assert capsys.readouterr().out.splitlines()[-1] == (
        "Readers see 2 of 6 statements, 2 not checked. Not seen: about events that are not published (1), drafts (1), "
        "in reports that are not published (1), withdrawn (1)."
    )
    call_command("loaddata", str(write(tmp_path / "record.json", small_record())))
    assert capsys.readouterr().out.splitlines()[-1] == "Readers see 2 of 2 statements, 2 not checked."
