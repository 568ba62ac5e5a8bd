"""Finds where the words of a query occur, if the statement itself does not contain them.

For display only: the database decides which claims match. This module strips endings less precisely than the database
does, so a rare form may stay unmarked.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from talks.search.columns import LETTERS
from talks.search.terms import SearchTerm, is_latin, words

AROUND = 40  # characters shown on each side

ENDING = "(?:ations?|at(?:es?|ed|ing|ors?)|ions?|ing?s?|ings|ments?|ies?|ied|ed?|es|ers?|ly|s|y)"


class SearchedActor(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def spellings(self) -> str: ...


class SearchedEvent(Protocol):
    @property
    def title(self) -> str: ...
    @property
    def summary(self) -> str: ...


class SearchedReport(Protocol):
    @property
    def headline(self) -> str: ...


class SearchedClaim(Protocol):
    """The attributes of a claim that ``FIELDS`` reads. A protocol, since this package may not import the models."""

    @property
    def statement(self) -> str: ...
    @property
    def quote(self) -> str: ...
    @property
    def speaker_role(self) -> str: ...
    @property
    def speaker(self) -> SearchedActor | None: ...
    @property
    def event(self) -> SearchedEvent: ...
    @property
    def report(self) -> SearchedReport: ...


FIELDS: tuple[tuple[str, Callable[[SearchedClaim], str]], ...] = (
    (_("Found in the role"), lambda claim: claim.speaker_role),
    (_("Found in the name"), lambda claim: claim.speaker.name if claim.speaker else ""),
    (_("Found in another spelling of the name"), lambda claim: claim.speaker.spellings if claim.speaker else ""),
    (_("Found in the event’s title"), lambda claim: claim.event.title),
    (_("Found in the event’s summary"), lambda claim: claim.event.summary),
    (_("Found in the headline"), lambda claim: claim.report.headline),
)


@dataclass(frozen=True)
class Hit:
    """One occurrence of a word: the field, and the text before and after."""

    field: str
    before: str
    words: str
    after: str


def find_hits(claims: Iterable[SearchedClaim], text: str) -> list[list[Hit]]:
    """Return the hits of each of these claims; one that several of them have is given to the first alone.

    Cost: no query, if the claims were read with speaker, event and report.
    """
    found: list[list[Hit]] = []
    seen: set[Hit] = set()
    for claim in claims:
        found.append([hit for hit in hits(claim, text) if hit not in seen])
        seen.update(found[-1])
    return found


def hits(claim: SearchedClaim, text: str) -> tuple[Hit, ...]:
    """Return the first field that holds each word of a query, unless the statement or quote holds it.

    Shape: in the order of the words, each field once.
    """
    found: dict[str, Hit] = {}
    for pattern in _patterns(text):
        if any(pattern.search(plain(own)) for own in (claim.statement, claim.quote)):
            continue
        for field, value in FIELDS:
            if match := pattern.search(plain(value(claim))):
                found.setdefault(field, _hit(field, value(claim), *match.span()))
                break
    return tuple(found.values())


def _hit(field: str, value: str, start: int, end: int) -> Hit:
    before, after = value[max(0, start - AROUND) : start], value[end : end + AROUND]
    if start > AROUND:
        before = f"… {before.partition(' ')[2]}"
    if len(value) > end + AROUND:
        after = f"{after.rpartition(' ')[0]} …"
    return Hit(field, before, value[start:end], after)


@lru_cache(maxsize=64)
def _patterns(text: str) -> tuple[re.Pattern[str], ...]:
    return tuple(map(_pattern, words(text)[0]))


def _pattern(term: SearchTerm) -> re.Pattern[str]:
    parts = [re.escape(part) for part in plain(term.text).split()]
    whole = not term.is_prefix
    if whole and is_latin(parts[-1]):
        parts = [re.sub(rf"(?<=\w\w\w){ENDING}\Z", "", part) + f"{ENDING}?" for part in parts]
    # Any white space matches, and any punctuation between the parts of a word.
    return re.compile(r"(?<!\w)" + r"[\W_]+".join(parts) + (r"(?!\w)" if whole else r"\w*"))


class PlainLetters(dict[int, str]):
    """Each character in lower case, and without accents if it is Latin, by its code; always one character."""

    def __missing__(self, code: int) -> str:
        letter = LETTERS.get(chr(code), chr(code))
        if is_latin(letter):
            letter = unicodedata.normalize("NFD", letter)
        self[code] = plain = letter[0].lower()[0]
        return plain


PLAIN = PlainLetters()
# Latin and Cyrillic letters and punctuation, so that no page has to.
for _code in [*range(0x530), *range(0x1E00, 0x1F00), *range(0x2000, 0x2070)]:
    PLAIN[_code]


def plain(text: str) -> str:
    """Return the text in lower case and without accents on Latin letters. Shape: of the same length."""
    return text.lower() if text.isascii() else text.translate(PLAIN)
