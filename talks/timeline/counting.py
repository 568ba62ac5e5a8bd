"""How many events each value of a facet gives, and which values give most.

Counts are of an answer without the facet's own filter. Reads the index; ``facets`` shows what is counted.
"""

import heapq
from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from talks.index import Key, current
from talks.models import Article
from talks.parameters import CLAIM_FACETS, NONE
from talks.timeline.filters import Filters
from talks.timeline.selection import Selection, key_of, known_ordinal, select, value_of
from talks.vocabulary import Difference

SHOWN = 8  # values of a facet that are shown at first
LISTED = 60  # values that are listed when a reader asks for the rest; beyond them a page lists them all
COMPARED = 1_000  # values, the most frequent of the record, among which the most frequent of an answer are looked for
READ_THROUGH = 200_000  # statements of an answer whose reports are all counted; beyond, those of the first of them


def most_frequent(selection: Selection, name: str, number: int) -> list[tuple[str, int]]:
    """Return the values that most events of the answer have, with how many; those that are missing last.

    Of a facet with very many values, those are compared that are the most frequent of the whole record. Cost: for each
    value one operation, and a projection for those that may be among the most frequent.
    """
    if name == "report":
        return heapq.nsmallest(number, count_reports(selection).items(), key=lambda pair: (-pair[1], pair[0]))
    if name == "differ":
        return list(count_values(selection, name).items())
    return selection.remembered(("frequent", name, number), lambda: _most_frequent(selection, name, number))


def _most_frequent(selection: Selection, name: str, number: int) -> list[tuple[str, int]]:
    keys, tallies = public_keys(selection, name), selection.tallies(name)
    # What a count cannot exceed, then less and less of it, then the count: each step dearer than the one before, and
    # taken only for a value that could still be the next.
    steps = [partial(selection.count_of, name)]
    if selection.asks_statements_of(name):
        steps.insert(0, lambda key: sum([tally.bound(key) for tally in tallies]))
        steps.insert(1, lambda key: sum([tally.closer_bound(key) for tally in tallies]))
    valued = ((key, value_of(selection.index, name, key)) for key in keys if key is not None)
    waiting = [(-selection.total_of(name, key), value, 0, key) for key, value in valued]
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
        counted.append((NONE, selection.count_of(name, None)))
    return counted


def count_value(selection: Selection, name: str, value: str) -> int:
    """Return the number of events that answer with this value as well."""
    if name == "report":
        return select(replace(selection.filters, report=(value,)), selection.index).count
    if name == "differ":
        return selection.differing([value])
    return selection.count_of(name, key_of(selection.index, name, value))


def count_values(selection: Selection, name: str) -> dict[str, int]:
    """Return for each value in the public record the number of events it gives, for a selection with its facet lifted."""
    if name == "report":
        return dict.fromkeys(public_reports(selection), 0) | count_reports(selection)
    if name == "differ":
        whole = select(Filters(known=selection.filters.known), selection.index)
        kinds = [kind for kind in ("any", *Difference.values) if whole.differing([kind])]
        return {kind: selection.differing([kind]) for kind in kinds}
    return {value_of(selection.index, name, key): selection.count_of(name, key) for key in public_keys(selection, name)}


def number_of_values(selection: Selection, name: str) -> int:
    """Return how many values a facet has in the public record."""
    if name == "report":
        return sum(part.segment.report_count for part in selection.parts)
    if name == "differ":
        return len(count_values(selection, name))
    return len(public_keys(selection, name))


def public_keys(selection: Selection, name: str) -> list[Key]:
    """Return the values that stand in the public record, as far as it was known; of very many the most frequent ones."""
    known = known_ordinal(selection.filters)
    if known is None and len(selection.parts) == 1 and not selection.parts[0].segment.deleted:
        return selection.parts[0].segment.family(name).keys[:COMPARED]
    keys: dict[Key, None] = {}
    for part in selection.parts:
        segment = part.segment
        family = segment.family(name)
        for key in family.keys[:COMPARED]:
            if known is None:
                is_public = not segment.deleted or segment.count_of(name, key) > 0
            elif name in CLAIM_FACETS:
                is_public = not segment.known_by(known).isdisjoint(family.claims(key))
            else:
                is_public = not segment.events_known_by(known).isdisjoint(family.events(key))
            if is_public:
                keys[key] = None
    return list(keys)


# Reports: too many for a bitmap each


def count_reports(selection: Selection) -> dict[str, int]:
    """Return for reports that statements of the answer stand in, by slug, the number of events.

    Of a very large answer, for those reports that are the most frequent among its first statements. Cost: a look at each
    statement, as many as are read through, and a query.
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
    """Return the slugs of all public reports, as far as they were known."""
    whole = select(Filters(known=selection.filters.known), selection.index)
    return count_reports(whole)


def _by_slug(counted: dict[int, int]) -> dict[str, int]:
    slugs = Article.objects.in_bulk(counted) if counted else {}
    return {slugs[pk].slug: count for pk, count in counted.items()}


def public_values(name: str, slugs: list[str]) -> set[str]:
    """Return which of these values stand in the public record. Cost: one query for reports, else none."""
    if not slugs:
        return set()
    if name == "report":
        return set(Article.objects.public().filter(slug__in=slugs).values_list("slug", flat=True))
    index = current()
    keys = {slug: key_of(index, name, slug) for slug in slugs}
    return {slug for slug, key in keys.items() if any(segment.count_of(name, key) for segment in index.segments)}
