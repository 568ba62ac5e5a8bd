"""Which words of the question stand elsewhere than in a statement's own words, shown beside it."""

from typing import TYPE_CHECKING

from talks import search

if TYPE_CHECKING:
    from talks.timeline.entries import Entry


def with_hits(entries: list["Entry"], q: str) -> list["Entry"]:
    """Return the entries with ``hits`` on the claims that match; a place that several share is shown at the first.

    Cost: no query.
    """
    if not q:
        return entries
    for entry in entries:
        seen: set[search.Hit] = set()
        for claim in entry.claims:
            claim.hits = [hit for hit in search.hits(claim, q) if hit not in seen]
            seen.update(claim.hits)
    return entries
