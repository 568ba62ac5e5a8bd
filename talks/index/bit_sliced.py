"""A bit-sliced index: one bitmap for each binary digit, so that one operation compares the values of all members.

Used for the last days of events that last several days. Knows bitmaps only.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from talks.index.segment_file import Bitmap


class BitSliced:
    """The value of each member, as bitmaps.

    Shape: ``values`` are the distinct values in ascending order, and the rank of a value is its index there.
    ``slices[d]`` holds the members whose rank has the binary digit ``d``.
    """

    def __init__(self, members: Bitmap, values: Sequence[int], slices: list[Bitmap]) -> None:
        self.members, self.values, self.slices = members, values, slices

    def value(self, member: int) -> int:
        """Return the value of one member."""
        return self.values[sum((member in having) << digit for digit, having in enumerate(self.slices))]

    def at_least(self, value: int) -> Bitmap:
        """Return the members with this value or a greater one. Cost: two bitmap operations per digit."""
        rank = bisect_left(self.values, value)
        if rank == 0:
            return self.members
        if rank == len(self.values):
            return type(self.members)()
        equal, greater = self.members, type(self.members)()
        for digit in range(len(self.slices) - 1, -1, -1):
            if rank >> digit & 1:
                equal = equal & self.slices[digit]
            else:
                greater = greater | (equal & self.slices[digit])
                equal = equal - self.slices[digit]
        return greater | equal

    def highest(self, among: Bitmap) -> int | None:
        """Return the greatest value of these members, or None. Cost: one bitmap operation per digit."""
        left, rank = self.members & among, 0
        if not left:
            return None
        for digit in range(len(self.slices) - 1, -1, -1):
            having = left & self.slices[digit]
            if having:
                left, rank = having, rank | 1 << digit
        return self.values[rank]


def slices_of(bits: type[Bitmap], pairs: Iterable[tuple[int, int]]) -> tuple[Bitmap, list[int], list[Bitmap]]:
    """Return members, values and slices for (member, value) pairs."""
    pairs = list(pairs)
    values = sorted({value for _member, value in pairs})
    ranks = {value: rank for rank, value in enumerate(values)}
    digits = max(len(values) - 1, 0).bit_length()
    slices = [bits([member for member, value in pairs if ranks[value] >> digit & 1]) for digit in range(digits)]
    return bits([member for member, _value in pairs]), values, slices
