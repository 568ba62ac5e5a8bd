"""Bytes become a ``Document``: the lines of a report, and what its file says of headline, day, outlet and address.

Nothing is fetched, and nothing found is certain: the form shows all of it for correction.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from talks.desk.reading.apart import read_apart
from talks.desk.reading.encodings import ENCODINGS, Decoded, decode, decode_page
from talks.desk.reading.facts import facts_of
from talks.desk.reading.front_matter import FrontMatter, front_matter
from talks.desk.reading.furniture import reasons_of
from talks.desk.reading.joining import Joined, is_wrapped, joined
from talks.desk.reading.pdf import PAGES_ALLOWED
from talks.desk.reading.refusing import Refused
from talks.desk.reading.saved_pages import is_saved_page, page_of
from talks.vocabulary import Basis

BYTES_ALLOWED = 5_000_000
WORDS_NAMED = 12
PDF, HTML, MHTML, TEXT = "application/pdf", "text/html", "multipart/related", "text/plain"
PAGE = re.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*)*(?:<\?xml[^>]*>\s*)?(?:<!doctype\s+html|<html[\s>]|<head[\s>])", re.I | re.S
)
TAG = re.compile(r"</?(?:p|div|span|a|h[1-6]|li|ul|article|section|meta|script|br)\b[^<>]*>", re.I)
FEWEST_TAGS = 8  # fewer may be quoted in a text
PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"{\\rtf")

REFUSED = {
    "missing": gettext_lazy(
        "HTML pages and PDF files are read where the desk's packages are installed: make run DESK=1. "
        "Until then, open the file, copy its text and paste that."
    ),
    "locked": gettext_lazy(
        "The PDF file is locked by a password: save it without one, or copy its text and paste that."
    ),
    "empty": gettext_lazy("No text was found in the file: it may be a scan. Paste the text, or type what is quoted."),
    "pages": gettext_lazy("The PDF file has more than %(pages)d pages: save the pages of the report alone."),
    "slow": gettext_lazy("Reading the file took too long or too much memory: open it, copy its text and paste that."),
    "broken": gettext_lazy("The file is damaged, or not what it seems: open it, copy its text and paste that."),
}
# Why a line is suggested to be struck out: the codes of ``furniture``, and two that the file itself gives.
REASONS = {
    "button": gettext_lazy("a button"),
    "advertisement": gettext_lazy("an advertisement"),
    "link": gettext_lazy("a link to something else"),
    "picture": gettext_lazy("a picture or its credit"),
    "byline": gettext_lazy("a byline"),
    "page": gettext_lazy("repeats on pages"),
    "about": gettext_lazy("says something of the report"),
    "appeal": gettext_lazy("an appeal of the site"),
    "section": gettext_lazy("a section of the site"),
    "tags": gettext_lazy("tags"),
    "rights": gettext_lazy("a note on rights"),
    "time": gettext_lazy("a time alone"),
    "signs": gettext_lazy("no words"),
    "after": gettext_lazy("follows the end of the text"),
    "cookies": gettext_lazy("about cookies"),
    "outside": gettext_lazy("seems to be outside the text"),
}


@dataclass
class Document:
    """What was read from a file or from pasted text.

    Shape: ``fields`` has values of the report by the name of their field, none empty, the outlet as the file names it; ``struck``
    the code of ``REASONS`` by the number of a line. ``is_joined`` if lines of a page were joined; ``encoding`` is a name in
    Python, empty for PDF.
    """

    text: str
    media_type: str
    fields: dict[str, str] = field(default_factory=dict)
    struck: dict[int, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    is_joined: bool = False
    encoding: str = ""


def is_page(text: str) -> bool:
    """Return whether a text is the source of an HTML page."""
    return bool(PAGE.match(text)) or (text.lstrip().startswith("<") and len(TAG.findall(text[:20_000])) >= FEWEST_TAGS)


def read(content: bytes, encoding: str = "", join: bool | None = None) -> Document:
    """Return what stands in a file. ``join`` says whether the lines of a page are joined; by itself it is found out.

    Cost: up to a second for HTML and PDF, at most 30. Raises: ValidationError, in words for whoever chose the file.
    """
    if len(content) > BYTES_ALLOWED:
        raise ValidationError(_("The file is larger than %(limit)d MB."), params={"limit": BYTES_ALLOWED // 1_000_000})
    start = content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"%PDF-" in start:
        document = _pdf(content, join is not False)
    elif start.startswith(PACKED):
        raise ValidationError(
            _("This is a compressed file or one of a word processor: open it, copy its text and paste that.")
        )
    elif is_saved_page(content):
        document = _saved_page(content, encoding)
    else:
        document = _text_or_page(content, encoding, join)
    document.struck |= reasons_of(document.text.split("\n"))  # which say more than that a line is outside
    _add_facts(document)
    return document


def _add_facts(document: Document) -> None:
    head = front_matter(document.text) if document.media_type == TEXT else FrontMatter()
    document.fields |= head.fields
    document.notes += head.notes
    facts = facts_of(document.text, document.struck, head.length)
    for name, value in facts.fields.items():
        document.fields.setdefault(name, value)
    if "published" in facts.fields:
        document.fields.setdefault("published_basis", Basis.STATED)
    if len(facts.days) > 1 and "published" not in document.fields:
        days = ", ".join(facts.days)
        note = _("The text has several days at its beginning: %(days)s. Look which one is the day of the report.")
        document.notes.append(note % {"days": days})
    for number in [*range(1, head.length + 1), *facts.lines]:
        document.struck[number] = "about"


def _text_or_page(content: bytes, encoding: str, join: bool | None) -> Document:
    if _is_page(content):
        return _page(decode_page(content, encoding), HTML)
    try:
        decoded = decode(content, encoding)
    except UnicodeError as error:
        name = ENCODINGS.get(encoding, encoding) or "UTF-16"
        raise ValidationError(
            _("The file is not in %(encoding)s: choose its encoding."), params={"encoding": name}
        ) from error
    if "\x00" in decoded.text:
        raise ValidationError(_("The file contains the character NUL: it is not a text, or not in this encoding."))
    document = Document(decoded.text, TEXT, notes=[_encoding_told(decoded)], encoding=decoded.encoding)
    head, body = _parted(decoded.text)
    if join or (join is None and is_wrapped(body)):
        whole = joined(body)
        document.text, document.is_joined = "\n".join([*head, *whole.paragraphs]), True
        document.notes += _joined_told(whole)
    return document


def _parted(text: str) -> tuple[list[str], str]:
    """Return the lines that say something of the report, and the text itself, whose lines may be joined."""
    lines = text.split("\n")
    length = front_matter(text).length
    return lines[:length], "\n".join(lines[length:])


def _is_page(content: bytes) -> bool:
    return is_page(decode_page(content[:20_000]).text)


def _encoding_told(decoded: Decoded) -> str:
    name = ENCODINGS.get(decoded.encoding, "UTF-16" if decoded.encoding.startswith("utf-16") else decoded.encoding)
    if decoded.is_guess:
        told = _(
            "The file was read as %(encoding)s, which is a guess. If letters are wrong below, choose its encoding."
        )
    else:
        told = _("The file was read as %(encoding)s.")
    return told % {"encoding": name}


def _joined_told(whole: Joined) -> list[str]:
    notes = [_("The lines were cut at the width of a page, and are joined to paragraphs.")]
    if whole.joined:
        count = len(whole.joined)
        said = ngettext(
            "%(count)d hyphen at a line end was taken out: look at %(words)s.",
            "%(count)d hyphens at line ends were taken out: look at %(words)s.",
            count,
        )
        notes.append(said % {"count": count, "words": _named(whole.joined)})
    if whole.left:
        count = len(whole.left)
        said = ngettext(
            "%(count)d hyphen at a line end was left: %(words)s.",
            "%(count)d hyphens at line ends were left: %(words)s.",
            count,
        )
        notes.append(said % {"count": count, "words": _named(whole.left)})
    return notes


def _named(words: list[str]) -> str:
    names = [f"“{word}”" for word in Counter(words)]
    return ", ".join(names[:WORDS_NAMED]) + (" …" if len(names) > WORDS_NAMED else "")


def _apart(kind: str, content: bytes) -> dict[str, Any]:
    try:
        return read_apart(kind, content)
    except Refused as refused:
        raise ValidationError(REFUSED[refused.code], code=refused.code, params={"pages": PAGES_ALLOWED}) from refused


def _saved_page(content: bytes, encoding: str) -> Document:
    page = page_of(content)
    if page is None:
        raise ValidationError(_("The saved page holds no HTML: open it, copy its text and paste that."))
    document = _page(decode_page(page.content, encoding or page.encoding), MHTML)
    if page.url.startswith(("http://", "https://")):
        document.fields.setdefault("url", page.url)
    return document


def _page(decoded: Decoded, media_type: str) -> Document:
    found = _apart("html", decoded.text.encode())
    document = Document("\n".join(found["lines"]), media_type, encoding=decoded.encoding)
    document.struck = dict.fromkeys(found["outside"], "outside")
    document.fields = {
        name: found[name]
        for name in ("headline", "outlet", "byline", "language", "url", "archive_url", "captured")
        if found[name]
    }
    if found["day"]:
        document.fields |= {"published": found["day"], "published_basis": Basis.STATED}
    if found["day_guessed"]:
        note = _("Guessed from the page's text and address.")
        document.fields |= {"published_basis": Basis.INFERRED, "published_basis_note": note}
        document.notes.append(_("The page does not say in its data when it was published: the day is a guess."))
    if document.struck:
        document.notes.append(_("Lines that seem to be outside the report's text are struck out: look at them."))
    if decoded.is_guess:
        document.notes.append(_encoding_told(decoded))
    return document


def _pdf(content: bytes, join: bool) -> Document:
    found = _apart("pdf", content)
    if not join:
        return Document("\n".join(found["printed"]), PDF)
    document = Document("\n".join(found["lines"]), PDF, is_joined=True)
    document.struck = dict.fromkeys(found["furniture"], "page")
    document.notes = _joined_told(Joined(found["lines"], found["joined"], found["left"]))
    if found["heading"]:
        document.fields["headline"] = found["heading"]
    elif found["title"]:
        document.fields["headline"] = found["title"]
        document.notes.append(_("The headline is the title that the PDF file gives itself: compare it with the text."))
    if found["made"]:
        said = _("The PDF file was made on %(day)s, which need not be the day of the report.")
        document.notes.append(said % {"day": found["made"]})
    if found["is_right_to_left"]:
        document.notes.append(
            _("PDF files store right-to-left text as it looks: compare the order of words and signs with the page.")
        )
    return document
