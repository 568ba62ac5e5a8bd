"""The stored text of a report with its statements marked, and whether a quote stands in it, in words.

Imports quoting and models.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from string import ascii_lowercase
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talks import quoting
from talks.models import Claim


class Piece(NamedTuple):
    """A piece of a paragraph, with the names of the statements that quote it, such as “4a”."""

    text: str
    names: tuple[str, ...]


class Passage(NamedTuple):
    """A paragraph, white space folded, in pieces."""

    number: int
    pieces: list[Piece]


class Taken(NamedTuple):
    """A statement of the report with its short name: the paragraph and a letter."""

    name: str
    claim: Claim


def taken_from(claims: Iterable[Claim]) -> list[Taken]:
    """Name statements by paragraph and letter. ``claims`` in the order of paragraphs."""
    met: dict[int, int] = defaultdict(int)
    taken = []
    for claim in claims:
        place = met[claim.paragraph or 0]
        met[claim.paragraph or 0] += 1
        letter = ascii_lowercase[place] if place < len(ascii_lowercase) else f"-{place + 1}"
        taken.append(Taken(f"{claim.paragraph or '?'}{letter}", claim))
    return taken


def passages(paragraphs: list[str], taken: list[Taken]) -> list[Passage]:
    """Return the paragraphs with the quotes of statements marked; a quote that does not stand marks nothing."""
    of_paragraph: dict[int, list[Taken]] = defaultdict(list)
    for one in taken:
        of_paragraph[one.claim.paragraph or 0].append(one)
    return [
        Passage(number, _pieces(quoting.folded(paragraph), of_paragraph[number]))
        for number, paragraph in enumerate(paragraphs, 1)
    ]


def _pieces(text: str, taken: list[Taken]) -> list[Piece]:
    spans: list[tuple[int, int, str]] = []
    for name, claim in taken:
        try:
            found = quoting.find(claim.quote, text, prefix=claim.prefix, suffix=claim.suffix) if claim.quote else []
        except ValidationError:
            continue
        spans += [(start, end, name) for start, end in found]
    cuts = sorted({0, len(text), *(at for span in spans for at in span[:2])})
    return [
        Piece(text[left:right], tuple(name for start, end, name in spans if start <= left and right <= end))
        for left, right in pairwise(cuts)
    ]


@dataclass(frozen=True)
class QuoteState:
    """Whether a quote stands. Shape: ``paragraph`` is where it does, or where it does instead; None where nowhere."""

    stands: bool
    message: str
    paragraph: int | None = None


def state_of(
    paragraphs: list[str], quote: str, paragraph: int | None, prefix: str = "", suffix: str = ""
) -> QuoteState:
    """Tell whether a quote stands in its paragraph; without one, in which it stands.

    Cost: linear in the paragraph; in the whole text where the quote does not stand in it.
    """
    try:
        quoting.check_form(quote, prefix, suffix)
    except ValidationError as error:
        return QuoteState(False, " ".join(error.messages))
    if paragraph is None:
        return _anywhere(paragraphs, quote, prefix, suffix)
    text = paragraphs[paragraph - 1] if 1 <= paragraph <= len(paragraphs) else None
    try:
        quoting.find(quote, text, prefix=prefix, suffix=suffix)
    except ValidationError as error:
        where = [] if error.code == "twice" else _standing(paragraphs, quote, prefix, suffix)
        hint = _in_words(where) if where else ""
        return QuoteState(False, " ".join([*error.messages, *filter(None, [hint])]), where[0] if where else None)
    number = quoting.counted(" ".join([*quoting.pieces(quote), prefix, suffix]))
    told = ngettext(
        "Stands in ¶%(paragraph)d: %(words)d word, of %(allowed)d at most.",
        "Stands in ¶%(paragraph)d: %(words)d words, of %(allowed)d at most.",
        number,
    )
    shown = {"paragraph": paragraph, "words": number, "allowed": quoting.WORDS_ALLOWED}
    return QuoteState(
        True, " ".join([told % shown, *quoting.warnings(quote, text, prefix=prefix, suffix=suffix)]), paragraph
    )


def _anywhere(paragraphs: list[str], quote: str, prefix: str, suffix: str) -> QuoteState:
    where = _standing(paragraphs, quote, prefix, suffix)
    if len(where) == 1:
        return state_of(paragraphs, quote, where[0], prefix, suffix)
    if where:
        return QuoteState(False, f"{_in_words(where)} {_('Choose the paragraph.')}")
    try:
        quoting.find(quote, " ".join(paragraphs))
    except ValidationError as error:
        return QuoteState(False, " ".join(error.messages))
    return QuoteState(False, _("They stand in the text, but not in one paragraph."))


def _standing(paragraphs: list[str], quote: str, prefix: str, suffix: str) -> list[int]:
    """Return the paragraphs in which a quote stands, once or several times."""
    where = []
    for number, text in enumerate(paragraphs, 1):
        try:
            quoting.find(quote, text, prefix=prefix, suffix=suffix)
        except ValidationError as error:
            if error.code != "twice":
                continue
        where.append(number)
    return where


def _in_words(where: list[int]) -> str:
    return _("They stand in %(paragraphs)s.") % {"paragraphs": ", ".join(f"¶{number}" for number in where[:5])}
