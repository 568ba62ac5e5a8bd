"""Dates as people type them, read as EDTF: “29.03.2022”, “29 March 2022”, “March 29, 2022”, “березень 2022”.

Imports ``edtf`` only. For questions that readers ask; curators write EDTF, whose message names the mistake.
"""

import re
from datetime import date, timedelta
from functools import lru_cache
from unicodedata import decimal

from django.conf import settings
from django.utils.dates import MONTHS, MONTHS_ALT, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import override

from talks.dates.edtf import EDTFError, parse

LANGUAGES = [code for code, _name in settings.LANGUAGES]
"""The languages whose names of months and days are read, whatever language the page has. Their names come from Django."""

ARABIC = (
    "يناير|كانونالثاني",
    "فبراير|شباط",
    "مارس|اذار",
    "ابريل|نيسان",
    "مايو|ايار",
    "يونيو|حزيران",
    "يوليو|تموز",
    "اغسطس|اب",
    "سبتمبر|ايلول",
    "اكتوبر|تشرينالاول",
    "نوفمبر|تشرينالثاني",
    "ديسمبر|كانونالاول",
)
"""The months of the Nile and of the Levant, which Django lacks; every alef is written plainly."""

SHORTEST = 3  # letters of an abbreviation

# Day, month and year. Two digits never stand for a year.
D, M, Y = r"(?P<day>\d{1,2})", r"(?P<month>\d{1,2})", r"(?P<year>\d{4})"
NAME = r"(?P<name>[^\W\d_]{3,}|اب)\.?"
ENGLISH_WEEKDAY = "(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
WORD_FOR_YEAR = re.compile(r"(?<=\d)[, ]*(?:року|рік|р|года|год|г|م)\.?$")
PLAIN = str.maketrans("أإآ'ʼ", "ااا’’")  # alefs, and the apostrophes of “п’ятниця”
TWO_WORDS = re.compile("(كانون|تشرين) (?=الاول|الثاني)")  # months with two words in Arabic
SHORT_YEAR = re.compile(r"\d{1,2}([./-])(?:\d{1,2}|[^\W\d_]{3,})\1\d{2}")
SERIAL = re.compile(r"[2-7]\d{4}(?:\.\d+)?", re.ASCII)  # days since 1900, from 1954 to 2118
FIRST_SERIAL = date(1899, 12, 30)


def read_typed(text: str) -> str:
    """Return the EDTF text of a date as somebody typed it. EDTF stays as it is.

    Numbers are read day first, as in 29/03/2022, in the digits of any script. Names of months are English, Ukrainian, Russian
    or Arabic, in full or abbreviated to three letters or more.
    Raises: EDTFError, whose message tells the reader what to write instead.
    """
    text = "".join(str(decimal(one)) if one.isdecimal() else one for one in " ".join(text.split()))
    try:
        return parse(text).text
    except EDTFError as error:
        if found := _read(TWO_WORDS.sub(r"\1", WORD_FOR_YEAR.sub("", text.casefold().translate(PLAIN)))):
            return found
        raise error if _resembles_edtf(text) and not SERIAL.fullmatch(text) else _unreadable(text) from None


@lru_cache(maxsize=1)  # not at import, when Django has no translations yet
def month_of() -> dict[str, int]:
    """Return the number of each month by its names, as they stand alone and after a day."""
    found = {name: number for number, names in enumerate(ARABIC, 1) for name in names.split("|")}
    for language in LANGUAGES:
        with override(language):
            found |= {str(names[number]).casefold(): number for names in (MONTHS, MONTHS_ALT) for number in names}
    return found


@lru_cache(maxsize=1)  # as above
def _forms() -> list[re.Pattern[str]]:
    """Return the orders in which people write day, month and year."""
    days = [ENGLISH_WEEKDAY]
    for language in LANGUAGES:
        with override(language):
            days += [
                str(name).casefold().translate(PLAIN) for names in (WEEKDAYS, WEEKDAYS_ABBR) for name in names.values()
            ]
    weekday = rf"(?:(?:{'|'.join(days)})\.?,? )?"
    forms = (
        rf"{D} ?([./-]) ?{M} ?\2 ?{Y}",
        rf"{Y} ?([./-]) ?{M} ?\2 ?{D}",
        rf"{M} ?[./-] ?{Y}",
        rf"{Y} ?[./-] ?{M}",
        rf"{weekday}{D}(?:st|nd|rd|th)?\.? (?:of )?{NAME},? {Y}",
        rf"{D}-{NAME}-{Y}",
        rf"{weekday}{NAME} {D}(?:st|nd|rd|th)?,? {Y}",
        rf"{NAME},? (?:of )?{Y}",
        rf"{Y},? {NAME}(?: {D})?",
        Y,
    )
    return [re.compile(form, re.ASCII if NAME not in form else 0) for form in forms]


def _read(text: str) -> str:
    """Return EDTF text, or the empty string if the text has none of the forms. Raises: EDTFError for an impossible day."""
    for form in _forms():
        if match := form.fullmatch(text):
            parts = match.groupdict()
            month = parts.get("month") or (_month_named(parts["name"]) if "name" in parts else "")
            if month == "" and "name" in parts:
                continue
            _refuse_month_first(text, parts)
            written = [parts["year"], *(f"{int(part):02}" for part in (month, parts.get("day")) if part)]
            return parse("-".join(written)).text
    return ""


def _month_named(name: str) -> str:
    """Return the number of a month, if what is written begins the name of one month only, in whatever language."""
    known = month_of()
    found = {number for full, number in known.items() if full.startswith(name)} if len(name) >= SHORTEST else set()
    return str(known.get(name) or found.pop()) if len(found) == 1 or name in known else ""


def _refuse_month_first(text: str, parts: dict[str, str]) -> None:
    """Refuse 03/29/2022, and say how to write it."""
    day, month = int(parts.get("day") or 0), int(parts.get("month") or 0)
    if month > 12 >= day > 0:
        year = parts["year"]
        raise EDTFError(
            _(
                "The day comes first: write “%(text)s” as %(day)02d.%(month)02d.%(year)s or %(year)s-%(month)02d-%(day)02d."
            )
            % {"text": text, "day": month, "month": day, "year": year}
        )


def _resembles_edtf(text: str) -> bool:
    return bool(re.fullmatch(r"[\dXxYyTZ+~?%./:,{}\[\]-]*", text, re.ASCII)) and not SHORT_YEAR.fullmatch(text)


def _unreadable(text: str) -> EDTFError:
    shown = text if len(text) <= 40 else f"{text[:39]}…"
    if SERIAL.fullmatch(text):
        day = FIRST_SERIAL + timedelta(days=int(float(text)))
        return EDTFError(
            _(
                "“%(text)s” is no date. If a spreadsheet gave it, it counts days and means %(day)s: format the cell as a date."
            )
            % {"text": text, "day": day}
        )
    if SHORT_YEAR.fullmatch(text):
        return EDTFError(_("Write the year in “%(text)s” with four digits.") % {"text": shown})
    return EDTFError(
        _("“%(text)s” is no date: write 29 March 2022, 29.03.2022, March 2022, 2022 or 2022-03-29.") % {"text": shown}
    )
