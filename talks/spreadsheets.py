"""The guard against formulas in tables: text that a spreadsheet would run gets an apostrophe before it, and loses it again.

Imports nothing of the project. The CSV export guards cells, and ``importing`` takes the guard away.
"""

import re

# Text that begins with apostrophes and such a sign is guarded too, so that taking the guard away always gives the text back.
RUNS = re.compile(r"'*[=+\-@\t\r\n]")


def guarded(text: str) -> str:
    """Return the text as a cell that no spreadsheet runs as a formula."""
    return f"'{text}" if RUNS.match(text) else text


def unguarded(cell: str) -> str:
    """Return the text of a cell: what ``guarded`` was given."""
    return cell[1:] if cell[:1] == "'" and RUNS.match(cell) else cell
