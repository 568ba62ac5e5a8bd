"""Which words are common in a record, told from some of its claims.

What is taken for common decides what is kept ready, never what is found.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from talks.search.terms import Term, parts_of


def common_words(texts: Iterable[list[str]], share: float, key: Callable[[Term], str]) -> dict[str, Term]:
    """Return the words that stand in more than this share of claims, given by their texts, by what the engine makes of them.

    Shape: for each the form of it that stands in most. Cost: a call of ``key`` for each word that may be one of them.
    """
    counted: Counter[str] = Counter()
    claims = 0
    for fields in texts:
        claims += 1
        counted.update({part.lower() for part in parts_of(" ".join(fields))})
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for word, count in counted.items():
        if count > share * claims / 4:  # a word in several forms
            forms[key(Term(word))][word] = count
    return {made: Term(of.most_common(1)[0][0]) for made, of in forms.items() if made and of.total() > share * claims}
