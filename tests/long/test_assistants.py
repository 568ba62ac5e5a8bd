"""A hundred scripted questions to the MCP server, over a real site with the record, each with its right answer."""

import json
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.conf import settings

from tests.sites import a_site

PYTHON = settings.BASE_DIR / "var" / "mcp" / "bin" / "python"
QUESTIONS = json.loads((settings.BASE_DIR / "tests/data/assistants.json").read_text(encoding="utf-8"))
ODD = "zyxwvut"  # every hidden record bears it
LEADING = [
    "quotation",
    "speaker",
    "report",
    "paragraph",
    "permanent_link",
    "mode",
    "proof",
    "version",
    "newest_release",
]
HIDDEN = f"""
from tests.factories import make_article, make_claim, make_event
from talks.models import Event, Claim
seen = dict(event=Event.objects.public().first(), article=Claim.objects.public().first().article)
words = dict(quote="{ODD} was promised in secret", statement="says {ODD}.", speaker_role="{ODD}", rendering="original")
make_claim(slug="a-draft", status="draft", **words, **seen)
make_claim(slug="in-review", status="review", **words, **seen)
make_claim(slug="of-a-draft-event", **words | dict(article=seen["article"], event=make_event(title="{ODD}", status="draft")))
make_claim(slug="of-a-draft-report", **words | dict(event=seen["event"], article=make_article(headline="{ODD}", status="draft")))
make_claim(slug="taken-back", status="withdrawn", status_reason="It named a place of refuge.",
    quote="these words were taken back", **seen)
"""

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not PYTHON.exists(), reason="the package mcp is not installed; make mcp installs it"),
]


@pytest.fixture
def site(tables: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a server with the record, a release of it, and hidden records beside."""
    with a_site(tmp_path, tables) as site:
        site.run('call_command("loaddata", "ukraine_2022", verbosity=0)')
        site.run('call_command("make_release", verbosity=0)')
        site.run(HIDDEN)
        with site.serving() as server:
            yield f"http://127.0.0.1:{server.port}"


def asked(site: str, questions: list[dict], folder: Path) -> dict:
    file = folder / "questions.json"
    file.write_text(json.dumps(questions), encoding="utf-8")
    command = [PYTHON, settings.BASE_DIR / "tests/long/mcp_client.py", site, file]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert ODD not in done.stderr
    return json.loads(done.stdout)


def test_a_hundred_questions_get_their_right_answers_and_none_names_a_draft(site: str, tmp_path: Path):
    assert len(QUESTIONS) == 100
    given = asked(site, QUESTIONS, tmp_path)
    assert [one["name"] for one in given["tools"]] == [
        "find_statements",
        "get_statement",
        "compare_accounts",
        "check_quote",
    ]
    for tool in given["tools"]:
        assert tool["reads"] is True
        assert "never give a statement without its speaker" in tool["description"]
    wrong = []
    for question, answer in zip(QUESTIONS, given["answers"], strict=True):
        states = question["state"] if isinstance(question["state"], list) else [question["state"]]
        lacking = [words for words in question["has"] if words not in answer["text"]]
        if answer["is_error"] or answer["data"]["state"] not in states or lacking:
            wrong.append((question["ask"], question["arguments"], answer["data"]["state"], lacking))
        assert ODD not in json.dumps(answer, ensure_ascii=False), question
    assert not wrong


def test_every_statement_leads_with_its_quotation_and_all_that_has_to_stand_beside_it(site: str, tmp_path: Path):
    given = asked(site, QUESTIONS, tmp_path)["answers"]
    statements = [
        statement
        for answer in given
        for found in (answer["data"], *answer["data"].get("questions", []))
        for part in (found, *(one for one in found.get("answers", []) if isinstance(one, dict)))
        for statement in part.get("statements", [])
    ]
    assert len(statements) > 200
    for one in statements:
        assert list(one)[: len(LEADING)] == LEADING
        assert one["newest_release"] == "1"
        assert all(str(one[name]) for name in LEADING)
        assert one["according_to"].startswith("According to ") or "in its own voice" in one["according_to"]
        is_quoted = one["quotation"].startswith("“")
        assert is_quoted == (one["mode"] == "direct" and one["rendering"] != "reworded")


WITHOUT_RELEASE = """
from collections import defaultdict
from talks_mcp.site import Answer
from talks_mcp.words import as_text, shown
claim = defaultdict(str, proof={"state": "found", "day": None, "reason": ""}, corrections=[])
print(as_text(shown(claim, Answer(200, {}, "7", ""))))
"""


def test_a_statement_says_so_where_there_is_no_release_yet():
    done = subprocess.run(
        [PYTHON, "-c", WITHOUT_RELEASE], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert "Newest release: none yet" in done.stdout


def test_a_site_that_does_not_answer_is_no_answer(tmp_path: Path):
    questions = [
        {"tool": "find_statements", "arguments": {"words": "talks"}},
        {"tool": "compare_accounts", "arguments": {}},
    ]
    for answer in asked("http://127.0.0.1:9", questions, tmp_path)["answers"]:
        assert answer["data"]["state"] == "wrong"
        assert "does not answer" in answer["text"]
        assert "guess nothing" in answer["text"]


@pytest.mark.parametrize("body", [b"[1]", b"{", b"\xff"])
def test_an_answer_that_cannot_be_read_is_no_answer(body: bytes, tmp_path: Path):
    class Broken(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the name that the library asks for

        def log_message(self, *_words: object) -> None:
            pass

    questions = [
        {"tool": "find_statements", "arguments": {"words": "talks"}},
        {"tool": "get_statement", "arguments": {"statement": "any"}},
        {"tool": "compare_accounts", "arguments": {}},
        {"tool": "check_quote", "arguments": {"quotation": "these words were never said"}},
    ]
    with ThreadingHTTPServer(("127.0.0.1", 0), Broken) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        answers = asked(f"http://127.0.0.1:{server.server_port}", questions, tmp_path)["answers"]
        server.shutdown()
    for answer in answers:
        assert answer["data"]["state"] == "wrong", answer
        assert "could not be read" in answer["text"]
        assert "guess nothing" in answer["text"]


@pytest.mark.parametrize(
    "site", ["talks.example.org", "http://", "ftp://talks.example.org", "http://[", "http://a:port"]
)
def test_a_wrong_address_of_a_site_is_refused_at_the_start(site: str):
    command = [settings.BASE_DIR / "deploy" / "talks-mcp", "--site", site]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "argument --site: invalid address value" in done.stderr
