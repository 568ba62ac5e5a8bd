"""Finds the quotations in a draft: between quotation marks of several languages, and in block quotes.

Pure text; imports quoting.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from talks.quoting import counted

LEAST_WORDS = 3
"""Words of a quotation that is looked up; in scripts without spaces two letters are a word."""
RESCANNED = 20  # marks of a paragraph that are never closed, behind which quotations are looked for again
QUOTATIONS_ALLOWED = 200

# What closes each mark that opens. “ also closes what „ opened.
CLOSERS = {"”": "”", "»": "«", "“": "”", "«": "»", "„": "“”", "「": "」", "『": "』", '"': '"', "‘": "’"}
MARK = re.compile('[“”«»„"‘’「」『』]')
BLOCK = re.compile(r" {0,3}>[ \t]?")
POSSESSIVE = re.compile(r"[sS]’ ?\w")  # the Russians’ aim
PARAGRAPHS = re.compile(r"\n[ \t]*\n")


class Quotation(NamedTuple):
    """A quotation in a draft, without its marks. Shape: ``start`` is where it begins in the draft; one line."""

    start: int
    text: str
    is_block: bool = False


@dataclass
class Quotations:
    """The quotations of a draft, in its order.

    Shape: ``found`` has those of ``LEAST_WORDS`` words or more, at most ``QUOTATIONS_ALLOWED``; ``left_out`` counts the rest of
    these, ``short`` those with fewer words, ``unclosed`` the marks that open and are not closed before the paragraph ends.
    """

    found: list[Quotation] = field(default_factory=list)
    left_out: int = 0
    short: int = 0
    unclosed: int = 0


def find_quotations(text: str) -> Quotations:
    """Return the quotations of a draft: what stands between outer marks, and the paragraphs of block quotes.

    Cost: linear in the text.
    """
    result = Quotations()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    every: list[Quotation] = list(_blocks(text))
    for start, paragraph in _paragraphs(_without_blocks(text)):
        inside, unclosed = _between_marks(paragraph)
        every += [Quotation(start + at, quoted) for at, quoted in inside]
        result.unclosed += unclosed
    for one in sorted(every):
        words = " ".join(one.text.split())
        if counted(words) < LEAST_WORDS:
            result.short += bool(words)
        elif len(result.found) < QUOTATIONS_ALLOWED:
            result.found.append(one._replace(text=words))
        else:
            result.left_out += 1
    return result


# Block quotes


def _blocks(text: str) -> Iterator[Quotation]:
    """Yield each paragraph of a block quote. Marks around the whole of one are left out."""
    start, lines, at = 0, [], 0
    for line in [*text.split("\n"), ""]:
        begins = BLOCK.match(line)
        inner = line[begins.end() :].lstrip("> \t") if begins else ""
        if inner.strip():
            start = start if lines else at
            lines.append(inner)
        elif lines:
            yield Quotation(start, _unmarked(" ".join(lines)), is_block=True)
            lines = []
        at += len(line) + 1


def _unmarked(text: str) -> str:
    whole = text.strip()
    is_marked = len(whole) > 1 and whole[-1] in CLOSERS.get(whole[0], "") and not MARK.search(whole[1:-1])
    return whole[1:-1] if is_marked else whole


def _without_blocks(text: str) -> str:
    """Return the text with the lines of block quotes blank, each character in its place."""
    lines = text.split("\n")
    return "\n".join(" " * len(line) if BLOCK.match(line) else line for line in lines)


# Marks


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for gap in PARAGRAPHS.finditer(text):
        yield start, text[start : gap.start()]
        start = gap.end()
    yield start, text[start:]


def _between_marks(text: str) -> tuple[list[tuple[int, str]], int]:
    """Return what stands between outer marks with its place, and how many marks are open at the end."""
    found: list[tuple[int, str]] = []
    unclosed = start = 0
    while True:
        some, left = _outer_marks(text, start)
        found += some
        if not left:
            return sorted(found), unclosed
        unclosed += 1
        if unclosed == RESCANNED:
            return sorted(found), unclosed - 1 + len(left)
        # What is never closed hides nothing: look again behind it.
        found = [one for one in found if one[0] <= left[0]]
        start = left[0] + 1


def _outer_marks(text: str, start: int) -> tuple[list[tuple[int, str]], list[int]]:
    found: list[tuple[int, str]] = []
    open_marks: list[int] = []
    for match in MARK.finditer(text, start):
        at, mark = match.start(), match[0]
        if mark == "’" and not _closes_single(text, at, open_marks):
            continue
        if open_marks and mark in CLOSERS[text[open_marks[-1]]] and not _opens_within(text, at, mark):
            begin = open_marks.pop()
            if not open_marks:
                found.append((begin + 1, text[begin + 1 : at]))
        elif mark in CLOSERS and _may_open(text, at, mark):
            open_marks.append(at)
    return found, open_marks


def _may_open(text: str, at: int, mark: str) -> bool:
    """Return whether a mark can open: ‘ within a word is an apostrophe, and a straight mark after a figure is one of inches."""
    before = text[at - 1 : at]
    if mark in "”»":  # as Swedish and German books set them
        return not before.isalnum() and before not in ".,!?…" and text[at + 1 : at + 2].isalnum()
    return not before.isalnum() if mark in '‘"' else True


def _opens_within(text: str, at: int, mark: str) -> bool:
    """Return whether a straight mark opens a second one within the first: after a space, before a letter or a figure."""
    return mark == '"' and text[at - 1 : at].isspace() and text[at + 1 : at + 2].isalnum()


def _closes_single(text: str, at: int, open_marks: list[int]) -> bool:
    """Return whether ’ closes a quotation: not within a word, and not after the s of many, if another one can close it."""
    if not open_marks or text[open_marks[-1]] != "‘" or text[at + 1 : at + 2].isalnum():
        return False
    rest = text[at + 1 :].partition("‘")[0]
    return not (POSSESSIVE.match(text, at - 1) and re.search(r"’(?!\w)", rest))
