"""Folders that appear whole or not at all, one writer at a time. Imports settings, ``backup.files`` and ``releases``."""

import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from talks.backup.files import sync
from talks.releases import File, LogError, redactions
from talks.releases.folder import root

LOCK, DRAFT = ".lock", ".draft-"


class ReleaseError(Exception):
    """Why nothing was written, in a sentence for whoever runs the site."""


@contextmanager
def alone() -> Iterator[Path]:
    """Return the folder of releases, once no other process writes to it; drafts that a crash left there are deleted.

    Raises: ReleaseError if it cannot be written.
    """
    folder = root()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for left in folder.glob(f"**/{DRAFT}*"):
                shutil.rmtree(left) if left.is_dir() else left.unlink()
            redactions(folder)
            yield folder
    except LogError as error:
        raise ReleaseError(f"{error}. Put it back from a backup first.") from error
    except sqlite3.Error as error:
        raise ReleaseError(f"The database of a release is damaged: {error}.") from error
    except OSError as error:
        raise ReleaseError(f"{folder} cannot be written: {error.strerror or error}.") from error


@contextmanager
def draft_in(folder: Path) -> Iterator[Path]:
    """Make an empty folder there, and delete it in the end unless it was given its name."""
    draft = Path(tempfile.mkdtemp(prefix=DRAFT, dir=folder))
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def put(draft: Path, name: str) -> None:
    """Give a folder its name, once all of it is on the disk. Readers may read it, and nobody is meant to write to it."""
    for path in draft.iterdir():
        path.chmod(0o644)
        sync(path)
    draft.chmod(0o755)
    sync(draft)
    draft.rename(draft.with_name(name))
    sync(draft.parent)


def put_file(path: Path, text: str) -> None:
    """Replace a file, at once and for good."""
    number, name = tempfile.mkstemp(prefix=DRAFT, dir=path.parent)
    with os.fdopen(number, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft = Path(name)
    draft.chmod(0o644)
    draft.rename(path)
    sync(path.parent)


def measured(path: Path, purpose: str = "") -> File:
    """Return a file with its size and hash. Cost: reads it."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    return File(path.name, path.stat().st_size, digest, purpose)


def checksums(files: Iterable[File]) -> str:
    """Return SHA256SUMS, as the program of that name reads it."""
    return "".join(f"{one.sha256}  {one.name}\n" for one in sorted(files, key=lambda one: one.name))


def listed(files: Iterable[File]) -> list[dict]:
    """Return files as a manifest lists them."""
    return [{"name": one.name, "size": one.size, "sha256": one.sha256, "purpose": one.purpose} for one in files]


def as_json(data: dict) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
