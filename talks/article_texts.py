"""The full texts of reports: how a saved file becomes numbered paragraphs, and whether the quotes stand in them.

Imports models, proof and quoting. A text that is replaced stays stored, so that it can be put back. The admin and two commands
show the results.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talks import quoting
from talks.cleaning import clean
from talks.models import Article, ArticleText, Claim, ReceivedText
from talks.proof import difference, mark_of, numbered, prove, refusal, text_of
from talks.quoting import folded

TEXT_BYTES_ALLOWED = 5_000_000
OPENING_WORDS = 3
PLACES_NAMED = 3
BATCH = 500  # reports read at a time

# Not str.splitlines: it also breaks at characters that editors and `sed -n 20p` treat as part of a line.
LINE_END = re.compile(r"\r\n|\r|\n")
NO_TEXT = re.compile(rb"\s*(?:%PDF-|<!doctype\s|<html[\s>])", re.IGNORECASE)
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
    openings that differ from the text, ``warnings`` are about quotes that stand. ``lost`` has the slugs of statements
    that were marked as found and no longer are; ``cleaned`` what was changed in a text that was stored before texts were
    cleaned. Without a stored text nothing is checked; ``is_lacking`` if there are quotes to check.
    """

    slug: str
    has_text: bool
    stand: int = 0
    is_lacking: bool = False
    faults: list[Fault] = field(default_factory=list)
    openings: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    cleaned: dict[str, int] = field(default_factory=dict)

    @property
    def is_right(self) -> bool:
        return not (self.faults or self.openings)


class TextRefused(Exception):  # noqa: N818 (a refusal is an answer, like that of a load)
    """A text was not stored, since quotes that are proved would not stand in it. Shape: ``faults`` names them all."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        return ngettext(
            "The text is not stored: %(n)d quote that is proved would no longer be found in it.",
            "The text is not stored: %(n)d quotes that are proved would no longer be found in it.",
            len(self.faults),
        ) % {"n": len(self.faults)}


@dataclass(frozen=True)
class AttachedText:
    """The stored text, the result of checking its report, and what was cleaned in the text, as ``cleaning`` counts it.

    ``differs`` is a sentence about the paragraphs in which it is not the text that was checked before; empty if it is that
    text, or the first.
    """

    text: ArticleText
    checked: Checked
    changes: dict[str, int]
    differs: str = ""


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
    return cleaned_paragraphs(_decoded(content), furniture, headline)


def _decoded(content: bytes) -> str:
    if len(content) > TEXT_BYTES_ALLOWED:
        raise ValidationError(
            _("The file is larger than %(limit)d MB."), params={"limit": TEXT_BYTES_ALLOWED // 1_000_000}
        )
    if NO_TEXT.match(content.removeprefix(b"\xef\xbb\xbf")):
        raise ValidationError(_("This is HTML or PDF: bring a new report in at the desk, or save its text as UTF-8."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ValidationError(
            _("Line %(line)d is not UTF-8: save the file as UTF-8."), params={"line": line}
        ) from error


def cleaned_paragraphs(
    text: str, furniture: Iterable[int] = (), headline: str = ""
) -> tuple[list[str], dict[str, int]]:
    """Return the paragraphs of a text, cleaned, and what was cleaned in them. Raises: ValidationError, as ``read_cleaned``."""
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


def openings_of(paragraphs: Iterable[str]) -> str:
    """Return the first words of each paragraph, one paragraph a line."""
    return "\n".join(" ".join(paragraph.split()[:OPENING_WORDS]) for paragraph in paragraphs)


# Storing, replacing, putting back


def attach_text(
    article: Article,
    content: bytes,
    furniture: Iterable[int] = (),
    *,
    text: str | None = None,
    media_type: str = "text/plain",
    user: AbstractBaseUser | None = None,
    replace: bool = False,
    at: datetime | None = None,
) -> AttachedText:
    """Store the text of a report with the bytes as received, and check the report's quotes and openings.

    ``text`` is what was read from the bytes, and has the lines that ``furniture`` counts; without it they are UTF-8 text.
    The former text stays stored. A quote that was never proved does not prevent anything: it may be what is wrong.
    The same text again changes nothing.
    Cost: some ten queries. Raises: ValidationError, and TextRefused unless ``replace``; nothing is stored then.
    """
    shown = _decoded(content) if text is None else text
    paragraphs, changes = cleaned_paragraphs(shown, furniture, article.headline)
    received = ReceivedText(
        article=article,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        media_type=media_type[:100],
        paragraphs=paragraphs,
        received=at or timezone.now(),
        user=user,
    )
    return _store(received, changes, replace=replace, at=at or timezone.now())


def put_back(article: Article, *, replace: bool = False, at: datetime | None = None) -> AttachedText:
    """Restore the former text of a report; the present text stays stored.

    Cost and exceptions as ``attach_text``; ValidationError where there is no former text.
    """
    former = article.received_texts.filter(replaced__isnull=False).order_by("-replaced", "-pk").first()
    if former is None:
        raise ValidationError(_("No former text of this report is stored."))
    former.article = article
    former.paragraphs = [clean(paragraph).text for paragraph in former.paragraphs]
    return _store(former, {}, replace=replace, at=at or timezone.now())


def proved_that_fail(article: Article, paragraphs: list[str]) -> list[Fault]:
    """Return the quotes of a report that are proved, by their mark or in the stored text, and not in these paragraphs.

    Shape: in the order of paragraphs. Cost: two queries.
    """
    present, new = text_of(article), ArticleText(article=article, paragraphs=paragraphs)
    faults = ((claim, _fault(claim, new)) for claim in article.claims.order_by("paragraph", "slug") if claim.quote)
    return [
        fault
        for claim, fault in faults
        if fault and (claim.paragraph_sha256 or (present is not None and mark_of(claim, present)))
    ]


@transaction.atomic
def _store(received: ReceivedText, changes: dict[str, int], *, replace: bool, at: datetime) -> AttachedText:
    # Locked, so that two texts attached at the same time are both stored.
    article = Article.objects.select_for_update().get(pk=received.article.pk)
    text = text_of(article)
    present = article.received_texts.filter(replaced__isnull=True).first()
    if text and (text.sha256, text.paragraphs) == (received.sha256, received.paragraphs):
        if present is None or present.content is None:
            article.received_texts.filter(replaced__isnull=True).delete()
            received.replaced = None
            received.save()
        return AttachedText(text, next(check_quotes([article.slug], at=at)), changes)
    faults = proved_that_fail(article, received.paragraphs)
    if faults and not replace:
        raise TextRefused(faults)
    differs = difference(article, text, received.paragraphs)
    if text and present is None:  # from before the bytes were stored
        present = ReceivedText(article=article, sha256=text.sha256, paragraphs=text.paragraphs, received=None)
    if present:
        present.replaced = at
        present.save()
    received.replaced = None
    received.save()
    values = {"paragraphs": received.paragraphs, "sha256": received.sha256}
    text, _created = ArticleText.objects.update_or_create(article=article, defaults=values)
    return AttachedText(text, next(check_quotes([article.slug], at=at)), changes, differs)


# The check


def check_quotes(slugs: Iterable[str] = (), at: datetime | None = None) -> Iterator[Checked]:
    """Check the quotes of these reports, by default of all, against the stored texts; yield results in slug order.

    Statements are marked as found, or lose their mark; texts stored before texts were cleaned are cleaned first. Where
    nothing differs, nothing is written. Drafts and withdrawn statements are checked as well.
    Cost: one query for each ``BATCH`` reports, and three for each report with a text, five where anything changes.
    """
    articles = Article.objects.order_by("slug").annotate(
        has_text=Exists(ArticleText.objects.filter(article=OuterRef("pk"))),
        has_quotes=Exists(Claim.objects.filter(article=OuterRef("pk")).exclude(quote="")),
    )
    if wanted := set(slugs):
        articles = articles.filter(slug__in=wanted)
    batch = list(articles[:BATCH])
    while batch:
        for article in batch:
            yield (
                _check(article, at) if article.has_text else Checked(article.slug, False, is_lacking=article.has_quotes)
            )
        batch = list(articles.filter(slug__gt=batch[-1].slug)[:BATCH])


@transaction.atomic
def _check(article: Article, at: datetime | None) -> Checked:
    cleaned = _clean_stored(article)
    proved = prove(article, at=at)
    if proved is None:  # deleted meanwhile
        return Checked(article.slug, False)
    quoted = [claim for claim in proved.claims if claim.quote]
    found = [(claim, _fault(claim, proved.text)) for claim in quoted]
    faults = [fault for _claim, fault in found if fault]
    warnings = [
        Fault(claim.slug, claim.paragraph, warning)
        for claim, fault in found
        if not fault
        for warning in quoting.warnings(
            claim.quote, proved.text.paragraph(claim.paragraph), prefix=claim.prefix, suffix=claim.suffix
        )
    ]
    return Checked(
        article.slug,
        True,
        len(quoted) - len(faults),
        faults=faults,
        openings=list(_opening_faults(article, proved.text)),
        warnings=warnings,
        lost=[claim.slug for claim in proved.lost],
        cleaned=cleaned,
    )


def _clean_stored(article: Article) -> dict[str, int]:
    """Clean the stored text where it was not, keeping its paragraph numbers; return what was changed, by kind."""
    text = ArticleText.objects.select_for_update().filter(article=article).first()
    if text is None:  # deleted meanwhile
        return {}
    cleaned = [clean(paragraph) for paragraph in text.paragraphs]
    paragraphs = [one.text for one in cleaned]
    if paragraphs == text.paragraphs:
        return {}
    text.paragraphs = paragraphs
    text.save(update_fields=["paragraphs"])
    article.received_texts.filter(replaced__isnull=True).update(paragraphs=paragraphs)
    return dict(sum((Counter(one.changes) for one in cleaned), Counter()))


def _fault(claim: Claim, text: ArticleText) -> Fault | None:
    """Return why the quote of a statement does not stand where it should, and where it stands; None if it does."""
    error = refusal(claim, text, claim.paragraph)
    if error is None:
        return None
    numbers = range(1, len(text.paragraphs) + 1) if error.code != "twice" else ()
    elsewhere = [number for number in numbers if refusal(claim, text, number) is None]
    said = [*error.messages]
    if elsewhere:
        said.append(_("It stands in %(paragraphs)s.") % {"paragraphs": numbered(elsewhere[:PLACES_NAMED])})
    return Fault(claim.slug, claim.paragraph, " ".join(said))


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
