"""How much of a report is republished: the words that quotations, openings and headline take, and the longest run.

Imports models and quoting. ``curation`` and ``loading`` refuse by it; ``lint``, the admin and ``check_quotes`` tell.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talks import quoting
from talks.models import Article, Claim
from talks.quoting import folded
from talks.vocabulary import HeadlineBasis, Status

PERCENT, PERCENT_OF_SHORT = 25, 40
SHORT = 400  # words; a report of fewer is short
WORDS_ALWAYS = 40
RUN = 25  # words


@dataclass(frozen=True)
class Share:
    """What is republished of one report.

    Shape: the words taken are at least ``least`` and at most ``most``; the two differ only where the text is not held, or
    a quotation is not in it. ``words`` is the length of the report, None where it is not known; ``run`` is the longest
    run that can be put together again, None without the text. ``is_free``: the licence of the report allows more.
    Units: words by Unicode's word boundaries.
    """

    words: int | None
    least: int
    most: int
    run: int | None
    is_free: bool = False

    @property
    def allowed(self) -> int | None:
        """The words that may be taken; None where the length of the report is not known, or nothing is forbidden."""
        if self.words is None or self.is_free:
            return None
        percent = PERCENT_OF_SHORT if self.words < SHORT else PERCENT
        return max(WORDS_ALWAYS, self.words * percent // 100)

    @property
    def is_run_too_long(self) -> bool:
        return not self.is_free and (self.run or 0) > RUN

    @property
    def are_words_too_many(self) -> bool:
        """Whether more words are taken than allowed, or may be."""
        return self.allowed is not None and self.most > self.allowed

    @property
    def is_certainly_too_much(self) -> bool:
        """Whether a limit is broken, however the quotations overlap."""
        return self.is_run_too_long or (self.allowed is not None and self.least > self.allowed)

    @property
    def is_too_much(self) -> bool:
        """Whether a limit is broken, or may be."""
        return self.is_run_too_long or self.are_words_too_many

    def __str__(self) -> str:
        """Return the share in words: “62 of 219 words (28 %), 87 allowed; longest run 14 words”."""
        if self.words is None:
            return _("%(taken)s words of a report of unknown length") % {"taken": self.taken}
        parts = {"taken": self.taken, "words": self.words, "percent": self.percent, "allowed": self.allowed}
        if self.allowed is None:
            said = _("%(taken)s of %(words)d words (%(percent)s), as its licence allows") % parts
        else:
            said = _("%(taken)s of %(words)d words (%(percent)s), %(allowed)d allowed") % parts
        if self.run is None:
            return said
        return f"{said}; " + ngettext("longest run %d word", "longest run %d words", self.run) % self.run

    @property
    def taken(self) -> str:
        """The words taken: one number, or its two bounds."""
        return str(self.most) if self.least == self.most else _("%(least)d to %(most)d") % vars(self)

    @property
    def percent(self) -> str:
        """The percentage of the words taken, rounded up, so that it never looks smaller than it is."""
        if not self.words:
            return "–"
        low, high = (-(-100 * taken // self.words) for taken in (self.least, self.most))
        return f"{high} %" if low == high else f"{low}–{high} %"

    def errors(self) -> list[str]:
        """Return what is too much, as messages that name the remedy; nothing where all is within the limits."""
        messages = []
        if self.are_words_too_many:
            message = _(
                "Quotations and openings take %(taken)s of the report's %(words)d words; %(allowed)d are allowed."
            )
            messages.append(message % {"taken": self.taken, "words": self.words, "allowed": self.allowed})
        if self.is_run_too_long:
            message = _("%(run)d words in a row can be put together again from them; %(limit)d are allowed.")
            messages.append(message % {"run": self.run, "limit": RUN})
        if messages:
            messages.append(_("Shorten quotations, or take fewer statements."))
        return messages


# Counting


def measure(
    headline: str,
    openings: str,
    quotations: Iterable[Claim],
    *,
    paragraphs: Sequence[str] | None = None,
    words: int | None = None,
    is_free: bool = False,
) -> Share:
    """Count what these quotations take of a report, with its openings and its headline.

    Shape: ``quotations`` are statements with quote, prefix, suffix and paragraph. With ``paragraphs`` words are counted by
    their position, each once; without, ``words`` is the length of the report and the count has two bounds.
    Cost: linear in the length of the report and of the quotations.
    """
    pieces = [(claim.paragraph, claim.quote, claim.prefix, claim.suffix) for claim in quotations if claim.quote]
    lines = openings.splitlines() if openings.strip() else []
    if paragraphs is None:
        least, most = _bounds(pieces, lines)
        return Share(words, least, most if words is None else min(most, words), None, is_free)
    positions = _Positions(paragraphs)
    astray = sum(not positions.take_quote(*piece) and _length(*piece[1:]) for piece in set(pieces))
    astray += sum(not positions.take_opening(*line) and _length(line[1]) for line in enumerate(lines, 1))
    positions.take_everywhere(folded(headline))
    taken = sum(positions.taken)
    run = positions.longest_run(len(quoting.words(folded(headline))))
    return Share(len(positions.taken), taken, min(taken + astray, len(positions.taken)), run, is_free)


@lru_cache(maxsize=512)  # while many statements of a report are published, each is measured with the same paragraphs
def _words_of(paragraph: str) -> list[tuple[int, int]]:
    return quoting.words(paragraph)


class _Positions:
    """The words of a report in order, each taken or not."""

    def __init__(self, paragraphs: Sequence[str]) -> None:
        self.texts = [folded(paragraph) for paragraph in paragraphs]
        self.spans = [_words_of(text) for text in self.texts]
        self.first = [0]
        for spans in self.spans:
            self.first.append(self.first[-1] + len(spans))
        self.taken = bytearray(self.first[-1])

    def take_quote(self, number: int | None, quote: str, prefix: str, suffix: str) -> bool:
        """Take the words of a quotation and those before and after it; return whether it stands in its paragraph."""
        if not number or number > len(self.texts):
            return False
        try:
            found = quoting.find(quote, self.texts[number - 1], prefix=prefix, suffix=suffix)
        except ValidationError:
            return False
        for start, end in found:
            self._take(number, start, end)
        # The words before and after stand next to the quotation, with or without a space.
        text, start, end = self.texts[number - 1], found[0][0], found[-1][1]
        if prefix:
            self._take(number, start - len(folded(prefix)) - text[:start].endswith(" "), start)
        if suffix:
            self._take(number, end, end + len(folded(suffix)) + text.startswith(" ", end))
        return True

    def take_opening(self, number: int, opening: str) -> bool:
        """Take the first words of a paragraph; return whether it begins with them."""
        opening = folded(opening)
        if number > len(self.texts) or not self.texts[number - 1].startswith(opening):
            return False
        self._take(number, 0, len(opening))
        return True

    def take_everywhere(self, passage: str) -> None:
        """Take a passage wherever it stands, as a headline that a paragraph repeats."""
        for number, text in enumerate(self.texts, 1):
            at = text.find(passage) if passage else -1
            while at >= 0:
                self._take(number, at, at + len(passage))
                at = text.find(passage, at + len(passage))

    def longest_run(self, headline: int) -> int:
        """Return the longest run of taken words.

        It may go on over paragraphs, since their order is shown. A headline stands before the first paragraph: its words
        count where the first word of that is taken.
        """
        runs = bytes(self.taken).split(b"\0")
        lengths = [len(run) for run in runs]
        return max(lengths[0] + headline if lengths[0] else 0, *lengths)

    def _take(self, number: int, start: int, end: int) -> None:
        """Take the words that a passage touches."""
        if end <= max(start, 0):
            return
        spans = self.spans[number - 1]
        first = bisect_right(spans, max(start, 0), key=lambda span: span[1])
        last = bisect_left(spans, end, key=lambda span: span[0])
        offset = self.first[number - 1]
        self.taken[offset + first : offset + last] = b"\1" * max(0, last - first)


def _length(*passages: str) -> int:
    """Return the number of words of these passages, cuts excluded."""
    return sum(len(quoting.words(folded(passage))) for passage in passages)


def _bounds(pieces: Iterable[tuple[int | None, str, str, str]], openings: Sequence[str]) -> tuple[int, int]:
    """Return the fewest and the most words that these can take of a text that is not held.

    At most they overlap nowhere. At least, each word of a paragraph is there as often as the quotation has it that has
    it most often.
    """
    most = sum(_length(*piece[1:]) for piece in set(pieces)) + _length(*openings)
    needed: dict[int, Counter[str]] = {}
    passages = [(number, " ".join(texts)) for number, *texts in set(pieces) if number]
    for number, passage in [*passages, *enumerate(openings, 1)]:
        text = folded(passage)
        needed.setdefault(number, Counter())
        needed[number] |= Counter(text[start:end] for start, end in quoting.words(text))
    return sum(counted.total() for counted in needed.values()), most


# Reports


def share_of(article: Article, claims: Iterable[Claim] | None = None) -> Share:
    """Return what these statements take of a report; by default all but the withdrawn ones, which no page shows.

    Cost: up to two queries, and as ``measure``.
    """
    if claims is None:
        claims = article.claims.exclude(status=Status.WITHDRAWN).order_by()
    text = getattr(article, "text", None)
    return measure(
        # A supplied title is in our words. One made from the address has the words of the headline that stood there.
        "" if article.headline_basis == HeadlineBasis.DESCRIBED else article.headline,
        article.openings,
        claims,
        paragraphs=text.paragraphs if text else None,
        words=article.text_words,
        is_free=article.text_is_public,
    )


def refuse_more(record: Article | Claim) -> None:
    """Refuse a report or a statement that, once published as it is now, takes too much of the report.

    What is stored counts: a change that takes no more than before is never refused, so that a report which takes too
    much can be mended step by step. Cost: three queries, and as ``measure``. Raises: ValidationError.
    """
    article = record.article if isinstance(record, Claim) else record
    if article is None:
        return
    published = list(article.claims.published().order_by()) if article.pk else []
    is_claim = isinstance(record, Claim)
    share = share_of(article, [*(claim for claim in published if claim != record), record] if is_claim else published)
    if not share.is_too_much:
        return
    stored = article if is_claim else Article.objects.published().filter(pk=record.pk).first()
    _refuse(share, share_of(stored, published) if stored else Share(0, 0, 0, 0))


def refuse_together(article: Article, claims: Iterable[Claim]) -> None:
    """Refuse statements that, once published together, take too much of their report, and more than is taken now.

    Cost: one query, two if too much is taken, and as ``measure``. Raises: ValidationError.
    """
    published = list(article.claims.published().order_by())
    share = share_of(article, [*published, *claims])
    if share.is_too_much:
        _refuse(share, share_of(article, published) if article.status == Status.PUBLISHED else Share(0, 0, 0, 0))


def _refuse(share: Share, before: Share) -> None:
    """Refuse what takes too much, and more than before. Raises: ValidationError."""
    takes_more = share.are_words_too_many and share.most > before.most
    if takes_more or (share.is_run_too_long and (share.run or 0) > (before.run or 0)):
        raise ValidationError(share.errors(), code="share")
