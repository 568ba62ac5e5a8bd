"""Draws the picture that goes with a shared link: a PNG of 1200 × 630 pixels.

Knows no records: ``pages.shared`` puts their words into a ``Card``, ``views`` sends the picture. Text is drawn with
the fonts of the pages. Imports nothing of the project.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

FONTS = Path(__file__).parent / "static" / "talks" / "fonts"

WIDTH, HEIGHT, MARGIN = 1200, 630, 80
PAPER, INK, SOFT, RULE = "#faf8f4", "#1d1b18", "#565147", "#e3ded3"
LANES = ("#6b6559", "#8f6400", "#24599c", "#6a4f99", "#1f7a5c", "#5b6670", "#8c3f6b", "#4f6b12", "#0f6f7d")
"""The colours of the light scheme in tokens.css; the first is for a side without a lane."""

TITLE_SIZES = (78, 66, 56, 48)  # the largest in which the title needs no more lines than there is room for
TITLE_ROOM = 250  # pixels for all its lines
LEADING = 1.14
LONGEST = 600  # characters of a text that are looked at; more never fit

RANGES = {
    "cyrillic": "0301 0400-045F 0490-0491 04B0-04B1 2116",
    "latin": "0020-007E 00A0-00FF 0131 0152-0153 02BB-02BC 02C6 02DA 02DC 0304 0308 0329 2010-2027 2030-205E 20AC 2122 "
    "2191 2193 2212 2215",
    "latin-ext": "0100-02BA 02BD-02C5 02C7-02CC 02CE-02D7 02DD-02FF 1E00-1E9F 1EF2-1EFF 2020 20A0-20AB 20AD-20C0 2113",
}
"""The characters that each file of a face has, in the order in which files are asked; a part of those in tokens.css."""


class Side(NamedTuple):
    """A side with its palette number, 0 for none."""

    name: str
    palette: int


@dataclass(frozen=True)
class Card:
    """The words of a picture. Shape: plain text of any length and script; where our fonts cannot write the title, the
    name of the record takes its place.
    """

    record: str
    kicker: str
    title: str
    sides: tuple[Side, ...] = ()
    line: str = ""


class Run(NamedTuple):
    """Characters that one file of a face has."""

    text: str
    font: ImageFont.FreeTypeFont


def draw(card: Card) -> bytes:
    """Return the picture as PNG. What our fonts cannot write is left out.

    Cost: some 40 ms and 6 MB, released at once; no query.
    """
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    room = WIDTH - 2 * MARGIN
    name = Face("source-serif-4", 40, 600)
    _write(pen, MARGIN, 100, "Talks", name, INK)
    small = Face("source-sans-3", 29, 400)
    start = MARGIN + name.width("Talks") + 28
    _write(pen, start, 100, small.clipped(card.record, WIDTH - MARGIN - start), small, SOFT)
    pen.line([(MARGIN, 132), (WIDTH - MARGIN, 132)], fill=RULE, width=2)
    _write(pen, MARGIN, 196, small.clipped(card.kicker, room), small, SOFT)
    face, lines = _fitted(writable(card.title) or writable(card.record), room)
    for number, line in enumerate(lines):
        _write(pen, MARGIN, 196 + (number + 1) * face.size * LEADING + 10, line, face, INK)
    _write_sides(pen, card.sides, HEIGHT - 118, room)
    _write(pen, MARGIN, HEIGHT - 66, small.clipped(card.line, room), small, SOFT)
    file = BytesIO()
    image.save(file, "PNG", compress_level=6)
    return file.getvalue()


def _write(pen: ImageDraw.ImageDraw, x: float, y: float, text: str, face: "Face", fill: str) -> float:
    """Write on a base line; return where the text ends."""
    for run in face.runs(text):
        pen.text((x, y), run.text, font=run.font, fill=fill, anchor="ls")
        x += run.font.getlength(run.text)
    return x


def _write_sides(pen: ImageDraw.ImageDraw, sides: tuple[Side, ...], y: float, room: float) -> None:
    """Write the sides in a row, each after a dot of its colour, as many as there is room for."""
    face, x = Face("source-sans-3", 33, 600), float(MARGIN)
    for side in sides:
        name = face.clipped(side.name, room - 30)
        if not name:
            continue
        if x > MARGIN and x + 30 + face.width(name) > MARGIN + room:
            break
        pen.ellipse([(x, y - 21), (x + 20, y - 1)], fill=LANES[side.palette % len(LANES)])
        x = _write(pen, x + 30, y, name, face, INK) + 36


def _fitted(title: str, room: float) -> tuple["Face", list[str]]:
    """Return the largest face in which a title fits, with its lines; in the smallest, the end may be left out."""
    for size in TITLE_SIZES:
        face = Face("source-serif-4", size, 600)
        most = int(TITLE_ROOM // (size * LEADING))
        lines = face.lines(title, room)
        if len(lines) <= most:
            break
    if len(lines) > most:
        lines = [*lines[: most - 1], face.clipped(" ".join(lines[most - 1 :]), room)]
    return face, lines


class Face:
    """A face in one size and weight, made of the files that hold parts of its characters."""

    def __init__(self, name: str, size: int, weight: int) -> None:
        self.name, self.size, self.weight = name, size, weight

    def runs(self, text: str) -> Iterator[Run]:
        """Yield the text in runs of one file each. Shape: as ``writable`` leaves it."""
        start, before = 0, ""
        for place, character in enumerate(text):
            file = before if before and unicodedata.combining(character) else _file_of(character)
            if file != before and place:
                yield Run(text[start:place], _font(self.name, before, self.size, self.weight))
                start = place
            before = file
        if text:
            yield Run(text[start:], _font(self.name, before, self.size, self.weight))

    def width(self, text: str) -> float:
        """Return the width in pixels."""
        return sum(run.font.getlength(run.text) for run in self.runs(text))

    def lines(self, text: str, room: float) -> list[str]:
        """Return a text broken into lines; a word longer than a line is broken too."""
        lines, line = [], ""
        for word in writable(text).split():
            longer = f"{line} {word}" if line else word
            if self.width(longer) <= room:
                line = longer
                continue
            if line:
                lines.append(line)
            while self.width(word) > room:
                fits = self._fitting(word, room)
                lines.append(word[:fits])
                word = word[fits:]
            line = word
        return [*lines, line] if line else lines

    def clipped(self, text: str, room: float) -> str:
        """Return a text in one line, with an ellipsis where its end does not fit."""
        text = writable(text)
        if self.width(text) <= room:
            return text
        fits = self._fitting(text, room - self.width("…"))
        whole = text[: fits + 1].rpartition(" ")[0]
        return (whole or text[:fits]).rstrip(" ,;:.–") + "…"

    def _fitting(self, text: str, room: float) -> int:
        """Return how many characters fit, at least one."""
        low, high = 1, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.width(text[:middle]) <= room else (low, middle - 1)
        return low


def writable(text: str) -> str:
    """Return what our fonts can write of a text, in one line.

    Signs that they lack are left out. A text with letters that they lack is empty: half a word would mislead.
    """
    text = unicodedata.normalize("NFC", " ".join(text[:LONGEST].split()))
    missing = [character for character in text if not _file_of(character)]
    if any(unicodedata.category(character)[0] in "LMN" for character in missing):
        return ""
    return " ".join("".join(character for character in text if _file_of(character)).split())


@lru_cache(maxsize=4096)
def _file_of(character: str) -> str:
    """Return the part of a face that has a character, empty if none has."""
    return next((name for name, numbers in _numbers().items() if ord(character) in numbers), "")


@lru_cache(maxsize=1)
def _numbers() -> dict[str, frozenset[int]]:
    def read(ranges: str) -> Iterator[int]:
        for one in ranges.split():
            first, _dash, last = one.partition("-")
            yield from range(int(first, 16), int(last or first, 16) + 1)

    return {name: frozenset(read(ranges)) for name, ranges in RANGES.items()}


@lru_cache(maxsize=64)
def _font(face: str, part: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(FONTS / f"{face}-{part}-wght-normal.woff2", size)
    font.set_variation_by_axes([weight])
    return font
