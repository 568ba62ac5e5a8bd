"""The proof of quotations: the mark of a statement whose quote stands in the stored text of its report.

The mark is the hash of that paragraph. It says that the words are in the report, not that the report quotes rightly.
Imports history, models, dates, cleaning and quoting. ``article_texts`` proves whole reports, ``curation`` and the admin
what they save; ``loading`` takes the marks of a file as the finding of its editors.
"""

from datetime import datetime
from itertools import zip_longest
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talks import dates, history, quoting
from talks.cleaning import clean, paragraph_hash, text_hash
from talks.models import Article, ArticleText, Claim

# Reasons that are set without a curator. They are stored, and readers see them after “not checked: ”.
BEFORE = "published before checks were recorded"
CHANGED = "changed after it was checked"
NOT_FOUND = "not found in the text that is stored"

QUOTATION = ("article", "paragraph", "quote", "prefix", "suffix")
"""The fields of a statement that its mark is about."""


def text_of(article: Article | None) -> ArticleText | None:
    """Return the stored text of a report, read again, or None. Cost: one query."""
    return ArticleText.objects.filter(article=article).first() if article else None


def refusal(claim: Claim, text: ArticleText, number: int | None) -> ValidationError | None:
    """Return why the quote of a statement does not stand in this paragraph of a text; None if it does.

    The marks and all reports about them rest on this alone. The form of a quote, such as its length, is another matter.
    """
    try:
        quoting.find(claim.quote, text.paragraph(number or 0), prefix=claim.prefix, suffix=claim.suffix)
    except ValidationError as error:
        return error
    return None


def mark_of(claim: Claim, text: ArticleText) -> str:
    """Return the hash of the paragraph in which the quote of a statement stands, or the empty string."""
    if refusal(claim, text, claim.paragraph):
        return ""
    return paragraph_hash(text.paragraph(claim.paragraph or 0) or "")


def set_mark(claim: Claim, text: ArticleText | None) -> bool:
    """Set the mark of a statement, or take it away and give the reason; return whether that changed anything.

    Shape: nothing is changed without a text or without a quote. Cost: no query; nothing is written.
    """
    if text is None or not claim.quote:
        return False
    before = (claim.paragraph_sha256, claim.unchecked_reason)
    claim.paragraph_sha256 = mark_of(claim, text)
    claim.unchecked_reason = "" if claim.paragraph_sha256 else NOT_FOUND
    return (claim.paragraph_sha256, claim.unchecked_reason) != before


class Proved(NamedTuple):
    """A report after its check: its text, its statements in the order of paragraphs, and those that lost their mark."""

    text: ArticleText
    claims: list[Claim]
    lost: list[Claim]


@transaction.atomic
def prove(article: Article, *, moved: bool = False, at: datetime | None = None) -> Proved | None:
    """Set and store the marks of all statements of a report, and the figures of its text; None without a stored text.

    The day of the check changes only where a mark or a figure does, or has just been stored (``moved``), so that the same
    check again changes nothing.
    Cost: two queries, four where anything changes.
    """
    # Locked, so that no mark is given to a quote that somebody changes meanwhile.
    text = ArticleText.objects.select_for_update().filter(article=article).first()
    if text is None:
        return None
    at = at or timezone.now()
    claims = list(article.claims.select_for_update().order_by("paragraph", "slug"))
    had_mark = {claim.pk for claim in claims if claim.paragraph_sha256}
    changed = [claim for claim in claims if set_mark(claim, text)]
    figures = {
        "text_words": sum(len(quoting.words(paragraph)) for paragraph in text.paragraphs),
        "text_sha256": text_hash(text.paragraphs),
    }
    if changed or moved or any(getattr(article, name) != value for name, value in figures.items()):
        for claim in changed:
            claim.changed = at
        for name, value in (figures | {"checked": timezone.localdate(at), "changed": at}).items():
            setattr(article, name, value)
        with history.by_machine(_("Quotes were looked up in the stored text.")):
            Claim.objects.bulk_update(changed, ["paragraph_sha256", "unchecked_reason", "changed"])
            history.write(Claim, [claim.pk for claim in changed])
            article.save(update_fields=[*figures, "checked", "changed"])
    lost = [claim for claim in changed if claim.pk in had_mark and not claim.paragraph_sha256]
    return Proved(text, claims, lost)


def difference(article: Article, present: ArticleText | None, paragraphs: list[str]) -> str:
    """Return, as a sentence, how these paragraphs differ from the text of a report that was checked; empty if they do not.

    Paragraphs are compared by number with the stored text. Where none is stored, only the hash of the text tells.
    """
    day = article.checked and dates.short(dates.parse(article.checked.isoformat()))
    checked = _("the text that was checked on %(day)s") % {"day": day} if day else _("the text that was stored before")
    if present is None:
        if article.text_sha256 in {"", text_hash(paragraphs)}:
            return ""
        return _("This is another text: it differs from %(checked)s.") % {"checked": checked}
    pairs = zip_longest((clean(paragraph).text for paragraph in present.paragraphs), paragraphs)
    numbers = [number for number, (one, other) in enumerate(pairs, 1) if one != other]
    if not numbers:
        return ""
    said = ngettext("%(numbers)s differs from %(checked)s.", "%(numbers)s differ from %(checked)s.", len(numbers))
    return said % {"numbers": numbered(numbers), "checked": checked}


def numbered(numbers: list[int]) -> str:
    """Return the numbers of paragraphs, given in order, as in “¶2–5, ¶7”."""
    spans: list[tuple[int, int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return ", ".join(f"¶{first}" if first == last else f"¶{first}–{last}" for first, last in spans)
