"""Words that a reader may have meant: the nearest by letters that were added, left out, changed or swapped."""

from collections import defaultdict
from collections.abc import Iterable

from talks.letters import fold

SHORTEST = 3  # letters; anything may be meant by fewer
SHORT = 5  # letters; a shorter word may differ in one place, a longer one in two


class NearWords:
    """Words to choose from; of words that are one for search, the first.

    Cost: 0.1 µs for each of a similar length, and 20 µs for each with nearly the same letters.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._by_length: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
        known: set[str] = set()
        for word in words:
            plain = fold(word)
            if len(plain) >= SHORTEST and plain not in known:
                known.add(plain)
                self._by_length[len(plain)].append((_letters(plain), plain, word))

    def near(self, word: str, most: int) -> list[str]:
        """Return the nearest words, nearest first."""
        plain = fold(word)
        if len(plain) < SHORTEST:
            return []
        farthest, letters = 1 if len(plain) < SHORT else 2, _letters(plain)
        found = sorted(
            (distance(plain, other), plain[:1] != other[:1], other, text)
            for length in range(len(plain) - farthest, len(plain) + farthest + 1)
            for others, other, text in self._by_length.get(length, ())
            if (letters ^ others).bit_count() <= 2 * farthest and other != plain
        )
        return [text for far, _begins, _plain, text in found if far <= farthest][:most]


def _letters(word: str) -> int:
    """Return the letters of a word as bits; letters may share one."""
    bits = 0
    for letter in word:
        bits |= 1 << ord(letter) % 61
    return bits


def distance(one: str, other: str) -> int:
    """Return in how many places two words differ: letters added, left out, changed, or swapped with the next."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        earlier, before, row = before, row, [place]
        for index, another in enumerate(other, 1):
            row.append(min(before[index] + 1, row[-1] + 1, before[index - 1] + (letter != another)))
            if place > 1 and index > 1 and letter == other[index - 2] and another == one[place - 2]:
                row[-1] = min(row[-1], earlier[index - 2] + 1)
    return row[-1]
