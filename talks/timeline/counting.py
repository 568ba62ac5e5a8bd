"""Counts the events of each value of a facet, and finds the most frequent values.

Callers pass a selection without the facet's own filter. Imports the index; ``facets`` shows the counts.
"""

import heapq
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from talks.index import Bitmap, FacetKey, Family, Segment, current
from talks.models import Article
from talks.parameters import BY_NAME, CLAIM_FACETS, NONE
from talks.timeline.filters import Filters
from talks.timeline.selection import Selection, key_of, select
from talks.vocabulary import Difference

SHOWN = 8  # values of a facet at first
LISTED = 60  # further values when a reader asks for more; a separate page lists all
COMPARED = 1_000  # values, the most frequent of the record, that can be among the most frequent of an answer
READ_THROUGH = 200_000  # statements; of a larger answer, only the reports of the first ones are counted


def most_frequent(selection: Selection, name: str, number: int) -> list[tuple[str, int]]:
    """Return (value, number of events) of the most frequent values of an answer; the missing value comes last.

    Shape: only the ``COMPARED`` most frequent values of the whole record are considered.
    Cost: one bitmap operation per value, and a projection for those that may be among the most frequent.
    """
    if name == "report":
        return heapq.nsmallest(number, count_reports(selection).items(), key=lambda pair: (-pair[1], pair[0]))
    if name == "differ":
        return list(count_values(selection, name).items())
    return selection.cached(("frequent", name, number), lambda: _most_frequent(selection, name, number))


def _most_frequent(selection: Selection, name: str, number: int) -> list[tuple[str, int]]:
    keys, tally, values = public_keys(selection, name), Tally(selection, name), spelled(selection, name)
    # Upper bounds of a count, then the count itself: each step costs more than the one before, and is taken only for a
    # value that could still be the next.
    steps = [tally.bound, tally.closer_bound, tally.count] if tally.asks_statements else [tally.count]
    waiting = [(-tally.totals.get(key, 0), values[key], 0, key) for key in keys if key is not None]
    heapq.heapify(waiting)
    counted: list[tuple[str, int]] = []
    while waiting and len(counted) < number:
        count, value, step, key = waiting[0]
        if step == len(steps) or not count:
            counted.append((value, -count))
            heapq.heappop(waiting)
        else:
            heapq.heapreplace(waiting, (-steps[step](key), value, step + 1, key))
    if None in keys and len(counted) < number:
        counted.append((NONE, tally.count(None)))
    return counted


class Tally:
    """Counts the events of an answer that also have a value of one parameter."""

    def __init__(self, selection: Selection, name: str) -> None:
        self.name, self._counted = name, selection.cached_counts
        is_of_claims = name in CLAIM_FACETS
        self._parts = [
            CountedPart(part.segment.family(name), part.events, part.claims if is_of_claims else None, part.segment)
            for part in selection.parts
        ]
        self._is_whole = len(selection.parts) == 1 and selection.parts[0].is_whole
        self.asks_statements = any(part.claims is not None for part in self._parts)

    @cached_property
    def totals(self) -> dict[FacetKey, int]:
        """The number of events of each value in the whole record."""
        totals: dict[FacetKey, int] = {}
        for part in self._parts:
            family, deleted = part.family, part.segment.deleted
            for key, count in zip(family.keys, family.counts, strict=True):
                events = family.events(key) if deleted else None
                live = count - events.intersection_cardinality(deleted) if events is not None else count
                totals[key] = totals.get(key, 0) + live
        return totals

    def count(self, key: FacetKey) -> int:
        """Return the number of events, cached for this question. Cost: one bitmap operation, or a projection."""
        if (self.name, key) not in self._counted:
            self._counted[self.name, key] = sum([self._count(part, key) for part in self._parts])
        return self._counted[self.name, key]

    def bound(self, key: FacetKey) -> int:
        """Return an upper bound of ``count``. Cost: one bitmap operation."""
        return self.totals.get(key, 0) if self._is_whole else sum([part.bound(key) for part in self._parts])

    def closer_bound(self, key: FacetKey) -> int:
        """Return an upper bound of ``count``: the number of statements with the value. Cost: one bitmap operation."""
        total = 0
        for part in self._parts:
            having = part.family.claims(key)
            if having is not None and part.claims is not None:
                total += part.claims.intersection_cardinality(having)
        return total

    def _count(self, part: "CountedPart", key: FacetKey) -> int:
        if part.claims is None:
            return self.totals.get(key, 0) if self._is_whole else part.bound(key)
        having = part.family.claims(key)
        if having is None:
            return 0
        both = part.claims & having
        if not both:
            return 0
        if len(both) == len(having):  # all statements with the value match
            return part.bound(key)
        return part.segment.numbering.project(both).intersection_cardinality(part.events)


class CountedPart(NamedTuple):
    """One part of an answer. Shape: ``claims`` is None if no filter asks about statements."""

    family: Family
    events: Bitmap
    claims: Bitmap | None
    segment: Segment

    def bound(self, key: FacetKey) -> int:
        """Return the number of matching events with a value on any statement, matching or not."""
        events = self.family.events(key)
        return 0 if events is None else self.events.intersection_cardinality(events)


def spelled(selection: Selection, name: str) -> Mapping[FacetKey, str]:
    """Return the values of a parameter as URLs spell them, by key."""
    if terms := BY_NAME[name].terms:
        return {word: word for word in terms.values}
    return selection.index.names.slugs(name)


def count_value(selection: Selection, name: str, value: str) -> int:
    """Return the number of events of the answer that also have this value."""
    if name == "report":
        return select(selection.filters.asking(report=(value,)), selection.index).count
    if name == "differ":
        return selection.differing([value])
    return Tally(selection, name).count(key_of(selection.index, name, value))


def count_values(selection: Selection, name: str) -> dict[str, int]:
    """Return the number of events of every public value, for a selection without the facet's own filter."""
    if name == "report":
        return dict.fromkeys(public_reports(selection), 0) | count_reports(selection)
    if name == "differ":
        whole = select(Filters(known=selection.filters.known), selection.index)
        kinds = [kind for kind in ("any", *Difference.values) if whole.differing([kind])]
        return {kind: selection.differing([kind]) for kind in kinds}
    tally, values = Tally(selection, name), spelled(selection, name)
    return {NONE if key is None else values[key]: tally.count(key) for key in public_keys(selection, name)}


def number_of_values(selection: Selection, name: str) -> int:
    """Return the number of values of a facet in the public record."""
    if name == "report":
        return sum(part.segment.report_count for part in selection.parts)
    if name == "differ":
        return len(count_values(selection, name))
    return len(public_keys(selection, name))


def public_keys(selection: Selection, name: str) -> list[FacetKey]:
    """Return the values that were public by the day of ``known``, at most the ``COMPARED`` most frequent."""
    known = selection.known
    if known is None and len(selection.parts) == 1 and not selection.parts[0].segment.deleted:
        return selection.parts[0].segment.family(name).keys[:COMPARED]
    keys: dict[FacetKey, None] = {}
    for part in selection.parts:
        segment = part.segment
        family = segment.family(name)
        for key in family.keys[:COMPARED]:
            if known is None:
                is_public = not segment.deleted or segment.count_of(name, key) > 0
            elif name in CLAIM_FACETS:
                claims = family.claims(key)
                is_public = claims is not None and not segment.known_by(known).isdisjoint(claims)
            else:
                events = family.events(key)
                is_public = events is not None and not segment.events_known_by(known).isdisjoint(events)
            if is_public:
                keys[key] = None
    return list(keys)


# Reports: there are too many for one bitmap each


def count_reports(selection: Selection) -> dict[str, int]:
    """Return the number of events by report, given by its slug.

    Shape: of an answer with more than ``READ_THROUGH`` statements, only the most frequent reports of the first ones.
    Cost: linear in the statements, up to ``READ_THROUGH``; one query.
    """
    if sum(len(part.matching) for part in selection.parts) <= READ_THROUGH:
        counted: dict[int, int] = {}
        for part in selection.parts:
            for report, count in part.segment.events_by_report(part.matching).items():
                counted[report] = counted.get(report, 0) + count
        return _by_slug(counted)
    first = selection.parts[0]
    some = first.segment.events_by_report(first.matching[:READ_THROUGH])
    frequent = heapq.nlargest(SHOWN + LISTED, some, key=some.__getitem__)
    slugs = Article.objects.filter(pk__in=frequent).values_list("slug", flat=True)
    return {slug: count_value(selection, "report", slug) for slug in slugs}


def public_reports(selection: Selection) -> Iterable[str]:
    """Return the slugs of all reports that were public by the day of ``known``."""
    whole = select(Filters(known=selection.filters.known), selection.index)
    return count_reports(whole)


def _by_slug(counted: dict[int, int]) -> dict[str, int]:
    slugs = Article.objects.in_bulk(counted) if counted else {}
    return {slugs[pk].slug: count for pk, count in counted.items()}


def public_values(name: str, slugs: list[str]) -> set[str]:
    """Return those of these values that are in the public record. Cost: one query for reports, else none."""
    if not slugs:
        return set()
    if name == "report":
        return set(Article.objects.public().filter(slug__in=slugs).values_list("slug", flat=True))
    index = current()
    keys = {slug: key_of(index, name, slug) for slug in slugs}
    return {slug for slug, key in keys.items() if any(segment.count_of(name, key) for segment in index.segments)}
