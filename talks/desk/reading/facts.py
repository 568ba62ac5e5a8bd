"""Headline, day, outlet and address of a text, from lines at its beginning that hold nothing else; its language.

Imports dates and the modules of this folder that know no Django.
"""

import re
from collections.abc import Mapping
from itertools import takewhile
from typing import NamedTuple

from talks.dates import EDTFError
from talks.dates.typed import read_typed
from talks.desk.reading.furniture import reason_of
from talks.desk.reading.joining import BULLET, SENTENCE_END
from talks.desk.reading.languages import language_of

LINES_OF_HEAD = 12
HEADLINE_LENGTH, DAY_LENGTH = 180, 60
FEWEST_WORDS = 3
LOG_ENTRY = re.compile(r"\d{1,2}[:.]\d\d\b")
ADDRESS = re.compile(r"https?://[^\s/]+\.\S+")
LABELS = {
    "headline": "title|headline|заголовок|назва|название",
    "url": "url|link|address|source url|адреса|адрес|посилання|ссылка",
    "published": "date|published|posted|опубликовано|опубліковано|дата",
    "outlet": "outlet|publisher|source|издание|видання|джерело|источник",
    "byline": "author|byline|автор|авторка",
    "language": "language|lang|язык|мова",
}
LABELLED = re.compile(
    "|".join(rf"(?P<{name}>(?:{labels})\s*:\s+(?=\S))" for name, labels in LABELS.items()), re.IGNORECASE
)
WEEKDAY = re.compile(
    r"^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|"
    r"понеділок|вівторок|середа|четвер|п[’'ʼ]ятниця|субота|неділя),?\s+",
    re.IGNORECASE,
)
CLOCK = r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s*(?:am|pm))?(?:\s*(?:[A-Z]{2,5})(?:\s?[+-]\d{1,2}(?::\d\d)?)?)?"
TIME = re.compile(rf",?\s*(?:[-–—|]|at|о|в|об)?\s*{CLOCK}$", re.IGNORECASE)
TIME_BEFORE = re.compile(rf"^{CLOCK}(?:\s*[-–—|,]|\s+on\b)?\s+(?=\S)", re.IGNORECASE)
COUNT_AFTER = re.compile(r"\s{2,}\d{1,6}$")  # of comments
SAID_BEFORE = re.compile(
    r"^(?:first )?(?:published|posted|опубликовано|опубліковано|نشرت?(?: في| بتاريخ)?)(?: on| at)?:?\s+", re.IGNORECASE
)
CHANGED_BEFORE = re.compile(
    r"^(?:last )?(?:updated|modified|обновлено|оновлено|آخر تحديث)(?: on| at)?:?\s+", re.IGNORECASE
)
DAY_WITHIN = re.compile(  # in a line of which other parts say who wrote it: “by the news deskMarch 17, 2022 4:24 am”
    r"\d{4}-\d\d-\d\d|(?<!\d)\d{1,2}[./]\d{1,2}[./]\d{4}(?!\d)|"
    r"(?<!\d)\d{1,2} [^\W\d_]{3,12} \d{4}|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}"
)
SIGNED = re.compile(r"(?:by|source|from|автор|джерело|источник)\b.{2,100}", re.IGNORECASE)
PARTS = re.compile(r"\s*[|·•]\s*|\s{2,}")
LONGEST_PARTS, LONGEST_OUTLET = 120, 3
MONTH_FIRST = re.compile(r"(0?[1-9]|1[0-2])/(1[3-9]|2\d|3[01])/(\d{4})")
# What stands with a day in a line that holds nothing else.
WITH_DAY = re.compile(
    rf"{CLOCK}|\b[ap]\.?\s?m\b\.?|\b(?:GMT|UTC|[A-Z]{{1,4}}T)\b(?:[+-]\d+)?|(?:updated|published|modified)|"
    r"\d+ \w+ ago|\d+ min(?:ute)?s? read|"
    r"\b(?:at|on|о|в|об)\b|\b(?:mon|tue|wed|thu|fri|sat|sun)\w{0,6}\b|понеділок|вівторок|середа|четверг?|п[’'ʼ]?ятниц[яа]|субота|неділя|"
    r"понедельник|вторник|среда|суббота|воскресенье|[^\w\s]",
    re.IGNORECASE,
)


class Facts(NamedTuple):
    """Values by the name of their field, and the numbers of the lines, from 1, that hold nothing else."""

    fields: dict[str, str]
    lines: list[int]
    days: list[str]


def facts_of(text: str, skipped: Mapping[int, str], begins: int = 0) -> Facts:
    """Return what the first lines of a text say of it; ``skipped`` lines are no headline.

    Shape: ``days`` are the different days that stand there alone. The first ``begins`` lines are left alone. Cost: a few lines.
    """
    lines = [
        (number, line.strip()) for number, line in enumerate(text.split("\n"), 1) if line.strip() and number > begins
    ]
    facts = Facts({}, [], [])
    for number, line in lines[:LINES_OF_HEAD]:
        label = LABELLED.match(line)
        name, value = (label.lastgroup or "", line[label.end() :]) if label else ("", line)
        if CHANGED_BEFORE.match(line) and _day(CHANGED_BEFORE.sub("", line)):
            facts.lines.append(number)
            continue
        if name == "outlet":
            value = PARTS.split(value)[0]
            if len(value.split()) > LONGEST_OUTLET:  # rather who told it: “Source: a minister in an interview”
                continue
        if day := _day(value) if name in ("", "published") else "":
            name, value = "published", day
        elif day := _day_beside(line):
            if name and name != "published":
                facts.fields.setdefault(name, value)
            name, value = "published", day
        if day and day not in facts.days:
            facts.days.append(day)
        if name and (name != "published" or day) and (name != "url" or ADDRESS.fullmatch(value)):
            facts.fields.setdefault(name, value)
            facts.lines.append(number)
    if len(facts.days) > 1:  # one is that of the page, or of a change
        facts.fields.pop("published")
    if "headline" not in facts.fields and len(lines) > 1:
        before = takewhile(lambda one: one[0] in skipped or len(one[1]) <= HEADLINE_LENGTH, lines[:LINES_OF_HEAD])
        headlines = (line for number, line in before if number not in {*skipped, *facts.lines})
        if headline := next(filter(_is_headline, headlines), ""):
            facts.fields["headline"] = headline
    addresses = {line for _number, line in lines if ADDRESS.fullmatch(line)}
    if len(addresses) == 1:
        facts.fields.setdefault("url", addresses.pop())
    if language := language_of(text):
        facts.fields.setdefault("language", language)
    return facts


def _day(line: str) -> str:
    """Return the day that a line is, in EDTF; an empty text if it is none. A time and a day of the week may stand with it."""
    if len(line) > DAY_LENGTH or not re.search(r"\d", line):
        return ""
    typed = TIME.sub("", WEEKDAY.sub("", SAID_BEFORE.sub("", COUNT_AFTER.sub("", line))))
    typed = MONTH_FIRST.sub(_day_first, TIME_BEFORE.sub("", typed))
    try:
        day = read_typed(typed)
    except EDTFError:
        within = DAY_WITHIN.search(line)
        if not within or WITH_DAY.sub(" ", line.replace(within[0], " ", 1)).strip(" T"):
            return ""
        return _day(within[0]) if within[0] != line else ""
    return day if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else ""


def _day_first(found: re.Match[str]) -> str:
    return f"{found[2]}.{found[1]}.{found[3]}"


def _day_beside(line: str) -> str:
    """Return the day in a line that also says who wrote it, or that is one of its parts; an empty text if there is none."""
    if len(line) > LONGEST_PARTS:
        return ""
    if SIGNED.fullmatch(line):
        return _day(found[0]) if (found := DAY_WITHIN.search(line)) else ""
    parts = PARTS.split(line) if "|" in line or "·" in line else []
    return next(filter(None, map(_day, parts)), "")


def _is_headline(line: str) -> bool:
    return (
        len(line) <= HEADLINE_LENGTH
        and len(line.split()) >= FEWEST_WORDS
        and not (SENTENCE_END.search(line) and not line.endswith(("”", "»", '"', "?")))
        and not BULLET.match(line)
        and " > " not in line
        and not reason_of(line)
        and not LOG_ENTRY.match(line)
    )
