"""What was pasted or uploaded becomes a text with numbered lines; which stored reports it may be already.

Imports article_texts, cleaning, lint and models.
"""

import hashlib
import re
from collections.abc import Collection
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from talks.article_texts import LINE_END
from talks.cleaning import clean, text_hash
from talks.lint.addresses import normal_address
from talks.models import Article
from talks.quoting import folded

BYTES_ALLOWED = 1_000_000
LINES_ALLOWED = 900  # each struck line is one field, and Django reads at most 1,000 fields
ENCODINGS = {"utf-8": "UTF-8", "utf-16": "UTF-16", "cp1251": "Windows-1251", "cp1252": "Windows-1252"}
NO_TEXT = re.compile(rb"\s*(?:%PDF-|<!doctype\s|<html[\s>]|PK\x03\x04)", re.IGNORECASE)
# In a Cyrillic text of one byte a letter, most letters are beyond ASCII; in a Western one few are.
LEAST_CYRILLIC = 0.3
FEWEST_ZEROS = 3  # bytes; fewer are an accident


class Decoded(NamedTuple):
    """A text with line feeds, the name of its encoding in Python, and whether that is a guess."""

    text: str
    encoding: str
    is_guess: bool


class Line(NamedTuple):
    """A line of the text. Shape: ``paragraph`` is 0 for a line that is left out; ``is_headline`` if it repeats that."""

    number: int
    text: str
    paragraph: int
    is_headline: bool


def decode(content: bytes, encoding: str = "") -> Decoded:
    """Return the text of a file, read in this encoding, or in the one that its bytes show or suggest.

    Raises: ValidationError for a file that is too large, no text, or not in that encoding.
    """
    if len(content) > BYTES_ALLOWED:
        raise ValidationError(_("The file is larger than 1 MB: attach it on the report's own form."))
    if NO_TEXT.match(content.removeprefix(b"\xef\xbb\xbf")):
        raise ValidationError(_("This is HTML, PDF or a compressed file: open it, copy its text and paste that."))
    found, is_guess = (encoding, False) if encoding else _encoding_of(content)
    try:
        text = content.decode("utf-8-sig" if found == "utf-8" else found)
    except UnicodeError as error:
        raise ValidationError(
            _("The file is not in %(encoding)s: choose its encoding."), params={"encoding": ENCODINGS.get(found, found)}
        ) from error
    text = text.removeprefix("\ufeff")
    if "\x00" in text:
        raise ValidationError(_("The file contains the character NUL: it is not a text, or not in this encoding."))
    return Decoded(LINE_END.sub("\n", text), found, is_guess)


def _encoding_of(content: bytes) -> tuple[str, bool]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", False
    for encoding, at in (("utf-16-le", 1), ("utf-16-be", 0)):  # without a mark, spaces and digits have a zero byte
        zeros = content[at::2].count(0)
        if zeros >= FEWEST_ZEROS and zeros > len(content) // 20 and zeros > 10 * content[1 - at :: 2].count(0):
            return encoding, True
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        beyond = sum(byte >= 0xC0 for byte in content)
        letters = beyond + sum(chr(byte).isalpha() for byte in content if byte < 0x80)
        return ("cp1251" if beyond >= LEAST_CYRILLIC * letters else "cp1252"), True
    return "utf-8", False


def numbered(text: str) -> str:
    """Return a digest of a text, by which struck lines are known to be lines of this text."""
    return hashlib.sha256(text.encode()).hexdigest()


def lines_of(text: str, struck: Collection[int], headline: str) -> list[Line]:
    """Return the lines that are not blank, numbered as in ``article_texts``; those that are not struck out are paragraphs."""
    heading, lines, paragraph = folded(clean(headline).text), [], 0
    for number, line in enumerate(LINE_END.split(text), 1):
        shown = clean(line).text.strip()
        if not shown:
            continue
        is_headline = bool(heading) and folded(shown) == heading
        is_kept = not is_headline and number not in struck
        paragraph += is_kept
        lines.append(Line(number, shown, paragraph if is_kept else 0, is_headline))
    return lines


def known_already(url: str, paragraphs: list[str]) -> list[tuple[Article, str]]:
    """Return the stored reports with the same address or the same text, each with what is the same.

    Withdrawn ones count. Cost: one query for those of the same host or with the same text.
    """
    address, digest = normal_address(url), text_hash(paragraphs) if paragraphs else ""
    same = Q(pk=None)
    if host := address.partition("/")[0]:
        same |= Q(url__icontains=host) | Q(archive_url__icontains=host)
    if digest:
        same |= Q(text_sha256=digest)
    found = []
    for article in Article.objects.filter(same).order_by("slug"):
        has_address = address and address in {normal_address(article.url), normal_address(article.archive_url)}
        if has_address or (digest and article.text_sha256 == digest):
            found.append((article, _("the same address") if has_address else _("the same text")))
    return found
