"""The colour of each side. Imports nothing of the project."""

from collections.abc import Sequence


class Palette:
    """The number of each side's colour, by process; 0 for a side without a lane."""

    def __init__(self, lanes: Sequence[tuple[int, int, int]]) -> None:
        """Take the lanes: ids of process and side, and the number of the colour, in their order."""
        self._lanes = {(process, side): number for process, side, number in lanes}
        self._first = {side: number for process, side, number in reversed(lanes)}

    def number(self, side: int | None, process: int | None = None) -> int:
        """Return the number of a side in a process, else in the first process that has it, else 0."""
        return self._lanes.get((process, side)) or self._first.get(side, 0)
