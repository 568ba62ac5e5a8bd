"""The timeline: the question (``Filters``) and the answer (``Timeline``).

``filters`` is the question, ``selection`` finds what answers it, ``ordering`` which of it stands on a page, ``facets``
counts the choices, ``entries`` reads the events of a page, ``reading`` puts the answer together. Views and exports read
it; nothing here knows of requests.
"""

from talks.timeline.coverage import read_coverage, read_rows
from talks.timeline.entries import Entry, Participant, participants, read_entries, read_folded
from talks.timeline.facets import (
    OPEN,
    TITLES,
    Choice,
    Facet,
    Labels,
    count_values,
    public_values,
    read_facet,
    read_facets,
)
from talks.timeline.filters import CLAIM_FACETS, EVENT_FACETS, FACETS, NONE, ORDERS, VIEWS, Filters
from talks.timeline.ordering import Place, in_order
from talks.timeline.reading import PAGE, Counts, Listed, Timeline, read_counts, read_timeline
from talks.timeline.selection import Part, Selection, select

__all__ = [
    "CLAIM_FACETS",
    "EVENT_FACETS",
    "FACETS",
    "NONE",
    "OPEN",
    "ORDERS",
    "PAGE",
    "TITLES",
    "VIEWS",
    "Choice",
    "Counts",
    "Entry",
    "Facet",
    "Filters",
    "Labels",
    "Listed",
    "Part",
    "Participant",
    "Place",
    "Selection",
    "Timeline",
    "count_values",
    "in_order",
    "participants",
    "public_values",
    "read_counts",
    "read_coverage",
    "read_entries",
    "read_facet",
    "read_facets",
    "read_folded",
    "read_rows",
    "read_timeline",
    "select",
]
