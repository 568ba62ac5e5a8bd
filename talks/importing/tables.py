"""A file as rows of text: CSV in any usual encoding, with commas, semicolons or tabs; XLSX where openpyxl is installed.

Imports cleaning, spreadsheets and problems. ``timelinejs`` reads JSON into the same rows; ``saving`` makes records of them.
"""

import codecs
import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import count
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from talks.cleaning import clean, told
from talks.importing.problems import ImportRefused, Problem, refused
from talks.spreadsheets import unguarded

BYTES_ALLOWED = 5_000_000
UNPACKED_ALLOWED = 100_000_000  # bytes of an XLSX file, which is a zip archive
ROWS_ALLOWED = 5_000
COLUMNS_ALLOWED = 200

ZIP = b"PK\x03\x04"
DELIMITERS = ",;\t"
COMMENT = "#"
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]+)(\d+):[A-Z]+(\d+)"')
SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # the first line with which Excel names the delimiter

# Letters of Windows-1251, one byte each. Three in a row are rare where they are accented letters of Windows-1252.
CYRILLIC_BYTES, LETTER_BYTES = re.compile(rb"[\xc0-\xff]{3,}"), re.compile(rb"[\xc0-\xff]")


class Row(NamedTuple):
    """One row: its number as spreadsheets count, and the cells that are not empty, by the name of their column."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """The rows of a file.

    Shape: columns are named in small letters with ``_`` between words; ``names`` has them as the file does. ``notes`` are
    sentences about how the file was read.
    """

    columns: list[str]
    rows: list[Row]
    names: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def name(self, column: str) -> str:
        """Return the name of a column as the file has it."""
        return self.names.get(column, column)


def decoded(content: bytes, encoding: str = "") -> tuple[str, str]:
    """Return the text of a file, and the name of its encoding where that is a guess.

    Known by their first bytes: UTF-8 and UTF-16. Otherwise UTF-8 if it is that, else Windows-1251 if most letters beyond
    ASCII follow each other as in Cyrillic words, else Windows-1252.
    Raises: ImportRefused for bytes that are no text in that encoding.
    """
    guess = ""
    if not encoding:
        encoding = _encoding_of(content)
        if encoding.startswith("windows"):
            guess = encoding
    try:
        return content.decode(encoding), guess
    except LookupError:
        raise refused(_("“%(name)s” is no encoding of text.") % {"name": encoding[:40]}) from None
    except UnicodeError:
        raise refused(
            _("The file is not text in %(name)s: save it as UTF-8, or name its encoding.") % {"name": encoding}
        ) from None


def _encoding_of(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if content[1:2] == b"\0":
        return "utf-16-le"
    if content[:1] == b"\0":
        return "utf-16-be"
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        in_words = sum(map(len, CYRILLIC_BYTES.findall(content)))
        return "windows-1251" if 2 * in_words > len(LETTER_BYTES.findall(content)) else "windows-1252"
    return "utf-8-sig"


def read_csv(text: str) -> Table:
    """Return the rows of CSV text. The delimiter is the one that gives the header the most columns.

    Raises: ImportRefused.
    """
    begins = 1
    if separator := SEPARATOR.match(text):
        text, begins, delimiter = text[separator.end() :], 2, separator[1]
    else:
        delimiter = max(DELIMITERS, key=lambda one: _columns_by(text, one))
    return table_of(_csv_rows(text, delimiter, begins), begins)


def _columns_by(text: str, delimiter: str) -> int:
    try:
        return len(next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), []))
    except csv.Error:
        return 0


def _csv_rows(text: str, delimiter: str, begins: int) -> Iterator[list[str]]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    for number in count(begins):
        try:
            yield next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            raise refused(_("This row cannot be read as CSV: %(error)s.") % {"error": error}, number) from error


def read_xlsx(content: bytes) -> Table:
    """Return the rows of the first visible sheet of an XLSX file; of a formula, the value that was computed last.

    Raises: ImportRefused, also where openpyxl is not installed.
    """
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise refused(
            _("To read XLSX, the package openpyxl is missing: “make run DESK=1” installs it. Or save the table as CSV.")
        ) from None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > UNPACKED_ALLOWED:
                raise refused(_("The file holds more than %(limit)d MB.") % {"limit": UNPACKED_ALLOWED // 1_000_000})
        values, formulas = (load_workbook(io.BytesIO(content), read_only=True, data_only=one) for one in (True, False))
        number = next((n for n, sheet in enumerate(values.worksheets) if sheet.sheet_state == "visible"), 0)
        sheet = values.worksheets[number]
        for one in (sheet, formulas.worksheets[number]):
            one.reset_dimensions()  # what the file says of its size may be wrong
        lines = _xlsx_rows(sheet.iter_rows(), formulas.worksheets[number].iter_rows())
        merged = _merged(content, sheet._worksheet_path)
        table = table_of(_filled_down(lines, merged), 1)
    except ImportRefused:
        raise
    except Exception as error:  # openpyxl raises whatever a broken part of the file leads to
        raise refused(_("The file cannot be read as XLSX: save it again, or save the table as CSV.")) from error
    more = [_("Merged cells: their value is taken for each of their rows.")] if merged else []
    if len(values.worksheets) > 1:
        more.append(_("Only the first visible sheet is read: “%(name)s”.") % {"name": sheet.title})
    return Table(table.columns, table.rows, table.names, (*table.notes, *more))


def _xlsx_rows(values: Iterable[Sequence[Any]], formulas: Iterable[Sequence[Any]]) -> Iterator[list[str]]:
    """Return the texts of cells by row. Raises: ImportRefused for an error, and for a formula that was never computed."""
    for number, (row, written) in enumerate(zip(values, formulas, strict=True), 1):
        for place, (cell, formula) in enumerate(zip(row, written, strict=True)):
            if cell.data_type == "e":
                raise refused(_("A cell holds the error %(error)s.") % {"error": cell.value}, number, _letters(place))
            # One that was computed as empty text has another type.
            if cell.value is None and cell.data_type == "n" and formula.data_type == "f":
                reason = _("A cell holds a formula without a value: open the file in a spreadsheet, and save it again.")
                raise refused(reason, number, _letters(place))
        yield [_cell_text(cell.value) for cell in row]


def _letters(place: int) -> str:
    """Return the letters of a column, counted from 0, as spreadsheets show them."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _merged(content: bytes, part: str) -> list[tuple[int, int, int]]:
    """Return the merged cells that span several rows: their column, counted from 0, and their first and last row."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        found = MERGED.findall(archive.read(part))
    spans = []
    for letters, first, last in found:
        column = 0
        for letter in letters:
            column = column * 26 + letter - 64
        if int(last) > int(first):
            spans.append((column - 1, int(first), int(last)))
    return spans


def _filled_down(lines: Iterable[list[str]], merged: list[tuple[int, int, int]]) -> Iterator[list[str]]:
    """Return lines with the value of a merged cell in each of its rows."""
    held: dict[tuple[int, int, int], str] = {}
    for number, line in enumerate(lines, 1):
        for span in merged:
            column, first, last = span
            if number == first and column < len(line):
                held[span] = line[column]
            elif first < number <= last and held.get(span):
                line += [""] * (column + 1 - len(line))
                line[column] = held[span]
        yield line


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def table_of(lines: Iterable[list[str]], begins: int) -> Table:
    """Return lines of cells as a table: the first is the header; empty rows, and those that begin with ``#``, are left out.

    Cells lose the guard against formulas, what cleaning takes out, and white space at both ends.
    Raises: ImportRefused, naming every row that does not fit the header.
    """
    numbered = ((number, line) for number, line in enumerate(lines, begins) if any(cell.strip() for cell in line))
    begins, first = next(numbered, (0, []))
    header = [cell.strip() for cell in first]
    while header and not header[-1]:
        header.pop()
    if not header:
        raise refused(_("The file has no header: its first row names the columns."))
    columns = [column_name(name) for name in header]
    if len(columns) > COLUMNS_ALLOWED:
        raise refused(_("More than %(limit)d columns.") % {"limit": COLUMNS_ALLOWED}, begins)
    twice = [name for name, times in Counter(filter(None, columns)).items() if times > 1]
    problems = [Problem(begins, name, _("Two columns have this name.")) for name in twice]
    rows: list[Row] = []
    changes: Counter[str] = Counter()
    for number, line in numbered:
        if line[0].startswith(COMMENT):
            continue
        if len(rows) == ROWS_ALLOWED:
            raise refused(_("More than %(limit)d rows: split the table.") % {"limit": ROWS_ALLOWED}, number)
        cells = [plain_text(cell, changes) for cell in line]
        if any(cell and not name for cell, name in zip(cells, columns, strict=False)) or any(cells[len(columns) :]):
            problems.append(Problem(number, "", _("It has a cell in a column without a name. Is a delimiter missing?")))
            if len(columns) == 1:
                raise refused(
                    _("Only one column has a name. Is there a title above the header, or another delimiter?"), begins
                )
        rows.append(Row(number, {name: cell for name, cell in zip(columns, cells, strict=False) if name and cell}))
    if problems:
        raise ImportRefused(problems)
    notes = (told(dict(changes)),) if changes else ()
    return Table(list(filter(None, columns)), rows, dict(zip(columns, header, strict=True)), notes)


def column_name(name: str) -> str:
    """Return the name of a column in small letters with ``_`` between words: “End Year” is ``end_year``."""
    return re.sub(r"[\s_-]+", "_", clean(name).text.strip().casefold())


def plain_text(cell: str, changes: Counter[str] | None = None) -> str:
    """Return the text of a cell as fields take it, and count what was cleaned."""
    cleaned = clean(unguarded(cell))
    if changes is not None:
        changes.update(cleaned.changes)
    return re.sub(r"\r\n?", "\n", cleaned.text).strip()
