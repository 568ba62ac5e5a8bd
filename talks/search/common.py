"""Finds the common words of a record in a sample of its claims.

Imports ``terms``. The result decides which words are cached in advance, never which claims are found.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from talks.search.terms import SearchTerm, parts_of


def common_words(texts: Iterable[list[str]], share: float, key: Callable[[SearchTerm], str]) -> dict[str, SearchTerm]:
    """Return the words that occur in more than this share of the claims with these texts.

    Shape: ``texts`` has a list of fields per claim. The result has, by key, the form of the word that occurs most
    often.
    Cost: one call of ``key`` for each word that is frequent enough.
    """
    counted: Counter[str] = Counter()
    claims = 0
    for fields in texts:
        claims += 1
        counted.update({part.lower() for part in parts_of(" ".join(fields))})
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for word, count in counted.items():
        if count > share * claims / 4:  # a quarter, since a word may have several forms
            forms[key(SearchTerm(word))][word] = count
    return {
        made: SearchTerm(of.most_common(1)[0][0]) for made, of in forms.items() if made and of.total() > share * claims
    }
