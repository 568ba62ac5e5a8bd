"""The words of the picture: the title of each mark, the key, and the text alternative.

Imports ``rows`` and ``dates``, and makes no queries. ``event_marks`` and ``density_bars`` use it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext_lazy, ngettext

from talks import dates
from talks.picture.geometry import Bar, Density, Drawing, Shape
from talks.picture.sides import SideLane
from talks.rows import ClaimRow, EventRow, ReportRow
from talks.vocabulary import Difference, Occurrence, Role, label
from talks.wording import grouped
from talks.wording import phrase as _

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
    return f"{_(', ', language).join(first)} {_('and', language)} {last}"


def sentences(parts: Iterable[str]) -> str:
    """Return each part that is not empty as a sentence."""
    return " ".join([f"{part[0].upper()}{part[1:]}." for part in parts if part])


# Marks


def event_title(event: EventRow, said: list[ClaimRow], kinds: set[Difference], language: str | None) -> str:
    """Return the title of a mark at the event's own day: title, date, participants, statements, differences."""
    state = "" if event.occurrence == Occurrence.HELD else label(Occurrence, event.occurrence, language)
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
            statements_words(len(said), language) if said else "",
            *(label(Difference, kind, language) for kind in (Difference if kinds else ()) if kind in kinds),
        ]
    )


def said_title(event: EventRow, said: list[ClaimRow], language: str | None) -> str:
    """Return the title of a mark for statements about an event that were made on another day."""
    day = said[0].said
    return sentences(
        [
            some((row.speaker.name if row.speaker else _("speaker not named", language) for row in said), language),
            _("Said %(day)s", language) % {"day": day_words(day, language)} if day else _("Day not stated", language),
            statements_words(len(said), language),
            _("About: %(title)s", language) % {"title": event.title},
        ]
    )


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


# The key


@dataclass(frozen=True)
class KeyEntry:
    """One kind of mark with its meaning. Units: pixels; the shapes fill ``width`` by 20."""

    name: str
    words: str
    shapes: tuple[Shape, ...]
    width: int = 20


CIRCLE = "M5 10a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z"
SMALL = "M2 10a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0 -7.2 0z"
LARGE = "M13 10a7 7 0 1 0 14 0a7 7 0 1 0 -14 0z"
ENDS = "M6.5 3.5a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0zM6.5 16.5a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z"
DIAMOND = "M10 3.8l6.2 6.2l-6.2 6.2l-6.2 -6.2z"

KEY = (
    ("bar", gettext_lazy("met"), (("disc", ENDS), ("bar", "M10 3V17")), 20),
    ("host", gettext_lazy("host"), (("host", DIAMOND),), 20),
    ("mediator", gettext_lazy("mediator"), (("mediator", DIAMOND),), 20),
    ("disc", gettext_lazy("took part or spoke; larger, more statements"), (("disc", SMALL), ("disc", LARGE)), 30),
    (
        "hollow",
        gettext_lazy("not held, or the day is uncertain"),
        (("hollow", CIRCLE), ("bar-dashed", "M22 1V19")),
        26,
    ),
    ("bracket", gettext_lazy("on one day in this span"), (("bracket", "M1 14V8H33v6"),), 34),
    ("span", gettext_lazy("lasted"), (("span", "M2 10H32"),), 34),
    (
        "arrow",
        gettext_lazy("reaches further, or it is not known how far"),
        (("bracket", "M2 10H26v5"), ("arrow", "M7 6l-5 4l5 4")),
        28,
    ),
    ("ring", gettext_lazy("accounts differ"), (("ring", "M3 10a7 7 0 1 0 14 0a7 7 0 1 0 -14 0z"),), 20),
    ("more", gettext_lazy("and a number: more marks here"), (("bar", "M5 10H13M9 6V14"),), 18),
    ("square", gettext_lazy("context"), (("square", "M5 5h10v10h-10z"),), 20),
    ("report", gettext_lazy("a report was published"), (("report", "M10 4V16"),), 20),
)
ALSO = {"bar-dashed": "hollow", "ring-filled": "ring", "report-bracket": "report"}


def key_of(drawing: Drawing) -> list[KeyEntry]:
    """Return an entry for each kind of mark in the drawing."""
    marks = [*drawing.marks, *drawing.bars, *drawing.reports]
    forms = {shape.form for mark in marks for shape in mark.shapes}
    forms |= {name for form in forms if form.endswith("-context") for name in (form.removesuffix("-context"), "square")}
    forms |= {"bar"} if "bar-dashed" in forms else set()
    forms = {ALSO.get(form, form) for form in forms} | {"more" for mark in drawing.marks if mark.text}
    return [
        KeyEntry(name, str(words), tuple(Shape(form, d) for form, d in shapes), width)
        for name, words, shapes, width in KEY
        if name in forms
    ]


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
    days = [day for row in took_part for day in (row.earliest, row.latest) if day]
    days += [day for row in said for day in (row.earliest, row.latest) if day]
    what = _(", ", language).join(parts) or _("nothing here", language)
    line = _("%(name)s: %(what)s", language) % {"name": name, "what": what}
    return sentences([line + (f", {span_words(min(days), max(days), language)}" if days else "")])


def span_words(first: date, last: date, language: str | None) -> str:
    """Return a span of days in words."""
    return bar_span(str(first), str(last), language)


def lane_sentences(
    lanes: list[SideLane],
    events: dict[int, EventRow],
    claims: list[ClaimRow],
    lane_of: dict[int | None, int],
    language: str | None,
) -> list[str]:
    """Return one sentence per lane."""
    took_part: dict[int, list[EventRow]] = defaultdict(list)
    said: dict[int, list[ClaimRow]] = defaultdict(list)
    for event in events.values():
        for present in dict.fromkeys(one.side for one in event.present):
            took_part[lane_of[present]].append(event)
    for row in claims:
        side = row.side.pk if row.side else None
        if side in lane_of and not row.is_own_voice:
            said[lane_of[side]].append(row)
    return [lane_sentence(lane.name, took_part[n], said[n], language) for n, lane in enumerate(lanes)]


def picture_sentences(
    drawing: Drawing,
    events: dict[int, EventRow],
    reports: list[ReportRow],
    ringed: set[int],
    language: str | None,
) -> list[str]:
    """Return sentences about the whole picture: differences, folds, days of publication, events without a date."""
    lines = []
    if ringed:
        titles = some((event.title for event in events.values() if event.pk in ringed), language)
        lines.append(sentences([_("Accounts differ on: %(titles)s", language) % {"titles": titles}]))
    lines += [sentences([break_words(one.first, one.last, language)]) for one, _path in drawing.breaks]
    days = list(dict.fromkeys(day_words(row.published, language) for row in reports if row.published))
    if days:
        shown = _("; ", language).join(days[:12]) + ("; …" if days[12:] else "")
        lines.append(sentences([_("Reports published: %(days)s", language) % {"days": shown}]))
    undated = sum(not event.date for event in events.values())
    if undated:
        lines.append(
            sentences([ngettext("%(n)d event has no date", "%(n)d events have no date", undated) % {"n": undated}])
        )
    return lines


def break_words(first: date, last: date, language: str | None) -> str:
    """Return the days that a fold leaves out, in words."""
    return _("Left out, because nothing lies there: %(span)s", language) % {"span": span_words(first, last, language)}


UNITS = {
    "day": gettext_lazy("a day"),
    "week": gettext_lazy("a week"),
    "month": gettext_lazy("a month"),
    "year": gettext_lazy("a year"),
    "decade": gettext_lazy("ten years"),
    "century": gettext_lazy("a hundred years"),
}


def density_key(density: Density, language: str | None) -> str:
    """Return what a bar counts, in words."""
    line = _(
        "Each bar counts the events of %(unit)s on which a side has a statement; the tallest holds %(n)s.", language
    )
    return line % {"unit": UNITS[density.unit], "n": grouped(density.highest, language)}


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
