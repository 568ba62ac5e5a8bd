"""Which letters are one letter for search, and the order of names.

Both databases, the marks on pages and lists of names start from here. Imports nothing of the project. Capitals are
small letters, and Latin letters lose their accents (each engine does that itself). ``FOLDED`` lists the rest: letters
that Unicode does not take apart, and signs that writers leave out in other scripts. Letters with a sound of their own
stay: й is not и, and ї is not і.
"""

import re
import unicodedata
from functools import lru_cache

LATIN = {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe"}
"""Latin letters without a decomposition, common in Turkish, Polish and Nordic names."""

GREEK = dict(zip("άέήίόύώϊϋΐΰς", "αεηιουωιυιυσ", strict=True))  # one accent, as written today
CYRILLIC = {"ё": "е", "ѐ": "е", "ѝ": "и"}
# As Lucene does for Arabic and Persian: forms of alef, final yeh and heh, and the carriers of hamza.
ARABIC = {
    **dict.fromkeys("أإآٱ", "ا"),
    **dict.fromkeys("ىیئ", "ي"),
    **dict.fromkeys("ةۀ", "ه"),
    "ؤ": "و",
    "ک": "ك",
}


def signs(*spans: tuple[int, int]) -> dict[str, str]:
    """Return signs to leave out, given by their first and last code."""
    return {chr(code): "" for first, last in spans for code in range(first, last + 1)}


SIGNS = (
    signs((0x300, 0x301))  # stress marks, as in за́мок
    | signs((0x640, 0x640), (0x64B, 0x655), (0x670, 0x670))  # Arabic: tatweel, vowels, hamza above and below
    | signs((0x5B0, 0x5BD), (0x5BF, 0x5BF), (0x5C1, 0x5C2), (0x5C7, 0x5C7))  # Hebrew points
    | signs((0x93C, 0x93C), (0x9BC, 0x9BC), (0xA3C, 0xA3C), (0xABC, 0xABC))  # nukta, which Hindi often leaves out
)

SMALL = LATIN | GREEK | CYRILLIC | ARABIC | SIGNS
FOLDED = (
    SMALL
    | {
        letter.upper(): plain.upper()
        for letter, plain in (LATIN | GREEK | CYRILLIC).items()
        if len(letter.upper()) == 1
    }
    | {"ẞ": "SS"}
)
FOLDED.pop("I", None)  # the capital of ı, which is the one of i as well
FOLDED.pop("Σ", None)
"""What stands in the index instead of each letter; nothing for signs that are left out."""

FIRST, LAST = "Æ", "\u1fff"
"""The span of all letters that are folded: text without any of these is indexed as it stands."""

ACCENTS = re.compile("[\u0300-\u036f]+")

_SOUNDS = {
    **dict(zip("абвгґдезиіїйклмнопрстуўфыэђјћѕ", "abvggdeziiiyklmnoprstuufyedjcz", strict=True)),
    **{"ё": "yo", "є": "ye", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya"},
    **{"љ": "lj", "њ": "nj", "џ": "dz", "ѓ": "gj", "ќ": "kj", "ъ": "", "ь": "", "’": "", "ʼ": ""},
}
TO_LATIN = str.maketrans(_SOUNDS)
"""Small Cyrillic letters in Latin ones, for addresses alone: names are written as reports and curators write them."""


def is_latin(word: str) -> bool:
    """Return whether every letter of a word belongs to the Latin script."""
    return all(char < "ɐ" or "Ḁ" <= char <= "ỿ" or not char.isalpha() for char in word)


class Folds(dict[int, str]):
    """What becomes of each character, by its code: mostly one character, sometimes none or two."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = "".join(map(_small, chr(code).lower()))
        return plain


def _small(letter: str) -> str:
    plain = SMALL.get(letter)
    if plain is None:
        plain = ACCENTS.sub("", unicodedata.normalize("NFD", letter)) if is_latin(letter) else letter
    return plain


FOLDS = Folds()


def fold(text: str) -> str:
    """Return the text as search compares it. Shape: may be shorter or longer than the text; see ``fold_at``."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFC", text).translate(FOLDS)


def fold_at(text: str) -> tuple[str, list[int] | None]:
    """Return the folded text, and where in the text each of its characters comes from, None if all stay in place."""
    if text.isascii():
        return text.lower(), None
    pieces = [FOLDS[ord(char)] for char in text]
    folded = "".join(pieces)
    if len(folded) == len(text) and all(pieces):
        return folded, None
    places = [place for place, piece in enumerate(pieces) for _char in piece]
    return folded, [*places, len(text)]


# Letters of some Cyrillic alphabets that Unicode lists at the end, each after the letter that it follows there.
FOLLOWING = {"ґ": "г", "є": "е", "і": "и", "ї": "и", "ў": "у", "ђ": "д", "ћ": "т"}
AFTER = str.maketrans({letter: f"{before}\uffff{letter}" for letter, before in FOLLOWING.items()})


@lru_cache(maxsize=4096)
def name_order(name: str) -> tuple[str, str]:
    """Return a key that sorts names as people expect: without regard to capitals and accents, and those only last."""
    return fold(name).translate(AFTER), name


def compare_names(one: str, other: str) -> int:
    """Return how two names are ordered, as databases ask for it: below, at or above 0."""
    first, second = name_order(one), name_order(other)
    return (first > second) - (first < second)
