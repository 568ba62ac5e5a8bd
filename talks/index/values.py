"""The values and the days of one segment: which events and which statements have each, read from what ``building`` wrote."""

import json
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Hashable, Mapping
from datetime import date
from functools import cached_property
from itertools import accumulate, pairwise, starmap
from typing import TypeVar

from talks.index.segment_file import Bitmap, SegmentFileReader

T = TypeVar("T", bound=Hashable)

FacetKey = int | str | None
"""A value of a family: a primary key, a word of a closed list, or None for a missing one."""


def month_of(day: int) -> tuple[int, int]:
    """Return year and month of a day."""
    found = date.fromordinal(day)
    return found.year, found.month


def present_key(actor: int, role: str) -> str:
    """Return the key, in the family ``present``, of the events in which one actor took part in one role."""
    return f"{actor} {role}"


class Family:
    """The values of one facet in one segment.

    Shape: ``keys`` from the most to the least frequent; ``counts`` the number of events of each.
    """

    def __init__(self, reader: SegmentFileReader, name: str) -> None:
        self._reader, self._events, self._claims = reader, f"{name}_events", f"{name}_claims"
        self.keys: list[FacetKey] = json.loads(bytes(reader.text(f"{name}_keys")))
        self.counts = reader.array(f"{name}_counts", "Q")
        self._place = {key: place for place, key in enumerate(self.keys)}

    def __contains__(self, key: FacetKey) -> bool:
        return key in self._place

    def count(self, key: FacetKey) -> int:
        """Return the number of events of a value."""
        place = self._place.get(key)
        return 0 if place is None else self.counts[place]

    def events(self, key: FacetKey) -> Bitmap | None:
        """Return the events of a value, None where it has none."""
        place = self._place.get(key)
        return None if place is None else self._reader.bitmap(self._events, place)

    def claims(self, key: FacetKey) -> Bitmap | None:
        """Return the statements of a value, None where it has none; only where the facet is about statements."""
        place = self._place.get(key)
        return None if place is None else self._reader.bitmap(self._claims, place)


class Buckets:
    """Events or statements by day: of a span of days, and of the months that hold any."""

    def __init__(self, reader: SegmentFileReader, name: str) -> None:
        self._reader, self._clock, self._name = reader, name, f"{name}_sets"
        self.days = reader.array(f"{name}_days", "i")

    def of_days(self, first: int, last: int) -> Bitmap:
        """Return what lies on these days. Cost: one union over the days that hold any."""
        start, stop = bisect_left(self.days, first), bisect_right(self.days, last)
        found = [self.of_place(place) for place in range(start, stop)]
        return self._reader.bits.union(*found) if found else self._reader.bits()

    def of_place(self, place: int) -> Bitmap:
        """Return what lies on the day at this place of ``days``."""
        return self._reader.bitmap(self._name, place)

    def months(self) -> list[tuple[int, int]]:
        """Return (year, month) of each month that holds any, in order."""
        return list(self.by_month)

    # Of the clocks whose months were written along, which are those of statements by their first possible day

    @cached_property
    def by_month(self) -> dict[tuple[int, int], range]:
        """The places of the days of each month that holds any, in order."""
        held = Counter(map(month_of, self.days))
        ends = accumulate(held.values(), initial=0)
        return dict(zip(held, starmap(range, pairwise(ends)), strict=True))

    @property
    def undated(self) -> Bitmap:
        """What has no day."""
        return self._reader.bitmap(f"{self._clock}_months", len(self.by_month))

    def count_by_month(self, among: Bitmap) -> dict[tuple[int, int], int]:
        """Return how many of these lie in each month. Cost: one operation a month, none a day."""
        name = f"{self._clock}_months"
        sets = (self._reader.bitmap(name, place) for place in range(len(self.by_month)))
        return dict(zip(self.by_month, (one.intersection_cardinality(among) for one in sets), strict=True))

    def count_by_day(self, among: Bitmap, month: tuple[int, int]) -> dict[int, int]:
        """Return how many of these lie on each day of a month. Cost: one operation a day."""
        places = self.by_month.get(month, ())
        return {self.days[place]: self.of_place(place).intersection_cardinality(among) for place in places}

    def last_days(self, groups: Mapping[T, Bitmap]) -> dict[T, int]:
        """Return for each of these sets the last day on which any of it lies; one without any is left out.

        Cost: a look into each month for the sets that none after it tells of, then into the days of that month.
        """
        found, left = {}, dict(groups)
        bits = self._reader.bits
        everything = bits.union(*groups.values()) if groups else bits()
        for number, days in reversed(list(enumerate(self.by_month.values()))):
            lying = self._reader.bitmap(f"{self._clock}_months", number) & everything
            if not lying:
                continue
            here = {key: both for key, among in left.items() if (both := among & lying)}
            for place in reversed(days):
                if not here:
                    break
                on_day = self.of_place(place)
                for key in [key for key, both in here.items() if both.intersect(on_day)]:
                    found[key] = self.days[place]
                    del here[key], left[key]
        return found
