"""Is a speaker named where the report is quoted?

Pure text in any script; imports ``search`` for its folding of letters.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from talks.search import fold, parts_of

PARAGRAPHS_BEFORE = 2
SHORTEST_SURNAME = 3  # letters
SHORTEST_STEM = 3  # letters that a Cyrillic name keeps in its other cases
LIST_ITEM = re.compile(r"[-–—•*]\s|\d+[.)]\s")
ENDING = re.compile("[аеиоуыэюяіїйь]{0,2}$")
CYRILLIC, ARABIC = re.compile(r"[а-яѐ-ԯ]+"), re.compile("[\u0620-\u064a]+")


def is_named_near(names: Iterable[str], paragraphs: Sequence[str], number: int) -> bool:
    """Return whether one of these names stands, as whole words, in a paragraph or in the two before it.

    Capitals and accents do not count, nor does the case of a Cyrillic name, or what is written together with an Arabic
    one. ``number`` counts from 1; a paragraph that is not there names nobody.
    Cost: linear in the length of the three paragraphs, for each name.
    """
    if not 1 <= number <= len(paragraphs):
        return False
    near = tuple(word for text in paragraphs[max(0, number - 1 - PARAGRAPHS_BEFORE) : number] for word in _words(text))
    return any(_stands_in(_words(name), near) for name in names)


def lead_of(paragraphs: Sequence[str], number: int) -> int:
    """Return the number of the paragraph that leads to a list, for one of its items; of any other paragraph its own."""
    while 1 < number <= len(paragraphs) and LIST_ITEM.match(paragraphs[number - 1]):
        number -= 1
    return number


def _stands_in(name: tuple[str, ...], words: tuple[str, ...]) -> bool:
    if not name:
        return False
    places = range(len(words) - len(name) + 1)
    return any(all(map(_is_form_of, words[at : at + len(name)], name)) for at in places)


def _is_form_of(word: str, name: str) -> bool:
    """Return whether a word is this name, in another case if it is Cyrillic («на Западе»), with a prefix if Arabic."""
    if word == name:
        return True
    if CYRILLIC.fullmatch(name):
        stem = ENDING.sub("", name)
        return len(stem) >= SHORTEST_STEM and word.startswith(stem) and len(word) <= len(name) + 3
    return bool(ARABIC.fullmatch(name)) and word.endswith(name) and len(word) <= len(name) + 2


def names_of(name: str, spellings: str = "", also_meant_by: str = "", *, is_person: bool = False) -> list[str]:
    """Return all that a report may call a speaker: each spelling, also without “The”, and the surname of a person."""
    names = [line for text in (name, spellings, also_meant_by) for line in text.splitlines() if line.strip()]
    names += [line[4:] for line in names if line.startswith("The ")]
    if is_person:
        surnames = [parts_of(line)[-1] for line in names if len(parts_of(line)) > 1]
        names += [surname for surname in surnames if len(surname) >= SHORTEST_SURNAME]
    return list(dict.fromkeys(names))


@lru_cache(maxsize=512)  # the statements of a report have the same names and paragraphs
def _words(text: str) -> tuple[str, ...]:
    return tuple(parts_of(fold(text)))
