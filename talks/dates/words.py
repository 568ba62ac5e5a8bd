"""Says uncertain dates in words, at their own precision: never a 1 January that nobody reported.

Imports `edtf` only. Every phrase goes through gettext and every name of a month or day through Django's own, so that
pages, feeds and files say a date alike in any language.
"""

import datetime
from functools import lru_cache

from django.utils.dates import MONTHS, MONTHS_3, MONTHS_ALT, WEEKDAYS
from django.utils.text import get_text_list
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks.dates.edtf import FuzzyDate


def words(date: FuzzyDate, weekday: bool = False) -> str:
    """Say a date in full: "about 11 March 2022", "28 February – 7 March 2022", "a day in December 2022".

    Shape: plain text that stands inside a sentence. `weekday` names the day of the week where one day is known.
    """
    return _words(date, weekday, get_language())


@lru_cache(maxsize=4096)  # a page says the same few days hundreds of times
def _words(date: FuzzyDate, weekday: bool, language: str | None) -> str:
    if date.precision == "interval":
        return _interval_words(date, small=False)
    if date.precision == "set":
        return _set_words(date)
    name = _name(date)
    if weekday and _is_one_day(date):
        name = _("%(weekday)s %(date)s") % {"weekday": WEEKDAYS[date.earliest.weekday()], "date": name}
    name = _about(date, name)
    return _("%(date)s, uncertain") % {"date": name} if date.uncertain else name


def short(date: FuzzyDate) -> str:
    """Say a date for the small print: "28 Feb 2022", "11–17 Mar 2022", "by 28 Feb 2022", "25 Dec 2022?"."""
    return _short(date, get_language())


@lru_cache(maxsize=4096)  # as above
def _short(date: FuzzyDate, language: str | None) -> str:
    if date.precision == "interval":
        return _interval_words(date, small=True)
    if date.precision == "set":
        return _members(date, small=True)
    return _marked(date, _name(date, small=True), small=True)


def margin(date: FuzzyDate) -> tuple[str, str]:
    """Say a date for a narrow column under the heading of its month: ("28", "Monday"), ("11–17", "on one day").

    Shape: what stands large and what stands small below it. The heading is the month of the first possible day, else
    of the last; a year that is not the heading's is named.
    """
    return _margin(date, get_language())


@lru_cache(maxsize=4096)  # as above
def _margin(date: FuzzyDate, language: str | None) -> tuple[str, str]:
    heading = date.earliest or date.latest
    if date.precision == "interval":
        ((start, end),) = date.ends
        if start and end:
            return _members(date, small=True, heading=heading), _("over this time")
        ((name, _is_bare),) = _end_names(date, small=True, heading=heading)
        if start:
            small = _("end unknown") if date.text.endswith("/") else _("end open")
            return _("from %(date)s") % {"date": name}, small
        small = _("start unknown") if date.text.startswith("/") else _("start open")
        return _("until %(date)s") % {"date": name}, small
    if date.precision == "set":
        return _members(date, small=True, heading=heading), _one_of_what(date)
    big, small = _margin_simple(date)
    return _about(date, big), _("%(date)s, uncertain") % {"date": small} if date.uncertain else small


def machine(date: FuzzyDate) -> str:
    """Give the value for `<time datetime>`: a day, month or year; empty where HTML has no way to say the date.

    Source: https://html.spec.whatwg.org/multipage/text-level-semantics.html#datetime-value
    """
    if date.precision not in ("day", "month", "year"):
        return ""
    if _is_one_day(date):
        return date.earliest.isoformat()
    # Not strftime: its %Y leaves out leading zeros on some systems.
    return date.earliest.isoformat()[: 7 if _is_within_month(date) else 4]


# One simple date


def _is_one_day(date: FuzzyDate) -> bool:
    return date.earliest is not None and date.earliest == date.latest and date.precision == "day"


def _is_within_month(date: FuzzyDate) -> bool:
    return (date.earliest.year, date.earliest.month) == (date.latest.year, date.latest.month)


def _name(date: FuzzyDate, small: bool = False, without: str = "") -> str:
    """Name a simple date without its marks; `without` leaves out its year, or its month and year."""
    first, last = date.earliest, date.latest
    year = str(first.year)
    if date.precision == "century":
        years = f"{first.year}–{last.year}"
        return years if small else _("the years %(years)s") % {"years": years}
    if date.precision == "decade":
        return _("the %(year)ss") % {"year": year}
    if date.precision == "season":
        year = f"{year}–{last.year}" if last.year != first.year else year
        return _dated(_season(first.month), "" if without else year)
    if date.precision == "year":
        return year
    if not _is_within_month(date):
        if small:
            return year
        unknown = _("a day in %(date)s") if date.precision == "day" else _("a month in %(date)s")
        return unknown % {"date": year}
    if _is_one_day(date):
        if without == "month":
            return str(first.day)
        # Some languages bend the month's name after a day ("28 лютого"), hence MONTHS_ALT.
        month = _short_month(first.month) if small else MONTHS_ALT[first.month]
        return _dated(_("%(day)s %(month)s") % {"day": first.day, "month": month}, "" if without else year)
    month = _dated(_short_month(first.month) if small else str(MONTHS[first.month]), "" if without else year)
    return month if small or date.precision == "month" else _("a day in %(date)s") % {"date": month}


def _dated(name: str, year: str) -> str:
    return _("%(date)s %(year)s") % {"date": name, "year": year} if year else name


def _short_month(month: int) -> str:
    # As Django's own date format "M": the catalogue holds these names in lower case.
    return str(MONTHS_3[month]).title()


def _season(first_month: int) -> str:
    return {3: _("spring"), 6: _("summer"), 9: _("autumn"), 12: _("winter")}[first_month]


def _about(date: FuzzyDate, name: str) -> str:
    return _("about %(date)s") % {"date": name} if date.approximate else name


def _marked(date: FuzzyDate, name: str, small: bool) -> str:
    """Add the marks of a date that stands beside others."""
    name = _about(date, name)
    if not date.uncertain:
        return name
    return (_("%(date)s?") if small else _("%(date)s (uncertain)")) % {"date": name}


def _margin_simple(date: FuzzyDate) -> tuple[str, str]:
    if _is_one_day(date):
        return str(date.earliest.day), str(WEEKDAYS[date.earliest.weekday()])
    if date.precision in ("day", "month"):
        if _is_within_month(date):
            return str(MONTHS[date.earliest.month]), _("day not stated")
        return str(date.earliest.year), _("month not stated")
    if date.precision == "season":
        same_year = date.earliest.year == date.latest.year
        return _name(date, without="year" if same_year else ""), _("day not stated")
    if date.precision == "year":
        return _name(date), _("month not stated")
    return _name(date, small=True), _("year not stated")


# Intervals and sets


def _interval_words(date: FuzzyDate, small: bool) -> str:
    ((start, end),) = date.ends
    if start and end:
        return _members(date, small)
    name = _marked(start or end, _name(start or end, small), small)
    if start:
        unknown, phrase = date.text.endswith("/"), _("since %(date)s")
        if unknown:
            phrase = _("from %(date)s") if small else _("from %(date)s, end unknown")
    else:
        unknown, phrase = date.text.startswith("/"), _("until %(date)s")
        if unknown and not small:
            phrase = _("until %(date)s, start unknown")
    return phrase % {"date": name}


def _set_words(date: FuzzyDate) -> str:
    members = _members(date, small=False)
    if all(first == last for first, last in date.ends):
        return members
    phrase = _("%(which)s, %(dates)s") if len(date.ends) == 1 else _("%(which)s: %(dates)s")
    return phrase % {"which": _one_of_what(date), "dates": members}


def _one_of_what(date: FuzzyDate) -> str:
    kinds = {end.precision for end, _is_open in _spoken_ends(date)}
    phrases = {"day": _("on one day"), "month": _("in one month"), "year": _("in one year")}
    return phrases.get(kinds.pop(), _("at one time")) if len(kinds) == 1 else _("at one time")


def _members(date: FuzzyDate, small: bool, heading: datetime.date | None = None) -> str:
    """Name all ends of an interval or set, saying a shared month or year once: "10, 11 or 15 March 2022"."""
    names = iter(_end_names(date, small, heading))
    phrases = []
    for first, last in dict.fromkeys(date.ends):
        name, is_bare = next(names)
        if first is None:
            name = _("by %(date)s") % {"date": name}
        elif last is None:
            name = _("%(date)s or later") % {"date": name}
        elif first != last:
            closed = is_bare and first.precision == last.precision and not _has_mark(last)
            phrase = _("%(first)s–%(last)s") if closed else _("%(first)s – %(last)s")
            name = phrase % {"first": name, "last": next(names)[0]}
        phrases.append(name)
    return get_text_list(phrases)


def _end_names(date: FuzzyDate, small: bool, heading: datetime.date | None) -> list[tuple[str, bool]]:
    """Name each end in turn, shortened by what the next one says or the heading said.

    Shape: pairs of the name and whether it is a bare number, which a dash joins without spaces.
    """
    ends = _spoken_ends(date)
    if heading and all(_is_in_month_of(end, heading) and not is_open for end, is_open in ends):
        shortened = [(end, "month") for end, _is_open in ends]
    else:
        shortened = []
        for (end, is_open), (after, _after_is_open) in zip(ends, [*ends[1:], (None, False)], strict=True):
            # An open end keeps its month: "by 3 or 5 March" would bind wrongly.
            without = _shared(end, after) if after and not is_open else ""
            if not without and heading and _has_own_year(end) and end.earliest.year == heading.year:
                without = "year"
            shortened.append((end, without))
    return [
        (
            _marked(end, _name(end, small, without), small),
            (without == "month" or end.precision == "year") and not _has_mark(end),
        )
        for end, without in shortened
    ]


def _spoken_ends(date: FuzzyDate) -> list[tuple[FuzzyDate, bool]]:
    """List the ends in the order in which they are said, each with whether its range is open."""
    return [
        (end, None in (first, last))
        for first, last in dict.fromkeys(date.ends)
        for end in dict.fromkeys((first, last))
        if end
    ]


def _shared(end: FuzzyDate, after: FuzzyDate) -> str:
    if not (_has_own_year(end) and _has_own_year(after)) or end.earliest.year != after.earliest.year:
        return ""
    plain_days = all(_is_one_day(day) and not _has_mark(day) for day in (end, after))
    return "month" if plain_days and end.earliest.month == after.earliest.month else "year"


def _has_mark(date: FuzzyDate) -> bool:
    return date.approximate or date.uncertain


def _is_in_month_of(date: FuzzyDate, heading: datetime.date) -> bool:
    return _is_one_day(date) and (date.earliest.year, date.earliest.month) == (heading.year, heading.month)


def _has_own_year(date: FuzzyDate) -> bool:
    """Whether the name of a date is a part of one year followed by that year, which may then be left out."""
    if date.precision == "season":
        return date.earliest.year == date.latest.year
    return date.precision in ("day", "month") and _is_within_month(date)
