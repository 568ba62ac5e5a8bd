"""Which dates are days that are known, for formats that can say neither a month nor how uncertain a date is.

Imports ``dates``. JSON-LD gives such days beside the EDTF text; a calendar holds no other events. Citations also give a month
or a year that is certain: ``citing.certain``.
"""

from datetime import date

from talks import dates


def known_days(text: str) -> tuple[date, date] | None:
    """Return the first and the last day of a date if both are known, else None.

    Shape: None for no date, a month or a year, one of several days, an open end, and what is uncertain or approximate.
    """
    if not text:
        return None
    read = dates.parse(text)
    if read.uncertain or read.approximate or read.earliest is None or read.latest is None:
        return None
    if read.precision == "day" and read.earliest == read.latest:
        return read.earliest, read.latest
    if read.precision != "interval":
        return None
    ((first, last),) = read.ends
    named = [end for end in (first, last) if end and end.precision == "day" and end.earliest == end.latest]
    return (read.earliest, read.latest) if len(named) == 2 else None
