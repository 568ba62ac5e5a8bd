"""Words, sentences and quotations of a paragraph.

Pure text in any script. A sentence within a quotation is one of its own, so that a long quotation can give several statements.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import regex

# “10:30” and “14.8” are one word, within which nothing ends.
WORD = regex.compile(r"\p{N}+(?:[:.,]\p{N}+)+|(?:\p{L}\.)+\p{L}(?!\p{L})|[\p{L}\p{N}]+(?:[-'’ʼ&][\p{L}\p{N}]+)*")
SENTENCE_ENDS = regex.compile(
    r"""[.!?…؟۔]+["”»“’'\])]*\s+(?=["“«„‘'(\[—–-]*\s*[\p{Lu}\p{Lo}\p{N}])"""
    r"""|(?<=\p{Cyrillic}{2})[.!?](?=\p{Lu}\p{Cyrillic}|\p{Lu} )"""  # where the space is missing
)
# Before the first sentence: “CITY, May 1 (Agency):”, “City 01.05.2022”, or the time of an entry in a live log.
DATELINE = regex.compile(
    r"[\p{Lu}\[][^.;:“«\"]{0,50}?\.? ?(?:\([^()]{2,25}\)|/[^/]{2,15}/)\s?[:.–—-]?\s+(?=\p{Lu})"
    r"|\p{Lu}[\p{L} ]{1,30},? \d{1,2}[./]\d{1,2}[./]\d{4}\s?[:.–—-]?\s+(?=\p{Lu})"
    r"|\d{1,2}[:.]\d\d(?!\d)(?: ?[ap]\.?m\.?)?(?: [A-Z]{2,4})?\s?[:.–—|-]?\s+(?=[\p{Lu}\p{Lo}“«„\"])"
)
POSSESSIVE = ("'s", "’s", "ʼs")
CLOSING = {"“": "”", "«": "»", "„": "“”", "‘": "’", "‹": "›", "”": "”", '"': '"', "'": "'"}
# An apostrophe opens a quotation only before a word that follows white space.
OPENS = regex.compile(
    r"""[“«„‹"]|(?<![\p{L}\p{N}])[‘'](?=[\p{L}\p{N}])|(?<!\S)”(?=[\p{L}\p{N}])|(?<=\S)[”»](?![\p{L}\p{N}])"""
)


class Word(NamedTuple):
    """A word with its place. Shape: ``lower`` is without the ending of a possessive, which ``is_possessive`` tells."""

    start: int
    end: int
    text: str
    lower: str
    is_possessive: bool
    is_capital: bool


class Quotation(NamedTuple):
    """What stands between quotation marks. Shape: the marks are outside; one that is not closed ends with the paragraph."""

    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """A sentence, with the words that it has outside quotations, and the quotations or parts of them within it."""

    start: int
    end: int
    words: list[Word]
    own_words: list[Word]
    quoted: list[Quotation]
    opened: tuple[int, ...]
    """For each of ``quoted``, the number of its quotation in the paragraph."""


def words_of(text: str) -> list[Word]:
    return [_word(found.start(), found[0]) for found in WORD.finditer(text)]


def _word(start: int, text: str) -> Word:
    is_possessive = text.endswith(POSSESSIVE)
    bare = text[:-2] if is_possessive else text
    return Word(start, start + len(text), bare, bare.lower().replace("ё", "е"), is_possessive, bare[0].isupper())


def quotations(text: str) -> list[Quotation]:
    """Return the quotations of a paragraph, the outermost where one stands in another. Cost: linear."""
    found: list[Quotation] = []
    at = 0
    while opened := OPENS.search(text, at):
        if opened[0] in '"”»' and _closes(text, opened.start()):  # its other half is missing
            found.append(Quotation(at, opened.start()))
            at = opened.end()
            continue
        start, end = opened.end(), _closed(text, opened.end(), opened[0])
        if end is None and opened[0] in "“„«" and (straight := text.find('"', start)) >= 0:
            end = straight  # opened with one kind of mark, closed with another
        if end is None:
            if opened[0] in "'‘":
                at = start
                continue
            end = len(text)
        found.append(Quotation(start, end))
        at = end + 1
    return found


def _closes(text: str, at: int) -> bool:
    """Return whether a straight mark can only close: after a word or a sign, before a sign or a space."""
    return at > 0 and not text[at - 1].isspace() and text[at - 1] not in "([—–" and not text[at + 1 : at + 2].isalnum()


def _closed(text: str, start: int, mark: str) -> int | None:
    depth, ends = 0, CLOSING[mark]
    for at in range(start, len(text)):
        sign = text[at]
        if sign in ends:
            if sign in "'’" and at + 1 < len(text) and text[at + 1].isalnum():
                continue  # an apostrophe
            if depth == 0:
                return at
            depth -= 1
        elif sign == mark and sign not in ends:
            depth += 1
    return None


def sentences(text: str, abbreviations: Collection[str]) -> list[Sentence]:
    """Return the sentences of a paragraph whose white space is folded. Cost: linear."""
    words, quoted = words_of(text), quotations(text)
    ends = [word.end for word in words]
    starts = [word.start for word in words]
    dateline = DATELINE.match(text)
    cuts = [dateline.end() if dateline else 0]
    for found in SENTENCE_ENDS.finditer(text, cuts[0]):
        at = bisect_right(ends, found.start()) - 1
        last = words[at] if at >= 0 and words[at].end == found.start() else None
        if (
            last
            and found[0][0] == "."
            and (last.lower in abbreviations or (len(last.text) == 1 and not last.text.islower()))
        ):
            continue
        cuts.append(found.end())
    cuts.append(len(text))
    made = []
    for start, end in pairwise(cuts):
        here = words[bisect_left(starts, start) : bisect_left(starts, end)]
        if not here:
            continue
        inside = [
            (number, Quotation(max(start, one.start), min(end, one.end)))
            for number, one in enumerate(quoted)
            if one.start < end and one.end > start
        ]
        own = [word for word in here if not any(one.start <= word.start < one.end for _number, one in inside)]
        made.append(
            Sentence(start, end, here, own, [one for _number, one in inside], tuple(number for number, _one in inside))
        )
    return made
