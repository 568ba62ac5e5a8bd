"""Renders the events of a page as HTML, cached by their stamps.

Other questions show the same events, and a change of the record changes few stamps, so that most events are cached.
Imports ``timeline`` and ``repeat``; ``views`` puts the result into the page.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from talks import dates
from talks.rendering.cache import RenderCache
from talks.rendering.language import of_record
from talks.rendering.marks import mark_entries
from talks.rendering.repeat import render_each
from talks.sources import source_label
from talks.statements import foreign
from talks.timeline import EventEntry, Summary, Timeline, read_entries

EVENTS: RenderCache["RenderedEvent"] = RenderCache(12_000_000)

# What depends on the page is filled in when an event is put into one, so that pages share its HTML. Characters for
# private use, other than those of ``repeat``, mark the places.
REF = re.compile("\ue002(.+?)\ue003")
JUMPS = SafeString("\ue004")


class Source(NamedTuple):
    """One report in the list of sources. Shape: ordered by its ``place`` among days of publication, then ``slug``."""

    place: dates.Place
    slug: str
    label: str
    headline: str
    lang: str
    url: str


class Place(NamedTuple):
    """An event of the page on which accounts differ. Shape: ``slug`` is the id of its entry without ``e-``."""

    slug: str
    title: str
    day: str


class Jumps(NamedTuple):
    """The differences before and after an event on the page, each a ``Place`` or with an empty slug."""

    previous: Place
    following: Place


NOWHERE = Place("", "", "")


class RenderedEvent(NamedTuple):
    """One event as HTML, and the reports behind what it shows. Shape: ``differs`` has its place if accounts differ."""

    html: str
    sources: list[Source]
    differs: Place

    @property
    def size(self) -> int:
        """The approximate size. Units: bytes."""
        return 1_000 + len(self.html) + sum(len(one.headline) + len(one.url) + 200 for one in self.sources)


class RenderedMonth(NamedTuple):
    """A month with its events as HTML.

    Shape: as ``MonthGroup``; ``quiet_before`` is shown above its heading; ``differing`` are its events on which accounts
    differ.
    """

    title: str
    anchor: str
    events_number: int
    number: str
    is_certain: bool
    quiet_before: str
    events: SafeString
    differing: list[Place]


def render_list(answer: Timeline, known_query: str) -> tuple[list[RenderedMonth], list[Source]]:
    """Return the months of a page with their events, and the sources of all events.

    Shape: links carry ``known_query`` on.
    Cost: no query if all events are cached, else those of ``read_entries``.
    """
    rendered: dict[str, RenderedEvent] = {}
    missing = []
    for event in answer.events:
        if found := EVENTS.get(event.stamp):
            rendered[event.stamp] = found
        else:
            missing.append(event)
    entries = read_entries(answer.rows, [event.pk for event in missing], answer.palette) if missing else []
    if answer.filters.q:
        mark_entries(entries, answer.selection.marker)
    for event, one in zip(missing, render_events(entries, known_query), strict=True):
        rendered[event.stamp] = one
        EVENTS.put(event.stamp, one, one.size)
    sources = in_order(source for one in rendered.values() for source in one.sources)
    numbers = {source.slug: str(number) for number, source in enumerate(sources, 1)}
    jumps = render_jumps(rendered[event.stamp] for event in answer.events)
    months = [
        RenderedMonth(
            title=month.title,
            anchor=month.anchor,
            events_number=month.events_number,
            number=month.number,
            is_certain=month.is_certain,
            quiet_before=month.events[0].quiet_before,
            events=join(month.events, rendered, numbers, jumps),
            differing=[one.differs for event in month.events if (one := rendered[event.stamp]).differs.slug],
        )
        for month in answer.months
    ]
    return months, sources


def join(
    events: list[Summary], rendered: dict[str, RenderedEvent], numbers: dict[str, str], jumps: dict[str, str]
) -> SafeString:
    """Return the events of a month as one text, with the words for long stretches between them.

    Shape: ``numbers`` are those of the sources by slug; ``jumps`` are the links between differences by event.
    """
    pieces: list[str] = []
    for event in events:
        if pieces and event.quiet_before:
            pieces += render_each("timeline/quiet.html", "event", [event])
        one = rendered[event.stamp]
        pieces.append(one.html.replace(JUMPS, jumps[one.differs.slug]) if one.differs.slug else one.html)
    return SafeString(REF.sub(lambda found: numbers[found[1]], "".join(pieces)))


def render_jumps(events: Iterable[RenderedEvent]) -> dict[str, str]:
    """Return the links to the differences before and after each event on which accounts differ, by its slug."""
    places = [one.differs for one in events if one.differs.slug]
    around = [NOWHERE, *places, NOWHERE]
    pairs = [Jumps(before, after) for before, after in zip(around, around[2:], strict=False)]
    return dict(zip([one.slug for one in places], render_each("timeline/jumps.html", "jumps", pairs), strict=True))


def render_events(entries: list[EventEntry], known_query: str) -> list[RenderedEvent]:
    """Return the HTML of each of these events in the list."""
    for entry in entries:
        for utterance in entry.utterances:
            for one in utterance.statements:
                one.ref = f"\ue002{one.row.report.slug}\ue003"
    context = {"known_query": known_query, "jumps": JUMPS, "is_short": True, "of_record": of_record()}
    pieces = render_each("timeline/event.html", "entry", entries, **context)
    return [
        RenderedEvent(html, sources_of([entry]), place_of(entry)) for entry, html in zip(entries, pieces, strict=True)
    ]


def place_of(entry: EventEntry) -> Place:
    """Return the place of an event to jump to, an empty one if no accounts of it differ."""
    if not entry.questions:
        return NOWHERE
    event = entry.event
    return Place(event.slug, event.title, dates.short(dates.parse(event.date)) if event.date else entry.big)


def sources_of(entries: Iterable[EventEntry]) -> list[Source]:
    """Return the reports of all matching and shown statements, each once, in order of publication."""
    language = get_language()
    reports = {
        row.report.slug: row.report
        for entry in entries
        for row in (*entry.claims, *(one.row for shown in entry.utterances for one in shown.statements))
    }
    return in_order(
        Source(
            place=dates.place(one.earliest, one.latest),
            slug=one.slug,
            label=source_label(one, language),
            headline=one.title,
            lang=foreign(one.language, language),
            url=one.link,
        )
        for one in reports.values()
    )


def render_alone(entries: list[EventEntry]) -> tuple[SafeString, list[Source]]:
    """Return events as one list of HTML, with their sources. Nothing is cached, and no links lead between differences."""
    rendered = render_events(entries, "")
    sources = in_order(source for one in rendered for source in one.sources)
    numbers = {source.slug: str(number) for number, source in enumerate(sources, 1)}
    html = "".join(one.html for one in rendered).replace(JUMPS, "")
    return SafeString(REF.sub(lambda found: numbers[found[1]], html)), sources


def in_order(sources: Iterable[Source]) -> list[Source]:
    """Return each source once, in order of publication."""
    return sorted({one.slug: one for one in sources}.values())
