"""What was taken out of releases: the log beside them, which says for each file what became of it.

Imports nothing of the project.
"""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

LOG = "redactions.json"


class LogError(Exception):
    """The log cannot be read."""


@dataclass(frozen=True)
class Edition:
    """The redacted edition of one release that a redaction made.

    Shape: ``number`` counts the redactions of the release. ``files`` has, by name, the ``edition`` that held the former
    file (empty: as released) and its ``sha256``.
    """

    number: int
    files: dict[str, dict[str, str]]

    @property
    def name(self) -> str:
        """The name of its folder, in the folder of the release."""
        return f"redacted-{self.number}"


@dataclass(frozen=True)
class Redaction:
    """One statement that was taken out of all releases. Shape: ``slugs`` has its former slugs too; ``day`` is an ISO date."""

    slug: str
    slugs: tuple[str, ...]
    day: str
    reason: str
    editions: dict[int, Edition] = field(default_factory=dict)

    def of(self, release: int) -> Edition | None:
        """Return the edition that it made of a release, or None if that release did not hold the statement."""
        return self.editions.get(release)

    def as_json(self) -> dict[str, Any]:
        return {
            "slug": self.slug,
            "slugs": list(self.slugs),
            "day": self.day,
            "reason": self.reason,
            "releases": [
                {"number": number, "edition": one.number, "files": one.files} for number, one in self.editions.items()
            ],
        }


def redactions(root: Path) -> list[Redaction]:
    """Return the log, the oldest first; empty if there is none. Cost: reads the status of one file.

    Raises: LogError if it cannot be read.
    """
    path = root / LOG
    try:
        status = path.stat()
    except FileNotFoundError:
        return []
    return _read(path, status.st_mtime_ns, status.st_size, status.st_ino)


@lru_cache(maxsize=8)
def _read(path: Path, _moved: int, _size: int, _inode: int) -> list[Redaction]:
    try:
        return [
            Redaction(
                slug=one["slug"],
                slugs=tuple(one["slugs"]),
                day=one["day"],
                reason=one["reason"],
                editions={each["number"]: Edition(each["edition"], each["files"]) for each in one["releases"]},
            )
            for one in json.loads(path.read_bytes())
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LogError(f"{path} cannot be read: {error}") from error
