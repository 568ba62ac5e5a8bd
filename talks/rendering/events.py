"""Renders the events of a page as HTML, cached by their stamps.

Other questions show the same events, and a change of the record changes few stamps, so that most events are cached.
Imports ``timeline`` and ``repeat``; ``views`` puts the result into the page.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from talks import dates
from talks.rendering.cache import RenderCache
from talks.rendering.marks import mark_entries
from talks.rendering.repeat import render_each
from talks.sources import source_label
from talks.statements import foreign
from talks.timeline import EventEntry, Summary, Timeline, read_entries

EVENTS: RenderCache["RenderedEvent"] = RenderCache(12_000_000)


class Source(NamedTuple):
    """One report in the list of sources. Shape: ordered by its ``place`` among days of publication, then ``slug``."""

    place: dates.Place
    slug: str
    label: str
    headline: str
    lang: str
    url: str


class RenderedEvent(NamedTuple):
    """One event as HTML, and the reports behind what it shows."""

    html: str
    sources: list[Source]

    @property
    def size(self) -> int:
        """The approximate size. Units: bytes."""
        return 1_000 + len(self.html) + sum(len(one.headline) + len(one.url) + 200 for one in self.sources)


class RenderedMonth(NamedTuple):
    """A month with its events as HTML. Shape: as ``MonthGroup``; ``quiet_before`` is shown above its heading."""

    title: str
    events_number: int
    number: str
    is_certain: bool
    quiet_before: str
    events: SafeString


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
    months = [
        RenderedMonth(
            title=month.title,
            events_number=month.events_number,
            number=month.number,
            is_certain=month.is_certain,
            quiet_before=month.events[0].quiet_before,
            events=join(month.events, rendered),
        )
        for month in answer.months
    ]
    return months, in_order(source for one in rendered.values() for source in one.sources)


def join(events: list[Summary], rendered: dict[str, RenderedEvent]) -> SafeString:
    """Return the events of a month as one text, with the words for long stretches between them."""
    pieces: list[str] = []
    for event in events:
        if pieces and event.quiet_before:
            pieces += render_each("timeline/quiet.html", "event", [event])
        pieces.append(rendered[event.stamp].html)
    return SafeString("".join(pieces))


def render_events(entries: list[EventEntry], known_query: str) -> list[RenderedEvent]:
    """Return the HTML of each of these events in the list."""
    pieces = render_each("timeline/event.html", "entry", entries, known_query=known_query)
    return [RenderedEvent(html, sources_of([entry])) for entry, html in zip(entries, pieces, strict=True)]


def sources_of(entries: Iterable[EventEntry]) -> list[Source]:
    """Return the reports of all statements on these events, each once, in order of publication."""
    reports = {row.report.slug: row.report for entry in entries for row in entry.claims}
    return in_order(
        Source(
            place=dates.place(one.earliest, one.latest),
            slug=one.slug,
            label=source_label(one),
            headline=one.headline,
            lang=foreign(one.language, get_language()),
            url=one.link,
        )
        for one in reports.values()
    )


def in_order(sources: Iterable[Source]) -> list[Source]:
    """Return each source once, in order of publication."""
    return sorted({one.slug: one for one in sources}.values())
