"""Puts files that are read by programs, and by no page, into one archive: unpacked they would be a third of the folder.

Imports nothing of the project. ``places`` says which name a file gets there.
"""

import json
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)  # the first that a ZIP file can hold; no time of a run stands in it


def write_archive(file: Path, contents: Iterable[tuple[str, bytes]]) -> None:
    """Write a ZIP file. Shape: ``contents`` are names with their content; equal contents make equal bytes."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, content in contents:
            entry = zipfile.ZipInfo(name, DAY_OF_ZIP)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            packed.writestr(entry, content)


def pack(folder: Path, archive: str, names: dict[str, str]) -> None:
    """Move files of a folder into an archive there. Shape: ``names`` has the new name of each; files of one name are joined."""
    parts: dict[str, list[bytes]] = defaultdict(list)
    for file in sorted(names):
        path = folder / file
        parts[names[file]].append(path.read_bytes())
        path.unlink()
    write_archive(folder / archive, ((name, joined(name, parts[name])) for name in sorted(parts)))


def joined(name: str, parts: list[bytes]) -> bytes:
    """Return files of one format as one of it. Those of CSL are lists in JSON; entries of the others stand one after another."""
    if len(parts) == 1:
        return parts[0]
    if name.endswith(".csl"):
        entries = [entry for part in parts for entry in json.loads(part)]
        return (json.dumps(entries, ensure_ascii=False, indent=1) + "\n").encode()
    return b"".join(part if part.endswith(b"\n") else part + b"\n" for part in parts)
