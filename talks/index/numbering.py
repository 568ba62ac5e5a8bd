"""How statements are numbered: in planes, so that a shift of a bitmap of statements makes one of their events.

The first statement of every event lies in plane 0, the second in plane 1, and so on: its number is ``plane << shift |
event``. Knows bitmaps and nothing of records.
"""

from functools import cached_property

from pyroaring import BitMap, BitMap64

from talks.index.segment_file import Bitmap

SMALLEST_SHIFT = 16  # a container of a bitmap: planes of whole containers are shifted without touching a bit
FEW = 1_000  # numbers that are sooner projected one by one
LARGEST = 1 << 32  # numbers beyond it need wider bitmaps


class ClaimNumbers:
    """The numbering for so many events, of which none has more than ``most`` statements."""

    def __init__(self, events: int, most: int) -> None:
        # Always one more than there are events: so no number ends in nothing but ones, as NOTHING does.
        self.shift = max(SMALLEST_SHIFT, events.bit_length())
        self.size, self.most = 1 << self.shift, max(most, 1)
        self.wide = self.size * self.most > LARGEST
        self.bits = BitMap64 if self.wide else BitMap

    @cached_property
    def ranges(self) -> list[Bitmap]:
        """Every number of each plane."""
        return [self.bits(range(self.size * n, self.size * (n + 1))) for n in range(self.most)]

    @cached_property
    def halves(self) -> list[tuple[int, Bitmap]]:
        """Half of the planes, and their numbers; then half of these, and so on down to the first plane alone."""
        numbers = [1 << power for power in reversed(range((self.most - 1).bit_length()))]
        return [(planes, self.bits(range(planes * self.size))) for planes in numbers]

    def project(self, claims: Bitmap) -> Bitmap:
        """Return the events of these statements. Cost: a few operations for each time that the planes can be halved."""
        if len(claims) <= FEW:
            mask = self.size - 1
            return self.bits([number & mask for number in claims])
        highest = claims.max() >> self.shift
        for planes, lower in self.halves:  # the upper half is laid on the lower one, until all lie on the first plane
            if highest >= planes:
                claims = (claims & lower) | claims.shift(-planes * self.size)
                highest = planes - 1
        return claims

    def within(self, claims: Bitmap, events: Bitmap) -> Bitmap:
        """Return those of the statements that are about these events. Cost: as ``project``."""
        if len(claims) <= FEW:
            mask = self.size - 1
            return self.bits([number for number in claims if number & mask in events])
        parts = [
            (claims & self.ranges[n]) & (events.shift(n * self.size) if n else events)
            for n in range((claims.max() >> self.shift) + 1)
        ]
        return self.bits.union(*parts)
