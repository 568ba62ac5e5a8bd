"""From the question to the picture: marks where they can be told apart, bars where there are too many of them.

Page and file call ``read_picture`` and print what comes out.
"""

from talks.accounts import Differences
from talks.picture.counted import read_counted
from talks.picture.marked import read_marked
from talks.picture.shown import Picture
from talks.timeline import Filters, select

MOST_MARKS = 300  # events; above it the picture counts instead


def read_picture(
    filters: Filters,
    differences: Differences,
    count: int | None = None,
    shown: set[str] | None = None,
    root: str = "",
) -> Picture:
    """Return the picture of the answer; ``count`` is the number of its events where it is known already.

    Events in ``shown`` stand on the same page and are linked there, the others at their own address. ``root`` stands
    before every address, for a picture that leaves the site. Cost: a number of queries that does not depend on the
    size of the answer; above ``MOST_MARKS`` events one pass over (event, side), below over the statements.
    """
    selection = select(filters, differences)
    count = selection.events.count() if count is None else count
    if not count:
        return Picture(filters, "")
    if count > MOST_MARKS:
        return read_counted(filters, selection, differences, root)
    return read_marked(filters, selection, differences, shown or set(), root)
