"""TimelineJS: its JSON and its spreadsheet, as a table with our columns.

Imports days, tables and problems. The dates of a slide become one EDTF date, its text loses its HTML, and its group is the
kind of event if it names one. What has no place in a record is left out, and said.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talks.dates import EDTFError, parse
from talks.importing.days import read_day
from talks.importing.problems import ImportRefused, Problem, refused
from talks.importing.tables import ROWS_ALLOWED, Row, Table, plain_text

DATES = ("year", "month", "day", "end_year", "end_month", "end_day", "display_date")
TIMES = ("time", "end_time")
READ = {*DATES, *TIMES, "headline", "text", "group", "type"}
NO_EVENTS = {"title", "era"}  # types of rows that are no events
JSON_TIMES = ("hour", "minute", "second", "millisecond")


def is_timelinejs(table: Table) -> bool:
    """Return whether a table has the columns of TimelineJS's spreadsheet."""
    return {"year", "headline"} <= set(table.columns)


def read_json(text: str) -> Table:
    """Return the slides of a TimelineJS file as the rows of its spreadsheet; the first slide of ``events`` is row 1.

    Raises: ImportRefused for any other JSON.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise refused(_("The file cannot be read as JSON: %(error)s.") % {"error": error}) from error
    slides = data.get("events") if isinstance(data, dict) else None
    if not isinstance(slides, list) or not all(isinstance(slide, dict) for slide in slides):
        raise refused(_("This is not TimelineJS's JSON, which has a list “events”. For a record's file, use loaddata."))
    if len(slides) > ROWS_ALLOWED:
        raise refused(_("More than %(limit)d events: split the file.") % {"limit": ROWS_ALLOWED})
    rows = [Row(number, _cells_of(slide)) for number, slide in enumerate(slides, 1)]
    others = [("title", data.get("title")), ("era", data.get("eras"))]
    rows += [
        Row(0, {"type": kind})
        for kind, found in others
        for _one in (found if isinstance(found, list) else [found])
        if found
    ]
    # What a table of slides has, though all of them lack it: a slide without a headline is named by its row.
    columns = dict.fromkeys(["year", "headline", *(column for row in rows for column in row.cells)])
    names = dict.fromkeys(DATES[:3], "start_date") | dict.fromkeys(DATES[3:6], "end_date")
    return Table(list(columns), rows, names | {"headline": "text.headline", "text": "text.text"})


def _cells_of(slide: dict[str, Any]) -> dict[str, str]:
    start, end, text, media = (
        found if isinstance(found := slide.get(name), dict) else {}
        for name in ("start_date", "end_date", "text", "media")
    )
    values = {
        **{name: start.get(name) for name in DATES[:3]},
        **{f"end_{name}": end.get(name) for name in DATES[:3]},
        "time": ":".join(str(start[name]) for name in JSON_TIMES if start.get(name) not in {None, ""}),
        "end_time": ":".join(str(end[name]) for name in JSON_TIMES if end.get(name) not in {None, ""}),
        "display_date": slide.get("display_date") or start.get("display_date"),
        "headline": text.get("headline"),
        "text": text.get("text"),
        "media": media.get("url"),
        "group": slide.get("group"),
    }
    cells = {
        name: plain_text(_written(value)) for name, value in values.items() if isinstance(value, (str, int, float))
    }
    return {name: cell for name, cell in cells.items() if cell}


def _written(value: str | int | float) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def from_timelinejs(table: Table, kinds: dict[str, str]) -> Table:
    """Return the rows of a TimelineJS spreadsheet with our columns.

    Shape: ``kinds`` has the word for a kind of event by its words and labels in small letters.
    Raises: ImportRefused, naming every date that cannot be read.
    """
    rows: list[Row] = []
    problems: list[Problem] = []
    left: Counter[str] = Counter()
    for row in table.rows:
        cells = row.cells
        kind = cells.get("type", "").casefold()
        if kind in NO_EVENTS:
            left[kind] += 1
            continue
        left["display"] += "display_date" in cells and "year" in cells
        left["time"] += any(name in cells for name in TIMES)
        group = cells.get("group", "")
        left["group"] += bool(group) and group.casefold() not in kinds
        found = {
            "event_title": " ".join(text_of_html(cells.get("headline", "")).split()),
            "event_summary": text_of_html(cells.get("text", "")),
            "event_kind": kinds.get(group.casefold(), ""),
        }
        try:
            found["event_date"] = date_of(cells)
        except EDTFError as error:
            problems.append(Problem(row.number, table.name("year"), str(error)))
        rows.append(Row(row.number, {name: cell for name, cell in found.items() if cell}))
    if problems:
        raise ImportRefused(problems)
    other = [table.name(name) for name in table.columns if name not in READ]
    names = {"event_title": "headline", "event_summary": "text", "event_date": "year", "event_kind": "group"}
    return Table(
        list(names),
        rows,
        {ours: table.name(theirs) for ours, theirs in names.items()},
        (*table.notes, *_notes(left, other)),
    )


def date_of(cells: dict[str, str]) -> str:
    """Return the date of a slide as EDTF; the empty string where it has none. Raises: EDTFError."""
    start, end = (_day_of(*(cells.get(f"{side}{part}", "") for part in DATES[:3])) for side in ("", "end_"))
    if not start and not end:
        return read_day(cells["display_date"]) if "display_date" in cells else ""
    if not start:
        raise EDTFError(_("It has an end and no beginning."))
    return parse(f"{start}/{end}").text if end and end != start else start


def _day_of(year: str, month: str, day: str) -> str:
    """Return a date given in three cells. A whole date may stand in the first, and a month may be a name."""
    if not year and (month or day):
        raise EDTFError(_("The year is missing."))
    if day and not month:
        raise EDTFError(_("The month is missing."))
    if not year:
        return ""
    if all(part.isascii() and part.isdigit() for part in (year, month or "1", day or "1")):
        parts = [f"{int(part):02}" for part in (month, day) if part]
        return parse("-".join([f"{int(year):04}", *parts])).text
    return read_day(" ".join(filter(None, [day, month, year])))


def _notes(left: Counter[str], other: Iterable[str]) -> Iterator[str]:
    if left["title"] or left["era"]:
        yield _("The title and the eras are not read: they are no events.")
    if number := left["time"]:
        yield ngettext(
            "Left out: the time of day of %(n)d event.", "Left out: the time of day of %(n)d events.", number
        ) % {"n": number}
    if number := left["display"]:
        yield ngettext(
            "Left out: the words for the date of %(n)d event.",
            "Left out: the words for the dates of %(n)d events.",
            number,
        ) % {"n": number}
    if number := left["group"]:
        yield ngettext(
            "Left out: the group of %(n)d event, which names no kind of event.",
            "Left out: the groups of %(n)d events, which name no kind of event.",
            number,
        ) % {"n": number}
    if named := ", ".join(other):
        yield _("Not read: %(columns)s.") % {"columns": named}


class _Text(HTMLParser):
    BREAKS = {"p", "br", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "blockquote", "tr"}
    HIDDEN = {"script", "style"}

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in self.HIDDEN
        if tag in self.BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in self.HIDDEN and self.hidden > 0
        if tag in self.BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def text_of_html(text: str) -> str:
    """Return the words of HTML, one line for each paragraph; text without HTML stays as it is."""
    if "<" not in text and "&" not in text:
        return text
    parser = _Text()
    parser.feed(text)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.parts).splitlines())
    return plain_text("\n".join(filter(None, lines)))
