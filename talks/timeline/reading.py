"""The answer to the question: one page of events with their statements, the facets, the counts, the chips."""

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import quote

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from talks.index import Index
from talks.statements import Palette, sources_line
from talks.text import grouped
from talks.timeline.coverage import Switch, orders, views
from talks.timeline.entries import Entry, read_entries
from talks.timeline.facets import TITLES, Facet, Labels, read_facets
from talks.timeline.filters import Filters
from talks.timeline.months import heading, quiet_stretches
from talks.timeline.ordering import in_order
from talks.timeline.selection import Part, Selection, possibly_known, select

PAGE = 50


@dataclass(frozen=True)
class Counts:
    """How much the answer holds.

    Shape: ``sources`` names the independent sources in words; ``reports`` is None where they are not counted yet.
    """

    events: int
    statements: int
    own_voice: int
    reports: int | None
    sources: str
    events_possibly: int = 0
    statements_possibly: int = 0
    sure: bool = False

    @property
    def number(self) -> str:
        """The number of events as it is read."""
        return grouped(self.events)

    @property
    def events_line(self) -> str:
        """The events, and how many lie in the span asked for only possibly."""
        line = ngettext("%(n)s event", "%(n)s events", self.events) % {"n": grouped(self.events)}
        if not self.events_possibly:
            return line
        possibly = (
            _("%(n)s more only possibly in this span") if self.sure else _("%(n)s of them only possibly in this span")
        )
        return _(", ").join([line, possibly % {"n": grouped(self.events_possibly)}])

    @property
    def statements_line(self) -> str:
        """The statements and where they stand: “71 statements, 9 of the reports’ own, in 5 reports: …”."""
        if not self.statements:
            return self._with_possibly(_("No statement"))
        parts = [ngettext("%(n)s statement", "%(n)s statements", self.statements) % {"n": grouped(self.statements)}]
        if self.own_voice:
            parts.append(_("%(n)s of the reports’ own") % {"n": grouped(self.own_voice)})
        line = _(", ").join(parts)
        if self.reports is None:
            return self._with_possibly(line)
        within = ngettext("in %(n)s report", "in %(n)s reports", self.reports) % {"n": grouped(self.reports)}
        joint = _(", ") if self.own_voice else " "
        return self._with_possibly(f"{line}{joint}{within}{_(': ')}{self.sources}")

    def _with_possibly(self, line: str) -> str:
        if not self.statements_possibly:
            return line
        return _("%(line)s; %(n)s more possibly by then") % {"line": line, "n": grouped(self.statements_possibly)}


@dataclass(frozen=True)
class Chip:
    """One value that is asked for, with the address of the view without it.

    Shape: ``events`` is how many events that view has; counted only where the answer is empty.
    """

    title: str
    label: str
    href: str
    events: int = 0

    @property
    def number(self) -> str:
        """The number of events as it is read."""
        return grouped(self.events)


@dataclass(frozen=True)
class Pager:
    """Where this page stands among the pages, and the addresses of its neighbours (empty where there is none)."""

    page: int
    pages: int
    previous: str
    following: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One event on a page, by what is known of it without the database: its id and slug.

    Shape: ``key`` is the same only where all that is printed of it is the same.
    """

    pk: int
    slug: str
    key: str
    quiet_before: str = ""


@dataclass
class Month:
    """A month with the events of this page in it, and the number of events of the whole answer in it.

    Shape: ``html`` is how its events are printed, once they are.
    """

    title: str
    count: int
    entries: tuple[Listed, ...]
    html: str = ""

    @property
    def number(self) -> str:
        """The number of events as it is read."""
        return grouped(self.count)

    @property
    def quiet_before(self) -> str:
        """What is said of the time before its first event."""
        return self.entries[0].quiet_before


@dataclass(frozen=True)
class Timeline:
    """All that a page of the timeline shows; what costs more than a moment is read when it is asked for."""

    selection: Selection
    labels: Labels
    more: str
    counts: Counts
    months: list[Month]
    pager: Pager
    notices: dict[str, list[str]] = field(default_factory=dict)

    @property
    def filters(self) -> Filters:
        return self.selection.filters

    @property
    def listed(self) -> list[Listed]:
        """The events of the page in their order."""
        return [one for month in self.months for one in month.entries]

    @cached_property
    def chips(self) -> list[Chip]:
        return read_chips(self.selection, self.labels)

    @property
    def views(self) -> list[Switch]:
        return views(self.filters)

    @property
    def orders(self) -> list[Switch]:
        return orders(self.filters)

    @cached_property
    def facets(self) -> list[Facet]:
        """The choices beside the list. Cost: see ``read_facets``."""
        return read_facets(self.selection, self.labels, self.more)

    @cached_property
    def entries(self) -> list[Entry]:
        """The events of the page with all that is said about them. Cost: a constant number of queries, once."""
        return read_entries(self.selection, [one.pk for one in self.listed], self.labels.palette)


def read_timeline(
    filters: Filters, page: int = 1, more: str = "", in_full: bool = False, index: Index | None = None
) -> Timeline:
    """Return one page of the answer; a page past the end is the last page.

    ``more`` names a facet to be listed in full; ``in_full`` counts reports however long it takes.
    Cost: no query but those for words and for reports.
    """
    selection = select(filters, index)
    labels = Labels(selection.index, Palette(selection.index.names.lanes))
    labels.learn(filters.report)
    pages = max(1, -(-selection.count // PAGE))
    page_shown = min(max(page, 1), pages)
    notices = {}
    if page > pages:
        notices["page"] = [_("There is no page %(asked)d; this is the last one.") % {"asked": page}]
    return Timeline(
        selection=selection,
        labels=labels,
        more=more,
        counts=read_counts(selection, in_full),
        months=read_months(selection, (page_shown - 1) * PAGE, page_shown * PAGE),
        pager=Pager(
            page_shown,
            pages,
            (filters.querystring(page=page_shown - 1 if page_shown > 2 else "") or "?") if page_shown > 1 else "",
            filters.querystring(page=page_shown + 1) if page_shown < pages else "",
        ),
        notices=notices,
    )


def read_months(selection: Selection, start: int, stop: int) -> list[Month]:
    """Return the events of a page under their months. Cost: no query; see ``in_order``."""
    filters = selection.filters
    ordered = in_order(selection, filters.order, start, stop)
    quiet = quiet_stretches(ordered.places, selection)
    in_full = filters.order not in {"", "-happened"}
    stem = quote("/".join([get_language(), filters.known, str(int(in_full)), filters.q]))
    groups: dict[tuple[int, int] | None, list[Listed]] = {month: [] for month in ordered.months}
    for place, words in zip(ordered.places, quiet, strict=True):
        part = selection.parts[place.part]
        pk, slug = part.segment.pks[place.number], part.segment.slug(place.number).decode()
        stamp = selection.index.stamp(place.part, place.number)
        key = f"{stem}/{pk}/{stamp}/{_matching_mark(part, place.number)}"
        groups[place.month].append(Listed(pk, slug, key, words))
    return [
        Month(heading(month, filters.order), ordered.months[month], tuple(listed)) for month, listed in groups.items()
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
        chips.append(Chip(str(TITLES[name]), labels.label(name, value), left.querystring() or "?", events))
    return sorted(chips, key=lambda chip: -chip.events)


def read_counts(selection: Selection, in_full: bool = False) -> Counts:
    """Return how much the answer holds.

    Shape: reports and sources are left out where there are too many statements to look at each, unless ``in_full``.
    Cost: no query.
    """
    filters = selection.filters
    events_possibly = statements_possibly = 0
    if filters.since or filters.until:
        other = select(replace(filters, sure="" if filters.sure else "1"), selection.index)
        events_possibly = abs(selection.count - other.count)
    if filters.known_day:
        statements_possibly = possibly_known(filters, selection.index)
    sources = selection.sources() if in_full or selection.is_soon_read else None
    return Counts(
        events=selection.count,
        statements=selection.statements,
        own_voice=selection.own_voice,
        reports=None if sources is None else sources.total(),
        sources="" if sources is None else sources_line(source_names(selection, sources)),
        events_possibly=events_possibly,
        statements_possibly=statements_possibly,
        sure=bool(filters.sure),
    )


def source_names(selection: Selection, sources: Counter) -> Counter:
    """Return how many reports there are by the name of their source, empty for those whose source is not known."""
    names = selection.index.names
    return Counter({names.of_pk("outlet", pk).label if pk else "": number for pk, number in sources.items()})
