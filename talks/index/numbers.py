"""From a primary key to a number."""

from array import array
from collections.abc import Sequence

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
