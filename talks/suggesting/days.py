"""Days that a paragraph names, in full or from the day of its report: “on Monday”, «вчора», «14 березня», “أمس”.

Pure text, in English, Ukrainian, Russian and Arabic. Words within quotation marks are left out: they count from the day on
which they were said. A day that is still to come when the report is published is none on which something was said.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

import regex

from talks.dates import EDTFError
from talks.dates.typed import month_of, read_typed
from talks.suggesting.passages import quotations

WEEKDAYS = (
    r"monday|понеділ(?:ок|ка)|понедельник|[إا]ل?[إا]ثنين|الاثنين",
    r"tuesday|вівторок|вторник|الثلاثاء",
    r"wednesday|середу|среду|ال[أا]ربعاء",
    r"thursday|четверг?|الخميس",
    r"friday|п[’'ʼ]ятницю|пятницу|الجمعة",
    r"saturday|суботу|субботу|السبت",
    r"sunday|неділю|воскресенье|ال[أا]حد",
)
TODAY = r"today|this (?:morning|afternoon|evening)|tonight|earlier in the day|сьогодні|сегодня|اليوم(?! السابق| التالي)"
YESTERDAY = r"yesterday|last night|вчора|учора|вчера|[أا]مس(?! الأول)"
_DAY = "|".join(f"(?P<w{number}>{names})" for number, names in enumerate(WEEKDAYS))
_NUMBER = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_MONTH = r"[^\W\d_]{3,}"
WORDS = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}])(?:(?P<today>{TODAY})|(?P<yesterday>{YESTERDAY})|"
    rf"(?P<lead>(?:(?:on|late on|earlier on|early on|last|this|next|в|во|у|минулого|прошлый|прошлую|يوم|اليوم) )*)(?:{_DAY})"
    r"(?P<after> (?:المقبل|القادم|الماضي))?)(?![\p{L}\p{N}])",
    regex.IGNORECASE,
)
DATED = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}.])(?:{_NUMBER} (?P<month>{_MONTH})|(?P<month>{_MONTH})\.? {_NUMBER})"
    r"(?:,? (?P<year>\d{4}))?(?![\p{L}\p{N}])",
    regex.IGNORECASE,
)
NUMBERS = regex.compile(r"(?<![\d.])\d{1,2}\.\d{1,2}\.\d{4}(?![\d])")
# The report goes on with something that is to come: “on the next Monday”.
NEXT = regex.compile(r"next|المقبل|القادم", regex.IGNORECASE)
LAST = regex.compile(r"last|минулого|прошл|الماضي", regex.IGNORECASE)
# What comes before a day that is still to come, in the same part of the sentence.
AHEAD = regex.compile(
    r"\b(?:will|would|shall|to be held|scheduled|planned|expected|due|будет|будут|пройдет|пройдут|состоится|запланирован\w*|"
    r"відбудеться|відбудуться|буде|будуть|запланован\w*|سوف)\b[^,;.!?“”«»\"]*$",
    regex.IGNORECASE,
)
MONTHS_AHEAD = 6
REACH = 120  # characters before a day
ALEFS = str.maketrans("أإآ", "ااا")


class Day(NamedTuple):
    """A day that the words of a paragraph name. Shape: ``is_stated`` if they name day, month and year."""

    day: date
    words: str
    start: int
    is_stated: bool


def days_in(text: str, published: date | None) -> list[Day]:
    """Return the days that a paragraph names outside its quotations, each once, in their order.

    Shape: ``published`` is the day of the report; without it only whole dates are read. Cost: linear.
    """
    quoted = quotations(text)
    found = sorted(
        [*_dated(text, published), *(_relative(text, published) if published else ())], key=lambda one: one.start
    )
    days: dict[date, Day] = {}
    for one in found:
        is_past = published is None or one.day <= published
        if is_past and not any(mark.start <= one.start < mark.end for mark in quoted):
            known = days.get(one.day)
            if known is None or (one.is_stated and not known.is_stated):
                days[one.day] = one
    return list(days.values())


def _relative(text: str, published: date) -> Iterator[Day]:
    for found in WORDS.finditer(text):
        if found["today"] or found["yesterday"]:
            yield Day(published - timedelta(days=bool(found["yesterday"])), found[0], found.start(), is_stated=False)
            continue
        number = next(number for number in range(7) if found[f"w{number}"])
        around = f"{found['lead']}{found['after'] or ''}"
        if NEXT.search(around) or AHEAD.search(text, max(0, found.start() - REACH), found.start()):
            continue
        ago = (published.weekday() - number) % 7
        if not ago and LAST.search(around):
            ago = 7
        yield Day(published - timedelta(days=ago), found[0], found.start(), is_stated=False)


def _dated(text: str, published: date | None) -> Iterator[Day]:
    for found in NUMBERS.finditer(text):
        if day := _read(found[0]):
            yield Day(day, found[0], found.start(), is_stated=True)
    for found in DATED.finditer(text):
        month = month_of().get(found["month"].casefold().translate(ALEFS)) or _abbreviated(found["month"])
        if not month or not (found["year"] or published):
            continue
        year = int(found["year"]) if found["year"] else published.year if published else 0
        if not found["year"] and published and month - published.month > MONTHS_AHEAD:
            year -= 1  # “December 30” in a report of January
        if day := _read(f"{year:04}-{month:02}-{int(found['day']):02}"):
            yield Day(day, found[0], found.start(), is_stated=bool(found["year"]))


def _abbreviated(name: str) -> int:
    """Return the month of an English abbreviation, such as “Dec”; 0 if it is none."""
    begins = name.casefold()
    return next((number for full, number in month_of().items() if full.isascii() and full.startswith(begins)), 0)


def _read(typed: str) -> date | None:
    try:
        return date.fromisoformat(read_typed(typed))
    except (EDTFError, ValueError):
        return None
