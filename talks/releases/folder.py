"""Finds releases and their files. A folder that is missing, damaged or half there is no release, and never an error.

Imports settings and ``sources``.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from talks.releases.redactions import Edition, LogError, Redaction, redactions
from talks.sources import public_url

MANIFEST = "manifest.json"
DATABASE = "record.sqlite3"
AUTHORS = "The Talks contributors"
"""Who made the record, as the licence of the project names them."""
NUMBER = re.compile(r"[1-9][0-9]{0,5}")
PLAIN_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")


@dataclass(frozen=True)
class File:
    """One file of a release. Shape: ``size`` in bytes, ``sha256`` as hexadecimal digits."""

    name: str
    size: int
    sha256: str
    purpose: str = ""


@dataclass(frozen=True)
class Release:
    """One release, as its manifest has it.

    Shape: ``day`` is an ISO date, ``version`` that of the code's format, ``former`` the number of the release before or
    None; ``sha256`` is that of the manifest, which stands in citations; ``counts`` has numbers by name.
    """

    number: int
    title: str
    day: str
    version: str
    doi: str
    former: int | None
    note: str
    licence: str
    counts: dict[str, int]
    files: tuple[File, ...]
    sha256: str

    @property
    def page(self) -> str:
        """Its page on this site."""
        return f"/data/releases/{self.number}/"

    @property
    def url(self) -> str:
        """The public URL of its page."""
        return public_url(self.page)

    @property
    def folder(self) -> Path:
        return root() / str(self.number)

    @property
    def redactions(self) -> list[Redaction]:
        """What was taken out of it since, the oldest first."""
        return [one for one in redactions(root()) if one.of(self.number)]

    def file(self, name: str) -> File | None:
        return next((one for one in self.files if one.name == name), None)

    def editions(self) -> list[Edition]:
        """Its redacted editions, the oldest first."""
        return [edition for one in self.redactions if (edition := one.of(self.number))]

    def present(self, name: str) -> Path:
        """Return the path of a file: of its last redacted edition if it has one, else as it was released."""
        for edition in reversed(self.editions()):
            if name in edition.files:
                return self.folder / edition.name / name
        return self.folder / name

    def taken(self, name: str, edition: str = "") -> Redaction | None:
        """Return why a file is no longer there: as released, or of a redacted edition."""
        for one in self.redactions:
            found = one.of(self.number)
            if found and name in found.files and found.files[name]["edition"] == edition:
                return one
        return None


def root() -> Path:
    return Path(settings.RELEASES)


def find(number: int) -> Release | None:
    """Return a release, or None if there is none that can be read. Cost: reads the status of two files.

    Where the log of redactions cannot be read there is none, since nobody knows then what was taken out.
    """
    if not NUMBER.fullmatch(str(number)):
        return None
    path = root() / str(number) / MANIFEST
    try:
        redactions(root())
        status = path.stat()
    except (OSError, LogError):
        return None
    return _read(path, status.st_mtime_ns, status.st_size)


def every() -> list[Release]:
    """Return all releases, the newest first."""
    try:
        numbers = [int(one.name) for one in root().iterdir() if NUMBER.fullmatch(one.name)]
    except OSError:
        return []
    return [found for number in sorted(numbers, reverse=True) if (found := find(number))]


_newest: dict[str, tuple[int, Release | None]] = {}


def newest() -> Release | None:
    """Return the newest release, or None. Cost: reads the status of the folder; the folder itself when it has changed."""
    folder = root()
    try:
        moved = folder.stat().st_mtime_ns
    except OSError:
        return None
    held = _newest.get(str(folder))
    if held is None or held[0] != moved:
        held = (moved, next(iter(every()), None))
        _newest[str(folder)] = held
    return held[1]


@lru_cache(maxsize=256)
def _read(path: Path, _moved: int, _size: int) -> Release | None:
    """Return the release of a manifest, or None if it is none. Cached until the file changes, which it never should."""
    try:
        content = path.read_bytes()
        data = json.loads(content)
        files = tuple(_file(one) for one in data["files"])
        number = int(data["number"])
        if str(number) != path.parent.name:
            return None
        return Release(
            number=number,
            title=str(data.get("title") or ""),
            day=str(data["day"]),
            version=str(data.get("version") or ""),
            doi=str(data.get("doi") or ""),
            former=int(data["former"]) if data.get("former") else None,
            note=str(data.get("note") or ""),
            licence=str(data.get("licence") or ""),
            counts={str(name): int(count) for name, count in (data.get("counts") or {}).items()},
            files=files,
            sha256=hashlib.sha256(content).hexdigest(),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _file(data: dict[str, Any]) -> File:
    """Return one file of a manifest. Raises: ValueError for a name that could lead out of the folder."""
    name = str(data["name"])
    if not PLAIN_NAME.fullmatch(name):
        raise ValueError(name)
    return File(name, int(data["size"]), str(data["sha256"]), str(data.get("purpose") or ""))
