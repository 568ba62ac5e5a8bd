"""The words of the picture: the title of each mark, the days shown, and the text alternative.

Imports ``rows`` and ``dates``, and makes no queries. ``event_marks`` and ``density_bars`` use it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.utils.translation import ngettext

from talks import dates
from talks.picture.geometry import Bar, Density, Drawing, wrap
from talks.picture.sides import SideKey, SideLane
from talks.rows import ClaimRow, EventRow, ReportRow
from talks.timeline import Filters
from talks.vocabulary import Difference, Occurrence, Role, label
from talks.wording import grouped
from talks.wording import phrase as _

NAME = 24  # characters of a name in the picture, as in the field for short titles
NAMED = 4  # names or titles in one sentence; further ones are counted


# Cached, since a picture repeats the same days and numbers hundreds of times. Here and below, ``language`` is the
# active one, passed in because get_language() is slow.


@lru_cache(maxsize=4096)
def day_words(text: str, language: str | None) -> str:
    """Return a date in words, or the words for a missing one."""
    return dates.words(dates.parse(text), language=language) if text else _("day not stated", language)


@lru_cache(maxsize=1024)
def statements_words(number: int, language: str | None) -> str:
    """Return a number of statements in words."""
    return ngettext("%(n)s statement", "%(n)s statements", number) % {"n": grouped(number, language)}


@lru_cache(maxsize=4096)
def events_words(number: int, language: str | None) -> str:
    """Return a number of events in words."""
    return ngettext("%(n)s event", "%(n)s events", number) % {"n": grouped(number, language)}


@lru_cache(maxsize=1024)
def more_words(number: int, language: str | None) -> str:
    """Return the number of marks at one position in words."""
    return ngettext("%(n)d more here", "%(n)d more here", number) % {"n": number}


def some(names: Iterable[str], language: str | None) -> str:
    """Return names as one phrase. Shape: of more than ``NAMED`` + 1, only the first ``NAMED`` and a number."""
    names = list(dict.fromkeys(names))
    if len(names) < 2:
        return "".join(names)
    if len(names) > NAMED + 1:
        names = [*names[:NAMED], _("%(n)d more", language) % {"n": len(names) - NAMED}]
    *first, last = names
    return _("%(names)s and %(last)s", language) % {"names": _(", ", language).join(first), "last": last}


def sentences(parts: Iterable[str]) -> str:
    """Return each part that is not empty as a sentence."""
    return " ".join([f"{part[0].upper()}{part[1:]}." for part in parts if part])


# Marks


def name_of(event: EventRow) -> str:
    """Return the short title of an event, else its title cut between words."""
    return event.short_title or _cut(event.title)


@lru_cache(maxsize=4096)
def _cut(title: str) -> str:
    return wrap(title, NAME, 1)[0]


@lru_cache(maxsize=4096)
def _short_day(text: str, language: str | None, with_year: bool) -> str:
    words = dates.short(dates.parse(text), language)
    return words if with_year else re.sub(r"\s\d{4}\b", "", words)


def short_day(event: EventRow, language: str | None, *, with_year: bool) -> str:
    """Return the day of an event in short form."""
    return _short_day(event.date, language, with_year) if event.date else ""


def name_and_day(event: EventRow, language: str | None, *, with_year: bool) -> str:
    """Return the name of an event as it stands in the picture, with its day, and with what became of it if not held."""
    parts = [name_of(event), short_day(event, language, with_year=with_year)]
    if not event.is_held:
        parts.append(label(Occurrence, event.occurrence, language).lower())
    return _(", ", language).join(filter(None, parts))


def event_title(event: EventRow, kinds: set[Difference], language: str | None) -> str:
    """Return the title of an event's own mark: title, date, participants, differences."""
    state = "" if event.is_held else label(Occurrence, event.occurrence, language)
    present = [
        one.actor.name
        if one.role == Role.PARTY
        else _("%(name)s (%(role)s)", language)
        % {"name": one.actor.name, "role": label(Role, one.role, language).lower()}
        for one in event.present
    ]
    return sentences(
        [
            event.title,
            day_words(event.date, language),
            state,
            some(present, language),
            *difference_words(kinds, language),
        ]
    )


def difference_words(kinds: set[Difference], language: str | None) -> list[str]:
    """Return the kinds of difference in words, in the order of the list."""
    return [label(Difference, kind, language) for kind in (Difference if kinds else ()) if kind in kinds]


def counts_words(sides: dict[str, int], language: str | None) -> str:
    """Return in a sentence how many statements of that day each side made."""
    found = [
        _("%(name)s %(n)s", language) % {"name": name, "n": statements_words(number, language)}
        for name, number in sides.items()
    ]
    return sentences([_("On that day: %(counts)s", language) % {"counts": _(", ", language).join(found)}])


def group_title(
    sides: dict[str, int],
    first: date,
    last: date,
    texts: Iterable[str],
    events: list[EventRow],
    kinds: set[Difference],
    language: str | None,
) -> str:
    """Return the title of a dot or a bracket: sides, day or span, number of statements, and what they are about.

    Shape: ``texts`` are the dates that it stands for, as EDTF.
    """
    number = sum(sides.values())
    span = span_text(first, last, texts)
    read = dates.parse(span)
    day = dates.words(read, language=language)
    if first != last and isinstance(read, dates.SimpleDate):
        day = dates.a_day_in(read, language)
    elif first != last:
        day = _("one day, %(span)s", language) % {"span": day}
    parts = [some(sides, language), day, statements_words(number, language) if number else ""]
    titles = some((event.title for event in events), language)
    return sentences([_(", ", language).join(filter(None, parts)), titles, *difference_words(kinds, language)])


@lru_cache(maxsize=4096)
def unknown_words(statements: int, events: int, meetings: int, language: str | None) -> tuple[str, str]:
    """Return what a bracket counts, in many words and in few."""
    parts = []
    if meetings:
        parts.append(ngettext("%(n)d meeting", "%(n)d meetings", meetings) % {"n": meetings})
    if statements:
        parts.append(statements_words(statements, language))
    what = some(parts, language) or events_words(events, language)
    return _("%(what)s, day unknown", language) % {"what": what}, what


def undated_title(name: str, number: int, language: str | None) -> str:
    """Return the title of the number of statements without a day."""
    return _("%(name)s: %(statements)s without a day", language) % {
        "name": name,
        "statements": statements_words(number, language),
    }


def gathered_title(titles: list[str], language: str | None) -> str:
    """Return the title of a number that stands for several marks."""
    return f"{more_words(len(titles), language)}: {some(titles, language)}"


def report_title(rows: list[ReportRow], language: str | None) -> str:
    """Return the title of a mark for reports that were published on one day."""
    names = (row.outlet.name if row.outlet else _("outlet not known", language) for row in rows)
    day = _("Published %(day)s", language) % {"day": day_words(rows[0].published, language)}
    return f"{day}: {some(names, language)}"


@lru_cache(maxsize=4096)
def bar_span(since: str, until: str, language: str | None) -> str:
    """Return the days of a bar in words."""
    return dates.words(dates.parse(since if since == until else f"{since}/{until}"), language=language)


# The text alternative


@lru_cache(maxsize=1024)
def took_part_words(number: int, language: str | None) -> str:
    """Return in words in how many events a side took part."""
    return ngettext("took part in %(n)d event", "took part in %(n)d events", number) % {"n": number}


def lane_sentence(name: str, took_part: list[EventRow], said: list[ClaimRow], language: str | None) -> str:
    """Return how often and when a side took part and spoke, as a sentence."""
    parts = []
    if took_part:
        parts.append(took_part_words(len(took_part), language))
    if said:
        parts.append(statements_words(len(said), language))
    rows: list[EventRow | ClaimRow] = [*took_part, *said]
    days = [day for row in rows for day in (row.earliest, row.latest) if day]
    texts = {row.date for row in took_part} | {row.said for row in said}
    what = _(", ", language).join(parts) or _("nothing here", language)
    line = _("%(name)s: %(what)s", language) % {"name": name, "what": what}
    return sentences([line + (f", {span_words(min(days), max(days), language, texts)}" if days else "")])


def span_words(first: date, last: date, language: str | None, texts: Iterable[str] = ()) -> str:
    """Return a span of days in words. Shape: ``texts`` as in ``span_text``."""
    return dates.words(dates.parse(span_text(first, last, texts)), language=language)


def span_text(first: date, last: date, texts: Iterable[str] = ()) -> str:
    """Return a span of days as EDTF, each end as precise as the dates that begin or end there, so that no day is false.

    Shape: ``texts`` are dates as EDTF, or empty. With “0602/0629” alone the span is from 602 to 629, and not from the
    first of January; an end at which none of them lies is a day.
    """
    ends: dict[date, set[str]] = {first: set(), last: set()}
    for read in map(dates.parse, filter(None, set(texts))):
        for day, text in ((read.earliest, dates.first_text(read)), (read.latest, dates.last_text(read))):
            if day in ends and day:
                ends[day].add(text)
    start, end = (max(ends[day] or {str(day)}, key=lambda text: (len(text), "X" not in text)) for day in (first, last))
    return _joined(start, end)


def coarse_span_words(first: date, last: date, filters: Filters, language: str | None) -> str:
    """Return the span of many events in words: the chosen days, else years, since only the index knows these events."""
    since, until = filters.span
    start = filters.since if first == since else f"{first.year:04}"
    end = filters.until if last == until else f"{last.year:04}"
    return dates.words(dates.parse(_joined(start, end)), language=language)


def _joined(start: str, end: str) -> str:
    """Return the span between two dates as EDTF; of 2022 and 2022-12-31 only the year."""
    is_one = start.startswith(end) or end.startswith(start)
    return min(start, end, key=len) if is_one else f"{start}/{end}"


def lane_sentences(
    lanes: list[SideLane],
    events: dict[int, EventRow],
    claims: list[ClaimRow],
    lane_of: dict[SideKey, int],
    language: str | None,
) -> list[str]:
    """Return one sentence per lane, and one for the events of no side."""
    took_part: dict[int, list[EventRow]] = defaultdict(list)
    said: dict[int, list[ClaimRow]] = defaultdict(list)
    nobody: list[EventRow] = []
    for event in events.values():
        for place in {lane_of[event.process, one.side] for one in event.present}:
            took_part[place].append(event)
        if not event.present:
            nobody.append(event)
    for row in claims:
        key = (events[row.event.pk].process, row.side.pk if row.side else None)
        if key in lane_of and not row.is_own_voice:
            said[lane_of[key]].append(row)
    lines = []
    for number, lane in enumerate(lanes):
        if lane.side or took_part[number] or said[number]:
            name = (
                _("%(name)s in %(process)s", language) % {"name": lane.name, "process": lane.heading}
                if lane.heading
                else lane.name
            )
            lines.append(lane_sentence(name, took_part[number], said[number], language))
    if nobody:
        what = _("; ", language).join(
            _("%(title)s (%(day)s)", language) % {"title": event.title, "day": day_words(event.date, language)}
            for event in nobody[:12]
        )
        lines.append(
            sentences([_("Events of no side: %(events)s", language) % {"events": what}]) + (" …" if nobody[12:] else "")
        )
    return lines


def picture_sentences(
    drawing: Drawing,
    events: dict[int, EventRow],
    reports: list[ReportRow],
    differing: set[int],
    language: str | None,
) -> list[str]:
    """Return sentences about the whole picture: differences, folds, days of publication, events without a mark."""
    lines = []
    if differing:
        titles = some((event.title for event in events.values() if event.pk in differing), language)
        lines.append(sentences([_("Accounts differ on: %(titles)s", language) % {"titles": titles}]))
    lines += [sentences([break_words(one.first, one.last, language)]) for one, _path in drawing.breaks]
    days = list(dict.fromkeys(day_words(row.published, language) for row in reports if row.published))
    if days:
        shown = _("; ", language).join(days[:12]) + ("; …" if days[12:] else "")
        lines.append(sentences([_("Reports published: %(days)s", language) % {"days": shown}]))
    undated = [event.title for event in events.values() if event.earliest is None or event.latest is None]
    if undated:
        line = _("Without a mark, because the day is open or not stated: %(titles)s", language)
        lines.append(sentences([line % {"titles": some(undated, language)}]))
    return lines


def break_words(first: date, last: date, language: str | None) -> str:
    """Return the days that a fold leaves out, in words."""
    return _("Left out, because no known day lies there: %(span)s", language) % {
        "span": span_words(first, last, language)
    }


def density_sentences(density: Density, totals: list[int], language: str | None) -> list[str]:
    """Return one sentence per lane with bars: the number of events, and the bin with most of them."""
    lines = []
    bars: dict[int, list[Bar]] = defaultdict(list)
    for bar in density.bars:
        bars[bar.lane].append(bar)
    for index, lane in enumerate(density.lanes):
        if index not in bars:
            continue
        most = max(bars[index], key=lambda bar: bar.events)
        one = density.bins[most.bin_index]
        line = _("%(name)s: statements on %(events)s, most in %(span)s (%(n)s)", language) % {
            "name": lane.name,
            "events": events_words(totals[index], language),
            "span": bar_span(one.since, one.until, language),
            "n": grouped(most.events, language),
        }
        lines.append(sentences([line]))
    return lines
