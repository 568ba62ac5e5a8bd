"""What one reader can use up: whole files at once, and answers cached by what means nothing."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from threading import Timer

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse, QueryDict
from django.test import Client, override_settings
from django.test.signals import template_rendered
from django.test.utils import CaptureQueriesContext
from django.urls import path

from talks import checking_quotes, error_reports, forms, search, version
from talks.admin import importing
from talks.desk import login
from talks.desk.reading import apart, documents, pdf
from talks.exports import records, view
from talks.importing import tables
from talks.index import MOST_BEGUN, refresh
from talks.loading import reading, shape
from talks.models import ErrorReport
from talks.pages import long_lists
from talks.rendering.answers import ANSWERS, NOTICED
from talks.settings import database
from talks.timeline import ORDERS, VALUES_ALLOWED, pager
from talks.urls import urlpatterns as site
from talks.views import check_quotes, failures, health, releases, whole_files
from talks.views.answering import public_page
from talks.views.whole_files import AT_ONCE
from tests.factories import make_actor, make_claim, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def emptied(transactional_db):
    """A database without a transaction around the test, since closing an answer may close the connection."""
    refresh._held.clear()  # of a test before, whose version may be a later one


@pytest.fixture
def always_long(monkeypatch) -> None:
    """A file of two events is long, and nobody waits long for a place."""
    make_claim(statement="says so.")
    make_claim()
    monkeypatch.setattr(records, "STEP", 1)
    monkeypatch.setattr(whole_files, "PATIENCE", 0.01)


@pytest.fixture
def taken(emptied, always_long, client) -> Iterator[list]:
    """As many files are being read as may be."""
    reading = [client.get("/timeline.csv") for _reader in range(AT_ONCE)]
    assert [response.status_code for response in reading] == [200] * AT_ONCE
    yield reading
    for response in reading:
        response.close()


def test_long_files_are_given_to_so_many_at_once_and_others_are_told_when_to_come_back(client, taken):
    refused = client.get("/timeline.csv")
    assert (refused.status_code, refused["Retry-After"]) == (503, "10")
    assert refused.json() == {
        "errors": {"busy": ["Too many people are downloading whole files. Try again in 10 seconds."]}
    }
    assert "s-maxage" not in refused.get("Cache-Control", "")
    assert "Content-Disposition" not in refused
    assert client.get("/timeline.json").status_code == 200, "what is in pages has its own limit"
    assert b"says so." in taken.pop().getvalue()
    after = client.get("/timeline.csv")
    assert after.status_code == 200, "a place is free as soon as one has been read"
    for response in [*taken, after]:
        response.close()
        response.close()
    again = [client.get("/timeline.csv") for _reader in range(AT_ONCE)]
    assert [response.status_code for response in again] == [200] * AT_ONCE, (
        "a place that is given back twice is one place"
    )
    assert client.get("/timeline.csv").status_code == 503
    for response in again:
        response.close()


def test_who_finds_no_place_gets_the_first_that_is_free_soon(client, taken, monkeypatch):
    monkeypatch.setattr(whole_files, "PATIENCE", 60)
    freeing = Timer(0.2, taken[0].close)
    freeing.start()
    response = client.get("/timeline.csv")
    freeing.join()
    assert response.status_code == 200
    assert b"says so." in response.getvalue()


def test_only_so_many_wait_for_a_place_and_further_ones_are_refused_at_once(client, taken, monkeypatch):
    monkeypatch.setattr(whole_files, "PATIENCE", 600)
    with ExitStack() as waiting:
        for _reader in range(whole_files.WAITING):
            waiting.enter_context(whole_files._queue)
        assert client.get("/timeline.csv").status_code == 503


@pytest.mark.parametrize(("events", "is_whole"), [(2, True), (3, True), (4, False)])
@pytest.mark.usefixtures("emptied")
def test_a_short_file_is_whole_and_needs_no_place(client, monkeypatch, events, is_whole):
    monkeypatch.setattr(records, "STEP", 3)
    monkeypatch.setattr(whole_files, "PATIENCE", 0.01)
    for _event in range(events):
        make_claim()
    for _place in range(AT_ONCE):
        whole_files._places.acquire()
    response = client.get("/timeline.csv")
    assert response.status_code == (200 if is_whole else 503)
    assert response.content.count(b"\r\n") == events + 1 or not is_whole


def test_places_and_waiting_leave_half_of_the_threads_for_pages():
    assert server_settings()["threads"] / 2 >= AT_ONCE + whole_files.WAITING


@pytest.mark.usefixtures("emptied", "always_long")
def test_a_head_request_and_one_that_has_the_file_take_no_place(client):
    etag = client.get("/timeline.csv")
    etag.close()
    for _reader in range(AT_ONCE + 1):
        head = client.head("/timeline.csv")
        head.close()  # as the server does
        assert head.status_code == 200
        assert client.get("/timeline.csv", headers={"If-None-Match": etag["ETag"]}).status_code == 304


@pytest.mark.parametrize("address", ["/positions/", "/events/", "/people/"])
def test_wrong_values_of_a_page_are_rendered_once_together_and_evict_nothing(client: Client, address):
    make_claim()
    ANSWERS.clear()
    NOTICED.clear()
    right = client.get(address)
    wrong = [client.get(address, {"process": value}) for value in ("any", "<b>", "\ue000notices\ue000")]
    assert (len(ANSWERS), len(NOTICED)) == (1, 1)
    for response, words in zip(wrong, ("“any” is not", "“&lt;b&gt;” is not", "is not in this record"), strict=True):
        page = response.content.decode()
        assert words in page
        assert "notices\ue000</p>" not in page
        assert response["ETag"] == right["ETag"]
        assert page.count("notice error") == 1
        without = "".join(line for line in page.splitlines(True) if "notice error" not in line)
        assert len(without) <= len(right.content.decode())
    assert client.get(address).content == right.content


@pytest.mark.parametrize("address", ["/", "/timeline.json", "/positions/", "/events/"])
def test_values_that_mean_nothing_evict_no_answer(client: Client, address):
    make_claim()
    ANSWERS.clear()
    client.get(address)
    assert len(ANSWERS) == 1
    for name in ("folded", "process", "nothing", "page", "order"):
        for value in ("any", "thing"):
            client.get(address, {name: value})
    assert len(ANSWERS) == 1


@pytest.mark.parametrize(
    ("wrong", "right", "lookups"),
    [
        ({"side": "nothing"}, {}, 1),
        ({"side": ["nothing", "north"], "kind": "thing"}, {"side": "north"}, 1),
        ({"side": "nothing", "topic": "nothing", "speaker": "nothing"}, {}, 3),
        ({"q": "…"}, {}, 0),
        ({"since": "thing", "page": "thing", "order": "thing", "view": "thing"}, {}, 0),
    ],
)
def test_wrong_values_on_the_timeline_cost_no_more_than_a_right_question_that_nobody_asked(
    client: Client, wrong, right, lookups
):
    for number in range(3):
        make_claim(speaker=make_actor("north") if number else make_actor("south"))
    # What is cached for all questions is there: events, names, the values of each parameter.
    client.get("/", {"order": f"-{ORDERS[0]}"} | dict.fromkeys(("side", "topic", "speaker"), "other"))
    filled: list = []

    def count(template, **_said) -> None:
        filled.append(template.name)

    def cost(asked: dict) -> tuple[int, int]:
        """Return how many queries a question takes, and how many templates it fills."""
        filled.clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/", asked).status_code == 200
        # Outside a test the version is read once: here a transaction is open already.
        return sum("talks_version" not in query["sql"] for query in queries), len(filled)

    template_rendered.connect(count)

    unasked, again = cost(right), cost(right)
    found = cost(wrong)
    template_rendered.disconnect(count)
    assert again < unasked, "else this compares with nothing"
    assert found[0] <= unasked[0] + lookups, "a former address is looked for once for each parameter"
    assert found[1] <= unasked[1] + len(wrong), "its notice"


# A query that takes too long


def sleeping(request, form, seconds: str):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [float(seconds)])
    return HttpResponse("slept")


urlpatterns = [path("sleeping/<seconds>/", public_page()(sleeping)), *site]
handler500 = failures.server_error


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no clock for a query")
@override_settings(ROOT_URLCONF="tests.test_limits")
def test_a_query_for_readers_ends_after_some_seconds_and_the_page_says_so(client, monkeypatch):
    monkeypatch.setattr(version, "SECONDS", 1)
    client.raise_request_exception = False
    assert client.get("/sleeping/0.1/").content == b"slept"
    response = client.get("/sleeping/5/")
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert "This question takes too long" in response.content.decode()
    assert client.get("/timeline.json").status_code == 200, "the connection is good for the next question"
    with connection.cursor() as cursor:  # as curators, loads and migrations have it
        cursor.execute("SELECT pg_sleep(1.2)")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no clock for a query")
def test_the_index_is_written_without_a_limit(client, monkeypatch):
    make_claim(statement="says so.")
    refresh.delete()
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/").status_code == 200
    first, last = [query["sql"] for query in queries if "statement_timeout" in query["sql"]]
    assert first.endswith("SET LOCAL statement_timeout = '10s'")
    assert last == "SET LOCAL statement_timeout = 0"


# Just below, at and above


@pytest.mark.parametrize(("number", "notices"), [(49, 0), (50, 0), (51, 1)])
def test_a_parameter_has_fifty_values(client, number, notices):
    make_claim().topics.set([make_topic(f"topic-{place}") for place in range(number)])
    query = QueryDict(mutable=True)
    query.setlist("topic", [f"topic-{place}" for place in range(number)])
    page = client.get(f"/?{query.urlencode()}").content.decode()
    assert page.count("Only the first 50 values are used.") == notices
    assert client.get(f"/timeline.json?{query.urlencode()}").status_code == (400 if notices else 200)


@pytest.mark.parametrize(("number", "status"), [(999, 200), (1_000, 200), (1_001, 400)])
def test_an_address_has_a_thousand_parameters(client, number, status):
    assert client.get("/timeline.json?" + "&".join("x=" for _one in range(number))).status_code == status


@pytest.mark.parametrize(("number", "notices"), [(199, 0), (200, 0), (201, 1)])
def test_a_search_has_two_hundred_characters(client, number, notices):
    page = client.get("/", {"q": ("word " * 50)[: number - 1] + "a"}).content.decode()
    assert page.count("Only the first 200 characters are searched.") == notices


def test_the_page_of_limits_says_what_the_code_says():
    text = (settings.BASE_DIR / "docs" / "limits.md").read_text()
    stated = {
        "an address": [failures.LONGEST],
        "parameters in an address": [settings.DATA_UPLOAD_MAX_NUMBER_FIELDS],
        "values of one parameter": [VALUES_ALLOWED],
        "text to search for": [search.LONGEST],
        "statements with words that begin alike": [MOST_BEGUN],
        "a wrong value in a notice": [forms.LONGEST_ECHO],
        "events on a page, rows on a page of a list": [pager.PAGE],
        "statements on a page of a record, lines on a page of all events or all statements": [long_lists.STATEMENTS],
        "events in one JSON, JSON-LD or Atom file": [view.EVENTS_PER_PAGE],
        "reports side by side": [forms.REPORTS_COMPARED],
        "a file that is made whole": [records.STEP],
        "longer files at once, in each server process": [AT_ONCE],
        "those who wait for such a file, in each server process": [whole_files.WAITING, whole_files.PATIENCE],
        "one query for a page or a file, on PostgreSQL": [version.SECONDS],
        "a file of a release that is sent at once": [releases.WHOLE],
        "records in each list of what changed between two releases": [releases.SHOWN],
        "a message about an error": [ErrorReport._meta.get_field("message").max_length],
        "messages about errors from one address": [error_reports.OF_ONE_ADDRESS.most],
        "messages about errors from all": [error_reports.OF_ALL.most],
        "a text whose quotations are checked": [check_quotes.LARGEST],
        "quotations looked up in a text": [checking_quotes.QUOTATIONS_ALLOWED],
        "words of a quotation that is looked up": [checking_quotes.LEAST_WORDS],
        "words of a quotation that are compared": [checking_quotes.WORDS_COMPARED],
        "seconds after which no further quotation is looked up": [checking_quotes.SECONDS_ALLOWED],
        "statements shown for one quotation": [checking_quotes.CITED_MOST],
        "texts checked from one address": [check_quotes.OF_ONE_ADDRESS.most],
        "texts checked from all": [check_quotes.OF_ALL.most],
        "a login name, a password": [login.LONGEST_NAME, login.LONGEST_PASSWORD],
        "logins from one address, to one account, in all": [
            one.most for one in (login.OF_ADDRESS, login.OF_ACCOUNT, login.OF_ALL)
        ],
        "what a form sends, without files": [settings.DATA_UPLOAD_MAX_MEMORY_SIZE / 2**20],
        "a file with a report": [documents.BYTES_ALLOWED // 10**6, pdf.PAGES_ALLOWED],
        "reading a file with a report": [apart.SECONDS, apart.MEMORY // 10**6],
        "a table of events and statements": [tables.BYTES_ALLOWED // 10**6, tables.ROWS_ALLOWED, importing.ROWS],
        "a spreadsheet, unpacked": [tables.UNPACKED_ALLOWED // 10**6],
        "a file for `loaddata`": [reading.FIXTURE_BYTES_ALLOWED // 10**6, shape.TEXT_MAX],
        "free room on the disk, for `/readyz`": [health.LEAST_ROOM // 10**6],
        "a replica behind the primary, for `/readyz`": [health.MOST_BEHIND],
        "waiting for PostgreSQL to take a connection": [database("postgresql://x/y")["OPTIONS"]["connect_timeout"]],
        "waiting for a lock of SQLite": [database("sqlite:///x")["OPTIONS"]["timeout"]],
    }
    server = server_settings()
    stated["requests at once, in each of two processes"] = [server["threads"]]
    stated["seconds that a request may go on when the server is told to end"] = [server["graceful_timeout"]]
    for what, numbers in stated.items():
        (line,) = [line for line in text.splitlines() if line.startswith(f"| {what} |")]
        found = re.findall(r"[\d,.]*\d", line.split("|")[2])
        assert found == [f"{number:,}" for number in numbers], what


def server_settings() -> dict:
    found: dict = {}
    exec((settings.BASE_DIR / "gunicorn.conf.py").read_text(), found)  # noqa: S102 - our own file, which is no module
    return found
