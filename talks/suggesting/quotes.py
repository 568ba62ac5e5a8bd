"""The words to quote: at most twelve, whole, with their denial, and so that they stand once. Imports quoting."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import regex
from django.core.exceptions import ValidationError

from talks import quoting
from talks.suggesting.lists import Lists
from talks.suggesting.passages import Word

FEWEST = 3  # words of a quote, unless nothing more was said
FEWEST_TO_A_COMMA = 5
WORDS_AROUND = 4
OPENING = frozenset(["that", "что", "що"])  # what stands before it is not what was said
BEFORE_DENIAL = 5  # words quoted before a denial that stands late
PAIRS = ("“”", "«»", "„“", "[]", "()", '""')
PAUSE = regex.compile(r"[,;:—–]")
SENTENCE_END = regex.compile(r"""[.!?…,;:]?["”»“’']|[.!?…;]|$""")


class Quote(NamedTuple):
    """Words that stand in a paragraph, with what tells them from the same words elsewhere in it. Units: characters."""

    text: str
    prefix: str
    suffix: str
    start: int
    end: int


def chosen(text: str, words: Sequence[Word], lists: Lists) -> Quote | None:
    """Return the words to quote of these words, which follow each other in a paragraph; None if none can be quoted.

    Shape: ``text`` is the paragraph with its white space folded. Cost: that of ``quoting.find``, a few times.
    """
    if not words:
        return None
    if not SENTENCE_END.match(text, words[-1].end):
        words = _without_ends(words, lists)
    first, stop = _window(text, words, lists)
    while stop - first >= min(FEWEST, len(words)):
        if found := _standing(text, words[first:stop]):
            return found
        stop -= 1
    return None


def _without_ends(words: Sequence[Word], lists: Lists) -> Sequence[Word]:
    stop = len(words)
    while stop > 1 and words[stop - 1].lower in lists.fillers and not quoting.denies(words[stop - 1].text):
        stop -= 1
    return words[:stop]


def _window(text: str, words: Sequence[Word], lists: Lists) -> tuple[int, int]:
    first, stop = 0, min(len(words), quoting.WORDS_ALLOWED)
    pauses = [at for at, (one, other) in enumerate(pairwise(words), 1) if PAUSE.search(text[one.end : other.start])]
    clause_ends = next((at for at in pauses if at >= FEWEST_TO_A_COMMA), len(words))
    denial = next((at for at in range(stop, clause_ends) if quoting.denies(words[at].text)), None)
    if denial is not None:  # without it the words would say the opposite
        opened = [at for at in range(denial - BEFORE_DENIAL, denial) if at >= 0 and words[at].lower in OPENING]
        first, stop = (
            max(0, denial - BEFORE_DENIAL, *(at + 1 for at in opened)),
            min(len(words), denial - BEFORE_DENIAL + quoting.WORDS_ALLOWED),
        )
    else:
        stop = max((at for at in [*pauses, len(words)] if FEWEST_TO_A_COMMA <= at <= stop), default=stop)
    while quoting.counted(text[words[first].start : words[stop - 1].end]) > quoting.WORDS_ALLOWED and stop - first > 1:
        stop -= 1
    if stop < len(words):
        stop = first + len(_without_ends(words[first:stop], lists))
    return first, stop


def _balanced(text: str, start: int, end: int) -> tuple[int, int]:
    """Take in a mark or bracket at an end whose other half is quoted."""
    quote = text[start:end]
    for opening, closing in PAIRS:
        is_same = opening == closing
        opened, closed = quote.count(opening), quote.count(closing)
        if (closed > opened or (is_same and opened % 2)) and start and text[start - 1] == opening:
            start -= 1
        elif (opened > closed or (is_same and opened % 2)) and text[end : end + 1] == closing:
            end += 1
    return start, end


def _standing(text: str, words: Sequence[Word]) -> Quote | None:
    start, end = words[0].start, words[-1].end
    quote = text[start:end]
    if text[end : end + 1] in {"%", "°"}:
        quote, end = text[start : end + 1], end + 1
    start, end = _balanced(text, start, end)
    quote = text[start:end]
    for number in range(WORDS_AROUND + 1):
        after, before = text[end:].split()[:number], text[:start].split()[-number:] if number else []
        for prefix, suffix in ((" ".join(before), ""), ("", " ".join(after))):
            try:
                quoting.check_form(quote, prefix, suffix)
                ((left, right),) = quoting.find(quote, text, prefix=prefix, suffix=suffix)
            except ValidationError as error:
                if error.code != "twice" and number == 0:
                    return None
                continue
            if (left, right) == (start, end):
                return Quote(quote, prefix, suffix, start, end)
    return None
