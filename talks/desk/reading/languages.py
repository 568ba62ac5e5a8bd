"""The language of a text, as far as its letters alone tell it. Imports nothing of the project."""

import re
import unicodedata
from collections import Counter

LETTERS_READ = 5_000
# Letters that one language of a script has and the others on the line have not.
CYRILLIC = {"uk": re.compile("[іїєґ]"), "ru": re.compile("[ыэё]"), "be": re.compile("ў")}
OTHERS = re.compile("[әғқңөұүһҗјљњђћџѓќѕ]")  # further languages of this script, which are not told apart
PERSIAN = re.compile("[پچژگ]")
SCRIPTS = {
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
    "GREEK": "el",
    "HEBREW": "he",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh",
}


def language_of(text: str) -> str:
    """Return the code of the language, or an empty text where letters do not tell: of Latin script they never do."""
    letters = [letter for letter in text[: 2 * LETTERS_READ].lower() if letter.isalpha()][:LETTERS_READ]
    scripts = Counter(unicodedata.name(letter, "").partition(" ")[0] for letter in letters)
    if not scripts:
        return ""
    script, count = scripts.most_common(1)[0]
    if 2 * count <= len(letters):
        return ""
    if script == "CYRILLIC":
        return _cyrillic("".join(letters))
    if script == "ARABIC":
        return "fa" if PERSIAN.search("".join(letters)) else "ar"
    return "ja" if script == "CJK" and "HIRAGANA" in scripts else SCRIPTS.get(script, "")


def _cyrillic(letters: str) -> str:
    if OTHERS.search(letters):
        return ""
    met = {language: len(own.findall(letters)) for language, own in CYRILLIC.items()}
    if met["be"]:
        return "be"
    return max(met, key=met.__getitem__) if met["uk"] != met["ru"] else ""
