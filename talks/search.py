"""Search in plain words, behind one function. Private text is never searched.

``timeline`` asks it for a condition on claims and knows nothing of how the words are found.
"""

import re
from functools import reduce
from operator import and_

from django.db.models import Q

FIELDS = (
    "statement",
    "quote",
    "speaker_role",
    "speaker__name",
    "speaker__aliases",
    "event__title",
    "event__summary",
    "article__headline",
)
LONGEST = 200  # characters of a question, and with them the number of its words


def words(text: str) -> tuple[list[str], list[str]]:
    """Return the words that must be found, and those that must not (written ``-word``)."""
    found, excluded = [], []
    for word in text.split():
        bare = word.removeprefix("-")
        if re.search(r"\w", bare):
            (excluded if word.startswith("-") else found).append(bare)
    return found, excluded


def matching(text: str) -> Q:
    """Return the condition that a claim holds every word, in itself, its speaker, its event or its headline.

    Words are found as written, capitals aside, inside longer words too. Cost: reads every claim that the other
    conditions leave.
    """
    found, excluded = words(text)
    return reduce(and_, [*map(_somewhere, found), *(~_somewhere(word) for word in excluded)], Q())


def _somewhere(word: str) -> Q:
    condition = Q()
    for field in FIELDS:
        # A missing speaker is no match but must not make the exclusion unknown: NULL would lose the row.
        present = Q(**{f"{field}__icontains": word})
        condition |= present & Q(speaker__isnull=False) if field.startswith("speaker__") else present
    return condition
