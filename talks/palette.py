"""The colour of each side. Imports nothing of the project."""

from collections.abc import Sequence


class Palette(dict[tuple[int | None, int | None], int]):
    """The number of the colour of (process, side): of the first process that has the side, if this one has not; else 0."""

    def __init__(self, lanes: Sequence[tuple[int, int, int]]) -> None:
        """Take the lanes: ids of process and side, and the number of the colour, in their order."""
        super().__init__({(process, side): number for process, side, number in lanes})
        self._first = {side: number for _process, side, number in reversed(lanes)}

    def __missing__(self, key: tuple[int | None, int | None]) -> int:
        self[key] = number = self._first.get(key[1], 0)
        return number

    def number(self, side: int | None, process: int | None = None) -> int:
        """Return the number of a side in a process."""
        return self[process, side] or self._first.get(side, 0)
