"""The facet index: bitmaps in memory of the events and statements by value and by day.

``current`` returns the index of the version that readers see. ``segment_writer`` writes a segment, ``segment`` reads
it, ``refresh`` updates the index when the record changes; ``timeline`` queries it. See docs/decisions/facet-index.md.
"""

from talks.index.columns import EventPlace
from talks.index.differing import KINDS
from talks.index.names import NamedActor, NamedProcess, NamedRecord, Names
from talks.index.negotiating import NEGOTIATES, hosting_in, negotiating_in
from talks.index.noting import note_events, noting
from talks.index.refresh import Index, OutdatedError, current, delete, forget_damaged, in_one_moment, share
from talks.index.segment import MOST_BEGUN, Segment
from talks.index.segment_file import Bitmap
from talks.index.values import FacetKey, Family

__all__ = [
    "KINDS",
    "MOST_BEGUN",
    "NEGOTIATES",
    "Bitmap",
    "EventPlace",
    "FacetKey",
    "Family",
    "Index",
    "NamedActor",
    "NamedProcess",
    "NamedRecord",
    "Names",
    "OutdatedError",
    "Segment",
    "current",
    "delete",
    "forget_damaged",
    "hosting_in",
    "in_one_moment",
    "negotiating_in",
    "note_events",
    "noting",
    "share",
]
