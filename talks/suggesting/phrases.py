"""Phrases found in a run of words: names of the record with their endings and ways of spelling, and verbs of saying."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import regex

from talks.letters import fold, is_latin
from talks.lint.speakers import names_of
from talks.models import Actor, Outlet
from talks.suggesting.passages import Word, words_of
from talks.vocabulary import ActorKind

SHORTEST_STEM = 3
CYRILLIC_ENDS = regex.compile(
    r"(?:ього|ього|ого|его|ому|ему|ьому|ими|ыми|іми|ами|ями|ові|еві|єві|ою|ею|єю|ий|ый|ій|ой|ей|ом|ем|єм|им|ым|ім|ам|ям|ах|ях"
    r"|их|ых|іх|ую|юю|ая|яя|а|я|у|ю|е|є|і|ї|и|ы|о|ь|й)$"
)
# What writers of Latin letters do not agree on when they write names of other scripts.
LATIN_SPELLINGS = [
    (regex.compile(one), other)
    for one, other in (
        ("kh", "h"),
        ("ck", "k"),
        ("w", "v"),
        ("yi|iy|yy|ij|y|j", "i"),
        ("ie|ei", "e"),
        (r"(.)\1+", r"\1"),
    )
]
LONGEST_ACRONYM = 4


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return what forms and spellings of one name have in common."""
    plain = fold(word).replace("ʼ", "").replace("’", "").replace("'", "")
    if is_latin(plain):
        for pattern, other in LATIN_SPELLINGS:
            plain = pattern.sub(other, plain)
        return plain
    found = CYRILLIC_ENDS.search(plain)
    if found and found.start() >= SHORTEST_STEM:
        plain = plain[: found.start()]
    if plain.endswith("ец") and len(plain) > SHORTEST_STEM:  # Немец, Немца
        plain = f"{plain[:-2]}ц"
    return _of_both(plain)


def _of_both(text: str) -> str:
    """Return a word with the same letters for Ukrainian and for Russian."""
    return text.replace("ї", "е").replace("є", "е").replace("і", "и")


class Phrase(NamedTuple):
    """A phrase that was found. Shape: words ``first`` to before ``stop`` of the run."""

    first: int
    stop: int
    value: object


class Phrases:
    """Phrases, each with a value, found by their words. Cost: linear in the words, whatever the number of phrases."""

    def __init__(self, key: Callable[[Word], str]) -> None:
        self._key = key
        self._by_first: dict[str, list[tuple[tuple[str, ...], object]]] = defaultdict(list)

    @property
    def is_empty(self) -> bool:
        return not self._by_first

    def add(self, words: Sequence[str], value: object) -> None:
        self._by_first[words[0]].append((tuple(words), value))

    def find(self, words: Sequence[Word]) -> Iterator[Phrase]:
        """Yield the phrases from left to right, the longest where several begin."""
        keys = [self._key(word) for word in words]
        at = 0
        while at < len(keys):
            if keys[at] not in self._by_first:
                at += 1
                continue
            best = max(
                (one for one in self._by_first.get(keys[at], ()) if tuple(keys[at : at + len(one[0])]) == one[0]),
                key=lambda one: len(one[0]),
                default=None,
            )
            if best is None:
                at += 1
            else:
                yield Phrase(at, at + len(best[0]), best[1])
                at += len(best[0])


class Named(NamedTuple):
    """What a phrase of the record stands for. Shape: ``base`` is the form in which the record writes it."""

    actor: Actor | None
    base: str
    is_part: bool


class Names:
    """The names of the record, for finding them in texts. A surname of two people stands for neither, an outlet never speaks."""

    def __init__(self, actors: Iterable[Actor], outlets: Iterable[Outlet] = ()) -> None:
        self._phrases = Phrases(lambda word: stem(word.text))
        self.parties: list[Actor] = []
        self._bases: set[str] = set()
        met: dict[tuple[str, ...], dict[int | None, tuple[Actor, str, bool]]] = defaultdict(dict)
        for actor in actors:
            is_person = actor.kind == ActorKind.PERSON
            if not is_person:
                self.parties.append(actor)
            for name in names_of(actor.name, actor.spellings, actor.also_meant_by, is_person=is_person):
                words = words_of(name)
                if words and not name.startswith("The "):  # the same name stands there without it
                    key = tuple(stem(word.text) for word in words)
                    self._bases.add(_of_both(fold(name)))
                    for form in _with_particles(key, words):
                        met[form].setdefault(actor.pk or id(actor), (actor, name, is_person and len(words) == 1))
        self._outlets = {
            tuple(stem(word.text) for word in words_of(name))
            for outlet in outlets
            for name in names_of(outlet.name, outlet.spellings, outlet.also_meant_by)
        } - {*met}
        for key, found in met.items():
            (actor, name, is_part), *others = found.values()
            self._phrases.add(key, Named(None if others else actor, name, is_part))

    def find(self, words: Sequence[Word]) -> Iterator[Phrase]:
        """Yield the names that stand in these words, written with capital letters."""
        for found in self._phrases.find(words):
            first, named = words[found.first], found.value
            if first.text[0].islower():  # scripts without capitals have neither
                continue
            if len(named.base) <= LONGEST_ACRONYM and named.base.isupper() and not first.text.isupper():
                continue  # “us” and “Us” are not the US
            yield found

    def is_outlet(self, text: str) -> bool:
        return tuple(stem(word.text) for word in words_of(text)) in self._outlets

    def is_base(self, text: str) -> bool:
        """Return whether these words are written as the record writes a name: in Cyrillic, in the nominative."""
        plain = _of_both(fold(text))
        return is_latin(text) or plain in self._bases or plain.rpartition(" ")[2] in self._bases

    def party_of(self, adjective: str) -> Actor | None:
        """Return the party that an adjective such as “Ukrainian” is made of."""
        return self._parties().get(_root(adjective)) if len(adjective) > ROOT else None

    def _parties(self) -> dict[str, Actor]:
        if not hasattr(self, "_roots"):
            self._roots = {
                _root(name): actor
                for actor in reversed(self.parties)
                if actor.kind == ActorKind.PARTY
                for name in names_of(actor.name, actor.spellings)
                if " " not in name and len(name) >= ROOT
            }
        return self._roots


PARTICLES = "وفبلك"  # and, so, by, to, as: written as one word with the name that follows
ARABIC = regex.compile(r"\p{Arabic}")


def _with_particles(key: tuple[str, ...], words: Sequence[Word]) -> list[tuple[str, ...]]:
    """Return the forms in which a name stands in a text: in Arabic also with a particle before its first word."""
    if not ARABIC.match(words[0].text):
        return [key]
    return [key, *((stem(f"{particle}{words[0].text}"), *key[1:]) for particle in PARTICLES)]


ROOT = 4  # letters in which a country and its adjective agree


def _root(word: str) -> str:
    return fold(word)[:ROOT]
