"""Finds where the words of a query stand in a text, and says so where the text itself is not on the page.

For display only: the database decides which claims match. Words are compared by SQLite's stems; PostgreSQL has other
ones for some rare words, whose hits stay unmarked.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from talks.letters import fold, fold_at, is_latin
from talks.search import sqlite
from talks.search.terms import SearchTerm

AROUND = 40  # characters shown on each side
SAME = 3  # letters; all forms of a longer word begin with the same ones


class SearchedActor(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def spellings(self) -> str: ...
    @property
    def names(self) -> str: ...


class SearchedClaim(Protocol):
    """The attributes of a claim that ``FIELDS`` reads. A protocol, since this package may not import the models."""

    @property
    def speaker_role(self) -> str: ...
    @property
    def speaker(self) -> SearchedActor | None: ...


FIELDS: tuple[tuple[str, Callable[[SearchedClaim], str]], ...] = (
    (_("Found in the role"), lambda claim: claim.speaker_role),
    (_("Found in the name"), lambda claim: claim.speaker.name if claim.speaker else ""),
    (
        _("Found in another spelling of the name"),
        lambda claim: f"{claim.speaker.spellings}\n{claim.speaker.names}" if claim.speaker else "",
    ),
)
"""What is searched and may not be shown. Statement, quotation, and title and summary of the event always are."""

Span = tuple[int, int]


@cache
def a_word() -> re.Pattern[str]:
    """Return a pattern for one word: letters and numbers, with the marks that belong to them."""
    marks = (chr(code) for code in range(0x300, 0x1E000) if unicodedata.category(chr(code))[0] == "M")
    return re.compile(rf"[^\W_](?:[^\W_]|[{''.join(marks)}])*")


class Word:
    """One word of a query, in all of its spellings: any of these terms.

    Caches what it found by text: a page asks for the same titles again and again.
    """

    def __init__(self, terms: Sequence[SearchTerm]) -> None:
        self._terms = [(fold(term.text).split(), term.is_prefix) for term in terms]
        starts = {parts[0][: _same(parts[0])] for parts, _is_prefix in self._terms}
        self._start = re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, sorted(starts)))})")
        self._spans: dict[str, list[Span]] = {}
        self._forms: dict[tuple[str, str], bool] = {}

    def spans(self, text: str) -> list[Span]:
        """Return where it stands in a text. Cost: a few µs, if no word begins alike."""
        found = self._spans.get(text)
        if found is None:
            found = self._spans[text] = self._find(text)
        return found

    def _find(self, text: str) -> list[Span]:
        folded, places = fold_at(text)
        found = [
            (match.start(), end)
            for start in self._start.finditer(folded)
            if (match := a_word().match(folded, start.start()))
            for parts, is_prefix in self._terms
            if (end := self._end(folded, match, parts, is_prefix))
        ]
        return found if places is None else [(places[start], places[end]) for start, end in found]

    def _end(self, folded: str, match: re.Match[str], parts: list[str], is_prefix: bool) -> int:
        """Return where a term ends that begins with this match; 0 if it does not."""
        for left, part in enumerate(parts, 1):
            begins = is_prefix and left == len(parts) and match[0].startswith(part)
            if not begins and not self._is_form(match[0], part):
                return 0
            if left < len(parts):
                following = a_word().search(folded, match.end())
                if following is None:
                    return 0
                match = following
        return match.end()

    def _is_form(self, token: str, part: str) -> bool:
        """Return whether a word is a form of another."""
        found = self._forms.get((token, part))
        if found is None:
            found = token == part or (
                token[: _same(part)] == part[: _same(part)]
                and is_latin(part)
                and sqlite.key_of(token) == sqlite.key_of(part) != ""
            )
            self._forms[token, part] = found
        return found


def _same(word: str) -> int:
    """Return how many letters all forms of a word begin with."""
    return min(SAME, max(len(word) - 1, 1))


class Marker:
    """The words of a query that have to be found, to mark them where they stand."""

    def __init__(self, wanted: Iterable[Sequence[SearchTerm]]) -> None:
        self.words = tuple(map(Word, wanted))

    def spans(self, text: str) -> list[Span]:
        """Return where any of the words stands, in order. Shape: spans do not overlap."""
        merged: list[Span] = []
        for start, end in sorted(span for word in self.words for span in word.spans(text)):
            if merged and start < merged[-1][1]:
                merged[-1] = merged[-1][0], max(end, merged[-1][1])
            else:
                merged.append((start, end))
        return merged


@dataclass(frozen=True)
class Hit:
    """One occurrence of a word: the field, and the text before and after."""

    field: str
    before: str
    words: str
    after: str


def hits(claim: SearchedClaim, marker: Marker, shown: Collection[str]) -> tuple[Hit, ...]:
    """Return the first field that holds each word of a query, unless one of the ``shown`` texts holds it.

    Shape: in the order of the words, each field once.
    """
    found: dict[str, Hit] = {}
    for word in marker.words:
        if any(map(word.spans, shown)):
            continue
        for field, value in FIELDS:
            if spans := word.spans(value(claim)):
                found.setdefault(field, _hit(field, value(claim), *min(spans)))
                break
    return tuple(found.values())


def _hit(field: str, value: str, start: int, end: int) -> Hit:
    before, after = value[max(0, start - AROUND) : start], value[end : end + AROUND]
    if start > AROUND:
        before = f"… {before.partition(' ')[2]}"
    if len(value) > end + AROUND:
        after = f"{after.rpartition(' ')[0]} …"
    return Hit(field, before, value[start:end], after)
