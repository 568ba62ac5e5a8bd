"""The timeline: the question (``Filters``) and the answer (``Timeline``).

``filters`` is the question, ``selection`` turns it into rows, ``facets`` counts the choices, ``reading`` puts the
answer together. Views and exports read it; nothing here knows of requests.
"""

from talks.timeline.facets import TITLES, Choice, Facet, Labels, count_values
from talks.timeline.filters import CLAIM_FACETS, COLUMNS, EVENT_FACETS, FACETS, NONE, ORDERS, VIEWS, Filters
from talks.timeline.reading import (
    PAGE,
    Entry,
    Participant,
    Timeline,
    participants,
    read_entries,
    read_events,
    read_timeline,
)
from talks.timeline.selection import Selection, in_order, participations, select

__all__ = [
    "CLAIM_FACETS",
    "COLUMNS",
    "EVENT_FACETS",
    "FACETS",
    "NONE",
    "ORDERS",
    "PAGE",
    "TITLES",
    "VIEWS",
    "Choice",
    "Entry",
    "Facet",
    "Filters",
    "Labels",
    "Participant",
    "Selection",
    "Timeline",
    "count_values",
    "in_order",
    "participants",
    "participations",
    "read_entries",
    "read_events",
    "read_timeline",
    "select",
]
