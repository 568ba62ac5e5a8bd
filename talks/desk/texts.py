"""The numbered lines of a text that is brought in; which stored reports it may be already, or mostly.

Imports article_texts, cleaning, dates, lint, models and search.
"""

import hashlib
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from talks import dates
from talks.article_texts import LINE_END
from talks.cleaning import clean, text_hash
from talks.lint.addresses import normal_address
from talks.models import Article, ArticleText
from talks.quoting import folded
from talks.search import fold
from talks.vocabulary import Status

BYTES_ALLOWED = 1_000_000
DAYS_NEAR = 7  # between reports that may have one origin
TEXTS_COMPARED, MOST_ALIKE = 200, 3
FEWEST_SAME = 2
LONGER_ALLOWED = 20  # times as many words as the text has
FEWEST_WORDS = 8  # of a paragraph that is compared: shorter ones stand in many reports
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


class Alike(NamedTuple):
    """A stored report in which paragraphs of a text stand. Shape: ``same`` of the ``compared`` paragraphs of the text."""

    article: Article
    same: int
    compared: int


def mostly_in(paragraphs: list[str], published: str) -> list[Alike]:
    """Return the stored reports in which at least half of the longer paragraphs stand, or of whose own half stand here.

    White space and kinds of quotation marks do not count. Compared are the latest ``TEXTS_COMPARED`` texts of reports that were
    published at most ``DAYS_NEAR`` days before or after, or whose day is not known. Cost: one query, linear in these texts.
    """
    own = _longer(paragraphs)
    if not own:
        return []
    near = ArticleText.objects.exclude(article__status=Status.WITHDRAWN).select_related("article__outlet")
    if published:
        day, margin = dates.parse(published), timedelta(days=DAYS_NEAR)
        if day.earliest and day.earliest > date.min + margin:
            near = near.filter(Q(article__published="") | Q(article__published_latest__gte=day.earliest - margin))
        if day.latest and day.latest < date.max - margin:
            near = near.filter(Q(article__published="") | Q(article__published_earliest__lte=day.latest + margin))
    words = sum(len(paragraph.split()) for paragraph in own)
    near = near.filter(article__text_words__lte=LONGER_ALLOWED * max(words, 1_000))
    found = []
    for text in near.order_by("-article")[:TEXTS_COMPARED]:
        theirs = _longer(text.paragraphs)
        same = len(own & theirs)
        if same >= FEWEST_SAME and 2 * same >= min(len(own), len(theirs)):
            found.append(Alike(text.article, same, len(own)))
    return sorted(found, key=lambda one: -one.same)


def _longer(paragraphs: list[str]) -> set[str]:
    return {fold(" ".join(one.split())) for one in paragraphs if len(one.split()) >= FEWEST_WORDS}
