"""The file formats of a view: one module each, one line each in ``FORMATS``.

A writer takes filters and a page number, as the page does, and reads through the same code; ``views`` sends the file.
"""

from talks.exports import csv_file, json_file, svg_file
from talks.exports.records import File

FORMATS = {"csv": csv_file.write_csv, "json": json_file.write_json, "svg": svg_file.write_svg}

__all__ = ["FORMATS", "File"]
