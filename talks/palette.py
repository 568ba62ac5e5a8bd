"""The colour of each side, as a palette number. Imports nothing of the project; picture and timeline use it."""

from collections.abc import Sequence


class Palette(dict[tuple[int | None, int | None], int]):
    """The palette number of (process, side).

    Shape: if the process does not have the side, the number in the first process that does; 0 if there is none.
    """

    def __init__(self, lanes: Sequence[tuple[int, int, int]]) -> None:
        """Shape: ``lanes`` are (id of the process, id of the side, palette number), in order."""
        super().__init__({(process, side): number for process, side, number in lanes})
        self._first: dict[int | None, int] = {side: number for _process, side, number in reversed(lanes)}

    def __missing__(self, key: tuple[int | None, int | None]) -> int:
        self[key] = number = self._first.get(key[1], 0)
        return number

    def number(self, side: int | None, process: int | None = None) -> int:
        """Return the palette number of a side in a process."""
        return self[process, side] or self._first.get(side, 0)
