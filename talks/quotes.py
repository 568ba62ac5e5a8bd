"""Proof of quotations: what form a quote has, whether it stands in its paragraph, and how a link points at it.

Pure text, no database. ``models`` refuses with it, ``check_quotes`` reports with it, pages link with it.
"""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote as percent

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from talks.text import folded

JOINT = " […] "
WORDS_ALLOWED = 12
PIECES_ALLOWED = 3

# Categories of signs that make up a word: letters of scripts with capitals, and digits.
IN_WORDS = {"Lu", "Ll", "Lt", "Nd"}

ASCII = re.compile(r"[\x00-\x7f]+")


def pieces(quote: str) -> list[str]:
    """Return the pieces of a quote in their order, white space folded."""
    return [folded(piece) for piece in folded(quote).split(JOINT)]


def check_form(quote: str, prefix: str = "", suffix: str = "") -> None:
    """Refuse a quote with too many words or pieces, or with an empty piece. Raises: ValidationError."""
    parts = pieces(quote)
    if not all(parts) or "[…]" in "".join(parts):
        raise ValidationError(_("Join the pieces of a quote by “ […] ”, with words on both sides."), code="joint")
    if len(parts) > PIECES_ALLOWED:
        raise ValidationError(_("Join at most three pieces."), code="pieces")
    words = sum(len(part.split()) for part in [*parts, prefix, suffix])
    if words > WORDS_ALLOWED:
        raise ValidationError(
            _("Quote at most 12 words, the words before and after included; these are %(words)d."),
            code="words",
            params={"words": words},
        )


def find(quote: str, paragraph: str | None, *, prefix: str = "", suffix: str = "") -> list[tuple[int, int]]:
    """Return where the pieces of a quote stand in the paragraph, letter for letter and as whole words.

    Shape: one (start, end) a piece, in order, counted in the folded paragraph; of several places of a quote in
    pieces the first that the prefix and suffix allow. Cost: linear in the paragraph for each place of the first piece.
    Raises: ValidationError where a piece is not found in its order, or where a quote of one piece stands there
    twice and prefix and suffix do not tell which.
    """
    if paragraph is None:
        raise ValidationError(_("The stored text has no such paragraph."), code="no-paragraph")
    text, parts = folded(paragraph), pieces(quote)
    before, after = folded(prefix), folded(suffix)
    starts = (start for start in _places(parts[0], text) if _is_preceded(text, start, before))
    found = [spans for start in starts if (spans := _follow(parts, text, start, after))]
    if not found:
        raise ValidationError(_("These words do not stand in the paragraph, letter for letter."), code="not-found")
    if len(found) > 1 and len(parts) == 1:
        raise ValidationError(_("These words stand there twice: add the words before or after."), code="twice")
    return found[0]


def _places(piece: str, text: str, start: int = 0) -> Iterator[int]:
    """Yield where a piece stands as whole words: half a word is another word, and no browser would mark it."""
    at = text.find(piece, start) if piece else -1
    while at >= 0:
        if _is_boundary(text, at) and _is_boundary(text, at + len(piece)):
            yield at
        at = text.find(piece, at + 1)


def _is_boundary(text: str, at: int) -> bool:
    """Tell whether a quote may begin or end here: not inside a word, and not between a letter and its accent."""
    if not 0 < at < len(text):
        return True
    left, right = unicodedata.category(text[at - 1]), unicodedata.category(text[at])
    # Scripts without capitals (Lo) are let be: some write no spaces, others join small words to the next.
    return right[0] != "M" and not (left in IN_WORDS and right in IN_WORDS)


def _is_preceded(text: str, start: int, before: str) -> bool:
    return not before or text.endswith((before, f"{before} "), 0, start)


def _is_followed(text: str, end: int, after: str) -> bool:
    return not after or text.startswith((after, f" {after}"), end)


def _follow(parts: list[str], text: str, start: int, after: str) -> list[tuple[int, int]] | None:
    """Return the spans of a quote whose first piece starts here, None where the others do not follow.

    Each piece is taken at its earliest place, which leaves most room for the rest; the last one where the suffix is.
    """
    spans = [(start, start + len(parts[0]))]
    for part in parts[1:-1]:
        at = next(_places(part, text, spans[-1][1]), None)
        if at is None:
            return None
        spans.append((at, at + len(part)))
    if len(parts) > 1:
        last = parts[-1]
        places = _places(last, text, spans[-1][1])
        at = next((place for place in places if _is_followed(text, place + len(last), after)), None)
        return None if at is None else [*spans, (at, at + len(last))]
    return spans if _is_followed(text, spans[-1][1], after) else None


def fragment(quote: str, prefix: str = "", suffix: str = "") -> str:
    """Return the text fragment that makes a browser open a page at the quoted words.

    Source: WICG, URL Fragment Text Directives; a directive for each piece, ``-`` and ``,`` percent-encoded. Letters
    beyond ASCII stay as they are: addresses in HTML may hold them, a third as long, and as they stand in the quote.
    """

    directives = [f"text={_encoded(piece)}" for piece in pieces(quote)]
    if prefix:
        directives[0] = f"text={_encoded(folded(prefix))}-,{directives[0].removeprefix('text=')}"
    if suffix:
        directives[-1] = f"{directives[-1]},-{_encoded(folded(suffix))}"
    return ":~:" + "&".join(directives)


def _encoded(text: str) -> str:
    # Most words need no encoding, and pages encode thousands.
    words = [word if word.isalnum() else ASCII.sub(_percent, word) for word in text.split(" ")]
    return "%20".join(words).replace("-", "%2D")


def _percent(signs: re.Match[str]) -> str:
    return percent(signs[0], safe="")
