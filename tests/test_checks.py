"""The seventy checks: docs/checks.md names what proves each of them, and those that no other test proves are here."""

import ast
import contextlib
import csv
import io
import json
import os
import re
import shutil
import signal
import subprocess
import threading
import time
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from talks.curation import withdraw
from talks.exports import DESCRIPTIONS, FORMATS, RECORD_FORMATS
from talks.exports.records import moment
from talks.models import Actor, Article, Claim, Event, Outlet
from talks.rendering.answers import ANSWERS
from talks.rendering.events import EVENTS
from talks.timeline import Filters
from talks.vocabulary import Status
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_event,
    make_outlet,
    make_process,
)
from tests.fixture_files import claim as claim_item
from tests.fixture_files import everything, fields, item, small_record, write
from tests.sites import Server, Site, a_site
from tests.test_admin import address, admin_addresses
from tests.test_architecture import every_address
from tests.test_house import run_python
from tests.test_states import groups, signed_in  # noqa: F401

ROOT = Path(settings.BASE_DIR)
PAGE = ROOT / "docs/checks.md"
IDS = [
    f"{room}{n}" for room, last in zip("LFBADPS", (8, 10, 14, 10, 10, 10, 8), strict=True) for n in range(1, last + 1)
]


# The page


def entries() -> dict[str, str]:
    """Each check of the page with its text, which ends where the next begins."""
    parts = re.split(r"^- \*\*([A-Z]\d+)\*\*", PAGE.read_text(encoding="utf-8"), flags=re.M)
    texts = [re.split(r"^#", text, flags=re.M)[0] for text in parts[2::2]]
    return dict(zip(parts[1::2], texts, strict=True))


def test_the_page_has_all_seventy_checks_in_order():
    assert len(IDS) == 70
    assert list(entries()) == IDS


def test_every_test_that_the_page_names_exists():
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE.read_text(encoding="utf-8"))
    there = {
        path: {node.name for node in ast.parse((ROOT / path).read_text()).body if isinstance(node, ast.FunctionDef)}
        for path in {path for path, _name in named}
    }
    assert [f"{path}::{name}" for path, name in named if name not in there[path]] == []


@pytest.mark.parametrize("check", IDS)
def test_a_check_names_its_tests_or_says_what_was_done_by_hand_and_when(check: str):
    text = entries()[check]
    by_hand = re.findall(r"By hand, \d{1,2} [A-Z][a-z]+ \d{4}: `[^`]+`", text)
    assert re.findall(r"`tests/[\w/]+\.py::test_\w+`", text) or by_hand
    assert text.count("By hand") == len(by_hand), "with a day and a command"


# Load


@pytest.fixture(scope="module")
def site(tmp_path_factory, django_db_setup, django_db_blocker) -> Iterator[Site]:
    """An installation of its own, with a small record."""
    with django_db_blocker.unblock(), a_site(tmp_path_factory.mktemp("site")) as made:
        loaded = write(made.folder / "first.json", many_records("wren"))
        made.run(f'call_command("migrate", verbosity=0)\ncall_command("loaddata", {str(loaded)!r}, verbosity=0)')
        yield made


def many_records(word: str) -> list[dict]:
    """A record that has this word in a hundred statements, in their event and in their report: each is read by itself."""
    said = {"statement": f"says that the {word} sings.", "quote": word}
    items = small_record() + [claim_item(f"bird-{number}", **said) for number in range(100)]
    fields(items, "istanbul-talks")["title"] = f"Delegations hear a {word}"
    fields(items, "report-one")["headline"] = f"A {word} was heard"
    return items


def reading(server: Server, ask: Callable[[Server], None], number: int) -> contextlib.AbstractContextManager[None]:
    """While the block runs, that many readers ask one thing after the other; what one of them raises is raised."""

    @contextlib.contextmanager
    def running() -> Iterator[None]:
        ended, failed = threading.Event(), []

        def read() -> None:
            while not ended.is_set() and not failed:
                try:
                    ask(server)
                except Exception as error:
                    failed.append(error)

        readers = [threading.Thread(target=read) for _reader in range(number)]
        for one in readers:
            one.start()
        try:
            yield
        finally:
            ended.set()
            for one in readers:
                one.join(60)
        if failed:
            raise failed[0]

    return running()


@pytest.mark.slow
def test_while_records_are_loaded_each_answer_is_wholly_old_or_wholly_new(site: Site):
    files = [str(write(site.folder / f"{word}.json", many_records(word))) for word in ("robin", "wren")]
    asked = ["/timeline.json", "/timeline.csv", "/events/istanbul-talks/", "/reports/report-one/", "/claims/"]
    seen = Counter()

    def ask(server: Server) -> None:
        for where in asked:
            status, body = server.get(where)
            assert status == 200, (where, body)
            words = {word for word in (b"wren", b"robin") if word in body}
            assert len(words) == 1, (where, words)
            seen[where, *words] += 1

    loads = (
        f"import time\nfor path in {files!r} * 3:\n    call_command('loaddata', path, verbosity=0)\n    time.sleep(0.5)"
    )
    with site.serving() as server, reading(server, ask, 4):
        site.run(loads)
    assert {word for _where, word in seen} == {b"wren", b"robin"}, "readers met both"


@pytest.mark.slow
def test_sixty_four_connections_are_served_or_refused_and_the_server_recovers(site: Site):
    found = Counter()

    def ask(server: Server) -> None:
        status, _body = server.get(f"/?q=word{time.monotonic_ns()}", wait=60)  # never asked before
        found[status] += 1

    with site.serving() as server:
        with reading(server, ask, 64):
            time.sleep(3)
        begun = time.monotonic()
        assert server.status("/", wait=10) == 200
        assert time.monotonic() - begun < 10
        assert server.process.poll() is None
        assert "Traceback" not in server.log.read_text()
    assert set(found) <= {200, 503}
    assert found[200] > 64


@pytest.mark.slow
def test_a_worker_that_is_killed_is_replaced_and_the_others_answer(site: Site):
    found = Counter()

    def ask(server: Server) -> None:
        found[server.status("/timeline.json")] += 1

    def workers(server: Server) -> set[int]:
        pid = server.process.pid
        return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))

    with site.serving(WEB_CONCURRENCY="2") as server:
        while len(before := workers(server)) < 2:
            time.sleep(0.05)
        with reading(server, ask, 4):
            while found[200] < 20:
                time.sleep(0.05)
            site.run("Event.objects.filter(slug='istanbul-talks').update(title='Edited before the kill')")
            os.kill(min(before), signal.SIGKILL)
            reached, deadline = found[200], time.monotonic() + 20
            while len(workers(server) - {min(before)}) < 2 or found[200] < reached + 20:
                assert time.monotonic() < deadline, (found, server.log.read_text())
                time.sleep(0.1)
        assert found[0] <= 4, "only the requests that it had at work are lost"
        assert set(found) <= {0, 200}
        assert len(workers(server) & before) == 1
        assert b"Edited before the kill" in server.get("/timeline.json")[1]


@pytest.mark.slow
def test_a_load_that_is_killed_leaves_nothing_or_all_of_it_and_the_next_succeeds(site: Site):
    """Into an empty database, on either kind; tests/test_loading.py kills one over a record, on SQLite."""
    count = "\nfrom talks.models import Claim\nprint(Event.objects.count(), Claim.objects.count())"
    path = write(site.folder / "killed.json", many_records("wren"))
    begun = time.monotonic()
    site.run('call_command("flush", interactive=False, verbosity=0)')
    start = time.monotonic() - begun
    for wait in (0.0, 0.3):
        load = site.start("manage.py", "loaddata", str(path))
        time.sleep(start + wait)
        load.kill()
        load.communicate()
        assert site.run(count) in ("0 0", "2 102")
    assert site.run(f"call_command('loaddata', {str(path)!r}, verbosity=0){count}") == "2 102"


def grow(start: int, stop: int) -> None:
    """Publish events with a statement each, all of one month and one report."""
    process, article, speaker = make_process(), Article.objects.first() or make_article(), make_actor("speaker")
    made = Event.objects.bulk_create(
        Event(slug=f"e-{n:04}", process=process, title=f"Event {n}", kind="visit", date="2022-03", date_basis="stated")
        for n in range(start, stop)
    )
    Event.objects.update(status=Status.PUBLISHED)
    said = {"paragraph": 1, "attribution": "named", "speaker": speaker, "kind": "account", "quote_mode": "indirect"}
    text = {"statement": "says so.", "quote": "so", "unchecked_reason": "no text is stored", "status": "published"}
    Claim.objects.bulk_create(Claim(slug=f"c-{one.slug}", event=one, article=article, **said, **text) for one in made)


def queries(client: Client, where: str) -> int:
    client.get(where).getvalue()  # so that what is cached for a version of the record is there
    ANSWERS.clear()
    EVENTS.clear()
    with CaptureQueriesContext(connection) as captured:
        response = client.get(where)
        assert response.status_code == 200, where
        response.getvalue()
    return len(captured)


def each_kind() -> list[str]:
    """Every page and file once, without the many ways to ask for the timeline."""
    return [where for where in every_address() if not where.startswith(("/?", "/embed/?"))]


@pytest.mark.slow
def test_pages_and_files_take_as_many_queries_at_a_thousand_events_as_at_ten(client: Client, db):
    make_claim(slug="seen", event=make_event(slug="seen"), article=make_article(slug="seen"))
    grow(0, 10)
    asked = [where for where in each_kind() if "?" not in where and client.get(where).status_code == 200]
    asked += ["/", "/?view=table", "/?order=-said&q=says", "/people/speaker/"]
    assert len(asked) > 20
    ten = {where: queries(client, where) for where in asked}
    grow(10, 1000)
    thousand = {where: queries(client, where) for where in asked}
    more = {where: thousand[where] - ten[where] for where in asked}
    # As docs/limits.md says, files take a constant number for each 250 events: some have 500 of them, others all 1,001.
    batch = 8
    assert more.pop("/timeline.json") == batch
    of_files = {where: more.pop(where) for where in list(more) if where.startswith("/timeline.")}
    assert {where: number for where, number in of_files.items() if number > 4 * batch + 3} == {}
    # A list that has a second page counts it and tells of its neighbours.
    assert {where: number for where, number in more.items() if number > 2} == {}


def test_five_hundred_requests_for_what_a_reader_has_are_304_and_cost_a_fraction(client: Client, db):
    grow(0, 30)
    tag = client.get("/")["ETag"]

    def spent(times: int, **headers: str) -> float:
        begun = time.process_time()
        answers = {client.get("/", headers=headers).status_code for _time in range(times) if not ANSWERS.clear()}
        assert answers == ({304} if headers else {200})
        return (time.process_time() - begun) / times

    assert spent(500, **{"if-none-match": tag}) < spent(20) / 2


# Bad input


def test_no_parameter_makes_a_page_longer_and_the_page_leads_to_the_next(client: Client, db):
    grow(0, 120)
    asked = "limit=1000000&page_size=1000000&per_page=1000000&offset=0&rows=1000000&count=1000000"
    for where, kind, most in (
        *(("/", "events", 50), ("/?view=table", "events", 50)),
        *(("/events/", "events", 100), ("/claims/", "claims", 100)),
    ):
        text = client.get(f"{where}{'&' if '?' in where else '?'}{asked}").content.decode()
        assert len(set(re.findall(rf"/{kind}/([ce]-[\w-]+)/", text))) == most, where
        assert "page=2" in text, where


@pytest.mark.parametrize("order", ["password", "a__b", '-x"', "event__process", "-happened,password", "?"])
def test_only_the_orders_of_a_list_are_taken_whatever_name_is_given(client: Client, db, order: str):
    grow(0, 2)
    response = client.get("/", {"order": order})
    assert response.context["notices"]["order"]
    assert response.context["timeline"].filters == Filters()
    assert client.get("/timeline.json", {"order": order}).status_code == 400


def test_the_address_of_another_site_in_a_parameter_leads_nowhere(client: Client, db):
    grow(0, 2)
    names = ["next", "url", "callback", "jsonp", "redirect", "return", "continue", "to"]
    for name in names:
        for where in ("/", "/timeline.json", "/timeline.csv", "/claims/", "/admin/", "/events/e-0000", "/favicon.ico"):
            response = client.get(where, {name: "https://evil.example/a(1)"})
            assert re.match(r"/(?!/)", response.get("Location", "/")), (where, name)
    assert client.get("/timeline.json", {"callback": "run"})["Content-Type"] == "application/json"
    assert json.loads(client.get("/timeline.json", {"callback": "run"}).content)["count"] == 2


@pytest.mark.parametrize(
    "path",
    [
        *("/.git/config", "/.git/HEAD", "/.env", "/manage.py", "/talks/settings.py", "/var/talks.sqlite3"),
        *("/var/secret_key", "/talks.sqlite3", "/db.sqlite3", "/../../etc/passwd", "/static/../manage.py"),
        *("/static/%2e%2e/manage.py", "/static/..%2f..%2fmanage.py", "/static//etc/passwd", "/events/../../.env"),
        *("/static/", "/static/talks/", "//etc/passwd", "/.well-known/", "/server-status"),
    ],
)
def test_files_of_the_server_have_no_address(client: Client, db, path: str):
    assert client.get(path).status_code == 404


HOSTILE = (
    '=HYPERLINK("https://evil.example")\r\n</script><script>alert(1)</script> ]]> &amp; \U0001f54a \u05e9\u05dc\u05d5\u05dd '
    "\u0628\u064a\u0627\u0646 <!-- \u202e " + "long" * 500
)


class Elements(HTMLParser):
    """The elements and attributes of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.scripts, self.handlers, self.text = [], [], ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self.scripts.append(dict(attrs))
        self.handlers += [name for name, _value in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_texts_of_a_hostile_source_are_plain_text_in_every_format(client: Client, db):
    """As they could stand in a database that is older than the rules which refuse some of their characters."""
    title = HOSTILE[:160]
    speaker = make_actor("speaker", name="@speaker <b>", side=make_actor("side", name="+side"))
    report = make_article(slug="report", headline=HOSTILE[:200], outlet=make_outlet("outlet", name='=cmd|"/C calc"!A0'))
    event = make_event(slug="event", title=title, summary=HOSTILE)
    texts = {"statement": HOSTILE, "note": HOSTILE, "quote": HOSTILE[:300], "speaker_role": HOSTILE[:160]}
    claim = make_claim(slug="claim", event=event, article=report, speaker=speaker, said="2022-03-10", **texts)
    make_claim(event=make_event(date="2022-03-12", title=title), article=report, speaker=speaker)

    for where in ("/", "/?view=table", "/?view=coverage", "/?q=long", "/claims/", "/events/event/", "/reports/report/"):
        page = Elements(client.get(where).content.decode())
        assert all(script.get("src") or script.get("type") == "application/json" for script in page.scripts), where
        assert page.handlers == [], where
        assert "alert(1)" in page.text or where == "/?view=coverage", where

    row = next(csv.DictReader(io.StringIO(client.get("/timeline.csv").getvalue().decode())))
    assert row["statement"].lstrip("'") == claim.statement
    assert not [value for value in row.values() if value.startswith(("=", "+", "-", "@", "\t", "\r", "\0"))]

    (first, _second) = json.loads(client.get("/timeline.json").content)["events"]
    assert (first["title"], first["claims"][0]["statement"]) == (title, HOSTILE)

    picture = ET.fromstring(client.get("/timeline.svg").content)  # noqa: S314
    assert [one.tag for one in picture.iter() if one.tag.endswith(("script", "foreignObject"))] == []
    assert "</script>" in "".join(picture.itertext())


# Access


ODD = "zyxwvut"


@pytest.mark.parametrize("withdrawn", ["claim", "event", "report"])
def test_what_is_withdrawn_is_gone_from_every_format_at_once(client: Client, db, withdrawn: str):
    event = make_event(slug="odd", title=f"{ODD} event")
    report = make_article(slug="odd", headline=f"{ODD} report")
    speaker = make_actor("russia", name="Russia")
    claim = make_claim(
        slug="odd", event=event, article=report, speaker=speaker, statement=f"says {ODD}.", quote=f"{ODD} quote"
    )
    make_claim(slug="seen", event=make_event(slug="seen"), article=make_article(slug="seen"), speaker=speaker)
    own = {
        "claim": ["/claims/odd/"],
        "event": ["/events/odd/", "/claims/odd/"],
        "report": ["/reports/odd/", "/claims/odd/"],
    }
    showed = [where for where in ["/", *each_kind()] if ODD in client.get(where).getvalue().decode()]
    assert {"/", *(f"/timeline.{name}" for name in FORMATS if name != "svg"), "/claims/"} <= set(showed)
    assert [client.get(where).status_code for where in own[withdrawn]] == [200] * len(own[withdrawn])

    withdraw([{"claim": claim, "event": event, "report": report}[withdrawn]], "It was a mistake.")
    left = {"claim": "quote", "event": "event", "report": "report"}[withdrawn]
    for where in showed:
        text = client.get(where).getvalue().decode()
        assert f"{ODD} quote" not in text, where
        assert f"{ODD} {left}" not in text, where
    assert [client.get(where).status_code for where in own[withdrawn]] == [410] * len(own[withdrawn])


@pytest.mark.usefixtures("groups")
@pytest.mark.parametrize("role", ["curator", "reviewer"])
def test_neither_curators_nor_reviewers_reach_accounts_by_any_way(db, role: str):
    client, victim = signed_in(role), User.objects.create_superuser("root", password="root's password")
    before = list(User.objects.order_by("pk").values())
    there = f"/admin/auth/user/{victim.pk}"
    for where in ("/admin/auth/user/", "/admin/auth/user/add/", *(f"{there}/{page}/" for page in ("change", "delete"))):
        for ask in (client.get, client.post):
            assert ask(where, {"username": "mine", "password1": "a long pass", "post": "yes"}).status_code == 403, where
    for page in ("password", "history"):
        assert client.get(f"{there}/{page}/").status_code == 403
    choice = {"term": "root", "app_label": "auth", "model_name": "user", "field_name": "groups"}
    assert client.get("/admin/autocomplete/", choice).status_code == 403
    deleting = {"action": "delete_selected", "_selected_action": [victim.pk], "post": "yes"}
    assert client.post("/admin/auth/user/", deleting).status_code == 403
    assert "root" not in client.get("/admin/").content.decode()
    assert list(User.objects.order_by("pk").values()) == before


@pytest.mark.usefixtures("groups")
@pytest.mark.parametrize("role", ["curator", "reviewer"])
def test_neither_curators_nor_reviewers_delete_what_readers_met(db, role: str):
    client, claim = signed_in(role), make_claim()
    deleting = {"action": "delete_selected", "_selected_action": [claim.pk], "post": "yes", "confirmed": "yes"}
    client.post(address("claim_changelist"), deleting)
    assert client.post(address("claim_delete", claim), {"post": "yes"}).status_code == 403
    assert Claim.objects.get() == claim


@pytest.mark.slow
def test_no_get_changes_anything(admin_client: Client):
    make_claim(slug="seen", event=make_event(slug="seen"), article=make_article(slug="seen"))
    before = everything()
    asked = [where for where in admin_addresses() if "(" not in where]
    assert len(asked) > 60
    for where in [*each_kind(), *asked]:
        query = "?delete=1&action=delete_selected&_selected_action=1&post=yes&confirmed=yes&_method=DELETE"
        assert admin_client.get(where + query).status_code < 500, where
    changed = {label for label, rows in everything().items() if rows != before[label]}
    assert changed <= {"sessions.Session"}, "which notes when it was last used"


def test_a_session_ends_on_the_server_by_logout_and_all_others_by_a_new_password(db):
    user = User.objects.create_superuser("somebody", password="a long password")
    here, there = Client(), Client()
    for client in (here, there):
        client.force_login(user)
        assert client.get("/admin/").status_code == 200
    cookie = here.cookies["sessionid"].value
    here.post("/admin/logout/")
    assert not Session.objects.filter(session_key=cookie).exists()
    here.cookies["sessionid"] = cookie
    assert here.get("/admin/").status_code == 302

    here.force_login(user)
    words = {
        "old_password": "a long password",
        "new_password1": "another long one",
        "new_password2": "another long one",
    }
    assert here.post("/admin/password_change/", words).status_code == 302
    assert here.get("/admin/").status_code == 200
    assert there.get("/admin/").status_code == 302


@pytest.mark.parametrize("model", ["auth.user", "auth.group", "sessions.session"])
def test_a_file_cannot_carry_accounts_or_groups(tmp_path: Path, db, model: str):
    before = everything()
    path = write(tmp_path / "record.json", [*small_record(), {"model": model, "fields": {"username": "mine"}}])
    with pytest.raises(CommandError, match="is not part of the record"):
        call_command("loaddata", str(path))
    assert everything() == before


def test_no_account_and_no_key_comes_with_the_code(db):
    call_command("seed", verbosity=0)
    assert not User.objects.exists()
    written = [path for path in ROOT.glob("*") if path.suffix in {".py", ".toml"}]
    for folder in ("talks", "deploy", "requirements", "docs"):
        written += [
            path for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix not in {".pyc", ".png"}
        ]
    assert len(written) > 200
    literal = re.compile(rb"^\s*(?:export )?(?:SECRET_KEY|\w*PASSWORD)\s*=\s*[\"']?[\w-]{8,}[\"']?\s*$", re.M)
    assert [path.name for path in written if literal.search(path.read_bytes())] == []


# Data integrity


def test_page_csv_and_json_show_the_same_values(client: Client, db):
    call_command("loaddata", "ukraine_2022", verbosity=0)
    answer = json.loads(client.get("/timeline.json").content)
    rows = {row["claim"]: row for row in csv.DictReader(io.StringIO(client.get("/timeline.csv").getvalue().decode()))}
    said = [(event, one) for event in answer["events"] for one in event["claims"]]
    assert len(said) > 80
    assert list(rows) == [one["slug"] for _event, one in said]
    for event, one in said:
        row = rows[one["slug"]]
        for name in set(row) & set(one) - {"event", "corrections", "proof"}:
            assert row[name].removeprefix("'") == as_cell(one[name]).removeprefix("'"), (one["slug"], name)
        for column, name in {"event_title": "title", "event_date": "date", "event_kind": "kind"}.items():
            assert row[column] == event[name]
    for event, one in said[::8]:
        page = " ".join(Elements(client.get(f"/claims/{one['slug']}/").content.decode()).text.split())
        shown = [
            one[name] for name in ("statement", "quote", "headline", "speaker_name", "outlet_name", "speaker_role")
        ]
        for value in [*filter(None, shown), event["title"], f"¶{one['paragraph']}"]:
            assert " ".join(value.split()) in page, (one["slug"], value)


def as_cell(value: object) -> str:
    """A value of the JSON file as the CSV file writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)


BREAKS = {
    "a published statement without a report": "UPDATE talks_claim SET article_id = NULL",
    "a statement without an event": "UPDATE talks_claim SET event_id = NULL",
    "a statement about an event that is not there": "UPDATE talks_claim SET event_id = 987654",
    "a published statement without a quote": "UPDATE talks_claim SET quote = ''",
    "an end before its start": "UPDATE talks_event SET date = '2022-03-10/2022-03-01'",
    "a last day before the first": "UPDATE talks_event SET date_latest = '2001-01-01'",
    "a kind that does not exist": "UPDATE talks_event SET kind = 'party'",
    "a status that does not exist": "UPDATE talks_article SET status = 'secret'",
    "a withdrawn record without a reason": "UPDATE talks_event SET status = 'withdrawn', status_reason = ''",
    "an address that runs a script": "UPDATE talks_article SET url = 'javascript:alert(1)'",
    "an event that a statement needs, deleted": "DELETE FROM talks_event",
    "an outlet that a report needs, deleted": "DELETE FROM talks_outlet",
    "one slug twice": "UPDATE talks_event SET slug = 'one'",
}


@pytest.mark.django_db
@pytest.mark.parametrize("sql", BREAKS.values(), ids=BREAKS)
def test_the_database_refuses_what_breaks_a_rule_whoever_writes_it(sql: str):
    make_claim(article=make_article(outlet=make_outlet("outlet")))
    make_event()

    def change() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
            connection.check_constraints()

    with pytest.raises(IntegrityError):
        change()


def test_a_published_event_without_a_statement_is_nowhere_even_if_written_past_all_rules(client: Client, db):
    make_claim(slug="seen", event=make_event(slug="seen"), article=make_article(slug="seen"))
    with connection.cursor() as cursor:
        make_event(slug="alone", title=ODD, status=Status.DRAFT)
        cursor.execute("UPDATE talks_event SET status = 'published' WHERE slug = 'alone'")
    assert client.get("/events/alone/").status_code == 404
    for where in ["/", "/?view=table", "/?view=coverage", *each_kind()]:
        assert ODD not in client.get(where).getvalue().decode(), where


@pytest.mark.parametrize("zone", ["Etc/GMT+12", "Pacific/Kiritimati", "Europe/Kyiv"])
def test_every_format_shows_the_same_days_wherever_the_server_stands(client: Client, db, zone: str):
    """Twelve hours behind, fourteen ahead, and where a night of 2022-03-27 had no three o'clock."""
    report = make_article(slug="seen", published="2022-03-27")
    for number, day in enumerate(["2022-03-27", "2022-10-30", "2022-12-31", "2022-03", "2022", ""]):
        said = day if number < 3 else ""
        make_claim(slug=f"c-{number}", event=make_event(slug=f"e-{number}", date=day), article=report, said=said)
    Event.objects.update(recorded="2022-03-27T00:30:00Z", changed="2022-03-27T23:59:59Z")
    asked = [
        "/",
        "/?view=table",
        "/events/e-0/",
        "/claims/c-2/",
        "/reports/seen/",
        *(f"/timeline.{f}" for f in FORMATS),
    ]

    def answers() -> dict[str, str]:
        moment.cache_clear()
        ANSWERS.clear()
        EVENTS.clear()
        return {where: client.get(where).getvalue().decode() for where in asked}

    here = answers()
    with override_settings(TIME_ZONE=zone):
        there = answers()
    assert settings.TIME_ZONE == "UTC"
    assert there == here
    assert "27 March 2022" in here["/events/e-0/"]
    assert "31 December 2022" in here["/claims/c-2/"]
    events = {one["slug"]: one for one in json.loads(here["/timeline.json"])["events"]}
    assert [events[f"e-{n}"]["date_earliest"] for n in range(5)] == [
        *("2022-03-27", "2022-10-30", "2022-12-31", "2022-03-01", "2022-01-01")
    ]
    assert events["e-0"]["recorded"].startswith("2022-03-27T00:30:00")
    rows = [row["event_date"] for row in csv.DictReader(io.StringIO(here["/timeline.csv"]))]
    assert sorted(rows) == sorted(["2022-03-27", "2022-10-30", "2022-12-31", "2022-03", "2022", ""])


@pytest.mark.parametrize(
    "name",
    [
        unicodedata.normalize("NFD", "Café"),
        "Lavrov\u200b",
        "\u202evorvaL",
        "Lav\u00adrov",
        "L\u0430vrov",
        "\u039bavrov",
    ],
)
def test_names_that_only_look_like_others_are_refused_by_form_and_file(admin_client: Client, tmp_path: Path, name: str):
    make_actor("lavrov", name="Lavrov")
    sent = {"name": name, "slug": "second", "kind": "person"}
    response = admin_client.post(address("actor_add"), sent)
    assert "name" in response.context["adminform"].form.errors
    path = write(tmp_path / "record.json", [*small_record(), item("actor", slug="second", name=name, kind="person")])
    with pytest.raises(CommandError, match="talks.actor second: name"):  # noqa: RUF043
        call_command("loaddata", str(path))
    assert Actor.objects.count() == 1


def test_addresses_in_files_stay_after_an_edit_and_a_reload(client: Client, db):
    call_command("loaddata", "ukraine_2022", verbosity=0)

    def addresses() -> list[str]:
        events = json.loads(client.get("/timeline.json").content)["events"]
        return [one["url"] for event in events for one in [event, *event["claims"]]]

    before = addresses()
    Event.objects.update(title="Another title")
    Outlet.objects.update(name="Another name")
    assert addresses() == before
    call_command("loaddata", "ukraine_2022", verbosity=0)
    assert addresses() == before
    assert "Another title" not in client.get("/timeline.json").content.decode()


# Privacy and headers

SAFETY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def safety(response) -> dict[str, str | None]:
    assert response["Content-Security-Policy"]
    assert response["Permissions-Policy"]
    return {name: response.get(name) for name in SAFETY}


def test_every_kind_of_answer_carries_the_safety_headers_and_so_does_its_304(client: Client, db):
    make_claim(slug="seen", event=make_event(slug="seen"), article=make_article(slug="seen"))
    unchanged = 0
    for where in [
        *("/", *each_kind()),
        "/events/seen/card.png",
        "/nothing/",
        "/healthz",
        "/readyz",
        "/robots.txt",
        "/favicon.ico",
    ]:
        response = client.get(where)
        assert safety(response) == SAFETY, where
        if "ETag" in response:
            again = client.get(where, headers={"if-none-match": response["ETag"]})
            assert again.status_code == 304, where
            assert safety(again) == SAFETY, where
            unchanged += 1
    assert unchanged > 20


def test_static_files_carry_the_safety_headers_unchanged_too(client: Client, tmp_path: Path):
    (tmp_path / "page.css").write_text("a {}")
    with override_settings(STATIC_ROOT=tmp_path):
        client = Client()
        response = client.get("/static/page.css")
        assert response.getvalue() == b"a {}"
        again = client.get("/static/page.css", headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304
    for one in (response, again):
        assert {name: one.get(name) for name in SAFETY if name != "X-Frame-Options"} == {
            name: value for name, value in SAFETY.items() if name != "X-Frame-Options"
        }


BEHIND_HTTPS = """
import json, django
django.setup()
from django.conf import settings
from django.test import Client
client = Client()
plain, safe = client.get("/robots.txt"), client.get("/robots.txt", headers={"x-forwarded-proto": "https"})
login = client.get("/admin/login/", headers={"x-forwarded-proto": "https"})
print(json.dumps([plain.status_code, plain.get("Location"), safe.status_code, safe.get("Strict-Transport-Security"),
    bool(login.cookies["csrftoken"]["secure"]), settings.SESSION_COOKIE_SECURE]))
"""


@pytest.mark.parametrize(
    ("https", "expected"),
    [
        ("1", [301, "https://testserver/robots.txt", 200, "max-age=31536000; includeSubDomains", True, True]),
        ("0", [200, None, 200, None, False, False]),
    ],
)
def test_behind_https_all_is_redirected_and_bound_to_it_and_locally_nothing_is(tmp_path: Path, https: str, expected):
    environment = {"HTTPS": https, "DATABASE_URL": f"sqlite:///{tmp_path}/a.sqlite3", "SECRET_KEY": "for a test"}
    environment |= {"ALLOWED_HOSTS": "testserver", "DJANGO_SETTINGS_MODULE": "tests.site_settings"}
    shown = run_python("-c", BEHIND_HTTPS, **environment)
    assert shown.returncode == 0, shown.stderr
    assert json.loads(shown.stdout) == expected


def test_other_sites_may_read_public_files_without_credentials_and_nothing_else(admin_client: Client):
    make_claim(slug="seen", event=make_event(slug="seen"), article=make_article(slug="seen"))
    origin = {"origin": "https://evil.example"}
    files = {f"/timeline.{name}" for name in (*FORMATS, *DESCRIPTIONS)}
    files |= {f"/{kind}s/seen.{name}" for name, one in RECORD_FORMATS.items() for kind in one.kinds}
    open_to_all = files | {where for where in each_kind() if where.startswith("/data/") and not where.endswith("/")}
    pages = ["/admin/", address("claim_changelist"), "/admin/autocomplete/", "/admin/login/", "/events/seen/error/"]
    for where in ["/", *each_kind(), *pages]:
        response = admin_client.get(where, headers=origin)
        assert response.get("Access-Control-Allow-Origin") == ("*" if where in open_to_all else None), where
        assert "Access-Control-Allow-Credentials" not in response, where
    asked = origin | {"access-control-request-method": "POST"}
    assert admin_client.options("/admin/", headers=asked).get("Access-Control-Allow-Origin") is None


# Supply chain


@pytest.mark.skipif(not shutil.which("git") or not (ROOT / ".git").exists(), reason="no history here")
def test_no_commit_ever_held_a_key_or_a_password():
    shape = (
        r"-----BEGIN [A-Z ]*PRIVATE KEY|django-insecure-|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30}|xox[bap]-[0-9]{8}"
        r"|^\s*SECRET_KEY\s*=\s*[\"'][^\"']{20,}"
    )
    search = ["git", "log", "--all", "--format=%h", "-E", f"-G{shape}"]
    found = subprocess.run(
        [*search, "--", ".", ":!tests/test_checks.py"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == []


def test_who_finds_a_weakness_reads_how_to_report_it_how_soon_it_is_answered_and_what_is_mended():
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert "security.txt" in text
    assert "three working days" in text
    assert re.search(r"^## Which versions are mended$", text, re.M)
    assert re.search(r"^## ", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)


def test_nothing_that_passes_texts_as_code_stands_in_the_project():
    code = {str(path.relative_to(ROOT / "talks")): path.read_text() for path in (ROOT / "talks").rglob("*.py")}
    pages = {str(path.relative_to(ROOT)): path.read_text() for path in (ROOT / "templates").rglob("*.html")}
    assert min(len(code), len(pages)) > 90

    def having(pattern: str, texts: dict[str, str]) -> set[str]:
        return {name for name, text in texts.items() if re.search(pattern, text)}

    assert having(r"mark_safe|\.extra\(|RawSQL|\beval\(|\bexec\(|pickle|yaml\.load|shell=True", code) == set()
    assert (
        having(
            r"\|\s*safe\b|safeseq|autoescape off|\bhx-on|\son(click|load|error|change|submit|input|key\w+)=|javascript:",
            pages,
        )
        == set()
    )
    # Pages that answer no POST at all, and the form for errors, which has a signed token of its own.
    assert having("csrf_exempt", code) == {"views/answering.py", "views/errors.py", "views/check_quotes.py"}
