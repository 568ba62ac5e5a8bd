"""From a primary key to a number."""

from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence

from talks.index.segment_file import Bitmap, bitmap_of

DIRECT = 8  # a table by primary key may be so many times longer than its entries are many
NOTHING = 0xFFFFFFFF


class Numbers:
    """The number of each record by its primary key.

    Shape: a plain array; a dictionary where the keys lie far apart, or the numbers are ``wide``.
    """

    def __init__(self, keys: Sequence[int], *, wide: bool = False) -> None:
        highest = max(keys, default=0)
        if highest <= DIRECT * len(keys) + 1_000 and not wide:
            self.table: array | dict[int, int] = array("I", [NOTHING]) * (highest + 1)
        else:
            self.table = {}

    def __setitem__(self, key: int, number: int) -> None:
        self.table[key] = number

    def get(self, key: int) -> int:
        """Return the number, or ``NOTHING``."""
        if isinstance(self.table, dict):
            return self.table.get(key, NOTHING)
        return self.table[key] if key < len(self.table) else NOTHING


def numbered(bits: type[Bitmap], table: Sequence[int] | Mapping[int, int], keys: Sequence[int]) -> Bitmap:
    """Return the numbers of these keys, as far as a table of ``Numbers`` has them. Units: keys in ascending order."""
    if isinstance(table, dict):
        return bits([table[key] for key in keys if key in table])
    numbers = bitmap_of(bits, map(table.__getitem__, keys[: bisect_left(keys, len(table))]))
    numbers.discard(NOTHING)
    return numbers
