"""The text of a PDF file by page and line, and from it paragraphs. Runs apart; imports pypdf and ``joining``.

A PDF file has no paragraphs: they are told from the distance of lines, their indentation and size, and the ends of sentences.
"""

import io
import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

from talks.desk.reading.joining import BULLET, FULL, SENTENCE_END, Joiner
from talks.desk.reading.refusing import Refused

PAGES_ALLOWED = 200
LINES_OF_EDGE = 4  # pieces at the top and at the bottom of a page that may be a running header or footer
APART = 1.6  # sizes of a letter between them and the text
LINES_OF_HEADING, LARGER = 4, 1.25  # a heading has letters so many times as large as the text
REPEATED = 0.6  # of the pages
PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|p\.|стр(?:аница|\.)|сторінка|с\.)\s*)?\d{1,4}(?:\s*(?:of|/|из|з)\s*\d{1,4})?\W*", re.I
)


class Line(NamedTuple):
    """A line of a page: its text, where its first character stands, from the left and from the bottom, its size, its page."""

    text: str
    x: float
    y: float
    size: float
    page: int


def read(content: bytes) -> dict[str, Any]:
    """Return ``lines`` (paragraphs), ``furniture`` (numbers of lines, from 1), ``printed`` (the lines as printed), the words
    ``joined`` and ``left``, the ``heading`` if one stands out on the first page, from the metadata ``title`` and ``made``, a
    day, and ``is_right_to_left``. Raises: Refused.
    """
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every flaw of a file
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("locked")
        if len(reader.pages) > PAGES_ALLOWED:
            raise Refused("pages")
        pages = [_lines(page, number) for number, page in enumerate(reader.pages)]
        title, made = _described(reader)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, NotImplementedError) as error:
        raise Refused("broken") from error
    except (DependencyError, ImportError) as error:  # a cipher that pypdf leaves to another package
        raise Refused("locked") from error
    if not any(pages):
        raise Refused("empty")
    return _paragraphs(pages) | {
        "printed": [line.text for page in pages for line in page],
        "heading": _heading(pages[0]),
        "title": title,
        "made": made,
        "is_right_to_left": any(_is_right_to_left(line.text) for page in pages for line in page),
    }


def _heading(page: list[Line]) -> str:
    """Return the first lines of the largest letters of a page, where they are clearly larger than the text."""
    if not page:
        return ""
    largest, usual = max(line.size for line in page), median(line.size for line in page)
    first = next(at for at, line in enumerate(page) if line.size == largest)
    heading: list[str] = []
    for line in page[first : first + LINES_OF_HEADING]:
        if abs(line.size - largest) > 0.02 * largest:
            break
        heading.append(line.text)
    return " ".join(heading) if largest > LARGER * usual else ""


def _described(reader: Any) -> tuple[str, str]:
    """Return the title of the metadata and the day of its making; either may be empty."""
    try:
        about = reader.metadata
        title, made = str(about.title or "").strip(), about.creation_date
    except Exception:  # the metadata is the part of a file that is most often broken
        return "", ""
    is_title = title and not re.match(r"about:|https?:|untitled|microsoft word|.*\.(?:docx?|pdf|html?)$", title, re.I)
    return title if is_title else "", made.date().isoformat() if made else ""


def _lines(page: Any, number: int) -> list[Line]:
    lines: list[Line] = []
    pieces: list[str] = []
    place: tuple[float, float, float] | None = None

    def end() -> None:
        nonlocal place
        text = " ".join(_in_order(pieces).split())
        if text and place:
            lines.append(Line(text, *place, number))
        pieces.clear()
        place = None

    def visit(text: str, outer: Sequence[float], inner: Sequence[float], _font: Any, size: float) -> None:
        nonlocal place
        x = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
        y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
        shown = abs(size * inner[3] * outer[3]) or abs(size) or 1.0
        for count, part in enumerate(text.split("\n")):
            if count or (place and part.strip() and abs(place[1] - y) > 0.5 * place[2]):
                end()
            if part.strip() and place is None:
                place = (x, y, shown)
            pieces.append(part)

    page.extract_text(visitor_text=visit)
    end()
    return lines


def _is_right_to_left(text: str) -> bool:
    ways = Counter(unicodedata.bidirectional(character) for character in text)
    return ways["R"] + ways["AL"] > ways["L"]


def _in_order(pieces: list[str]) -> str:
    """Return a line as it is read: the pieces of a right-to-left line stand in the file from left to right."""
    text = "".join(pieces)
    if not _is_right_to_left(text):
        return text
    parts = [part for piece in pieces for part in re.split(r"^(\s+)|(\s+)$", piece) if part]
    return re.sub(r"\s+([.,:!،؛؟])(?=\w)", r"\1 ", "".join(reversed(parts)))


def _edges(page: list[Line]) -> list[Line]:
    """Return the lines at the top and at the bottom that a gap or another size sets apart from the rest of the page."""
    by_height = sorted(page, key=lambda line: line.y)
    return [*_set_apart(by_height), *_set_apart(by_height[::-1])]


def _set_apart(lines: list[Line]) -> list[Line]:
    for count, (line, inner) in enumerate(pairwise(lines), 1):
        if abs(line.y - inner.y) > APART * inner.size or abs(line.size - inner.size) > 0.12 * inner.size:
            return lines[:count]
        if count == LINES_OF_EDGE:
            break
    return []


def _alike(text: str) -> str:
    return re.sub(r"\d+", "#", text.casefold())


def _furniture(pages: list[list[Line]]) -> set[Line]:
    """Return the lines at the edges of pages that repeat, numbers apart, and page numbers."""
    edges = [_edges(page) for page in pages]
    met = Counter(key for edge in edges for key in {_alike(line.text) for line in edge})
    least = max(2, REPEATED * len(pages))
    return {
        line for edge in edges for line in edge if met[_alike(line.text)] >= least or PAGE_NUMBER.fullmatch(line.text)
    }


def _paragraphs(pages: list[list[Line]]) -> dict[str, Any]:
    furniture = _furniture(pages)
    body = [line for page in pages for line in page if line not in furniture]
    joiner = Joiner(line.text for line in body)
    lines: list[str] = []
    struck: list[int] = []
    waiting: list[Line] = []  # header and footer of a page do not part a paragraph that goes on

    def flush(block: list[Line]) -> None:
        joiner.add(line.text for line in block)
        lines.extend(joiner.result.paragraphs)
        joiner.result.paragraphs.clear()
        for line in waiting:
            lines.append(line.text)
            struck.append(len(lines))
        waiting.clear()
        block.clear()

    block: list[Line] = []
    for line, begins in _parted(pages, furniture):
        if line in furniture:
            waiting.append(line)
            continue
        if begins:
            flush(block)
        block.append(line)
    flush(block)
    return {"lines": lines, "furniture": struck, "joined": joiner.result.joined, "left": joiner.result.left}


def _parted(pages: list[list[Line]], furniture: set[Line]) -> Iterator[tuple[Line, bool]]:
    """Yield each line, and whether a paragraph begins with it."""
    body = [line for page in pages for line in page if line not in furniture]
    pairs = list(pairwise(body))
    gaps = [before.y - line.y for before, line in pairs if _is_below(before, line)]
    leading = median(gaps) if gaps else 0.0
    usual = median([len(line.text) for line in body]) if body else 0
    indented = sum(_is_indented(before, line) for before, line in pairs) > len(body) / 25
    before, following = None, iter(body[1:])
    for line in (line for page in pages for line in page):
        if line in furniture:
            yield line, False
            continue
        after = next(following, None)
        leads = after is not None and _is_indented(after, line, downwards=False)
        yield line, before is None or _begins(before, line, leading, usual, indented and not leads)
        before = line


def _is_below(before: Line, line: Line) -> bool:
    return before.page == line.page and 0 < before.y - line.y < 4 * line.size


def _is_indented(other: Line, line: Line, *, downwards: bool = True) -> bool:
    """Return whether a line begins to the right of the one before it, or, if not ``downwards``, of the one after it."""
    is_near = _is_below(other, line) if downwards else _is_below(line, other)
    return is_near and 0.7 * line.size < line.x - other.x < 6 * line.size


def _begins(before: Line, line: Line, leading: float, usual: float, indented: bool) -> bool:
    if abs(before.size - line.size) > 0.12 * line.size or BULLET.match(line.text):
        return True
    is_over = bool(SENTENCE_END.search(before.text))
    is_short = len(before.text) < FULL * usual
    if _is_right_to_left(line.text):
        return (_is_below(before, line) and before.y - line.y > 1.3 * leading) or (is_over and is_short)
    if not _is_below(before, line):  # another column or page
        if line.y > before.y or before.page != line.page:
            return is_over and (is_short or not indented)
        return True  # far below
    if before.y - line.y > 1.3 * leading:
        return True
    if _is_indented(before, line) and not BULLET.match(before.text):
        return True
    return is_over and is_short and not indented
