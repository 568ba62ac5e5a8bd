"""Turns what a reader typed into the words to look for. Knows no database and accepts every text.

Both engines and ``hits`` start from these terms.
"""

import re
import unicodedata
from dataclasses import dataclass, field, replace

from talks.letters import is_latin

LONGEST = 200  # characters of a query, which also bounds the number of its words
PREFIX_FROM = 3  # letters; a shorter prefix, such as a preposition, would match half the dictionary
ACRONYM = re.compile("[A-Z]{2,5}")

QUOTATION_MARKS = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
TERM = re.compile(r'(-*)"([^"]*)"|([^\s"]+)')


@dataclass(frozen=True)
class SearchTerm:
    """One word or phrase to find within one field.

    Shape: ``text`` is never empty: words of letters, digits and their accents, joined by single spaces. With
    ``is_prefix``, the last word also matches every word that begins with it. ``is_quoted`` if it was typed in quotation
    marks, ``is_open`` if the reader may go on to type it.
    """

    text: str
    is_prefix: bool = False
    is_quoted: bool = field(default=False, compare=False)
    is_open: bool = field(default=False, compare=False)


def words(text: str) -> tuple[list[SearchTerm], list[SearchTerm]]:
    """Return the terms that must be found, and those that must not be (written ``-word``).

    Quotation marks enclose a phrase; one that is never closed has no effect. A word with punctuation inside is a phrase
    of its parts. The last word outside of quotation marks with three letters or more matches as a prefix, and so do
    ``word*`` and words outside the Latin script, which are not stemmed. Text beyond ``LONGEST`` characters is ignored.
    Shape: each term once, in the order typed.
    """
    found: dict[SearchTerm, None] = {}
    excluded: dict[SearchTerm, None] = {}
    last = None
    for hyphens, phrase, word in TERM.findall(text[:LONGEST].translate(QUOTATION_MARKS)):
        parts = parts_of(phrase or word)
        if not parts:
            continue
        is_open = word.endswith("*")
        is_prefix = bool(word) and (is_open or is_begun(parts[-1]))
        term = SearchTerm(" ".join(parts), is_prefix, not word, is_open)
        if hyphens or word.startswith("-"):
            excluded[term] = None
        else:
            found[term] = None
            if word and letters(parts[-1]) >= PREFIX_FROM:
                last = term
    return [replace(term, is_prefix=True, is_open=True) if term is last else term for term in found], list(excluded)


def is_begun(word: str) -> bool:
    """Return whether a word matches as a prefix wherever it stands: it is not stemmed, since it is not Latin."""
    return not is_latin(word) and letters(word) >= PREFIX_FROM


def letters(word: str) -> int:
    """Return the number of letters in a word, without numbers and marks."""
    return sum(map(str.isalpha, word))


def parts_of(text: str) -> list[str]:
    """Return the runs of letters and digits, with their accents."""
    composed = unicodedata.normalize("NFC", text)
    spaced = "".join(char if char.isalnum() or unicodedata.category(char)[0] == "M" else " " for char in composed)
    return [part for part in spaced.split() if any(char.isalnum() for char in part)]


def dotted(text: str) -> str:
    """Return an acronym the other way: with its letters apart (US, U.S.) or together; empty for any other text.

    Only capitals are acronyms: “it” is not I.T.
    """
    parts = text.split()
    if len(parts) > 1 and all(len(part) == 1 for part in parts) and ACRONYM.fullmatch("".join(parts)):
        return "".join(parts)
    return " ".join(text) if ACRONYM.fullmatch(text) else ""
