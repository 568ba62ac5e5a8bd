"""Assembles one page of the timeline: events, facets, counts, chips, and links to other pages and views.

Imports the rest of ``timeline``. Views and ``rendering`` show the result.
"""

from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks.index import Index
from talks.palette import Palette
from talks.parameters import NONE, TITLES
from talks.sources import public_url
from talks.timeline.contents import ContentsEntry, anchor, read_contents
from talks.timeline.counts import Counts, read_counts
from talks.timeline.entries import PageRows
from talks.timeline.facets import Facet, Labels, read_facets
from talks.timeline.filters import Filters
from talks.timeline.in_short import InShort, read_in_short
from talks.timeline.months import heading, quiet_stretches
from talks.timeline.ordering import in_order
from talks.timeline.pager import Paged, cut
from talks.timeline.selection import Part, Selection, select
from talks.timeline.switches import Switch, read_orders, read_views
from talks.wording import grouped

PAGE = 50


class Chip(NamedTuple):
    """One chosen value, with the URL of the view without it.

    Shape: ``events`` is the number of events of that view, counted only if the answer is empty; ``number`` is the same
    as text.
    """

    title: str
    label: str
    href: str
    events: int
    number: str


class Summary(NamedTuple):
    """One event of a page, from the index alone.

    Shape: ``stamp`` is a cache key: equal stamps mean that pages show the same of the event. ``quiet_before`` are the
    words for a long stretch without events before it, or empty.
    """

    pk: int
    slug: str
    stamp: str
    quiet_before: str


class MonthGroup(NamedTuple):
    """A month, or a wider date where no month is known, with its events on this page.

    Shape: ``anchor`` is the id of its heading, empty if it has none. ``events_number`` counts the events of the whole
    answer under this heading, and ``number`` is the same as text; 0 and empty if the heading stands on this page before.
    ``is_certain`` is false for events that only possibly fall into the chosen days; these come last.
    """

    title: str
    anchor: str
    events_number: int
    number: str
    is_certain: bool
    events: list[Summary]


class Undated(NamedTuple):
    """The events without a date that match all but the chosen days, and the URL that shows them."""

    events: int
    number: str
    href: str


@dataclass(frozen=True)
class Timeline:
    """A page of the timeline. ``read_entries`` reads its events from ``rows``, unless they are cached as HTML."""

    selection: Selection
    palette: Palette
    rows: PageRows
    counts: Counts
    in_short: InShort | None
    months: list[MonthGroup]
    facets: list[Facet]
    chips: list[Chip]
    views: list[Switch]
    orders: list[Switch]
    undated: Undated | None
    paged: Paged

    @property
    def filters(self) -> Filters:
        return self.selection.filters

    @property
    def address(self) -> str:
        """The public URL of this page."""
        number = self.paged.number
        return public_url(reverse("timeline") + self.filters.querystring(page=number if number > 1 else ""))

    @property
    def contents(self) -> list[ContentsEntry]:
        """The months or years of the whole answer, as links. Cost: see ``read_contents``."""
        return read_contents(self.selection, {month.anchor for month in self.months})

    @property
    def certain(self) -> int:
        """How many events of the page certainly fall into the chosen days; they come first."""
        return sum(len(month.events) for month in self.months if month.is_certain)

    @property
    def events(self) -> list[Summary]:
        """The events of the page, in order."""
        return [event for month in self.months for event in month.events]


def read_timeline(
    filters: Filters, page: int = 1, more: str = "", in_full: bool = False, index: Index | None = None
) -> Timeline:
    """Return one page of the answer; a page past the end is the last page.

    Shape: ``more`` names a facet to list in full; ``in_full`` counts reports even if that is slow.
    Cost: queries for words and reports, and those of ``read_in_short``.
    """
    selection = select(filters, index)
    palette = Palette(selection.index.names.lanes)
    labels = Labels(selection.index, palette)
    labels.learn(filters.report)
    paged, start, stop = cut(selection.count, page, PAGE)
    return Timeline(
        selection=selection,
        palette=palette,
        rows=PageRows(selection),
        counts=read_counts(selection, in_full),
        in_short=read_in_short(selection, palette) if paged.number == 1 else None,
        months=read_months(selection, start, stop),
        facets=read_facets(selection, labels, more),
        chips=read_chips(selection, labels),
        views=read_views(filters),
        orders=read_orders(filters),
        undated=read_undated(selection),
        paged=paged,
    )


def read_months(selection: Selection, start: int, stop: int) -> list[MonthGroup]:
    """Return the events of a page, by month. Cost: no query; see ``in_order``."""
    filters = selection.filters
    ordered = in_order(selection, filters.order, start, stop)
    quiet = quiet_stretches(ordered.events, selection)
    in_full = filters.order not in {"", "-happened"}
    # Besides the event, its HTML depends on the language, the day of ``known``, the form of the date, the words of ``q``,
    # and on whether a filter asks about statements, since else only some stand open.
    form = f"{in_full:d}{filters.asks_of_claims:d}"
    shown = quote("/".join([get_language() or "", filters.known, form, filters.q]))
    months: list[MonthGroup] = []
    titled: set[tuple[bool, str]] = set()
    placed = zip(ordered.events, quiet, strict=True)
    for (is_certain, month), group in groupby(placed, key=lambda pair: (pair[0].is_certain, pair[0].heading)):
        events = []
        for one, words in group:
            part = selection.parts[one.part]
            pk, slug = part.segment.pks[one.number], part.segment.slug(one.number).decode()
            state = selection.index.stamp(one.part, one.number)
            stamp = f"{shown}/{pk}/{state}/{_matching_digits(part, one.number)}"
            events.append(Summary(pk, slug, stamp, words))
        title = heading(month, filters.order)
        if (is_certain, month) in titled:
            # "2022" stands between the first day of January and the rest of it.
            months.append(MonthGroup(_("%(month)s, continued") % {"month": title}, "", 0, "", is_certain, events))
        else:
            number = ordered.numbers[is_certain, month]
            months.append(
                MonthGroup(title, anchor(month) if is_certain else "", number, grouped(number), is_certain, events)
            )
            titled.add((is_certain, month))
    return months


def read_undated(selection: Selection) -> Undated | None:
    """Return the events that chosen days leave out since they have no date, None if there are none."""
    if not selection.filters.has_span:
        return None
    filters = selection.filters.asking(since=NONE, until="", sure="")
    events = select(filters, selection.index).count
    return Undated(events, grouped(events), filters.querystring()) if events else None


def _matching_digits(part: Part, event: int) -> str:
    """Return which statements about an event match, as hexadecimal digits; empty if all do."""
    if part.claims is None:
        return ""
    matching = [number in part.claims for number in part.segment.claims_about(event)]
    return "" if all(matching) else f"{sum(match << index for index, match in enumerate(matching)):x}"


def read_chips(selection: Selection, labels: Labels) -> list[Chip]:
    """Return a chip for each chosen value.

    Shape: if the answer is empty, the chip whose removal gives most events comes first.
    """
    chips = []
    for name, value in selection.filters.chosen():
        rest = selection.filters.without(name, value)
        events = 0 if selection.count else select(rest, selection.index).count
        chips.append(
            Chip(
                str(TITLES["sure" if value == NONE and name == "since" else name]),
                labels.label(name, value),
                rest.querystring() or "?",
                events,
                grouped(events),
            )
        )
    return sorted(chips, key=lambda chip: -chip.events)
