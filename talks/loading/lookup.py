"""Finds the rows that the records of a file mean or refer to, under present and former slugs.

Imports reading, shape and models. All rows are fetched in batches in advance; ``matching`` looks them up.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db import models

from talks.loading.reading import Record, is_slug
from talks.loading.shape import KEYS, MODELS, MODELS_BY_NAME, fields_of, has_slug_alone, key_fields
from talks.models import Article, Rename

BATCH = 500

Model = type[models.Model]
NaturalKey = tuple[str, ...]


class RowLookup:
    """Finds rows by natural key.

    Cost: one query for each model and each 500 slugs when it is made; afterwards only ``links`` queries.
    """

    def __init__(self, records: Iterable[Record]) -> None:
        mentioned: dict[Model, set[str]] = defaultdict(set)
        parents: dict[Model, set[str]] = defaultdict(set)
        self._renames: dict[tuple[Model, str], str] = {}  # of the database
        self._moves: dict[tuple[Model, str], str] = {}  # of the file, which may be what renames a record
        self._formers: dict[tuple[Model, str], list[str]] = defaultdict(list)
        self._rows: dict[tuple[Model, NaturalKey], models.Model] = {}
        self._slugs: dict[Model, dict[int, str]] = defaultdict(dict)
        self._in_file: set[tuple[Model, str]] = set()
        for record in records:
            self._note(record, mentioned, parents)
        self._fetch_renames(mentioned)
        for model in MODELS:
            if has_slug_alone(model):
                self._fetch_by_slug(model, mentioned[model])
        for model in KEYS:
            if model is not Rename:
                self._fetch_by_parent(model, parents[model])

    def _note(self, record: Record, mentioned: dict[Model, set[str]], parents: dict[Model, set[str]]) -> None:
        """Collect the slugs that a record mentions, by model."""
        model = record.model
        if record.key and has_slug_alone(model):
            mentioned[model].add(record.key[0])
            self._in_file.add((model, record.key[0]))
        for name, column in fields_of(model).items():
            if not column.is_relation or not record.values.get(name):
                continue
            value = record.values[name]
            for key in value if column.many_to_many else [value]:
                target = column.related_model
                if has_slug_alone(target):
                    mentioned[target].add(key[0])
                else:
                    parents[target].add(key[0])
                    mentioned[self._parent(target)].add(key[0])
        if record.key and not has_slug_alone(model):
            parents[model].add(record.key[0])
        moved, present = self.renamed_model(record), record.values.get("present")
        if moved and record.key and present and is_slug(present):
            self._moves[moved, record.key[1]] = present
            self._formers[moved, present].append(record.key[1])
            mentioned[moved] |= {record.key[1], present}

    @staticmethod
    def renamed_model(record: Record) -> Model | None:
        """Return the model that a rename is about; None for other records and unknown models."""
        return MODELS_BY_NAME.get(record.values.get("model")) if record.model is Rename else None

    @staticmethod
    def _parent(model: Model) -> Model:
        return fields_of(model)[key_fields(model)[0]].related_model

    # Fetching

    def _fetch_renames(self, mentioned: dict[Model, set[str]]) -> None:
        formers = sorted({slug for slugs in mentioned.values() for slug in slugs if is_slug(slug)})
        for batch in batches(formers):
            for row in Rename.objects.filter(former__in=batch):
                self._rows[Rename, (row.model, row.former)] = row
                if model := MODELS_BY_NAME.get(row.model):
                    self._renames[model, row.former] = row.present
                    mentioned[model].add(row.present)

    def _fetch_by_slug(self, model: Model, slugs: set[str]) -> None:
        found = model._default_manager.prefetch_related("text") if model is Article else model._default_manager.all()
        for batch in batches(sorted(filter(is_slug, slugs))):
            for row in found.filter(slug__in=batch):
                self._rows[model, (row.slug,)] = row
                self._slugs[model][row.pk] = row.slug

    def _fetch_by_parent(self, model: Model, slugs: set[str]) -> None:
        """Fetch the rows that belong to a parent: lanes, answers, participations."""
        first, *others = key_fields(model)
        parent = self._parent(model)
        rows = {self.find(parent, self.present_key(parent, (slug,))) for slug in slugs} - {None}
        for batch in batches(sorted(row.pk for row in rows)):
            for row in model._default_manager.filter(**{f"{first}__in": batch}):
                key = tuple(self._key_part(row, name) for name in (first, *others))
                self._rows[model, key] = row

    def _key_part(self, row: models.Model, name: str) -> str:
        column = row._meta.get_field(name)
        value = getattr(row, column.attname)
        if not column.is_relation:
            return value
        # A row without a slug here is not mentioned in the file, so no key of the file can mean it.
        slug = self._slugs[column.related_model].get(value, "")
        moved = self._moves.get((column.related_model, slug))
        renamed = moved and self.find(column.related_model, (moved,))
        return moved if renamed and renamed.pk == value else slug

    # Finding

    def present_key(self, model: Model, key: NaturalKey) -> NaturalKey:
        """Return a key with present slugs in place of former ones."""
        if has_slug_alone(model):
            return (self._present(model, key[0]),)
        columns = fields_of(model)
        parts = zip(key_fields(model), key, strict=True)
        return tuple(
            self._present(columns[name].related_model, part) if columns[name].is_relation else part
            for name, part in parts
        )

    def _present(self, model: Model, slug: str) -> str:
        if (model, slug) in self._moves:
            return self._moves[model, slug]
        present = self._renames.get((model, slug))
        if not present or (model, (slug,)) in self._rows:
            return slug
        return present if (model, (present,)) in self._rows or (model, present) in self._in_file else slug

    def find(self, model: Model, key: NaturalKey) -> models.Model | None:
        """Return the row of a key with present slugs, or of its former slug where the file itself renames it."""
        row = self._rows.get((model, key))
        if row is None and has_slug_alone(model):
            formers = (self._rows.get((model, (former,))) for former in self._formers.get((model, key[0]), ()))
            row = next((former for former in formers if former), None)
        return row

    def is_in_file(self, model: Model, slug: str) -> bool:
        """Return whether the file has a record under this very slug, present or former."""
        return (model, slug) in self._in_file

    def is_moved_by_file(self, model: Model, key: NaturalKey) -> bool:
        """Return whether the file itself says that a record of this key has another slug now."""
        columns = fields_of(model)
        models_of_key = [columns[name].related_model or model for name in key_fields(model)]
        return any(part in self._moves for part in zip(models_of_key, key, strict=True))

    def links(self, column: models.ManyToManyField, owners: Iterable[int]) -> dict[int, set[int]]:
        """Return the ids that a many-to-many field links to, by owner. Cost: one query for each 500 owners."""
        source, target = column.m2m_field_name() + "_id", column.m2m_reverse_field_name() + "_id"
        found: dict[int, set[int]] = defaultdict(set)
        for batch in batches(sorted(owners)):
            rows = column.remote_field.through._default_manager.filter(**{f"{source}__in": batch})
            for owner, linked in rows.values_list(source, target):
                found[owner].add(linked)
        return found


def batches(items: list) -> Iterator[list]:
    """Yield a list in parts small enough for one query."""
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]
