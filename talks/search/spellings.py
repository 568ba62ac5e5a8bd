"""What counts as one word with what a reader typed: spellings of one name, and acronyms with and without full stops.

Imports ``terms``. ``index`` makes ``Spellings`` of the names it holds in memory.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from talks.letters import fold
from talks.search.terms import PREFIX_FROM, SearchTerm, dotted, is_begun, letters, parts_of

LONGEST_NAME = 8  # words of a spelling that is recognized
FEW = 8  # names, up to which the beginning of a name stands for all of their spellings


class Spelled(NamedTuple):
    """A record with a name. Shape: ``kind`` is the model; ``texts`` are its name and its other spellings."""

    kind: str
    is_person: bool
    texts: tuple[str, ...]


class Spellings:
    """The spellings of all names, by each of them.

    A spelling that two records of one kind share stands for itself alone, and so does a surname that two people share.
    """

    def __init__(self, records: Iterable[Spelled]) -> None:
        whole: dict[str, dict[str, list[list[str]]]] = defaultdict(lambda: defaultdict(list))
        surnames: dict[str, list[int]] = defaultdict(list)
        of_person: list[list[str]] = []
        for record in records:
            texts = list(dict.fromkeys(filter(None, (" ".join(parts_of(text)) for text in record.texts))))
            for key in dict.fromkeys(map(fold, texts)):
                whole[key][record.kind].append(texts)
            if record.is_person:
                last = dict.fromkeys(text.rpartition(" ")[2] for text in texts)
                for key in dict.fromkeys(map(fold, last)):
                    surnames[key].append(len(of_person))
                of_person.append(list(last))
        shared = {key for key, kinds in whole.items() if any(len(records) > 1 for records in kinds.values())}
        self._groups = {
            key: [[text for text in texts if fold(text) not in shared] for (texts,) in kinds.values()]
            for key, kinds in whole.items()
            if key not in shared
        }
        for key, people in surnames.items():
            if len(people) == 1 and (key not in whole or "Actor" in whole[key]) and letters(key) >= PREFIX_FROM:
                mine = [last for last in of_person[people[0]] if len(surnames[fold(last)]) == 1]
                self._groups[key] = [*self._groups.get(key, ()), mine]
        self._words = sorted(key for key in self._groups if " " not in key)

    def same_as(self, key: str) -> list[str]:
        """Return all spellings of the names that have this folded spelling, itself among them; empty if there is none."""
        return list(dict.fromkeys(text for texts in self._groups.get(key, ()) for text in texts))

    def begun_by(self, key: str) -> list[str]:
        """Return all spellings of the few names that have a spelling of one word that begins so; else nothing."""
        first = bisect_left(self._words, key)
        found = []
        while first < len(self._words) and self._words[first].startswith(key):
            found.append(self._words[first])
            first += 1
            if len(found) > FEW:
                return []
        return list(dict.fromkeys(text for one in found for text in self.same_as(one)))

    def read(self, terms: Sequence[SearchTerm]) -> list[tuple[SearchTerm, ...]]:
        """Return what has to be found: one of each of these tuples.

        Shape: in the order of the terms; words that make up a name together are one.
        """
        wanted: list[tuple[SearchTerm, ...]] = []
        start = 0
        while start < len(terms):
            stop, spellings = self._name_at(terms, start)
            typed, last = " ".join(term.text for term in terms[start:stop]), terms[stop - 1]
            if last.is_quoted:
                wanted.append((last,))
            else:
                texts = [typed, *spellings]
                also: dict[str, str] = {}
                for text in [*texts, *filter(None, map(dotted, texts))]:
                    also.setdefault(fold(text), text)
                made = (as_terms(text, is_open=last.is_open) for text in also.values())
                wanted.append(tuple(dict.fromkeys(chain([replace(last, text=typed)], *made))))
            start = stop
        return wanted

    def _name_at(self, terms: Sequence[SearchTerm], start: int) -> tuple[int, list[str]]:
        """Return where the longest name that begins here ends, and its spellings; the next place if there is none."""
        stop = start
        while stop < min(len(terms), start + LONGEST_NAME) and not terms[stop].is_quoted:
            stop += 1
        for end in range(stop, start, -1):
            text = " ".join(term.text for term in terms[start:end])
            if found := self.same_as(fold(text)) or self.same_as(fold(dotted(text))):
                return end, found
        key, is_open = fold(terms[start].text), terms[start].is_open
        return start + 1, self.begun_by(key) if is_open and len(key) >= PREFIX_FROM and " " not in key else []


def as_terms(text: str, is_open: bool) -> list[SearchTerm]:
    """Return the terms of one spelling, which matches as it would if it had been typed."""
    last = text.rpartition(" ")[2]
    if is_begun(last):
        return [SearchTerm(text, is_prefix=True)]
    whole = SearchTerm(text)
    return [whole, SearchTerm(text, is_prefix=True)] if is_open and letters(last) >= PREFIX_FROM else [whole]
