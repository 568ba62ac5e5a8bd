"""Guards on the whole: who imports whom, what the README promises, and that drafts show nowhere."""

import ast
import itertools
import re
from dataclasses import fields
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from talks.exports import DESCRIPTIONS, FORMATS, RECORD_FORMATS
from talks.models import Article, Claim, Event
from talks.parameters import FACETS
from talks.sitemaps import PAGES, SECTIONS
from talks.timeline import ORDERS, VIEWS, Filters
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

PACKAGE = Path(settings.BASE_DIR) / "talks"
DOCS = Path(settings.BASE_DIR) / "docs"


def rooms() -> list[list[str]]:
    """The rooms as docs/architecture.md draws them, from the top: a room imports only from lines below its own."""
    picture = re.search(r"```rooms\n(.*?)```", (DOCS / "architecture.md").read_text(), re.DOTALL)[1]
    return [re.sub(r" {3,}.*", "", line).split() for line in picture.splitlines()]


LINE = {room: line for line, names in enumerate(rooms()) for room in names}


def modules() -> list[Path]:
    return [
        path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts and path != PACKAGE / "__init__.py"
    ]


def top(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """The top-level names within the package that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "talks":
            parts = node.module.split(".")
            found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("talks.")}
    return found


def test_a_room_imports_only_from_lines_below_its_own_in_the_picture():
    wrong = [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for path in modules()
        for name in imported(path)
        if name != top(path) and LINE[name] <= LINE[top(path)]
    ]
    assert not wrong


def test_the_picture_has_every_room_once():
    drawn = [room for names in rooms() for room in names]
    assert sorted(drawn) == sorted({top(path) for path in modules()} - {"migrations"})


def test_templates_are_rendered_in_one_room():
    for path in modules():
        if top(path) not in {"rendering", "views", "exports", "admin"}:
            text = path.read_text()
            assert "render_to_string" not in text, path
            assert "mark_safe" not in text, path
            assert "SafeString" not in text, path


def test_every_decision_is_in_the_index_and_every_link_of_the_docs_leads_somewhere():
    index = (DOCS / "decisions" / "README.md").read_text()
    for path in (DOCS / "decisions").glob("[a-z]*.md"):
        assert f"({path.name})" in index, path.name
    for path in [*DOCS.rglob("*.md"), DOCS.parent / "README.md", DOCS.parent / "CONTRIBUTING.md"]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", path.read_text()):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_requests_are_known_to_views_admin_and_desk_alone():
    def knows(path: Path) -> bool:
        nodes = list(ast.walk(ast.parse(path.read_text())))
        names = {node.id for node in nodes if isinstance(node, ast.Name)} | {
            node.arg for node in nodes if isinstance(node, ast.arg)
        }
        return "request" in names

    assert {top(path) for path in modules() if knows(path)} <= {"views", "admin", "desk", "middleware"}


def test_no_file_grows_past_what_is_read_at_once():
    long = {str(path.relative_to(PACKAGE)): len(path.read_text().splitlines()) for path in modules()}
    assert not {name: lines for name, lines in long.items() if lines > 400}


def templates() -> dict[str, list[str]]:
    """The lines of each template of the site's own pages, by its name."""
    folder = Path(settings.BASE_DIR) / "templates"
    files = [path for pattern in ("*.html", "*.svg") for path in folder.rglob(pattern)]
    names = {str(path.relative_to(folder)): path for path in files}
    return {name: path.read_text().splitlines() for name, path in names.items() if not name.startswith("admin/")}


def test_no_line_of_a_template_is_longer_than_140_characters():
    assert not [
        f"{name}:{number}"
        for name, lines in templates().items()
        for number, line in enumerate(lines, 1)
        if len(line) > 140
    ]


def test_every_template_begins_with_its_context():
    def comments(lines: list[str]) -> str:
        after = lines[1:] if lines[0].startswith("{% extends ") else lines  # which has to come first
        return " ".join(itertools.takewhile(lambda line: line.startswith("{# "), after))

    assert not [name for name, lines in templates().items() if "context" not in comments(lines).lower()]


def test_the_readme_names_every_parameter_format_setting_and_command():
    readme = (Path(settings.BASE_DIR) / "README.md").read_text()
    commands = {path.stem for path in (PACKAGE / "management" / "commands").glob("[a-z]*.py")} - {"seed"}
    environment = set(re.findall(r'environ(?:\.get\(|\[)"([A-Z_]+)"', (PACKAGE / "settings.py").read_text()))
    parameters = [field.name for field in fields(Filters)]
    names = [*parameters, "page", *environment, *(f"/timeline.{name}" for name in (*FORMATS, *DESCRIPTIONS))]
    assert [name for name in names if f"`{name}`" not in readme] == []
    assert [name for name in commands if f"manage.py {name}" not in readme] == []


# Everything of a draft bears this word. It must be nowhere.
ODD = "zyxwvut"


@pytest.fixture(params=HIDDEN)
def drafts(db, request) -> None:
    """A public record, and beside it hidden records of every kind that touch it wherever they can."""
    russia = make_actor("russia")
    event, article, topic = make_event(slug="seen"), make_article(slug="seen"), make_topic("seen")
    _question, (yes, no) = make_question()
    make_claim(slug="seen", event=event, article=article, speaker=russia, topics=[topic], answers=[yes])
    make_claim(event=event, article=make_article(slug="other"), speaker=russia, answers=[yes])
    hidden = {"status": request.param}
    odd = {name: f"{ODD}-{name}" for name in ("event", "article", "claim")}
    outlet, place = make_outlet(f"{ODD}-outlet"), make_place(f"{ODD}-place")
    speaker = make_actor(f"{ODD}-person", side=make_actor(f"{ODD}-side"))
    draft_event = make_event(slug=odd["event"], title=ODD, place=place, summary=ODD, date="2022-03-11", **hidden)
    make_participation(draft_event, speaker)
    draft_article = make_article(slug=odd["article"], headline=ODD, outlet=outlet, openings=ODD, **hidden)
    texts = {"statement": f"says {ODD}.", "quote": ODD, "note": ODD, "speaker_role": ODD}
    odd_topic = make_topic(f"{ODD}-topic")
    for number, parts in enumerate(
        [
            {"event": event, "article": article, "answers": [no], **hidden},
            {"event": draft_event, "article": article, "answers": [no]},
            {"event": event, "article": draft_article, "answers": [no], "occasion": draft_event},
        ]
    ):
        make_claim(slug=f"{odd['claim']}-{number}", speaker=speaker, topics=[odd_topic], **texts, **parts)
    _odd_question, (odd_yes, _no) = make_question(f"{ODD}-question", text=ODD)
    make_claim(slug=f"{odd['claim']}-9", event=draft_event, article=article, answers=[odd_yes])
    for record in (
        draft_event,
        draft_article,
        speaker,
        _odd_question,
        *Claim.objects.filter(slug__startswith=odd["claim"]),
    ):
        make_correction(record, field=ODD, before=ODD, after=ODD, reason=ODD)
    # A public statement must not lead to a draft by its occasion either.
    make_claim(slug="said-in-secret", event=event, article=article, speaker=russia, occasion=draft_event)


def every_address() -> list[str]:
    """Every page, view, order and file that could show a part of the record."""
    addresses = [f"/timeline.{name}" for name in (*FORMATS, *DESCRIPTIONS)]
    addresses += [f"{path}?view={view}" for view in VIEWS for path in ("/", "/embed/")]
    addresses += [f"/?order={sign}{order}" for order in ORDERS for sign in ("", "-")]
    addresses += [f"/?more={name}" for name in FACETS]
    addresses += ["/?counts=1", *map(reverse, PAGES)]
    addresses += [reverse("sitemap"), *(reverse("sitemap_part", args=[section, 0]) for section in SECTIONS)]
    addresses += [f"/{kind}/seen/" for kind in ("events", "reports", "claims")]
    addresses += [f"/{kind}s/seen.{name}" for name, one in RECORD_FORMATS.items() for kind in one.kinds]
    addresses += ["/reports/compare/?report=seen", "/reports/compare/?report=seen&report=other"]
    addresses += ["/claims/said-in-secret/", "/people/russia/", "/questions/who-came/", "/positions/seen/russia/"]
    return addresses


def test_drafts_show_in_no_page_count_choice_neighbour_or_file(client, drafts):
    timeline = client.get("/").context["timeline"]
    assert (timeline.counts.events, timeline.counts.statements) == (1, 3)
    assert not [facet for facet in timeline.facets if facet.name == "differ"]
    for address in every_address():
        response = client.get(address)
        assert response.status_code == 200, address
        assert ODD not in response.getvalue().decode(), address


def test_drafts_show_in_no_part_of_a_page(client, drafts):
    for address in ["/", "/?folded=seen", *(one for one in every_address() if one.startswith("/?"))]:
        response = client.get(address, headers={"HX-Request": "true"})
        assert response.status_code == 200, address
        assert ODD not in response.getvalue().decode(), address


def test_drafts_show_in_no_error_page_picture_header_or_page_of_curators_to_a_stranger(client, drafts):
    event, report = Event.objects.get(slug=f"{ODD}-event"), Article.objects.get(slug=f"{ODD}-article")
    records = [
        f"/{kind}/{ODD}-{name}/" for kind, name in (("events", "event"), ("reports", "article"), ("claims", "claim-0"))
    ]
    desk = [
        f"/admin/desk/events/{event.pk}/preview/",
        *(f"/admin/desk/reports/{report.pk}/{page}" for page in ("", "preview/", "publish/", "check/", "suggestions/")),
        f"/admin/desk/reports/{report.pk}/hints/?q=said",
        f"/admin/desk/find/event/?q={ODD[:4]}",
    ]
    for address in [*records, *(f"{one}card.png" for one in records), *desk, *every_address()]:
        for answer in (client.get, client.head, client.post, client.put, client.options):
            response = answer(address)
            assert response.status_code < 500, address
            body = response.getvalue().decode("utf-8", "replace")
            told = " ".join(f"{name}: {value}" for name, value in response.headers.items() if name != "Location")
            assert ODD not in body + told, (answer.__name__, address)
            if address in desk:
                assert response.status_code == 302, address
                assert response["Location"].startswith("/admin/login/"), address


def test_the_folded_statements_of_a_draft_are_as_unknown_as_those_of_no_event(client, drafts):
    asked = {"headers": {"HX-Request": "true"}}
    hidden, unknown = client.get(f"/?folded={ODD}-event", **asked), client.get("/?folded=never-there", **asked)
    assert hidden.status_code == unknown.status_code == 404
    assert hidden.content == unknown.content


def test_a_draft_cannot_be_told_from_what_was_never_there(client, drafts):
    for kind in ("event", "article", "claim", "person", "side", "question"):
        folder = {"event": "events", "article": "reports", "claim": "claims", "question": "questions"}.get(
            kind, "people"
        )
        for page in ("", "error/"):
            hidden, unknown = (client.get(f"/{folder}/{slug}/{page}") for slug in (f"{ODD}-{kind}", "never-there"))
            assert (hidden.status_code, hidden.content) == (404, unknown.content), (kind, page)
    for name, value in [
        ("speaker", "person"),
        ("side", "side"),
        ("place", "place"),
        ("topic", "topic"),
        ("outlet", "outlet"),
    ]:
        hidden = client.get("/", {name: f"{ODD}-{value}"}).context["notices"][name]
        unknown = client.get("/", {name: "never-there"}).context["notices"][name]
        assert [words.replace(f"{ODD}-{value}", "never-there") for words in hidden] == unknown
    assert client.get("/", {"q": ODD}).context["timeline"].counts.events == 0
