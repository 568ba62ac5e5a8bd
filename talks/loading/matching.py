"""Matches the records of a file to rows, and sets the file's values on them.

Imports lookup and shape. Writes nothing: notes what is new or changed, for ``load``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from talks.loading.lookup import RowLookup
from talks.loading.problems import Problems, named, printable
from talks.loading.reading import Record
from talks.loading.shape import CHECK_FIELDS, CLOCK_FIELDS, MODELS, fields_of, has_slug_alone, key_fields
from talks.merging import MERGED
from talks.models import Actor, Claim, Event, Lane, Outlet, Participation, Place
from talks.proof import BEFORE, CHANGED, QUOTATION
from talks.vocabulary import Status
from talks.wording import names_by_language

FOLDED = (*MERGED, Lane, Participation)
"""What a file may have twice: under the name that stayed, and under one that was merged into it since the file was written."""

NAMED = (Actor, Outlet, Place)
NAMES = ("name", "names", "spellings", "also_meant_by", "note")
"""What a file adds to and does not replace. If it is asked to, it gives other names or another note; no spelling is lost."""


@dataclass(eq=False, slots=True)
class MatchedRecord:
    """A record of the file with its row, a new one where there is none."""

    record: Record
    row: models.Model
    is_new: bool
    changed: list[str] = field(default_factory=list)
    links: dict[str, list[models.Model]] = field(default_factory=dict)
    mirrored: list[models.Model] = field(default_factory=list)
    added_links: dict[str, list[models.Model]] = field(default_factory=dict)
    removed_links: dict[str, set[int]] = field(default_factory=dict)
    event_before: int | None = None
    merged: list[Record] = field(default_factory=list)

    @property
    def is_touched(self) -> bool:
        return bool(self.is_new or self.changed or self.added_links or self.removed_links)


class Matched:
    """The records of a file, each with its row.

    Shape: `entries` by model, in the order of the file; `by_key` by model and present natural key.
    """

    def __init__(
        self, records: Iterable[Record], problems: Problems, now: datetime, *, update_names: bool = False
    ) -> None:
        self.problems = problems
        self.now = now
        self.update_names = update_names
        # Files had no mark and no reason at all before checks were recorded.
        self.is_former = not any(
            name in record.values or name in record.bad
            for record in records
            for name in CHECK_FIELDS.get(record.model, ())
        )
        self.notes: list[str] = []  # for whoever loads: names of the file that became spellings
        self.unmarked: list[str] = []  # slugs of statements whose mark is taken away
        self.joined_since: list[str] = []  # former slugs in the file, of records that are one in the database
        self.entries: dict[type[models.Model], list[MatchedRecord]] = {model: [] for model in MODELS}
        self.by_key: dict[tuple[type[models.Model], tuple[str, ...]], MatchedRecord] = {}
        self.rows = RowLookup(records)
        self._match(records)
        for entry in self.every():
            self._fill(entry)
        self._fill_links()

    def every(self) -> Iterator[MatchedRecord]:
        """Yield all entries, model by model in the order of writing."""
        for entries in self.entries.values():
            yield from entries

    def touched(self) -> list[MatchedRecord]:
        """Return what is new or changed."""
        return [entry for entry in self.every() if entry.is_touched]

    def is_in_file(self, row: models.Model) -> bool:
        """Return whether a row with a slug belongs to a record of the file."""
        entry = self.by_key.get((type(row), (row.slug,)))
        return bool(entry and entry.row is row)

    # Finding rows

    def _match(self, records: Iterable[Record]) -> None:
        for record in records:
            key = record.key and self.rows.present_key(record.model, record.key)
            if key and (first := self.by_key.get((record.model, key))):
                same = first.record.key == record.key
                formers = [one.key for one in (first.record, record) if one.key and one.key != key]
                if not same and not any(self.rows.is_moved_by_file(record.model, former) for former in formers):
                    if record.model in FOLDED:
                        self._fold(first, record, key)
                    else:
                        self.joined_since += ["/".join(former) for former in formers]
                    continue
                message = (
                    f"Record {first.record.number} has this key already."
                    if same
                    else (f"Record {first.record.number} is the same under its present name “{'/'.join(key)}”.")
                )
                self.problems.add(message, record, key_fields(record.model)[-1])
                continue
            row = self.rows.find(record.model, key) if key else None
            entry = MatchedRecord(record, row or record.model(), row is None)
            self.entries[record.model].append(entry)
            if key:
                self.by_key[record.model, key] = entry
        if self.joined_since:
            self.joined_since += ["/".join(one.key or ()) for entry in self.entries[Event] for one in entry.merged]
            self.problems.add(
                "This file is older than the record, in which some of its records have been joined with others: "
                f"{named(self.joined_since)}. Load a newer file."
            )
            self.problems.refuse_any()

    def _fold(self, first: MatchedRecord, record: Record, key: tuple[str, ...]) -> None:
        """Take the record with the present name for the row; of the others only names and spellings are read."""
        if record.key == key:
            first.record, record = record, first.record
        first.merged.append(record)
        if record.model in MERGED and record.key:
            self.notes.append(f"{record.key[0]} is now part of {key[0]}; only its names were read.")

    def target(self, model: type[models.Model], key: Iterable[str]) -> models.Model | None:
        """Return the row that a natural key means, of the file or of the database."""
        key = self.rows.present_key(model, tuple(key))
        entry = self.by_key.get((model, key))
        return entry.row if entry else self.rows.find(model, key)

    # Setting values

    def _fill(self, entry: MatchedRecord) -> None:
        """Set the values of the file on the row, and note which of them changed."""
        record, row = entry.record, entry.row
        if isinstance(row, Claim):
            entry.event_before = row.event_id
        was_published = not entry.is_new and getattr(row, "status", "") == Status.PUBLISHED
        had_mark = getattr(row, "paragraph_sha256", "")
        check_fields = CHECK_FIELDS.get(record.model, ())
        is_unmarked = not any(name in record.values for name in check_fields)
        apart = (*self._filled_apart(entry), *(check_fields if is_unmarked else ()))
        for name, column in fields_of(record.model).items():
            if column.many_to_many or name in record.bad or name in apart:
                continue
            if isinstance(column, models.ForeignKey):
                self._fill_reference(entry, name, column)
                continue
            if name in record.values:
                value = record.values[name]
            elif name in CLOCK_FIELDS:
                if not entry.is_new:
                    continue
                value = self.now
            else:
                value = column.get_default()
            self._set(entry, name, self._in_present_names(record, name, value))
        self._part_from_itself(entry)
        if "name" in apart:
            self._add_spellings(entry)
        if "side" in apart and not (was_published and row.side_id and "speaker" not in entry.changed):
            self._write_side(entry)
        if isinstance(row, Claim) and is_unmarked:
            self._give_reason(entry, row)
        if had_mark and not row.paragraph_sha256:
            self.unmarked.append(row.slug)

    def _set(self, entry: MatchedRecord, name: str, value: Any) -> None:
        if value != getattr(entry.row, name):
            setattr(entry.row, name, value)
            entry.changed.append(name)

    def _give_reason(self, entry: MatchedRecord, claim: Claim) -> None:
        """Take away the mark of a quotation that changed; say of what a former file publishes that no check is recorded."""
        reason = BEFORE if self.is_former else ""
        if claim.paragraph_sha256 and not set(QUOTATION).isdisjoint(entry.changed):
            self._set(entry, "paragraph_sha256", "")
            reason = CHANGED
        if claim.status == Status.PUBLISHED and not (claim.paragraph_sha256 or claim.unchecked_reason):
            self._set(entry, "unchecked_reason", reason)

    def _filled_apart(self, entry: MatchedRecord) -> tuple[str, ...]:
        """Return the fields whose value is not simply that of the file."""
        if isinstance(entry.row, Claim) and not entry.record.values.get("side"):
            return ("side",)
        return NAMES if isinstance(entry.row, NAMED) and not entry.is_new else ()

    def _add_spellings(self, entry: MatchedRecord) -> None:
        """Keep the name, spellings and note of a row, and add what the file has; give it the file's if that is asked."""
        row, given = entry.row, {name: str(entry.record.values.get(name, "")) for name in NAMES}
        former = row.name
        others = [one.values for one in entry.merged]
        names_of_others = [str(one.get("name", "")) for one in others]
        lines = {name: [line for one in others for line in str(one.get(name, "")).splitlines()] for name in NAMES}
        if self.update_names and given["name"]:
            self._set(entry, "name", given["name"])
        for name, words in {
            "spellings": [
                former,
                given["name"],
                *given["spellings"].splitlines(),
                *names_of_others,
                *lines["spellings"],
            ],
            "also_meant_by": [*given["also_meant_by"].splitlines(), *lines["also_meant_by"]],
        }.items():
            present = [word for word in getattr(row, name).splitlines() if word != row.name or row.name == former]
            new = [word for word in dict.fromkeys(words) if word and word not in (row.name, *present)]
            self._set(entry, name, "\n".join([*present, *new]))
        present, new = names_by_language(row.names), names_by_language(given["names"])
        names = present | new if self.update_names else new | present
        if names != present:
            self._set(entry, "names", "\n".join(f"{code}: {name}" for code, name in names.items()))
        if given["note"] and hasattr(row, "note"):  # places have none
            if self.update_names or not row.note:
                self._set(entry, "note", given["note"])
            elif given["note"] != row.note:
                self.notes.append(f"{row.slug} keeps its note.")
        if given["name"] not in ("", row.name):
            self.notes.append(
                f"{row.slug} keeps the name “{row.name}”; “{printable(given['name'], 120)}” is a spelling."
            )

    def _write_side(self, entry: MatchedRecord) -> None:
        """Give a published statement, for which the file names no side, that of its speaker; take it from a draft."""
        row = entry.row
        if {"side", "speaker"} & entry.record.bad:
            return
        before = row.side_id
        row.side = None
        if row.status == Status.PUBLISHED:
            row.write_side()
        if (row.side.pk if row.side else None) != before or (row.side and row.side.pk is None):
            entry.changed.append("side")

    def _in_present_names(self, record: Record, name: str, value: Any) -> Any:
        """Return the present slug for a former one, so that an old file undoes neither a rename nor a merger."""
        if name == "present" and (model := self.rows.renamed_model(record)) and isinstance(value, str):
            return self.rows.present_key(model, (value,))[0]
        if name == "slug" and record.key and has_slug_alone(record.model):
            return self.rows.present_key(record.model, record.key)[0]
        return value

    def _fill_reference(self, entry: MatchedRecord, name: str, column: models.ForeignKey) -> None:
        key = entry.record.values.get(name)
        target = self.target(column.related_model, key) if key else None
        if key and not target:
            self._refuse_key(entry.record, name, column, key)
            return
        before = getattr(entry.row, column.attname)
        if (before is not None) if target is None else (target.pk is None or target.pk != before):
            entry.changed.append(name)
        setattr(entry.row, name, target)

    def _refuse_key(self, record: Record, name: str, column: models.Field, key: Iterable[str]) -> None:
        label = column.related_model._meta.label_lower
        record.bad.add(name)
        self.problems.add(
            f"There is no {label} “{printable('/'.join(key), 120)}”, here or in the record.", record, name
        )

    def _part_from_itself(self, entry: MatchedRecord) -> None:
        """Empty what the file refers to under another name, and what is the record itself since both were merged."""
        row, values = entry.row, entry.record.values
        if isinstance(row, Actor) and row.side is row and values.get("side") != [values.get("slug")]:
            self._empty(entry, "side")
        is_renamed = isinstance(row, Claim) and values.get("occasion") != values.get("event")
        if is_renamed and row.occasion_id and row.occasion is row.event:
            self._empty(entry, "occasion")

    def _empty(self, entry: MatchedRecord, name: str) -> None:
        """Take a reference away that the file gives; it counts as changed if the stored row has one."""
        stored = type(entry.row)._base_manager.filter(pk=entry.row.pk).values_list(name, flat=True).first()
        setattr(entry.row, name, None)
        if name in entry.changed and stored is None:
            entry.changed.remove(name)

    def _fill_links(self) -> None:
        """Find the targets of many-to-many fields, and which links are new or removed."""
        for model in MODELS:
            for column in model._meta.many_to_many:
                for entry in self.entries[model]:
                    if column.name not in entry.record.bad:
                        entry.links[column.name] = list(self._link_targets(entry.record, column))
                if column.remote_field.symmetrical:
                    self._mirror(model, column.name)
                before = self.rows.links(column, [e.row.pk for e in self.entries[model] if not e.is_new])
                for entry in self.entries[model]:
                    self._compare_links(entry, column.name, before.get(entry.row.pk, set()))

    def _link_targets(self, record: Record, column: models.ManyToManyField) -> Iterator[models.Model]:
        seen: dict[int, list[str]] = {}
        for key in record.values.get(column.name, []):
            target = self.target(column.related_model, key)
            if not target:
                self._refuse_key(record, column.name, column, key)
            elif id(target) in seen and seen[id(target)] != key and column.related_model in MERGED:
                continue  # merged since the file was written
            elif id(target) in seen:
                record.bad.add(column.name)
                self.problems.add(f"“{printable('/'.join(key), 120)}” is listed twice.", record, column.name)
            else:
                seen[id(target)] = key
                yield target

    def _mirror(self, model: type[models.Model], name: str) -> None:
        """Add the reverse of symmetrical links: where A excludes B, B excludes A."""
        by_row = {id(entry.row): entry for entry in self.entries[model]}
        for entry in self.entries[model]:
            for target in entry.links.get(name, []):
                if target is entry.row:
                    entry.record.bad.add(name)
                    self.problems.add("This cannot point to itself.", entry.record, name)
                other = by_row.get(id(target))
                if other and not any(link is entry.row for link in other.links.get(name, [])):
                    other.links.setdefault(name, []).append(entry.row)
                    other.mirrored.append(entry.row)

    def _compare_links(self, entry: MatchedRecord, name: str, before: set[int]) -> None:
        if name not in entry.links:
            return
        if added := [target for target in entry.links[name] if target.pk is None or target.pk not in before]:
            entry.added_links[name] = added
        if removed := before - {target.pk for target in entry.links[name]}:
            entry.removed_links[name] = removed
