"""Writes the new and changed rows of a load in batches, each model after those it refers to.

Imports history, lookup, matching and shape. Rows get their ids here; their values were set by ``matching``.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import models

from talks import history
from talks.loading.lookup import batches
from talks.loading.matching import Matched, MatchedRecord
from talks.loading.shape import MODELS, fields_of, self_reference
from talks.models import Claim
from talks.models.recording import ADDED


class RecordWriter:
    """Writes the records of one file. Where the database refuses, ``batch`` holds those written last."""

    def __init__(self, matched: Matched, now: datetime) -> None:
        self.entries = matched.entries
        self.now = now
        self.batch: list[MatchedRecord] = []

    def write(self) -> None:
        """Write rows, then links. Raises: IntegrityError where a constraint is broken."""
        with history.unwritten():
            for model in MODELS:
                self._write_rows(model)
            for model in MODELS:
                for column in model._meta.many_to_many:
                    self._write_links(model, column)

    def write_history(self, moved: Iterable[int]) -> None:
        """Write one entry of history for each record that is new or changed; ``moved`` are statements that a join moved."""
        for model, entries in self.entries.items():
            history.write(model, [entry.row.pk for entry in entries if entry.is_new], ADDED)
            history.write(model, [entry.row.pk for entry in entries if entry.is_touched and not entry.is_new])
        history.write(Claim, sorted(set(moved)))

    def _write_rows(self, model: type[models.Model]) -> None:
        added = [entry for entry in self.entries[model] if entry.is_new]
        reference = self_reference(model)
        if reference:
            # Rows without the self-reference come first; chains do not exist.
            free = [entry for entry in added if not getattr(entry.row, reference)]
            groups = [free, [entry for entry in added if getattr(entry.row, reference)]]
        else:
            groups = [added]
        for batch in (batch for group in groups for batch in batches(group)):
            self.batch = batch
            model._default_manager.bulk_create([entry.row for entry in batch])
        for entry in self.entries[model]:
            if entry.is_new or not entry.is_touched:
                continue
            if "changed" in fields_of(model) and "changed" not in entry.record.values:
                entry.row.changed = self.now
                entry.changed.append("changed")
            if entry.changed:
                self.batch = [entry]
                entry.row.save(update_fields=entry.changed)

    def _write_links(self, model: type[models.Model], column: models.ManyToManyField) -> None:
        through = column.remote_field.through._default_manager
        source, target = column.m2m_field_name() + "_id", column.m2m_reverse_field_name() + "_id"
        symmetrical = column.remote_field.symmetrical
        for entry in self.entries[model]:
            if removed := entry.removed_links.get(column.name):
                through.filter(**{source: entry.row.pk, f"{target}__in": removed}).delete()
                if symmetrical:
                    through.filter(**{target: entry.row.pk, f"{source}__in": removed}).delete()
        pairs = {
            (entry.row.pk, link.pk): None
            for entry in self.entries[model]
            for link in entry.added_links.get(column.name, [])
        }
        if symmetrical:
            pairs |= {(b, a): None for a, b in pairs}
        for batch in batches(list(pairs)):
            # A symmetrical link may exist already from the other side.
            rows = [through.model(**{source: a, target: b}) for a, b in batch]
            through.bulk_create(rows, ignore_conflicts=symmetrical)
