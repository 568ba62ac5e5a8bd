"""A quotation beside its statement and its paragraph: is a denial lost, and whose words do the quotation marks give it?

Pure text; imports ``quoting`` and ``vocabulary``. The rule for denials is for reports and records in English.
"""

import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError

from talks import quoting
from talks.vocabulary import QuoteMode

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
OPENING, CLOSING, EITHER = "«“„‘", "»”’", '"'
MARKS = re.compile(f"[{OPENING}{CLOSING}{EITHER}]")


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


def whose_words(quote: str, paragraph: str, *, prefix: str = "", suffix: str = "") -> str:
    """Return whose words a quotation holds, as the quotation marks of its paragraph tell; empty where it does not stand there.

    Shape: a ``QuoteMode``; direct where all words stand within marks, indirect where none does. A mark that opens and never
    closes goes on to the end of the paragraph, and what one closes that none opened begins
    after the mark before, or with the paragraph.
    """
    try:
        spans = quoting.find(quote, paragraph, prefix=prefix, suffix=suffix)
    except ValidationError:
        return ""
    text = quoting.folded(paragraph)
    within = _within_marks(text)
    quoted = [within[at] for start, end in spans for at in range(start, end) if not MARKS.match(text[at])]
    return QuoteMode.DIRECT if all(quoted) else QuoteMode.MIXED if any(quoted) else QuoteMode.INDIRECT


def _within_marks(text: str) -> list[bool]:
    """Return for each character whether it stands within quotation marks."""
    within, opened, before = [False] * len(text), list[int](), 0
    for found in MARKS.finditer(text):
        at, mark = found.start(), found[0]
        is_single = bool(opened) and text[opened[-1]] == "‘"
        if mark == "’" and (not is_single or text[at + 1 : at + 2].isalnum()):
            continue  # an apostrophe
        if _opens(text, at, is_open=bool(opened)):
            opened.append(at)
        else:
            start = opened.pop() if opened else before
            within[start:at] = [True] * (at - start)
        before = at
    if opened:
        within[opened[0] :] = [True] * (len(text) - opened[0])
    return within


def _opens(text: str, at: int, *, is_open: bool) -> bool:
    """Return whether a quotation mark opens: where its place does not tell, its form does."""
    before, after = text[at - 1 : at] if at else " ", text[at + 1 : at + 2] or " "
    may_open = not before.isalnum() and before not in ".,;:!?…" and not after.isspace()
    may_close = not after.isalnum() and not before.isspace()
    if may_open != may_close:
        return may_open
    return not is_open if text[at] in EITHER else text[at] in OPENING
