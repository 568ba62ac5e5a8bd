"""The text of bytes in any usual encoding: known by its mark or its form, else guessed from its letters.

Imports nothing of the project.
"""

import re
from typing import NamedTuple

# By their names in Python, in the order in which the form offers them.
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1251": "Windows-1251",
    "koi8-r": "KOI8-R",
    "koi8-u": "KOI8-U",
    "iso8859-5": "ISO 8859-5",
    "mac-cyrillic": "Mac OS Cyrillic",
    "cp866": "DOS Cyrillic (866)",
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "cp1254": "Windows-1254",
    "cp1256": "Windows-1256",
}
CYRILLIC = ("cp1251", "koi8-u", "iso8859-5", "mac-cyrillic", "cp866")
LINE_END = re.compile(r"\r\n|\r|\n")
# In a Cyrillic or Arabic text of one byte a letter, most letters are beyond ASCII; in a Western one few are.
LEAST_BEYOND = 0.3
FEWEST_ZEROS = 3  # bytes; fewer are an accident
FREQUENT = frozenset("оеаинтсрвліалوينمهرت")
UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
TURKISH = re.compile(
    rb"[\xd0\xdd\xde\xf0\xfd\xfe]"
)  # six letters of Windows-1254, which Windows-1252 has for Icelandic
ICELANDIC = re.compile(rb"[\xc6\xe6]")
DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,30})|<\?xml[^>]{0,100}encoding=["']([\w-]+)""",
    re.IGNORECASE,
)


class Decoded(NamedTuple):
    """A text with line feeds, the name of its encoding in Python, and whether that is a guess."""

    text: str
    encoding: str
    is_guess: bool


def decode(content: bytes, encoding: str = "") -> Decoded:
    """Return the text of a file, read in this encoding, or in the one that its bytes show or suggest. Raises: UnicodeError."""
    found, is_guess = (encoding, False) if encoding else encoding_of(content)
    text = content.decode("utf-8-sig" if found == "utf-8" else found).removeprefix("\ufeff")
    return Decoded(LINE_END.sub("\n", text), found, is_guess)


def decode_page(content: bytes, encoding: str = "") -> Decoded:
    """Return the text of an HTML page: the encoding that is given, that it declares, or as ``decode`` finds it.

    Characters that are not in it are replaced. Cost: some passes over the bytes.
    """
    declared = DECLARED.search(content[:4096])
    names = [encoding] if encoding else []
    if not names and declared and not content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = (declared[1] or declared[2]).decode().lower()
        # Browsers read both as their superset.
        names = [{"iso-8859-1": "cp1252", "us-ascii": "cp1252", "latin1": "cp1252"}.get(name, name)]
    for name in names:
        try:
            return Decoded(content.decode("utf-8-sig" if name in ("utf-8", "utf8") else name), name, False)
        except (UnicodeError, LookupError):
            continue
    try:
        return decode(content)
    except UnicodeError:
        return Decoded(content.decode("utf-8", "replace"), "utf-8", True)


def encoding_of(content: bytes) -> tuple[str, bool]:
    """Return the encoding of a text, by its name in Python, and whether it is a guess."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", False
    for encoding, at in (("utf-16-le", 1), ("utf-16-be", 0)):  # without a mark, spaces and digits have a zero byte
        zeros = content[at::2].count(0)
        if zeros >= FEWEST_ZEROS and zeros > len(content) // 20 and zeros > 10 * content[1 - at :: 2].count(0):
            return encoding, True
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _by_letters(content[:200_000]), True
    return "utf-8", False


def _by_letters(content: bytes) -> str:
    beyond = sum(byte >= 0x80 for byte in content)
    letters = beyond + sum(chr(byte).isalpha() for byte in content if byte < 0x80)
    if beyond >= LEAST_BEYOND * letters:
        scores = {encoding: _likeness(content, encoding) for encoding in (*CYRILLIC, "cp1256")}
        best = max(scores, key=lambda encoding: scores[encoding])
        if scores[best] > 0:
            is_russian = best == "koi8-u" and not UKRAINIAN.search(content.decode(best, "replace"))
            return "koi8-r" if is_russian else best
    is_turkish = TURKISH.search(content) and not ICELANDIC.search(content)
    return "cp1254" if is_turkish else "cp1252"


def _likeness(content: bytes, encoding: str) -> int:
    """Return how much the bytes look like words in this encoding: letters that are frequent, each word in one script,
    capitals only in front.
    """
    score, before = 0, " "
    for character in content.decode(encoding, "replace"):
        if character.isascii():
            score -= 4 * (character.isalpha() and before.isalpha() and not before.isascii())
        elif character.isalpha():
            is_odd = (before.isascii() and before.isalpha()) or (character.isupper() and before.islower())
            score += 2 * (character in FREQUENT) - 4 * (is_odd or ord(character) < 0x250)
        elif not character.isprintable() or character == "\ufffd" or "\u2500" <= character <= "\u25ff":
            score -= 3
        before = character
    return score
