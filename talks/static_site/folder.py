"""Replaces a folder of the site by a new one, whole or not at all, and writes the same as one ZIP file.

Imports ``site``, ``packing`` and ``backup.files``.
"""

import fcntl
import glob
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from talks.backup.files import sync
from talks.static_site.asking import SiteError
from talks.static_site.packing import write_archive
from talks.static_site.site import write_site

MARKER = ".talks-site"
MARKED = "This folder was written by manage.py export_site, which replaces all of it the next time.\n"


class Exported(NamedTuple):
    """What was written. Units: ``size`` in bytes."""

    pages: int
    files: int
    size: int


def export(folder: Path) -> Exported:
    """Write the site into a folder, in the place of what this function wrote there before.

    The new one is written beside it and then gets its name; a run that is killed leaves the former one, and the next run
    clears away what it left.
    Raises: SiteError if the folder holds something else, or cannot be written.
    """
    folder = folder.resolve()
    if not folder.name:
        raise SiteError(f"{folder} cannot be replaced. Name an empty or a new folder.")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with alone(folder.parent):
            refuse_foreign(folder)
            former = put_back(folder)
            with draft_beside(folder) as draft:
                write_site(draft)
                (draft / MARKER).write_text(MARKED)
                exported = measure(draft)
                settle(draft)
                if folder.exists():
                    folder.rename(former)
                draft.rename(folder)
                sync(folder.parent)
                if former.exists():
                    former.rename(draft)  # and is deleted as such
    except OSError as error:
        raise SiteError(f"{folder} cannot be written: {error.strerror or error}.") from error
    return exported


def write_zip(file: Path, version: int | None = None) -> Exported:
    """Write the site as one ZIP file, of this version of the record if one is given.

    Shape: sorted by name, all with one time, so that equal sites are equal files.
    Raises: SiteError as ``write_site`` does.
    """
    with tempfile.TemporaryDirectory(prefix=f".{file.name}.", dir=file.parent) as name:
        folder = Path(name)
        write_site(folder, version)
        paths = {f"site/{path.relative_to(folder).as_posix()}": path for path in files_in(folder)}
        write_archive(file, ((name, paths[name].read_bytes()) for name in sorted(paths)))
        return measure(folder)


def refuse_foreign(folder: Path) -> None:
    """Raises: SiteError for a folder that has something in it and was not written by ``export``."""
    if folder.exists() and not folder.is_dir():
        raise SiteError(f"{folder} is a file.")
    if folder.exists() and any(folder.iterdir()) and not (folder / MARKER).is_file():
        raise SiteError(f"{folder} holds something that this command did not write. Name an empty or a new folder.")


def put_back(folder: Path) -> Path:
    """Clear away what a killed run left, and return where the former folder stands while the new one gets its name.

    Raises: SiteError if something else stands there.
    """
    former = folder.with_name(f".{folder.name}.former")
    refuse_foreign(former)
    if former.exists():
        # Deleted under the name of a draft: a run that is killed meanwhile would leave a part of it without the marker.
        former.rename(folder.with_name(f".{folder.name}.draft-former") if folder.exists() else folder)
    for left in folder.parent.glob(f".{glob.escape(folder.name)}.draft-*"):
        shutil.rmtree(left)
    return former


@contextmanager
def alone(parent: Path) -> Iterator[None]:
    """Wait until no other run writes to this folder."""
    number = os.open(parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX)
        yield
    finally:
        os.close(number)


@contextmanager
def draft_beside(folder: Path) -> Iterator[Path]:
    """Make an empty folder beside, and delete it in the end unless it was given its name."""
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.draft-", dir=folder.parent))
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def settle(folder: Path) -> None:
    """Let everybody read a folder, and wait until it is on the disk."""
    for path in [*folder.rglob("*"), folder]:
        path.chmod(0o755 if path.is_dir() else 0o644)
        sync(path)


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.name != MARKER]


def measure(folder: Path) -> Exported:
    files = files_in(folder)
    return Exported(
        pages=sum(path.suffix == ".html" for path in files),
        files=len(files),
        size=sum(path.stat().st_size for path in files),
    )
