"""Detects the kind of a file from its content, not from its name. Imports tables, timelinejs and problems."""

from dataclasses import replace

from django.utils.translation import gettext as _

from talks.importing.problems import refused
from talks.importing.tables import BYTES_ALLOWED, ZIP, Table, decoded, read_csv, read_xlsx
from talks.importing.timelinejs import read_json


def read_file(content: bytes, encoding: str = "") -> Table:
    """Return the rows of a file: CSV, XLSX or TimelineJS's JSON.

    Shape: at most ``BYTES_ALLOWED`` bytes and ``ROWS_ALLOWED`` rows. Raises: ImportRefused.
    """
    if len(content) > BYTES_ALLOWED:
        raise refused(_("The file is larger than %(limit)d MB.") % {"limit": BYTES_ALLOWED // 1_000_000})
    if content.startswith(ZIP):
        return read_xlsx(content)
    text, guess = decoded(content, encoding)
    table = read_json(text) if text.lstrip()[:1] in {"{", "["} else read_csv(text)
    if not guess:
        return table
    note = _("Read as %(encoding)s, which is a guess; if letters are wrong, name the encoding.") % {"encoding": guess}
    return replace(table, notes=(note, *table.notes))
