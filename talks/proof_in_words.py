"""Whether a quotation was found in the text of its report, in words.

``statements``, ``timeline`` and ``exports`` show them.
"""

from django.utils.translation import gettext as _

from talks import dates
from talks.proof import BEFORE, CHANGED, NOT_FOUND
from talks.rows import ClaimRow
from talks.wording import phrase


def reason_words(reason: str) -> str:
    """Return a reason why a quotation was not checked: in the language of the page if no curator wrote it."""
    reasons = {
        BEFORE: _("published before checks were recorded"),
        CHANGED: _("changed after it was checked"),
        NOT_FOUND: _("not found in the text that is stored"),
    }
    return reasons.get(reason, reason)


def proof_words(row: ClaimRow) -> str:
    """Return whether the quotation was found in the text of its report, and when; else why not, or why it was not checked."""
    if row.unchecked_reason == NOT_FOUND:
        return reason_words(NOT_FOUND)
    if not row.paragraph_sha256:
        return _("not checked: %(reason)s") % {"reason": reason_words(row.unchecked_reason)}
    found = _("found in ¶%(n)s of the text we hold") % {"n": row.paragraph}
    if not row.report.checked:
        return found
    return _("%(found)s, %(day)s") % {"found": found, "day": dates.short(dates.parse(str(row.report.checked)))}


def found_words(paragraph: int, unchecked_reason: str, language: str | None) -> str:
    """Return a paragraph with whether the quotation was found there, in short: “found in ¶3”."""
    if not unchecked_reason:
        return phrase("found in ¶%(n)s", language) % {"n": paragraph}
    words = {"n": paragraph, "reason": reason_words(unchecked_reason)}
    if unchecked_reason == NOT_FOUND:
        return _("¶%(n)s, %(reason)s") % words
    return _("¶%(n)s, not checked: %(reason)s") % words
