#!/usr/bin/env python3
"""Say which quotations of a record stand in the text of a report, letter for letter and as whole words.

    verify_quotes.py RECORD.json TEXT [--report SLUG] [--furniture 1-15,20] [--anywhere]

One file that needs Python 3.11 or newer and nothing else. It decides as the site does, in four steps: the text is cleaned
(invisible characters out, ligatures as letters, accents composed by Unicode's NFC), cut into paragraphs (its lines, but for
blank ones, furniture and the headline), and white space is folded; then each quotation is looked for in the paragraph that
the record names. A quotation begins and ends at word boundaries of Unicode Standard Annex 29, whose data stand at the end of
this file, and never inside a time of day such as 10:00.
"""

import argparse
import hashlib
import json
import re
import sys
import unicodedata
from bisect import bisect_right
from collections import Counter
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

JOINT = " […] "
WORDS_ALLOWED = 12
PIECES_ALLOWED = 3
LETTERS_IN_WORD = 15
TEXT_BYTES_ALLOWED = 5_000_000

# Cleaning

CLEANING = 2  # the version of the rules; a mark begins with it
OUT = {
    "soft hyphens": "\u00ad",
    "zero-width spaces and word joiners": "\u200b\u2060",
    "byte order marks": "\ufeff",
    "direction marks": "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069",
    "control characters": "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f",
    "other invisible characters": (
        "\u034f\u17b4\u17b5\u2061-\u2065\u206a-\u206f\u3164\uffa0\ufff9-\ufffb"
        "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff"
    ),
}
# Blanks stay where old Korean needs them to build a syllable, and between Braille cells.
BLANKS = {
    "Hangul fillers": (
        "\u115f(?!\u1160?[\u1161-\u11ff\ud7b0-\ud7fb])"
        "|(?<![\u1100-\u115e\ua960-\ua97c])\u1160(?![\u11a8-\u11ff\ud7cb-\ud7fb])"
    ),
    "Braille blanks": "(?<![\u2801-\u28ff])\u2800(?![\u2801-\u28ff])",
}
# Joiners and variation selectors stay where a script or an emoji needs them.
JOINER, SELECTOR = "[\u180e\u200c\u200d]", "[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]"
IN_PLACES = re.compile(f"({JOINER})|{SELECTOR}")
LIGATURES = re.compile("[\ufb00-\ufb06\ufb50-\ufbb1\ufbd3-\ufc5d\ufc64-\ufd3d\ufd50-\ufdc7\ufe80-\ufefc]")
# Scripts whose letters take another shape, or another meaning, beside a joiner.
SHAPED = re.compile(
    "[\u0600-\u07ff\u0840-\u0dff\u0f00-\u109f\u1780-\u18af\u1900-\u1cff\ua800-\uaaff\uabc0-\uabff"
    "\U00010a00-\U00011fff\U0001e900-\U0001e95f]"
)
HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
MONGOLIAN = re.compile("[\u1800-\u18af]")


def clean(text: str) -> tuple[str, Counter[str]]:
    """Return the cleaned text, and how many characters (of accents: words) were changed, by kind."""
    changes: Counter[str] = Counter()
    for kind, pattern in [*((kind, f"[{characters}]") for kind, characters in OUT.items()), *BLANKS.items()]:
        text, changes[kind] = re.subn(pattern, "", text)
    text, changes["ligatures"] = LIGATURES.subn(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    text = composed(text, changes)
    kept, at, before, base = [], 0, "", ""
    for found in IN_PLACES.finditer(text):
        if part := text[at : found.start()]:
            kept.append(part)
            before, base = part[-1], next((one for one in reversed(part) if not is_a("M", one)), base)
        at, sign = found.end(), found[0]
        if (joiner_is_needed if found[1] else selector_is_needed)(
            sign, base if found[1] else before, text[at : at + 1]
        ):
            kept.append(sign)
            before, base = sign, base if is_a("M", sign) else sign
        else:
            changes["joiners" if found[1] else "variation selectors"] += 1
    return composed("".join([*kept, text[at:]]), changes), +changes


def composed(text: str, changes: Counter[str]) -> str:
    changes["words with accents composed (NFC)"] += sum(
        not unicodedata.is_normalized("NFC", word) for word in text.split(" ")
    )
    return unicodedata.normalize("NFC", text)


def joiner_is_needed(sign: str, base: str, after: str) -> bool:
    if IN_PLACES.match(after):
        return False
    if sign == "\u180e":
        return is_letter(MONGOLIAN, base) and is_letter(MONGOLIAN, after)
    if is_letter(SHAPED, base):
        return is_letter(SHAPED, after) or is_a("M", after)
    return sign == "\u200d" and is_a("S", base) and is_a("S", after)


def selector_is_needed(sign: str, before: str, after: str) -> bool:
    if MONGOLIAN.match(sign):
        return is_letter(MONGOLIAN, before)
    return is_a("S", before) or is_letter(HAN, before) or after == "\u20e3"


def is_a(category: str, character: str) -> bool:
    return bool(character) and unicodedata.category(character)[0] == category


def is_letter(script: re.Pattern[str], character: str) -> bool:
    return bool(script.match(character)) and is_a("L", character)


def folded(text: str) -> str:
    """Return the text with each run of white space, no-break spaces included, as one space; ends trimmed."""
    return " ".join(text.split())


# Words, by Unicode Standard Annex 29


@cache
def ranges() -> tuple[list[int], list[int], list[str]]:
    """Return the first and the last numbers of the ranges of WORD_BREAK, in order, and their values."""
    found = []
    for value, numbers in WORD_BREAK.items():
        for part in numbers.split():
            first, _, last = part.partition("-")
            found.append((int(first, 16), int(last or first, 16), value))
    found.sort()
    return [one[0] for one in found], [one[1] for one in found], [one[2] for one in found]


@lru_cache(10_000)
def word_break(character: str) -> str:
    """Return the Word_Break property of a character."""
    first, last, values = ranges()
    at = bisect_right(first, ord(character)) - 1
    return values[at] if at >= 0 and ord(character) <= last[at] else "Other"


@cache
def pictographs() -> frozenset[int]:
    spans = (part.partition("-") for part in EXTENDED_PICTOGRAPHIC.split())
    return frozenset(n for first, _, last in spans for n in range(int(first, 16), int(last or first, 16) + 1))


NEWLINES = {"CR", "LF", "Newline"}
IGNORED = {"Extend", "Format", "ZWJ"}
LETTERS = {"ALetter", "Hebrew_Letter"}
IN_LETTERS = {"MidLetter", "MidNumLet", "Single_Quote"}
IN_FIGURES = {"MidNum", "MidNumLet", "Single_Quote"}
# One word in spite of a sign between letters: can’t, צה״ל, U.S.
WITH_SIGN = re.compile(r"[^\W\d_]+['’＇\"״׳][^\W\d_]+|[^\W\d_](\.[^\W\d_]){1,4}")
JOINED = LETTERS | {"Numeric", "Katakana", "ExtendNumLet"}


def boundaries(text: str) -> list[int]:
    """Return the positions of the word boundaries of a text, its ends included; none for an empty text."""
    if not text:
        return []
    classes = [word_break(character) for character in text]
    found = [0]
    # Of what stands before: the last two characters that are not ignored (WB4), and how many flags' halves in a row.
    former, last, halves = "", classes[0], int(classes[0] == "Regional_Indicator")
    for at in range(1, len(text)):
        before, value = classes[at - 1], classes[at]
        if value in IGNORED and before not in NEWLINES:
            continue
        if before in NEWLINES or value in NEWLINES:
            joins = before == "CR" and value == "LF"
        elif (before == "ZWJ" and ord(text[at]) in pictographs()) or before == value == "WSegSpace":
            joins = True
        else:
            joins = joined(former, last, value, classes, at) or (
                last == value == "Regional_Indicator" and halves % 2 == 1
            )
        if not joins:
            found.append(at)
        halves = halves + 1 if value == "Regional_Indicator" else 0
        former, last = last, value
    return [*found, len(text)]


def joined(former: str, last: str, value: str, classes: list[str], at: int) -> bool:
    """Return whether rules WB5 to WB13b forbid a boundary between two characters."""
    if last in LETTERS and value in LETTERS:
        return True
    if last in LETTERS and value in IN_LETTERS and following(classes, at) in LETTERS:
        return True
    if last in IN_LETTERS and former in LETTERS and value in LETTERS:
        return True
    if last == "Hebrew_Letter" and value == "Single_Quote":
        return True
    if last == "Hebrew_Letter" and value == "Double_Quote" and following(classes, at) == "Hebrew_Letter":
        return True
    if former == "Hebrew_Letter" and last == "Double_Quote" and value == "Hebrew_Letter":
        return True
    if (last == "Numeric" and value in {"Numeric", *LETTERS}) or (last in LETTERS and value == "Numeric"):
        return True
    if former == "Numeric" and last in IN_FIGURES and value == "Numeric":
        return True
    if last == "Numeric" and value in IN_FIGURES and following(classes, at) == "Numeric":
        return True
    if last == value == "Katakana":
        return True
    return (last in JOINED and value == "ExtendNumLet") or (last == "ExtendNumLet" and value in JOINED)


def following(classes: list[str], at: int) -> str:
    return next((value for value in classes[at + 1 :] if value not in IGNORED), "")


def counted(text: str) -> int:
    """Return the number of words as the limit of a quotation counts them.

    Signs and figures between letters part words, but for the apostrophe of “can’t” and the dots of “U.S.”. In scripts
    without spaces two letters are a word, rounded up. Of a longer run each 15 letters begun are a word; a Korean syllable
    is three letters.
    """
    number = letters = 0
    for word in words(text):
        apart = [one for one in word if one.isalpha() and word_break(one) in {"Other", "Katakana"}]
        letters += len(apart)
        number += of_word("".join(one for one in word if one not in apart))
    return number + (letters + 1) // 2


def words(text: str) -> list[str]:
    """Return the segments between word boundaries that hold a letter or a digit."""
    segments = [text[start:end] for start, end in pairwise(boundaries(text))]
    return [segment for segment in segments if any(map(str.isalnum, segment))]


def of_word(word: str) -> int:
    if WITH_SIGN.fullmatch(word):
        runs = ["".join(filter(str.isalpha, word))]
    else:
        runs = "".join(one if one.isalpha() else "" if is_attached(one) else " " for one in word).split()
    lengths = [len(run) + 2 * len(re.findall("[\uac00-\ud7a3]", run)) for run in runs]
    return max(sum(map(of_length, lengths)), of_length(sum(map(str.isalnum, word))))


def of_length(letters: int) -> int:
    return -(-letters // LETTERS_IN_WORD)


def is_attached(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Mc", "Me", "Cf"}


# Quotations


class Quotation(NamedTuple):
    """One quotation of a record, where the record says that it stands, and the hash of the paragraph it was found in."""

    slug: str
    paragraph: int
    quote: str
    prefix: str = ""
    suffix: str = ""
    mark: str = ""


UNSEEN = {"Cc", "Cs", "Cn", "Co", "Zl", "Zp"}  # categories that fields refuse


def fault_of_form(quotation: Quotation) -> str:
    """Return what the site would refuse in a new quotation, whatever the text; empty if its form is right.

    It does not decide whether a quotation stands.
    """
    for part in (quotation.quote, quotation.prefix, quotation.suffix):
        is_hidden = any(unicodedata.category(one) in UNSEEN and one not in "\n\r\t" for one in part)
        if is_hidden or clean(part)[0] != part:
            return "it holds an invisible character, a ligature or an accent that is not composed"
    parts = pieces(quotation.quote)
    if not all(parts) or "[…]" in "".join(parts):
        return "a piece of it is empty"
    if not all(map(words, parts)):
        return "a piece of it has no letter or digit"
    if len(parts) > PIECES_ALLOWED:
        return f"{len(parts)} pieces, at most {PIECES_ALLOWED} are allowed"
    number = counted(" ".join([*parts, quotation.prefix, quotation.suffix]))
    return f"{number} words, at most {WORDS_ALLOWED} are allowed" if number > WORDS_ALLOWED else ""


def pieces(quote: str) -> list[str]:
    return [folded(piece) for piece in folded(quote).split(JOINT)]


def is_hyphen(text: str, at: int) -> bool:
    """Return whether a hyphen stands here between letters or digits, so that “anti-” or “-1” would be half of a word."""
    if not 0 < at < len(text) - 1 or text[at] not in "-‐‑" or not text[at + 1].isalnum():
        return False
    before = at - 1
    while before > 0 and is_attached(text[before]):
        before -= 1
    return text[before].isalnum()


class Paragraph:
    """A paragraph with white space folded, and where words begin and end in it."""

    def __init__(self, text: str) -> None:
        self.text = folded(text)
        colons = [found.start() for found in re.finditer(r"(?<=\d):(?=\d)", self.text)]
        edges = {0, len(self.text), *boundaries(self.text)} - {*colons} - {at + 1 for at in colons}
        hyphens = {found.start() for found in re.finditer("[-‐‑]", self.text) if is_hyphen(self.text, found.start())}
        self.beginnings, self.ends = edges - hyphens, edges - {at + 1 for at in hyphens}

    def fault(self, quotation: Quotation) -> str:
        """Return why a quotation does not stand here; empty if it does."""
        parts = pieces(quotation.quote)
        before, after = folded(quotation.prefix), folded(quotation.suffix)
        starts = [at for at in self.positions(parts[0]) if self.is_preceded(at, before)]
        standing = sum(1 for at in starts if self.goes_on(parts, at, after))
        if not standing:
            return "these words do not stand there"
        return "these words stand there twice" if standing > 1 and len(parts) == 1 else ""

    def positions(self, piece: str, start: int = 0) -> list[int]:
        found, at = [], self.text.find(piece, start) if piece else -1
        while at >= 0:
            if at in self.beginnings and at + len(piece) in self.ends:
                found.append(at)
            at = self.text.find(piece, at + 1)
        return found

    def is_preceded(self, start: int, before: str) -> bool:
        end = start - (self.text[start - 1 : start] == " ")
        return not before or (self.text.endswith(before, 0, end) and end - len(before) in self.beginnings)

    def is_followed(self, end: int, after: str) -> bool:
        start = end + (self.text[end : end + 1] == " ")
        return not after or (self.text.startswith(after, start) and start + len(after) in self.ends)

    def goes_on(self, parts: list[str], start: int, after: str) -> bool:
        """Return whether the other pieces follow the first, each taken where it comes first, the last before the suffix."""
        end = start + len(parts[0])
        for part in parts[1:-1]:
            found = self.positions(part, end)
            if not found:
                return False
            end = found[0] + len(part)
        if len(parts) == 1:
            return self.is_followed(end, after)
        return any(self.is_followed(at + len(parts[-1]), after) for at in self.positions(parts[-1], end))


# Files


class Report(NamedTuple):
    """One report of a record."""

    slug: str
    headline: str
    text_sha256: str
    checked: str
    quotations: list[Quotation]


class WrongFileError(Exception):
    """Says what is wrong with a file or an argument."""


def read_record(path: Path) -> dict[str, Report]:
    """Return the reports of a record by slug: of a file as the site writes its record, or of its JSON of a view."""
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise WrongFileError(f"{path} cannot be read as JSON: {error}.") from error
    reports: dict[str, Report] = {}
    try:
        if isinstance(data, dict):
            claims = [claim for event in data["events"] for claim in event["claims"]]
            for claim in claims:
                of, proof = claim["report"], claim.get("proof") or {}
                found = reports.setdefault(of, Report(of, claim.get("headline") or "", "", "", []))
                if proof.get("text_sha256"):
                    reports[of] = found._replace(text_sha256=proof["text_sha256"], checked=proof.get("day") or "")
        else:
            claims = [one["fields"] for one in data if one["model"] == "talks.claim"]
            for fields in (one["fields"] for one in data if one["model"] == "talks.article"):
                headline, sha256, day = (fields.get(name) or "" for name in ("headline", "text_sha256", "checked"))
                reports[fields["slug"]] = Report(fields["slug"], headline, sha256, day, [])
        for report in reports.values():
            date.fromisoformat(report.checked or "2022-01-01")
        for claim in claims:
            of = claim.get("report") or (claim.get("article") or [None])[0]
            if of in reports and claim.get("quote"):
                reports[of].quotations.append(quotation_of(claim))
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
        raise WrongFileError(f"{path} is no record: a list of models, or a file with “events” and “claims”.") from error
    return reports


def quotation_of(claim: dict[str, Any]) -> Quotation:
    paragraph, mark = int(claim.get("paragraph") or 0), claim.get("proof") or claim
    return Quotation(
        str(claim["slug"]),
        paragraph,
        str(claim["quote"]),
        str(claim.get("prefix") or ""),
        str(claim.get("suffix") or ""),
        str(mark.get("paragraph_sha256") or ""),
    )


def read_furniture(ranges: str) -> set[int]:
    lines: set[int] = set()
    for part in ranges.split(",") if ranges.strip() else []:
        found = re.fullmatch(r"([1-9][0-9]{0,6})(?:-([1-9][0-9]{0,6}))?", part.strip())
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
        if last < first:
            raise WrongFileError(f"“{part.strip()[:40]}” is not a range of lines: write 1-15,20, counted from 1.")
        lines.update(range(first, last + 1))
    return lines


def read_lines(path: Path) -> list[str]:
    """Return the lines of a text, as they are."""
    try:
        with path.open("rb") as opened:
            content = opened.read(TEXT_BYTES_ALLOWED + 1)
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise WrongFileError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise WrongFileError(f"{path} is not UTF-8 in line {line}.") from error
    if len(content) > TEXT_BYTES_ALLOWED or "\x00" in text:
        raise WrongFileError(f"{path} is larger than {TEXT_BYTES_ALLOWED // 1_000_000} MB, or no text.")
    return re.split(r"\r\n|\r|\n", text)


def chosen(reports: dict[str, Report], slug: str, lines: list[str]) -> Report:
    """Return the report that is named, else the only one, else the one whose headline is a line of the text."""
    headings = {folded(clean(line)[0]) for line in lines}
    alike = [one for one in reports.values() if folded(clean(one.headline)[0]) in headings and one.headline]
    found = (
        reports.get(slug) if slug else next((each[0] for each in ([*reports.values()], alike) if len(each) == 1), None)
    )
    if not found:
        names = ", ".join([*reports][:20])
        raise WrongFileError(
            f"The record has no report “{slug}”; it has {names}."
            if slug
            else f"Name the report with --report: {names}."
        )
    if not found.quotations:
        raise WrongFileError(f"The record has no quotation of {found.slug}.")
    return found


def paragraphs_of(lines: list[str], furniture: set[int], headline: str) -> tuple[list[str], Counter[str]]:
    """Return the cleaned paragraphs, and what was cleaned in them."""
    if furniture and max(furniture) > len(lines):
        raise WrongFileError(f"The text has only {len(lines)} lines: there is no line {max(furniture)}.")
    heading = folded(clean(headline)[0])
    kept = [clean(line) for number, line in enumerate(lines, 1) if number not in furniture]
    kept = [
        (text.strip(), changes) for text, changes in kept if text.strip() and not (heading and folded(text) == heading)
    ]
    return [text for text, _ in kept], sum((changes for _, changes in kept), Counter())


# The answer


class Verdict(NamedTuple):
    """Whether a quotation stands, and where or why not, with what the site would refuse in a new one."""

    quotation: Quotation
    stands: bool
    said: str


def verify(quotations: list[Quotation], paragraphs: list[str], *, anywhere: bool = False) -> list[Verdict]:
    """Return a verdict for each quotation, in the order of their paragraphs."""
    texts = [Paragraph(text) for text in paragraphs]
    ordered = sorted(quotations, key=lambda one: (one.paragraph, one.slug))
    return [Verdict(one, *verdict(one, texts, anywhere)) for one in ordered]


def verdict(quotation: Quotation, texts: list[Paragraph], anywhere: bool) -> tuple[bool, str]:
    named = texts[quotation.paragraph - 1] if 0 < quotation.paragraph <= len(texts) else None
    fault = named.fault(quotation) if named else "the text has no such paragraph"
    if not fault:
        return True, "; ".join(filter(None, ["stands", fault_of_form(quotation)]))
    elsewhere = [f"¶{number}" for number, text in enumerate(texts, 1) if not text.fault(quotation)]
    if elsewhere:
        fault += f"; they stand in {', '.join(elsewhere[:3])}"
    return anywhere and bool(elsewhere), fault


def shown(text: str) -> str:
    """Return a text that no terminal takes for a command: what cannot be printed is replaced."""
    return "".join(one if one.isprintable() else "�" for one in text)


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def compared(report: Report, paragraphs: list[str]) -> str:
    """Return the hash of the text, and whether it is the one that the record names."""
    sha256 = hash_of("\n".join(paragraphs))
    if not report.text_sha256:
        return f"sha256 {sha256}; the record names none."
    if sha256 == report.text_sha256:
        return f"sha256 {sha256}, as the record names it."
    return f"sha256 {sha256}, the record names {report.text_sha256}: another text."


def is_another(report: Report, paragraphs: list[str]) -> bool:
    return report.text_sha256 not in {"", hash_of("\n".join(paragraphs))}


def checked_text(report: Report) -> str:
    day = f"{date.fromisoformat(report.checked):%d %b %Y}".lstrip("0") if report.checked else ""
    return f"the text that was checked on {day}" if day else "the text that was checked"


def differing(report: Report, paragraphs: list[str]) -> list[int]:
    """Return the numbers of the paragraphs that differ from those in which quotations were found, as far as marks tell.

    A mark of another version of the cleaning tells nothing.
    """
    marks = {(one.paragraph, one.mark) for one in report.quotations if one.mark.startswith(f"{CLEANING}:")}
    texts = dict(enumerate(paragraphs, 1))
    return sorted(
        {number for number, mark in marks if number not in texts or mark != f"{CLEANING}:{hash_of(texts[number])}"}
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description="Says which quotations of a record stand in the text of a report, letter for letter and as whole words. "
        "It says nothing of whether the report quotes rightly, nor whether what is said is true.",
        epilog="Exit code: 0 if all stand, even in another text than the one that was checked, which the last line then "
        "says; 1 if one does not, 2 if a file or an argument is wrong. The paragraphs are the "
        "lines of the text, without blank ones, the headline and the furniture. Lines are cleaned before they are "
        "compared: invisible characters out, ligatures as letters, accents composed. Word boundaries are those of "
        f"Unicode {UNICODE}.",
    )
    parser.add_argument("record", type=Path, metavar="RECORD.json", help="the record, or a JSON file of its statements")
    parser.add_argument("text", type=Path, metavar="TEXT", help="the text of one report, in UTF-8")
    parser.add_argument("--report", default="", metavar="SLUG", help="the report; else it is known by its headline")
    parser.add_argument(
        "--furniture", default="", metavar="LINES", help="lines that are no paragraphs, such as 1-15,20"
    )
    parser.add_argument("--anywhere", action="store_true", help="let a quotation stand in any paragraph of the text")
    asked = parser.parse_args(arguments)
    try:
        lines = read_lines(asked.text)
        report = chosen(read_record(asked.record), asked.report, lines)
        paragraphs, changes = paragraphs_of(lines, read_furniture(asked.furniture), report.headline)
    except WrongFileError as error:
        print(shown(str(error)), file=sys.stderr)
        return 2
    verdicts = verify(report.quotations, paragraphs, anywhere=asked.anywhere)
    print(f"{report.slug}: {len(paragraphs)} paragraphs, {compared(report, paragraphs)}")
    for number in differing(report, paragraphs):
        print(shown(f"¶{number} differs from {checked_text(report)}."))
    if changes:
        print(f"Cleaned: {', '.join(f'{kind} {number}' for kind, number in changes.items())}.")
    for one in verdicts:
        mark = "stands" if one.stands else "FAILS "
        said = "" if one.said == "stands" else f" ({one.said})"
        print(shown(f"{mark} ¶{one.quotation.paragraph or '?'} {one.quotation.slug}: “{one.quotation.quote}”{said}"))
    standing = sum(one.stands for one in verdicts)
    where = f", but this is not {checked_text(report)}" if is_another(report, paragraphs) else ""
    print(shown(f"{standing} of {len(verdicts)} quotations stand{where}."))
    return 0 if standing == len(verdicts) else 1


# Unicode's data, written by `python -m tests.word_breaks`; do not edit

UNICODE = "18.0.0"
WORD_BREAK = {
    "CR": "D",
    "LF": "A",
    "Newline": "B-C 85 2028-2029",
    "Extend": """
300-36F 483-489 591-5BD 5BF 5C1-5C2 5C4-5C5 5C7-5C9 610-61A 64B-65F 670 6D6-6DC 6DF-6E4 6E7-6E8 6EA-6ED 711 730-74A 7A6-7B0
7EB-7F3 7FD 816-819 81B-823 825-827 829-82D 859-85B 897-89F 8CA-8E1 8E3-903 93A-93C 93E-94F 951-957 962-963 981-983 9BC
9BE-9C4 9C7-9C8 9CB-9CD 9D7 9E2-9E3 9FE A01-A03 A3C A3E-A42 A47-A48 A4B-A4D A51 A70-A71 A75 A81-A83 ABC ABE-AC5 AC7-AC9
ACB-ACD AE2-AE3 AFA-AFF B01-B03 B3C B3E-B44 B47-B48 B4B-B4D B53-B57 B62-B63 B82 BBE-BC2 BC6-BC8 BCA-BCD BD7 C00-C04 C3C
C3E-C44 C46-C48 C4A-C4D C55-C56 C62-C63 C81-C83 CBC CBE-CC4 CC6-CC8 CCA-CCD CD5-CD6 CE2-CE3 CF3 D00-D03 D3B-D3C D3E-D44
D46-D48 D4A-D4D D57 D62-D63 D81-D83 DCA DCF-DD4 DD6 DD8-DDF DF2-DF3 E31 E34-E3A E47-E4E EB1 EB4-EBC EC8-ECE F18-F19 F35 F37
F39 F3E-F3F F71-F84 F86-F87 F8D-F97 F99-FBC FC6 102B-103E 1056-1059 105E-1060 1062-1064 1067-106D 1071-1074 1082-108D 108F
109A-109D 135D-135F 1712-1715 1732-1734 1752-1753 1772-1773 17B4-17D3 17DD 180B-180D 180F 1885-1886 18A9 1920-192B 1930-193B
1A17-1A1B 1A55-1A5E 1A60-1A7C 1A7F 1AB0-1AF0 1B00-1B04 1B34-1B44 1B6B-1B73 1B80-1B82 1BA1-1BAD 1BE6-1BF3 1C24-1C37 1CD0-1CD2
1CD4-1CE8 1CED 1CF4 1CF7-1CF9 1DC0-1DFF 200C 20D0-20F0 2CEF-2CF1 2D7F 2DE0-2DFF 302A-302F 3099-309A A66F-A672 A674-A67D
A69E-A69F A6F0-A6F1 A802 A806 A80B A823-A827 A82C A880-A881 A8B4-A8C5 A8E0-A8F1 A8FF A926-A92D A947-A953 A980-A983 A9B3-A9C0
A9E5 AA29-AA36 AA43 AA4C-AA4D AA7B-AA7D AAB0 AAB2-AAB4 AAB7-AAB8 AABE-AABF AAC1 AAEB-AAEF AAF5-AAF6 ABE3-ABEA ABEC-ABED FB1E
FE00-FE0F FE20-FE2F FF9E-FF9F 101FD 102E0 10376-1037A 10A01-10A03 10A05-10A06 10A0C-10A0F 10A38-10A3A 10A3F 10AE5-10AE6
10D24-10D27 10D69-10D6D 10EAB-10EAC 10ECB-10ECF 10EF0-10EFF 10F46-10F50 10F82-10F85 11000-11002 11038-11046 11070
11073-11074 1107F-11082 110B0-110BA 110C2 11100-11102 11127-11134 11145-11146 11173 11180-11182 111B3-111C0 111C9-111CC
111CE-111CF 1122C-11237 1123E 11241 112DF-112EA 11300-11303 1133B-1133C 1133E-11344 11347-11348 1134B-1134D 11357
11362-11363 11366-1136C 11370-11374 113B8-113C0 113C2 113C5 113C7-113CA 113CC-113D0 113D2 113E1-113E2 11435-11446 1145E
114B0-114C3 115AF-115B5 115B8-115C0 115DC-115DD 11630-11640 116AB-116B7 1171D-1172B 1182C-1183A 11930-11935 11937-11938
1193B-1193E 11940 11942-11943 119D1-119D7 119DA-119E0 119E4 11A01-11A0A 11A33-11A39 11A3B-11A3E 11A47 11A51-11A5B
11A8A-11A99 11B60-11B67 11C2F-11C36 11C38-11C3F 11C92-11CA7 11CA9-11CB6 11D31-11D36 11D3A 11D3C-11D3D 11D3F-11D45 11D47
11D8A-11D8E 11D90-11D91 11D93-11D97 11DF0 11EF3-11EF6 11F00-11F01 11F03 11F34-11F3A 11F3E-11F42 11F5A 13440 13447-13455
1611E-1612F 16AF0-16AF4 16B30-16B36 16F4F 16F51-16F87 16F8F-16F92 16FE4 16FF0-16FF1 1BC9D-1BC9E 1CF00-1CF2D 1CF30-1CF46
1D127-1D128 1D165-1D169 1D16D-1D172 1D17B-1D182 1D185-1D18B 1D1AA-1D1AD 1D242-1D244 1D250-1D252 1D25B-1D25C 1D25F
1D280-1D281 1DA00-1DA36 1DA3B-1DA6C 1DA75 1DA84 1DA9B-1DA9F 1DAA1-1DAAF 1E000-1E006 1E008-1E018 1E01B-1E021 1E023-1E024
1E026-1E02A 1E08F 1E130-1E136 1E2AE 1E2EC-1E2EF 1E4EC-1E4EF 1E5EE-1E5EF 1E6E3 1E6E6 1E6EE-1E6EF 1E6F5 1E8D0-1E8D6
1E944-1E94A 1F3FB-1F3FF E0020-E007F E0100-E01EF
""",
    "ZWJ": "200D",
    "Regional_Indicator": "1F1E6-1F1FF",
    "Format": """
AD 61C 180E 200E-200F 202A-202E 2060-2064 2066-206F FEFF FFF9-FFFB 13430-1343F 1BCA0-1BCA3 1D173-1D17A E0001
""",
    "Katakana": """
3031-3035 309B-309C 30A0-30FA 30FC-30FF 31F0-31FF 32D0-32FE 3300-3357 FF66-FF9D 1AFF0-1AFF3 1AFF5-1AFFB 1AFFD-1AFFE 1B000
1B120-1B122 1B124-1B128 1B155 1B164-1B168
""",
    "Hebrew_Letter": "5D0-5EA 5EF-5F2 FB1D FB1F-FB28 FB2A-FB36 FB38-FB3C FB3E FB40-FB41 FB43-FB44 FB46-FB4F",
    "ALetter": """
41-5A 61-7A AA B5 B8 BA C0-D6 D8-F6 F8-2D7 2DE-2FF 370-374 376-377 37A-37D 37F 386 388-38A 38C 38E-3A1 3A3-3F5 3F7-481
48A-52F 531-556 558-55C 55E 560-588 58A-58C 5F3 620-64A 66E-66F 671-6D3 6D5 6E5-6E6 6EE-6EF 6FA-6FC 6FF 70F-710 712-72F
74D-7A5 7B1 7CA-7EA 7F4-7F5 7FA 800-815 81A 824 828 840-858 860-86A 870-887 889-88F 8A0-8C9 904-939 93D 950 958-961 971-980
985-98C 98F-990 993-9A8 9AA-9B0 9B2 9B6-9B9 9BD 9CE 9DC-9DD 9DF-9E1 9F0-9F1 9FC A05-A0A A0F-A10 A13-A28 A2A-A30 A32-A33
A35-A36 A38-A39 A59-A5C A5E A72-A74 A85-A8D A8F-A91 A93-AA8 AAA-AB0 AB2-AB3 AB5-AB9 ABD AD0 AE0-AE1 AF9 B05-B0C B0F-B10
B13-B28 B2A-B30 B32-B33 B35-B39 B3D B5C-B5D B5F-B61 B71 B83 B85-B8A B8E-B90 B92-B95 B99-B9A B9C B9E-B9F BA3-BA4 BA8-BAA
BAE-BB9 BD0 C05-C0C C0E-C10 C12-C28 C2A-C39 C3D C58-C5A C5C-C5D C60-C61 C80 C85-C8C C8E-C90 C92-CA8 CAA-CB3 CB5-CB9 CBD
CDC-CDE CE0-CE1 CF1-CF2 D04-D0C D0E-D10 D12-D3A D3D D4E D54-D56 D5F-D61 D7A-D7F D85-D96 D9A-DB1 DB3-DBB DBD DC0-DC6 F00
F40-F47 F49-F6C F88-F8C 10A0-10C5 10C7 10CD 10D0-10FA 10FC-1248 124A-124D 1250-1256 1258 125A-125D 1260-1288 128A-128D
1290-12B0 12B2-12B5 12B8-12BE 12C0 12C2-12C5 12C8-12D6 12D8-1310 1312-1315 1318-135A 1380-138F 13A0-13F5 13F8-13FD 1401-166C
166F-167F 1681-169A 16A0-16EA 16EE-16F8 1700-1711 171F-1731 1740-1751 1760-176C 176E-1770 1820-1878 1880-1884 1887-18A8 18AA
18B0-18F5 1900-191E 1A00-1A16 1B05-1B33 1B45-1B4C 1B83-1BA0 1BAE-1BAF 1BBA-1BE5 1C00-1C23 1C4D-1C4F 1C5A-1C7D 1C80-1C8A
1C90-1CBA 1CBD-1CBF 1CE9-1CEC 1CEE-1CF3 1CF5-1CF6 1CFA 1D00-1DBF 1E00-1F15 1F18-1F1D 1F20-1F45 1F48-1F4D 1F50-1F57 1F59 1F5B
1F5D 1F5F-1F7D 1F80-1FB4 1FB6-1FBC 1FBE 1FC2-1FC4 1FC6-1FCC 1FD0-1FD3 1FD6-1FDB 1FE0-1FEC 1FF2-1FF4 1FF6-1FFC 2071 207F
208F-209F 2102 2107 210A-2113 2115 2119-211D 2124 2126 2128 212A-212D 212F-2139 213C-213F 2145-2149 214E 2160-2188 24B6-24E9
2C00-2CE4 2CEB-2CEE 2CF2-2CF3 2D00-2D25 2D27 2D2D 2D30-2D67 2D6F 2D80-2D96 2DA0-2DA6 2DA8-2DAE 2DB0-2DB6 2DB8-2DBE 2DC0-2DC6
2DC8-2DCE 2DD0-2DD6 2DD8-2DDE 2E2F 3005 303B-303C 3105-312F 3131-318E 31A0-31BF A000-A48C A4D0-A4FD A500-A60C A610-A61F
A62A-A62B A640-A66E A67F-A69D A6A0-A6EF A708-A7DD A7E2 A7F1-A801 A803-A805 A807-A80A A80C-A822 A840-A873 A882-A8B3 A8F2-A8F7
A8FB A8FD-A8FE A90A-A925 A930-A946 A960-A97C A984-A9B2 A9CF AA00-AA28 AA40-AA42 AA44-AA4B AAE0-AAEA AAF2-AAF4 AB01-AB06
AB09-AB0E AB11-AB16 AB20-AB26 AB28-AB2E AB30-AB69 AB6C-AB6D AB70-ABE2 AC00-D7A3 D7B0-D7C6 D7CB-D7FB FB00-FB06 FB13-FB17
FB50-FBB1 FBD3-FD3D FD50-FD8F FD92-FDC7 FDF0-FDFB FE70-FE74 FE76-FEFC FF21-FF3A FF41-FF5A FFA0-FFBE FFC2-FFC7 FFCA-FFCF
FFD2-FFD7 FFDA-FFDC 10000-1000B 1000D-10026 10028-1003A 1003C-1003D 1003F-1004D 10050-1005D 10080-100FA 10140-10174
10280-1029C 102A0-102D0 10300-1031F 1032D-1034A 10350-10375 10380-1039D 103A0-103C3 103C8-103CF 103D1-103D5 10400-1049D
104B0-104D3 104D8-104FB 10500-10527 10530-10563 10570-1057A 1057C-1058A 1058C-10592 10594-10595 10597-105A1 105A3-105B1
105B3-105B9 105BB-105BC 105C0-105F3 10600-10736 10740-10755 10760-10767 10780-10785 10787-107B0 107B2-107BF 10800-10805
10808 1080A-10835 10837-10838 1083C 1083F-10855 10860-10876 10880-1089E 108E0-108F2 108F4-108F5 10900-10915 10920-10939
10940-10959 10980-109B7 109BE-109BF 10A00 10A10-10A13 10A15-10A17 10A19-10A35 10A60-10A7C 10A80-10A9C 10AC0-10AC7
10AC9-10AE4 10B00-10B35 10B40-10B55 10B60-10B72 10B80-10B91 10C00-10C48 10C80-10CB2 10CC0-10CF2 10D00-10D23 10D4A-10D65
10D6F-10D85 10E80-10EA9 10EB0-10EB1 10EC2-10EC7 10ED9-10EEE 10F00-10F1C 10F27 10F30-10F45 10F70-10F81 10FB0-10FC4
10FE0-10FF6 11003-11037 11071-11072 11075 11083-110AF 110D0-110E8 11103-11126 11144 11147 11150-11172 11176 11183-111B2
111C1-111C4 111DA 111DC 11200-11211 11213-1122B 1123F-11240 11280-11286 11288 1128A-1128D 1128F-1129D 1129F-112A8
112B0-112DE 11305-1130C 1130F-11310 11313-11328 1132A-11330 11332-11333 11335-11339 1133D 11350 1135D-11361 11380-11389
1138B 1138E 11390-113B5 113B7 113D1 113D3 11400-11434 11447-1144A 1145F-11461 11480-114AF 114C4-114C5 114C7 11580-115AE
115D8-115DB 11600-1162F 11644 11680-116AA 116B8 11800-1182B 118A0-118DF 118FF-11906 11909 1190C-11913 11915-11916
11918-1192F 1193F 11941 119A0-119A7 119AA-119D0 119E1 119E3 11A00 11A0B-11A32 11A3A 11A50 11A5C-11A89 11A9D 11AB0-11AF8
11B0A 11BC0-11BE0 11C00-11C08 11C0A-11C2E 11C40 11C72-11C8F 11D00-11D06 11D08-11D09 11D0B-11D30 11D46 11D60-11D65
11D67-11D68 11D6A-11D89 11D98 11DB0-11DDB 11DF1 11EE0-11EF2 11F02 11F04-11F10 11F12-11F33 11FB0 12000-12399 12400-1246F
12475-12543 12550-12686 12F90-12FF0 13000-1342F 13441-13446 13460-143FA 14400-14646 16100-1611D 16800-16A38 16A40-16A5E
16A70-16ABE 16AD0-16AED 16B00-16B2F 16B40-16B43 16B63-16B77 16B7D-16B8F 16D40-16D6C 16E40-16E7F 16EA0-16EB8 16EBB-16ED3
16F00-16F4A 16F50 16F93-16F9F 16FE0-16FE1 16FE3 1BC00-1BC6A 1BC70-1BC7C 1BC80-1BC88 1BC90-1BC99 1D400-1D454 1D456-1D49C
1D49E-1D49F 1D4A2 1D4A5-1D4A6 1D4A9-1D4AC 1D4AE-1D4B9 1D4BB 1D4BD-1D4C3 1D4C5-1D505 1D507-1D50A 1D50D-1D514 1D516-1D51C
1D51E-1D539 1D53B-1D53E 1D540-1D544 1D546 1D54A-1D550 1D552-1D6A6 1D6A8-1D6C0 1D6C2-1D6DA 1D6DC-1D6FA 1D6FC-1D714
1D716-1D734 1D736-1D74E 1D750-1D76E 1D770-1D788 1D78A-1D7A8 1D7AA-1D7C2 1D7C4-1D7CB 1DF00-1DF81 1DF90-1DF96 1DFCD-1DFFF
1E030-1E06D 1E100-1E12C 1E137-1E13D 1E14E 1E290-1E2AD 1E2C0-1E2EB 1E4D0-1E4EB 1E5D0-1E5ED 1E5F0 1E6C0-1E6DE 1E6E0-1E6E2
1E6E4-1E6E5 1E6E7-1E6ED 1E6F0-1E6F4 1E6FE-1E6FF 1E7E0-1E7E6 1E7E8-1E7EB 1E7ED-1E7EE 1E7F0-1E7FE 1E800-1E8C4 1E900-1E943
1E94B 1EE00-1EE03 1EE05-1EE1F 1EE21-1EE22 1EE24 1EE27 1EE29-1EE32 1EE34-1EE37 1EE39 1EE3B 1EE42 1EE47 1EE49 1EE4B
1EE4D-1EE4F 1EE51-1EE52 1EE54 1EE57 1EE59 1EE5B 1EE5D 1EE5F 1EE61-1EE62 1EE64 1EE67-1EE6A 1EE6C-1EE72 1EE74-1EE77
1EE79-1EE7C 1EE7E 1EE80-1EE89 1EE8B-1EE9B 1EEA1-1EEA3 1EEA5-1EEA9 1EEAB-1EEBB 1F130-1F149 1F150-1F169 1F170-1F189
""",
    "Single_Quote": "27",
    "Double_Quote": "22",
    "MidNumLet": "2E 2018-2019 2024 FE52 FF07 FF0E",
    "MidLetter": "3A B7 387 55F 5F4 2027 FE13 FE55 FF1A",
    "MidNum": "2C 3B 37E 589 60C-60D 66C 7F8 2044 FE50 FE54 FF0C FF1B",
    "Numeric": """
30-39 600-605 660-669 66B 6DD 6F0-6F9 7C0-7C9 890-891 8E2 966-96F 9E6-9EF A66-A6F AE6-AEF B66-B6F BE6-BEF C66-C6F CE6-CEF
D66-D6F DE6-DEF E50-E59 ED0-ED9 F20-F29 1040-1049 1090-1099 17E0-17E9 1810-1819 1946-194F 19D0-19DA 1A80-1A89 1A90-1A99
1B50-1B59 1BB0-1BB9 1C40-1C49 1C50-1C59 A620-A629 A8D0-A8D9 A900-A909 A9D0-A9D9 A9F0-A9F9 AA50-AA59 ABF0-ABF9 FF10-FF19
104A0-104A9 10D30-10D39 10D40-10D49 11066-1106F 110BD 110CD 110F0-110F9 11136-1113F 111D0-111D9 112F0-112F9 11450-11459
114D0-114D9 11650-11659 116C0-116C9 116D0-116E3 11730-11739 118E0-118E9 11950-11959 11BF0-11BF9 11C50-11C59 11D50-11D59
11DA0-11DA9 11DE0-11DE9 11F50-11F59 16130-16139 16A60-16A69 16AC0-16AC9 16B50-16B59 16D70-16D79 1CCF0-1CCF9 1D7CE-1D7FF
1E140-1E149 1E2F0-1E2F9 1E4F0-1E4F9 1E5F1-1E5FA 1E950-1E959 1FBF0-1FBF9
""",
    "ExtendNumLet": "5F 202F 203F-2040 2054 FE33-FE34 FE4D-FE4F FF3F",
    "WSegSpace": "20 1680 2000-2006 2008-200A 205F 3000",
}
EXTENDED_PICTOGRAPHIC = """
A9 AE 203C 2049 2122 2139 2194-2199 21A9-21AA 231A-231B 2328 23CF 23E9-23F3 23F8-23FA 24C2 25AA-25AB 25B6 25C0 25FB-25FE
2600-2604 260E 2611 2614-2615 2618 261D 2620 2622-2623 2626 262A 262E-262F 2638-263A 2640 2642 2648-2653 265F-2660 2663
2665-2666 2668 267B 267E-267F 2692-2697 2699 269B-269C 26A0-26A1 26A7 26AA-26AB 26B0-26B1 26BD-26BE 26C4-26C5 26C8 26CE-26CF
26D1 26D3-26D4 26E9-26EA 26F0-26F5 26F7-26FA 26FD 2702 2705 2708-270D 270F 2712 2714 2716 271D 2721 2728 2733-2734 2744 2747
274C 274E 2753-2755 2757 2763-2764 2795-2797 27A1 27B0 27BF 2934-2935 2B05-2B07 2B1B-2B1C 2B50 2B55 3030 303D 3297 3299
1F004 1F02C-1F02F 1F094-1F09F 1F0AF-1F0B0 1F0C0 1F0CF-1F0D0 1F0F6-1F0FF 1F170-1F171 1F17E-1F17F 1F18E 1F191-1F19A
1F1AF-1F1E5 1F201-1F20F 1F21A 1F22F 1F232-1F23A 1F23C-1F23F 1F249-1F25F 1F266-1F321 1F324-1F393 1F396-1F397 1F399-1F39B
1F39E-1F3F0 1F3F3-1F3F5 1F3F7-1F3FA 1F400-1F4FD 1F4FF-1F53D 1F549-1F54E 1F550-1F567 1F56F-1F570 1F573-1F57A 1F587
1F58A-1F58D 1F590 1F595-1F596 1F5A4-1F5A5 1F5A8 1F5B1-1F5B2 1F5BC 1F5C2-1F5C4 1F5D1-1F5D3 1F5DC-1F5DE 1F5E1 1F5E3 1F5E8
1F5EF 1F5F3 1F5FA-1F64F 1F680-1F6C5 1F6CB-1F6D2 1F6D5-1F6E5 1F6E9 1F6EB-1F6F0 1F6F3-1F6FF 1F7DC-1F7F0 1F80C-1F80F
1F848-1F84F 1F85A-1F85F 1F888-1F88F 1F8AE-1F8AF 1F8BC-1F8BF 1F8C2-1F8CF 1F8D9-1F8FF 1F90C-1F93A 1F93C-1F945 1F947-1F9FF
1FA58-1FA5F 1FA6E-1FAFF 1FC00-1FFFD
"""


if __name__ == "__main__":
    sys.exit(main())
