"""A word of a closed list: a choice with its label and a one-line definition.

Imports nothing of the project. ``vocabulary`` has the lists.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the part of Django's class that is used here, since Django ships no types
    from enum import StrEnum
    from typing import ClassVar

    class TextChoices(StrEnum):
        label: str
        values: ClassVar[list[str]]
        choices: ClassVar[list[tuple[str, str]]]
else:
    from django.db.models import TextChoices


class Term(TextChoices):
    """A choice with a definition: ``NAME = slug, definition, label`` (Django takes the last item as the label)."""

    definition: str

    def __new__(cls, value: str, definition: str = "") -> "Term":
        term = str.__new__(cls, value)
        term._value_ = value
        term.definition = definition
        return term


@lru_cache(maxsize=1024)
def label(words: type[Term], word: str, language: str | None) -> str:
    """Return the label of a word. Cached, since a page asks for the same labels hundreds of times.

    Shape: ``language`` must be the active language; it is part of the cache key.
    """
    return str(words(word).label)
