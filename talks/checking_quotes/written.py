"""What is found of a draft, as JSON; the names and values of statements are those of all files."""

from typing import Any

from talks.checking_quotes.checking import CheckedQuote, Checks, Found
from talks.index import current


def as_json(checks: Checks) -> dict[str, Any]:
    """Return what is found. Shape: ``version`` is that of the record."""
    return {
        "version": current().version,
        "quotations": [_quotation(one) for one in checks.quotes],
        "counts": {outcome.value: number for outcome, number in checks.counts},
        "left_out": checks.left_out,
        "short": checks.short,
        "unclosed": checks.unclosed,
    }


def _quotation(one: CheckedQuote) -> dict[str, Any]:
    return {
        "number": one.number,
        "quotation": one.text,
        "is_block": one.is_block,
        "is_cut": one.is_cut,
        "outcome": one.outcome.value,
        "meaning": str(one.outcome.definition),
        "found": list(map(_found, one.found)),
        "more": one.more,
    }


def _found(one: Found) -> dict[str, Any]:
    how = one.compared
    return {
        "statement": one.record,
        "citation": one.citation.text,
        "is_part": how.is_part,
        "denial_before": how.denial,
        "difference": [piece._asdict() for piece in how.pieces],
        "only": how.only,
        "is_weighty": how.is_weighty,
        "other_wordings": one.wordings,
    }
