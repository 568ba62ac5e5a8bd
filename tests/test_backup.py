"""Backup and restore, by the commands and in processes of their own, on the database that the tests run on."""

import contextlib
import io
import json
import os
import re
import shutil
import sqlite3
import stat
import tarfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest
from django.db import connection

from talks.backup import BackupError, Manifest
from talks.backup.files import beside, put
from tests.saved_reports import FIXTURE
from tests.sites import Site, a_site

IS_SQLITE = connection.vendor == "sqlite"
on_sqlite = pytest.mark.skipif(not IS_SQLITE, reason="a rule of the copy that is an SQLite file")
on_postgres = pytest.mark.skipif(IS_SQLITE, reason="a rule of PostgreSQL's programs")
FORMER, LATER = "A former title", "A later title"


@pytest.fixture(scope="module")
def site(tmp_path_factory, tables, django_db_blocker) -> Iterator[Site]:
    """A site whose events all have the later title, and the backup ``former`` in its folder, where all have the former."""
    with django_db_blocker.unblock(), a_site(tmp_path_factory.mktemp("site"), tables) as site:
        site.run(f"""
call_command("loaddata", "ukraine_2022", verbosity=0)
Event.objects.update(title="{FORMER}")
from django.contrib.sessions.models import Session
Session.objects.create(session_key="somebody", session_data="x", expire_date="2100-01-01T00:00Z")
backup.write(Path({str(site.folder / "former")!r}))
Event.objects.update(title="{LATER}")
backup.write(Path({str(site.folder / "later")!r}))
""")
        yield site


def titles(site: Site) -> set[str]:
    return {title for (title,) in site.rows("SELECT DISTINCT title FROM talks_event")}


def version(site: Site) -> int:
    return site.rows("SELECT number FROM talks_version")[0][0]


def refusal(site: Site, *command: object) -> str:
    """What a command that must fail says; one line, without a traceback."""
    done = site.manage(*command)
    assert done.returncode == 1, done.stdout
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr


# Files and manifests, without a process


def test_a_file_appears_whole_and_private_and_is_never_overwritten_by_accident(tmp_path):
    path = tmp_path / "file"
    with beside(path) as draft:
        draft.write_text("first")
        assert not path.exists()
        put(draft, path, overwrite=False)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with beside(path) as draft:
        draft.write_text("second")
        with pytest.raises(BackupError, match="was made by another process"):
            put(draft, path, overwrite=False)
        assert path.read_text() == "first"
        put(draft, path, overwrite=True)
    assert path.read_text() == "second"
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


MADE = Manifest(1, "sqlite", "2026-01-01T00:00:00Z", ["talks.0001_initial"], {"talks_event": [2, "a"]})


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({"talks_event": [1, "b"]}, "talks_event has 1 rows, and should have 2"),
        ({"talks_event": [2, "b"]}, "the rows of talks_event are not those that were written"),
        ({}, "talks_event has 0 rows"),
        ({"talks_event": [2, "a"], "more": [1, ""]}, "more has 1 rows, and should have 0"),
    ],
)
def test_what_differs_from_the_manifest_is_named(found, words):
    with pytest.raises(BackupError, match=words):
        MADE.check_tables(found)
    MADE.check_tables({"talks_event": [2, "a"]})


def test_a_manifest_that_this_release_cannot_know_is_refused_in_words():
    assert Manifest.read(MADE.written()) == MADE
    with pytest.raises(BackupError, match="format 2, and this release reads format 1 only"):
        Manifest.read(replace(MADE, format=2).written())
    for text in ("", "[]", "{", '{"format": 1}', '{"format": 1, "other": 2}'):
        with pytest.raises(BackupError, match="damaged"):
            Manifest.read(text)
    with pytest.raises(BackupError, match=r"later release: this one does not know its migration talks\.9999_later"):
        replace(MADE, migrations=["talks.9999_later"]).check_migrations()
    MADE.check_migrations()


# The commands


@pytest.mark.slow
def test_what_is_restored_is_what_was_written_and_what_was_there_is_stored_first(site):
    site.run("Event.objects.update(title='Not in any backup')")
    before, present = site.state(), version(site)
    done = site.manage("restore", site.folder / "former")
    assert done.returncode == 0, done.stderr
    rows = Counter(one["model"] for one in json.loads(FIXTURE.read_text(encoding="utf-8")))
    counted = [f"{rows['talks.event']} events", f"{rows['talks.claim']} statements", f"{rows['talks.article']} reports"]
    assert re.search(rf"Restored: {counted[0]}, {counted[1]} and {counted[2]}, in all [\d,]+ rows", done.stdout)
    assert titles(site) == {FORMER}
    assert version(site) > present, "a number that nobody has seen, and that does not go back"
    assert site.rows("SELECT * FROM django_session") == [], "a session that was ended since must not begin again"
    stored = Path(re.search(r"What was there before is in (.*)\.\n", done.stdout)[1])
    assert site.manage("restore", stored, "--discard").returncode == 0
    stored.unlink()
    assert site.state() == before


@pytest.mark.slow
def test_a_backup_is_private_and_overwritten_only_when_forced(site):
    path = site.folder / "some"
    assert site.manage("backup", path).returncode == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    written = path.stat()
    assert "exists already; name another file, or use --force" in refusal(site, "backup", path)
    assert path.stat() == written
    assert site.manage("backup", path, "--force").returncode == 0
    assert path.stat().st_ino != written.st_ino
    assert "is a folder" in refusal(site, "backup", site.folder)
    assert "could not be written: No such file" in refusal(site, "backup", site.folder / "none" / "file")
    assert not list(site.folder.glob(".*.part*"))


@pytest.mark.slow
def test_a_backup_while_others_write_is_of_one_moment(site):
    """A writer gives all events one title after the other in one transaction; a backup has one title."""
    writer = site.start(
        "-c",
        "import time; from tests.sites import SETUP; exec(SETUP)\nprint('go', flush=True)\nnumber = 0\n"
        "while True:\n number += 1\n with transaction.atomic():\n"
        "  for one in Event.objects.all(): Event.objects.filter(pk=one.pk).update(title=f'Title {number}'); time.sleep(0.002)",
    )
    try:
        assert writer.stdout.readline() == "go\n"
        for number in range(2):
            done = site.manage("backup", site.folder / f"moment{number}")
            assert done.returncode == 0, done.stderr
    finally:
        writer.kill()
        writer.communicate()
    for number in range(2):
        done = site.manage("restore", site.folder / f"moment{number}", "--discard")
        assert done.returncode == 0, done.stderr
        assert len(titles(site)) == 1


@pytest.mark.slow
def test_files_that_are_no_good_backup_are_refused_in_words_and_change_nothing(site):
    before, good, bad = site.state(), (site.folder / "former").read_bytes(), site.folder / "bad"
    assert "is no backup" in refusal(site, "restore", __file__)
    middle = good.index(FORMER.encode()) if IS_SQLITE else len(good) // 2
    cases = {
        "cannot be read: No such file": None,
        "no backup": b"",
        "damaged": good[: len(good) // 2],
        "is damaged": good[:middle] + bytes([good[middle] ^ 1]) + good[middle + 1 :],
        "docs/scaling.md": b"manifest.json\0\0\0\0" if IS_SQLITE else b"SQLite format 3\0",
    }
    tables = manifest_of(site.folder / "former")["tables"]
    tables["talks_event"][0] += 1
    changed = {
        "later release: this one does not know its migration talks.9999_later": {"migrations": ["talks.9999_later"]},
        "talks_event": {"tables": tables},
        "reads format 1 only": {"format": 2},
    }
    paths = {}
    for number, (words, content) in enumerate((cases | changed).items()):
        path = paths[words] = bad.with_name(f"bad{number}")
        if isinstance(content, dict):
            rewrite(site.folder / "former", path, content)
        elif content is not None:
            path.write_bytes(content)
    said = site.run(f"""
def refused(path):
    try: backup.restore(Path(path), lambda: print("KEPT"))
    except backup.BackupError as error: return str(error)
print(json.dumps([refused(path) for path in {[str(path) for path in paths.values()]!r}]))
""")
    for words, refused in zip(paths, json.loads(said.splitlines()[-1]), strict=True):
        assert words in (refused or "")
    assert IS_SQLITE is ("KEPT" not in said), "PostgreSQL compares the rows inside the transaction that replaces them"
    assert site.state() == before


def manifest_of(path: Path) -> dict:
    if IS_SQLITE:
        with contextlib.closing(sqlite3.connect(path)) as database:
            return json.loads(database.execute("SELECT manifest FROM talks_backup").fetchone()[0])
    with tarfile.open(path) as tar:
        return json.load(tar.extractfile("manifest.json"))


def rewrite(path: Path, to: Path, changes: dict) -> None:
    """Copy a backup, with other words in its manifest."""
    text = json.dumps(manifest_of(path) | changes)
    if IS_SQLITE:
        shutil.copy(path, to)
        with contextlib.closing(sqlite3.connect(to, isolation_level=None)) as database:
            database.execute("UPDATE talks_backup SET manifest = ?", [text])
        return
    with tarfile.open(path) as tar, tarfile.open(to, "w") as made:
        head = tarfile.TarInfo("manifest.json")
        head.size = len(text)
        made.addfile(head, io.BytesIO(text.encode()))
        made.addfile(tar.getmember("database.dump"), tar.extractfile("database.dump"))


@on_sqlite
@pytest.mark.slow
def test_a_copy_that_another_program_made_has_no_manifest_and_is_refused(site):
    plain = site.folder / "plain"
    shutil.copy(site.folder / "former", plain)
    with contextlib.closing(sqlite3.connect(plain, isolation_level=None)) as database:
        database.execute("DROP TABLE talks_backup")
    assert "an SQLite file without a manifest" in refusal(site, "restore", plain)


@pytest.mark.slow
def test_a_backup_of_a_former_release_is_brought_up_to_date(site, tables, tmp_path):
    """Into an empty database, as on a new machine."""
    with a_site(tmp_path, tables) as other:
        other.run(f"""
call_command("loaddata", "ukraine_2022", verbosity=0)
call_command("migrate", "talks", "0008", verbosity=0)
backup.write(Path({str(tmp_path / "old")!r}))
""")
    (tmp_path / "talks.sqlite3").unlink(missing_ok=True)
    with a_site(tmp_path) as empty:
        done = empty.manage("restore", tmp_path / "old")
        assert done.returncode == 0, done.stderr
        assert empty.manage("migrate", "--check").returncode == 0
        events = sum(one["model"] == "talks.event" for one in json.loads(FIXTURE.read_text(encoding="utf-8")))
        assert empty.rows("SELECT count(*) FROM talks_event") == [(events,)]
        made = empty.run("one = Event.objects.first()\none.pk, one.slug = None, 'one-more'\none.save()\nprint(one.pk)")
        assert int(made) > events


@on_postgres
@pytest.mark.slow
def test_a_missing_program_is_named_and_the_password_is_in_no_command_line(site, tmp_path):
    done = site.manage("backup", tmp_path / "file", PATH="/nowhere")
    assert "pg_dump was not found; it comes with PostgreSQL" in done.stderr
    words, programs = tmp_path / "words", tmp_path / "bin"
    programs.mkdir()
    for name in ("pg_dump", "pg_restore", "psql"):
        fake = programs / name
        fake.write_text(f'#!/bin/sh\necho "$0 $*" >>{words}\nexec {shutil.which(name)} "$@"\n')
        fake.chmod(0o755)
    path = f"{programs}:{os.environ['PATH']}"
    assert site.manage("backup", tmp_path / "file", PATH=path).returncode == 0
    assert site.manage("restore", tmp_path / "file", "--discard", PATH=path).returncode == 0
    said = words.read_text()
    assert all(name in said for name in ("pg_dump", "pg_restore", "psql"))
    assert connection.settings_dict["PASSWORD"] not in said
    assert not list(tmp_path.glob("**/*.part*"))


# Killed in the middle, and under a server


@pytest.mark.slow
def test_a_restore_that_is_killed_leaves_the_former_content_or_the_restored(site):
    states = {}
    for name in ("former", "later"):
        begun = time.monotonic()
        assert site.manage("restore", site.folder / name, "--discard").returncode == 0
        lasts = time.monotonic() - begun
        states[name] = site.state()
    for attempt, moment in enumerate((0.5, 0.6, 0.7, 0.8, 0.9)):
        name = ("former", "later")[attempt % 2]
        process = site.start("manage.py", "restore", str(site.folder / name), "--discard")
        time.sleep(lasts * moment)
        process.kill()
        process.communicate()
        assert site.state() in states.values(), "neither the one nor the other"
    if IS_SQLITE:
        with contextlib.closing(sqlite3.connect(site.database)) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.slow
def test_a_backup_that_is_killed_leaves_the_former_file(site):
    path = site.folder / "nightly"
    assert site.manage("backup", path).returncode == 0
    written = path.read_bytes()
    for wait in (0.5, 0.9, 1.2):
        process = site.start("manage.py", "backup", str(path), "--force")
        time.sleep(wait)
        process.kill()
        process.communicate()
        if path.read_bytes() != written:
            assert site.manage("restore", path, "--discard").returncode == 0, "it ended before it was killed"


@pytest.mark.slow
def test_under_a_running_server_every_answer_is_of_the_former_or_of_the_restored_content(site):
    assert site.manage("restore", site.folder / "later", "--discard").returncode == 0
    seen, ended = [], threading.Event()

    def read(mine: list) -> None:
        while not ended.is_set():
            status, body = server.get("/timeline.json")
            assert status == 200, body
            answer = json.loads(body)
            mine.append((answer["version"], frozenset(event["title"] for event in answer["events"])))
            time.sleep(0.01)  # leaves the restore some of the machine

    with site.serving(WEB_CONCURRENCY="2") as server:
        seen = [[] for _reader in range(4)]
        readers = [threading.Thread(target=read, args=[mine]) for mine in seen]
        for one in readers:
            one.start()
        for name in ("former", "later", "former"):
            done = site.manage("restore", site.folder / name, "--discard")
            assert done.returncode == 0, done.stderr
            time.sleep(0.5)
        ended.set()
        for one in readers:
            one.join(30)
        assert server.process.poll() is None
    for mine in seen:
        steps = [step for step, _same in groupby(mine)]
        assert [titles for _version, titles in steps] == [
            frozenset([title]) for title in (LATER, FORMER, LATER, FORMER)
        ], "no answer mixes two, and none goes back"
        versions = [version for version, _titles in steps]
        assert versions == sorted(set(versions))


@pytest.mark.slow
def test_the_commands_copy_releases_beside_a_backup_and_put_missing_ones_back(site):
    published, file = site.folder / "published", site.folder / "with-releases" / "night.backup"
    file.parent.mkdir()
    assert site.manage("make_release").returncode == 0
    before = {path.name: path.read_bytes() for path in (published / "1").iterdir()}
    done = site.manage("backup", file)
    assert (done.returncode, "Releases in the folder releases beside it: 1." in done.stdout) == (0, True), done.stderr
    shutil.rmtree(published)
    done = site.manage("restore", file, "--discard")
    assert (done.returncode, "Releases: 1." in done.stdout) == (0, True), done.stderr
    assert {path.name: path.read_bytes() for path in (published / "1").iterdir()} == before
