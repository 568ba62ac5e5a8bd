"""Words that several pages share: how a fact is known, a date, a language.

Imports dates and vocabulary.
"""

from typing import NamedTuple

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from talks import dates
from talks.vocabulary import Basis, OriginBasis


class Noted(NamedTuple):
    """Words of the page with a note of the record in them, which is in the language of the record; each may be empty."""

    before: str = ""
    note: str = ""
    after: str = ""

    def __bool__(self) -> bool:
        return any(self)


def basis_words(basis: str, note: str) -> Noted:
    """Return how a fact is known, in words; for a missing fact, its note alone."""
    leads = {
        Basis.STATED: _("stated: %(note)s") if note else _("stated"),
        Basis.INFERRED: _("inferred: %(note)s"),
        Basis.ELSEWHERE: _("known from elsewhere: %(note)s"),
    }
    return noted(leads[Basis(basis)], note) if basis else Noted(note=note)


def origin_words(basis: str, note: str) -> Noted:
    """Return how the origin of a report is known, in words; empty without an origin."""
    leads = {
        OriginBasis.STATED: _("stated: %(note)s") if note else _("stated"),
        OriginBasis.MATCHED: _("matched: %(note)s"),
        OriginBasis.SUPPOSED: _("supposed: %(note)s"),
    }
    return noted(leads[OriginBasis(basis)], note) if basis else Noted()


def noted(words: str, note: str) -> Noted:
    """Return words with a note in the place that they have for it, if they have one."""
    before, place, after = words.partition("%(note)s")
    return Noted(before, note if place else "", after)


def date_words(text: str, missing: str) -> str:
    """Return a date in words with its weekday, or ``missing``."""
    return dates.words(dates.parse(text), weekday=True) if text else missing


def language_name(code: str) -> str:
    """Return the name of a language, or its code where Django has no name for it."""
    try:
        return get_language_info(code)["name_translated"]
    except KeyError:
        return code
