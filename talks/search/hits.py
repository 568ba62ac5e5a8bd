"""Where the words stand that a statement was found by, when its own words do not hold them.

For showing only: which claims match is decided by the database. Endings are cut more coarsely here than there, so
that a rare form goes unmarked.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from talks.search.columns import LETTERS
from talks.search.terms import Term, is_latin, words

AROUND = 40  # characters shown on each side

ENDING = "(?:ations?|at(?:es?|ed|ing|ors?)|ions?|ing?s?|ings|ments?|ies?|ied|ed?|es|ers?|ly|s|y)"


class Actor(Protocol):
    name: str
    aliases: str


class Event(Protocol):
    title: str
    summary: str


class Article(Protocol):
    headline: str


class Claim(Protocol):
    """What is read of a claim, and of the rows that it leads to: this room may not import the models."""

    statement: str
    quote: str
    speaker_role: str
    speaker: Actor | None
    event: Event
    article: Article | None


FIELDS: tuple[tuple[str, Callable[[Claim], str]], ...] = (
    (_("Found in the role"), lambda claim: claim.speaker_role),
    (_("Found in the name"), lambda claim: claim.speaker.name if claim.speaker else ""),
    (_("Found in another spelling of the name"), lambda claim: claim.speaker.aliases if claim.speaker else ""),
    (_("Found in the event’s title"), lambda claim: claim.event.title),
    (_("Found in the event’s summary"), lambda claim: claim.event.summary),
    (_("Found in the headline"), lambda claim: claim.article.headline if claim.article else ""),
)


@dataclass(frozen=True)
class Hit:
    """One place where a word stands: in which field, and the words around it."""

    field: str
    before: str
    words: str
    after: str


def hits(claim: Claim, text: str) -> tuple[Hit, ...]:
    """Return, for each word asked for that is not in statement or quote, the first field that holds it; a field once.

    The claim comes with its names. Cost: no query.
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


def _pattern(term: Term) -> re.Pattern[str]:
    parts = [re.escape(part) for part in plain(term.text).split()]
    whole = not term.is_prefix
    if whole and is_latin(parts[-1]):
        parts = [re.sub(rf"(?<=\w\w\w){ENDING}\Z", "", part) + f"{ENDING}?" for part in parts]
    # White space in a text may be any; so may be the signs between the parts of a word.
    return re.compile(r"(?<!\w)" + r"[\W_]+".join(parts) + (r"(?!\w)" if whole else r"\w*"))


def plain(text: str) -> str:
    """Return the text in small letters without accents on Latin ones, as long as it was."""
    return text.lower() if text.isascii() else "".join(map(_plain_sign, text))


@lru_cache(maxsize=4096)
def _plain_sign(sign: str) -> str:
    letter = LETTERS.get(sign, sign)
    if is_latin(letter):
        letter = unicodedata.normalize("NFD", letter)
    return letter[0].lower()[0]
