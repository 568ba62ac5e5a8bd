"""Prepares what a repository for data wants of a release: the files, and who made what under which terms.

Imports ``folders`` and ``texts``. Nothing is sent anywhere: a person uploads it.
"""

import json
import shutil
from dataclasses import replace
from pathlib import Path

from talks.releases import AUTHORS, MANIFEST, Release
from talks.releasing.folders import ReleaseError, checksums, measured
from talks.releasing.texts import RIGHTS, SPDX


def deposit(release: Release, folder: Path) -> list[str]:
    """Write the files of a release and their descriptions into a folder that is not there yet; return the names.

    Shape: ``files/`` has the files, of redacted ones their last edition; ``metadata.json`` is in the form of Zenodo,
    ``datacite.json`` in that of DataCite 4.
    Raises: ReleaseError if the folder is there or cannot be written, or a file is missing.
    """
    try:
        (folder / "files").mkdir(parents=True)
        names = []
        for name in [*(one.name for one in release.files), MANIFEST]:
            path = release.present(name)
            if not path.exists() and release.taken(name):
                continue  # no edition has it
            shutil.copyfile(path, folder / "files" / name)
            names.append(name)
        files = [replace(measured(folder / "files" / name), name=f"files/{name}") for name in names]
        (folder / "SHA256SUMS").write_text(checksums(files), encoding="utf-8")
        for name, data in (("metadata.json", zenodo(release)), ("datacite.json", datacite(release))):
            text = json.dumps(data, ensure_ascii=False, indent=1)
            (folder / name).write_text(f"{text}\n", encoding="utf-8")
    except FileExistsError as error:
        raise ReleaseError(f"{folder} exists already; name another folder.") from error
    except OSError as error:
        raise ReleaseError(f"{folder} could not be written: {error.strerror or error}.") from error
    return names


def described(release: Release) -> str:
    counts = release.counts
    words = (
        f"{release.title}: {counts.get('events', 0):,} events, {counts.get('statements', 0):,} statements, "
        f"{counts.get('reports', 0):,} reports. SHA-256 of manifest.json: {release.sha256}. {RIGHTS}"
    )
    return f"{words} {release.note}" if release.note else words


def zenodo(release: Release) -> dict:
    """Return the metadata of a deposit at Zenodo."""
    known = SPDX.get(release.licence)
    metadata = {
        "upload_type": "dataset",
        "title": f"{release.title}, release {release.number}",
        "creators": [{"name": AUTHORS}],
        "publication_date": release.day,
        "version": str(release.number),
        "description": described(release),
        "access_right": "open",
        "related_identifiers": [{"identifier": release.url, "relation": "isIdenticalTo", "scheme": "url"}],
    }
    metadata |= {"license": known[0].lower()} if known else {}
    metadata |= {"doi": release.doi} if release.doi else {}
    return {"metadata": metadata}


def datacite(release: Release) -> dict:
    """Return the metadata in the form of DataCite 4, as JSON."""
    known = SPDX.get(release.licence)
    rights = {"rights": release.licence or RIGHTS}
    if known:
        rights |= {"rightsIdentifier": known[0], "rightsIdentifierScheme": "SPDX", "rightsUri": known[1]}
    return {
        "doi": release.doi,
        "creators": [{"name": AUTHORS, "nameType": "Organizational"}],
        "titles": [{"title": f"{release.title}, release {release.number}"}],
        "publisher": AUTHORS,
        "publicationYear": int(release.day[:4]),
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Dataset"},
        "dates": [{"date": release.day, "dateType": "Issued"}],
        "version": str(release.number),
        "url": release.url,
        "rightsList": [rights, {"rights": RIGHTS}] if known else [rights],
        "descriptions": [{"description": described(release), "descriptionType": "Abstract"}],
        "alternateIdentifiers": [
            {"alternateIdentifier": f"sha256:{release.sha256}", "alternateIdentifierType": "SHA-256 of manifest.json"}
        ],
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }
