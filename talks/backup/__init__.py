"""The whole database as one file, and back: ``write`` while the site serves, ``restore`` checked before it replaces.

``sqlite`` and ``postgres`` do so for their database, ``manifest`` says what a backup must hold, ``releases`` copies the
releases beside it. The commands ``backup`` and ``restore`` call this. See docs/backup.md.
"""

from collections.abc import Callable
from pathlib import Path

from django.db import connection

from talks.backup import files, postgres, releases, sqlite
from talks.backup.files import BackupError
from talks.backup.manifest import Manifest

__all__ = ["BackupError", "Manifest", "releases", "restore", "write"]

ENGINES = {"sqlite": sqlite, "postgresql": postgres}


def write(path: Path, *, overwrite: bool = False) -> Manifest:
    """Write the database as it is at one moment, drafts and accounts included, to a file that only this user can read.

    The file appears whole or not at all, after everything in it has reached the disk.
    Raises: BackupError in words, and nothing was written.
    """
    if path.is_dir():
        raise BackupError(f"{path} is a folder; name a file in it.")
    if path.exists() and not overwrite:
        raise BackupError(f"{path} exists already; name another file, or use --force to overwrite it.")
    try:
        with files.beside(path) as draft:
            manifest = ENGINES[connection.vendor].write(draft)
            files.put(draft, path, overwrite=overwrite)
    except OSError as error:
        raise BackupError(f"{path} could not be written: {error.strerror or error}.") from error
    return manifest


def restore(path: Path, keep: Callable[[], None] = lambda: None) -> Manifest:
    """Replace the content of the database by that of a backup, in one transaction, while other processes may serve.

    ``keep`` is called once the backup has passed and before anything is replaced.

    Everything is checked first: the file, its migrations, and the rows of each table by number and hash. Then migrations
    that the backup lacks are applied, all sessions are ended, and the record gets a version that it never had.
    Raises: BackupError in words, and the database is as it was.
    """
    try:
        with path.open("rb") as file:
            begins = file.read(len(sqlite.BEGINS))
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror or error}.") from error
    found = next((vendor for vendor, engine in ENGINES.items() if engine.is_backup(path, begins)), None)
    if found is None:
        raise BackupError(f"{path} is no backup: only a file that “manage.py backup” wrote can be restored.")
    if found != connection.vendor:
        names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        raise BackupError(
            f"{path} is a backup of {names[found]}, and DATABASE_URL names {names[connection.vendor]}. Restore it into "
            f"{names[found]}, then see “Moving” in docs/scaling.md."
        )
    try:
        return ENGINES[found].restore(path, keep)
    except OSError as error:
        raise BackupError(f"{path} could not be restored: {error.strerror or error}.") from error
