"""Maps primary keys to the numbers of a segment. Knows arrays and bitmaps only."""

from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence

from talks.index.segment_file import Bitmap, bitmap_of

DIRECT = 8  # an array by primary key may have this many slots per record
NOTHING = 0xFFFFFFFF


class Numbers:
    """The number of each record, by primary key.

    Shape: ``table`` is an array, or a dictionary if the keys are sparse or the numbers ``wide``.
    """

    def __init__(self, keys: Sequence[int], *, wide: bool = False) -> None:
        highest = max(keys, default=0)
        if highest <= DIRECT * len(keys) + 1_000 and not wide:
            self.table: array[int] | dict[int, int] = array("I", [NOTHING]) * (highest + 1)
        else:
            self.table = {}

    def __setitem__(self, key: int, number: int) -> None:
        self.table[key] = number

    def get(self, key: int) -> int:
        """Return the number of a record, or ``NOTHING``."""
        if isinstance(self.table, dict):
            return self.table.get(key, NOTHING)
        return self.table[key] if key < len(self.table) else NOTHING


def numbered(bits: type[Bitmap], table: Sequence[int] | Mapping[int, int], keys: Sequence[int]) -> Bitmap:
    """Return the numbers of those keys that a table of ``Numbers`` has. Shape: keys in ascending order."""
    if isinstance(table, dict):
        return bits([table[key] for key in keys if key in table])
    numbers = bitmap_of(bits, map(table.__getitem__, keys[: bisect_left(keys, len(table))]))
    numbers.discard(NOTHING)
    return numbers
