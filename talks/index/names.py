"""The names of actors, outlets, places, topics and processes, by id and by slug.

Imports models. All names are held in memory, since they are few compared with events; reports are looked up when
needed. ``rows`` and ``timeline`` show the names.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import BigIntegerField, CharField, F, Model, QuerySet, Value
from django.db.models.functions import Cast

from talks.index.values import FacetKey
from talks.models import Actor, Article, Lane, Outlet, Place, Process, Topic
from talks.models.base import address
from talks.parameters import PARAMETERS
from talks.querysets import SIDES
from talks.search import NearWords, Spelled, Spellings, parts_of
from talks.vocabulary import ActorKind
from talks.wording import name_in, names_by_language

OF = {one.name: one.model for one in PARAMETERS if one.model and one.model is not Article}
"""The model of each parameter whose values have names. Reports are left out: there are too many to hold in memory."""


@dataclass(slots=True)
class NamedRecord:
    """An outlet, a place, a topic, or a process with its title as the name.

    Shape: ``spellings`` and ``names``, those in other languages, have one a line.
    """

    pk: int
    slug: str
    name: str
    spellings: str
    names: str

    @property
    def shown_name(self) -> str:
        """The name, as models call the one in the language of the page."""
        return self.name


@dataclass(slots=True)
class NamedProcess(NamedRecord):
    summary: str
    licence: str


@dataclass(slots=True)
class NamedActor(NamedRecord):
    """An actor. Shape: ``side`` as recorded; ``speaks_for`` is that side, else the actor itself if a party or group."""

    kind: str
    side_id: int | None
    side: "NamedActor | None" = field(default=None, repr=False)
    speaks_for: "NamedActor | None" = field(default=None, repr=False)

    @property
    def page(self) -> str:
        """Its page in the language of the answer."""
        return address("person", self.slug)


class Names:
    """Every name of the record, by primary key and by slug, as it is stored, or in another language.

    Cost: two queries; ``in_language`` needs none.
    """

    def __init__(self, of: "Names | None" = None, language: str = settings.LANGUAGE_CODE) -> None:
        self._rows: list[tuple[Any, ...]] = of._rows if of else read_names()
        self.lanes: list[tuple[int, int, int]] = of.lanes if of else read_lanes()
        self._in_language: dict[str, Names] = {language: self}
        self.actors: dict[int, NamedActor] = {}
        self.processes: dict[int, NamedProcess] = {}
        self.outlets: dict[int, NamedRecord] = {}
        self.places: dict[int, NamedRecord] = {}
        self.topics: dict[int, NamedRecord] = {}
        named = {"outlet": self.outlets, "place": self.places, "topic": self.topics}
        for kind, pk, slug, stored, names, text, word, side in self._rows:
            name = name_in(language, names) or stored
            if kind == "actor":
                self.actors[pk] = NamedActor(pk, slug, name, text, names, word, side)
            elif kind == "process":
                self.processes[pk] = NamedProcess(pk, slug, name, "", names, text, word)
            else:
                named[kind][pk] = NamedRecord(pk, slug, name, text, names)
        for actor in self.actors.values():
            actor.side = self.actors.get(actor.side_id) if actor.side_id else None
            actor.speaks_for = actor.side or (actor if actor.kind in SIDES else None)
        self._by_pk: dict[type[Model], Mapping[int, NamedRecord]] = {
            Actor: self.actors,
            Outlet: self.outlets,
            Place: self.places,
            Process: self.processes,
            Topic: self.topics,
        }
        self._by_slug = {model: {one.slug: one for one in records.values()} for model, records in self._by_pk.items()}
        self._slugs: dict[type[Model], dict[FacetKey, str]] = {
            model: {pk: one.slug for pk, one in records.items()} for model, records in self._by_pk.items()
        }

    def in_language(self, language: str) -> "Names":
        """Return these names as pages in a language show them."""
        found = self._in_language.get(language)
        if not found:
            found = self._in_language[language] = Names(self, language)
        return found

    @cached_property
    def fingerprint(self) -> str:
        """A hash of everything that pages show of these names, for the keys of caches."""
        shown = [
            sorted((one.pk, one.slug, one.name, one.spellings, one.names) for one in records.values())
            for records in self._by_pk.values()
        ]
        return hashlib.sha256(repr([self.lanes, *shown]).encode()).hexdigest()[:12]

    @cached_property
    def spellings(self) -> Spellings:
        """The spellings of people, parties, places and outlets, which are one word for search."""
        people = {one.pk for one in self.actors.values() if one.kind == ActorKind.PERSON}
        return Spellings(
            Spelled(
                model.__name__,
                model is Actor and one.pk in people,
                (one.name, *one.spellings.splitlines(), *names_by_language(one.names).values()),
            )
            for model in (Actor, Place, Outlet)
            for one in self._by_pk[model].values()
        )

    @cached_property
    def words(self) -> NearWords:
        """The words of all names and spellings, to offer those near to a word that is not found."""
        records = [one for named in self._by_pk.values() for one in named.values()]
        texts = [text for one in records for text in (one.name, one.spellings, *names_by_language(one.names).values())]
        return NearWords(word for text in texts for word in parts_of(text))

    def of_pk(self, parameter: str, pk: int) -> NamedRecord:
        """Return the record that is a value of a parameter."""
        return self._by_pk[OF[parameter]][pk]

    def slugs(self, parameter: str) -> Mapping[FacetKey, str]:
        """Return the slugs of the values of a parameter, by id."""
        return self._slugs[OF[parameter]]

    def of_slug(self, parameter: str, slug: str) -> NamedRecord | None:
        """Return the record that a slug of a parameter stands for, or None."""
        return self._by_slug[OF[parameter]].get(slug)


def read_lanes() -> list[tuple[int, int, int]]:
    """Return (process, side, palette number) of every lane, in the order of the picture. Cost: one query."""
    return list(Lane.objects.order_by("process", "position").values_list("process", "side", "palette"))


def read_names() -> list[tuple[Any, ...]]:
    """Return (kind, id, slug, name, names, text, word, side) of every record with a name. Cost: one query."""
    nothing, nobody = Value("", CharField()), Cast(Value(None), BigIntegerField())

    def names(
        model: type[Model],
        text: object = nothing,
        word: object = nothing,
        side: object = nobody,
        name: str = "name",
    ) -> QuerySet:
        kind = Value(model._meta.model_name, CharField())
        return model.objects.order_by().values_list(kind, "pk", "slug", F(name), "names", text, word, side)

    return list(
        names(Actor, F("spellings"), F("kind"), F("side_id")).union(
            names(Process, F("summary"), F("licence"), name="title"),
            *(names(model, text=F("spellings")) for model in (Outlet, Place)),
            names(Topic),
            all=True,
        )
    )
