"""Whether a date falls into a span of days: possibly, or certainly.

Imports ``edtf`` only. The index keeps the two days of ``certain_days`` for every event; filters compare them.
"""

from datetime import date
from typing import NamedTuple

from talks.dates.edtf import FuzzyDate, SimpleDate


class CertainDays(NamedTuple):
    """The last possible day of a beginning and the first possible day of an end, None where it is not known.

    A date falls certainly into a span if ``latest_start`` is not after the span and ``earliest_end`` not before it. So
    what lasted does if any of its certain days does, and one unknown day if all its possible days do.
    """

    latest_start: date | None
    earliest_end: date | None

    def are_within(self, first: date | None, last: date | None) -> bool:
        """Return whether they fall certainly into a span. Shape: an end of the span that is None is open."""
        begins = last is None or (self.latest_start is not None and self.latest_start <= last)
        return begins and (first is None or (self.earliest_end is not None and self.earliest_end >= first))


def certain_days(read: FuzzyDate) -> CertainDays:
    """Return what is certain of a date.

    A date that is marked ``~`` or ``?`` counts as unknown, since nobody says how far "about" reaches.
    """
    if read.precision != "interval":
        marked = read.approximate or read.uncertain
        return CertainDays(None, None) if marked else CertainDays(read.latest, read.earliest)
    ((start, end),) = read.ends
    start, end = _known(start), _known(end)
    # It begins no later than it ends, and ends no earlier than it begins.
    starts = [one.latest for one in (start, end) if one]
    ends = [one.earliest for one in (start, end) if one]
    return CertainDays(min(starts, default=None), max(ends, default=None))


def _known(end: SimpleDate | None) -> SimpleDate | None:
    return None if end is None or end.approximate or end.uncertain else end
