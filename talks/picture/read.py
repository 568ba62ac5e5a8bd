"""From the question to the picture: marks where they can be told apart, bars where there are too many of them.

Page and file call ``read_picture`` and render what comes out.
"""

from talks.picture.density_bars import read_counted
from talks.picture.event_marks import read_marked
from talks.picture.picture import Picture
from talks.timeline import PageRows

MOST_MARKS = 300  # events; above it the picture counts instead


def read_picture(rows: PageRows, shown: set[str] | None = None, root: str = "") -> Picture:
    """Return the picture of the answer that the rows are of.

    Events in ``shown`` stand on the same page and are linked there, the others at their own address. ``root`` stands
    before every address, for a picture that leaves the site. Cost: above ``MOST_MARKS`` events no query, and a few
    operations on bitmaps for each side and bar; below, that of the rows.
    """
    selection = rows.selection
    if not selection.count:
        return Picture(selection.filters, "")
    if selection.count > MOST_MARKS:
        return read_counted(selection, root)
    return read_marked(rows, shown or set(), root)
