"""The events of a page as HTML, cached by the stamp of what they show.

Other questions show the same events, and a change of the record moves the stamps of few: what did not change is not
rendered again.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.safestring import SafeString

from talks.rendering.cache import RenderCache
from talks.rendering.repeat import render_each
from talks.sources import source_label
from talks.timeline import EventEntry, Summary, Timeline, read_entries

EVENTS: RenderCache["RenderedEvent"] = RenderCache(12_000_000)


class Source(NamedTuple):
    """One report in the list of sources. Shape: ordered by ``day`` of publication, then by ``slug``."""

    day: str
    slug: str
    label: str
    headline: str
    address: str


class RenderedEvent(NamedTuple):
    """One event as HTML, and the reports behind what it shows."""

    html: str
    sources: list[Source]

    @property
    def size(self) -> int:
        """Units: bytes, about."""
        return 1_000 + len(self.html) + sum(len(one.headline) + len(one.address) + 200 for one in self.sources)


class RenderedMonth(NamedTuple):
    """A month with its events as HTML; what is said of a quiet time before its first event stands above its heading."""

    title: str
    events_number: int
    number: str
    quiet_before: str
    events: SafeString


def render_list(answer: Timeline, known_query: str) -> tuple[list[RenderedMonth], list[Source]]:
    """Return the months of a page with their events, and the sources of all of them.

    ``known_query`` is what links carry on. Cost: no query where all events are cached, else those of the entries.
    """
    rendered = {event.stamp: EVENTS.get(event.stamp) for event in answer.events}
    missing = [event for event in answer.events if not rendered[event.stamp]]
    entries = read_entries(answer.rows, [event.pk for event in missing], answer.palette) if missing else []
    for event, one in zip(missing, render_events(entries, known_query), strict=True):
        rendered[event.stamp] = one
        EVENTS.put(event.stamp, one, one.size)
    months = [
        RenderedMonth(
            title=month.title,
            events_number=month.events_number,
            number=month.number,
            quiet_before=month.events[0].quiet_before,
            events=join(month.events, rendered),
        )
        for month in answer.months
    ]
    return months, in_order(one for found in rendered.values() for one in found.sources)


def join(events: list[Summary], rendered: dict[str, RenderedEvent]) -> SafeString:
    """Return the events of a month as one piece, each but the first after what is said of a quiet time before it."""
    pieces = []
    for event in events:
        if pieces and event.quiet_before:
            pieces += render_each("timeline/quiet.html", "event", [event])
        pieces.append(rendered[event.stamp].html)
    return SafeString("".join(pieces))


def render_events(entries: list[EventEntry], known_query: str) -> list[RenderedEvent]:
    """Return each of these events as it stands in the list."""
    pieces = render_each("timeline/event.html", "entry", entries, known_query=known_query)
    return [RenderedEvent(html, sources_of([entry])) for entry, html in zip(entries, pieces, strict=True)]


def sources_of(entries: Iterable[EventEntry]) -> list[Source]:
    """Return the reports behind what these events show, each once, in order of publication."""
    reports = {row.report.slug: row.report for entry in entries for row in entry.claims}
    return in_order(
        Source(
            day=str(one.earliest or one.latest or "~"),
            slug=one.slug,
            label=source_label(one),
            headline=one.headline,
            address=one.link,
        )
        for one in reports.values()
    )


def in_order(sources: Iterable[Source]) -> list[Source]:
    return sorted({one.slug: one for one in sources}.values())
