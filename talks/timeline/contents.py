"""The index of an answer: its months, or its years where it has many, as links.

Imports ``filters`` and ``selection``; ``answer`` has it with the page.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import islice
from typing import NamedTuple

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from talks.index import Bitmap, Segment
from talks.parameters import NONE
from talks.timeline.ordering import first_day, last_day
from talks.timeline.selection import Selection
from talks.wording import grouped

MOST_MONTHS = 24
MOST_LINES = 40
SPANS = (1, 10, 100)  # years in one line, where there are more than MOST_MONTHS months

Events = list[tuple[Segment, Bitmap]]
"""Events by the segment that has them."""

YearMonth = tuple[int, int]

Span = Callable[[date], tuple[YearMonth, YearMonth]]
"""Returns the first and the last month of the line that a day belongs to."""


class ContentsEntry(NamedTuple):
    """One line of the index.

    Shape: ``year`` is a heading before it, or empty; ``number`` is the number of events as text; ``href`` leads to the
    heading on this page, or to the view of that time. ``within`` if it is a month of the years in a line above.
    """

    year: str
    title: str
    number: str
    href: str
    within: bool = False


class Line(NamedTuple):
    """The events from one month to another. Shape: ``is_wide`` if no month is known of them."""

    first: YearMonth
    last: YearMonth
    number: int
    is_wide: bool = False


def anchor(heading: str) -> str:
    """Return the id of a heading of the list: that of a month or a wider date as EDTF text, empty for no date."""
    return f"m-{heading or NONE}"


def read_contents(selection: Selection, shown: set[str]) -> list[ContentsEntry]:
    """Return the index of what certainly falls into the chosen days, with a line for each month that has events.

    Shape: empty if that is one line only, or if events are not in the order in which they happened. With more than
    ``MOST_MONTHS`` months a line is a year; with more than ``MOST_LINES`` years it is ten or a hundred. The months on
    this page stand below theirs, unless they are too many; ``shown`` are the ids of their headings. An event counts as
    under the headings: for its first possible day, else its last.
    Cost: a few binary searches and bitmap operations for each line; no query.
    """
    order, view = selection.filters.order, selection.filters.view
    if order not in {"", "-happened"} or view:
        return []
    events = [(part.segment, part.events) for part in selection.sections[0].parts]
    wide = [(segment, found & segment.headed_wide) for segment, found in events]
    narrow = [(segment, found - segment.headed_wide) for segment, found in events]
    lines = list(islice(_read_lines(narrow, _of_one_month), MOST_MONTHS + 1))
    if len(lines) <= MOST_MONTHS:
        years = islice(_read_lines(wide, partial(_of_years, 1)), MOST_MONTHS)
        lines = sorted([*lines, *(line._replace(is_wide=True) for line in years)], key=lambda line: line.first)
        entries = _by_month(selection, lines[:: -1 if order else 1], shown)
    else:
        entries = _by_year(selection, events, narrow, shown, -1 if order else 1)
    if undated := sum(found.range_cardinality(segment.dated, segment.size) for segment, found in events):
        href = _href(selection, "", shown, since=NONE, until="")
        entries.append(ContentsEntry("", _("Date not known"), grouped(undated), href))
    return entries if len(entries) > 1 else []


def _by_month(selection: Selection, lines: list[Line], shown: set[str]) -> list[ContentsEntry]:
    entries, before = [], 0
    for line in lines:
        year = line.first[0]
        entries.append(_entry(selection, line, shown, "" if year == before else str(year)))
        before = year
    return entries


def _by_year(selection: Selection, events: Events, narrow: Events, shown: set[str], step: int) -> list[ContentsEntry]:
    for span in SPANS:
        lines = list(islice(_read_lines(events, partial(_of_years, span)), MOST_LINES + 1))
        if len(lines) <= MOST_LINES:
            break
    months = [name[2:] for name in sorted(shown) if re.fullmatch(r"m-\d{4}-\d\d", name)]
    here = [(int(name[:4]), int(name[5:])) for name in months if len(months) <= MOST_LINES]
    entries = []
    for first, last, number, _is_wide in lines[::step]:
        years = [f"{year:04}" for year in (first[0], last[0])]
        href = selection.filters.asking(since=years[0], until=years[1]).querystring()
        title = "–".join(dict.fromkeys(year.lstrip("0") for year in years))
        entries.append(ContentsEntry("", title, grouped(number), href))
        for month in here[::step]:
            if first <= month <= last:
                count = _count_between(narrow, first_day(month), last_day(month))
                entries.append(_entry(selection, Line(month, month, count), shown, within=True))
    return entries


def _entry(selection: Selection, line: Line, shown: set[str], year: str = "", *, within: bool = False) -> ContentsEntry:
    text = f"{line.first[0]:04}" if line.is_wide else "{:04}-{:02}".format(*line.first)
    href = _href(selection, text, shown, since=text, until=text)
    title = _("month not stated") if line.is_wide else str(MONTHS[line.first[1]])
    return ContentsEntry(year, f"{title} {line.first[0]}" if within else title, grouped(line.number), href, within)


def _href(selection: Selection, heading: str, shown: set[str], **days: str) -> str:
    here = anchor(heading)
    return f"#{here}" if here in shown else selection.filters.asking(**days).querystring()


def _read_lines(events: Events, span: Span) -> Iterator[Line]:
    """Yield each line that has events, in order."""
    low = 0
    while True:
        found = ((segment, _first_from(segment, numbers, low)) for segment, numbers in events)
        days = [segment.day(number) for segment, number in found if number < segment.dated]
        if not days:
            return
        first, last = span(date.fromordinal(min(days)))
        end = last_day(last)
        yield Line(first, last, _count_between(events, min(days), end))
        low = end + 1


def _first_from(segment: Segment, numbers: Bitmap, day: int) -> int:
    """Return the first of these events from a day on, by its number, else a number that no event has."""
    number: int = next(numbers.iter_equal_or_larger(segment.numbers_before(day)), segment.size)
    return number


def _of_one_month(day: date) -> tuple[YearMonth, YearMonth]:
    return (day.year, day.month), (day.year, day.month)


def _of_years(number: int, day: date) -> tuple[YearMonth, YearMonth]:
    first = day.year // number * number
    return (max(first, 1), 1), (min(first + number - 1, 9999), 12)


def _count_between(events: Events, first: int, last: int) -> int:
    """Return the number of events whose first possible day, else last, lies between two days, given as ordinals."""
    total = 0
    for segment, numbers in events:
        low, high = map(segment.numbers_before, (first, last + 1))
        total += numbers.range_cardinality(low, high)
    return total
