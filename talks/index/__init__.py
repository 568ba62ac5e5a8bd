"""The facet index: which events and statements have which value, on which days, as bitmaps held in memory.

``current`` gives the index of the version that readers see. ``building`` writes a segment, ``segment`` reads it,
``following`` keeps it in step with the record; docs/decisions/facet-index.md says why. ``timeline`` asks it.
"""

from talks.index.columns import UNDATED
from talks.index.differing import KINDS
from talks.index.names import NamedActor, NamedProcess, NamedRecord, Names
from talks.index.refresh import Index, OutdatedError, current, in_one_moment, share
from talks.index.segment import Segment
from talks.index.segment_file import Bitmap
from talks.index.values import FacetKey, Family

__all__ = [
    "KINDS",
    "UNDATED",
    "Bitmap",
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
    "in_one_moment",
    "share",
]
