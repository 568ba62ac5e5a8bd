"""A quotation as a row of tokens, in which what writers set differently and mean alike is one.

Quotation marks, dashes, spaces and ellipses are alike; capitals, letters, figures and signs within a sentence are not. Pure
text; imports quoting, nearest and cleaning.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import regex

from talks.cleaning import clean
from talks.nearest import LOOKALIKE
from talks.quoting import APART, JOINT, denies

WORDS_COMPARED = 100
"""Tokens of a quotation that are compared; the rest of a longer one is left aside, and the page says so."""
CUT = "[…]"  # the key of whatever says that words are left out

DOTS = r"(?:…|\.(?:\s?\.){2,3})"
ELLIPSIS = rf"\\?[\[(<{{/‹]\s*{DOTS}\s*\\?[\])>}}/›]|{DOTS}"
DASH = r"[—―]|(?<=\s)(?:[–-]|--)(?=\s)|--"
TOKEN = regex.compile(rf"{ELLIPSIS}|{DASH}|(?:(?!{ELLIPSIS}|[—―]|--)\S)+")
IS_CUT = regex.compile(ELLIPSIS)
IS_DASH = regex.compile(r"[—―–-]|--")
# Marks that nearest does not list. Its own are one of two: single and double.
MARKS = str.maketrans("‚‛‹›「」『』＂＇″′", "''''\"\"\"\"\"'\"'")
SINGLE = regex.compile(r"(?<![\p{L}\p{N}])'|'(?![\p{L}\p{N}])")  # an apostrophe stands within a word
STOP_WITHIN = regex.compile(r"([.,])\"")  # “word,” or “word”, by the house
LEFT = regex.compile(r"^(?:[.,;:\"\s]|-(?!\p{N}))+")
RIGHT = regex.compile(r"[.,;:\"\s-]+$")
EDGE = regex.compile(rf"{LEFT.pattern}|{RIGHT.pattern}")
"""Signs at an end of a quotation that belong to the sentence around it; a minus before a figure does not."""
BESIDE_CUT = regex.compile(EDGE.pattern.replace('\\"', ""))
"""The same beside a cut, where a pair of marks belongs to the words between them."""
SYMBOL = regex.compile(r"\p{S}")
SIGNS = regex.compile(r"[^\p{L}\p{N}\p{M}'-]+")


class Token(NamedTuple):
    """A word with the signs that touch it, a dash or a cut. Shape: ``text`` as it is written; ``key`` as it is compared."""

    text: str
    key: str
    is_joined: bool

    @property
    def is_cut(self) -> bool:
        return self.key == CUT

    @property
    def bare(self) -> str:
        """The key without the signs at its ends."""
        return EDGE.sub("", self.key) or self.key

    @property
    def word(self) -> str:
        """The word alone, in small letters without signs: by it two tokens are the same word."""
        return SIGNS.sub("", self.key).strip("-'").casefold()

    @property
    def is_weighty(self) -> bool:
        """Whether it changes what is said: a figure or a denial."""
        return any(map(str.isdigit, self.key)) or denies(self.word) or denies(self.key)


def tokens_of(quotation: str) -> list[Token]:
    """Return the tokens of a quotation, at most ``WORDS_COMPARED``, without dashes and cuts at its ends. Cost: linear."""
    text = clean(quotation).text
    found, end = [], -1
    for match in TOKEN.finditer(text):
        for start, piece in _apart(match.start(), match[0]):
            key = _key(piece)
            if key and not (key == CUT and found and found[-1].is_cut):
                found.append(Token(piece, key, start == end))
            end = start + len(piece)
        if len(found) >= WORDS_COMPARED:
            break
    while found and not found[0].word and not SYMBOL.search(found[0].key):
        found.pop(0)
    while found and not found[-1].word and not SYMBOL.search(found[-1].key):
        found.pop()
    return found


def has_more(quotation: str) -> bool:
    """Return whether a quotation has more tokens than are compared."""
    return len(TOKEN.findall(clean(quotation).text)) > WORDS_COMPARED


def _apart(start: int, piece: str) -> Iterable[tuple[int, str]]:
    """Return a run as it is, or letter by letter in scripts without spaces, where each letter is a word."""
    if not APART.search(piece) or not any(one.isalpha() and APART.match(one) for one in piece):
        return [(start, piece)]
    parts: list[tuple[int, str]] = []
    for at, one in enumerate(piece, start):
        apart = one.isalpha() and bool(APART.match(one))
        last = parts[-1][1] if parts else ""
        if parts and not apart and not (last[-1].isalpha() and APART.match(last[-1]) and one.isalnum()):
            parts[-1] = (parts[-1][0], last + one)
        else:
            parts.append((at, one))
    return parts


def _key(piece: str) -> str:
    if IS_CUT.fullmatch(piece):
        return CUT
    if IS_DASH.fullmatch(piece):
        return "-"
    plain = piece.translate(MARKS).translate(LOOKALIKE)
    return STOP_WITHIN.sub(r'"\1', SINGLE.sub('"', plain))


def line_of(tokens: Sequence[Token]) -> str:
    """Return the tokens as one text, in the form of a quote of the record: the pieces without signs at their ends, joined."""
    pieces = [" ".join(one.key for one in piece) for piece in pieces_of(tokens)]
    whole = len(pieces) < 2
    stripped = ((EDGE if whole or piece.count('"') % 2 else BESIDE_CUT).sub("", piece) for piece in pieces)
    return JOINT.join(filter(None, stripped))


def pieces_of(tokens: Iterable[Token]) -> list[list[Token]]:
    """Return the pieces between cuts."""
    pieces: list[list[Token]] = [[]]
    for one in tokens:
        if one.is_cut:
            pieces.append([])
        else:
            pieces[-1].append(one)
    return [piece for piece in pieces if any(one.word for one in piece)]
