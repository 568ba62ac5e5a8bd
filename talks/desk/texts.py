"""The numbered lines of a text that is brought in; which stored reports it may be already.

Imports article_texts, cleaning, lint and models.
"""

import hashlib
from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from talks.article_texts import LINE_END
from talks.cleaning import clean, text_hash
from talks.lint.addresses import normal_address
from talks.models import Article
from talks.quoting import folded

BYTES_ALLOWED = 1_000_000
LINES_ALLOWED = 900  # each struck line is one field, and Django reads at most 1,000 fields


class Line(NamedTuple):
    """A line of the text.

    Shape: ``paragraph`` is 0 for a line that is left out; ``is_headline`` if it repeats that; ``reason`` says why it is
    suggested to be left out, if it is.
    """

    number: int
    text: str
    paragraph: int
    is_headline: bool
    reason: str = ""


def numbered(text: str) -> str:
    """Return a digest of a text, by which struck lines are known to be lines of this text."""
    return hashlib.sha256(text.encode()).hexdigest()


def lines_of(text: str, struck: Collection[int], headline: str, reasons: Mapping[int, str] | None = None) -> list[Line]:
    """Return the lines that are not blank, numbered as in ``article_texts``; those that are not struck out are paragraphs."""
    heading, lines, paragraph = folded(clean(headline).text), [], 0
    for number, line in enumerate(LINE_END.split(text), 1):
        shown = clean(line).text.strip()
        if not shown:
            continue
        is_headline = bool(heading) and folded(shown) == heading
        is_kept = not is_headline and number not in struck
        paragraph += is_kept
        lines.append(Line(number, shown, paragraph if is_kept else 0, is_headline, (reasons or {}).get(number, "")))
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
