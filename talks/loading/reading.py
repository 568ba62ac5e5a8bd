"""Finds fixtures and reads them: bytes in, records of the right shape out. Uses no database.

Imports shape and problems; ``load`` takes the records.
"""

import json
import stat
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from talks.loading.former import present_items
from talks.loading.problems import FixtureRefused, Problems, printable
from talks.loading.shape import (
    BY_LABEL,
    converted,
    derived_fields,
    fields_of,
    key_fields,
    misfit,
    required_fields,
)
from talks.models.base import SLUG

STANDARD_INPUT = "-"

# With these limits any file takes less than 1 GB of memory and half a minute: an empty object takes 3 bytes in the file
# and 64 in memory. 64 MB are about 70,000 usual records, with 8 lists and objects each.
FIXTURE_BYTES_ALLOWED = 64_000_000
BRACKETS_ALLOWED = 1_000_000


@dataclass(eq=False, slots=True)
class Record:
    """One record of a file.

    Shape: `values` holds the fields whose JSON type is right, points in time converted; `bad` names the fields that
    were refused; `key` is the natural key as written in the file, None where it cannot be read.
    """

    number: int
    model: type[models.Model]
    values: dict[str, Any] = field(default_factory=dict)
    bad: set[str] = field(default_factory=set)
    key: tuple[str, ...] | None = None

    def __str__(self) -> str:
        name = f"record {self.number}, {self.model._meta.label_lower}"
        return f"{name} {printable('/'.join(self.key), 120)}" if self.key else name


def find_fixtures(names: Iterable[str | Path]) -> list[Path | str]:
    """Return the files of these names, found as Django does: in fixture folders, then in the current folder.

    Raises: FixtureRefused for names without a file, and for formats other than JSON.
    """
    folders = [Path(config.path) / "fixtures" for config in apps.get_app_configs()]
    folders += [*map(Path, settings.FIXTURE_DIRS), Path()]
    found: list[Path | str] = []
    for name in map(str, names):
        if name == STANDARD_INPUT:
            found.append(name)
            continue
        if "\x00" in name:
            raise FixtureRefused([f"{printable(name, 300)}: this is not a file name."])
        wanted = name if name.endswith(".json") else f"{name}.json"
        paths = {path.resolve(): None for folder in folders if _exists(path := folder / wanted)}
        if not paths:
            other = any(_exists(folder / name) for folder in folders)
            problem = (
                "only JSON is loaded, from files named .json"
                if other
                else f"there is no fixture {printable(Path(wanted).name)}"
            )
            raise FixtureRefused([f"{printable(name, 300)}: {problem}."])
        found += paths
    return found


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name too long, a folder without access
        return False


def read_records(path: Path | str, problems: Problems) -> list[Record]:
    """Return the records of a file; fields of wrong types are left out and added to the problems.

    Cost: about 10 µs a record. Raises: FixtureRefused where the file as a whole cannot be read.
    """
    items = _parsed(_text(path, problems), problems)
    if not isinstance(items, list):
        problems.add("the file must hold a list of records, as dump_record writes it.")
    elif not items:
        problems.add("the file holds no record.")
    else:
        present = (one for number, item in enumerate(items, 1) for one in present_items(number, item))
        records = (_record(number, item, problems) for number, item in present)
        return [record for record in records if record]
    problems.refuse_any()
    return []


def _text(path: Path | str, problems: Problems) -> str:
    try:
        if path == STANDARD_INPUT:
            content = sys.stdin.buffer.read(FIXTURE_BYTES_ALLOWED + 1)
        else:
            # Checked first: opening a named pipe would wait for a writer.
            if not stat.S_ISREG(Path(path).stat().st_mode):
                raise OSError(0, "it is not a regular file")
            with Path(path).open("rb") as file:
                content = file.read(FIXTURE_BYTES_ALLOWED + 1)
    except OSError as error:
        raise FixtureRefused([f"{problems.file}: this cannot be read: {error.strerror}."]) from error
    if len(content) > FIXTURE_BYTES_ALLOWED:
        problems.add(f"the file is too large: {FIXTURE_BYTES_ALLOWED // 1_000_000} MB are allowed. Split it.")
    elif content.count(b"{") + content.count(b"[") > BRACKETS_ALLOWED:
        problems.add(f"the file is too large: {BRACKETS_ALLOWED:,} lists and objects are allowed. Split it.")
    problems.refuse_any()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FixtureRefused([f"{problems.file}: line {line}: this is not UTF-8; save the file as UTF-8."]) from error


class _TwiceNamed(dict):
    """An object with a duplicate name; ``json`` would silently take the last value."""

    name = ""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    twice, seen = _TwiceNamed(plain), set()
    twice.name = next(name for name, _value in pairs if name in seen or seen.add(name))
    return twice


def _parsed(text: str, problems: Problems) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        message = f"line {error.lineno}: this is not JSON, or the file is cut off: {error.msg}."
    except RecursionError:
        message = "the file is nested too deeply to be a record."
    except ValueError:  # a number of more digits than Python reads
        message = "the file holds a number that is too long."
    raise FixtureRefused([f"{problems.file}: {message}"])


def _record(number: int, item: Any, problems: Problems) -> Record | None:
    place = f"record {number}"
    if not isinstance(item, dict):
        problems.add("A record is an object with “model” and “fields”.", place)
        return None
    label = item.get("model")
    model = BY_LABEL.get(label) if isinstance(label, str) else None
    if not model:
        named = f"“{printable(label)}”" if isinstance(label, str) else "This"
        problems.add(f"{named} is not part of the record. Its parts are named like talks.event.", place, "model")
        return None
    record = Record(number, model)
    fields = item.get("fields")
    if isinstance(fields, dict):
        _read_fields(record, fields, problems)
    for name in item.keys() - {"model", "fields"}:
        hint = (
            "Leave it out: records are known by their natural keys." if name == "pk" else "A record has no such part."
        )
        problems.add(hint, record, name)
    if isinstance(item, _TwiceNamed):
        problems.add("This appears twice in the record.", record, item.name)
    if not isinstance(fields, dict):
        problems.add("Give the fields as an object.", record, "fields")
        return None
    return record


def _read_fields(record: Record, given: dict[str, Any], problems: Problems) -> None:
    known = fields_of(record.model)
    found: list[tuple[str, object]] = []
    for name, value in given.items():
        if name not in known:
            derived = name in derived_fields(record.model)
            found.append(
                (name, "This follows from other fields: leave it out." if derived else "There is no such field.")
            )
        elif wrong := misfit(known[name], value):
            found.append((name, wrong))
        else:
            try:
                record.values[name] = converted(known[name], value)
            except ValidationError as error:
                found.append((name, error.message))
    found += [(name, "This is missing.") for name in required_fields(record.model) if name not in given]
    if isinstance(given, _TwiceNamed):
        found.append((given.name, "This appears twice in the record."))
        record.values.pop(given.name, None)
    record.key = _key(record)
    for name, message in found:
        record.bad.add(name)
        problems.add(message, record, name)


def _key(record: Record) -> tuple[str, ...] | None:
    """Return the natural key; None where a part is missing or is not a slug (reported elsewhere)."""
    parts = [record.values.get(name) for name in key_fields(record.model)]
    key = tuple(part[0] if isinstance(part, list) else part for part in parts)
    if None in key or not all(is_slug(part) for part in key):
        return None
    return key


def is_slug(text: str) -> bool:
    """Return whether a text can be a slug. The database is queried for nothing else."""
    return len(text) <= 120 and bool(SLUG.regex.match(text))
