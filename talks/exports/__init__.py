"""The formats in which a view can be taken along: one file a format, one line in ``FORMATS``.

A writer is given what the page was given, the filters and a page number, and reads over the same code.
"""

from talks.exports import csv_file, json_file, svg_file
from talks.exports.records import File

FORMATS = {"csv": csv_file.write_csv, "json": json_file.write_json, "svg": svg_file.write_svg}

__all__ = ["FORMATS", "File"]
