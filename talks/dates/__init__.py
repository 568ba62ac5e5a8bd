"""Uncertain dates: EDTF text in; first and last possible day, and words for people, out.

`edtf` parses, `typed` reads what people type, `words` formats with the `names` of a language, `order` sorts, `spans` says
what certainly falls into a span, `field` stores. Imports Django and, of the project, only `wording`. Models, filters, the
picture and exports get their dates from here.
"""

from talks.dates.edtf import EDTFError, FuzzyDate, SimpleDate, parse
from talks.dates.field import DerivesDates, EDTFField, Seal, bounds_check, columns
from talks.dates.order import (
    NO_DAY,
    UNDATED,
    WIDE,
    Place,
    chronological,
    days_of_heading,
    first_text,
    heading,
    heading_of,
    heading_precision,
    in_order,
    last_text,
    place,
)
from talks.dates.spans import CertainDays, certain_days
from talks.dates.typed import read_typed
from talks.dates.words import a_day_in, listed, machine, margin, short, words

__all__ = [
    "NO_DAY",
    "UNDATED",
    "WIDE",
    "CertainDays",
    "DerivesDates",
    "EDTFError",
    "EDTFField",
    "FuzzyDate",
    "Place",
    "Seal",
    "SimpleDate",
    "a_day_in",
    "bounds_check",
    "certain_days",
    "chronological",
    "columns",
    "days_of_heading",
    "first_text",
    "heading",
    "heading_of",
    "heading_precision",
    "in_order",
    "last_text",
    "listed",
    "machine",
    "margin",
    "parse",
    "place",
    "read_typed",
    "short",
    "words",
]
