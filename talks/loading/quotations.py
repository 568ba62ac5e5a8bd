"""The quotations of a file: their form, and whether they stand in the texts that are stored here.

Imports matching, models and proof; ``load`` calls it for what is new or changed, and in the end for the whole file.
"""

from collections.abc import Iterator

from django.core.exceptions import ValidationError

from talks import quoting
from talks.loading.lookup import batches
from talks.loading.matching import MatchedRecord
from talks.models import ArticleText, Claim
from talks.proof import BEFORE, NOT_FOUND, QUOTATION, mark_of


def check_claim(entry: MatchedRecord, *, is_former: bool) -> bool:
    """Check the rules of a statement; return whether its quote has too many words, but was published when they were fewer.

    A quote with a mark is taken as its editors found it, and not looked up. Formerly words parted by a hyphen were one.
    Cost: as ``Claim.clean``. Raises: ValidationError.
    """
    claim: Claim = entry.row
    errors, is_long = claim.faults(), False
    if claim.quote:
        try:
            quoting.check_form(claim.quote, claim.prefix, claim.suffix)
        except ValidationError as error:
            is_old = is_former or bool(claim.paragraph_sha256) or claim.unchecked_reason in (BEFORE, NOT_FOUND)
            is_kept = not entry.is_new and set(QUOTATION).isdisjoint(entry.changed)
            is_long = error.code == "words" and (is_old or is_kept) and _former_words(claim) <= quoting.WORDS_ALLOWED
            if not is_long:
                errors.setdefault("quote", error.messages)
        if not claim.paragraph_sha256 and "quote" not in errors:
            try:
                claim.check_place()
            except ValidationError as error:
                errors["quote"] = error.messages
    if errors:
        raise ValidationError(errors)
    return is_long


def _former_words(claim: Claim) -> int:
    parts = [*quoting.pieces(claim.quote), claim.prefix, claim.suffix]
    return sum(len(part.split()) for part in parts)


def marks_of_other_texts(claims: list[Claim]) -> Iterator[tuple[Claim, bool]]:
    """Yield statements whose mark is not of the text stored here, and whether their quote stands there all the same.

    Cost: a query for each batch of reports.
    """
    quoted = [claim for claim in claims if claim.quote]
    for batch in batches(sorted({claim.article_id for claim in quoted} - {None})):
        texts = ArticleText.objects.in_bulk(batch)
        for claim in quoted:
            text = texts.get(claim.article_id)
            mark = mark_of(claim, text) if text else claim.paragraph_sha256
            if mark != claim.paragraph_sha256:
                yield claim, bool(mark)
