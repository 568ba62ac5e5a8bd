"""Copies of releases beside backups: each once, since their files never change; and back, where they are missing.

Imports settings. What was taken out of releases is deleted from their copies too, so that no backup brings it back.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from talks.backup.files import BackupError, sync

FOLDER, MANIFEST, LOG, DRAFT = "releases", "manifest.json", "redactions.json", ".draft-"


def write(path: Path) -> int:
    """Copy the releases that the folder beside a backup lacks; return how many stand there. Raises: BackupError."""
    return copy_missing(Path(settings.RELEASES), path.absolute().parent / FOLDER)


def restore(path: Path) -> int:
    """Put back the releases that are missing, from the folder beside a backup; return how many are there then.

    Those that are there stay as they are. Raises: BackupError, and those before the damaged one were put back.
    """
    return copy_missing(path.absolute().parent / FOLDER, Path(settings.RELEASES))


def copy_missing(source: Path, target: Path) -> int:
    """Copy releases and redacted editions that the target lacks, each whole or not at all.

    Cost: reads what it copies twice.
    """
    try:
        if source.is_dir() and source.resolve() != target.resolve():
            target.mkdir(parents=True, exist_ok=True)
            gone = taken(source) | taken(target)
            for release in sorted(source.iterdir()):
                if not release.name.isdigit():
                    continue
                if not (target / release.name).exists():
                    copy_whole(release, target, gone)
                for edition in sorted(release.glob("redacted-*")):
                    if not (target / release.name / edition.name).exists():
                        copy_whole(edition, target / release.name, gone)
            take_log(source, target)
            for name in gone:
                (target / name).unlink(missing_ok=True)
        return sum(one.name.isdigit() for one in target.iterdir()) if target.is_dir() else 0
    except OSError as error:
        raise BackupError(f"The releases could not be copied to {target}: {error.strerror or error}.") from error


def copy_whole(folder: Path, into: Path, gone: set[str]) -> None:
    """Copy one folder and check it against its manifest, before it gets its name there. Raises: BackupError."""
    draft = Path(tempfile.mkdtemp(prefix=DRAFT, dir=into))
    try:
        before = "" if folder.name.isdigit() else f"{folder.parent.name}/"
        for path in sorted(folder.iterdir()):
            if path.is_file() and f"{before}{folder.name}/{path.name}" not in gone:
                shutil.copyfile(path, draft / path.name)
                sync(draft / path.name)
        check(draft, folder, {name for name in gone if name.startswith(f"{before}{folder.name}/")})
        draft.chmod(0o755)
        sync(draft)
        draft.rename(into / folder.name)
        sync(into)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def check(draft: Path, folder: Path, gone: set[str]) -> None:
    """Refuse a copy whose files are not those of its manifest. Raises: BackupError."""
    try:
        listed = json.loads((draft / MANIFEST).read_bytes())["files"]
        wanted = {one["name"]: one["sha256"] for one in listed}
    except (OSError, ValueError, KeyError, TypeError):
        raise BackupError(f"{folder} is damaged: its manifest cannot be read.") from None
    away = {name.rpartition("/")[2] for name in gone}
    for name, sha256 in wanted.items():
        path = draft / name
        if name in away and not path.exists():
            continue
        if not path.is_file() or digest(path) != sha256:
            raise BackupError(f"{folder} is damaged: {name} is not what its manifest says.")


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


def take_log(source: Path, target: Path) -> None:
    """Take the log of redactions, if it says more: it only grows."""
    if len(entries(source)) > len(entries(target)):
        draft = target / f"{DRAFT}{LOG}"
        shutil.copyfile(source / LOG, draft)
        sync(draft)
        draft.rename(target / LOG)
        sync(target)


def entries(folder: Path) -> list[dict]:
    """Return the log of redactions. Raises: BackupError if it cannot be read: nobody knows then what must not come back."""
    try:
        return json.loads((folder / LOG).read_bytes())
    except FileNotFoundError:
        return []
    except ValueError:
        raise BackupError(f"{folder / LOG} is damaged: it cannot be read.") from None


def taken(folder: Path) -> set[str]:
    """Return the files that were taken out of releases, by their paths in the folder."""
    return set(_taken(entries(folder)))


def _taken(log: list[dict]) -> Iterator[str]:
    for entry in log:
        for release in entry["releases"]:
            for name, former in release["files"].items():
                yield "/".join(filter(None, (str(release["number"]), former["edition"], name)))
