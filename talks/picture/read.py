"""Reads the picture of an answer: marks for few events, bars for many. Page and SVG file render the result."""

from talks.picture.density_bars import read_counted
from talks.picture.event_marks import read_marked
from talks.picture.picture import Picture
from talks.timeline import PageRows

MOST_MARKS = 300  # events; of more, the picture shows bars


def read_picture(rows: PageRows, shown: set[str] | None = None, root: str = "") -> Picture:
    """Return the picture of an answer.

    Shape: events in ``shown`` are linked to their entry on the same page, others to their own page. ``root`` begins
    every URL of a picture that leaves the site.
    Cost: up to ``MOST_MARKS`` events that of the rows; above, no query, and a few bitmap operations per side and bin.
    """
    selection = rows.selection
    if not selection.count:
        return Picture(selection.filters, "")
    if selection.count > MOST_MARKS:
        return read_counted(selection, root)
    return read_marked(rows, shown or set(), root)
