"""Cleaning of texts: invisible characters out, ligatures as letters, accents composed (NFC), so that equal words are equal.

Texts of reports are cleaned when they are attached; ``validators`` refuse in other fields what cleaning would change.
Imports nothing of the project. ``verify_quotes.py`` carries the same rules for those who check without the app.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

# The version of these rules. Raise it with every change of what `clean` returns: stored hashes begin with it.
CLEANING = 2

# What goes wherever it stands, by the name it is counted under. Listed and not read from unicodedata, whose answers change
# with the version of Python. Format characters that are seen (Arabic number signs, Egyptian hieroglyphs in groups) stay.
OUT = {
    "soft hyphens": "\u00ad",
    "zero-width spaces and word joiners": "\u200b\u2060",
    "byte order marks": "\ufeff",
    "direction marks": "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069",
    # White space stays, as in str.split: U+0009 to U+000D, U+001C to U+001F and U+0085.
    "control characters": "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f",
    "other invisible characters": (
        "\u034f\u17b4\u17b5\u2061-\u2065\u206a-\u206f\u3164\uffa0\ufff9-\ufffb"
        "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff"
    ),
}
# What scripts and emoji need in some places, and goes in all others.
IN_PLACES = {
    "joiners": "\u180e\u200c\u200d",
    "variation selectors": "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef",
}
# Blanks that stand in for a letter: they stay where old Korean needs them to build a syllable, and between Braille cells.
BLANKS = {
    "Hangul fillers": (
        "\u115f(?!\u1160?[\u1161-\u11ff\ud7b0-\ud7fb])"
        "|(?<![\u1100-\u115e\ua960-\ua97c])\u1160(?![\u11a8-\u11ff\ud7cb-\ud7fb])"
    ),
    "Braille blanks": "(?<![\u2801-\u28ff])\u2800(?![\u2801-\u28ff])",
}
# Ligatures of Latin letters, and the shapes of Arabic letters that older files store in place of the letters.
LIGATURES = re.compile("[\ufb00-\ufb06\ufb50-\ufbb1\ufbd3-\ufc5d\ufc64-\ufd3d\ufd50-\ufdc7\ufe80-\ufefc]")

# Blocks of scripts whose letters take another shape, or another meaning, beside a joiner: Arabic, Syriac, N'Ko, the scripts
# of South and Southeast Asia, Tibetan, Mongolian, Adlam.
SHAPED = re.compile(
    "[\u0600-\u07ff\u0840-\u0dff\u0f00-\u109f\u1780-\u18af\u1900-\u1cff\ua800-\uaaff\uabc0-\uabff"
    "\U00010a00-\U00011fff\U0001e900-\U0001e95f]"
)
HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
MONGOLIAN = re.compile("[\u1800-\u18af]")
VOWEL_SEPARATOR, JOINERS, KEYCAP = "\u180e", "\u200c\u200d", "\u20e3"

# Blanks last: what goes before them may bring a letter beside one.
_OUT = {kind: re.compile(f"[{characters}]") for kind, characters in OUT.items()} | {
    kind: re.compile(pattern) for kind, pattern in BLANKS.items()
}
_IN_PLACES = re.compile("|".join(f"([{characters}])" for characters in IN_PLACES.values()))
_ANY = re.compile(f"[{''.join([*OUT.values(), *IN_PLACES.values()])}\u115f\u1160\u2800]")


class Cleaned(NamedTuple):
    """A cleaned text, and how many characters (for NFC: words) were changed, by kind; no kind with 0."""

    text: str
    changes: dict[str, int]


def clean(text: str) -> Cleaned:
    """Return the text without invisible characters, with ligatures as letters, in Unicode's composed form (NFC).

    What was cleaned stays as it is. White space stays, and is written as NFC writes it.
    Cost: linear; a text of 5 MB takes about a second.
    """
    changes: Counter[str] = Counter()
    has_invisible = bool(_ANY.search(text))
    if has_invisible:
        for kind, pattern in _OUT.items():
            text, changes[kind] = pattern.subn("", text)
    if not text.isascii():
        text, changes["ligatures"] = LIGATURES.subn(_letters, text)
        text = _composed(text, changes)
        if has_invisible:
            # What stood apart may compose, so compose again.
            text = _composed(_without_needless(text, changes), changes)
    return Cleaned(text, {kind: number for kind, number in changes.items() if number})


def first_hidden(text: str) -> int | None:
    """Return the position of the first invisible character that cleaning takes out; None if there is none."""
    if not _ANY.search(text):
        return None
    found = [pattern.search(text) for pattern in _OUT.values()]
    found.append(next(_needless(text), None))
    return min((one.start() for one in found if one), default=None)


def told(changes: dict[str, int]) -> str:
    """Return what was changed, as a sentence: “Cleaned: soft hyphens 3, ligatures 1.” Empty where nothing was."""
    return f"Cleaned: {', '.join(f'{kind} {number}' for kind, number in changes.items())}." if changes else ""


def _letters(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", found[0])


def _composed(text: str, changes: Counter[str]) -> str:
    if unicodedata.is_normalized("NFC", text):
        return text
    words = (word for word in text.split(" ") if not unicodedata.is_normalized("NFC", word))
    changes["words with accents composed (NFC)"] += sum(1 for _word in words)
    return unicodedata.normalize("NFC", text)


def _without_needless(text: str, changes: Counter[str]) -> str:
    kept, at = [], 0
    for found in _needless(text):
        kept.append(text[at : found.start()])
        at = found.end()
        changes["joiners" if found[1] else "variation selectors"] += 1
    return "".join([*kept, text[at:]])


def _needless(text: str) -> Iterator[re.Match[str]]:
    """Yield the joiners and variation selectors that nothing beside them needs."""
    before = base = ""  # the character before, and the last that is no mark
    at = 0
    for found in _IN_PLACES.finditer(text):
        if part := text[at : found.start()]:
            before, base = part[-1], next((one for one in reversed(part) if not _is_mark(one)), base)
        at = found.end()
        sign, after = found[0], text[at : at + 1]
        if _is_joiner_needed(sign, base, after) if found[1] else _is_selector_needed(sign, before, after):
            before, base = sign, base if _is_mark(sign) else sign
        else:
            yield found


def _is_joiner_needed(sign: str, base: str, after: str) -> bool:
    if _IN_PLACES.match(after):
        return False
    if sign == VOWEL_SEPARATOR:
        return _is_letter(base, MONGOLIAN) and _is_letter(after, MONGOLIAN)
    if _is_letter(base, SHAPED):
        return _is_letter(after, SHAPED) or _is_mark(after)
    # The zero-width joiner makes one picture of several.
    return sign == JOINERS[1] and _is_symbol(base) and _is_symbol(after)


def _is_selector_needed(sign: str, before: str, after: str) -> bool:
    if MONGOLIAN.match(sign):
        return _is_letter(before, MONGOLIAN)
    return _is_symbol(before) or _is_letter(before, HAN) or after == KEYCAP


def _is_letter(character: str, script: re.Pattern[str]) -> bool:
    return bool(script.match(character)) and unicodedata.category(character)[0] == "L"


def _is_mark(character: str) -> bool:
    return bool(character) and unicodedata.category(character)[0] == "M"


def _is_symbol(character: str) -> bool:
    return bool(character) and unicodedata.category(character)[0] == "S"


# Hashes


def paragraph_hash(paragraph: str) -> str:
    """Return the version of the cleaning and the hash of the cleaned paragraph: ``2:`` and 64 hexadecimal digits."""
    return f"{CLEANING}:{_sha256(clean(paragraph).text)}"


def text_hash(paragraphs: Iterable[str]) -> str:
    """Return the hash of the cleaned paragraphs, joined by line feeds: 64 hexadecimal digits."""
    return _sha256("\n".join(clean(paragraph).text for paragraph in paragraphs))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
