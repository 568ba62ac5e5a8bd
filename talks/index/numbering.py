"""How statements are numbered: in planes, so that shifting a bitmap of statements gives one of their events.

Plane 0 has the first statement of every event, plane 1 the second, and so on: the number of a statement is ``plane <<
shift | event``. Knows bitmaps only.
"""

from functools import cached_property

from talks.index.segment_file import Bitmap, bitmap_type

SMALLEST_SHIFT = 16  # a container of a bitmap has 2 ** 16 bits, and whole containers are shifted without touching a bit
FEW = 1_000  # numbers, up to which projecting them one by one is faster
LARGEST = 1 << 32  # numbers from here on need wider bitmaps


class ClaimNumbers:
    """The numbering of statements about this many events, with at most ``most`` statements each."""

    def __init__(self, events: int, most: int) -> None:
        # Room for one more event than there are, so that no number equals NOTHING, whose bits are all ones.
        self.shift = max(SMALLEST_SHIFT, events.bit_length())
        self.size, self.most = 1 << self.shift, max(most, 1)
        self.wide = self.size * self.most > LARGEST
        self.bits = bitmap_type(self.wide)

    @cached_property
    def ranges(self) -> list[Bitmap]:
        """All numbers of each plane."""
        return [self.bits(range(self.size * n, self.size * (n + 1))) for n in range(self.most)]

    @cached_property
    def halves(self) -> list[tuple[int, Bitmap]]:
        """The number of planes in the lower half, with their numbers; then of half of these, down to one plane."""
        numbers = [1 << power for power in reversed(range((self.most - 1).bit_length()))]
        return [(planes, self.bits(range(planes * self.size))) for planes in numbers]

    def project(self, claims: Bitmap) -> Bitmap:
        """Return the events of these statements. Cost: logarithmic in the planes, a few bitmap operations per step."""
        if len(claims) <= FEW:
            mask = self.size - 1
            return self.bits([number & mask for number in claims])
        highest = claims.max() >> self.shift
        for planes, lower in self.halves:  # fold the upper half onto the lower one, until plane 0 has everything
            if highest >= planes:
                claims = (claims & lower) | claims.shift(-planes * self.size)
                highest = planes - 1
        return claims

    def within(self, claims: Bitmap, events: Bitmap) -> Bitmap:
        """Return the statements about these events. Cost: three bitmap operations per plane."""
        if len(claims) <= FEW:
            mask = self.size - 1
            return self.bits([number for number in claims if number & mask in events])
        parts = [
            (claims & self.ranges[n]) & (events.shift(n * self.size) if n else events)
            for n in range((claims.max() >> self.shift) + 1)
        ]
        return self.bits.union(*parts)
