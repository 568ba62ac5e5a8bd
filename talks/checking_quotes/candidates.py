"""Which quotations of the record a quotation of a draft is compared with: those that hold its words, by the text index.

Imports models, search and quoting. Statements that are not public are dropped before anything is compared.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from talks.checking_quotes.comparing import Prepared
from talks.checking_quotes.tokens import pieces_of
from talks.models import Claim
from talks.search import ids_of_each, parts_of

MOST_HELD = 200  # statements looked at for each phrase
MOST_COMPARED = 40  # statements whose quotations one is compared with, the most likely ones
PHRASE = 12  # words; a quotation of the record has no more
FEW_WORDS = 6  # of a quotation whose words are looked for one by one too


def exact_phrases(one: Prepared) -> list[str]:
    """Return what every quotation holds in which this one stands: its words, or those of its longest piece."""
    pieces = _parts(one)
    whole = [word for piece in pieces for word in piece]
    longest = max(pieces, key=len, default=[])
    return list(dict.fromkeys(" ".join(some[:PHRASE]) for some in (whole, longest) if some))


def near_phrases(one: Prepared) -> list[str]:
    """Return every two words that stand together, and the words of a short quotation one by one."""
    pieces = _parts(one)
    whole = [word for piece in pieces for word in piece]
    pairs = [f"{before} {after}" for before, after in pairwise(whole)]
    return list(dict.fromkeys([*pairs, *(whole if len(whole) <= FEW_WORDS else [])]))


def _parts(one: Prepared) -> list[list[str]]:
    return [parts_of(" ".join(token.text for token in piece)) for piece in pieces_of(one.tokens)]


class Candidates:
    """Public quotations, each read once for a draft. Cost: two queries for each call of ``read``; more with many phrases."""

    def __init__(self) -> None:
        self.quotations: dict[int, Prepared] = {}

    def read(self, asked: Sequence[Sequence[str]], most: int) -> list[list[int]]:
        """Return the ids of public statements that hold some of each row of phrases, the most likely first.

        Shape: one list for each row; no more than ``most`` are looked at for it, hidden ones included.
        """
        phrases = list(dict.fromkeys(phrase for some in asked for phrase in some))
        held = dict(zip(phrases, ids_of_each(phrases, MOST_HELD), strict=True))
        likely = [_likely(some, held)[:most] for some in asked]
        self._prepare({pk for found in likely for pk in found})
        return [[pk for pk in found if pk in self.quotations] for found in likely]

    def _prepare(self, pks: set[int]) -> None:
        """Read the quotations of the public ones among these statements. Cost: one query."""
        unread = pks - self.quotations.keys()
        rows = Claim.objects.public().filter(pk__in=unread or {0}).exclude(quote="")
        self.quotations |= {pk: Prepared(quote) for pk, quote in rows.values_list("pk", "quote").iterator()}


def _likely(phrases: Iterable[str], held: dict[str, list[int]]) -> list[int]:
    """Return the ids that hold most of the phrases; a phrase that few statements hold counts for more."""
    weights: Counter[int] = Counter()
    for phrase in phrases:
        for pk in held[phrase]:
            weights[pk] += 1 + MOST_HELD // len(held[phrase])
    return sorted(weights, key=lambda pk: (-weights[pk], pk))
