"""Names of months, seasons and years as a language inflects them, after a day and after a preposition.

Imports `wording`. `words` joins them. English has one form for all; a message that other languages say in several ways
has a context: *after a preposition* is “from”, “until”, “by” or “about”, and what follows “a day in”.
"""

from functools import lru_cache

from django.utils.dates import MONTHS, MONTHS_ALT, WEEKDAYS
from django.utils.translation import gettext_lazy

from talks.wording import phrase as _
from talks.wording import phrase_in

# Django's own messages, so that our catalogues can shorten better: “28 трав.”, where Django has “тра”.
MONTHS_3 = (
    *(gettext_lazy("jan"), gettext_lazy("feb"), gettext_lazy("mar"), gettext_lazy("apr")),
    *(gettext_lazy("may"), gettext_lazy("jun"), gettext_lazy("jul"), gettext_lazy("aug")),
    *(gettext_lazy("sep"), gettext_lazy("oct"), gettext_lazy("nov"), gettext_lazy("dec")),
)
CALENDAR = {
    "month": MONTHS,
    "inflected": MONTHS_ALT,
    "short": dict(enumerate(MONTHS_3, 1)),
    "weekday": WEEKDAYS,
}


@lru_cache(maxsize=1024)  # as `phrase`
def _calendar(table: str, number: int, language: str | None) -> str:
    name = str(CALENDAR[table][number]).replace("'", "’")
    if str(MONTHS_ALT[1]).islower():  # Django has some names with a capital letter where the language has none
        return name.lower()
    # As Django's date format "M" does: the catalogue has these names in lower case.
    return name.title() if table == "short" else name


def weekday(number: int, language: str | None) -> str:
    """Return the name of a day of the week; Monday is 0. Here and below, `language` is the active one."""
    return _calendar("weekday", number, language)


def month(number: int, language: str | None, *, small: bool = False, inflected: bool = False) -> str:
    """Return the name of a month. `inflected` is the form after a day or a preposition: “28 лютого”."""
    whole = _calendar("month", number, language)
    short = _calendar("short", number, language) if small else whole
    # What is not shortened is inflected as in full: “май 2022”, but “28 мая 2022”.
    return _calendar("inflected", number, language) if inflected and short == whole else short


def season(first_month: int, language: str | None, *, after: bool) -> str:
    """Return the name of the season that begins with a month. `after`, here and below, is the form after a preposition."""
    if after:
        return {
            3: phrase_in("after a preposition", "spring", language),
            6: phrase_in("after a preposition", "summer", language),
            9: phrase_in("after a preposition", "autumn", language),
            12: phrase_in("after a preposition", "winter", language),
        }[first_month]
    return {
        3: _("spring", language),
        6: _("summer", language),
        9: _("autumn", language),
        12: _("winter", language),
    }[first_month]


def year(number: int, language: str | None, *, after: bool) -> str:
    """Return a year: “2022”, “2022 року”."""
    return phrase_in("after a preposition", "%(year)s", language) % {"year": number} if after else str(number)


def decade(first_year: int, language: str | None, *, after: bool) -> str:
    """Return the words for ten years. The Ukrainian ending depends on the number: “1990-ті”, “1940-ві”, “2000-ні”."""
    if after:
        phrase = phrase_in("after a preposition", "the %(year)ss", language)
    elif first_year % 1000 == 0:
        phrase = phrase_in("first of a thousand years", "the %(year)ss", language)
    elif first_year % 100 == 40:
        phrase = phrase_in("forties", "the %(year)ss", language)
    else:
        phrase = _("the %(year)ss", language)
    return phrase % {"year": first_year}


def years(first: int, last: int, language: str | None, *, after: bool) -> str:
    """Return the words for a hundred years."""
    inflected = phrase_in("after a preposition", "the years %(years)s", language)
    return (inflected if after else _("the years %(years)s", language)) % {"years": f"{first}–{last}"}


def one_in(unit: str, whole: str, language: str | None, *, after: bool) -> str:
    """Return the words for an unknown day or month in a longer time, which is in the form after a preposition."""
    if unit == "day":
        inflected, phrase = (
            phrase_in("after a preposition", "a day in %(date)s", language),
            _("a day in %(date)s", language),
        )
    else:
        inflected, phrase = (
            phrase_in("after a preposition", "a month in %(date)s", language),
            _("a month in %(date)s", language),
        )
    return (inflected if after else phrase) % {"date": whole}
