"""The picture of an answer: drawing, links, and a text alternative, as plain data.

``event_marks`` draws few events and ``density_bars`` many, ``strip_marks`` those that a filter found, with ``geometry``;
``descriptions`` and ``key`` have the words, ``zoom`` the buttons, ``picture`` the result. Imports ``timeline``; page and
SVG file render the result.
"""

from talks.picture.picture import Link, Picture
from talks.picture.read import MOST_MARKS, read_picture

__all__ = ["MOST_MARKS", "Link", "Picture", "read_picture"]
