"""What a report is, how much of it was available, and whether its title is its headline: on pages and in files."""

import csv
import io
import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import Settings

from talks import releasing
from talks.loading import dump
from talks.models import Article, ArticleText
from talks.share import share_of
from talks.vocabulary import Completeness, Genre, HeadlineBasis
from tests.factories import make_actor, make_article, make_claim, make_event, make_outlet, make_participation
from tests.fixture_files import article, claim, load_items, small_record
from tests.test_desk import NEW, filled, send
from tests.test_pages import shown

pytestmark = pytest.mark.django_db

ONLY_THE_BEGINNING = "Only the beginning of this report was available."
NOTE = "Cut off at about 2,000 characters by the store from which it was taken."
REST = "The rest of this report was not available; what it says is not in this record."


@pytest.fixture
def cut_off() -> Article:
    """A report of which only the beginning was available, and one beside it that looks whole, on the same event."""
    outlet, event = make_outlet("courier"), make_event(slug="met")
    fields = {"completeness": Completeness.BEGINNING, "completeness_note": NOTE, "outlet": outlet}
    report = make_article(slug="cut", **fields)
    make_participation(event, make_actor("south"))
    make_claim(slug="from-cut", article=report, event=event, speaker=make_actor("north"))
    make_claim(slug="from-whole", article=make_article(slug="whole", completeness="whole"), event=event)
    return report


@pytest.fixture
def supplied() -> Article:
    """A report whose title was made from its address."""
    report = make_article(slug="titled", headline="Talks end", headline_basis="address", outlet=make_outlet("courier"))
    make_claim(slug="from-titled", article=report, event=make_event(slug="parted"))
    return report


# How much of it was available


def test_a_cut_report_is_marked_wherever_it_is_described(client: Client, cut_off: Article):
    page = shown(client.get("/reports/cut/"))
    assert f"{ONLY_THE_BEGINNING} {NOTE}" in page
    assert REST in page
    assert ONLY_THE_BEGINNING in shown(client.get("/claims/from-cut/"))
    assert shown(client.get("/reports/")).count("Beginning only") == 1
    assert shown(client.get("/events/met/")).count("Beginning only") == 1


def test_who_is_silent_on_an_event_may_speak_in_what_was_not_available(client: Client, cut_off: Article):
    said = "South is not quoted on this event in these 2 reports."
    note = "A part of one report was not available, and may say more."
    assert f"{said} {note}" in shown(client.get("/events/met/"))
    Article.objects.update(completeness="whole")
    assert said in shown(client.get("/events/met/"))
    assert note not in shown(client.get("/events/met/"))


def test_nothing_is_said_of_a_report_that_looks_whole_or_of_which_nothing_is_recorded(client: Client):
    for slug, completeness in (("whole", "whole"), ("open", "not-known")):
        make_claim(slug=f"from-{slug}", article=make_article(slug=slug, completeness=completeness))
        for address in (f"/reports/{slug}/", f"/claims/from-{slug}/", "/reports/"):
            assert 'class="missing"' not in client.get(address).content.decode()
            assert "available" not in shown(client.get(address))


def test_the_end_of_the_paragraphs_is_missing_on_the_last_page_only(client: Client, cut_off: Article, monkeypatch):
    monkeypatch.setattr("talks.pages.reports.STATEMENTS", 1)
    make_claim(article=cut_off, paragraph=2)
    assert REST not in shown(client.get("/reports/cut/"))
    assert REST in shown(client.get("/reports/cut/?page=2"))


def test_missing_pieces_do_not_mean_that_the_end_is_missing(client: Client, cut_off: Article):
    Article.objects.filter(pk=cut_off.pk).update(completeness="parts")
    page = shown(client.get("/reports/cut/"))
    assert "Pieces inside this report were not available." in page
    assert REST not in page


def test_a_comparison_says_that_a_cut_report_may_not_be_silent(client: Client, cut_off: Article):
    said = "What only another report says here may be in that part too."
    page = shown(client.get("/reports/compare/?report=cut&report=whole"))
    assert "A part of this report was not available: Courier, 11 Mar 2022. " + said in page
    assert page.count(ONLY_THE_BEGINNING) == 1
    Article.objects.update(completeness="whole")
    assert said not in shown(client.get("/reports/compare/?report=cut&report=whole"))


def test_the_timeline_does_not_repeat_it_under_every_statement(client: Client, cut_off: Article):
    assert "eginning" not in shown(client.get("/"))


def test_every_file_of_a_cut_report_says_so(client: Client, cut_off: Article):
    fields = client.get("/reports/cut.json").json()
    assert (fields["completeness"], fields["completeness_note"]) == ("beginning", NOTE)
    linked = json.loads(client.get("/reports/cut.jsonld").content)
    assert (linked["talks:completeness"], linked["talks:completeness_note"]) == ("beginning", NOTE)
    for name in ("txt", "bib", "ris"):
        assert ONLY_THE_BEGINNING in client.get(f"/reports/cut.{name}").content.decode()
    assert ONLY_THE_BEGINNING in client.get("/reports/cut.csl").json()[0]["note"]
    assert ONLY_THE_BEGINNING not in client.get("/reports/whole.txt").content.decode()


def test_files_of_statements_say_how_much_of_their_report_was_available(client: Client, cut_off: Article):
    rows = csv.DictReader(io.StringIO(client.get("/timeline.csv").content.decode()))
    assert {row["report"]: (row["completeness"], row["headline_basis"]) for row in rows} == {
        "cut": ("beginning", "stated"),
        "whole": ("whole", "stated"),
    }
    said = client.get("/timeline.json").json()["events"][0]["claims"]
    assert {one["report"]: one["completeness"] for one in said} == {"cut": "beginning", "whole": "whole"}


# Its title


def test_a_supplied_title_stands_in_square_brackets_and_never_in_quotation_marks(client: Client, supplied: Article):
    for address in ("/reports/titled/", "/reports/", "/claims/from-titled/", "/events/parted/"):
        page = shown(client.get(address))
        assert "[Talks end]" in page
        assert "“Talks end”" not in page
    assert "The title was made from the report's web address. Its headline is not known." in shown(
        client.get("/reports/titled/")
    )
    for address in ("/reports/titled.txt", "/claims/from-titled.txt", "/timeline.atom"):
        text = client.get(address).content.decode()
        assert "[Talks end], Courier, 11 March 2022" in text
        assert "“Talks end”" not in text


def test_a_headline_stands_as_before(client: Client, supplied: Article):
    Article.objects.update(headline_basis="stated")
    assert "[Talks end]" not in shown(client.get("/reports/titled/"))
    assert client.get("/reports/titled.txt").content.decode().startswith("“Talks end”, Courier, 11 March 2022.")


def test_reference_managers_get_the_title_in_brackets(client: Client, supplied: Article):
    assert "{[Talks end]}" in client.get("/reports/titled.bib").content.decode()
    assert "TI  - [Talks end]" in client.get("/reports/titled.ris").content.decode()
    assert client.get("/reports/titled.csl").json()[0]["title"] == "[Talks end]"


def test_json_has_the_title_as_it_is_with_its_basis_and_linked_data_no_headline(client: Client, supplied: Article):
    fields = client.get("/reports/titled.json").json()
    assert (fields["headline"], fields["headline_basis"]) == ("Talks end", "address")
    linked = json.loads(client.get("/reports/titled.jsonld").content)
    assert (linked["name"], linked["talks:headline_basis"]) == ("[Talks end]", "address")
    assert "headline" not in linked
    report = json.loads(client.get("/claims/from-titled.jsonld").content)["appearance"]
    assert report["name"] == "[Talks end]"


@pytest.mark.parametrize(("basis", "run"), [("stated", 5), ("address", 5), ("described", 2)])
def test_the_words_of_a_title_that_the_editors_described_are_no_words_of_the_report(basis: str, run: int):
    report = make_article(headline="A short headline", headline_basis=basis)
    ArticleText.objects.create(article=report, paragraphs=["They met on Tuesday in Rome."], sha256="0" * 64)
    make_claim(article=report, quote="They met", paragraph=1)
    assert share_of(report).run == run


# Where it is stored


@pytest.mark.parametrize("field", ["genre", "completeness", "headline_basis"])
def test_the_database_refuses_a_word_that_is_not_in_the_list(field: str):
    report = make_article()
    with pytest.raises(IntegrityError, match=f"article_{field}_known"), transaction.atomic():
        Article.objects.filter(pk=report.pk).update(**{field: "rumour"})


def test_a_file_without_these_fields_loads_and_says_nothing_more_than_before(tmp_path: Path):
    load_items(tmp_path, small_record())
    report = Article.objects.get(slug="report-one")
    assert (report.genre, report.completeness, report.headline_basis) == ("", "not-known", "stated")
    assert report.completeness_note == ""
    assert report.title == report.headline


def test_a_record_comes_back_with_these_fields_as_it_was_dumped(tmp_path: Path):
    fields = {
        "genre": "live-log",
        "completeness": "beginning",
        "completeness_note": NOTE,
        "headline_basis": "described",
    }
    record = [*small_record(), article("cut", **fields), claim("from-cut", article=["cut"])]
    load_items(tmp_path, record)
    written = dump("talks-2022")
    assert load_items(tmp_path, json.loads(written)).changed == 0
    assert dump("talks-2022") == written
    report = Article.objects.get(slug="cut")
    assert {name: getattr(report, name) for name in fields} == fields


def test_the_desk_asks_for_these_fields_and_takes_what_is_usual_where_nothing_is_chosen(admin_client: Client):
    typed = {"headline": "Talks end", "text": "They met on Tuesday.\nThey parted on Friday.", "slug": "end"}
    page = admin_client.post(NEW, filled(admin_client.get(NEW)) | typed | {"preview": "1"})
    for name in ("genre", "completeness", "completeness_note", "headline_basis"):
        assert f'name="{name}"' in page.content.decode()
    send(admin_client, NEW, page, completeness="", headline_basis="")
    report = Article.objects.get(slug="end")
    assert (report.genre, report.completeness, report.headline_basis) == ("", "not-known", "stated")
    cut = {"genre": "dispatch", "completeness": "beginning", "completeness_note": NOTE, "headline_basis": "described"}
    again = admin_client.post(
        NEW, filled(admin_client.get(NEW)) | typed | {"preview": "1", "slug": "cut", "text": "It rained in Rome."}
    )
    send(admin_client, NEW, again, **cut)
    report = Article.objects.get(slug="cut")
    assert {name: getattr(report, name) for name in cut} == cut


# Releases


def test_a_release_has_these_fields_in_its_tables_and_on_its_pages(
    client: Client, cut_off: Article, supplied: Article, settings: Settings, tmp_path: Path
):
    settings.RELEASES = tmp_path / "releases"
    Article.objects.filter(slug="cut").update(genre="live-log")
    made = releasing.make(date(2026, 11, 30), with_site=False)
    with (made.folder / "reports.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["slug"]: row for row in csv.DictReader(file)}
    assert (rows["cut"]["completeness"], rows["cut"]["genre"]) == ("beginning", "live-log")
    assert rows["titled"]["headline_basis"] == "address"
    page = shown(client.get("/r/1/reports/cut/"))
    assert ONLY_THE_BEGINNING in page
    assert NOTE in page
    assert "Live log" in page
    assert ONLY_THE_BEGINNING in shown(client.get("/r/1/claims/from-cut/"))
    assert "[Talks end]" in shown(client.get("/r/1/reports/titled/"))


# Words


def test_every_word_has_a_definition_of_one_line_and_the_codebook_has_them(client: Client):
    codebook = shown(client.get("/data/codebook/"))
    for terms in (Genre, Completeness, HeadlineBasis):
        for term in terms:
            assert len(str(term.definition)) <= 100
            assert str(term.definition) in codebook.replace("’", "'")


def test_each_report_of_the_first_record_says_what_it_is_and_what_is_missing_where_it_was_cut():
    items = json.loads((Path(__file__).parent.parent / "fixtures" / "ukraine_2022.json").read_text(encoding="utf-8"))
    reports = [one["fields"] for one in items if one["model"] == "talks.article"]
    assert Counter(one["headline_basis"] for one in reports) == {"stated": 15, "address": 5, "described": 1}
    assert Counter(one["completeness"] for one in reports) == {"whole": 15, "beginning": 5, "not-known": 1}
    assert all(one["genre"] for one in reports)
    assert all(one["completeness_note"] for one in reports if one["completeness"] == "beginning")


# Assistants


def test_assistants_get_a_supplied_title_in_brackets_and_are_told_what_was_available(
    client: Client, cut_off: Article, supplied: Article
):
    pytest.importorskip("httpx2", reason="what assistants need is not installed")
    from talks_mcp import words as assistants
    from talks_mcp.site import Answer

    answer = Answer(200, {}, "7")
    said = {
        slug: assistants.shown(client.get(f"/claims/from-{slug}.json").json(), answer)
        for slug in ("cut", "titled", "whole")
    }
    assert said["titled"]["report"] == "[Talks end], Courier, 2022-03-11"
    assert said["cut"]["report"].startswith("“Headline of cut”")
    assert said["cut"]["report_available"] == "only its beginning"
    assert said["whole"]["report_available"] == ""
    assert "What the record has of the report: only its beginning" in assistants.as_text(said["cut"])
