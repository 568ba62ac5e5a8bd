"""Why words do not stand in a paragraph: the nearest passage there, and the first character that differs.

Pure text; imports nothing of the project. ``quoting`` says it where it refuses a quote.
"""

import unicodedata
from collections.abc import Callable, Iterable
from difflib import SequenceMatcher
from itertools import accumulate

from django.utils.translation import gettext as _

TEXT_SEARCHED = 100_000  # characters; a paragraph is rarely longer than a thousandth of it
PIECE_COMPARED = 300  # characters; a quote has no more
MARGIN = 8  # characters around a passage, where the text has more than the quote
LEAST_ALIKE = 0.4  # of the groups of three characters; below it a passage is another sentence
GROUP = 3
SCRIPT_JOINERS = "\u200c\u200d"

# Characters that are typed for one another are one while a passage is looked for.
LOOKALIKE = str.maketrans("’‘ʼ`´“”„«»‐‑‒–—―−", "'''''\"\"\"\"\"-------")


def explain(
    parts: list[str], text: str, before: str, after: str, positions: Callable[[str, str], Iterable[int]]
) -> str:
    """Return why a quote does not stand in a text, as sentences.

    ``positions`` gives where a piece stands as whole words. Cost: linear in the text; at most 100,000 characters of it are
    searched; some 50 ms.
    """
    missing = next((part for part in parts if not any(True for _at in positions(part, text))), None)
    if missing is not None:
        reason = _cut(missing, text) or _nearest(missing[:PIECE_COMPARED], text[:TEXT_SEARCHED])
    elif before or after:
        reason = _("They stand there, but not beside the words given before and after.")
    else:
        reason = _("The pieces stand there, but not in this order.")
    return " ".join(filter(None, [_("These words do not stand in the paragraph, letter for letter."), reason]))


def enclosing(text: str, start: int, end: int) -> str:
    """Return the passage with the rest of its first and last word, as far as the spaces around, 40 characters at most.

    What cannot be seen is replaced, so that it shows and no terminal takes it for a command.
    """
    first = text.rfind(" ", max(0, start - 40), start) + 1 or max(0, start - 40)
    last = text.find(" ", end, end + 40)
    whole = text[first : min(len(text), end + 40) if last < 0 else last]
    return "".join(one if one.isprintable() or one in SCRIPT_JOINERS else "�" for one in whole)


def _cut(piece: str, text: str) -> str:
    at = text.find(piece) if piece else -1
    if at < 0:
        return ""
    whole = enclosing(text, at, at + len(piece))
    return _("They are part of “%(whole)s”: quote whole words and whole figures.") % {"whole": whole}


def _nearest(piece: str, text: str) -> str:
    """Return a sentence about the passage most like a piece; empty where there is none."""
    span = _most_alike(_alike(piece), _alike(text))
    if span is None:
        return ""
    passage = text[slice(*span)]
    at = next((at for at, (one, other) in enumerate(zip(passage, piece, strict=False)) if one != other), len(piece))
    in_text, in_quote = passage[at : at + 1], piece[at : at + 1]
    shown = {"passage": enclosing(text, *span), "text": _named(in_text), "quote": _named(in_quote)}
    if in_text and (not in_quote or passage[at + 1 :].startswith(piece[at : at + GROUP])):
        return _("The nearest passage is “%(passage)s”: it has %(text)s, which the quote lacks.") % shown
    if in_quote and (not in_text or piece[at + 1 :].startswith(passage[at : at + GROUP])):
        return _("The nearest passage is “%(passage)s”: it lacks %(quote)s, which the quote has.") % shown
    return _("The nearest passage is “%(passage)s”: it has %(text)s where the quote has %(quote)s.") % shown


def _alike(text: str) -> str:
    """Return the text with lookalikes and capitals as one, each character in its place."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(character.lower()[:1] for character in text)
    return lower.translate(LOOKALIKE)


def _most_alike(piece: str, text: str) -> tuple[int, int] | None:
    """Return where the passage is that shares most groups of three characters with a piece.

    Its ends are found by comparing it with the piece, with a margin for what the text has more.
    """
    size = min(GROUP, len(piece))
    groups = {piece[at : at + size] for at in range(len(piece) - size + 1)}
    width = len(piece) - size + 1
    shared = [0, *accumulate(text[at : at + size] in groups for at in range(len(text) - size + 1))]
    sums = [shared[min(at + width, len(shared) - 1)] - shared[at] for at in range(len(shared) - 1)]
    best = max(range(len(sums)), key=sums.__getitem__, default=0)
    if not piece or not sums or sums[best] < max(1, LEAST_ALIKE * width):
        return None
    start, end = max(0, best - MARGIN), best + len(piece) + MARGIN
    blocks = SequenceMatcher(None, text[start:end], piece, autojunk=False).get_matching_blocks()[:-1]
    first, last = blocks[0], blocks[-1]
    return max(0, start + first.a - first.b), min(len(text), start + last.a + len(piece) - last.b)


def _named(character: str) -> str:
    """Return a character with its number and name in Unicode: ’ (U+2019 RIGHT SINGLE QUOTATION MARK)."""
    if not character:
        return ""
    number = f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()
    if character == " ":
        return _("a space")
    return f"{character} ({number})" if character.isprintable() else number
