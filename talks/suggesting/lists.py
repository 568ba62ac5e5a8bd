"""The word lists of a language, made ready for finding."""

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import NamedTuple

import regex

from talks.suggesting.english import ENGLISH
from talks.suggesting.phrases import Phrases
from talks.suggesting.russian import RUSSIAN
from talks.suggesting.ukrainian import UKRAINIAN
from talks.suggesting.words import Words

LANGUAGES = {"en": ENGLISH, "uk": UKRAINIAN, "ru": RUSSIAN}
EMPTY = dict.fromkeys((field.name for field in fields(Words) if field.type is str), "")
NONE = Words(**EMPTY, verbs={}, stances={}, said_kinds={}, subject_may_follow=True)


class Verb(NamedTuple):
    """A verb of saying, or words such as “according to”. Shape: ``kind`` is the kind of claim it hints at, or empty."""

    kind: str
    is_noun_too: bool = False
    is_before: bool = False
    is_his: bool = False
    is_passive: bool = False
    is_impersonal: bool = False
    needs_quotation: bool = False
    is_stance: bool = False


@dataclass(frozen=True)
class Lists:
    """The lists of one language as sets, phrases and patterns."""

    verbs: Phrases
    happened: Phrases
    about_this: Phrases
    stance_nouns: frozenset[str]
    first_person: frozenset[str]
    bodies_in: frozenset[str]
    openers: frozenset[str]
    pronouns: frozenset[str]
    plural_pronouns: frozenset[str]
    roles: frozenset[str]
    bodies: frozenset[str]
    collective: frozenset[str]
    relatives: frozenset[str]
    linking: frozenset[str]
    auxiliaries: frozenset[str]
    determiners: frozenset[str]
    not_speakers: frozenset[str]
    agencies: frozenset[str]
    prepositions: frozenset[str]
    clause_openers: frozenset[str]
    passive: frozenset[str]
    agent: frozenset[str]
    fillers: frozenset[str]
    days: frozenset[str]
    meetings: frozenset[str]
    abbreviations: frozenset[str]
    said_kinds: tuple[tuple[str, regex.Pattern], ...]
    subject_may_follow: bool
    no_names: frozenset[str]
    """Words that are no names although they are written with a capital letter where a sentence begins."""


@lru_cache
def lists_of(language: str) -> Lists:
    """Return the lists of a language; for others than English, Ukrainian and Russian they are empty."""
    words = LANGUAGES.get(language.partition("-")[0].lower(), NONE)
    verbs = Phrases(lambda word: word.lower)
    for kind, forms in words.verbs.items():
        for form in forms.split():
            parts = form.rstrip("*+").replace("ё", "е").split("_")
            verbs.add(parts, Verb(kind, is_noun_too=form.endswith("*"), needs_quotation=form.endswith("+")))
    for kind, forms in words.stances.items():
        for form in forms.split():
            verbs.add(form.replace("ё", "е").split("_"), Verb(kind, is_stance=True))
    for form in words.before.split():
        verbs.add(form.split("_"), Verb("", is_before=True))
    for form in words.before_his.split():
        verbs.add(form.split("_"), Verb("", is_before=True, is_his=True))
    for form in words.impersonal.split():
        verbs.add([form], Verb("account", is_impersonal=True))
    happened, about_this = (_phrases(forms) for forms in (words.happened, words.about_this))
    sets = {
        name: frozenset(getattr(words, name).replace("ё", "е").split())
        for name in (field.name for field in fields(Lists) if field.type == frozenset[str] and field.name != "no_names")
    }
    no_names = sets["openers"] | sets["pronouns"] | sets["plural_pronouns"] | sets["prepositions"] | sets["passive"]
    return Lists(
        verbs=verbs,
        happened=happened,
        about_this=about_this,
        said_kinds=tuple(
            (kind, regex.compile(rf"(?<!\w)(?:{pattern})(?!\w)", regex.IGNORECASE))
            for kind, pattern in words.said_kinds.items()
        ),
        subject_may_follow=words.subject_may_follow,
        no_names=no_names | sets["fillers"] | sets["days"] | sets["not_speakers"] | frozenset(words.no_names.split()),
        **sets,
    )


def _phrases(forms: str) -> Phrases:
    phrases = Phrases(lambda word: word.lower)
    for form in forms.split():
        phrases.add(form.replace("ё", "е").split("_"), True)
    return phrases
