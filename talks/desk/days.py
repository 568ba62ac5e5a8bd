"""Days that the text of a report names beside a quote: offered for the day on which it was said, and compared with that."""

import json
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from talks import dates
from talks.admin.base import in_words
from talks.models import Article, Claim
from talks.quoting import folded, pieces
from talks.suggesting.days import Day, days_in
from talks.suggesting.passages import sentences
from talks.vocabulary import Basis

MOST_DAYS = 4
PARAGRAPHS_BACK = 8  # in which a day is looked for, if the paragraph of the quote names none


class DayOffer(NamedTuple):
    """A day on which something may have been said: EDTF, in words, its basis and from what that is known."""

    value: str
    label: str
    note: str
    basis: str
    basis_note: str

    @property
    def fill(self) -> str:
        return json.dumps({"said_basis": self.basis, "said_basis_note": self.basis_note}, ensure_ascii=False)


def days_named(article: Article, paragraphs: Sequence[str], number: int, quote: str) -> list[DayOffer]:
    """Return the days that the paragraph of a quote names; else those of the last one before that names any.

    Shape: first those of the sentence of the quote, then what stands before it, the nearest first.
    """
    on = _published_on(article)
    for at in range(number, max(0, number - 1 - PARAGRAPHS_BACK), -1):
        text = folded(paragraphs[at - 1])
        _begins, first, last = _place_of(text, quote) if at == number else (0, len(text), len(text))
        found = sorted(
            days_in(text, on), key=lambda one: (one.start >= last, first - one.start if one.start < last else one.start)
        )
        if found:
            return [_day_offer(one, at, on, is_here=at == number) for one in found[:MOST_DAYS]]
    return []


def other_day(claim: Claim, article: Article, paragraphs: Sequence[str]) -> str:
    """Return in words the day that the sentence of a quote names, if its statement has another one; else an empty text."""
    if not (claim.said and claim.quote and claim.paragraph and claim.paragraph <= len(paragraphs)):
        return ""
    try:
        said = dates.parse(claim.said)
    except dates.EDTFError:
        return ""
    text = folded(paragraphs[claim.paragraph - 1])
    begins, first, last = _place_of(text, claim.quote)
    here = [one.day for one in days_in(text, _published_on(article)) if begins <= one.start < last]
    may_be = [day for day in here if (said.earliest or day) <= day <= (said.latest or day)]
    return in_words(here[0].isoformat()) or "" if here and not may_be and first < last else ""


def _published_on(article: Article) -> date | None:
    published = dates.parse(article.published) if article.published else None
    return published.earliest if published and published.earliest == published.latest else None


def _place_of(text: str, quote: str) -> tuple[int, int, int]:
    """Return where the sentence of a quote begins, the quote itself, and where the sentence ends in which that begins.

    Shape: the end of the text for what does not stand in it.
    """
    piece = next(iter(pieces(folded(quote))), "")
    start = text.find(piece) if piece else -1
    if start < 0:
        return 0, len(text), len(text)
    around = next((one for one in sentences(text, frozenset()) if one.end > start), None)
    return (min(around.start, start), start, around.end) if around else (0, start, len(text))


def _day_offer(found: Day, paragraph: int, published: date | None, *, is_here: bool) -> DayOffer:
    value, note = found.day.isoformat(), f"“{found.words}”, ¶{paragraph}"
    shown = {"words": found.words, "paragraph": paragraph}
    if found.is_stated and is_here:
        return DayOffer(value, in_words(value) or "", note, Basis.STATED, "")
    if found.is_stated or published is None:
        return DayOffer(value, in_words(value) or "", note, Basis.INFERRED, _("“%(words)s” in ¶%(paragraph)d.") % shown)
    told = _("“%(words)s” in ¶%(paragraph)d; the report was published on %(day)s.")
    shown["day"] = in_words(published.isoformat()) or ""
    return DayOffer(value, in_words(value) or "", note, Basis.INFERRED, told % shown)
