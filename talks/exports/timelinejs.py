"""TimelineJS: a slide for each event that has a date, with its matching statements, for a page that shows it as a slider.

TimelineJS takes headlines and texts for HTML, so all that comes from the record is escaped here or by the template of ``words``.
Reads ``view`` and ``words``.
"""

from collections.abc import Iterator
from itertools import chain

from django.utils.html import escape
from django.utils.translation import ngettext

from talks import dates
from talks.dates.edtf import SimpleDate
from talks.exports.records import File, json_line, written
from talks.exports.view import (
    address_of_view,
    count_dates,
    every_record,
    filters_in_words,
    headers_of,
    licence_of,
    refuse_pages,
    title_of,
)
from talks.exports.words import as_html
from talks.sources import rights_words
from talks.timeline import Filters, Selection, select
from talks.wording import grouped

TITLE = "title_"
"""The id of the title slide; no slug of an event has such a character."""


def write_timelinejs(filters: Filters, page: int) -> File:
    """Return the whole view as slides. Cost: a query for all dates first, then as CSV. Raises: ValueError for a page."""
    refuse_pages(page)
    selection = select(filters)
    headers = headers_of(selection) | {"X-Talks-Left-Out": str(left_out(selection))}
    return File(written(filters, slides), "application/json", "timeline.timelinejs.json", headers)


def left_out(selection: Selection) -> int:
    """Return how many events have no date, without which TimelineJS shows no slide."""
    return count_dates(selection, "undated", lambda text: not text)


def slides(selection: Selection) -> Iterator[str]:
    """Yield the file, some events at a time."""
    yield f'{{"title": {json_line(title_slide(selection))}, "events": ['
    comma = ""
    for event, claims in chain.from_iterable(every_record(selection)):
        if event["date"]:
            yield comma + json_line(slide(event, claims))
            comma = ", "
    yield "]}"


def title_slide(selection: Selection) -> dict:
    """Return the first slide: what is shown, what is left out, licence and address."""
    missing, licence, address = left_out(selection), licence_of(selection), escape(address_of_view(selection.filters))
    words = ngettext(
        "%(n)s event is left out, since it has no date.", "%(n)s events are left out, since they have no date.", missing
    )
    lines = [
        *map(escape, filters_in_words(selection)),
        words % {"n": grouped(missing)} if missing else "",
        escape(rights_words(licence)),
        f'<a href="{address}">{address}</a>',
    ]
    text = "".join(f"<p>{one}</p>" for one in lines if one)
    return {"unique_id": TITLE, "text": {"headline": escape(title_of(selection)), "text": text}, "autolink": False}


def slide(event: dict, claims: list[dict]) -> dict:
    """Return the slide of an event that has a date.

    Shape: ``start_date`` and ``end_date`` have year, month and day as far as they are known; ``display_date`` has the date
    in words, unless it is just that. ``unique_id`` is the first slug of the event.
    """
    read = dates.parse(event["date"])
    start, end = ends_of(read)
    found = {
        "unique_id": event["id"].rstrip("/").rpartition("/")[2],
        "start_date": start,
        "end_date": end,
        "display_date": "" if is_plain(read) else escape(dates.words(read)),
        "text": {"headline": escape(event["title"]), "text": as_html(event, claims)},
        "autolink": False,
    }
    return {name: value for name, value in found.items() if value or value is False}


def ends_of(read: dates.FuzzyDate) -> tuple[dict, dict | None]:
    """Return the beginning and, of what lasted, the end of a date, as far as TimelineJS can say it.

    Shape: of one unknown day only the first that is possible, or else the last, by which it is ordered too.
    """
    if isinstance(read, SimpleDate):
        return parts_of(read), None
    first, last = read.ends[0][0] or read.ends[-1][-1], read.ends[-1][-1]
    if first is None:  # parse refuses such a date
        raise ValueError(read.text)
    if read.precision != "interval" or not last or last == first:
        return parts_of(first), None
    return parts_of(first), parts_of(last, is_end=True)


def parts_of(read: SimpleDate, *, is_end: bool = False) -> dict:
    """Return year, month and day of a date, as far as it names them; of a season its first month, or its last."""
    day = read.latest if is_end else read.earliest
    if read.earliest == read.latest:
        return {"year": day.year, "month": day.month, "day": day.day}
    same_month = (read.earliest.year, read.earliest.month) == (read.latest.year, read.latest.month)
    return {"year": day.year, "month": day.month} if same_month or read.precision == "season" else {"year": day.year}


def is_plain(read: dates.FuzzyDate) -> bool:
    """Return whether TimelineJS words a date as we do: a day, a month or a year, or from one to another."""
    ends = [read] if isinstance(read, SimpleDate) else [*read.ends[0]] if read.precision == "interval" else [None]
    plain = ("day", "month", "year")
    return all(
        end and end.precision in plain and not (end.approximate or end.uncertain) and "X" not in end.text
        for end in ends
    )
