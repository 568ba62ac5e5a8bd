"""The values and days of one segment, each with its events and statements, read from a segment file.

Knows bitmaps only. ``segment`` combines them.
"""

import json
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import accumulate, pairwise, starmap
from typing import Any, TypeVar

from talks.index.segment_file import Bitmap, SegmentFileReader

T = TypeVar("T", bound=Hashable)

FacetKey = int | str | None
"""A value of a facet: a primary key, a word of a closed list, or None if it is missing."""


def month_of(day: int) -> tuple[int, int]:
    """Return (year, month) of a day, given by its ordinal."""
    found = date.fromordinal(day)
    return found.year, found.month


def present_key(actor: int, role: str) -> str:
    """Return the key, in the family ``present``, of an actor in a role."""
    return f"{actor} {role}"


class Family:
    """The values of one facet in one segment.

    Shape: ``keys`` from the most to the least frequent; ``counts`` has the number of events of each.
    """

    def __init__(self, reader: SegmentFileReader, name: str) -> None:
        self._reader, self._events, self._claims = reader, f"{name}_events", f"{name}_claims"
        self.keys: list[FacetKey] = json.loads(bytes(reader.text(f"{name}_keys")))
        self.counts = reader.array(f"{name}_counts", "Q")
        self._index = {key: index for index, key in enumerate(self.keys)}

    def __contains__(self, key: FacetKey) -> bool:
        return key in self._index

    def count(self, key: FacetKey) -> int:
        """Return the number of events of a value."""
        index = self._index.get(key)
        return 0 if index is None else self.counts[index]

    def events(self, key: FacetKey) -> Bitmap | None:
        """Return the events of a value, or None."""
        index = self._index.get(key)
        return None if index is None else self._reader.bitmap(self._events, index)

    def claims(self, key: FacetKey) -> Bitmap | None:
        """Return the statements of a value, or None. Only for facets of statements."""
        index = self._index.get(key)
        return None if index is None else self._reader.bitmap(self._claims, index)


class Buckets:
    """Events or statements by day and by month."""

    def __init__(self, reader: SegmentFileReader, name: str) -> None:
        self._reader, self._clock, self._name = reader, name, f"{name}_sets"
        self.days = reader.array(f"{name}_days", "i")

    def of_days(self, first: int, last: int) -> Bitmap:
        """Return the events or statements on these days. Cost: one union over the days that have any."""
        start, stop = bisect_left(self.days, first), bisect_right(self.days, last)
        found = [self.on_day(index) for index in range(start, stop)]
        return self._reader.bits.union(*found) if found else self._reader.bits()

    def on_day(self, index: int) -> Bitmap:
        """Return the events or statements on the day at this index of ``days``."""
        return self._reader.bitmap(self._name, index)

    def months(self) -> list[tuple[int, int]]:
        """Return (year, month) of each month that has any, in order."""
        return list(self.by_month)

    # Only for clocks with bitmaps by month: those of statements by their first possible day

    @cached_property
    def by_month(self) -> dict[tuple[int, int], range]:
        """The indexes in ``days`` of each month that has any, in order."""
        held = Counter(map(month_of, self.days))
        ends = accumulate(held.values(), initial=0)
        return dict(zip(held, starmap(range, pairwise(ends)), strict=True))

    @property
    def undated(self) -> Bitmap:
        """The statements without a day."""
        return self._reader.bitmap(f"{self._clock}_months", len(self.by_month))

    def count_by_month(self, among: Bitmap) -> dict[tuple[int, int], int]:
        """Return how many of these are in each month. Cost: one bitmap operation per month."""
        name = f"{self._clock}_months"
        sets = (self._reader.bitmap(name, index) for index in range(len(self.by_month)))
        return dict(zip(self.by_month, (one.intersection_cardinality(among) for one in sets), strict=True))

    def count_by_day(self, among: Bitmap, month: tuple[int, int]) -> dict[int, int]:
        """Return how many of these are on each day of a month. Cost: one bitmap operation per day."""
        indexes = self.by_month.get(month, ())
        return {self.days[index]: self.on_day(index).intersection_cardinality(among) for index in indexes}

    def first_days(self, groups: Mapping[T, Bitmap]) -> dict[T, int]:
        """Return the first day of each of these sets. Shape and cost as ``last_days``."""
        return self._ends(groups, lambda sequence: sequence)

    def last_days(self, groups: Mapping[T, Bitmap]) -> dict[T, int]:
        """Return the last day of each of these sets. Shape: sets without a day are left out.

        Cost: bitmap operations over the months, from the last one back, and over the days of months in which sets end.
        """
        return self._ends(groups, reversed)

    def _ends(self, groups: Mapping[T, Bitmap], turned: Callable[[Sequence[Any]], Iterable[Any]]) -> dict[T, int]:
        found: dict[T, int] = {}
        left = dict(groups)
        bits = self._reader.bits
        everything = bits.union(*groups.values()) if groups else bits()
        for number, days in turned(list(enumerate(self.by_month.values()))):
            if not left:
                break
            lying = self._reader.bitmap(f"{self._clock}_months", number) & everything
            if not lying:
                continue
            here = {key: both for key, among in left.items() if (both := among & lying)}
            for index in turned(days):
                if not here:
                    break
                on_day = self.on_day(index)
                for key in [key for key, both in here.items() if both.intersect(on_day)]:
                    found[key] = self.days[index]
                    del here[key], left[key]
        return found
