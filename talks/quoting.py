"""Proof of quotations: checks the form of a quote, finds it in its paragraph, and builds the link to it.

Pure text, no database; imports nothing of the project. Models validate with it, ``check_quotes`` reports with it, pages
link with it.
"""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote as percent

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

JOINT = " […] "
WORDS_ALLOWED = 12
PIECES_ALLOWED = 3

# Unicode categories of the characters of words: letters of scripts with capitals, and digits.
IN_WORDS = {"Lu", "Ll", "Lt", "Nd"}

ASCII = re.compile(r"[\x00-\x7f]+")


def folded(value: str) -> str:
    """Return the text with each run of white space, no-break spaces included, as one space; ends trimmed."""
    return " ".join(value.split())


def pieces(quote: str) -> list[str]:
    """Return the pieces of a quote, in order, with white space folded."""
    return [folded(piece) for piece in folded(quote).split(JOINT)]


def check_form(quote: str, prefix: str = "", suffix: str = "") -> None:
    """Check that a quote has few enough words and pieces, and no empty piece.

    Raises: ValidationError with the code joint, pieces or words.
    """
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
    """Find the pieces of a quote in a paragraph, letter for letter and as whole words.

    Shape: one (start, end) per piece, in order. A quote of several pieces may occur more than once: the result is then
    the first occurrence that fits the prefix and suffix.
    Units: characters of the paragraph with white space folded.
    Cost: linear in the length of the paragraph, for each occurrence of the first piece.
    Raises: ValidationError with the code no-paragraph, not-found (a piece is missing or out of order) or twice (a quote
    of one piece occurs more than once, and prefix and suffix do not decide).
    """
    if paragraph is None:
        raise ValidationError(_("The stored text has no such paragraph."), code="no-paragraph")
    text, parts = folded(paragraph), pieces(quote)
    before, after = folded(prefix), folded(suffix)
    starts = (start for start in _positions(parts[0], text) if _is_preceded(text, start, before))
    found = [spans for start in starts if (spans := _follow(parts, text, start, after))]
    if not found:
        raise ValidationError(_("These words do not stand in the paragraph, letter for letter."), code="not-found")
    if len(found) > 1 and len(parts) == 1:
        raise ValidationError(_("These words stand there twice: add the words before or after."), code="twice")
    return found[0]


def _positions(piece: str, text: str, start: int = 0) -> Iterator[int]:
    """Yield the positions of a piece as whole words, since browsers do not highlight half a word."""
    at = text.find(piece, start) if piece else -1
    while at >= 0:
        if _is_boundary(text, at) and _is_boundary(text, at + len(piece)):
            yield at
        at = text.find(piece, at + 1)


def _is_boundary(text: str, at: int) -> bool:
    """Return whether a quote may begin or end here: not inside a word, and not between a letter and its accent."""
    if not 0 < at < len(text):
        return True
    left, right = unicodedata.category(text[at - 1]), unicodedata.category(text[at])
    # Letters of scripts without capitals (Lo) are no obstacle: some scripts have no spaces, others join short words.
    return right[0] != "M" and not (left in IN_WORDS and right in IN_WORDS)


def _is_preceded(text: str, start: int, before: str) -> bool:
    return not before or text.endswith((before, f"{before} "), 0, start)


def _is_followed(text: str, end: int, after: str) -> bool:
    return not after or text.startswith((after, f" {after}"), end)


def _follow(parts: list[str], text: str, start: int, after: str) -> list[tuple[int, int]] | None:
    """Return the spans of a quote whose first piece starts here, or None if the other pieces do not follow.

    Take each piece at its first position, which leaves most text for the rest; take the last piece before the suffix.
    """
    spans = [(start, start + len(parts[0]))]
    for part in parts[1:-1]:
        at = next(_positions(part, text, spans[-1][1]), None)
        if at is None:
            return None
        spans.append((at, at + len(part)))
    if len(parts) > 1:
        last = parts[-1]
        positions = _positions(last, text, spans[-1][1])
        at = next((start for start in positions if _is_followed(text, start + len(last), after)), None)
        return None if at is None else [*spans, (at, at + len(last))]
    return spans if _is_followed(text, spans[-1][1], after) else None


def fragment(quote: str, prefix: str = "", suffix: str = "") -> str:
    """Return the text fragment that makes a browser open a page at the quoted words.

    Shape: one directive per piece, with ``-`` and ``,`` percent-encoded. Letters beyond ASCII are not encoded: URLs in
    HTML may contain them, and they are then a third as long and readable.
    Source: WICG, URL Fragment Text Directives.
    """
    directives = [f"text={_encoded(piece)}" for piece in pieces(quote)]
    if prefix:
        directives[0] = f"text={_encoded(folded(prefix))}-,{directives[0].removeprefix('text=')}"
    if suffix:
        directives[-1] = f"{directives[-1]},-{_encoded(folded(suffix))}"
    return ":~:" + "&".join(directives)


def _encoded(text: str) -> str:
    # Skip words that need no encoding: a page encodes thousands, and most do not.
    words = [word if word.isalnum() else ASCII.sub(_percent, word) for word in text.split(" ")]
    return "%20".join(words).replace("-", "%2D")


def _percent(found: re.Match[str]) -> str:
    return percent(found[0], safe="")
