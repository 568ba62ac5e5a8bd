"""Dates in cells of tables: EDTF, dates as people type them, and the timestamps of Wikidata and spreadsheets, as EDTF.

Imports dates only.
"""

import re
from itertools import takewhile

from talks.dates import parse, read_typed

# In Wikidata, 00 stands for a month or day that is not known: +2022-03-00T00:00:00Z.
STAMP = re.compile(
    r"\+?(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d(?:\.\d+)?))?(?: ?Z|[+-]\d\d:?\d\d)?)?", re.ASCII
)


def read_day(text: str) -> str:
    """Return the EDTF text of a date in a cell. A time of day is left out; see ``has_time``.

    Raises: EDTFError, whose message says what to write instead.
    """
    stamp = STAMP.fullmatch(text)
    if not stamp:
        return read_typed(text)
    known = takewhile(lambda part: part.strip("0"), stamp.groups()[:3])
    return parse("-".join(known) or text).text


def has_time(text: str) -> bool:
    """Return whether a cell has a time of day, other than the midnight that stands for none."""
    stamp = STAMP.fullmatch(text)
    return stamp is not None and any((part or "").strip("0:.") for part in stamp.groups()[3:])
