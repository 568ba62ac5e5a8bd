"""The site in a folder: every link leads somewhere, nothing of a draft, the same bytes, whole or not at all."""

import hashlib
import io
import json
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from talks import curation, static_site, timeline
from talks.models import Claim, Event
from talks.sitemaps import read_parts
from talks.static_site.asking import ask
from talks.static_site.assets import holds
from talks.static_site.editing import edit, inside
from talks.static_site.places import place_of
from talks.static_site.rewriting import IN_LISTS, LEFT_OUT, LIVE_ONLY, ON_FIRST_PAGE, is_any_of
from talks.static_site.timeline import read_pages, read_timeline
from talks.timeline import Filters, select
from tests.browser.record import make_record
from tests.factories import (
    make_actor,
    make_article,
    make_claim,
    make_event,
    make_outlet,
    make_participation,
    make_question,
    make_topic,
)
from tests.test_architecture import ODD, drafts  # noqa: F401 - a fixture

LIVE = "https://talks.example.org"


pytestmark = pytest.mark.slow  # most write a whole folder


@pytest.fixture
def record(db) -> None:
    """A small record with former addresses and what was withdrawn."""
    russia, envoy = make_actor("russia", kind="party"), make_actor("envoy", kind="person")
    meeting, call = make_event(slug="meeting", title="Talks in Brest"), make_event(slug="call", date="2022-03-12")
    first = make_article(slug="first", url="https://example.org/first", outlet=make_outlet("tass"))
    second, grain = make_article(slug="second"), make_topic("grain")
    make_participation(meeting, russia)
    _question, (yes, no) = make_question()
    came = make_claim(
        slug="came", event=meeting, article=first, speaker=envoy, side=russia, answers=[yes], topics=[grain]
    )
    make_claim(slug="not-came", event=meeting, article=second, speaker=russia, answers=[no])
    make_claim(slug="again", event=meeting, article=second, speaker=envoy, repeats=came)
    gone = make_claim(slug="gone", event=call, article=first, statement="says what went.")
    make_claim(slug="called", event=call, article=first, attribution="own-voice")
    curation.withdraw([gone], "It was misread.")
    curation.rename(meeting, "talks-in-brest")
    curation.rename(envoy, "first-envoy")
    curation.rename(grain, "grain-exports")


def exported(folder: Path) -> dict[str, bytes]:
    """Write the site there, and return its files by their place."""
    static_site.export(folder)
    return content(folder)


def content(folder: Path) -> dict[str, bytes]:
    files = {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    files.pop(".talks-site", None)
    return files


class Parsed(HTMLParser):
    """The ids of a page, and what its elements name, as (element, attribute, value)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids, self.named = set[str](), list[tuple[str, str, str]]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.add(value or "")
            elif name in {"href", "src", "action", "formaction", "srcset", "data", "poster"}:
                self.named.append((tag, name, value or ""))

    handle_startendtag = handle_starttag


class Words(HTMLParser):
    """The words of a page without those of its head and of scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.feed(html.partition("<body>")[2])

    def handle_data(self, data: str) -> None:
        self.text += data


def pages_of(files: dict[str, bytes]) -> dict[str, Parsed]:
    return {name: Parsed(text.decode()) for name, text in files.items() if name.endswith(".html")}


def inner_links(pages: dict[str, Parsed]) -> Iterator[tuple[str, str, str]]:
    """Yield (page, file that a link leads to, fragment) of every link that stays in the folder."""
    for name, page in pages.items():
        for _tag, _attribute, value in page.named:
            parts = urlsplit(value)
            if not parts.scheme:
                assert not value.startswith("/"), (name, value)
                assert not parts.query, (name, value)
                yield name, normpath(join(dirname(name), unquote(parts.path))) if parts.path else name, parts.fragment


@pytest.mark.usefixtures("record")
def test_every_link_in_the_folder_leads_to_a_file_and_to_a_place_in_it(tmp_path: Path):
    files = exported(tmp_path / "site")
    pages = pages_of(files)
    assert len(pages) > 25
    for page, file, fragment in inner_links(pages):
        assert file in files, (page, file)
        if fragment and not fragment.startswith("?"):
            assert unquote(fragment) in pages[file].ids, (page, file, fragment)
    for name, text in files.items():
        if name.endswith(".css"):
            assert b"url(" in text or name != "static/talks/css/tokens.css"
            for address in (part.partition(b")")[0].strip(b'"').decode() for part in text.split(b"url(")[1:]):
                assert address.startswith("data:") or normpath(join(dirname(name), address)) in files, (name, address)


@pytest.mark.usefixtures("record")
@pytest.mark.parametrize("site", ["http://127.0.0.1:8000", "http://localhost", LIVE])
def test_no_page_asks_for_a_file_elsewhere_and_links_lead_on_to_a_site_that_readers_can_reach(
    tmp_path: Path, settings: Settings, site: str
):
    settings.SITE_URL = site
    pages = pages_of(exported(tmp_path / "site"))
    outside = {
        (tag, value)
        for page in pages.values()
        for tag, _name, value in page.named
        if urlsplit(value).scheme and not value.startswith("https://example.org/")
    }
    assert {tag for tag, _value in outside} == ({"a", "link"} if site == LIVE else set())
    assert all(value.startswith(f"{LIVE}/") for _tag, value in outside)
    assert (("a", f"{LIVE}/claims/came/error/") in outside) == (site == LIVE)


@pytest.mark.usefixtures("record")
def test_every_public_record_and_page_of_a_kind_is_in_the_folder(tmp_path: Path, client: Client):
    files = exported(tmp_path / "site")
    sitemaps = [client.get(path) for path in read_parts()]
    addresses = [
        address.partition("</loc>")[0].removeprefix(settings.SITE_URL)
        for response in sitemaps
        for address in response.content.decode().split("<loc>")[1:]
    ]
    assert len(addresses) > 20
    assert [one for one in addresses if f"{one[1:]}index.html" not in files] == []
    assert {name.rpartition(".")[2] for name in files if "/" not in name} == {"html", "zip"}
    assert not [name for name in files if name.startswith("claims/") and not name.endswith(".html")]


@pytest.mark.usefixtures("record")
def test_the_archive_has_the_files_of_the_site_and_all_citations_in_one_of_each_format(tmp_path: Path, client: Client):
    static_site.export(tmp_path / "site")
    with zipfile.ZipFile(tmp_path / "site" / "files.zip") as packed:
        held = {name: packed.read(name) for name in packed.namelist()}
    for name in ("timeline.json", "timeline.jsonld", "timeline.csv", "timeline.csv-metadata.json", "timeline.svg"):
        assert held[name] == client.get(f"/{name}").getvalue(), name
    assert held["timeline-excel.csv"] == client.get("/timeline.csv?bom=1").getvalue()
    assert held["codebook.json"] == client.get("/data/codebook.json").getvalue()
    assert set(held) - {"timeline.ics", "timeline-excel.csv", "codebook.json"} == {
        *("timeline.json", "timeline.jsonld", "timeline.csv", "timeline.csv-metadata.json", "timeline.svg"),
        *("cite.bib", "cite.ris", "cite.csl"),
    }
    slugs = Claim.objects.public().values_list("slug", flat=True)
    cited = {entry["id"] for entry in json.loads(held["cite.csl"])}
    assert {f"claim-{slug}" for slug in slugs} < cited
    assert len(cited) == held["cite.bib"].count(b"\n@") + 1 == held["cite.ris"].count(b"\nER  - ")
    page = (tmp_path / "site" / "data" / "index.html").read_text()
    assert '<a href="../files.zip">files.zip</a>' in page
    assert all(name in page for name in held)


@pytest.mark.usefixtures("record")
def test_what_was_withdrawn_says_so_and_a_former_address_leads_on(tmp_path: Path):
    files = exported(tmp_path / "site")
    gone = files["claims/gone/index.html"].decode()
    assert "It was misread." in gone
    assert not [name for name, text in files.items() if b"says what went" in text]
    moved = files["events/meeting/index.html"].decode()
    assert 'content="0; url=../talks-in-brest/index.html"' in moved
    assert '<a href="../talks-in-brest/index.html">' in moved
    assert "people/envoy/index.html" in files
    assert 'url=../../grain-exports/russia/index.html"' in files["positions/grain/russia/index.html"].decode()


@pytest.mark.usefixtures("drafts")
def test_no_file_of_the_folder_has_a_word_of_a_draft(tmp_path: Path):
    files = exported(tmp_path / "site")
    assert "claims/seen/index.html" in files
    assert [name for name, text in files.items() if ODD in name or ODD.encode() in text] == []


@pytest.mark.usefixtures("record")
def test_the_same_record_makes_the_same_bytes(tmp_path: Path):
    first = exported(tmp_path / "site")
    assert exported(tmp_path / "other" / "place") == first
    static_site.write_zip(tmp_path / "one.zip")
    static_site.write_zip(tmp_path / "two.zip")
    one, two = ((tmp_path / f"{name}.zip").read_bytes() for name in ("one", "two"))
    assert hashlib.sha256(one).digest() == hashlib.sha256(two).digest()
    with zipfile.ZipFile(tmp_path / "one.zip") as packed:
        assert {name: packed.read(f"site/{name}") for name in first} == first
        assert packed.namelist() == sorted(f"site/{name}" for name in first)


def test_the_pages_of_a_long_timeline_are_one_page_of_all_events(db, monkeypatch: pytest.MonkeyPatch):
    make_record()
    whole = timeline.read_timeline(Filters())
    for module in ("talks.timeline.answer", "talks.static_site.timeline"):
        monkeypatch.setattr(f"{module}.PAGE", 5)
    pages = read_pages(select(Filters()))
    assert len(pages) == 3
    shown = read_timeline(pages)
    ids = Parsed(shown).ids
    assert {f"e-{slug}" for slug in Event.objects.public().values_list("slug", flat=True)} <= ids
    assert [
        one for one in ids - {"chosen"} if shown.count(f' id="{one}"') != 1
    ] == []  # a button has it too, which goes
    assert shown.count('class="month"') == len(whole.months)


@pytest.mark.usefixtures("record")
def test_every_part_that_is_left_out_is_one_that_pages_have(client: Client):
    pages = ["/", "/?side=russia", "/?side=russia&lanes=open", "/reports/", "/reports/first/", "/claims/came/"]
    unmet = set(LEFT_OUT | LIVE_ONLY | ON_FIRST_PAGE).union(*IN_LISTS.values())
    for address in pages:

        def note(tag) -> None:
            unmet.difference_update([one for one in unmet if is_any_of(tag, frozenset({one}))])

        edit(client.get(address).content.decode(), note)
    assert not unmet


# Folders


def test_nothing_is_written_where_nothing_is_public(db, tmp_path: Path):
    make_event(slug="draft", status="draft")
    with pytest.raises(CommandError, match="Nothing is published"):
        call_command("export_site", tmp_path / "site")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("record")
def test_a_folder_that_the_command_did_not_write_is_refused_and_stays_as_it_is(tmp_path: Path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("ours")
    (tmp_path / "file").write_text("ours")
    for name in ("site", "file"):
        with pytest.raises(CommandError, match=r"did not write|is a file"):
            call_command("export_site", tmp_path / name)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "index.html", "site"]
    assert (tmp_path / "site" / "index.html").read_text() == "ours"


def test_a_hidden_folder_beside_that_the_command_did_not_write_stays_as_it_is(record, tmp_path: Path):
    foreign = tmp_path / ".site.former" / "ours"
    foreign.parent.mkdir()
    foreign.write_text("ours")
    with pytest.raises(CommandError, match=r"\.site\.former holds something"):
        call_command("export_site", tmp_path / "site")
    assert foreign.read_text() == "ours"


def test_a_name_is_no_pattern_of_other_names(record, tmp_path: Path):
    for name in (".site.draft-1", ".[s]ite.draft-1"):
        (tmp_path / name).mkdir()
    static_site.export(tmp_path / "[s]ite")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".site.draft-1", "[s]ite"]


def test_a_folder_is_the_one_that_its_path_leads_to(record, tmp_path: Path):
    (tmp_path / "site" / "inner").mkdir(parents=True)
    (tmp_path / "link").symlink_to("site/inner")
    static_site.export(tmp_path / "link")
    assert (tmp_path / "site" / "inner" / "index.html").is_file()
    assert (tmp_path / "link").is_symlink()
    with pytest.raises(static_site.SiteError, match="did not write"):
        static_site.export(tmp_path / "site" / "inner" / "..")
    static_site.export(tmp_path / "new" / ".." / "other")
    assert (tmp_path / "other" / "index.html").is_file()
    with pytest.raises(static_site.SiteError, match="cannot be replaced"):
        static_site.export(Path("/"))


@pytest.mark.usefixtures("record")
def test_what_the_command_wrote_is_replaced_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "site").mkdir()
    call_command("export_site", tmp_path / "site")
    former = content(tmp_path / "site")
    assert f"{sum(name.endswith('.html') for name in former)} pages" in capsys.readouterr().out
    (tmp_path / "site" / "left").write_text("from before")
    Claim.objects.filter(slug="came").update(status="draft")
    call_command("export_site", tmp_path / "site")
    present = content(tmp_path / "site")
    assert "claims/came/index.html" in former.keys() - present.keys()
    assert "left" not in present
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_what_a_run_left_that_was_killed_between_two_renamings_is_put_back(record, tmp_path: Path):
    former = exported(tmp_path / "site")
    (tmp_path / "site").rename(tmp_path / ".site.former")
    (tmp_path / ".site.draft-1").mkdir()
    Event.objects.update(status="draft")
    with pytest.raises(static_site.SiteError):
        static_site.export(tmp_path / "site")
    assert content(tmp_path / "site") == former
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_run_that_is_killed_leaves_the_former_folder(tables: Path, tmp_path: Path):
    database = tmp_path / "talks.sqlite3"
    database.write_bytes(tables.read_bytes())
    environment = {
        "DATABASE_URL": f"sqlite:///{database}",
        "SECRET_KEY": "for a test",
        "DJANGO_SETTINGS_MODULE": "tests.site_settings",
        "SITE_URL": LIVE,  # pages say more where there is a site to lead to
    }

    def command(*words: str) -> subprocess.Popen:
        words = (sys.executable, "manage.py", *words)
        return subprocess.Popen(words, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.DEVNULL)

    target = tmp_path / "public" / "site"
    assert command("loaddata", "ukraine_2022").wait() == 0
    assert command("export_site", str(target)).wait() == 0
    former = content(target)
    holds_the_first_record_in_five_megabytes(former)
    run = command("export_site", str(target))
    while not any(path.is_file() for path in target.parent.glob(".site.draft-*/**/*")):
        assert run.poll() is None
        time.sleep(0.02)
    run.send_signal(signal.SIGKILL)
    run.wait()
    assert content(target) == former
    assert len(list(target.parent.iterdir())) == 2
    assert command("export_site", str(target)).wait() == 0
    assert content(target) == former
    assert [path.name for path in target.parent.iterdir()] == ["site"]


def holds_the_first_record_in_five_megabytes(files: dict[str, bytes]) -> None:
    """Check what the folder promises: its size, and that it says of every statement what the data say, without a script."""
    assert sum(map(len, files.values())) <= 5_000_000
    with zipfile.ZipFile(io.BytesIO(files["files.zip"])) as packed:
        events = json.loads(packed.read("timeline.json"))["events"]
    statements = [one for event in events for one in event["claims"]]
    assert len(statements) > 200
    for one in statements:
        page = files[f"claims/{one['slug']}/index.html"].decode()
        said = " ".join(Words(page).text.split())
        for name in ("statement", "quote", "quote_translation", "speaker_name", "outlet_name", "headline", "url"):
            assert " ".join((one[name] or "").split()) in said, (one["slug"], name)
        assert f"found in ¶{one['paragraph']}" in said, one["slug"]
        assert one["proof"]["paragraph_sha256"] in said, one["slug"]
        assert ("a", "href", one["url"]) in Parsed(page).named, one["slug"]
        for part in ("events", "reports"):
            listed = files[f"{part}/{one[part.removesuffix('s')]}/index.html"].decode()
            assert f"claims/{one['slug']}/index.html" in listed, (one["slug"], part)


def test_an_answer_of_another_version_of_the_record_is_not_written(db, settings: Settings):
    settings.ANSWERS_MAY_BE_OLD = 60
    address = make_claim(event=make_event(slug="of-no-other-test")).event.get_absolute_url()
    assert ask(address).status_code == 200
    Event.objects.update(title="Another title")
    with pytest.raises(static_site.SiteError, match="changed while its pages were read"):
        ask(address)


# Parts


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/", ("index.html", "")),
        ("/?page=2", ("index.html", "")),
        ("/?side=russia&topic=truce", ("index.html", "?side=russia&topic=truce")),
        ("/?process=only&side=russia", ("index.html", "?side=russia")),
        ("/?process=only", ("index.html", "")),
        ("/?side=russia&q=truce", None),
        ("/?view=table", None),
        ("/events/a/?page=3", ("events/a/page/3/index.html", "")),
        ("/events/a/?known=2022", None),
        ("/events/a/error/", None),
        ("/events/a.bib", ("events/a.bib", "")),
        ("/events/a.txt", None),
        ("/events/a.json", None),
        ("/timeline.csv?bom=1", ("timeline-excel.csv", "")),
        ("/timeline.ics", ("timeline.ics", "")),
        ("/timeline.atom?order=-recorded", None),
        ("/timeline.csv?says=threat", None),
        ("/data/codebook.json", ("data/codebook.json", "")),
        ("/data/releases/", None),
        ("/r/1/claims/a/", None),
        ("/admin/", None),
        ("/healthz", None),
        ("/nowhere", None),
    ],
)
def test_an_address_has_its_place_or_none(address: str, place: tuple[str, str] | None):
    assert place_of(address, frozenset({("process", "only")})) == place


def test_editing_leaves_what_is_not_changed_as_it_is():
    html = (
        '<!doctype html><svg viewBox="0 0 1 1"><path d="M0 0"/></svg><p title="a &amp; b">&nbsp;&#x41; <br>x</p>'
        "<!-- kept --><template><b hidden>y</b></template>"
    )
    assert edit(html, lambda tag: None) == html
    assert edit("<p>a<b>b<i>c</i></b>d</p>", lambda tag: "B" if tag.name == "b" else None) == "<p>aBd</p>"
    assert inside('<p><b id="x">a<i>b</i></b>c</p>', "x") == "a<i>b</i>"
    assert inside("<p>a</p>", "x") == ""


def test_short_html_has_no_quotes_and_end_tags_that_browsers_do_not_need():
    html = (
        '<ul class="a b"><li id="x"><a href="y/?z=1&amp;b">a</a></li><li title="">b</li></ul><svg><path d="M0"/></svg>'
        """<p title="a=b" class='c' data-x="=" lang="en">c</p><dl><dt>d</dt><dd>e</dd></dl>"""
    )
    assert edit(html, lambda tag: None, is_short=True) == (
        '<ul class="a b"><li id=x><a href="y/?z=1&amp;b">a</a><li title="">b</ul><svg><path d="M0"/></svg>'
        """<p title="a=b" class='c' data-x="=" lang=en>c</p><dl><dt>d<dd>e</dl>"""
    )
    assert edit("<p>a</p>", lambda tag: tag.attributes.update(id="x", title="y z"), is_short=True) == (
        '<p id=x title="y z">a</p>'
    )


def test_a_font_is_taken_along_if_a_letter_stands_in_its_range():
    face = "@font-face { unicode-range: U+0400-045F, U+2116; }"
    assert holds(face, "Київ")
    assert holds(face, "№")
    assert not holds(face, "Kyiv")
    assert holds("@font-face { }", "")
