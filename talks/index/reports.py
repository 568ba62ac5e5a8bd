"""The reports of a segment while it is written, numbered as they come. ``segment_writer`` uses them."""

from array import array
from typing import NamedTuple

from talks.index.columns import ClaimColumns, ordinal
from talks.sources import known_origin


class ReportColumns(NamedTuple):
    """What the index holds of a report: its number, and the first and last day of publication."""

    number: int
    first: int
    last: int


class Reports:
    """The public reports read so far, numbered, with the columns that the index needs."""

    def __init__(self) -> None:
        self.pks, self.origins, self.first, self.last = array("q"), array("q"), array("i"), array("i")
        self._known: dict[int, ReportColumns] = {}

    def of(self, claim: ClaimColumns) -> ReportColumns:
        """Return the report of a statement."""
        known = self._known.get(claim.article)
        if known is None:
            days = ordinal(claim.published_first), ordinal(claim.published_last)
            known = self._known[claim.article] = ReportColumns(len(self.pks), *days)
            self.pks.append(claim.article)
            self.origins.append(known_origin(claim.origin, claim.origin_basis) or 0)
            self.first.append(known.first)
            self.last.append(known.last)
        return known
