"""Short ways for tests to what pages read."""

from talks.index import current
from talks.models import Claim
from talks.picture import Picture, read_picture
from talks.rows import ClaimRow, read_claims
from talks.timeline import EventEntry, Filters, PageRows, Timeline, read_entries, select


def entries_of(answer: Timeline) -> list[EventEntry]:
    """Return the events of a page with what was said about them."""
    return read_entries(answer.rows, [event.pk for event in answer.events], answer.palette)


def picture_of(filters: Filters, shown: set[str] | None = None, root: str = "") -> Picture:
    """Return the picture of an answer."""
    return read_picture(PageRows(select(filters)), shown, root)


def row_of(claim: Claim) -> ClaimRow:
    """Return a statement as pages read it."""
    (row,) = read_claims(current(), Claim.objects.filter(pk=claim.pk))
    return row
