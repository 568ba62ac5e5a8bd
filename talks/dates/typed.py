"""Dates as people type them, read as EDTF: “29.03.2022”, “29 March 2022”, “March 29, 2022”, “березень 2022”.

Imports ``edtf`` only. For questions that readers ask; curators write EDTF, whose message names the mistake.
"""

import re
from datetime import date, timedelta
from unicodedata import decimal

from django.utils.translation import gettext as _

from talks.dates.edtf import EDTFError, parse

MONTH_NAMES = (
    "january|січень|січня|январь|января|يناير|كانونالثاني",
    "february|лютий|лютого|февраль|февраля|فبراير|شباط",
    "march|березень|березня|март|марта|مارس|اذار",
    "april|квітень|квітня|апрель|апреля|ابريل|نيسان",
    "may|травень|травня|май|мая|مايو|ايار",
    "june|червень|червня|июнь|июня|يونيو|حزيران",
    "july|липень|липня|июль|июля|يوليو|تموز",
    "august|серпень|серпня|август|августа|اغسطس|اب",
    "september|вересень|вересня|сентябрь|сентября|سبتمبر|ايلول",
    "october|жовтень|жовтня|октябрь|октября|اكتوبر|تشرينالاول",
    "november|листопад|листопада|ноябрь|ноября|نوفمبر|تشرينالثاني",
    "december|грудень|грудня|декабрь|декабря|ديسمبر|كانونالاول",
)
"""The names of the months in English, Ukrainian, Russian and Arabic, as they stand alone and after a day.

The two of Arabic are those of the Nile and of the Levant, every alef written plainly.
"""

MONTH_OF = {name: number for number, names in enumerate(MONTH_NAMES, 1) for name in names.split("|")}
SHORTEST = 3  # letters of an abbreviation

# Day, month and year, in the orders in which people write them. Two digits never stand for a year.
D, M, Y = r"(?P<day>\d{1,2})", r"(?P<month>\d{1,2})", r"(?P<year>\d{4})"
NAME = r"(?P<name>[^\W\d_]{3,}|اب)\.?"
WEEKDAY = "(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?"
FORMS = [
    re.compile(form, re.ASCII if NAME not in form else 0)
    for form in (
        rf"{D} ?([./-]) ?{M} ?\2 ?{Y}",
        rf"{Y} ?([./-]) ?{M} ?\2 ?{D}",
        rf"{M} ?[./-] ?{Y}",
        rf"{Y} ?[./-] ?{M}",
        rf"{WEEKDAY}{D}(?:st|nd|rd|th)?\.? (?:of )?{NAME},? {Y}",
        rf"{D}-{NAME}-{Y}",
        rf"{WEEKDAY}{NAME} {D}(?:st|nd|rd|th)?,? {Y}",
        rf"{NAME},? (?:of )?{Y}",
        rf"{Y},? {NAME}(?: {D})?",
        Y,
    )
]
WORD_FOR_YEAR = re.compile(r"[, ]*(?:року|рік|р|года|год|г|م)\.?$")
PLAIN_ALEF = str.maketrans("أإآ", "ااا")
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
        if found := _read(TWO_WORDS.sub(r"\1", WORD_FOR_YEAR.sub("", text.casefold().translate(PLAIN_ALEF)))):
            return found
        raise error if _resembles_edtf(text) and not SERIAL.fullmatch(text) else _unreadable(text) from None


def _read(text: str) -> str:
    """Return EDTF text, or the empty string if the text has none of the forms. Raises: EDTFError for an impossible day."""
    for form in FORMS:
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
    found = {number for known, number in MONTH_OF.items() if known.startswith(name)} if len(name) >= SHORTEST else set()
    return str(MONTH_OF.get(name) or found.pop()) if len(found) == 1 or name in MONTH_OF else ""


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
