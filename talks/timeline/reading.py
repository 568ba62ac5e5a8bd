"""The answer to the question: one page of events with their statements, the facets, the counts, the chips."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from urllib.parse import quote

from django.db.models import Model, QuerySet
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from talks import dates
from talks.accounts import Differences
from talks.index import Index, give
from talks.models import Actor, Article, Claim, Event, Outlet, Participation, Place, Process, Question
from talks.statements import (
    Palette,
    Utterance,
    sources_line,
    utterances,
)
from talks.text import grouped
from talks.timeline.coverage import Switch, orders, views
from talks.timeline.facets import TITLES, Facet, Labels, read_facets
from talks.timeline.filters import Filters
from talks.timeline.hits import with_hits
from talks.timeline.months import heading, quiet_stretches
from talks.timeline.ordering import in_order
from talks.timeline.selection import About, Part, Selection, known_ordinal, possibly_known, select
from talks.vocabulary import EventKind, Occurrence, Role, label

PAGE = 50


@dataclass(frozen=True)
class Participant:
    """One who took part: the party itself, or a person for a party."""

    actor: Actor
    role: str
    palette: int

    @property
    def name(self) -> str:
        return self.actor.name

    @property
    def capacity(self) -> str:
        """The role as it stands in a sentence."""
        return self.role.lower()


@dataclass(frozen=True)
class Entry:
    """One event on the timeline, with what was said about it.

    Shape: ``matched`` are the utterances with a statement that matches, and ``others`` is how many have none; ``claims``
    are the matching statements alone, in the same order, for files, and ``differing`` the ids of those that differ from
    others.
    """

    event: Event
    big: str
    small: str
    participants: tuple[Participant, ...]
    matched: tuple[Utterance, ...]
    others: int
    claims: tuple[Claim, ...]
    differing: frozenset[int]
    language: str | None = field(default_factory=get_language)

    @property
    def slug(self) -> str:
        return self.event.slug

    @property
    def page(self) -> str:
        """Where the event stands on this site."""
        return self.event.get_absolute_url()

    @property
    def title(self) -> str:
        return self.event.title

    @property
    def summary(self) -> str:
        return self.event.summary

    @property
    def place(self) -> str:
        """The name of the place, or the empty string."""
        return self.event.place.name if self.event.place else ""

    @property
    def kind(self) -> str:
        """The kind of the event in words."""
        return label(EventKind, self.event.kind, self.language)

    @property
    def not_held(self) -> str:
        """In words what became of an event that was not held, else the empty string."""
        held = self.event.occurrence == Occurrence.HELD
        return "" if held else label(Occurrence, self.event.occurrence, self.language)

    @property
    def is_meeting(self) -> bool:
        """Whether those on several sides met, which the picture shows as a filled knot."""
        sides = {one.actor.side_id or one.actor_id for one in self.event.present}
        return self.event.occurrence == Occurrence.HELD and len(sides) > 1

    @property
    def is_span(self) -> bool:
        """Whether the date needs more room than the number of a day."""
        return len(self.big) > 2

    @property
    def machine(self) -> str:
        """The date as machines read it, or the empty string where they cannot."""
        return dates.machine(dates.parse(self.event.date)) if self.event.date else ""

    @property
    def is_uncertain(self) -> bool:
        """Whether the day is not known, or the event not held."""
        certain = self.event.date_earliest and self.event.date_earliest == self.event.date_latest
        return not certain or self.event.occurrence != Occurrence.HELD


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


MOST_NAMED = 500  # ids in one query, of which databases take some thousands
CURATED = ("status", "status_reason", "changed")
NOT_PRINTED = {
    Claim: (*CURATED, "recorded", "note", "said_basis", "said_basis_note", "said_earliest", "said_latest", "said_seal"),
    Event: (*CURATED, "format", "date_seal", "date_basis", "date_basis_note", "place_basis", "place_basis_note"),
    Article: (
        *(*CURATED, "recorded", "summary", "note", "openings", "byline", "archive_url", "reference", "language"),
        *("text_is_public", "agency_basis", "published_basis", "published_basis_note", "published_seal"),
    ),
}
"""What no page of the timeline prints of hundreds of records, and what would take as long to read as all the rest."""


def read_events(
    index: Index,
    pks: list[int],
    known: date | None,
    only: Collection[int] | None = None,
) -> list[tuple[Event, list[Claim]]]:
    """Return events in this order, each with who took part, and its public claims. Cost: four queries.

    Shape: the claims are all public ones, or ``only`` those with these ids, in reading order, with names and side;
    ``event.present`` holds its participations. Nothing leads back to where it came from, so that it is gone as soon as it
    is printed.
    """

    def read(model: type[Model]) -> QuerySet:
        return model.objects.defer(*NOT_PRINTED[model])

    rows = read(Claim).public(known)
    rows = rows.filter(event__in=pks) if only is None or len(only) > MOST_NAMED else rows.filter(pk__in=only)
    said = [claim for claim in rows.in_reading_order() if only is None or claim.pk in only]
    present = list(Participation.objects.filter(event__in=pks).order_by("id"))
    events = read(Event).in_bulk({*pks, *(claim.occasion_id for claim in said if claim.occasion_id)})
    # Nothing has the id 0: the number of queries does not depend on the record.
    reports = read(Article).in_bulk({claim.article_id for claim in said} or {0})
    # A join would make these anew for every claim, and there are hundreds on a page.
    of = index.names.records
    give(events.values(), process=of[Process], place=of[Place])
    give(reports.values(), outlet=of[Outlet], agency=of[Outlet])
    give(present, actor=of[Actor])
    give(said, event=events, occasion=events, article=reports)
    give(said, speaker=of[Actor], side=of[Actor], target=of[Actor])
    found: dict[int, tuple[Event, list[Claim]]] = {pk: (events[pk], []) for pk in pks if pk in events}
    for event, _claims in found.values():
        event.present = []
    for claim in said:
        claim.side_pk = claim.speaks_for.pk if claim.speaks_for else None
        claim.occasion_is_public = claim.occasion is not None and index.holds(claim.occasion_id)
        found[claim.event_id][1].append(claim)
    for one in present:
        found[one.event_id][0].present.append(one)
    return list(found.values())


def read_entries(selection: Selection, pks: list[int], palette: Palette) -> list[Entry]:
    """Return events, in this order, with their statements sorted out.

    Only what matches is read whole. Cost: four queries, and one more where accounts differ on any of these events.
    """
    filters = selection.filters
    only = matching = None
    others: Counter = Counter()
    if filters.asks_of_claims:
        about = [one for pk in pks for one in selection.about(pk)]
        matching, matched = {one.claim for one in about if one.matches}, _matched(about)
        only = {one.claim for one in about if one.utterance in matched}
        others.update(event for event, _first in {one.utterance for one in about} - matched)
    events = read_events(selection.index, pks, filters.known_day, only)
    differences = Differences()
    if differing := [said for event, said in events if selection.differs(event.pk)]:
        differences = _differences(selection, (claim.pk for said in differing for claim in said))
    in_full = filters.order not in {"", "-happened"}
    entries = [
        _entry(event, said, matching, others[event.pk], differences, palette, _day_words(event, in_full))
        for event, said in events
    ]
    return with_hits(entries, filters.q)


def _matched(about: list[About]) -> set[tuple[int, int]]:
    """Return the utterances of which a statement matches."""
    return {one.utterance for one in about if one.matches}


def _differences(selection: Selection, claims: Iterable[int]) -> Differences:
    """Return where these statements, given by their ids, differ from others. Cost: one query, for the questions."""
    of_claim = selection.index.differing.of_claims(claims, known_ordinal(selection.filters))
    asked = {question for marks in of_claim.values() for _kind, question in marks}
    return Differences(questions=Question.objects.in_bulk(asked or {0}), of_claim=of_claim)


def read_folded(selection: Selection, event: int, palette: Palette) -> list[Utterance]:
    """Return the utterances about an event, given by its id, of which no statement matches. Cost: as of ``read_entries``."""
    about = selection.about(event)
    matched = _matched(about)
    only = {one.claim for one in about if one.utterance not in matched}
    ((_event, said),) = read_events(selection.index, [event], selection.filters.known_day, only=only)
    return utterances(said, _differences(selection, only), palette)


def _day_words(event: Event, in_full: bool) -> tuple[str, str]:
    """Return the date for the margin, large and small; in full where the heading is the month of another clock."""
    if not event.date:
        return _("Undated"), ""
    date = dates.parse(event.date)
    return (dates.short(date), "") if in_full else dates.margin(date)


def _entry(
    event: Event,
    said: list[Claim],
    matching: set[int] | None,
    others: int,
    differences: Differences,
    palette: Palette,
    day: tuple[str, str],
) -> Entry:
    matched = tuple(utterances(said, differences, palette))
    claims = tuple(one.claim for group in matched for one in group.statements)
    if matching is not None:
        claims = tuple(claim for claim in claims if claim.pk in matching)
    return Entry(
        event=event,
        big=day[0],
        small=day[1],
        participants=tuple(participants(event, palette)),
        matched=matched,
        others=others,
        claims=claims,
        differing=frozenset(claim.pk for claim in claims if claim.pk in differences.of_claim),
    )


def participants(event: Event, palette: Palette) -> list[Participant]:
    """Return who took part, in the order recorded; a party and its people each by name. Cost: no query."""
    language = get_language()
    return [
        Participant(
            one.actor,
            "" if one.role == Role.PARTY else label(Role, one.role, language),
            palette.number(one.actor.side_id or one.actor_id, event.process_id),
        )
        for one in event.present
    ]
