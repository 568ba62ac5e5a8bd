"""The names behind the values: what a slug in an address stands for, and what is shown for a value.

Reads models. All actors, outlets, places, topics and processes of a record are held, which are few beside its events;
reports are looked up when they are asked for.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Model

from talks.models import Actor, Article, Lane, Process
from talks.parameters import PARAMETERS

OF = {one.name: one.model for one in PARAMETERS if one.model and one.model is not Article}
"""What the values of a parameter are the names of. Reports are too many to be held."""


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """One record that others refer to."""

    pk: int
    slug: str
    label: str


class Names:
    """Every name of the record, by primary key and by slug. Cost: a query for each model, five in all, and one for lanes.

    Shape: ``records`` are the records themselves by model and id, without their notes; an actor with its side.
    """

    OF = OF

    def __init__(self) -> None:
        self.records: dict[type[Model], dict[int, Model]] = {}
        self._by_pk: dict[type[Model], dict[int, Name]] = {}
        self._by_slug: dict[type[Model], dict[str, Name]] = {}
        for model in dict.fromkeys(OF.values()):
            unnamed = {"note", "definition"} & {field.name for field in model._meta.fields}
            rows = {row.pk: row for row in model.objects.order_by("pk").defer(*unnamed)}
            names = [Name(row.pk, row.slug, str(row)) for row in rows.values()]
            self.records[model] = rows
            self._by_pk[model] = {name.pk: name for name in names}
            self._by_slug[model] = {name.slug: name for name in names}
        give(self.records[Actor].values(), side=self.records[Actor])
        self.speaks_for = {pk: actor.speaks_for for pk, actor in self.records[Actor].items()}
        self.processes = list(self.records[Process].values())
        self.lanes = list(Lane.objects.order_by("process", "position").values_list("process", "side", "palette"))

    @cached_property
    def mark(self) -> str:
        """A short mark of all that is shown of any of them: where it is the same, they are."""
        shown = [self.lanes, *(sorted(names.values()) for names in self._by_pk.values())]
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:12]

    def of_pk(self, parameter: str, pk: int) -> Name:
        return self._by_pk[OF[parameter]][pk]

    def of_slug(self, parameter: str, slug: str) -> Name | None:
        return self._by_slug[OF[parameter]].get(slug)


def give(rows: Collection[Model], **records: Mapping[int, Model]) -> None:
    """Give rows of one model what they refer to by these names, out of records by id. Cost: no query."""
    for name, those in records.items():
        column = f"{name}_id"
        for row in rows:
            row._state.fields_cache[name] = those.get(row.__dict__[column])
