"""Turns what a reader typed into the words to look for. Knows no database and accepts every text.

Both engines and ``hits`` start from these terms.
"""

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 200  # characters of a query, which also bounds the number of its words
PREFIX_FROM = 3  # letters; a shorter prefix, such as a preposition, would match half the dictionary

QUOTATION_MARKS = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
TERM = re.compile(r'(-*)"([^"]*)"|([^\s"]+)')


@dataclass(frozen=True)
class SearchTerm:
    """One word or phrase to find within one field.

    Shape: ``text`` is never empty: words of letters, digits and their accents, joined by single spaces. With
    ``is_prefix``, the last word matches every word that begins with it.
    """

    text: str
    is_prefix: bool = False


def words(text: str) -> tuple[list[SearchTerm], list[SearchTerm]]:
    """Return the terms that must be found, and those that must not be (written ``-word``).

    Quotation marks enclose a phrase; one that is never closed has no effect. A word with punctuation inside is a phrase
    of its parts. ``word*`` matches as a prefix, and so do words outside the Latin script, which are not stemmed. Text
    beyond ``LONGEST`` characters is ignored.
    Shape: each term once, in the order typed.
    """
    found: dict[SearchTerm, None] = {}
    excluded: dict[SearchTerm, None] = {}
    for hyphens, phrase, word in TERM.findall(text[:LONGEST].translate(QUOTATION_MARKS)):
        parts = parts_of(phrase or word)
        if not parts:
            continue
        last = parts[-1]
        is_prefix = bool(word) and (word.endswith("*") or (not is_latin(last) and len(last) >= PREFIX_FROM))
        (excluded if hyphens or word.startswith("-") else found)[SearchTerm(" ".join(parts), is_prefix)] = None
    return list(found), list(excluded)


def parts_of(text: str) -> list[str]:
    """Return the runs of letters and digits, with their accents."""
    composed = unicodedata.normalize("NFC", text)
    spaced = "".join(char if char.isalnum() or unicodedata.category(char)[0] == "M" else " " for char in composed)
    return [part for part in spaced.split() if any(char.isalnum() for char in part)]


def is_latin(word: str) -> bool:
    """Return whether every letter of a word belongs to the Latin script."""
    return all(char < "ɐ" or "Ḁ" <= char <= "ỿ" or not char.isalpha() for char in word)
