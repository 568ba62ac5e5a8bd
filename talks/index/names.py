"""The names behind the values: what a slug in an address stands for, and what is shown for a value.

Reads models. All actors, outlets, places, topics and processes of a record are held, which are few beside its events;
reports are looked up when they are asked for.
"""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import BigIntegerField, CharField, F, Model, Value
from django.db.models.functions import Cast

from talks.models import Actor, Article, Lane, Outlet, Place, Process, Topic
from talks.models.base import address
from talks.parameters import PARAMETERS
from talks.querysets import SIDES

OF = {one.name: one.model for one in PARAMETERS if one.model and one.model is not Article}
"""What the values of a parameter are the names of. Reports are too many to be held."""


@dataclass(slots=True)
class NamedRecord:
    """A record that others refer to: an outlet, a place, a topic, or a process, whose title is its name."""

    pk: int
    slug: str
    name: str


@dataclass(slots=True)
class NamedProcess(NamedRecord):
    summary: str
    licence: str


@dataclass(slots=True)
class NamedActor(NamedRecord):
    """An actor. Shape: ``side`` is the one set; ``speaks_for`` that one, else itself if it is a party or group."""

    aliases: str
    kind: str
    side_id: int | None
    page: str
    side: "NamedActor | None" = field(default=None, repr=False)
    speaks_for: "NamedActor | None" = field(default=None, repr=False)


class Names:
    """Every name of the record, by primary key and by slug. Cost: two queries."""

    def __init__(self) -> None:
        self._by_pk: dict[type[Model], dict[int, NamedRecord]] = {
            model: {} for model in (Actor, Outlet, Place, Process, Topic)
        }
        self.processes: dict[int, NamedProcess] = self._by_pk[Process]
        self.actors: dict[int, NamedActor] = self._by_pk[Actor]
        self.outlets, self.places, self.topics = self._by_pk[Outlet], self._by_pk[Place], self._by_pk[Topic]
        for kind, pk, slug, name, text, word, side in read_names():
            if kind == "actor":
                self.actors[pk] = NamedActor(pk, slug, name, text, word, side, address("person", slug))
            elif kind == "process":
                self.processes[pk] = NamedProcess(pk, slug, name, text, word)
            else:
                {"outlet": self.outlets, "place": self.places, "topic": self.topics}[kind][pk] = NamedRecord(
                    pk, slug, name
                )
        for actor in self.actors.values():
            actor.side = self.actors.get(actor.side_id)
            actor.speaks_for = actor.side or (actor if actor.kind in SIDES else None)
        self._by_slug = {model: {one.slug: one for one in records.values()} for model, records in self._by_pk.items()}
        self._slugs = {model: {pk: one.slug for pk, one in records.items()} for model, records in self._by_pk.items()}
        self.lanes = list(Lane.objects.order_by("process", "position").values_list("process", "side", "palette"))

    @cached_property
    def mark(self) -> str:
        """A short mark of all that is shown of any of them: where it is the same, they are."""
        shown = [sorted((one.pk, one.slug, one.name) for one in records.values()) for records in self._by_pk.values()]
        return hashlib.sha256(repr([self.lanes, *shown]).encode()).hexdigest()[:12]

    def of_pk(self, parameter: str, pk: int) -> NamedRecord:
        """Return the record behind a value of a parameter."""
        return self._by_pk[OF[parameter]][pk]

    def slugs(self, parameter: str) -> dict[int, str]:
        """Return by id the slugs of the values of a parameter."""
        return self._slugs[OF[parameter]]

    def of_slug(self, parameter: str, slug: str) -> NamedRecord | None:
        """Return the record that a slug of a parameter stands for, None where there is none."""
        return self._by_slug[OF[parameter]].get(slug)


def read_names() -> list[tuple]:
    """Return (kind, id, slug, name, text, word, side) of every named record. Cost: one query."""
    nothing, nobody = Value("", CharField()), Cast(Value(None), BigIntegerField())

    def names(
        model: type[Model], name: str = "name", text: object = nothing, word: object = nothing, side: object = nobody
    ):
        kind = Value(model._meta.model_name, CharField())
        return model.objects.order_by().values_list(kind, "pk", "slug", F(name), text, word, side)

    return list(
        names(Actor, "name", F("aliases"), F("kind"), F("side_id")).union(
            names(Process, "title", F("summary"), F("licence")), names(Outlet), names(Place), names(Topic), all=True
        )
    )
