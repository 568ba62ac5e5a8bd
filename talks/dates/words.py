"""Uncertain dates in words, at the precision of the source: never a 1 January that nobody reported.

Imports `edtf`, `names` and `wording`. Phrases come from gettext and names of months and days from Django, so pages, feeds
and files word a date the same way in every language.
"""

import datetime
from functools import lru_cache
from typing import Literal

from django.utils.text import get_text_list
from django.utils.translation import get_language

from talks.dates import names
from talks.dates.edtf import FuzzyDate, SimpleDate
from talks.wording import phrase as _
from talks.wording import phrase_in as pgettext

Place = Literal["alone", "beside", "after"]
"""How a date stands: alone, beside a weekday or other dates, after a preposition. Many languages inflect for it."""


def words(date: FuzzyDate, weekday: bool = False, language: str | None = None) -> str:
    """Return a date in full: "about 11 March 2022", "28 February – 7 March 2022", "a day in December 2022".

    Shape: plain text that fits inside a sentence. `weekday` adds the day of the week if exactly one day is known.
    `language`, here and below, is the active language: callers with many dates look it up once and pass it.
    Cost: cached for the last 4,096 dates, as `short` and `margin` are.
    """
    return _words(date, weekday, language or get_language())


@lru_cache(maxsize=4096)  # a page repeats the same few days hundreds of times
def _words(date: FuzzyDate, weekday: bool, language: str | None) -> str:
    if not isinstance(date, SimpleDate):
        interval = date.precision == "interval"
        return _interval_words(date, language, small=False) if interval else _set_words(date, language)
    name = _name(date, language, after=date.approximate)
    if named := weekday and _is_one_day(date):
        day = names.weekday(date.earliest.weekday(), language)
        name = _("%(weekday)s %(date)s", language) % {"weekday": day, "date": name}
    name = _about(date, name, language, "beside" if named else "alone")
    return _("%(date)s, uncertain", language) % {"date": name} if date.uncertain else name


def short(date: FuzzyDate, language: str | None = None) -> str:
    """Return a date in short form: "28 Feb 2022", "11–17 Mar 2022", "by 28 Feb 2022", "25 Dec 2022?"."""
    return _short(date, language or get_language())


@lru_cache(maxsize=4096)  # as above
def _short(date: FuzzyDate, language: str | None) -> str:
    if not isinstance(date, SimpleDate):
        interval = date.precision == "interval"
        return _interval_words(date, language, small=True) if interval else _members(date, language, small=True)
    name = _name(date, language, small=True, after=date.approximate)
    return _marked(date, name, language, small=True, place="alone")


def a_day_in(date: SimpleDate, language: str | None = None) -> str:
    """Return the words for an unknown day of a longer time: "a day in March 2022", "a day in spring 2022"."""
    language = language or get_language()
    return names.one_in("day", _name(date, language, after=True), language, after=False)


def listed(date: FuzzyDate, language: str | None = None) -> str:
    """Return a date for a list: in short form, but a set says that it is one day of it, as in the margin."""
    language = language or get_language()
    is_set = not isinstance(date, SimpleDate) and date.precision != "interval"
    return _margin_of_set(date, None, language) if is_set else _short(date, language)


def margin(date: FuzzyDate, language: str | None = None) -> tuple[str, str]:
    """Return a date for a narrow column under the heading of its month: ("28", "Monday"), ("one day, 11–17 Mar", "").

    Shape: the large text, and the small text below it. The heading is the month of the first possible day, or else of
    the last one. A year is named only if it differs from the year of the heading.
    """
    return _margin(date, language or get_language())


@lru_cache(maxsize=4096)  # as above
def _margin(date: FuzzyDate, language: str | None) -> tuple[str, str]:
    if isinstance(date, SimpleDate):
        big, small = _margin_simple(date, language)
        if date.uncertain:
            plain = _("%(date)s, uncertain", language) % {"date": small}
            small = _("day uncertain", language) if _is_one_day(date) else plain
        return _about(date, big, language), small
    heading = date.earliest or date.latest
    if date.precision == "interval":
        ((start, end),) = date.ends
        if start and end:
            return _members(date, language, small=True, heading=heading), _("over this time", language)
        ((name, _is_bare),) = _end_names(date, language, small=True, heading=heading)
        if start:
            small = _("end unknown", language) if date.text.endswith("/") else _("end open", language)
            return _("from %(date)s", language) % {"date": name}, small
        small = _("start unknown", language) if date.text.startswith("/") else _("start open", language)
        return _("until %(date)s", language) % {"date": name}, small
    return _margin_of_set(date, heading, language), ""


def machine(date: FuzzyDate) -> str:
    """Return the value for `<time datetime>`: a day, month or year; empty if HTML cannot express the date.

    Source: https://html.spec.whatwg.org/multipage/text-level-semantics.html#datetime-value
    """
    if not isinstance(date, SimpleDate) or date.precision not in ("day", "month", "year"):
        return ""
    if _is_one_day(date):
        return date.earliest.isoformat()
    # Not strftime: on some systems its %Y omits leading zeros.
    return date.earliest.isoformat()[: 7 if _is_within_month(date) else 4]


# One simple date


def _is_one_day(date: SimpleDate) -> bool:
    return date.precision == "day" and date.earliest == date.latest


def _is_within_month(date: SimpleDate) -> bool:
    return (date.earliest.year, date.earliest.month) == (date.latest.year, date.latest.month)


def _name(
    date: SimpleDate, language: str | None, small: bool = False, without: str = "", *, after: bool = False
) -> str:
    """Return a simple date without `~` and `?`.

    Shape: `without="year"` omits the year, "month" the month and year. `after` gives the form that follows a preposition.
    """
    first, last = date.earliest, date.latest
    if date.precision == "century":
        return f"{first.year}–{last.year}" if small else names.years(first.year, last.year, language, after=after)
    if date.precision == "decade":
        return names.decade(first.year, language, after=after)
    if date.precision == "season":
        year = f"{first.year}–{last.year}" if last.year != first.year else str(first.year)
        return _dated(names.season(first.month, language, after=after), "" if without else year, language)
    if date.precision == "year" or (small and not _is_within_month(date)):
        return names.year(first.year, language, after=after and not small)
    if not _is_within_month(date):
        return names.one_in(date.precision, names.year(first.year, language, after=True), language, after=after)
    year = "" if without else str(first.year)
    if _is_one_day(date):
        if without == "month":
            return str(first.day)
        month = names.month(first.month, language, small=small, inflected=True)
        return _dated(_("%(day)s %(month)s", language) % {"day": first.day, "month": month}, year, language)
    if date.precision == "month" or small:
        return _dated(names.month(first.month, language, small=small, inflected=after), year, language)
    month = _dated(names.month(first.month, language, inflected=True), year, language)
    return names.one_in("day", month, language, after=after)


def _dated(name: str, year: str, language: str | None) -> str:
    return _("%(date)s %(year)s", language) % {"date": name, "year": year} if year else name


def _about(date: SimpleDate, name: str, language: str | None, place: Place = "alone") -> str:
    """Add `~` in words. A name that has a weekday, other dates or a preposition beside it stays as it is."""
    if not date.approximate:
        return name
    about = {
        "alone": _("about %(date)s", language),
        "beside": pgettext("beside other words", "about %(date)s", language),
        "after": pgettext("after a preposition", "about %(date)s", language),
    }
    return about[place] % {"date": name}


def _marked(date: SimpleDate, name: str, language: str | None, small: bool, place: Place = "beside") -> str:
    """Add `~` and `?`, in words, to one of several dates."""
    name = _about(date, name, language, place)
    if not date.uncertain:
        return name
    return (_("%(date)s?", language) if small else _("%(date)s (uncertain)", language)) % {"date": name}


def _margin_simple(date: SimpleDate, language: str | None) -> tuple[str, str]:
    if _is_one_day(date):
        return str(date.earliest.day), names.weekday(date.earliest.weekday(), language)
    if date.precision in ("day", "month"):
        if _is_within_month(date):
            big = names.month(date.earliest.month, language, inflected=date.approximate)
            return big, _("day not stated", language)
        return str(date.earliest.year), _("month not stated", language)
    if date.precision == "season":
        same_year = date.earliest.year == date.latest.year
        name = _name(date, language, without="year" if same_year else "", after=date.approximate)
        return name, _("day not stated", language)
    if date.precision == "year":
        return _name(date, language, after=date.approximate), _("month not stated", language)
    return _name(date, language, small=True, after=date.approximate), _("year not stated", language)


def _margin_of_set(date: FuzzyDate, heading: datetime.date | None, language: str | None) -> str:
    """Name a set with its months, and say that it is one of them unless an open end says so already."""
    members = _members(date, language, small=True, heading=heading, keep_month=True)
    kinds = {end.precision for end, _is_open in _spoken_ends(date)}
    is_open = any(is_open for _end, is_open in _spoken_ends(date))
    if is_open or len(kinds) > 1 or date.earliest == date.latest:
        return members
    day, month, year = (
        _("one day, %(dates)s", language),
        _("one month, %(dates)s", language),
        _("one year, %(dates)s", language),
    )
    return {"day": day, "month": month, "year": year}.get(kinds.pop(), "%(dates)s") % {"dates": members}


# Intervals and sets


def _interval_words(date: FuzzyDate, language: str | None, small: bool) -> str:
    ((start, end),) = date.ends
    if start and start == end and not small and start.text.rstrip("?~%").endswith("-XX"):
        # It lasted from one unknown day to another, which may be the same.
        days = start.precision == "day"
        phrase = _("one or more days in %(date)s", language) if days else _("one or more months in %(date)s", language)
        whole = SimpleDate(start.text, start.earliest, start.latest, "month" if _is_within_month(start) else "year")
        return _marked(start, phrase % {"date": _name(whole, language, after=True)}, language, small)
    if start and end:
        return _members(date, language, small)
    ((only, _is_open),) = _spoken_ends(date)
    name = _marked(only, _name(only, language, small, after=True), language, small, "after")
    if start:
        unknown, phrase = date.text.endswith("/"), _("since %(date)s", language)
        if unknown:
            phrase = _("from %(date)s", language) if small else _("from %(date)s, end unknown", language)
    else:
        unknown, phrase = date.text.startswith("/"), _("until %(date)s", language)
        if unknown and not small:
            phrase = _("until %(date)s, start unknown", language)
    return phrase % {"date": name}


def _set_words(date: FuzzyDate, language: str | None) -> str:
    members = _members(date, language, small=False)
    if all(first == last for first, last in date.ends):
        return members
    if len(date.ends) == 1 and None in date.ends[0]:  # “by 24 February 2022” can only be one day
        return members
    phrase = _("%(which)s, %(dates)s", language) if len(date.ends) == 1 else _("%(which)s: %(dates)s", language)
    return phrase % {"which": _one_of_what(date, language), "dates": members}


def _one_of_what(date: FuzzyDate, language: str | None) -> str:
    kinds = {end.precision for end, _is_open in _spoken_ends(date)}
    day, month, year = _("on one day", language), _("in one month", language), _("in one year", language)
    unlike = _("at one time", language)
    return {"day": day, "month": month, "year": year}.get(kinds.pop(), unlike) if len(kinds) == 1 else unlike


def _members(
    date: FuzzyDate,
    language: str | None,
    small: bool,
    heading: datetime.date | None = None,
    *,
    keep_month: bool = False,
) -> str:
    """Name all ends of an interval or set, with a shared month or year only once: "10, 11 or 15 March 2022"."""
    named = iter(_end_names(date, language, small, heading, keep_month=keep_month))
    phrases = []
    for first, last in dict.fromkeys(date.ends):
        name, is_bare = next(named)
        if first is None:
            name = _("by %(date)s", language) % {"date": name}
        elif last is None:
            name = _("%(date)s or later", language) % {"date": name}
        elif first != last:
            closed = is_bare and first.precision == last.precision and not _has_mark(last)
            phrase = _("%(first)s–%(last)s", language) if closed else _("%(first)s – %(last)s", language)
            name = phrase % {"first": name, "last": next(named)[0]}
        phrases.append(name)
    return get_text_list(phrases)


def _end_names(
    date: FuzzyDate,
    language: str | None,
    small: bool,
    heading: datetime.date | None,
    *,
    keep_month: bool = False,
) -> list[tuple[str, bool]]:
    """Name each end, without the month or year that the next end or the heading names.

    Shape: pairs of the name and whether it is a bare number, which a dash joins without spaces. With ``keep_month`` the
    heading leaves out years only.
    """
    ends = _spoken_ends(date)
    if heading and not keep_month and all(_is_in_month_of(end, heading) and not is_open for end, is_open in ends):
        shortened = [(end, "month") for end, _is_open in ends]
    else:
        shortened = []
        for (end, is_open), (after, _after_is_open) in zip(ends, [*ends[1:], (None, False)], strict=True):
            # An open end keeps its month: "by 3 or 5 March" would be read as "by 3 March or by 5 March".
            without = _shared(end, after) if after and not is_open else ""
            if not without and heading and _has_own_year(end) and end.earliest.year == heading.year:
                without = "year"
            shortened.append((end, without))
    # "from", "until" or "by" comes before the first name; "28 February or later" has no preposition.
    is_after = date.ends[0][0] is None or (date.precision == "interval" and date.ends[0][1] is None)
    named = []
    for number, (end, without) in enumerate(shortened):
        follows = is_after and number == 0
        name = _name(end, language, small, without, after=follows)
        is_bare = (without == "month" or end.precision == "year") and not _has_mark(end)
        named.append((_marked(end, name, language, small, "after" if follows else "beside"), is_bare))
    return named


def _spoken_ends(date: FuzzyDate) -> list[tuple[SimpleDate, bool]]:
    """Return the ends in reading order, each with whether its range is open."""
    return [
        (end, None in (first, last))
        for first, last in dict.fromkeys(date.ends)
        for end in dict.fromkeys((first, last))
        if end
    ]


def _shared(end: SimpleDate, after: SimpleDate) -> str:
    if not (_has_own_year(end) and _has_own_year(after)) or end.earliest.year != after.earliest.year:
        return ""
    plain_days = all(_is_one_day(day) and not _has_mark(day) for day in (end, after))
    return "month" if plain_days and end.earliest.month == after.earliest.month else "year"


def _has_mark(date: SimpleDate) -> bool:
    return date.approximate or date.uncertain


def _is_in_month_of(date: SimpleDate, heading: datetime.date) -> bool:
    return _is_one_day(date) and (date.earliest.year, date.earliest.month) == (heading.year, heading.month)


def _has_own_year(date: SimpleDate) -> bool:
    """Whether the name of a date ends with its year, which can then be omitted."""
    if date.precision == "season":
        return date.earliest.year == date.latest.year
    return date.precision in ("day", "month") and _is_within_month(date)
