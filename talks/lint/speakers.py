"""Is a speaker named where the report is quoted?

Pure text in any script; imports ``search`` for its folding of letters.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from talks.search import fold, parts_of

PARAGRAPHS_BEFORE = 2
SHORTEST_SURNAME = 3  # letters


def is_named_near(names: Iterable[str], paragraphs: Sequence[str], number: int) -> bool:
    """Return whether one of these names stands, as whole words, in a paragraph or in the two before it.

    Capitals and accents do not count. ``number`` counts from 1; a paragraph that is not there names nobody.
    Cost: linear in the length of the three paragraphs, for each name.
    """
    if not 1 <= number <= len(paragraphs):
        return False
    near = "".join(map(_as_words, paragraphs[max(0, number - 1 - PARAGRAPHS_BEFORE) : number]))
    return any(words.strip() and words in near for words in map(_as_words, names))


def names_of(name: str, spellings: str = "", also_meant_by: str = "", *, is_person: bool = False) -> list[str]:
    """Return all that a report may call a speaker: each spelling, also without “The”, and the surname of a person."""
    names = [line for text in (name, spellings, also_meant_by) for line in text.splitlines() if line.strip()]
    names += [line[4:] for line in names if line.startswith("The ")]
    if is_person:
        surnames = [parts_of(line)[-1] for line in names if len(parts_of(line)) > 1]
        names += [surname for surname in surnames if len(surname) >= SHORTEST_SURNAME]
    return list(dict.fromkeys(names))


@lru_cache(maxsize=512)  # the statements of a report have the same names and paragraphs
def _as_words(text: str) -> str:
    return f" {' '.join(parts_of(fold(text)))} "
