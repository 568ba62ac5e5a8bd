"""Writes Unicode's data of word boundaries into ``verify_quotes.py``, from the library that the app uses.

Run it after each new version of the package regex: ``.venv/bin/python -m tests.word_breaks``. A test compares the two.
"""

import re
import textwrap
from importlib.metadata import metadata
from itertools import chain
from pathlib import Path

import regex

FILE = Path(__file__).resolve().parent.parent / "verify_quotes.py"
PLACE = re.compile(r"(?<=do not edit\n).*(?=\nif __name__)", re.DOTALL)
VALUES = (
    "CR LF Newline Extend ZWJ Regional_Indicator Format Katakana Hebrew_Letter ALetter Single_Quote Double_Quote "
    "MidNumLet MidLetter MidNum Numeric ExtendNumLet WSegSpace"
)
# All characters; surrogates are none.
CHARACTERS = "".join(map(chr, chain(range(0xD800), range(0xE000, 0x110000))))


def ranges(pattern: str) -> str:
    """Return the numbers of the characters that match, as ranges in hexadecimal, with the line breaks of the file."""
    found = []
    for match in regex.finditer(f"{pattern}+", CHARACTERS):
        first, last = ord(match[0][0]), ord(match[0][-1])
        found.append(f"{first:X}" if first == last else f"{first:X}-{last:X}")
    return "\n".join(textwrap.wrap(" ".join(found), 124, break_on_hyphens=False))


def data() -> str:
    """Return the lines of ``verify_quotes.py`` that hold the version and the data."""
    version = re.search(r"supports Unicode ([0-9.]+[0-9])", metadata("regex").get_payload())[1]
    lines = ["", f'UNICODE = "{version}"', "WORD_BREAK = {"]
    for value in VALUES.split():
        numbers = ranges(rf"\p{{WB={value}}}")
        lines += [f'    "{value}": "{numbers}",'] if len(numbers) < 100 else [f'    "{value}": """', numbers, '""",']
    return "\n".join([*lines, "}", 'EXTENDED_PICTOGRAPHIC = """', ranges(r"\p{Extended_Pictographic}"), '"""', "\n"])


if __name__ == "__main__":
    source = FILE.read_text(encoding="utf-8")
    FILE.write_text(PLACE.sub(lambda _found: data(), source), encoding="utf-8")
