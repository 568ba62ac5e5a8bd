"""The lanes picture of an answer: what is drawn, where each mark leads, and the same in words.

`rows` reads the record in a constant number of queries; `marked` and `counted` hand it to the geometry in `lanes`;
`words` says what a mark says; `tools` are the buttons; `shown` is what the page and the file of the picture print.
"""

from talks.picture.reading import MOST_MARKS, read_picture
from talks.picture.shown import Link, Picture

__all__ = ["MOST_MARKS", "Link", "Picture", "read_picture"]
