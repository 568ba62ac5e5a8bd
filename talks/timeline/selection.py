"""From the question to what answers it: which events, and by which of their statements.

Page, facets, picture and exports start from here, so that they cannot disagree. All of it comes from the index, none
from the database but the words that are searched. Nothing here is about HTTP or words for readers.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial, reduce
from typing import NamedTuple, TypeVar

from talks import dates, search
from talks.index import KINDS, Bitmap, FacetKey, Index, Segment, current
from talks.models import Article, Claim
from talks.parameters import BY_NAME, CLAIM_FACETS, EVENT_FACETS, FACETS, NONE
from talks.timeline.filters import Filters
from talks.vocabulary import Attribution, Difference

T = TypeVar("T")

FAMILIES = [name for name in FACETS if name not in {"differ", "report"}]
SOON_READ = 4_000  # statements
NOWHERE = -1  # the key of a value that no record has


@dataclass(frozen=True)
class Part:
    """What of one segment answers.

    Shape: ``claims`` are the statements with all that is asked of statements, whatever their event; None where nothing
    is asked of them, nor by when they were published.
    """

    segment: Segment
    events: Bitmap
    claims: Bitmap | None

    @cached_property
    def matching(self) -> Bitmap:
        """The statements by which the events answer: about these events, and with all that is asked of statements."""
        claims = self.segment.claims if self.claims is None else self.claims
        return claims if self.is_whole else self.segment.numbering.within(claims, self.events)

    @property
    def is_whole(self) -> bool:
        """Whether every public event answers."""
        return len(self.events) == len(self.segment.live)

    @property
    def is_all(self) -> bool:
        """Whether every public statement answers."""
        return self.claims is None and self.is_whole

    def of_value(self, family: str, key: FacetKey) -> Bitmap:
        """Return the events that answer with this value as well; of statements, on one and the same statement."""
        segment = self.segment
        if self.claims is None or family in EVENT_FACETS:
            return segment.events_of(family, (key,)) & self.events
        having = segment.family(family).claims(key)
        if having is None:
            return segment.bits()
        return segment.numbering.project(self.claims & having) & self.events


class StatementMatch(NamedTuple):
    """A statement by its id, what tells its utterance from others, and whether its event answers by it.

    Shape: ``utterance`` is the event, and the first record of it.
    """

    claim: int
    utterance: tuple[int, int]
    matches: bool


@dataclass(frozen=True)
class Selection:
    """The events that answer a question, and the statements by which they do."""

    index: Index
    filters: Filters
    parts: tuple[Part, ...]

    @cached_property
    def cached_counts(self) -> dict:
        """What was counted for this question before, in this version of the record."""
        return self.index.cached_counts(replace(self.filters, order="", view=""))

    def cached(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was counted for this question before, or count it."""
        if key not in self.cached_counts:
            self.cached_counts[key] = make()
        return self.cached_counts[key]

    @cached_property
    def known(self) -> int | None:
        """The number of the last day by which a report must have been published."""
        return known_ordinal(self.filters)

    @cached_property
    def differing_events(self) -> list[list[Bitmap]]:
        """The events on which accounts differ, in what was known, for each segment by the place of the kind."""
        return self.index.differing.events(self.known)

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
        """The number of statements that are the reports' own."""
        return self.cached("own voice", self._own_voice)

    def _own_voice(self) -> int:
        own = Attribution.OWN_VOICE
        found = ((part, part.segment.claims_of("attribution", (own,))) for part in self.parts)
        return sum(
            len(claims) if part.is_all else part.matching.intersection_cardinality(claims) for part, claims in found
        )

    def lifted(self, name: str) -> "Selection":
        """Return what answers without what this parameter asks; itself where it asks nothing."""
        return select(self.filters.lifted(name), self.index) if getattr(self.filters, name) else self

    @cached_property
    def _events_with(self) -> dict[tuple[str, FacetKey], tuple[Bitmap, ...]]:
        return {}

    def events_with(self, family: str, key: FacetKey) -> tuple[Bitmap, ...]:
        """Return for each part the events that answer with a value as well, remembered as long as this selection."""
        if (family, key) not in self._events_with:
            self._events_with[family, key] = tuple(part.of_value(family, key) for part in self.parts)
        return self._events_with[family, key]

    @property
    def is_soon_read(self) -> bool:
        """Whether the reports of the answer are counted within a moment."""
        return self.is_as_written or self.statements <= SOON_READ

    @property
    def is_as_written(self) -> bool:
        """Whether the answer is the whole record, of which all sums are known since the index was written."""
        return len(self.parts) == 1 and self.parts[0].is_all

    def sources(self) -> Counter:
        """Return the number of reports that the statements stand in by the id of their source, 0 for none known.

        Cost: a look at each statement, but for the whole record.
        """
        return self.cached("sources", self._sources)

    def _sources(self) -> Counter:
        if self.is_as_written:
            return Counter(dict(self.parts[0].segment.sources))
        of_reports: dict[int, int] = {}
        for part in self.parts:
            of_reports |= part.segment.sources_of(part.matching)
        return Counter(of_reports.values())

    def event_pks(self) -> list[int]:
        """Return the ids of the events that answer; for an answer of few."""
        return [part.segment.pks[number] for part in self.parts for number in part.events]

    def kinds_of_difference(self) -> dict[int, set[Difference]]:
        """Return by event the ways in which accounts differ on it; for an answer of few."""
        found: dict[int, set[Difference]] = {}
        for part, sets in zip(self.parts, self.differing_events, strict=True):
            for kind, events in zip(KINDS, sets, strict=True):
                for number in events & part.events:
                    found.setdefault(part.segment.pks[number], set()).add(kind)
        return found

    def span_of_days(self) -> tuple[date | None, date | None]:
        """Return the first of the first days of all events that answer, and the last of the last."""
        spans = [part.segment.span_of(part.events) for part in self.parts]
        first = min((first for first, _last in spans if first is not None), default=None)
        last = max((last for _first, last in spans if last is not None), default=None)
        return first and date.fromordinal(first), last and date.fromordinal(last)

    def statements_about(self, event: int) -> list["StatementMatch"]:
        """Return what is known of each statement about an event, given by its id, that was known by the day asked for."""
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

    def differs(self, event: int) -> bool:
        """Whether accounts differ on an event, given by its id, in what was known by the day asked for."""
        for part, sets in zip(self.parts, self.differing_events, strict=True):
            number = part.segment.number_of_event(event)
            if number is not None and any(number in events for events in sets):
                return True
        return False

    def differing(self, kinds: Iterable[str]) -> int:
        """Return the number of events that answer and on which accounts differ in one of these ways."""
        pairs = zip(self.parts, self.differing_events, strict=True)
        return sum([len(part.events & of_kinds(part.segment, sets, kinds)) for part, sets in pairs])


def select(filters: Filters, index: Index | None = None) -> Selection:
    """Return what answers the question. What is asked of a statement holds for one and the same statement.

    Cost: a few operations on bitmaps for each value asked for; a query for words, and one for reports.
    """
    index = index or current()
    known = known_ordinal(filters)
    keys = {name: keys_of(index, name, values) for name in FAMILIES if (values := getattr(filters, name))}
    stands_in = claims_in(filters.report) if filters.report else None
    differing = index.differing.events(known) if filters.differ else [[] for _segment in index.segments]
    parts = []
    for segment, kinds in zip(index.segments, differing, strict=True):
        asked = [segment.claims_of(name, keys[name]) for name in CLAIM_FACETS if name in keys]
        if filters.q:
            asked.append(holding(segment, filters.q))
        if stands_in is not None:
            asked.append(segment.claim_numbers(stands_in))
        if known is not None:
            asked.append(segment.known_by(known))
        claims = reduce(lambda one, other: one & other, sorted(asked, key=len)) if asked else None
        events = [segment.events_of(name, keys[name]) for name in EVENT_FACETS if name in keys]
        if filters.differ:
            events.append(of_kinds(segment, kinds, filters.differ))
        if filters.since or filters.until:
            events.append(span(segment, filters))
        if claims is not None:
            events.append(segment.numbering.project(claims))
        answering = reduce(lambda one, other: one & other, events, segment.live)
        parts.append(Part(segment, answering, claims))
    return Selection(index, filters, tuple(parts))


def holding(segment: Segment, text: str) -> Bitmap:
    """Return the statements in which every word is found, and none that is excluded. Cost: a query for each new word."""
    found, excluded = search.words(text)

    def one(term: search.SearchTerm) -> Bitmap:
        return segment.holding(term, partial(search.key_of, term), partial(search.ids_holding, term))

    claims = reduce(lambda one, other: one & other, map(one, found)) if found else segment.claims
    return reduce(lambda left, term: left - one(term), excluded, claims)


def known_ordinal(filters: Filters) -> int | None:
    """Return the number of the last day by which a report must have been published."""
    return filters.known_day.toordinal() if filters.known_day else None


def span(segment: Segment, filters: Filters) -> Bitmap:
    """Return the events that touch, or lie in, the days asked for."""
    first = dates.parse(filters.since).earliest if filters.since else None
    last = dates.parse(filters.until).latest if filters.until else None
    ends = (first and first.toordinal(), last and last.toordinal())
    return (segment.inside if filters.sure else segment.touching)(*ends)


def of_kinds(segment: Segment, sets: list[Bitmap], kinds: Iterable[str]) -> Bitmap:
    """Return the events on which accounts differ in one of these ways, ``any`` for all of them."""
    found = [events for kind, events in zip(KINDS, sets, strict=True) if kind in kinds or "any" in kinds]
    return segment.bits.union(*found) if found else segment.bits()


def keys_of(index: Index, name: str, values: Iterable[str]) -> list[FacetKey]:
    """Return the keys of values as addresses spell them."""
    return [key_of(index, name, value) for value in values]


def key_of(index: Index, name: str, value: str) -> FacetKey:
    """Return the key of a value, ``NOWHERE`` for a slug that no record has."""
    if value == NONE:
        return None
    if BY_NAME[name].terms:
        return value
    found = index.names.of_slug(name, value)
    return found.pk if found else NOWHERE


def claims_in(slugs: Iterable[str]) -> list[int]:
    """Return the ids of the statements in reports, in ascending order. Cost: one query."""
    reports = Article.objects.filter(slug__in=slugs).values("pk")
    return list(Claim.objects.filter(article__in=reports).order_by("pk").values_list("pk", flat=True))


def possibly_known(filters: Filters, index: Index) -> int:
    """Return how many statements more would answer that were possibly published by the day asked for."""
    day: date = filters.known_day
    lifted = select(replace(filters, known=""), index)
    return sum(
        part.matching.intersection_cardinality(part.segment.known_possibly(day.toordinal())) for part in lifted.parts
    )
