"""Full texts of reports: from a saved file to numbered paragraphs, and the proof of quotes against them."""

import hashlib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from talks.article_texts import attach_text, check_quotes, read_cleaned, read_furniture, read_paragraphs
from talks.cleaning import clean
from talks.loading import load
from talks.models import Article, ArticleText, Claim, Rename
from talks.quoting import folded
from tests.factories import make_article, make_claim
from tests.saved_reports import FIXTURE, attach_saved_reports, needs_saved_reports

SAVED = """• Live

Talks go on
Published 30 March 2022
\u00a0
\u00a0The talks go on,\u00a0she said.\u00a0
\t
Caption

Nobody knows how long they go on.
Post with no comments.
""".encode()

FURNITURE = {1, 4, 8, 11}
PARAGRAPHS = ["The talks go on,\u00a0she said.", "Nobody knows how long they go on."]


@pytest.fixture
def report(db: None) -> Article:
    """A report with one statement in each of its two paragraphs."""
    article = make_article(slug="report", headline="Talks go on", openings="The talks go\nNobody knows how")
    make_claim(slug="go-on", article=article, paragraph=1, quote="The talks go on, she said")
    make_claim(slug="how-long", article=article, paragraph=2, quote="Nobody knows […] go on")
    return article


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    (tmp_path / "report.txt").write_bytes(SAVED)
    return tmp_path / "report.txt"


# Furniture


@pytest.mark.parametrize(
    ("ranges", "lines"),
    [("", set()), (" ", set()), ("3", {3}), ("1-3", {1, 2, 3}), ("1-2,5, 7-7", {1, 2, 5, 7}), ("2,1-3", {1, 2, 3})],
)
def test_furniture_is_named_by_lines_and_ranges(ranges: str, lines: set[int]):
    assert read_furniture(ranges) == lines


@pytest.mark.parametrize(
    "ranges", ["0", "-1", "3-1", "1-", "-", "a", "1;2", "1,,2", "1,", "٣", "1-2-3", "9" * 30, "1-0"]
)
def test_a_range_that_names_no_lines_is_refused(ranges: str):
    with pytest.raises(ValidationError, match="is not a range of lines"):
        read_furniture(ranges)


# Paragraphs


def test_a_paragraph_is_a_line_that_is_neither_blank_nor_furniture_nor_the_headline():
    assert read_paragraphs(SAVED, FURNITURE, "Talks go on") == PARAGRAPHS
    assert read_paragraphs(SAVED, FURNITURE | {3}) == PARAGRAPHS


def test_lines_count_as_an_editor_counts_them():
    content = "one\r\ntwo\u2028still two\x0band still\rthree\n\nfive".encode()
    assert read_paragraphs(content) == ["one", "two\u2028still two\x0band still", "three", "five"]
    assert read_paragraphs(content, {5}) == ["one", "two\u2028still two\x0band still", "three"]


def test_the_mark_before_a_text_is_no_part_of_it():
    assert read_paragraphs("one".encode("utf-8-sig")) == ["one"]


def test_paragraphs_are_cleaned_and_what_was_cleaned_in_them_is_counted():
    content = "Talks\u00ad go on\n\u200b\nThe ca\u00adfe\u0301 is \ufb01ne\u2060.\n\ufeffMenu\u00ad\n".encode()
    paragraphs, changes = read_cleaned(content, {4}, "Talks go on")
    assert paragraphs == ["The café is fine."]
    assert changes == {
        "soft hyphens": 1,
        "zero-width spaces and word joiners": 1,
        "ligatures": 1,
        "words with accents composed (NFC)": 1,
    }


@pytest.mark.parametrize(
    ("content", "furniture", "said"),
    [
        (b"", set(), "No line is left"),
        (b" \n\xc2\xa0\n", set(), "No line is left"),
        (b"one\ntwo", {1, 2}, "No line is left"),
        (b"one\ntwo", {3}, "The file has only 2 lines: there is no line 3"),
        (b"one\n\xff", set(), "Line 2 is not UTF-8"),
        ("one".encode("utf-16"), set(), "Line 1 is not UTF-8"),
        (b"one\x00", set(), "NUL"),
        (b"a" * 5_000_001, set(), "larger than 5 MB"),
    ],
)
def test_a_file_that_is_no_report_is_refused(content: bytes, furniture: set[int], said: str):
    with pytest.raises(ValidationError, match=said):
        read_paragraphs(content, furniture)


@given(
    st.lists(st.text(st.characters(exclude_characters="\r\n\x00", exclude_categories=["Cs"]), max_size=8), max_size=8)
)
def test_no_paragraph_is_blank_and_none_is_lost(lines: list[str]):
    content = "\n".join(lines).encode()
    kept = [text for line in lines if (text := clean(line).text.strip())]
    if kept:
        assert read_paragraphs(content) == kept
    else:
        with pytest.raises(ValidationError):
            read_paragraphs(content)


# Attaching


def test_an_attached_text_is_numbered_and_known_by_the_hash_of_its_file(report: Article):
    attached = attach_text(report, SAVED, FURNITURE)
    stored = ArticleText.objects.get(article=report)
    assert stored.paragraphs == PARAGRAPHS
    assert stored.sha256 == hashlib.sha256(SAVED).hexdigest()
    assert attached.checked.is_right
    assert attached.checked.stand == 2


def test_a_text_takes_the_place_of_the_one_before(report: Article):
    attach_text(report, SAVED, FURNITURE)
    attached = attach_text(report, b"The talks go on, she said.\nNobody knows how they go on.")
    assert ArticleText.objects.get().paragraphs[1] == "Nobody knows how they go on."
    assert attached.checked.stand == 2


def test_attaching_says_how_many_quotes_stand(report: Article, saved: Path, capsys: pytest.CaptureFixture[str]):
    call_command("attach_text", "report", str(saved), furniture="1,4,8,11")
    assert capsys.readouterr().out == "2 paragraphs are stored: 2 quotes stand, 0 do not.\n"


def test_a_quote_that_fails_is_named_and_the_text_is_kept(report: Article, saved: Path):
    Claim.objects.filter(slug="how-long").update(quote="Nobody knew […] go on")
    with pytest.raises(CommandError) as failed:
        call_command("attach_text", "report", str(saved), furniture="1,4,8,11")
    assert failed.value.returncode == 1
    assert "¶2 how-long: These words do not stand in the paragraph" in str(failed.value)
    assert "1 quote stands, 1 does not" in str(failed.value)
    assert ArticleText.objects.get().paragraphs == PARAGRAPHS


def test_attaching_says_what_was_cleaned(report: Article, saved: Path, capsys: pytest.CaptureFixture[str]):
    saved.write_bytes(SAVED.replace(b"go on,", "go\u200b on,".encode()))
    call_command("attach_text", "report", str(saved), furniture="1,4,8,11")
    assert capsys.readouterr().out.splitlines() == [
        "Cleaned: zero-width spaces and word joiners 1.",
        "2 paragraphs are stored: 2 quotes stand, 0 do not.",
    ]


def test_openings_that_differ_are_named_and_never_changed(
    report: Article, saved: Path, capsys: pytest.CaptureFixture[str]
):
    Article.objects.update(openings="The talks go\nNobody knew how\nAnd so on")
    call_command("attach_text", "report", str(saved), furniture="1,4,8,11")
    told = capsys.readouterr().err
    assert "¶2 opening: The opening is “Nobody knew how”, but the paragraph begins “Nobody knows how”." in told
    assert "¶3 opening: The text has no such paragraph." in told
    assert Article.objects.get().openings.startswith("The talks go\nNobody knew")


def test_blank_openings_stay_blank(report: Article, saved: Path, capsys: pytest.CaptureFixture[str]):
    Article.objects.update(openings="")
    call_command("attach_text", "report", str(saved), furniture="1,4,8,11")
    assert Article.objects.get().openings == ""
    assert not capsys.readouterr().err


def test_furniture_that_was_forgotten_shows_by_the_openings(report: Article):
    told = [str(fault) for fault in attach_text(report, SAVED, FURNITURE - {11}).checked.openings]
    assert told == ["¶3 opening: The openings have no line for this paragraph, which begins “Post with no”."]


def test_a_report_is_found_under_its_former_slug(report: Article, saved: Path):
    Rename.objects.create(model="article", former="old-report", present="report")
    call_command("attach_text", "old-report", str(saved), furniture="1,4,8,11", verbosity=0)
    assert ArticleText.objects.filter(article=report).exists()


@pytest.mark.parametrize(
    ("slug", "file", "furniture", "said"),
    [
        ("no-report", "report.txt", "", "There is no report “no-report”"),
        ("report", "missing.txt", "", "cannot be read: No such file"),
        ("report", ".", "", "cannot be read: Is a directory"),
        ("report", "report.txt", "5-1", "is not a range of lines"),
        ("report", "report.txt", "1-200", "no line 200"),
        ("report", "latin.txt", "", "not UTF-8"),
    ],
)
def test_a_bad_call_is_told_plainly_with_exit_code_two_and_stores_nothing(
    report: Article, saved: Path, slug: str, file: str, furniture: str, said: str
):
    saved.with_name("latin.txt").write_bytes("Türkiye".encode("latin-1"))
    with pytest.raises(CommandError, match=said) as refused:
        call_command("attach_text", slug, str(saved.parent / file), furniture=furniture)
    assert refused.value.returncode == 2
    assert not ArticleText.objects.exists()


# Checking


def test_the_check_counts_what_stands_what_does_not_and_what_was_not_checked(
    report: Article, capsys: pytest.CaptureFixture[str]
):
    make_claim(article=make_article(slug="a-report-without-text"))
    attach_text(report, SAVED, FURNITURE)
    call_command("check_quotes")
    lines = capsys.readouterr().out.splitlines()
    assert "a-report-without-text: not checked: no text is stored." in lines
    assert lines[-1] == "2 quotes stand, 0 do not; 1 report not checked."


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"quote": "The talks go on, she sald"}, "¶1 go-on: These words do not stand"),
        ({"quote": "The talks go on, she sai"}, "¶1 go-on: These words do not stand"),
        ({"quote": "the talks go on, she said"}, "¶1 go-on: These words do not stand"),
        ({"paragraph": 2}, "¶2 go-on: These words do not stand"),
        ({"paragraph": 3}, "¶3 go-on: The stored text has no such paragraph"),
        ({"suffix": "often"}, "¶1 go-on: These words do not stand"),
        ({"status": "draft", "quote": "The talks end", "paragraph": None}, "¶? go-on: The stored text has no such"),
    ],
)
def test_one_sign_off_is_enough_to_fail(report: Article, capsys: pytest.CaptureFixture[str], change: dict, said: str):
    attach_text(report, SAVED, FURNITURE)
    Claim.objects.filter(slug="go-on").update(**change)
    with pytest.raises(SystemExit) as failed:
        call_command("check_quotes")
    assert failed.value.code == 1
    out = capsys.readouterr().out
    assert said in out
    assert out.splitlines()[-1] == "1 quote stands, 1 does not."


def test_what_may_mislead_is_named_and_fails_nothing(report: Article, capsys: pytest.CaptureFixture[str]):
    attach_text(report, b"The talks do not go on, she said.\nNobody knows how long they go on.")
    Claim.objects.filter(slug="go-on").update(quote="The talks […] go on")
    Article.objects.update(openings="")
    call_command("check_quotes")
    lines = capsys.readouterr().out.splitlines()
    assert any("look at ¶1 go-on" in line and "“not”" in line for line in lines)
    assert lines[-1] == "2 quotes stand, 0 do not, 1 to look at."


def test_openings_that_differ_fail_the_check(report: Article, capsys: pytest.CaptureFixture[str]):
    attach_text(report, SAVED, FURNITURE)
    Article.objects.update(openings="The talks went\nNobody knows how")
    with pytest.raises(SystemExit):
        call_command("check_quotes", "report")
    assert capsys.readouterr().out.splitlines()[-1] == "2 quotes stand, 0 do not, 1 opening differs."


def test_only_the_reports_named_are_checked(report: Article, capsys: pytest.CaptureFixture[str]):
    make_claim(article=make_article(slug="another-report"))
    call_command("check_quotes", "report")
    assert capsys.readouterr().out.splitlines() == [
        "report: not checked: no text is stored.",
        "0 quotes stand, 0 do not; 1 report not checked.",
    ]
    with pytest.raises(CommandError, match="Not all of these are reports: report, none-such") as refused:
        call_command("check_quotes", "report", "none-such")
    assert refused.value.returncode == 2


# The first record, against the five saved reports where they are at hand


@pytest.mark.django_db
@needs_saved_reports
def test_every_quote_of_the_first_record_stands_in_its_report():
    load(FIXTURE)
    for source, attached in attach_saved_reports():
        paragraphs = list(map(folded, attached.text.paragraphs))
        known = source.get("paragraphs") or [{"starts": ""} for _one in paragraphs]
        assert len(paragraphs) == len(known), source["file"]
        assert all(text.startswith(one["starts"]) for text, one in zip(paragraphs, known, strict=True))
    checked = list(check_quotes())
    assert [str(fault) for report in checked for fault in [*report.faults, *report.openings]] == []
    assert all(report.has_text and report.stand for report in checked)
    assert sum(report.stand for report in checked) == Claim.objects.exclude(quote="").count()
