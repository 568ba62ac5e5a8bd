"""Releases: files that never change, addresses that stay, and what must go can go."""

import csv
import hashlib
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Thread

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from talks import backup, curation, releases, releasing
from talks.loading import MODELS
from talks.models import Actor, Article, Claim, Event, Rename
from talks.releases import every, find, newest
from talks.releasing import redacting
from talks.releasing.tables import TABLES
from talks.vocabulary import HIDDEN
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_correction,
    make_event,
    make_outlet,
    make_participation,
    make_place,
    make_question,
    make_topic,
)

DAY = date(2026, 12, 1)
ODD = "zyxwvut"
SECRET = "says that the hidden envoy slept in Brest"
SECRET_QUOTE = "the envoy slept there"
OWN_FILES = {
    "README.md",
    "CITATION.cff",
    "datapackage.json",
    "manifest.json",
    "changes.json",
    "CHANGES.md",
    "SHA256SUMS",
}
"""Files that have the number, the day or what changed, and so differ between releases of one record."""


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.RELEASES = tmp_path / "releases"
    return settings.RELEASES


@pytest.fixture
def record(db) -> None:
    """A small record with everything that a release has: names, differences, corrections, renames and a withdrawal."""
    russia, ukraine = make_actor("russia", spellings="Россия"), make_actor("ukraine")
    envoy = make_actor("envoy", side=russia, kind="person")
    outlet, agency = make_outlet("ias-current"), make_outlet("agency")
    first = make_article(slug="first", outlet=outlet, agency=agency, url="https://example.org/first")
    second = make_article(slug="second", outlet=outlet, published="2022-03-12")
    event = make_event(slug="meeting", place=make_place("brest"), first_slug="first-meeting")
    other = make_event(slug="call", date="2022-03-12")
    make_participation(event, ukraine)
    make_participation(event, russia)
    topic = make_topic("truce")
    _question, (yes, no) = make_question()
    said = {"event": event, "topics": [topic]}
    make_claim(slug="came", article=first, speaker=envoy, side=russia, answers=[yes], said="2022-03-10", **said)
    make_claim(slug="not-came", article=second, speaker=ukraine, answers=[no], paragraph=2, **said)
    make_claim(
        slug="hostile", article=second, attribution="own-voice", statement='=cmd|"</script> שלום 🙂', event=other
    )
    make_claim(
        slug="again", article=second, speaker=envoy, repeats=Claim.objects.get(slug="came"), event=event, paragraph=3
    )
    make_claim(slug="secret", article=first, speaker=envoy, statement=f"{SECRET}.", quote=SECRET_QUOTE, event=event)
    gone = make_claim(slug="withdrawn-one", article=first, speaker=ukraine, event=event, statement="says what went.")
    curation.withdraw([gone], "It was misread.", at=datetime(2026, 11, 29, tzinfo=UTC))
    lost, void = make_event(slug="lost", title="A lost event"), make_article(slug="void", headline="A void headline")
    make_participation(lost, russia)
    for number, (on, of) in enumerate([(lost, second), (event, void)]):
        make_claim(slug=f"of-withdrawn-{number}", event=on, article=of, speaker=envoy, answers=[yes], said="2022-03-10")
    curation.withdraw([lost, void], "It was another day.", at=datetime(2026, 11, 29, tzinfo=UTC))
    make_correction(lost, slug="of-lost", field="Title", before="A lost event", after="A lost meeting")
    make_correction(Claim.objects.get(slug="came"), slug="told")
    curation.rename(first, "first-report")


def make(**options) -> releases.Release:
    return releasing.make(DAY, with_site=False, **options)


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def served(client: Client, release: releases.Release) -> Iterator[tuple[str, int, bytes]]:
    """Every byte that is served of a release: pages, files of all editions, records."""
    addresses = ["/data/releases/", release.page, f"{release.page}manifest.json"]
    addresses += [release.page + one.name for one in release.files]
    for path in release.folder.glob("redacted-*/*"):
        addresses.append(f"{release.page}{path.parent.name}/{path.name}")
    for kind, slugs in (("event", ("meeting", "call")), ("report", ("first-report", "second")), ("claim", ("secret",))):
        addresses += [f"/r/{release.number}/{kind}s/{slug}{end}" for slug in slugs for end in ("/", ".json")]
    addresses += [f"{release.page}since/{other.number}/" for other in every() if other.number < release.number]
    for address in addresses:
        response = client.get(address)
        yield address, response.status_code, response.getvalue()


def empty_the_record() -> None:
    """Delete all of it, the rows that refer to others first."""
    Claim.objects.update(repeats=None)
    Actor.objects.update(side=None)
    for model in reversed(MODELS):
        model.objects.all().delete()


# Making


def test_a_release_has_every_file_with_its_size_and_hash_in_manifest_and_checksums(record, folder):
    made = make(doi="10.5281/zenodo.1", note="The first one.")
    there = content(made.folder)
    assert {one.name for one in made.files} | {"manifest.json"} == set(there)
    for one in made.files:
        assert (len(there[one.name]), hashlib.sha256(there[one.name]).hexdigest()) == (one.size, one.sha256), one.name
        assert one.purpose, one.name
    sums = dict(reversed(line.split("  ")) for line in there["SHA256SUMS"].decode().splitlines())
    assert sums == {one.name: one.sha256 for one in made.files if one.name != "SHA256SUMS"}
    assert (made.number, made.day, made.doi, made.former) == (1, "2026-12-01", "10.5281/zenodo.1", None)
    assert made.sha256 == hashlib.sha256(there["manifest.json"]).hexdigest()


def test_the_command_adds_the_site_as_one_file_and_a_redaction_takes_that_away(record, folder, client, tmp_path):
    call_command("make_release", day=DAY)
    made = newest()
    there = content(made.folder)
    assert {one.name for one in made.files} | {"manifest.json"} == set(there)
    assert made.file("site.zip").sha256 == hashlib.sha256(there["site.zip"]).hexdigest()
    assert "`site.zip`" in there["README.md"].decode()
    with zipfile.ZipFile(made.folder / "site.zip") as packed:
        assert SECRET in packed.read("site/claims/secret/index.html").decode()
    sent = client.get(made.page + "site.zip")
    assert (sent.status_code, sent["Content-Type"]) == (200, "application/zip")
    redact()
    assert "site.zip" not in content(made.folder)
    gone = client.get(made.page + "site.zip")
    assert (gone.status_code, "site.zip" in gone.content.decode()) == (410, True)
    assert "stands beside" not in gone.content.decode()
    assert "stands beside" in client.get(made.page + "record.json").content.decode()
    assert client.get(made.page).status_code == 200
    call_command("deposit", made.number, tmp_path / "deposit")
    assert not (tmp_path / "deposit" / "files" / "site.zip").exists()


def test_files_stand_in_the_order_in_which_a_reader_needs_them(record, folder, client):
    made = make()
    named = [one.name for one in made.files]
    assert named[:2] == ["record.json", "statements.csv"]
    others = [name for name in named[2:] if name.endswith(".csv")]
    assert len(others) == len(TABLES) - 1
    assert named[2:] == [
        *others,
        *("record.sqlite3", "fixture.json", "datapackage.json", "README.md", "codebook.md", "verify_quotes.py"),
        *("CHANGES.md", "changes.json", "CITATION.cff", "LICENCE.md", "SHA256SUMS"),
    ]
    page = client.get(made.page).content.decode()
    assert re.findall(rf'href="{made.page}([\w.]+)"', page) == [*named, "manifest.json"]
    in_readme = re.findall(r"^\| `(.+?)` \|", content(made.folder)["README.md"].decode(), re.MULTILINE)
    assert in_readme == [*named, "manifest.json"]


def test_the_same_record_makes_the_same_bytes_and_no_second_release(record, folder, settings, tmp_path):
    first = make()
    with pytest.raises(releasing.ReleaseError, match="Nothing has changed since release 1"):
        make()
    assert [path.name for path in folder.iterdir() if path.is_dir()] == ["1"]
    settings.RELEASES = tmp_path / "elsewhere"
    again = make()
    assert content(first.folder) == content(again.folder)


def test_the_fixture_of_a_release_makes_the_same_files_in_an_empty_database(
    record, folder, settings, tmp_path, django_db_blocker
):
    first = make()
    before = content(first.folder)
    empty_the_record()
    assert not Claim.objects.exists()
    call_command("loaddata", str(first.folder / "fixture.json"), verbosity=0)
    settings.RELEASES = tmp_path / "elsewhere"
    after = content(make().folder)
    assert [name for name in before if before[name] != after[name]] == []
    assert Client().get("/claims/withdrawn-one/").status_code == 410


@pytest.mark.slow
def test_the_fixture_of_a_release_makes_the_same_files_on_sqlite(record, folder, tmp_path):
    """On the run with PostgreSQL this compares the two databases; on both a machine of its own loads the fixture."""
    made = make()
    environment = {
        "DATABASE_URL": f"sqlite:///{tmp_path}/elsewhere.sqlite3",
        "RELEASES": str(tmp_path / "elsewhere"),
        "SITE_URL": django_settings.SITE_URL,
        "SECRET_KEY": "for a test",
        "PATH": os.environ["PATH"],
    }
    for command in (
        ["migrate", "--verbosity", "0"],
        ["loaddata", str(made.folder / "fixture.json")],
        ["make_release", "--day", str(DAY), "--without-site"],
    ):
        program = [sys.executable, str(django_settings.BASE_DIR / "manage.py"), *command]
        done = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    before, after = content(made.folder), content(tmp_path / "elsewhere" / "1")
    assert [name for name in before if before[name] != after[name]] == []


def test_no_draft_stands_in_any_file(record, folder):
    event, report = Event.objects.get(slug="meeting"), Article.objects.get(slug="second")
    claim = Claim.objects.get(slug="came")
    _question, (yes, _no) = make_question(f"{ODD}-question", text=ODD)
    for number, status in enumerate(HIDDEN):
        hidden = {"status": status}
        outlet = make_outlet(f"{ODD}-outlet")
        speaker = make_actor(f"{ODD}-person", side=make_actor(f"{ODD}-side"))
        place, topic = make_place(f"{ODD}-place"), make_topic(f"{ODD}-topic")
        odd_event = make_event(slug=f"{ODD}-event-{number}", title=ODD, place=place, **hidden)
        make_participation(odd_event, speaker)
        odd_report = make_article(slug=f"{ODD}-report-{number}", headline=ODD, outlet=outlet, **hidden)
        texts = {"statement": f"says {ODD}.", "quote": ODD, "speaker": speaker, "topics": [topic], "answers": [yes]}
        make_claim(slug=f"{ODD}-1-{number}", event=event, article=report, **texts, **hidden)
        make_claim(slug=f"{ODD}-2-{number}", event=odd_event, article=report, **texts)
        make_claim(slug=f"{ODD}-3-{number}", event=event, article=odd_report, occasion=odd_event, **texts)
        for one in (odd_event, odd_report, speaker, Claim.objects.get(slug=f"{ODD}-2-{number}")):
            make_correction(
                one, slug=f"{ODD}-{one._meta.model_name}-{number}", field=ODD, before=ODD, after=ODD, reason=ODD
            )
        Rename.objects.create(model="claim", former=f"{ODD}-former-{number}", present=f"{ODD}-1-{number}")
    make_claim(slug="said-in-secret", event=event, article=report, occasion=Event.objects.get(slug=f"{ODD}-event-0"))
    make_claim(slug="first-is-hidden", event=event, article=report, repeats=Claim.objects.get(slug=f"{ODD}-1-0"))
    Claim.objects.filter(pk=claim.pk).update(lint_reason=ODD, status_reason=ODD)
    make_actor("russia")
    type(claim.speaker).objects.update(also_meant_by=ODD)
    made = make()
    for name, held in content(made.folder).items():
        assert ODD.encode() not in held, name


def test_what_was_withdrawn_stands_in_a_release_with_its_reason_and_without_its_words(record, folder):
    made = make()
    assert {"kind": "claim", "slug": "withdrawn-one", "day": "2026-11-29", "reason": "It was misread."} in table(
        made.folder, "withdrawn"
    )
    gone = {(row["kind"], row["slug"]) for row in table(made.folder, "withdrawn")}
    assert gone == {
        ("claim", "withdrawn-one"),
        ("claim", "of-withdrawn-0"),
        ("claim", "of-withdrawn-1"),
        ("event", "lost"),
        ("report", "void"),
    }
    for name, held in content(made.folder).items():
        for words in (b"says what went", b"words of withdrawn", b"words of of-withdrawn", b"A lost", b"A void"):
            assert words not in held, (name, words)


def test_an_utterance_whose_first_record_is_hidden_keeps_its_other_records_together(record, folder):
    came = Claim.objects.get(slug="came")
    make_claim(slug="once-more", article=came.article, event=came.event, repeats=came, speaker=came.speaker)
    curation.take_back([came], "To be checked.")
    rows = {row["claim"]: row["repeats"] for row in table(make().folder, "statements")}
    assert (rows["again"], rows["once-more"]) == ("", "again")


def test_the_database_has_tables_with_keys_that_hold_and_a_document_for_each_record(record, folder):
    with closing(sqlite3.connect(make().folder / "record.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        plan = database.execute("EXPLAIN QUERY PLAN SELECT json FROM documents WHERE kind = 'claim' AND slug = 'x'")
        assert "SEARCH" in plan.fetchone()[3]
        rows = dict(database.execute("SELECT slug, json FROM documents WHERE kind = 'claim'"))
        assert json.loads(rows["hostile"])["statement"] == '=cmd|"</script> שלום 🙂'
        names = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    package = json.loads((folder / "1" / "datapackage.json").read_text())
    assert names - {"documents"} == {one["name"].replace("-", "_") for one in package["resources"]}


def test_every_reference_of_the_data_package_leads_to_a_row(record, folder):
    made = make()
    package = json.loads((made.folder / "datapackage.json").read_text())
    rows = {one["name"]: table(made.folder, one["path"].removesuffix(".csv")) for one in package["resources"]}
    for one in package["resources"]:
        schema = one["schema"]
        head = (made.folder / one["path"]).read_text(encoding="utf-8").splitlines()[0]
        assert [field["name"] for field in schema["fields"]] == head.split(",")
        keys = [tuple(row[name] for name in schema["primaryKey"]) for row in rows[one["name"]]]
        assert len(keys) == len(set(keys))
        for reference in schema["foreignKeys"]:
            there = reference["reference"]
            known = {tuple(row[name] for name in there["fields"]) for row in rows[there["resource"] or one["name"]]}
            for row in rows[one["name"]]:
                named = tuple(row[name] for name in reference["fields"])
                assert not all(named) or named in known, (one["name"], named)


@pytest.mark.django_db
def test_the_figures_of_the_pages_come_from_the_csv_files_alone(folder, client):
    call_command("loaddata", "ukraine_2022", verbosity=0)
    made = make()
    statements, reports = table(made.folder, "statements"), table(made.folder, "reports")
    events, questions = table(made.folder, "events"), table(made.folder, "questions")
    known = {row["origin"] for row in reports if row["origin"] and row["origin_basis"] != "supposed"}
    unknown = sum(not row["origin"] or row["origin_basis"] == "supposed" for row in reports)
    own = sum(row["attribution"] == "own-voice" for row in statements)
    counts = client.get("/").context["counts"]
    assert (counts.events, counts.statements, counts.own_voice) == (len(events), len(statements), own)
    assert counts.origins == (len(reports), max(len(known), min(unknown, 1)), len(known) + unknown)
    shown = client.get("/questions/").context
    assert len(questions) == sum(1 for _row in shown["rows"])
    by_slug = {row["slug"]: row["differs"] for row in questions}
    for row in shown["rows"]:
        assert by_slug[row.question.slug] == "; ".join(row.kinds), row.question.slug
    differing = sum(bool(row["differs"]) for row in questions)
    assert shown["differing"].questions == f"{differing} questions"
    assert shown["differing"].events == f"{sum(bool(row['differs']) for row in events)} events"
    milestones = client.get("/", {"milestone": "1"}).context["counts"].events
    assert milestones == sum(row["milestone"] == "true" for row in events)
    manifest = json.loads((made.folder / "manifest.json").read_text())["counts"]
    assert manifest["found"] == sum(row["proof"] == "found" for row in statements)
    assert manifest["languages"] == len({row["language"] for row in reports})
    assert manifest["outlets"] == len({row["outlet"] for row in reports if row["outlet"]})
    live = client.get("/timeline.csv").getvalue().decode()
    assert [row["claim"] for row in csv.DictReader(io.StringIO(live))] == [row["claim"] for row in statements]


def test_who_differs_can_be_computed_from_answers_and_exclusions(record, folder):
    made = make()
    given = {(row["question"], row["answer"]) for row in table(made.folder, "statement_answers")}
    pairs = [(row["question"], row["answer"], row["excludes"]) for row in table(made.folder, "exclusions")]
    differing = {question for question, one, other in pairs if {(question, one), (question, other)} <= given}
    assert differing == {row["slug"] for row in table(made.folder, "questions") if row["differs"]} == {"who-came"}


def test_nothing_public_makes_no_release(db, folder):
    with pytest.raises(CommandError, match="Nothing is published"):
        call_command("make_release")
    assert newest() is None


def test_a_crash_leaves_no_half_release(record, folder, monkeypatch):
    def fail(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("talks.releasing.making.write_manifest", fail)
    with pytest.raises(releasing.ReleaseError, match="No space left"):
        make()
    assert every() == []
    monkeypatch.undo()
    (folder / ".draft-left-by-a-crash").mkdir()
    assert make().number == 1
    assert [path.name for path in folder.iterdir() if path.name.startswith(".draft")] == []


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_release(folder):
    make_claim(slug="one")
    outcomes: list[object] = []

    def run() -> None:
        from django.db import connection

        try:
            outcomes.append(make().number)
        except releasing.ReleaseError as error:
            outcomes.append(str(error))
        finally:
            connection.close()

    threads = [Thread(target=run) for _each in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(map(str, outcomes)) == ["1", "Nothing has changed since release 1; no other one was made."]


def test_the_newest_release_is_known_without_reading_the_folder_again(record, folder, monkeypatch):
    assert newest() is None
    made = make(doi="10.1234/x")
    found = newest()
    assert found == made
    assert (found.number, found.doi, found.sha256, found.url) == (
        1,
        "10.1234/x",
        made.sha256,
        f"{django_settings.SITE_URL}/data/releases/1/",
    )
    monkeypatch.setattr("talks.releases.folder.every", lambda: pytest.fail("the folder was read again"))
    assert newest() == made


# What changed


def test_a_release_says_what_was_added_changed_renamed_and_withdrawn(record, folder, client):
    make()
    came, second = Claim.objects.get(slug="came"), Article.objects.get(slug="second")
    came.statement = "says that they came late."
    came.save()
    curation.rename(Event.objects.get(slug="meeting"), "meeting-in-brest")
    curation.withdraw([Claim.objects.get(slug="secret")], "It names a place of refuge.")
    curation.take_back([Claim.objects.get(slug="again")], "To be checked.")
    make_claim(slug="new", article=second, event=Event.objects.get(slug="call"), paragraph=5)
    changes = json.loads((make().folder / "changes.json").read_text())
    assert changes["added"] == [{"kind": "claim", "slug": "new"}]
    assert changes["renamed"] == [{"kind": "event", "former": "meeting", "slug": "meeting-in-brest"}]
    assert changes["withdrawn"] == [{"kind": "claim", "slug": "secret", "reason": "It names a place of refuge."}]
    assert changes["removed"] == [{"kind": "claim", "slug": "again"}]
    fields = [{"field": "statement", "before": "says what came says.", "after": "says that they came late."}]
    assert changes["changed"] == [{"kind": "claim", "slug": "came", "fields": fields}]
    assert "It says something else now." in client.get("/r/1/claims/came/").content.decode()
    assert "It says something else now." not in client.get("/r/2/claims/came/").content.decode()
    page = client.get("/data/releases/2/since/1/")
    assert page.status_code == 200
    for words in ("says that they came late.", "meeting-in-brest", "It names a place of refuge.", "/r/1/claims/again/"):
        assert words in page.content.decode()
    assert client.get("/data/releases/1/since/2/")["Location"] == "/data/releases/2/since/1/"


# Serving


def test_files_are_served_as_they_are_with_hash_type_and_safe_headers(record, folder, client):
    made = make()
    for one in made.files:
        response = client.get(made.page + one.name)
        assert response.getvalue() == (made.folder / one.name).read_bytes(), one.name
        assert response["ETag"] == f'"{one.sha256}"'
        assert "immutable" in response["Cache-Control"]
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "html" not in response["Content-Type"]
        assert client.get(made.page + one.name, headers={"If-None-Match": response["ETag"]}).status_code == 304
        head = client.head(made.page + one.name)
        assert (head.status_code, head.getvalue(), head["Content-Length"]) == (200, b"", str(one.size))
    assert client.get(f"{made.page}statements.csv")["Content-Type"] == "text/csv; charset=utf-8"
    assert client.post(f"{made.page}statements.csv").status_code == 405


def test_a_long_file_is_streamed_and_its_place_given_back(record, folder, client, monkeypatch):
    monkeypatch.setattr("talks.views.releases.WHOLE", 100)
    made = make()
    for _each in range(6):
        response = client.get(f"{made.page}record.sqlite3")
        assert response.streaming
        assert response.getvalue() == (made.folder / "record.sqlite3").read_bytes()
        response.close()
        known = {"If-None-Match": response["ETag"]}
        assert client.get(f"{made.page}record.sqlite3", headers=known).status_code == 304
        head = client.head(f"{made.page}record.sqlite3")
        assert head.getvalue() == b""
        head.close()


@pytest.mark.parametrize(
    "path",
    [
        "/data/releases/1/../secret_key",
        "/data/releases/1/..%2f..%2fsecret",
        "/data/releases/1/%2e%2e%2fsecret",
        "/data/releases/1/secret",
        "/data/releases/1/.hidden",
        "/data/releases/1/redacted-1/record.json",
        "/data/releases/0/",
        "/data/releases/2/",
        f"/data/releases/{'9' * 400}/",
        "/data/releases/1/since/1/",
        "/data/releases/1/since/9/",
        "/r/1/claims/never-there/",
        "/r/1/claims/never-there.json",
        "/r/2/claims/came/",
        "/r/1/claims/meeting/",
        "/r/1/claims/%00/",
        "/r/1/claims/%ff%fe.json",
        "/r/1/claims/..%2f..%2fsecret/",
        "/r/1/claims/'%20OR%201=1--/",
        f"/r/1/events/{'🙂' * 200}/",
        f"/r/1/events/{'x' * 5000}.json",
        f"/r/{'1' * 5000}/events/meeting/",
        f"/data/releases/1/{'x' * 5000}",
        "/data/releases/1/%00",
        "/data/releases/1/redacted-1/%2e%2e",
    ],
)
def test_what_no_manifest_names_is_not_found(record, folder, client, path):
    made = make()
    (folder / "secret").write_text("hidden")
    (made.folder / "secret").write_text("hidden")
    (made.folder / ".hidden").write_text("hidden")
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "damage", ["no manifest", "no JSON", "wrong JSON", "no database", "no log", "bad name", "a file"]
)
def test_a_damaged_folder_is_not_found_and_never_an_error(record, folder, client, damage):
    made = make()
    manifest = made.folder / "manifest.json"
    if damage == "no manifest":
        manifest.unlink()
    elif damage == "no JSON":
        manifest.write_text("{")
    elif damage == "wrong JSON":
        manifest.write_text("[1]")
    elif damage == "no database":
        (made.folder / "record.sqlite3").write_bytes(b"no database" * 100)
    elif damage == "no log":
        (folder / "redactions.json").write_text("{")
    elif damage == "bad name":
        data = json.loads(manifest.read_text())
        data["files"][0]["name"] = "../secret"
        manifest.write_text(json.dumps(data))
    elif damage == "a file":
        (made.folder / "record.json").unlink()
    addresses = ["/data/releases/1/", "/data/releases/1/record.json", "/r/1/claims/came/", "/r/1/events/meeting.json"]
    codes = {address: client.get(address).status_code for address in addresses}
    assert set(codes.values()) <= {200, 404}, codes
    assert 404 in codes.values()
    assert client.get("/data/releases/").status_code == 200


@pytest.mark.parametrize("damage", ["{", "[]", "{}", None])
def test_a_damaged_edition_is_not_found_and_never_an_error(record, folder, client, damage):
    made = make()
    redact()
    manifest = made.folder / "redacted-1" / "manifest.json"
    if damage is None:
        shutil.rmtree(manifest.parent)
    else:
        manifest.write_text(damage)
    for address in (made.page, f"{made.page}redacted-1/record.json", "/r/1/events/meeting/"):
        assert client.get(address).status_code in {200, 404}, address
    assert client.get(f"{made.page}redacted-1/record.json").status_code == 404


def test_a_missing_folder_is_an_empty_list(db, folder, client):
    assert newest() is None
    assert "Nothing has been released yet." in client.get("/data/releases/").content.decode()


def test_addresses_of_an_old_release_answer_after_renaming_withdrawal_and_deletion(record, folder, client):
    make()
    came = Claim.objects.get(slug="came")
    make_correction(came, slug="later", field="Statement", before="old", after="new", reason="Read again.")
    curation.rename(came, "came-in-the-morning")
    page = client.get("/r/1/claims/came/").content.decode()
    assert "says what came says." in page
    assert "It was renamed since: came-in-the-morning." in page
    assert "It says something else now." not in page
    assert 'href="/claims/came-in-the-morning/"' in page
    assert "Read again." in page  # told since
    assert "It was misread." not in page  # told before, in the release already
    curation.withdraw([came], "It was said by somebody else.")
    page = client.get("/r/1/claims/came/").content.decode()
    assert "says what came says." in page
    assert "It was withdrawn since: It was said by somebody else." in page
    empty_the_record()
    for kind, slug in (("claim", "came"), ("event", "meeting"), ("report", "first-report")):
        response = client.get(f"/r/1/{kind}s/{slug}/")
        assert response.status_code == 200
        assert "The present record does not have it." in response.content.decode()
        found = client.get(f"/r/1/{kind}s/{slug}.json").json()
        assert (found["slug"], found["release"]["number"]) == (slug, 1)
    assert client.get("/r/1/reports/first/")["Location"] == "/r/1/reports/first-report/"
    assert {one["slug"] for one in client.get("/r/1/events/meeting.json").json()["claims"]} >= {"came", "not-came"}


def test_what_was_withdrawn_before_a_release_says_so_there(record, folder, client):
    make()
    response = client.get("/r/1/claims/withdrawn-one/")
    assert response.status_code == 410
    assert "It was misread." in response.content.decode()
    assert client.get("/r/1/claims/withdrawn-one.json").status_code == 404


def test_what_a_release_holds_is_text_and_never_markup(record, folder, client):
    make()
    page = client.get("/r/1/claims/hostile/").content.decode()
    assert "&lt;/script&gt;" in page
    assert '=cmd|"</script>' not in page


def test_documents_of_other_code_may_lack_any_field_or_have_another_type(record, folder, client):
    made = make()
    for fill in ({}, None):
        with closing(sqlite3.connect(made.folder / "record.sqlite3")) as database:
            for kind, slug, text in database.execute("SELECT kind, slug, json FROM documents").fetchall():
                old = {"slug": slug}
                if fill is None:
                    old |= dict.fromkeys(json.loads(text), 5) | {"claims": ["came", 7], "corrections": ["x", {}]}
                words = json.dumps(old)
                database.execute("UPDATE documents SET json = ? WHERE kind = ? AND slug = ?", [words, kind, slug])
            database.commit()
        for kind, slug in (("claim", "came"), ("event", "meeting"), ("report", "second")):
            for end in ("/", ".json"):
                assert client.get(f"/r/1/{kind}s/{slug}{end}").status_code == 200, (kind, end, fill)


def test_a_statement_quoted_in_the_report_s_words_stands_in_no_quotation_marks_under_its_speaker(
    record, folder, client
):
    Claim.objects.filter(slug="came").update(quote_mode="indirect")
    make()
    assert "<q" not in client.get("/r/1/claims/came/").content.decode()
    assert "<q" in client.get("/r/1/claims/not-came/").content.decode()


def test_pages_of_a_release_cost_a_constant_number_of_queries(record, folder, client, django_assert_max_num_queries):
    event, report = Event.objects.get(slug="meeting"), Article.objects.get(slug="second")
    for number in range(120):
        make_claim(slug=f"many-{number}", event=event, article=report)
    make()
    with django_assert_max_num_queries(8):
        first = client.get("/r/1/events/meeting/")
    assert first.content.decode().count('class="claim"') == 100
    assert client.get("/r/1/events/meeting/?page=2").content.decode().count('class="claim"') == 24
    assert client.get("/r/1/events/meeting/?page=99999999999999").status_code == 200


# Taking out


def redact(**options) -> redacting.Redacted:
    return releasing.redact("secret", "It names a place of refuge.", DAY, **options)


def test_a_redaction_takes_the_words_out_of_every_served_byte(record, folder, client):
    other = Claim.objects.get(slug="again")
    told = f"Envoy {SECRET}."
    make_correction(other, slug="of-another", field="Repeats", before=told, after="", reason="Another utterance.")
    first = make()
    claim = Claim.objects.get(slug="secret")
    claim.statement = f"{SECRET} for a night."
    claim.save()
    second = make()
    curation.rename(claim, "secret-of-the-envoy")
    before = {one.number: content(one.folder) for one in (first, second)}
    holding = {
        number: {name for name, held in files.items() if SECRET.encode() in held or SECRET_QUOTE.encode() in held}
        for number, files in before.items()
    }
    assert {"record.json", "fixture.json", "statements.csv", "record.sqlite3", "corrections.csv"} <= holding[1]
    assert {"changes.json", "CHANGES.md"} <= holding[2]
    call_command("redact", "secret-of-the-envoy", "--reason", "It names a place of refuge.", verbosity=0)
    for release in (first, second):
        for address, _status, held in served(client, release):
            assert SECRET.encode() not in held, address
            assert SECRET_QUOTE.encode() not in held, address
        for name, held in content(folder).items():
            assert SECRET.encode() not in held, name
            assert SECRET_QUOTE.encode() not in held, name
        for name in before[release.number]:
            response = client.get(release.page + name)
            if name in holding[release.number]:
                assert response.status_code == 410, name
                assert "It names a place of refuge." in response.content.decode()
                assert hashlib.sha256(before[release.number][name]).hexdigest() in response.content.decode()
                assert not (release.folder / name).exists()
                assert client.get(f"{release.page}redacted-1/{name}").status_code == 200
            elif response.status_code == 200:
                assert (release.folder / name).read_bytes() == before[release.number][name], name
        assert client.get(f"/r/{release.number}/claims/secret/").status_code == 410
        assert "It names a place of refuge." in client.get(f"/r/{release.number}/claims/secret/").content.decode()
        assert client.get(f"/r/{release.number}/claims/secret.json").status_code == 410
        assert client.get(f"/r/{release.number}/events/meeting/").status_code == 200
        assert client.get(f"/r/{release.number}/claims/came/").status_code == 200
    assert client.get("/claims/secret-of-the-envoy/").status_code == 410
    for address in ("/claims/again/", "/corrections/", "/timeline.csv"):
        assert SECRET not in client.get(address).getvalue().decode(), address
    assert client.get("/", {"q": "envoy slept"}).context["timeline"].counts.events == 0
    (entry,) = json.loads((folder / "redactions.json").read_text())
    assert (entry["day"], entry["reason"]) == (datetime.now(UTC).date().isoformat(), "It names a place of refuge.")
    files = {one["number"]: one["files"] for one in entry["releases"]}
    assert files[1]["record.json"]["sha256"] == hashlib.sha256(before[1]["record.json"]).hexdigest()


def test_a_redacted_edition_is_whole_and_loads(record, folder, settings, tmp_path, client):
    made = make()
    redact()
    edition = made.folder / "redacted-1"
    manifest = json.loads((edition / "manifest.json").read_text())
    order = [one.name for one in made.files]
    assert [one["name"] for one in manifest["files"]] == sorted(
        (one["name"] for one in manifest["files"]), key=order.index
    )
    for one in manifest["files"]:
        held = (edition / one["name"]).read_bytes()
        assert (one["size"], one["sha256"]) == (len(held), hashlib.sha256(held).hexdigest())
    with closing(sqlite3.connect(edition / "record.sqlite3")) as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    empty_the_record()
    call_command("loaddata", str(edition / "fixture.json"), verbosity=0)
    assert client.get("/claims/secret/").status_code == 410
    settings.RELEASES = tmp_path / "elsewhere"
    again = make()
    shown = [row["claim"] for row in table(again.folder, "statements")]
    assert shown == [row["claim"] for row in table(edition, "statements")]


def test_the_only_statement_of_an_event_can_be_taken_out_and_the_edition_still_loads(record, folder, client):
    make_claim(slug="alone", event=make_event(slug="lonely"), article=Article.objects.get(slug="second"), paragraph=9)
    make_participation(Event.objects.get(slug="lonely"), make_actor("russia"))
    made = make()
    releasing.redact("alone", "It must go.", DAY)
    empty_the_record()
    call_command("loaddata", str(made.folder / "redacted-1" / "fixture.json"), verbosity=0)
    assert client.get("/events/lonely/").status_code == 410


def test_an_example_in_the_codebook_is_taken_out_with_its_statement(record, folder, client, monkeypatch):
    example = f"# Codebook\n\nExample: the \\*envoy\\* <{django_settings.SITE_URL}/claims/secret/>\n\nAnother.\n"
    monkeypatch.setattr("talks.releasing.making.codebook", lambda: example)
    made = make()
    redact()
    assert client.get(f"{made.page}codebook.md").status_code == 410
    assert client.get(f"{made.page}redacted-1/codebook.md").getvalue().decode() == "# Codebook\n\n\nAnother.\n"
    assert client.get(f"{made.page}README.md").status_code == 200


def test_a_statement_that_others_repeat_can_be_taken_out(record, folder, client):
    made = make()
    releasing.redact("came", "It must go.", DAY)
    assert client.get("/r/1/claims/again.json").json()["repeats"] is None
    rows = {row["claim"]: row["repeats"] for row in table(made.folder / "redacted-1", "statements")}
    assert rows["again"] == ""
    assert "came" not in rows


def test_two_redactions_leave_the_last_edition_only(record, folder, client):
    made = make()
    redact()
    releasing.redact("came", "It must go too.", DAY)
    assert not (made.folder / "redacted-1" / "record.json").exists()
    assert client.get(f"{made.page}redacted-1/record.json").status_code == 410
    assert client.get(f"{made.page}redacted-2/record.json").status_code == 200
    assert client.get("/r/1/claims/secret/").status_code == client.get("/r/1/claims/came/").status_code == 410
    for _address, _status, held in served(client, made):
        assert SECRET.encode() not in held
        assert b"says what came says" not in held


@pytest.mark.parametrize("crash", ["put", "log", "delete_taken"])
def test_a_redaction_that_crashed_is_repaired_by_running_it_again(record, folder, client, monkeypatch, crash):
    made = make()

    def fail(*_arguments):
        raise RuntimeError("crashed")

    with monkeypatch.context() as patched:
        patched.setattr(redacting, crash, fail)
        with pytest.raises(RuntimeError):
            redact()
    redact()
    for name, held in content(folder).items():
        assert SECRET.encode() not in held, name
    assert [path.name for path in made.folder.glob("redacted-*")] == ["redacted-1"]
    assert len(json.loads((folder / "redactions.json").read_text())) == 1
    assert redact() == redacting.Redacted(withdrawn=False)  # a third time nothing is left to do


def test_a_statement_that_no_release_holds_is_withdrawn_and_an_unknown_one_refused(record, folder):
    redact()
    assert Claim.objects.get(slug="secret").status == "withdrawn"
    with pytest.raises(CommandError, match="no statement"):
        call_command("redact", "never-there", "--reason", "x")
    make_claim(slug="a-draft", status="draft")
    with pytest.raises(CommandError, match="no statement"):
        call_command("redact", "a-draft", "--reason", "x")
    with pytest.raises(CommandError, match="Give the reason"):
        call_command("redact", "came", "--reason", " ")


def test_a_statement_that_was_deleted_from_the_record_can_still_be_taken_out_of_releases(record, folder, client):
    make()
    Claim.objects.get(slug="secret").delete()
    redact()
    assert client.get("/r/1/claims/secret/").status_code == 410


# Depositing


def test_a_deposit_has_the_files_and_their_description(record, folder, tmp_path):
    made = make(doi="10.5281/zenodo.7")
    call_command("deposit", "1", str(tmp_path / "deposit"), verbosity=0)
    there = content(tmp_path / "deposit" / "files")
    assert there == content(made.folder)
    sums = (tmp_path / "deposit" / "SHA256SUMS").read_text().splitlines()
    assert sorted(sums) == sorted(f"{hashlib.sha256(held).hexdigest()}  files/{name}" for name, held in there.items())
    zenodo = json.loads((tmp_path / "deposit" / "metadata.json").read_text())["metadata"]
    assert (zenodo["version"], zenodo["doi"], zenodo["upload_type"]) == ("1", "10.5281/zenodo.7", "dataset")
    assert made.sha256 in zenodo["description"]
    datacite = json.loads((tmp_path / "deposit" / "datacite.json").read_text())
    assert (datacite["doi"], datacite["publicationYear"]) == ("10.5281/zenodo.7", 2026)
    with pytest.raises(CommandError, match="exists already"):
        call_command("deposit", "1", str(tmp_path / "deposit"))
    with pytest.raises(CommandError, match="no release 5"):
        call_command("deposit", "5", str(tmp_path / "other"))


def test_a_deposit_of_a_redacted_release_has_its_last_edition(record, folder, tmp_path):
    make()
    redact()
    call_command("deposit", "1", str(tmp_path / "deposit"), verbosity=0)
    for name, held in content(tmp_path / "deposit").items():
        assert SECRET.encode() not in held, name


def test_the_addresses_of_releases_are_those_of_the_design(record, folder):
    made = find(make().number)
    assert reverse("release", args=[1]) == made.page == "/data/releases/1/"
    assert reverse("released_claim", args=[1, "came"]) == "/r/1/claims/came/"


# Backup


@pytest.fixture
def beside(folder, tmp_path) -> Path:
    """The path of a backup, in a folder of its own."""
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups" / "night.backup"


def test_releases_are_copied_beside_a_backup_once_and_put_back_where_they_are_missing(record, folder, beside):
    assert (backup.releases.write(beside), list(beside.parent.iterdir())) == (0, [])
    made = make()
    before = content(made.folder)
    assert backup.releases.write(beside) == backup.releases.write(beside) == 1
    assert content(beside.parent / "releases" / "1") == before
    shutil.rmtree(folder)
    assert backup.releases.restore(beside) == 1
    assert content(made.folder) == before
    assert newest() == made


def test_a_backup_after_a_redaction_has_none_of_the_words_and_an_older_one_brings_none_back(record, folder, beside):
    made = make()
    backup.releases.write(beside)
    old = beside.parent.with_name("older")
    shutil.copytree(beside.parent, old)
    redact()
    backup.releases.write(beside)
    for name, held in content(beside.parent).items():
        assert SECRET.encode() not in held, name
    before = content(folder)
    for source in (beside, old / "night.backup"):
        backup.releases.restore(source)
        assert content(folder) == before
    shutil.rmtree(folder)
    backup.releases.restore(beside)
    assert {name: held for name, held in before.items() if name != ".lock"} == content(folder)
    assert made.taken("record.json")


def test_a_damaged_copy_of_a_release_is_not_put_back(record, folder, beside):
    make()
    backup.releases.write(beside)
    (beside.parent / "releases" / "1" / "statements.csv").write_text("changed")
    shutil.rmtree(folder)
    with pytest.raises(backup.BackupError, match=r"statements\.csv is not what its manifest says"):
        backup.releases.restore(beside)
    assert every() == []
