"""The lanes picture of an answer: what is drawn, where each mark leads, and the same in words.

`rows` reads the record in a constant number of queries, `words` says what a mark says, `reading` hands both to the
geometry in `lanes`. The page and the file of the picture print what comes out.
"""

from talks.picture.reading import MOST_MARKS, Link, Picture, read_picture
from talks.picture.words import KeyEntry

__all__ = ["MOST_MARKS", "KeyEntry", "Link", "Picture", "read_picture"]
