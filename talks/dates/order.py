"""The order of dates, once for Python and once for the database, and the heading under which a list shows a date.

Imports ``edtf`` only. The index numbers events by ``place``; querysets order rows by ``chronological``.
"""

from datetime import date

from django.db.models import F, OrderBy
from django.db.models.functions import Coalesce

from talks.dates.edtf import FuzzyDate, Precision, SimpleDate, parse

UNDATED = date.max.toordinal() + 1
"""Comes after every day: that of an undated record, and the last day of a date with an open end."""

NO_DAY = 0
"""Comes before every day: the last day of a date without a first possible one."""

Place = tuple[int, int]


def place(earliest: date | None, latest: date | None) -> Place:
    """Return the sort key of a date, given by its first and last possible day. Equal keys are ordered by other columns.

    The first possible day, else the last; of these, dates without a first possible day first; then by the last possible
    day, open ends last. Undated records come last of all.
    Shape: a pair of ordinals. ``chronological`` gives the same order.
    """
    first, last = earliest and earliest.toordinal(), latest and latest.toordinal()
    return first or last or UNDATED, (last or UNDATED) if first else NO_DAY


def in_order(name: str) -> Coalesce:
    """Return the first column of the order: the first possible day, else the last. The models index this expression."""
    return Coalesce(f"{name}_earliest", f"{name}_latest")


def chronological(name: str, *ties: str) -> list[OrderBy]:
    """Return the order of ``place`` for ``order_by``, then by the columns of ``ties``.

    Cost: an index on ``in_order`` sorts all but the rows of one day, which the database sorts among themselves.
    """
    return [
        in_order(name).asc(nulls_last=True),
        F(f"{name}_earliest").asc(nulls_first=True),
        F(f"{name}_latest").asc(nulls_last=True),
        *(F(tie).asc() for tie in ties),
    ]


# Headings

WIDE: tuple[Precision, ...] = ("season", "year", "decade", "century")
"""The precisions of headings that are wider than a month."""

SEASON_OF_MONTH = {month: 21 + (month // 3 + 3) % 4 for month in range(1, 13)}


def heading(read: FuzzyDate) -> str:
    """Return the month under which a list shows a date, or the year, season, decade or century if no month is known.

    Shape: EDTF text, such as “2022-03”, “2022”, “2022-21” or “202X”.
    """
    day = read.earliest or read.latest
    if day is None:  # parse refuses such a date
        raise ValueError(read)
    return heading_of(day, heading_precision(read))


def heading_precision(read: FuzzyDate) -> Precision:
    """Return the precision of the heading: that of the end by which the date is ordered, but “month” at the finest."""
    end = _first_end(read)
    if (end.earliest.year, end.earliest.month) == (end.latest.year, end.latest.month):
        return "month"
    return end.precision if end.precision in WIDE else "year"


def heading_of(day: date, precision: Precision) -> str:
    """Return the heading of this precision for a day."""
    year = f"{day.year:04}"  # not strftime, which does not pad years on every system
    if precision == "month":
        return f"{year}-{day.month:02}"
    if precision == "season":  # the winter of a year goes on in January and February of the next
        return f"{day.year - (day.month < 3):04}-{SEASON_OF_MONTH[day.month]}"
    return year if precision == "year" else f"{year[:3]}X" if precision == "decade" else f"{year[:2]}XX"


def days_of_heading(text: str) -> tuple[int, int]:
    """Return the ordinals of the first and the last day that a heading covers."""
    read = parse(text)
    if read.earliest is None or read.latest is None:
        raise ValueError(text)
    return read.earliest.toordinal(), read.latest.toordinal()


def _first_end(read: FuzzyDate) -> SimpleDate:
    """Return the end that the first possible day belongs to, else the one of the last possible day."""
    if isinstance(read, SimpleDate):
        return read
    ends = [end for pair in read.ends for end in pair if end]
    if read.earliest:
        return min(ends, key=lambda end: end.earliest)
    return max(ends, key=lambda end: end.latest)


def first_text(read: FuzzyDate) -> str:
    """Return the date of whose first day a question asks: the simplest text with the same first possible day.

    Shape: EDTF text without marks and without X for day or month; empty if the first possible day is open.
    """
    return _plain(_first_end(read)) if read.earliest else ""


def last_text(read: FuzzyDate) -> str:
    """Return the date of whose last day a question asks, as ``first_text`` does of the first."""
    if read.latest is None:
        return ""
    ends = [read] if isinstance(read, SimpleDate) else [end for pair in read.ends for end in pair if end]
    return _plain(max(ends, key=lambda end: end.latest))


def _plain(end: SimpleDate) -> str:
    return end.text.rstrip("?~%").replace("-XX", "")
