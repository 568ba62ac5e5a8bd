"""The days of the events of one segment: first and last, certain or possible, and the spans that they fall into.

Knows bitmaps only. ``segment`` adds everything else of an event.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import cached_property

from talks.dates import WIDE
from talks.dates.edtf import Precision
from talks.index.bit_sliced import BitSliced
from talks.index.segment_file import Bitmap, SegmentFileReader, cached_method


class DatedEvents:
    """Events by number, in the order in which they happened; those from ``dated`` on have no date.

    Shape: ``bits`` is the type of all bitmaps; ``deleted`` holds the events that are not live.
    """

    bits: type[Bitmap]
    deleted: Bitmap

    def __init__(self, reader: SegmentFileReader) -> None:
        self._reader = reader
        self.size: int = reader.head["events"]
        self.dated: int = reader.head["dated"]
        self._days: Sequence[int] = reader.array("day", "i")
        # Caches of the object, not of the class, so that they are freed with it.
        self.lasting: Callable[[int, int], Bitmap] = cached_method(256, self._lasting)
        self.certain_among_vague: Callable[[int | None, int | None], Bitmap] = cached_method(
            256, self._certain_among_vague
        )
        self.touching: Callable[[int | None, int | None], Bitmap] = cached_method(16, self._touching)
        self.inside: Callable[[int | None, int | None], Bitmap] = cached_method(16, self._inside)
        self.bounds: Callable[[tuple[tuple[int, int], ...]], list[tuple[int, int]]] = cached_method(16, self._bounds)

    @cached_property
    def opened(self) -> Bitmap:
        """Events with a last day and an unknown first day."""
        return self._reader.bitmap("spans", 0)

    @cached_property
    def endless(self) -> Bitmap:
        """Events with a first day and an unknown last day."""
        return self._reader.bitmap("spans", 1)

    @cached_property
    def lasted(self) -> BitSliced:
        """The last days of events that may end on a later day than they begin; excludes ``opened``."""
        return self._sliced("lasted")

    @cached_property
    def latest_start(self) -> BitSliced:
        """The last possible day of beginning of all dated events but those on one exact day."""
        return self._sliced("latest_start")

    @cached_property
    def earliest_end(self) -> BitSliced:
        """The first possible day of ending of the same events."""
        return self._sliced("earliest_end")

    def _sliced(self, name: str) -> BitSliced:
        values = self._reader.array(f"{name}_values", "i")
        digits = max(len(values) - 1, 0).bit_length()
        slices = [self._reader.bitmap(name, 1 + digit) for digit in range(digits)]
        return BitSliced(self._reader.bitmap(name), values, slices)

    def headed_by(self, precision: Precision) -> Bitmap:
        """Return the events whose heading in lists is of this precision, one of ``WIDE``."""
        return self._reader.bitmap("headings", WIDE.index(precision))

    def heading(self, event: int) -> Precision:
        """Return the precision of an event's heading in lists."""
        if event not in self.headed_wide:
            return "month"
        return next(precision for precision in WIDE if event in self.headed_by(precision))

    @cached_property
    def headed_wide(self) -> Bitmap:
        """The events whose heading in lists is wider than a month."""
        return self.bits.union(*map(self.headed_by, WIDE))

    def day(self, event: int) -> int:
        """Return the day by which an event is ordered; ``UNDATED``, which is after all days, if it has none."""
        return self._days[event]

    def ends(self, event: int) -> tuple[int | None, int | None]:
        """Return the first and the last possible day of an event, None if unknown."""
        if event >= self.dated:
            return None, None
        day = self._days[event]
        if event in self.lasted.members:
            return day, self.lasted.value(event)
        return (None if event in self.opened else day), (None if event in self.endless else day)

    def undated(self) -> Bitmap:
        """Return the live events without a date."""
        return self.bits(range(self.dated, self.size)) - self.deleted

    def numbers_before(self, day: int) -> int:
        """Return how many events are ordered before this day: exactly these have the lower numbers."""
        return bisect_left(self._days, day)

    def _lasting(self, first: int, last: int) -> Bitmap:
        """Return the ``lasted`` events that touch these days."""
        return self.lasted.at_least(first) & self.bits(range(self.numbers_before(last + 1)))

    def _certain_among_vague(self, first: int | None, last: int | None) -> Bitmap:
        """Return the events not on one exact day that fall certainly into these days."""
        found = self.latest_start.members if first is None else self.earliest_end.at_least(first)
        return found if last is None else found - self.latest_start.at_least(last + 1)

    def _touching(self, first: int | None, last: int | None) -> Bitmap:
        """Return the live, dated events that possibly touch these days. Shape: an end that is None is open."""
        events = self.bits(range(self.dated))
        if last is not None:
            events &= self.bits(range(self.numbers_before(last + 1))) | self.opened
        if first is not None:
            before = self.bits(range(self.numbers_before(first)))
            events -= before - self.endless - self.lasted.at_least(first)
        return events - self.deleted

    def _inside(self, first: int | None, last: int | None) -> Bitmap:
        """Return the live, dated events that certainly fall into these days, as ``dates.certain_days`` says.

        Shape: an end that is None is open.
        """
        low = 0 if first is None else self.numbers_before(first)
        high = self.dated if last is None else self.numbers_before(last + 1)
        exact = self.bits(range(low, high)) - self.latest_start.members
        return (exact | self.certain_among_vague(first, last)) - self.deleted

    def span_of(self, events: Bitmap) -> tuple[int | None, int | None]:
        """Return the earliest first day and the latest last day of these events, None if unknown."""
        begun = (events & self.bits(range(self.dated))) - self.opened
        return (self._days[begun.min()] if begun else None), self.last_day_of(events)

    def reach_of(self, events: Bitmap) -> tuple[int | None, int | None]:
        """Return the earliest and the latest known day of these events, whether a first or a last day."""
        dated = events & self.bits(range(self.dated))
        if not dated:
            return None, None
        last = self._days[dated.max()]
        return self._days[dated.min()], max(last, self.last_day_of(dated) or last)

    def count_in(self, events: Bitmap, spans: list[tuple[int, int]], certain: bool) -> list[int]:
        """Return how many of these events touch each span of days, or fall into it for certain if ``certain``.

        Shape: the same numbers as ``touching`` and ``inside`` give.
        Cost: a few bitmap operations per span.
        """
        bounds = self.bounds(tuple(spans))
        if certain:
            vague = events & self.latest_start.members
            exact = events - vague
            return [
                exact.range_cardinality(*bound) + vague.intersection_cardinality(self.certain_among_vague(*span))
                for bound, span in zip(bounds, spans, strict=True)
            ]
        endless, opened = events & self.endless, events & self.opened
        lasted = events & self.lasted.members
        counts = [0] * len(spans)
        short = events - lasted - endless - opened
        for index, (low, high) in enumerate(bounds):
            count = short.range_cardinality(low, high)
            if lasted:
                count += lasted.intersection_cardinality(self.lasting(*spans[index]))
            count += endless.range_cardinality(0, high)
            count += len(opened) - opened.range_cardinality(0, low)
            counts[index] = count
        return counts

    def _bounds(self, spans: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
        """Return (start, stop) of the numbers of the events that are ordered within each span of days."""
        return [(self.numbers_before(first), self.numbers_before(last + 1)) for first, last in spans]

    def last_day_of(self, events: Bitmap) -> int | None:
        """Return the latest known last day of these events, or None."""
        short = (events & self.bits(range(self.dated))) - self.endless - self.lasted.members
        ends = [self._days[short.max()] if short else None, self.lasted.highest(events)]
        return max((end for end in ends if end is not None), default=None)
