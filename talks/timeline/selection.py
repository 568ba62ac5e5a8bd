"""Finds the events and statements that match a question.

Page, facets, picture and exports all start from a ``Selection``, so that they cannot disagree. Imports the index and
``search``; queries the database only for search words and reports. Knows no HTTP and no words for readers.
"""

from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, reduce
from typing import Any, NamedTuple, TypeVar

from talks import search
from talks.index import KINDS, Bitmap, FacetKey, Index, Segment, current
from talks.models import Article, Claim
from talks.parameters import BY_NAME, CLAIM_FACETS, EVENT_FACETS, FACETS, NONE
from talks.sources import Origins, separate_origins
from talks.timeline.filters import Filters
from talks.vocabulary import Attribution, Difference

T = TypeVar("T")

FAMILIES = [name for name in FACETS if name not in {"differ", "report"}]
FAST_COUNT = 4_000  # statements whose reports are counted within a few milliseconds
NOWHERE = -1  # the key of a slug that no record has


@dataclass(frozen=True)
class Part:
    """The answer within one segment of the index.

    Shape: ``events`` match all filters. ``claims`` match all filters about statements and ``known``, whatever their
    event; None if no such filter is set.
    """

    segment: Segment
    events: Bitmap
    claims: Bitmap | None

    @cached_property
    def matching(self) -> Bitmap:
        """The statements that match all filters, about events that do."""
        claims = self.segment.claims if self.claims is None else self.claims
        return claims if self.is_whole else self.segment.numbering.within(claims, self.events)

    @property
    def is_whole(self) -> bool:
        """Whether all public events match."""
        return len(self.events) == len(self.segment.live)

    @property
    def is_all(self) -> bool:
        """Whether all public statements match."""
        return self.claims is None and self.is_whole

    def of_value(self, family: str, key: FacetKey) -> Bitmap:
        """Return the events that also have this value, for a facet of statements on a matching statement."""
        segment = self.segment
        if self.claims is None or family in EVENT_FACETS:
            return segment.events_of(family, (key,)) & self.events
        having = segment.family(family).claims(key)
        if having is None:
            return segment.bits()
        return segment.numbering.project(self.claims & having) & self.events


class StatementMatch(NamedTuple):
    """A statement, and whether it and its event match.

    Shape: ``claim`` is its id; ``utterance`` are the ids of the event and of the first record of the utterance.
    """

    claim: int
    utterance: tuple[int, int]
    matches: bool


@dataclass(frozen=True)
class Section:
    """The events of an answer that certainly fall into the chosen days, or those that only possibly do."""

    parts: tuple[Part, ...]
    is_certain: bool

    @cached_property
    def count(self) -> int:
        """The number of events."""
        return sum(len(part.events) for part in self.parts)


@dataclass(frozen=True)
class Selection:
    """The events and statements that match a question. Shape: one part for each segment of the index, in order."""

    index: Index
    filters: Filters
    parts: tuple[Part, ...]

    @cached_property
    def cached_counts(self) -> dict[Any, Any]:
        """The cached counts of this question, in this version of the record."""
        return self.index.cached_counts(replace(self.filters, order="", view="", lanes=""))

    def cached(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what ``make`` returns, called once for this question in this version of the record."""
        if key not in self.cached_counts:
            self.cached_counts[key] = make()
        found: T = self.cached_counts[key]
        return found

    @cached_property
    def words(self) -> tuple[list[tuple[search.SearchTerm, ...]], list[tuple[search.SearchTerm, ...]]]:
        """What must be found and what must not: of each tuple any one, since these are spellings of one name."""
        return read_words(self.index, self.filters.q)

    @property
    def broad_words(self) -> list[str]:
        """The beginnings of words that too many statements hold, so that only common words were looked for."""
        asked = [terms for groups in self.words for terms in groups]
        return [
            next(term.text for term in terms if term.is_prefix)
            for terms in asked
            if any(part.segment.is_broad(terms) for part in self.parts)
        ]

    @cached_property
    def marker(self) -> search.Marker:
        """The search words, to mark them where they stand."""
        return search.Marker(self.words[0])

    @cached_property
    def known(self) -> int | None:
        """The ordinal of the day of ``known``, or None."""
        return known_ordinal(self.filters)

    @cached_property
    def differing_events(self) -> list[list[Bitmap]]:
        """The events with differences by the day of ``known``: per segment, one bitmap for each of ``KINDS``."""
        return self.index.differing.events(self.known)

    @cached_property
    def sections(self) -> tuple["Section", ...]:
        """The answer in the sections of the list: what falls certainly into the chosen days, then the rest.

        Cost: one bitmap operation per section; the set of certain events is cached for the last chosen days.
        """
        if not self.filters.has_span or self.filters.sure:
            return (Section(self.parts, is_certain=True),)
        ends = span_ordinals(self.filters)
        certain = [part.events & part.segment.inside(*ends) for part in self.parts]
        pairs = list(zip(self.parts, certain, strict=True))
        return (
            Section(tuple(replace(part, events=events) for part, events in pairs), is_certain=True),
            Section(tuple(replace(part, events=part.events - events) for part, events in pairs), is_certain=False),
        )

    @cached_property
    def count(self) -> int:
        """The number of events."""
        return sum(len(part.events) for part in self.parts)

    @property
    def statements(self) -> int:
        """The number of statements."""
        return self.cached("statements", lambda: sum(len(part.matching) for part in self.parts))

    @property
    def own_voice(self) -> int:
        """The number of statements in the reports' own voice."""
        return self.cached("own voice", self._own_voice)

    def _own_voice(self) -> int:
        own = Attribution.OWN_VOICE
        found = ((part, part.segment.claims_of("attribution", (own,))) for part in self.parts)
        return sum(
            len(claims) if part.is_all else part.matching.intersection_cardinality(claims) for part, claims in found
        )

    def lifted(self, name: str) -> "Selection":
        """Return the selection without this parameter; itself if the parameter is not set."""
        return select(self.filters.lifted(name), self.index) if getattr(self.filters, name) else self

    @cached_property
    def _events_with(self) -> dict[tuple[str, FacetKey], tuple[Bitmap, ...]]:
        return {}

    def events_with(self, family: str, key: FacetKey) -> tuple[Bitmap, ...]:
        """Return the events that also have a value, for each part. Cached with this selection."""
        if (family, key) not in self._events_with:
            self._events_with[family, key] = tuple(part.of_value(family, key) for part in self.parts)
        return self._events_with[family, key]

    @property
    def is_fast_to_count(self) -> bool:
        """Whether counting the reports of the answer is fast."""
        return self.is_as_written or self.statements <= FAST_COUNT

    @property
    def is_as_written(self) -> bool:
        """Whether the answer is the whole record as the index file has it, with all its totals."""
        return len(self.parts) == 1 and self.parts[0].is_all

    def origins(self) -> Origins:
        """Return the number of reports, and from how many separate origins they come.

        Cost: linear in the statements, except for the whole record.
        """
        return self.cached("origins", self._origins)

    def _origins(self) -> Origins:
        if self.is_as_written:
            return self.parts[0].segment.origins
        of_reports: dict[int, int] = {}
        for part in self.parts:
            of_reports |= part.segment.origins_of(part.matching)
        return separate_origins(of_reports.values())

    def event_pks(self) -> list[int]:
        """Return the ids of the events. Cost: linear in the events, so only for few."""
        return [part.segment.pks[number] for part in self.parts for number in part.events]

    def kinds_of_difference(self) -> dict[int, set[Difference]]:
        """Return the kinds of difference by event id. Cost: linear in the events, so only for few."""
        found: dict[int, set[Difference]] = {}
        for part, sets in zip(self.parts, self.differing_events, strict=True):
            for kind, events in zip(KINDS, sets, strict=True):
                for number in events & part.events:
                    found.setdefault(part.segment.pks[number], set()).add(kind)
        return found

    def span_of_days(self) -> tuple[date | None, date | None]:
        """Return the earliest first day and the latest last day of the events."""
        spans = [part.segment.span_of(part.events) for part in self.parts]
        first = min((first for first, _last in spans if first is not None), default=None)
        last = max((last for _first, last in spans if last is not None), default=None)
        return _date_of(first), _date_of(last)

    def statements_about(self, event: int) -> list["StatementMatch"]:
        """Return each statement about an event, given by its id, that was published by the day of ``known``."""
        found = []
        for part in self.parts:
            number = part.segment.number_of_event(event)
            if number is None or number not in part.segment.live:
                continue
            known = None if self.known is None else part.segment.known_by(self.known)
            for claim, pk, first in part.segment.said_about(number):
                if known is None or claim in known:
                    matches = number in part.events and (part.claims is None or claim in part.claims)
                    found.append(StatementMatch(pk, (event, first), matches))
        return found

    def differs(self, event: int, kinds: Collection[str] = KINDS) -> bool:
        """Return whether statements about an event, given by its id, differ in such a way by the day of ``known``."""
        for part, sets in zip(self.parts, self.differing_events, strict=True):
            number = part.segment.number_of_event(event)
            of_kind = zip(KINDS, sets, strict=True)
            if number is not None and any(number in events for kind, events in of_kind if kind in kinds):
                return True
        return False

    def differing(self, kinds: Iterable[str]) -> int:
        """Return the number of events with one of these kinds of difference."""
        pairs = zip(self.parts, self.differing_events, strict=True)
        return sum([len(part.events & of_kinds(part.segment, sets, kinds)) for part, sets in pairs])


def select(filters: Filters, index: Index | None = None) -> Selection:
    """Return the events and statements that match. All filters about statements must hold for the same statement.

    Cost: a few bitmap operations per value; one query per new search word, and one for reports.
    """
    index = index or current()
    known = known_ordinal(filters)
    keys = {name: keys_of(index, name, values) for name in FAMILIES if (values := getattr(filters, name))}
    of_reports = claims_in(filters.report) if filters.report else None
    differing = index.differing.events(known) if filters.differ else [[] for _segment in index.segments]
    parts = []
    for segment, kinds in zip(index.segments, differing, strict=True):
        asked = [segment.claims_of(name, keys[name]) for name in CLAIM_FACETS if name in keys]
        if filters.q:
            asked.append(holding(segment, index, filters.q))
        if of_reports is not None:
            asked.append(segment.claim_numbers(of_reports))
        if known is not None:
            asked.append(segment.known_by(known))
        claims = reduce(lambda one, other: one & other, sorted(asked, key=len)) if asked else None
        events = [segment.events_of(name, keys[name]) for name in EVENT_FACETS if name in keys]
        if filters.differ:
            events.append(of_kinds(segment, kinds, filters.differ))
        if filters.is_undated:
            events.append(segment.undated())
        elif filters.has_span:
            events.append(span(segment, filters))
        if claims is not None:
            events.append(segment.numbering.project(claims))
        matching = reduce(lambda one, other: one & other, events, segment.live)
        parts.append(Part(segment, matching, claims))
    return Selection(index, filters, tuple(parts))


def holding(segment: Segment, index: Index, text: str) -> Bitmap:
    """Return the statements that hold every search word and no excluded one. Cost: one query per new word."""
    found, excluded = read_words(index, text)
    claims = reduce(lambda one, other: one & other, map(segment.holding, found)) if found else segment.claims
    return reduce(lambda left, term: left - segment.holding(term), excluded, claims)


def read_words(
    index: Index, text: str
) -> tuple[list[tuple[search.SearchTerm, ...]], list[tuple[search.SearchTerm, ...]]]:
    """Return what must be found and what must not; see ``Selection.words``. Cost: no query."""
    if not text:
        return [], []  # the spellings of all names are not made for a page without words
    found, excluded = search.words(text)
    return index.stored_names.spellings.read(found), index.stored_names.spellings.read(excluded)


def known_ordinal(filters: Filters) -> int | None:
    """Return the ordinal of the day of ``known``, or None."""
    day = filters.known_day
    return day.toordinal() if day else None


def span(segment: Segment, filters: Filters) -> Bitmap:
    """Return the events that possibly fall into the chosen days, or that certainly do if ``sure``."""
    return (segment.inside if filters.sure else segment.touching)(*span_ordinals(filters))


def span_ordinals(filters: Filters) -> tuple[int | None, int | None]:
    """Return the ordinals of the first and the last chosen day, None if that end is open."""
    first, last = filters.span
    return (first.toordinal() if first else None), (last.toordinal() if last else None)


def of_kinds(segment: Segment, sets: list[Bitmap], kinds: Iterable[str]) -> Bitmap:
    """Return the events with one of these kinds of difference, or with ``any``."""
    found = [events for kind, events in zip(KINDS, sets, strict=True) if kind in kinds or "any" in kinds]
    return segment.bits.union(*found) if found else segment.bits()


def keys_of(index: Index, name: str, values: Iterable[str]) -> list[FacetKey]:
    """Return the keys of values as URLs spell them."""
    return [key_of(index, name, value) for value in values]


def key_of(index: Index, name: str, value: str) -> FacetKey:
    """Return the key of a value as URLs spell it, ``NOWHERE`` for a slug that no record has."""
    if value == NONE:
        return None
    if BY_NAME[name].terms:
        return value
    found = index.names.of_slug(name, value)
    return found.pk if found else NOWHERE


def claims_in(slugs: Iterable[str]) -> list[int]:
    """Return the ids of the statements in these reports, in ascending order. Cost: one query."""
    reports = Article.objects.filter(slug__in=slugs).values("pk")
    return list(Claim.objects.filter(article__in=reports).order_by("pk").values_list("pk", flat=True))


def possibly_known(filters: Filters, index: Index, day: int) -> int:
    """Return how many further statements would match that were possibly, not certainly, published by a day."""
    lifted = select(replace(filters, known=""), index)
    return sum(part.matching.intersection_cardinality(part.segment.known_possibly(day)) for part in lifted.parts)


def _date_of(day: int | None) -> date | None:
    return None if day is None else date.fromordinal(day)
