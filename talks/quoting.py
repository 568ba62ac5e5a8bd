"""Proof of quotations: checks the form of a quote, finds it in its paragraph, and builds the link to it.

Pure text, no database; imports nearest and validators. Models validate with it, ``check_quotes`` reports with it, pages
link with it. docs/decisions/whole-words.md says what a word is; ``verify_quotes.py`` decides as this module does.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import quote as percent

import regex
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from talks.nearest import enclosing, explain
from talks.validators import plain

JOINT = " […] "
WORDS_ALLOWED = 12
PIECES_ALLOWED = 3

# The default word boundaries of Unicode (UAX 29).
BOUNDARY = regex.compile(r"(?w)\b")
# Characters with a boundary on each side. Letters among them are those of scripts without spaces: Han, Hiragana, Thai, …
APART = regex.compile(r"\p{WB=Other}")
# Words that deny, in languages of talks: a denial that is missing here goes without a warning, nothing else.
DENIALS = """
not no never neither nor none nothing nobody nowhere cannot without
не ні ані ніколи ніхто нічого немає без ни нет никогда никто ничего нельзя
pas jamais aucun aucune rien sans nicht kein keine keinen keiner nie niemals ohne nunca jamás nada sin non mai senza
não nem sem żaden bez değil hayır لا لم لن ليس ليست 不 没 沒 未 无 無
"""
DENYING = frozenset(DENIALS.split())
CONTRACTED = ("n't", "n’t")
MINUS = regex.compile(r"−|(?<![\w.,])[-–]")
# What joins the parts of a compound word, of a span of figures, and the thousands of a large figure.
JOINED = regex.compile(r"(?<=\w)[-‐‑](?=\w)|(?<=\d)[–—/](?=\d)|(?<=(?<!\d)\d{1,3}) (?=\d{3}(?!\d))")
# Unicode breaks 10:00 at its colon, but half of an hour is another hour.
COLON = re.compile(r"(?<=\d):(?=\d)")

ASCII = re.compile(r"[\x00-\x7f]+")


def folded(value: str) -> str:
    """Return the text with each run of white space, no-break spaces included, as one space; ends trimmed."""
    return " ".join(value.split())


def pieces(quote: str) -> list[str]:
    """Return the pieces of a quote, in order, with white space folded."""
    return [folded(piece) for piece in folded(quote).split(JOINT)]


def check_form(quote: str, prefix: str = "", suffix: str = "") -> None:
    """Check that a quote has few enough words and pieces, no empty piece, and nothing that cleaning takes out of texts.

    Raises: ValidationError with the code joint, pieces, words, hidden, ligature or not-composed.
    """
    for part in (quote, prefix, suffix):
        plain(part)
    parts = pieces(quote)
    if not all(parts) or "[…]" in "".join(parts):
        raise ValidationError(_("Join the pieces of a quote by “ […] ”, with words on both sides."), code="joint")
    if len(parts) > PIECES_ALLOWED:
        raise ValidationError(_("Join at most three pieces."), code="pieces")
    number = counted(" ".join([*parts, prefix, suffix]))
    if number > WORDS_ALLOWED:
        raise ValidationError(
            _("Quote at most 12 words, the words before and after included; these are %(words)d."),
            code="words",
            params={"words": number},
        )


def words(text: str) -> list[tuple[int, int]]:
    """Return where words begin and end: the segments between Unicode's word boundaries that hold a letter or a digit.

    Units: characters of the text. Each letter is a segment in scripts without spaces, such as Han or Thai.
    Cost: linear. Source: Unicode Standard Annex 29.
    """
    ends = [found.start() for found in BOUNDARY.finditer(text)]
    return [(start, end) for start, end in pairwise(ends) if any(map(str.isalnum, text[start:end]))]


def counted(text: str) -> int:
    """Return the number of words, where two letters of a script without spaces count as one word, rounded up."""
    found = words(text)
    letters = sum(1 for start, _end in found if text[start].isalpha() and APART.match(text, start))
    return len(found) - letters // 2


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
        # To explain costs more than to find, and most callers only ask whether a quote stands.
        raise ValidationError(_explained(parts, text, before, after), code="not-found")
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
    """Return whether a quote may begin or end here: not inside a word, a figure or a time of day."""
    if not 0 < at < len(text):
        return True
    return bool(BOUNDARY.match(text, at)) and not (COLON.match(text, at) or COLON.match(text, at - 1))


def _is_preceded(text: str, start: int, before: str) -> bool:
    end = start - (text[start - 1 : start] == " ")
    return not before or (text.endswith(before, 0, end) and _is_boundary(text, end - len(before)))


def _is_followed(text: str, end: int, after: str) -> bool:
    start = end + (text[end : end + 1] == " ")
    return not after or (text.startswith(after, start) and _is_boundary(text, start + len(after)))


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


def warnings(quote: str, paragraph: str | None, *, prefix: str = "", suffix: str = "") -> list[str]:
    """Return what a curator should look at in a quote that stands: a sign or a part of a word, or a denial, left out.

    Shape: sentences; none for a quote that does not stand. Cost: that of find.
    """
    try:
        spans = find(quote, paragraph, prefix=prefix, suffix=suffix)
    except ValidationError:
        return []
    text, told = folded(paragraph or ""), []
    for start, end in spans:
        piece = text[start:end]
        if piece[0].isdecimal() and start and MINUS.match(text, start - 1):
            told.append(_("“%(piece)s” leaves out the minus before it.") % {"piece": piece})
            continue
        first, last = start - bool(start and JOINED.match(text, start - 1)), end + bool(JOINED.match(text, end))
        if (first, last) != (start, end):
            whole = enclosing(text, first, last)
            told.append(_("“%(piece)s” is cut out of “%(whole)s”.") % {"piece": piece, "whole": whole})
    for (_start, left), (right, _end) in pairwise(spans):
        gap = text[left:right]
        denials = [gap[start:end] for start, end in words(gap) if _denies(gap[start:end])]
        if denials:
            shown = {"denial": denials[0], "before": text[:left][-40:], "after": text[right:][:40]}
            told.append(_("Between “… %(before)s” and “%(after)s …” the quote leaves out “%(denial)s”.") % shown)
    return [str(one) for one in told]


def _denies(word: str) -> bool:
    return word.lower() in DENYING or word.lower().endswith(CONTRACTED)


_explained = lazy(lambda parts, text, before, after: explain(parts, text, before, after, _positions), str)


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
