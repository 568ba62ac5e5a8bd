"""Files that appear whole or not at all, and that only their user can read. Imports nothing of the project."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class BackupError(Exception):
    """Why a backup was not written or not restored, in a sentence for whoever runs the site."""


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Make an empty file with mode 0600 in the same folder, and delete it in the end, with what SQLite puts beside it."""
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    os.close(number)
    draft = Path(name)
    try:
        yield draft
    finally:
        for one in (draft, *(draft.with_name(f"{draft.name}{more}") for more in ("-wal", "-shm", "-journal"))):
            one.unlink(missing_ok=True)


def put(draft: Path, path: Path, *, overwrite: bool) -> None:
    """Give a file its name, once its content is on the disk.

    Raises: BackupError if there is such a file by now, unless it is to be overwritten.
    """
    sync(draft)
    if overwrite:
        draft.replace(path)
    else:
        try:
            path.hardlink_to(draft)  # fails if the name is taken, where a renaming would overwrite
        except FileExistsError:
            raise BackupError(f"{path} was made by another process meanwhile; nothing was written.") from None
        except OSError as error:
            if error.errno not in {errno.EPERM, errno.ENOTSUP}:  # a file system without hard links
                raise
            draft.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
