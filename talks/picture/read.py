"""Reads the picture of an answer: a strip, marks for few events, or bars for many. Page and SVG file render the result."""

from dataclasses import replace

from talks.picture.density_bars import read_counted, read_counted_strip
from talks.picture.event_marks import read_marked
from talks.picture.picture import Picture, view_url
from talks.picture.strip_marks import read_strip
from talks.timeline import PageRows

MOST_MARKS = 200  # events; of more, the picture shows bars


def read_picture(rows: PageRows, shown: set[str] | None = None, root: str = "", *, is_open: bool = False) -> Picture:
    """Return the picture of an answer: of a narrowed one a strip, unless ``lanes`` or ``is_open`` asks for the picture.

    Shape: events in ``shown`` are linked to their entry on the same page, others to their own page. ``root`` begins
    every URL of a picture that leaves the site.
    Cost: up to ``MOST_MARKS`` events that of the rows; above, at most one query, and a few bitmap operations per side
    and bin.
    """
    selection = rows.selection
    filters = selection.filters
    if not selection.count:
        return Picture(filters, "")
    if filters.is_narrowed and not filters.lanes and not is_open:
        is_counted = selection.count > MOST_MARKS
        return read_counted_strip(selection, root) if is_counted else read_strip(rows, shown or set(), root)
    picture = read_counted(selection, root) if selection.count > MOST_MARKS else read_marked(rows, shown or set(), root)
    return replace(picture, folds=view_url(filters.asking(lanes="")) if filters.is_narrowed else "")
