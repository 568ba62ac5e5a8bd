"""Phrases and numbers that a page repeats by the hundred, cached for each language.

Imports nothing of the project.
"""

from functools import lru_cache

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext, pgettext


@lru_cache(maxsize=1024)  # get_language() costs more than the translation lookup
def phrase(text: str, language: str | None) -> str:
    """Return a phrase in ``language``, which must be the active language."""
    return gettext(text)


def names_by_language(lines: str) -> dict[str, str]:
    """Return the names of a record by the code of their language, from lines such as “uk: Київ”."""
    parts = (line.partition(":") for line in lines.splitlines())
    return {code.strip(): name.strip() for code, _colon, name in parts}


def name_in(language: str | None, lines: str) -> str:
    """Return the name in a language from such lines, empty if they have none."""
    return names_by_language(lines).get(language or "", "") if lines else ""


@lru_cache(maxsize=1024)
def phrase_in(context: str, text: str, language: str | None) -> str:
    """Return a phrase as ``phrase`` does, where a language says one English text in several ways: ``context`` tells which."""
    return pgettext(context, text)


def grouped(number: int, language: str | None = None) -> str:
    """Return a number with the separators of ``language``, as in “1,000,000”; by default the active language."""
    return str(number) if -1_000 < number < 1_000 else _grouped(number, language or get_language())


@lru_cache(maxsize=4096)  # a page shows the same numbers again and again
def _grouped(number: int, language: str | None) -> str:
    return number_format(number, force_grouping=True)
