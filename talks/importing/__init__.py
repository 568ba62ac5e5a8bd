"""Tables of events and statements in: CSV, XLSX, and TimelineJS's JSON and spreadsheet, as drafts of a process.

``read_file`` turns bytes into rows, ``import_table`` makes drafts of them, all or none. Imports models, curation and what
they import, and the columns of our CSV. The command ``import_events`` calls these two.
"""

from talks.importing.columns import template
from talks.importing.problems import ImportRefused, Problem, refused
from talks.importing.reading import read_file
from talks.importing.saving import Imported, import_table
from talks.importing.tables import BYTES_ALLOWED, ROWS_ALLOWED, Table

__all__ = [
    "BYTES_ALLOWED",
    "ROWS_ALLOWED",
    "ImportRefused",
    "Imported",
    "Problem",
    "Table",
    "import_table",
    "read_file",
    "refused",
    "template",
]
