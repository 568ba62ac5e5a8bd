"""iCalendar: one all-day event for each event whose days are known, with its matching statements.

A calendar cannot say how uncertain a date is, so that other events are left out, and counted. Reads ``view``, ``words``
and ``days``. Source: RFC 5545.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils.translation import ngettext

from talks.exports.days import known_days
from talks.exports.records import File, written
from talks.exports.view import (
    address_of_view,
    count_dates,
    every_record,
    filters_in_words,
    headers_of,
    refuse_pages,
    title_of,
)
from talks.exports.words import event_words, newest_change, statement_words
from talks.timeline import Filters, Selection, select
from talks.vocabulary import EventKind, Occurrence
from talks.wording import grouped

OCTETS = 75  # of a line, without its end
STATUS = {
    Occurrence.HELD: "CONFIRMED",
    Occurrence.PLANNED: "TENTATIVE",
    Occurrence.OFFERED: "TENTATIVE",
    Occurrence.POSTPONED: "TENTATIVE",
    Occurrence.REFUSED: "CANCELLED",
    Occurrence.CANCELLED: "CANCELLED",
}
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
LINE_ENDS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")  # which no text may hold


def write_ics(filters: Filters, page: int) -> File:
    """Return the whole view as a calendar. Cost: a query for all dates first, then as CSV. Raises: ValueError for a page."""
    refuse_pages(page)
    selection = select(filters)
    headers = headers_of(selection) | {"X-Talks-Left-Out": str(left_out(selection))}
    return File(written(filters, calendar), "text/calendar; charset=utf-8", "timeline.ics", headers)


def left_out(selection: Selection) -> int:
    """Return how many events no calendar can hold."""
    return count_dates(selection, "not in a calendar", lambda text: days_of(text) is None)


def days_of(text: str) -> tuple[date, date] | None:
    """Return the first day of a date and the day after its last; None if no calendar can hold it."""
    days = known_days(text)
    return (days[0], days[1] + timedelta(1)) if days and days[1] < date.max else None


def calendar(selection: Selection) -> Iterator[str]:
    """Yield the calendar, some events at a time."""
    missing = left_out(selection)
    words = ngettext(
        "%(n)s event is left out, since its days are not known.",
        "%(n)s events are left out, since their days are not known.",
        missing,
    )
    parts = [*filters_in_words(selection), *([words % {"n": grouped(missing)}] if missing else [])]
    address = address_of_view(selection.filters)
    yield "".join(
        [
            line("BEGIN", "VCALENDAR"),
            line("VERSION", "2.0"),
            line("PRODID", "-//Talks//Timeline//EN"),
            line("CALSCALE", "GREGORIAN"),
            line("METHOD", "PUBLISH"),
            line("X-WR-CALNAME", escaped(title_of(selection))),
            line("X-WR-CALDESC", escaped("\n".join([*parts, address]))),
            line("URL", address),
        ]
    )
    for batch in every_record(selection):
        yield "".join(entry(event, claims) for event, claims in batch if days_of(event["date"]))
    yield line("END", "VCALENDAR")


def entry(event: dict, claims: list[dict]) -> str:
    """Return an event whose days are known, with its statements. Shape: ``DTEND`` is the day after the last one."""
    days = days_of(event["date"])
    if not days:
        raise ValueError(event["date"])
    recorded, changed = datetime.fromisoformat(event["recorded"]), datetime.fromisoformat(newest_change(event, claims))
    said = ["\n".join(statement_words(claim).lines) for claim in claims]
    text = [event_words(event), event["summary"], *said]
    return "".join(
        [
            line("BEGIN", "VEVENT"),
            line("UID", escaped(event["id"])),
            line("DTSTAMP", in_utc(changed)),
            line("CREATED", in_utc(recorded)),
            line("LAST-MODIFIED", in_utc(changed)),
            line("SEQUENCE", str(max(0, int((changed - recorded).total_seconds())))),
            line("DTSTART;VALUE=DATE", in_days(days[0])),
            line("DTEND;VALUE=DATE", in_days(days[1])),
            line("SUMMARY", escaped(event["title"])),
            line("DESCRIPTION", escaped("\n\n".join(filter(None, text)))),
            line("LOCATION", escaped(event["place_name"])) if event["place"] else "",
            line("CATEGORIES", escaped(str(EventKind(event["kind"]).label))),
            line("STATUS", STATUS[Occurrence(event["occurrence"])]),
            line("TRANSP", "TRANSPARENT"),
            line("URL", event["url"]),
            line("END", "VEVENT"),
        ]
    )


def in_days(day: date) -> str:
    return day.isoformat().replace("-", "")  # not strftime, which does not pad years on every system


def in_utc(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """Return a text as a value, without the control characters that none may hold."""
    return CONTROLS.sub("", LINE_ENDS.sub("\n", text)).translate(ESCAPED)


def line(name: str, value: str) -> str:
    """Return a line with its end, folded where it is long. Shape: no fold divides the octets of a character."""
    octets, lines, limit = f"{name}:{value}".encode(), [], OCTETS
    while len(octets) > limit:
        at = limit
        while octets[at] & 0xC0 == 0x80:  # within a character
            at -= 1
        lines.append(octets[:at])
        octets, limit = octets[at:], OCTETS - 1  # the space at the beginning of a further line counts
    return b"\r\n ".join([*lines, octets]).decode() + "\r\n"
