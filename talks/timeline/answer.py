"""The answer to the question: one page of events, the facets, the counts, the chips, the ways to other pages and views."""

from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

from django.utils.translation import get_language

from talks.index import Index
from talks.palette import Palette
from talks.parameters import TITLES
from talks.timeline.counts import Counts, read_counts
from talks.timeline.entries import PageRows
from talks.timeline.facets import Facet, Labels, read_facets
from talks.timeline.filters import Filters
from talks.timeline.months import heading, quiet_stretches
from talks.timeline.ordering import in_order
from talks.timeline.pager import Paged, cut
from talks.timeline.selection import Part, Selection, select
from talks.timeline.switches import Switch, read_orders, read_views
from talks.wording import grouped

PAGE = 50


class Chip(NamedTuple):
    """One value that is asked for, with the address of the view without it.

    Shape: ``number`` is how many events that view has, as it is read; counted only where the answer is empty.
    """

    title: str
    label: str
    href: str
    events: int
    number: str


class Summary(NamedTuple):
    """One event on a page, by what the index knows of it.

    Shape: ``stamp`` is the same only where all that is shown of the event is the same.
    """

    pk: int
    slug: str
    stamp: str
    quiet_before: str


class MonthGroup(NamedTuple):
    """A month with the events of this page in it, and the number of events of the whole answer in it."""

    title: str
    events_number: int
    number: str
    events: list[Summary]


@dataclass(frozen=True)
class Timeline:
    """All that a page of the timeline shows but the events themselves: ``read_entries`` reads these, out of ``rows``."""

    selection: Selection
    palette: Palette
    rows: PageRows
    counts: Counts
    months: list[MonthGroup]
    facets: list[Facet]
    chips: list[Chip]
    views: list[Switch]
    orders: list[Switch]
    paged: Paged

    @property
    def filters(self) -> Filters:
        return self.selection.filters

    @property
    def events(self) -> list[Summary]:
        """The events of the page in their order."""
        return [event for month in self.months for event in month.events]


def read_timeline(
    filters: Filters, page: int = 1, more: str = "", in_full: bool = False, index: Index | None = None
) -> Timeline:
    """Return one page of the answer; a page past the end is the last page.

    ``more`` names a facet to be listed in full; ``in_full`` counts reports however long it takes.
    Cost: no query but those for words and for reports.
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
        months=read_months(selection, start, stop),
        facets=read_facets(selection, labels, more),
        chips=read_chips(selection, labels),
        views=read_views(filters),
        orders=read_orders(filters),
        paged=paged,
    )


def read_months(selection: Selection, start: int, stop: int) -> list[MonthGroup]:
    """Return the events of a page under their months. Cost: no query; see ``in_order``."""
    filters = selection.filters
    ordered = in_order(selection, filters.order, start, stop)
    quiet = quiet_stretches(ordered.events, selection)
    in_full = filters.order not in {"", "-happened"}
    # All that is shown of an event depends on: the language, what was known, the form of its date, the words to mark.
    shown = quote("/".join([get_language(), filters.known, str(int(in_full)), filters.q]))
    groups: dict[tuple[int, int] | None, list[Summary]] = {month: [] for month in ordered.months}
    for place, words in zip(ordered.events, quiet, strict=True):
        part = selection.parts[place.part]
        pk, slug = part.segment.pks[place.number], part.segment.slug(place.number).decode()
        state = selection.index.stamp(place.part, place.number)
        stamp = f"{shown}/{pk}/{state}/{_matching_mark(part, place.number)}"
        groups[place.month].append(Summary(pk, slug, stamp, words))
    return [
        MonthGroup(heading(month, filters.order), ordered.months[month], grouped(ordered.months[month]), events)
        for month, events in groups.items()
    ]


def _matching_mark(part: Part, event: int) -> str:
    """Return which of the statements about an event match, as one short word; empty where all do."""
    if part.claims is None:
        return ""
    matching = [number in part.claims for number in part.segment.claims_about(event)]
    return "" if all(matching) else f"{sum(match << place for place, match in enumerate(matching)):x}"


def read_chips(selection: Selection, labels: Labels) -> list[Chip]:
    """Return a chip for each value asked for.

    Shape: where nothing answers, counted, with the one first that, taken off, leaves most.
    """
    chips = []
    for name, value in selection.filters.chosen():
        left = selection.filters.without(name, value)
        events = 0 if selection.count else select(left, selection.index).count
        chips.append(
            Chip(str(TITLES[name]), labels.label(name, value), left.querystring() or "?", events, grouped(events))
        )
    return sorted(chips, key=lambda chip: -chip.events)
