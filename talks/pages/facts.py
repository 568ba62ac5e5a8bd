"""Words that several pages share: how a fact is known, a date, a language.

Imports dates and vocabulary.
"""

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from talks import dates
from talks.vocabulary import Basis, OriginBasis


def basis_words(basis: str, note: str) -> str:
    """Return how a fact is known, in words; for a missing fact, its note alone."""
    leads = {
        Basis.STATED: _("stated: %(note)s") if note else _("stated"),
        Basis.INFERRED: _("inferred: %(note)s"),
        Basis.ELSEWHERE: _("known from elsewhere: %(note)s"),
    }
    return leads[Basis(basis)] % {"note": note} if basis else note


def origin_words(basis: str, note: str) -> str:
    """Return how the origin of a report is known, in words; empty without an origin."""
    leads = {
        OriginBasis.STATED: _("stated: %(note)s") if note else _("stated"),
        OriginBasis.MATCHED: _("matched: %(note)s"),
        OriginBasis.SUPPOSED: _("supposed: %(note)s"),
    }
    return leads[OriginBasis(basis)] % {"note": note} if basis else ""


def date_words(text: str, missing: str) -> str:
    """Return a date in words with its weekday, or ``missing``."""
    return dates.words(dates.parse(text), weekday=True) if text else missing


def language_name(code: str) -> str:
    """Return the name of a language, or its code where Django has no name for it."""
    try:
        return get_language_info(code)["name_translated"]
    except KeyError:
        return code
