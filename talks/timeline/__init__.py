"""The timeline: a question (``Filters``) and its answer (``Timeline``), as plain data.

``selection`` finds the events and statements that match the ``filters``, ``ordering`` picks those of a page, ``facets``
counts the choices, ``entries`` reads the events, ``answer`` assembles the page. Imports the index and rows, and knows
no requests and no HTML; views and exports show the result.
"""

from talks.timeline.answer import PAGE, MonthGroup, Summary, Timeline, read_timeline
from talks.timeline.counting import Tally, count_values, public_values
from talks.timeline.counts import Counts, read_counts
from talks.timeline.coverage import read_coverage
from talks.timeline.entries import PageRows, read_entries, read_folded
from talks.timeline.entry import EventEntry, Participant, ShownEvent, participants, read_in_full
from talks.timeline.facets import Facet, FacetChoice, Labels, read_facet, read_facets
from talks.timeline.filters import LANES, ORDERS, VALUES_ALLOWED, VIEWS, Filters
from talks.timeline.headlines import Headlines, read_headlines
from talks.timeline.nearby import Nearby, read_nearby
from talks.timeline.ordering import PlacedEvent, in_order
from talks.timeline.selection import Part, Selection, select
from talks.timeline.table import read_table

__all__ = [
    "LANES",
    "ORDERS",
    "PAGE",
    "VALUES_ALLOWED",
    "VIEWS",
    "Counts",
    "EventEntry",
    "Facet",
    "FacetChoice",
    "Filters",
    "Headlines",
    "Labels",
    "MonthGroup",
    "Nearby",
    "PageRows",
    "Part",
    "Participant",
    "PlacedEvent",
    "Selection",
    "ShownEvent",
    "Summary",
    "Tally",
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
    "read_headlines",
    "read_in_full",
    "read_nearby",
    "read_table",
    "read_timeline",
    "select",
]
