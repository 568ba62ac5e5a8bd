"""The lanes picture of an answer: what is drawn, where each mark leads, and the same in words; plain data.

``event_marks`` draws an answer of few events and ``density_bars`` one of many, by way of ``geometry``; ``descriptions`` says
what a mark stands for; ``zoom`` are the buttons; ``picture`` is what page and file render.
"""

from talks.picture.picture import Link, Picture
from talks.picture.read import MOST_MARKS, read_picture

__all__ = ["MOST_MARKS", "Link", "Picture", "read_picture"]
