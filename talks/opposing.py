"""Statements that may exclude each other, and wordings of one utterance: judged by kinds and by shared words alone.

Imports quoting, search's letters and vocabulary. What it finds is asked of a curator, never stored or shown to readers.
"""

from typing import NamedTuple, Self

from talks.quoting import denies
from talks.search import fold, parts_of
from talks.vocabulary import ClaimKind

STEM = 5  # letters in which forms of a word agree
SHORTEST = 4
LEAST_SHARED = 2  # stems
LEAST_SHARED_SENTENCE = 4
LEAST_SHARE = 0.3
OPPOSED = {
    frozenset({ClaimKind.ACCUSATION, ClaimKind.DENIAL}),
    frozenset({ClaimKind.ACCOUNT, ClaimKind.DENIAL}),
    frozenset({ClaimKind.ASSESSMENT, ClaimKind.DENIAL}),
    frozenset({ClaimKind.DEMAND, ClaimKind.REFUSAL}),
    frozenset({ClaimKind.OFFER, ClaimKind.REFUSAL}),
    frozenset({ClaimKind.PLEDGE, ClaimKind.REFUSAL}),
}
# Words of any statement, which say nothing of its matter.
WEAK_WORDS = """
    about after also been before being between both could does from have into more only over says said some such than
    that their them then there these they this those under very were what when where which while will with would
"""
WEAK = frozenset(WEAK_WORDS.split())


def stems(words: str) -> frozenset[str]:
    """Return the beginnings of the longer words of a text, by which two wordings of one thing are compared."""
    return frozenset(part[:STEM] for part in parts_of(fold(words)) if len(part) >= SHORTEST and part not in WEAK)


def is_alike(words: frozenset[str], others: frozenset[str]) -> bool:
    """Return whether two sets of stems share enough to be one utterance, or about one matter."""
    shared = len(words & others)
    return shared >= LEAST_SHARED and shared >= LEAST_SHARE * min(len(words), len(others))


def is_one_sentence(words: frozenset[str], others: frozenset[str]) -> bool:
    """Return whether two whole sentences share enough to be wordings of one: more than two quotations have to."""
    shared = len(words & others)
    return shared >= LEAST_SHARED_SENTENCE and shared >= LEAST_SHARE * min(len(words), len(others))


class Wording(NamedTuple):
    """What is compared of a statement. Shape: ``names`` are the stems of its speaker's and its side's names."""

    kind: str
    stems: frozenset[str]
    is_denial: bool
    names: frozenset[str]

    @classmethod
    def of(cls, kind: str, words: str, *names: object) -> Self:
        return cls(kind, stems(words), any(map(denies, words.split())), stems(" ".join(map(str, filter(None, names)))))

    def may_exclude(self, other: Self) -> bool:
        """Return whether two statements of different sides about one event seem to exclude each other.

        Shape: their kinds oppose each other, or both are assessments one of which denies; and their words are alike, the
        names of the two sides aside, which nearly every statement has.
        """
        is_opposed = frozenset({self.kind, other.kind}) in OPPOSED
        if not is_opposed and not (
            self.kind == other.kind == ClaimKind.ASSESSMENT and self.is_denial != other.is_denial
        ):
            return False
        names = self.names | other.names
        return is_alike(self.stems - names, other.stems - names)
