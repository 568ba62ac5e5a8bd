"""The answer to the question: one page of events with their statements, the facets, the counts, the chips."""

from dataclasses import dataclass, field, replace
from uuid import uuid4

from django.db.models import Count, Prefetch, Q
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from talks import dates
from talks.accounts import Differences, read_differences
from talks.models import Actor, Claim, Event, Participation
from talks.querysets import ClaimQuerySet
from talks.statements import (
    Palette,
    Utterance,
    in_order_published,
    is_web_address,
    source_label,
    sources_line,
    utterances,
)
from talks.timeline.coverage import Coverage, Row, Switch, orders, read_coverage, read_rows, views
from talks.timeline.facets import TITLES, Facet, Labels, read_facets
from talks.timeline.filters import Filters
from talks.timeline.hits import with_hits
from talks.timeline.months import Month, by_month, quiet_stretches
from talks.timeline.selection import Selection, in_order, select
from talks.version import read_version
from talks.vocabulary import Attribution, Occurrence, Role

PAGE = 50


@dataclass(frozen=True)
class Participant:
    """One who took part: the party itself, or a person for a party."""

    actor: Actor
    role: str
    palette: int


@dataclass(frozen=True)
class Entry:
    """One event on the timeline, with what was said about it.

    Shape: ``matched`` are the utterances with a statement that matches, ``folded`` the others; ``claims`` are the
    matching statements alone, in the same order, for files. ``key`` is the same only where all of it prints the same.
    """

    event: Event
    big: str
    small: str
    participants: tuple[Participant, ...]
    matched: tuple[Utterance, ...]
    folded: tuple[Utterance, ...]
    claims: tuple[Claim, ...]
    key: str
    quiet_before: str = ""

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
    """How much the answer holds. Shape: ``sources`` names the independent sources in words."""

    events: int
    statements: int
    own_voice: int
    reports: int
    sources: str
    events_possibly: int = 0
    statements_possibly: int = 0
    sure: bool = False

    @property
    def events_line(self) -> str:
        """The events, and how many lie in the span asked for only possibly."""
        line = ngettext("%(n)d event", "%(n)d events", self.events) % {"n": self.events}
        if not self.events_possibly:
            return line
        possibly = (
            _("%(n)d more only possibly in this span") if self.sure else _("%(n)d of them only possibly in this span")
        )
        return _(", ").join([line, possibly % {"n": self.events_possibly}])

    @property
    def statements_line(self) -> str:
        """The statements and where they stand: “71 statements, 9 of the reports’ own, in 5 reports: …”."""
        if not self.statements:
            return self._with_possibly(_("No statement"))
        parts = [ngettext("%(n)d statement", "%(n)d statements", self.statements) % {"n": self.statements}]
        if self.own_voice:
            parts.append(_("%(n)d of the reports’ own") % {"n": self.own_voice})
        line = _(", ").join(parts)
        within = ngettext("in %(n)d report", "in %(n)d reports", self.reports) % {"n": self.reports}
        joint = _(", ") if self.own_voice else " "
        return self._with_possibly(f"{line}{joint}{within}{_(': ')}{self.sources}")

    def _with_possibly(self, line: str) -> str:
        if not self.statements_possibly:
            return line
        return _("%(line)s; %(n)d more possibly by then") % {"line": line, "n": self.statements_possibly}


@dataclass(frozen=True)
class Chip:
    """One value that is asked for, with the address of the view without it.

    Shape: ``events`` is how many events that view has; counted only where the answer is empty.
    """

    title: str
    label: str
    href: str
    events: int = 0


@dataclass(frozen=True)
class Pager:
    """Where this page stands among the pages, and the addresses of its neighbours (empty where there is none)."""

    page: int
    pages: int
    previous: str
    following: str


@dataclass(frozen=True)
class Timeline:
    """All that a page of the timeline shows."""

    filters: Filters
    differences: Differences
    counts: Counts
    facets: list[Facet]
    chips: list[Chip]
    months: list[Month]
    pager: Pager
    views: list[Switch]
    orders: list[Switch]
    sources: list[tuple[str, str, str]]
    rows: list[Row] = field(default_factory=list)
    coverage: Coverage | None = None
    notices: dict[str, list[str]] = field(default_factory=dict)


def read_timeline(filters: Filters, page: int = 1) -> Timeline:
    """Return one page of the answer; a page past the end is the last page.

    Cost: a number of queries that does not depend on the size of the record or of the answer.
    """
    version = read_version()
    differences, palette = read_differences(filters.known_day), Palette()
    selection = select(filters, differences)
    counts = read_counts(selection, filters, differences)
    pages = max(1, -(-counts.events // PAGE))
    page_shown = min(max(page, 1), pages)
    events = read_events(selection, filters, (page_shown - 1) * PAGE, page_shown * PAGE)
    quiet = quiet_stretches(events, selection, filters)
    entries = with_hits(read_entries(events, selection, filters, differences, palette, quiet, version), filters.q)
    if version != read_version():
        # Somebody changed the record meanwhile: what was read may be of two versions, and must not be kept as one.
        entries = [replace(entry, key=str(uuid4())) for entry in entries]
    facets, labels = read_facets(filters, differences, palette)
    notices = {}
    if page > pages:
        notices["page"] = [_("There is no page %(asked)d; this is the last one.") % {"asked": page}]
    return Timeline(
        filters=filters,
        differences=differences,
        counts=counts,
        facets=facets,
        chips=read_chips(filters, labels, None if counts.events else differences),
        months=by_month(entries, selection, filters.order),
        pager=Pager(
            page_shown,
            pages,
            (filters.querystring(page=page_shown - 1 if page_shown > 2 else "") or "?") if page_shown > 1 else "",
            filters.querystring(page=page_shown + 1) if page_shown < pages else "",
        ),
        views=views(filters),
        orders=orders(filters),
        sources=sources(entries),
        rows=read_rows(entries, filters.order) if filters.view == "table" else [],
        coverage=read_coverage(entries, differences) if filters.view == "coverage" else None,
        notices=notices,
    )


def sources(entries: list[Entry]) -> list[tuple[str, str, str]]:
    """Return the reports behind the statements of a page, in order of publication.

    Shape: outlet and day, headline, address or nothing. Cost: no query.
    """
    ordered = in_order_published(claim.article for entry in entries for claim in entry.claims)
    return [(source_label(one), one.headline, one.url if is_web_address(one.url) else "") for one in ordered]


def read_chips(filters: Filters, labels: Labels, differences: Differences | None) -> list[Chip]:
    """Return a chip for each value asked for. Cost: one query a chip where ``differences`` are given to count by.

    Counted chips stand with the one first that, taken off, leaves most.
    """
    chips = []
    for name, value in filters.chosen():
        left = filters.without(name, value)
        events = 0
        if differences:
            # Where accounts differ depends on what was known, and on no other filter.
            found = differences if left.known == filters.known else read_differences(left.known_day)
            events = select(left, found).events.count()
        chips.append(Chip(str(TITLES[name]), labels.label(name, value), left.querystring() or "?", events))
    return sorted(chips, key=lambda chip: -chip.events)


def read_counts(selection: Selection, filters: Filters, differences: Differences) -> Counts:
    """Return how much the answer holds. Cost: two queries, one more for a span, one more for a day of publication."""
    rows = list(
        selection.claims.order_by()
        .values_list("article_id", "article__agency__name", "article__outlet__name")
        .annotate(n=Count("pk"), own=Count("pk", filter=Q(attribution=Attribution.OWN_VOICE)))
    )
    events = selection.events.count()
    events_possibly = statements_possibly = 0
    if filters.since or filters.until:
        other = select(replace(filters, sure="" if filters.sure else "1"), differences).events.count()
        events_possibly = abs(events - other)
    if filters.known_day:
        possibly = Claim.objects.public_possibly(filters.known_day).values("pk")
        statements_possibly = select(filters.lifted("known"), differences).claims.filter(pk__in=possibly).count()
    return Counts(
        events=events,
        statements=sum(row[3] for row in rows),
        own_voice=sum(row[4] for row in rows),
        reports=len(rows),
        sources=sources_line(row[1] or row[2] or "" for row in rows),
        events_possibly=events_possibly,
        statements_possibly=statements_possibly,
        sure=bool(filters.sure),
    )


def read_events(
    selection: Selection, filters: Filters, start: int, stop: int | None, claims: ClaimQuerySet | None = None
) -> list[Event]:
    """Return events in the order asked for, each with participations and its public claims. Cost: four queries.

    Shape: ``event.public_claims`` holds every public claim about it, in reading order, with names, side and topics,
    or with what ``claims`` brings along; ``event.day`` is the day by which it is ordered.
    """
    claims = Claim.objects.with_names() if claims is None else claims
    claims = claims.public(filters.known_day).with_side().in_reading_order()
    present = Participation.objects.select_related("actor__side").order_by("id")
    return list(
        in_order(selection, filters.order)
        .select_related("process", "place")
        .prefetch_related(
            Prefetch("claims", queryset=claims, to_attr="public_claims"),
            Prefetch("participations", queryset=present, to_attr="present"),
        )[start:stop]
    )


def read_entries(
    events: list[Event],
    selection: Selection,
    filters: Filters,
    differences: Differences,
    palette: Palette,
    quiet: dict[int, str] | None = None,
    version: int = 0,
) -> list[Entry]:
    """Return the events with their statements sorted out. Cost: one query, none where nothing is asked of claims."""
    in_full = filters.order not in {"", "-happened"}
    stem = f"{version} {get_language()} {filters.known} {in_full}"
    if filters.asks_of_claims:
        pks = [event.pk for event in events]
        matching = set(selection.claims.filter(event__in=pks).values_list("pk", flat=True))
    else:
        matching = {claim.pk for event in events for claim in event.public_claims}
    return [
        _entry(event, matching, differences, palette, _day_words(event, in_full), (quiet or {}).get(event.pk, ""), stem)
        for event in events
    ]


def _day_words(event: Event, in_full: bool) -> tuple[str, str]:
    """Return the date for the margin, large and small; in full where the heading is the month of another clock."""
    if not event.date:
        return _("Undated"), ""
    date = dates.parse(event.date)
    return (dates.short(date), "") if in_full else dates.margin(date)


def _entry(
    event: Event,
    matching: set[int],
    differences: Differences,
    palette: Palette,
    day: tuple[str, str],
    quiet: str,
    stem: str,
) -> Entry:
    groups = utterances(event.public_claims, differences, palette)
    is_match = [any(one.claim.pk in matching for one in group.statements) for group in groups]
    places = "".join("+" if match else "-" for match in is_match)
    matched = tuple(group for group, match in zip(groups, is_match, strict=True) if match)
    return Entry(
        event=event,
        big=day[0],
        small=day[1],
        participants=tuple(participants(event, palette)),
        matched=matched,
        folded=tuple(group for group, match in zip(groups, is_match, strict=True) if not match),
        claims=tuple(one.claim for group in matched for one in group.statements if one.claim.pk in matching),
        key=f"{stem} {event.pk} {places}",
        quiet_before=quiet,
    )


def participants(event: Event, palette: Palette) -> list[Participant]:
    """Return who took part, in the order recorded; a party and its people each by name. Cost: no query."""
    return [
        Participant(
            one.actor,
            "" if one.role == Role.PARTY else one.get_role_display(),
            palette.number(one.actor.side_id or one.actor_id, event.process_id),
        )
        for one in event.present
    ]
