"""Words that a page says hundreds of times: phrases and numbers, looked up once for each language.

Imports nothing of the project.
"""

from functools import lru_cache

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext


@lru_cache(maxsize=1024)  # to ask for the present language takes longer than all else that is said with a phrase
def phrase(text: str, language: str | None) -> str:
    """Return a phrase in the present language, ``language``."""
    return gettext(text)


def grouped(number: int, language: str | None = None) -> str:
    """Return a number as it is read, “1,000,000”, with the signs of the language; ``language`` is the present one."""
    return str(number) if -1_000 < number < 1_000 else _grouped(number, language or get_language())


@lru_cache(maxsize=4096)  # a page counts the same again and again
def _grouped(number: int, language: str | None) -> str:
    return number_format(number, force_grouping=True)
