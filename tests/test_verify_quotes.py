"""The file that verifies quotations without the app: it decides as the app does, and finds every altered character."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

import verify_quotes
from talks import cleaning, quoting
from talks.article_texts import read_paragraphs
from talks.loading import load
from tests import word_breaks
from tests.saved_reports import FIXTURE, FOLDER, needs_saved_reports, report_of, sources
from tests.test_cleaning import CHARACTERS
from verify_quotes import Quotation, verify

ROOT = Path(settings.BASE_DIR)
PROGRAM = ROOT / "verify_quotes.py"

# Letters of many scripts, all that Unicode's rules of words name, and what cleaning changes.
MIXED = CHARACTERS + "bZжא’'\"“”.,:;·_-—/( )0123٣\u3042漢カタ\u05f4\u05f3\u202f\u3000\u2003\u2028\r\n🇺🇦🇵Ⓜℹ$%"
TOKENS = st.lists(
    st.one_of(
        st.sampled_from(
            ["We", "can", "can’t", "U.S.", "50", "50,000", "10:00", "go_on", "не", "обʼєкт", "停火", "ไทย", "قال", "a"]
        ),
        st.sampled_from(
            [" ", " ", " ", "\u00a0", ", ", ". ", "—", "-", "\u00ad", "\u200b", "’", "ﬁ", "e\u0301", "", "[…]"]
        ),
        st.text(MIXED, max_size=3),
    ),
    max_size=14,
)


def app_says(quotation: Quotation, paragraphs: list[str]) -> bool:
    """Return whether the app lets this quotation stand in its paragraph of a text."""
    cleaned = [cleaning.clean(text).text for text in paragraphs]
    number = quotation.paragraph
    try:
        paragraph = cleaned[number - 1] if 0 < number <= len(cleaned) else None
        quoting.find(quotation.quote, paragraph, prefix=quotation.prefix, suffix=quotation.suffix)
    except ValidationError:
        return False
    return True


def app_refuses(quotation: Quotation) -> bool:
    """Return whether the app refuses this quotation for its form, whatever the text."""
    try:
        quoting.check_form(quotation.quote, quotation.prefix, quotation.suffix)
    except ValidationError:
        return True
    return False


def program_says(quotation: Quotation, paragraphs: list[str]) -> bool:
    (verdict,) = verify([quotation], [verify_quotes.clean(text)[0] for text in paragraphs])
    return verdict.stands


# The same rules


def test_the_data_of_word_boundaries_are_those_of_the_library_that_the_app_uses():
    written = word_breaks.PLACE.search(word_breaks.FILE.read_text(encoding="utf-8"))
    assert written[0] == word_breaks.data(), "run python -m tests.word_breaks"


@given(st.one_of(st.text(MIXED, max_size=20), st.text(max_size=20), TOKENS.map("".join)))
def test_word_boundaries_cleaning_and_counts_are_the_same(text: str):
    assert verify_quotes.boundaries(text) == [found.start() for found in quoting.BOUNDARY.finditer(text)]
    assert verify_quotes.clean(text) == cleaning.clean(text)
    assert verify_quotes.counted(text) == quoting.counted(text)


@given(TOKENS, st.data())
def test_the_verdict_is_that_of_the_app(tokens: list[str], data: st.DataObject):
    text = "".join(tokens)
    cleaned = quoting.folded(cleaning.clean(text).text)

    edges = [found.start() for found in quoting.BOUNDARY.finditer(cleaned)] or [0]

    def part() -> str:
        places = st.sampled_from(edges) if data.draw(st.integers(0, 3)) else st.integers(0, len(cleaned))
        start, end = sorted([data.draw(places), data.draw(places)])
        return cleaned[start : min(end, start + 20)]

    quote = quoting.JOINT.join(part() for _ in range(data.draw(st.sampled_from([1, 1, 1, 2, 3, 4]))))
    if data.draw(st.booleans()) and data.draw(st.booleans()):
        quote += data.draw(st.text(MIXED, max_size=2))
    prefix, suffix = (part() if data.draw(st.integers(0, 3)) == 3 else "" for _ in range(2))
    quotation = Quotation("one", data.draw(st.sampled_from([1, 1, 1, 0, 2])), quote, prefix, suffix)
    assert program_says(quotation, [text]) == app_says(quotation, [text])
    assert bool(verify_quotes.fault_of_form(quotation)) == app_refuses(quotation)


HYPHENED = st.lists(
    st.sampled_from(["anti", "Rossiya", "1", "हिन्दी", "중", "停", "-", "-", "‐", "‑", "–", " ", "\u0301", "_", "."]),
    min_size=2,
    max_size=9,
)


@given(HYPHENED, st.data())
def test_the_verdict_beside_hyphens_is_that_of_the_app(tokens: list[str], data: st.DataObject):
    text = quoting.folded(cleaning.clean("".join(tokens)).text)
    start, end = sorted([data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))])
    quotation = Quotation("one", 1, text[start:end])
    assert program_says(quotation, [text]) == app_says(quotation, [text])
    around = Quotation("one", 1, text[end:], prefix=text[start:end])
    assert program_says(around, [text]) == app_says(around, [text])


@given(st.text("aжカタ停ไ가ᄀ1'’.·:_\"־א-\u0301\u200c Ⅷ½", max_size=60))
def test_words_are_counted_as_in_the_app_however_they_are_joined(text: str):
    assert verify_quotes.counted(text) == quoting.counted(text)


@given(st.lists(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=8), max_size=6))
def test_paragraphs_are_cut_as_the_app_cuts_them(tmp_path_factory: pytest.TempPathFactory, lines: list[str]):
    path = tmp_path_factory.getbasetemp() / "text.txt"
    content = "\n".join(["Menu", *lines, "The end"]).encode()
    path.write_bytes(content)
    paragraphs, changes = verify_quotes.paragraphs_of(verify_quotes.read_lines(path), {1}, "A head\u00adline")
    assert paragraphs == read_paragraphs(content, {1}, "A head\u00adline")
    assert all(changes.values())


# One character altered

SWAPS = {"a": "а", "e": "е", "o": "о", "c": "с", "’": "'", "'": "’", "–": "-", "-": "‐"}
INVISIBLE = [*"\u00ad\u200b\u2060\ufeff\u200e\u200f\u202d\u200c\u200d\u034f\ufe0f\x08"]


def dice(seed: str) -> random.Random:
    return random.Random(seed)  # noqa: S311 - the same in every run


def long_texts() -> list[list[str]]:
    """Return texts with many words and figures: this project's own documents, a paragraph for each line."""
    paths = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"])
    texts = [[line for line in path.read_text(encoding="utf-8").split("\n") if len(line.split()) > 6] for path in paths]
    return [[cleaning.clean(line.strip()).text for line in text] for text in texts if len(text) > 5]


def drawn(chance: random.Random, text: list[str]) -> Quotation | None:
    """Return a quotation of three to eight words that stands once in a text, or None."""
    number = chance.randrange(len(text))
    paragraph = quoting.folded(text[number])
    spans = quoting.words(paragraph)
    if len(spans) < 4:
        return None
    first = chance.randrange(len(spans) - 3)
    last = min(len(spans) - 1, first + chance.randrange(2, 8))
    quote = paragraph[spans[first][0] : spans[last][1]]
    try:
        quoting.check_form(quote)
        quoting.find(quote, paragraph)
    except ValidationError:
        return None
    return Quotation("one", number + 1, quote)


def altered(chance: random.Random, text: str, kind: str) -> str:
    """Return a text with one letter, figure or invisible character altered; the text itself where it has none."""
    if kind == "sign":
        at = chance.randrange(1, len(text))
        return text[:at] + chance.choice(INVISIBLE) + text[at:]
    places = [
        at for at, one in enumerate(text) if (one.isdecimal() if kind == "figure" else one.isalpha() or one in SWAPS)
    ]
    if not places:
        return text
    at = chance.choice(places)
    one = text[at]
    others = "0123456789" if kind == "figure" else [SWAPS.get(one, "x"), one.swapcase(), chance.choice("abcdeéж")]
    return text[:at] + chance.choice([other for other in others if other != one] or ["ж"]) + text[at + 1 :]


def trials(
    chance: random.Random, texts: list[list[str]], kind: str, number: int
) -> list[tuple[list[str], Quotation, str]]:
    """Return that many texts with a quotation that stands in each, and that quotation altered."""
    found: list[tuple[list[str], Quotation, str]] = []
    while len(found) < number:
        text = chance.choice(texts)
        quotation = drawn(chance, text)
        spoilt = altered(chance, quotation.quote, kind) if quotation else ""
        if quotation and spoilt != quotation.quote:
            found.append((text, quotation, spoilt))
    return found


@pytest.mark.parametrize("kind", ["letter", "figure", "sign"])
def test_of_a_hundred_altered_quotations_all_are_found_and_no_true_one_is_refused(kind: str):
    for text, quotation, spoilt in trials(dice(f"quotations {kind}"), long_texts(), kind, 100):
        assert app_says(quotation, text), quotation
        assert program_says(quotation, text), quotation
        assert not app_says(quotation._replace(quote=spoilt), text), (quotation, spoilt)
        assert not program_says(quotation._replace(quote=spoilt), text), (quotation, spoilt)


@pytest.mark.parametrize("kind", ["letter", "figure"])
def test_of_a_hundred_altered_texts_all_are_found(kind: str):
    for text, quotation, spoilt in trials(dice(f"texts {kind}"), long_texts(), kind, 100):
        other = list(text)
        other[quotation.paragraph - 1] = quoting.folded(text[quotation.paragraph - 1]).replace(quotation.quote, spoilt)
        assert not app_says(quotation, other), (quotation, spoilt)
        assert not program_says(quotation, other), (quotation, spoilt)


def test_an_invisible_character_in_a_text_is_taken_out_and_counted_and_the_quotation_stands():
    for text, quotation, spoilt in trials(dice("texts sign"), long_texts(), "sign", 100):
        other = list(text)
        other[quotation.paragraph - 1] = quoting.folded(text[quotation.paragraph - 1]).replace(quotation.quote, spoilt)
        assert cleaning.clean(other[quotation.paragraph - 1]).changes
        assert app_says(quotation, other), (quotation, ascii(spoilt))
        assert program_says(quotation, other), (quotation, ascii(spoilt))


# The program


RECORD = [
    {"model": "talks.article", "fields": {"slug": "a-report", "headline": "Talks go on"}},
    {"model": "talks.article", "fields": {"slug": "another", "headline": "Talks end"}},
    *(
        {"model": "talks.claim", "fields": {"slug": slug, "article": [report], "paragraph": number, "quote": quote}}
        for slug, report, number, quote in [
            ("they-go-on", "a-report", 1, "The talks go on"),
            ("nobody-knows", "a-report", 2, "Nobody knows […] they go on"),
            ("they-end", "another", 1, "The talks end"),
        ]
    ),
]
TEXT = "Menu\nTalks go on\nThe talks go\u00a0on, she sa\u00adid.\n\nNobody knows how long they go on.\n"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "record.json").write_text(json.dumps(RECORD))
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def run(files: Path, *arguments: str) -> tuple[int, list[str]]:
    """Run the program with the standard library alone; return its exit code and what it printed."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", PROGRAM, files / "record.json", files / "text.txt", *arguments],
        capture_output=True,
        encoding="utf-8",
        env={"PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"},
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).splitlines()


def test_the_program_says_which_quotations_stand(files: Path):
    code, said = run(files, "--furniture", "1")
    assert code == 0
    sha256 = cleaning.text_hash(["The talks go\u00a0on, she said.", "Nobody knows how long they go on."])
    assert said == [
        f"a-report: 2 paragraphs, sha256 {sha256}; the record names none.",
        "Cleaned: soft hyphens 1.",
        "stands ¶1 they-go-on: “The talks go on”",
        "stands ¶2 nobody-knows: “Nobody knows […] they go on”",
        "2 of 2 quotations stand.",
    ]


def test_the_program_says_which_quotation_does_not_stand_and_why(files: Path):
    (files / "text.txt").write_text(TEXT.replace("talks go", "talk goes"), encoding="utf-8")
    code, said = run(files, "--furniture", "1", "--report", "a-report")
    assert code == 1
    assert "FAILS  ¶1 they-go-on: “The talks go on” (these words do not stand there)" in said
    assert said[-1] == "1 of 2 quotations stand."


def test_a_quotation_in_another_paragraph_is_found_and_stands_only_if_asked(files: Path):
    code, said = run(files)
    assert code == 1
    assert "FAILS  ¶1 they-go-on: “The talks go on” (these words do not stand there; they stand in ¶2)" in said
    code, said = run(files, "--anywhere")
    assert (code, said[-1]) == (0, "2 of 2 quotations stand.")


@pytest.mark.parametrize("is_same", [True, False])
def test_the_program_compares_the_text_with_the_one_that_was_checked(files: Path, is_same: bool):
    paragraphs, _changes = verify_quotes.paragraphs_of(TEXT.split("\n"), {1}, "Talks go on")
    sha256 = cleaning.text_hash(paragraphs) if is_same else "0" * 64
    article = {
        "model": "talks.article",
        "fields": {"slug": "a-report", "headline": "Talks go on", "text_sha256": sha256},
    }
    (files / "record.json").write_text(json.dumps([article, *RECORD[1:]]))
    code, (first, *_rest, last) = run(files, "--furniture", "1")
    assert code == 0
    assert last == f"2 of 2 quotations stand{'' if is_same else ', but this is not the text that was checked'}."
    assert first.endswith("as the record names it." if is_same else f"the record names {'0' * 64}: another text.")


def test_the_json_of_a_view_is_a_record_too(files: Path):
    claims = [
        {
            "slug": "they-go-on",
            "report": "a-report",
            "headline": "Talks go on",
            "paragraph": 1,
            "quote": "The talks go on",
        },
        {"slug": "nothing", "report": "a-report", "headline": "Talks go on", "paragraph": None, "quote": ""},
    ]
    (files / "record.json").write_text(json.dumps({"events": [{"slug": "talks", "claims": claims}]}))
    assert run(files, "--furniture", "1")[1][-1] == "1 of 1 quotations stand."


def test_the_json_of_a_view_names_the_text_that_was_checked_and_the_words_around(files: Path):
    claim = {"slug": "on", "report": "a-report", "headline": "Talks go on", "paragraph": 1, "quote": "talks"}
    proof = {"state": "found", "day": "2026-11-30", "paragraph_sha256": "", "text_sha256": "0" * 64, "reason": ""}
    around = {"prefix": "The", "suffix": "go on", "proof": proof}
    (files / "text.txt").write_text("The talks go on, and talks end.", encoding="utf-8")
    (files / "record.json").write_text(json.dumps({"events": [{"claims": [claim]}]}))
    assert run(files)[0] == 1
    (files / "record.json").write_text(json.dumps({"events": [{"claims": [claim | around]}]}))
    code, said = run(files)
    assert code == 0
    assert said[0].endswith(f"the record names {'0' * 64}: another text.")
    assert said[-1] == "1 of 1 quotations stand, but this is not the text that was checked on 30 Nov 2026."


def test_paragraphs_that_differ_from_those_in_which_quotations_were_found_are_named(files: Path):
    record = json.loads(json.dumps(RECORD))
    record[0]["fields"] |= {"text_sha256": "0" * 64, "checked": "2026-11-03"}
    found = ["The talks go\u00a0on, she said.", "Nobody knows how long they go on, he said."]
    for one, paragraph in zip(record[2:4], found, strict=True):
        one["fields"]["paragraph_sha256"] = cleaning.paragraph_hash(paragraph)
    (files / "record.json").write_text(json.dumps(record))
    code, said = run(files, "--furniture", "1")
    assert code == 0
    assert [line for line in said if "differs" in line] == ["¶2 differs from the text that was checked on 3 Nov 2026."]
    record[3]["fields"]["paragraph_sha256"] = "1:" + "0" * 64
    (files / "record.json").write_text(json.dumps(record))
    assert not any("differs" in line for line in run(files, "--furniture", "1")[1])


def test_a_quotation_that_is_too_long_stands_and_says_so(files: Path):
    long = "a b c d e f g h i j k l m n"
    record = json.loads(json.dumps(RECORD[:3]))
    record[2]["fields"]["quote"] = long
    (files / "record.json").write_text(json.dumps(record))
    (files / "text.txt").write_text(f"Talks go on\n{long}\n", encoding="utf-8")
    code, said = run(files)
    assert code == 0
    assert f"stands ¶1 they-go-on: “{long}” (stands; 14 words, at most 12 are allowed)" in said


@pytest.mark.parametrize(
    ("record", "text", "arguments", "said"),
    [
        (RECORD, "Nothing", [], "Name the report with --report: a-report, another."),
        (RECORD, TEXT, ["--report", "none-such"], "The record has no report “none-such”; it has a-report, another."),
        (RECORD, TEXT, ["--furniture", "3-1"], "“3-1” is not a range of lines"),
        (RECORD, TEXT, ["--furniture", "900"], "there is no line 900"),
        (RECORD[:2], TEXT, [], "The record has no quotation of a-report."),
        ({"a": 1}, TEXT, [], "is no record"),
        ([1], TEXT, [], "is no record"),
    ],
)
def test_a_wrong_file_or_argument_is_told_plainly_with_exit_code_two(files: Path, record, text, arguments, said):
    (files / "record.json").write_text(json.dumps(record))
    (files / "text.txt").write_text(text, encoding="utf-8")
    code, lines = run(files, *arguments)
    assert (code, len(lines)) == (2, 1)
    assert said in lines[0]


def test_files_that_cannot_be_read_are_told_with_the_line(files: Path):
    (files / "text.txt").write_bytes("one\nTürkiye".encode("latin-1"))
    assert run(files) == (2, [f"{files / 'text.txt'} is not UTF-8 in line 2."])
    (files / "text.txt").unlink()
    assert run(files) == (2, [f"{files / 'text.txt'} cannot be read: No such file or directory."])
    (files / "text.txt").write_text(TEXT, encoding="utf-8")
    (files / "record.json").write_text("{")
    assert run(files)[0] == 2


def test_what_a_record_holds_does_not_command_the_terminal(files: Path):
    (files / "record.json").write_text(json.dumps(RECORD).replace("they-go-on", "they\\u001b[2J"))
    code, said = run(files, "--furniture", "1")
    assert code == 0
    assert any("they�[2J" in line for line in said)


def test_a_long_report_takes_less_than_a_second():
    chance = dice("long")
    words = [f"word{chance.randrange(10**6)}" for _ in range(20_000)]
    paragraphs = [" ".join(words[at : at + 100]) for at in range(0, len(words), 100)]
    quotations = [Quotation(str(at), at + 1, " ".join(words[at * 100 : at * 100 + 8])) for at in range(200)]
    start = time.process_time()
    cleaned = [verify_quotes.clean(text)[0] for text in paragraphs]
    assert all(one.stands for one in verify(quotations, cleaned))
    assert time.process_time() - start < 1


def test_help_is_in_the_readme_and_runs():
    done = subprocess.run([sys.executable, PROGRAM, "--help"], capture_output=True, encoding="utf-8", check=True)
    assert "It says nothing of whether the report quotes rightly" in " ".join(done.stdout.split())
    assert "verify_quotes.py" in (ROOT / "README.md").read_text(encoding="utf-8")


@needs_saved_reports
@pytest.mark.django_db
def test_every_quotation_of_the_first_record_stands_and_altered_ones_do_not():
    load(FIXTURE)
    record = verify_quotes.read_record(ROOT / "fixtures" / "ukraine_2022.json")
    chance = dice("the first record")
    seen = 0
    for source in sources():
        lines = verify_quotes.read_lines(FOLDER / source["file"])
        furniture = verify_quotes.read_furniture(",".join(f"{a}-{b}" for a, b in source["furniture_lines"]))
        report = verify_quotes.chosen(record, report_of(source).slug, lines)
        paragraphs, _changes = verify_quotes.paragraphs_of(lines, furniture, report.headline)
        assert [one for one in verify(report.quotations, paragraphs) if not one.stands] == []
        assert all(app_says(one, paragraphs) for one in report.quotations)
        seen += len(report.quotations)
        for one in report.quotations:
            for kind in ("letter", "figure", "sign"):
                spoilt = one._replace(quote=altered(chance, one.quote.replace(quoting.JOINT, "\0"), kind))
                spoilt = spoilt._replace(quote=spoilt.quote.replace("\0", quoting.JOINT))
                if spoilt.quote != one.quote:
                    assert not program_says(spoilt, paragraphs), spoilt
                    assert not app_says(spoilt, paragraphs), spoilt
    assert seen == sum(len(report.quotations) for report in record.values())
