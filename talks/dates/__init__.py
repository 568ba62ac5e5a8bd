"""Uncertain dates: EDTF text in; first and last possible day, and words for people, out.

`edtf` parses, `words` formats, `field` stores. Imports Django and, of the project, only `text`. Models, filters, the
picture and exports get their dates from here.
"""

from talks.dates.edtf import EDTFError, FuzzyDate, parse
from talks.dates.field import (
    DerivesDates,
    EDTFField,
    Seal,
    bounds_check,
    chronological,
    columns,
    in_order,
)
from talks.dates.words import machine, margin, short, words

__all__ = [
    "DerivesDates",
    "EDTFError",
    "EDTFField",
    "FuzzyDate",
    "Seal",
    "bounds_check",
    "chronological",
    "columns",
    "in_order",
    "machine",
    "margin",
    "parse",
    "short",
    "words",
]
