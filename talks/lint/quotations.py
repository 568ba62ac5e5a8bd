"""Rules for a quotation beside its statement and its paragraph: is a denial lost?

Pure text; imports ``quoting``. For reports and records in English.
"""

import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError

from talks import quoting

NOT = re.compile(
    r"(?<!\w)(?:not|no|never|none|nobody|nothing|neither|nor|cannot|without)(?!\w)|n[’']t(?!\w)", re.IGNORECASE
)
# Words that deny in their own way: a quotation with one of them carries a denial.
DENYING = re.compile(
    NOT.pattern
    + r"|(?<!\w)(?:absence|against|avoid\w*|declin\w+|den(?:y|ies|ied|ying|ials?)|exclud\w+|fail\w*|far from"
    r"|halt\w*|hardly|impossible|lack\w*|little|prevent\w*|refus\w+|reject\w*|rul\w+ out|scarcely|stop\w*|un\w+|yet to)(?!\w)",
    re.IGNORECASE,
)
LEFT_HANGING = re.compile(r"(?:^|\W)(?:not|no|never|neither|without)$", re.IGNORECASE)
CLAUSE_ENDS = re.compile(r"[,;:.!?—–()“”\"]")
WORDS_BEFORE = 3


def lost_denials(
    statement: str, quote: str, paragraph: str | None = None, *, prefix: str = "", suffix: str = ""
) -> Iterator[str]:
    """Say where a denial is lost: at a cut, just before the quotation, or between statement and quotation.

    Shape: at most one message for each of the three. Without a paragraph, or where the quotation is not in it, what stands
    before it is not known. ``quoting.warnings`` tells of a denial within a cut.
    """
    pieces = quoting.pieces(quote)
    if hanging := next((piece for piece in pieces[:-1] if LEFT_HANGING.search(piece)), None):
        yield f"The piece “{hanging}” ends with a denial, and what it denies is cut."
    if paragraph is not None:
        yield from _denial_before(quote, paragraph, prefix, suffix)
    if (found := NOT.search(statement)) and not DENYING.search(quote):
        yield f"The statement has “{found[0]}”, and the quotation has no denial."
    elif (found := NOT.search(quote)) and not DENYING.search(statement):
        yield f"The quotation has “{found[0]}”, and the statement has no denial."


def _denial_before(quote: str, paragraph: str, prefix: str, suffix: str) -> Iterator[str]:
    try:
        spans = quoting.find(quote, paragraph, prefix=prefix, suffix=suffix)
    except ValidationError:
        return  # check_quotes tells
    text = quoting.folded(paragraph)
    clause = CLAUSE_ENDS.split(text[: spans[0][0]])[-1]
    if found := NOT.search(" ".join(clause.split()[-WORDS_BEFORE:])):
        yield f"“{found[0]}” stands just before the quotation."
