"""From what a reader typed to the words to look for. Knows no database and refuses nothing.

Both engines, and ``hits``, start from these terms.
"""

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 200  # characters of a question, and with them the number of its words
PREFIX_FROM = 3  # letters; a shorter word, such as a preposition, would begin half the dictionary

QUOTATION_MARKS = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
TERM = re.compile(r'(-*)"([^"]*)"|([^\s"]+)')


@dataclass(frozen=True)
class Term:
    """One word or phrase that must stand in one field.

    Shape: ``text`` is words of letters, digits and their accents, with single spaces between, never empty;
    ``is_prefix`` tells that the last of them may go on.
    """

    text: str
    is_prefix: bool = False


def words(text: str) -> tuple[list[Term], list[Term]]:
    """Return what must be found, and what must not be (written ``-word``).

    Quotation marks make a phrase, and one that is never closed does nothing. A word with signs inside is the phrase
    of its parts. Words outside the Latin script, which nothing stems, are found by their beginning, and so is
    ``word*``. What lies beyond the longest question is not read.
    """
    found: dict[Term, None] = {}
    excluded: dict[Term, None] = {}
    for hyphens, phrase, word in TERM.findall(text[:LONGEST].translate(QUOTATION_MARKS)):
        parts = parts_of(phrase or word)
        if not parts:
            continue
        last = parts[-1]
        is_prefix = bool(word) and (word.endswith("*") or (not is_latin(last) and len(last) >= PREFIX_FROM))
        (excluded if hyphens or word.startswith("-") else found)[Term(" ".join(parts), is_prefix)] = None
    return list(found), list(excluded)


def parts_of(text: str) -> list[str]:
    """Return the runs of letters and digits, each with its accents."""
    composed = unicodedata.normalize("NFC", text)
    spaced = "".join(sign if sign.isalnum() or unicodedata.category(sign)[0] == "M" else " " for sign in composed)
    return [part for part in spaced.split() if any(sign.isalnum() for sign in part)]


def is_latin(word: str) -> bool:
    """Whether every letter of a word belongs to the Latin script."""
    return all(sign < "ɐ" or "Ḁ" <= sign <= "ỿ" or not sign.isalpha() for sign in word)
