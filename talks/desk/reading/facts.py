"""Headline, day, outlet and address of a text, from lines at its beginning that hold nothing else; its language.

Imports dates and the modules of this folder that know no Django.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from talks.dates import EDTFError
from talks.dates.typed import read_typed
from talks.desk.reading.furniture import reason_of
from talks.desk.reading.joining import BULLET, SENTENCE_END
from talks.desk.reading.languages import language_of

LINES_OF_HEAD = 12
HEADLINE_LENGTH, DAY_LENGTH = 180, 60
FEWEST_WORDS = 3
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
TIME = re.compile(
    r",?\s*(?:[-–—|]|at|о|в|об)?\s*\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s*(?:am|pm|[A-Z]{2,5}))?$", re.IGNORECASE
)


class Facts(NamedTuple):
    """Values by the name of their field, and the numbers of the lines, from 1, that hold nothing else."""

    fields: dict[str, str]
    lines: list[int]


def facts_of(text: str, skipped: Mapping[int, str]) -> Facts:
    """Return what the first lines of a text say of it; ``skipped`` lines are no headline. Cost: a few lines."""
    lines = [(number, line.strip()) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    facts = Facts({}, [])
    for number, line in lines[:LINES_OF_HEAD]:
        label = LABELLED.match(line)
        name, value = (label.lastgroup or "", line[label.end() :]) if label else ("", line)
        if day := _day(value) if name in ("", "published") else "":
            name, value = "published", day
        if name and (name != "published" or day) and (name != "url" or ADDRESS.fullmatch(value)):
            facts.fields.setdefault(name, value)
            facts.lines.append(number)
    if "headline" not in facts.fields and len(lines) > 1:
        headlines = (line for number, line in lines[:LINES_OF_HEAD] if number not in {*skipped, *facts.lines})
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
    typed = TIME.sub("", WEEKDAY.sub("", line))
    try:
        day = read_typed(typed)
    except EDTFError:
        return ""
    return day if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else ""


def _is_headline(line: str) -> bool:
    return (
        len(line) <= HEADLINE_LENGTH
        and len(line.split()) >= FEWEST_WORDS
        and not (SENTENCE_END.search(line) and not line.endswith(("”", "»", '"', "?")))
        and not BULLET.match(line)
        and " > " not in line
        and not reason_of(line)
    )
