"""Uncertain dates: EDTF text in, first and last possible day and words for people out.

`edtf` reads, `words` speaks, `field` stores and asks. Imports Django and of the project `text` only; models, filters,
lanes and exports all take their dates from here.
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
