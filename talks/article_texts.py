"""The full texts of reports: how a saved file becomes numbered paragraphs, and whether the quotes stand in them.

Imports models and quoting. ``attach_text`` writes only ArticleText; the admin and two commands show the results.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talks import quoting
from talks.cleaning import clean
from talks.models import Article, ArticleText, Claim
from talks.quoting import folded

TEXT_BYTES_ALLOWED = 5_000_000
OPENING_WORDS = 3

# Not str.splitlines: it also breaks at characters that editors and `sed -n 20p` treat as part of a line.
LINE_END = re.compile(r"\r\n|\r|\n")
RANGE = re.compile(r"([1-9][0-9]{0,6})(?:-([1-9][0-9]{0,6}))?")


@dataclass(frozen=True)
class Fault:
    """What is wrong, or to be looked at, with a quote or an opening; ``claim`` is empty for an opening."""

    claim: str
    paragraph: int | None
    message: str

    def __str__(self) -> str:
        return f"¶{self.paragraph or '?'} {self.claim or 'opening'}: {self.message}"


@dataclass(frozen=True)
class Checked:
    """The result of checking one report.

    Shape: ``stand`` is the number of quotes found in the text; ``faults`` are the other quotes, ``openings`` the
    openings that differ from the text. ``warnings`` are about quotes that stand. Without a stored text nothing is
    checked or counted.
    """

    slug: str
    has_text: bool
    stand: int = 0
    faults: list[Fault] = field(default_factory=list)
    openings: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    @property
    def is_right(self) -> bool:
        return not (self.faults or self.openings)


@dataclass(frozen=True)
class AttachedText:
    """The stored text, the result of checking its report, and what was cleaned in the text, as ``cleaning`` counts it."""

    text: ArticleText
    checked: Checked
    changes: dict[str, int]


# From file to paragraphs


def read_furniture(ranges: str) -> set[int]:
    """Read line numbers such as ``1-15,20``; an empty string means none. Raises: ValidationError."""
    lines: set[int] = set()
    for part in ranges.split(",") if ranges.strip() else []:
        found = RANGE.fullmatch(part.strip())
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
        if last < first:
            raise ValidationError(
                _("“%(part)s” is not a range of lines: write 1-15,20, counted from 1, the smaller number first."),
                params={"part": part.strip()[:40]},
            )
        lines.update(range(first, last + 1))
    return lines


def read_paragraphs(content: bytes, furniture: Iterable[int] = (), headline: str = "") -> list[str]:
    """Return the paragraphs of a saved report, cleaned: its lines that are neither blank nor furniture.

    Shape: lines are counted from 1; a line equal to the headline is furniture too. White space inside a line stays.
    Raises: ValidationError for a file that is not text, has no paragraph, or lacks a named line.
    """
    return read_cleaned(content, furniture, headline)[0]


def read_cleaned(content: bytes, furniture: Iterable[int] = (), headline: str = "") -> tuple[list[str], dict[str, int]]:
    """Return what ``read_paragraphs`` returns, and what was cleaned in these paragraphs, counted by kind.

    Raises: ValidationError for a file that is not text, has no paragraph, or lacks a named line.
    """
    if len(content) > TEXT_BYTES_ALLOWED:
        raise ValidationError(
            _("The file is larger than %(limit)d MB."), params={"limit": TEXT_BYTES_ALLOWED // 1_000_000}
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ValidationError(
            _("Line %(line)d is not UTF-8: save the file as UTF-8."), params={"line": line}
        ) from error
    if "\x00" in text:
        raise ValidationError(_("The file contains the character NUL: it is not a text."))
    lines, skipped = LINE_END.split(text), set(furniture)
    if skipped and max(skipped) > len(lines):
        raise ValidationError(
            _("The file has only %(lines)d lines: there is no line %(line)d."),
            params={"lines": len(lines), "line": max(skipped)},
        )
    kept = (clean(line) for number, line in enumerate(lines, 1) if number not in skipped)
    heading = folded(clean(headline).text)
    paragraphs = [line for line in kept if line.text.strip() and not (heading and folded(line.text) == heading)]
    if not paragraphs:
        raise ValidationError(_("No line is left for a paragraph."))
    changes: Counter[str] = Counter()
    for line in paragraphs:
        changes.update(line.changes)
    return [line.text.strip() for line in paragraphs], dict(changes)


def attach_text(article: Article, content: bytes, furniture: Iterable[int] = ()) -> AttachedText:
    """Store the text of a report, replacing an earlier one, and check the report's quotes and openings.

    The text is stored even where a check fails: the quote may be wrong, or the lines named as furniture.
    Cost: four queries. Raises: ValidationError; nothing is stored then.
    """
    paragraphs, changes = read_cleaned(content, furniture, article.headline)
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        text, _created = ArticleText.objects.update_or_create(
            article=article, defaults={"paragraphs": paragraphs, "sha256": digest}
        )
    # The article at hand may have cached the former text.
    return AttachedText(text, next(check_quotes([article.slug])), changes)


# The check


def check_quotes(slugs: Iterable[str] = ()) -> Iterator[Checked]:
    """Check the quotes of these reports, by default of all, against the stored texts; yield results in slug order.

    Drafts and withdrawn statements are checked as well. Cost: two queries, and two for each 100 reports.
    """
    articles = Article.objects.select_related("text").order_by("slug")
    if wanted := set(slugs):
        articles = articles.filter(slug__in=wanted)
    for article in articles.prefetch_related("claims").iterator(chunk_size=100):
        yield _check(article)


def _check(article: Article) -> Checked:
    text = getattr(article, "text", None)
    if text is None:
        return Checked(article.slug, has_text=False)
    checked = [
        (claim, _fault(claim, text))
        for claim in sorted(article.claims.all(), key=lambda claim: (claim.paragraph or 0, claim.slug))
        if claim.quote
    ]
    faults = [fault for _claim, fault in checked if fault]
    warnings = [
        Fault(claim.slug, claim.paragraph, warning)
        for claim, fault in checked
        if not fault
        for warning in quoting.warnings(
            claim.quote, text.paragraph(claim.paragraph), prefix=claim.prefix, suffix=claim.suffix
        )
    ]
    return Checked(
        article.slug, True, len(checked) - len(faults), faults, list(_opening_faults(article, text)), warnings
    )


def _fault(claim: Claim, text: ArticleText) -> Fault | None:
    try:
        quoting.check_form(claim.quote, claim.prefix, claim.suffix)
        paragraph = text.paragraph(claim.paragraph or 0)
        quoting.find(claim.quote, paragraph, prefix=claim.prefix, suffix=claim.suffix)
    except ValidationError as error:
        return Fault(claim.slug, claim.paragraph, " ".join(error.messages))
    return None


def _opening_faults(article: Article, text: ArticleText) -> Iterator[Fault]:
    """Yield where openings differ from the first words of the paragraphs; nothing where all are blank."""
    if not article.openings.strip():
        return
    written = [folded(line) for line in article.openings.splitlines()]
    stored = [" ".join(paragraph.split()[:OPENING_WORDS]) for paragraph in text.paragraphs]
    for number, (opening, words) in enumerate(zip_longest(written, stored), 1):
        if words is None:
            yield Fault("", number, _("The text has no such paragraph."))
        elif opening is None:
            yield Fault(
                "",
                number,
                _("The openings have no line for this paragraph, which begins “%(words)s”.") % {"words": words},
            )
        elif opening != words:
            shown = {"opening": opening, "words": words}
            yield Fault("", number, _("The opening is “%(opening)s”, but the paragraph begins “%(words)s”.") % shown)


def summed_up(checked: Iterable[Checked]) -> str:
    """Return a summary, as in “78 quotes stand, 1 does not; 2 reports not checked.”"""
    reports = list(checked)
    stand, fail = sum(report.stand for report in reports), sum(len(report.faults) for report in reports)
    openings, unchecked = (
        sum(len(report.openings) for report in reports),
        sum(not report.has_text for report in reports),
    )
    parts = [
        ngettext("%d quote stands", "%d quotes stand", stand) % stand,
        ngettext("%d does not", "%d do not", fail) % fail,
    ]
    if openings:
        parts.append(ngettext("%d opening differs", "%d openings differ", openings) % openings)
    if warnings := sum(len(report.warnings) for report in reports):
        parts.append(ngettext("%d to look at", "%d to look at", warnings) % warnings)
    sentence = ", ".join(parts)
    if unchecked:
        sentence += "; " + ngettext("%d report not checked", "%d reports not checked", unchecked) % unchecked
    return f"{sentence}."
