"""Makes a release: the public record of this moment, in files that never change.

Imports the other modules of ``releasing``. The same record makes the same bytes, whatever the database, but for number and
day, which stand in the files that describe it.
"""

import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils.translation import override

from talks.index import current, in_one_moment
from talks.models import Event
from talks.releases import DATABASE, MANIFEST, Difference, Release, compare, every
from talks.releasing import texts
from talks.releasing.codebook import codebook
from talks.releasing.content import read_content
from talks.releasing.database import FORMAT, count, documents, write_csv, write_database, write_json
from talks.releasing.fixture import fixture_items, write_items
from talks.releasing.folders import ReleaseError, alone, as_json, checksums, draft_in, listed, measured, put
from talks.releasing.public import choose
from talks.releasing.tables import TABLES
from talks.static_site import SiteError, write_zip
from talks.version import read_version

RECORD, FIXTURE, SUMS = "record.json", "fixture.json", "SHA256SUMS"
SITE = "site.zip"
VERIFIER = "verify_quotes.py"


def make(day: date, *, doi: str = "", note: str = "", with_site: bool) -> Release:
    """Make the next release, and return it. ``day`` is the one it bears; ``with_site`` adds the site as a folder.

    Cost: linear in the record; memory for its ids, slugs and days, and for 500 events with their statements at a time. The
    site costs an answer for each of its pages, and memory for all events.
    Raises: ReleaseError if nothing changed since the last one, if nothing is public, if readers are shown another version
    than that of the release, or if the folder cannot be written.
    """
    with alone() as folder, draft_in(folder) as draft, override("en"):
        releases = every()
        former = releases[0] if releases else None
        # Folders that are no release, such as a damaged one, have their numbers all the same.
        number = 1 + max((int(one.name) for one in folder.iterdir() if one.name.isdigit()), default=0)
        in_one_moment(lambda: write_of_one_moment(draft, former, with_site))
        about = write_descriptions(draft, number, day, doi, note, former)
        write_manifest(draft, about)
        put(draft, str(number))
        return next(one for one in every() if one.number == number)


def write_of_one_moment(draft: Path, former: Release | None, with_site: bool) -> None:
    """Write what is read from one snapshot of the database: the record, and the site if it is wanted."""
    write_record(draft)
    refuse_the_same(draft, former)
    if with_site:
        try:
            write_zip(draft / SITE, read_version())
        except SiteError as error:
            raise ReleaseError(str(error)) from error


def write_record(draft: Path) -> None:
    """Write the files that hold the record, or parts of it, from one snapshot of the database."""
    for left in draft.iterdir():  # of an attempt in a version that is no longer there
        left.unlink()
    if not Event.objects.public().exists():
        raise ReleaseError("Nothing is published: there is nothing to release.")
    chosen = choose()
    write_database(read_content(current(), chosen), draft / DATABASE)
    with (draft / FIXTURE).open("w", encoding="utf-8", newline="\n") as file:
        write_items(file, fixture_items(chosen))
    write_views(draft / DATABASE, draft)
    write(draft / "codebook.md", codebook())


def write_views(database: Path, folder: Path) -> None:
    """Write the files of data that are made from the database of a release."""
    with closing(sqlite3.connect(database)) as held:
        for table in TABLES:
            write_csv(held, table, folder / table.file)
        write_json(held, folder / RECORD)


def refuse_the_same(draft: Path, former: Release | None) -> None:
    """Raises: ReleaseError if the record is that of the release before, to the byte."""
    if former and all(
        (before := former.file(name)) and before.sha256 == measured(draft / name).sha256 for name in (RECORD, FIXTURE)
    ):
        raise ReleaseError(f"Nothing has changed since release {former.number}; no other one was made.")


def write_descriptions(draft: Path, number: int, day: date, doi: str, note: str, former: Release | None) -> texts.About:
    """Write the files that describe the release."""
    with closing(sqlite3.connect(draft / DATABASE)) as held:
        processes = [texts.read(one) for one in documents(held, "process")]
        counts = count(held)
    about = texts.About(
        number, day.isoformat(), doi, note, former.number if former else None, settings.SITE_URL, processes, counts
    )
    changes = texts.changes_json(since(former, draft), about.former)
    write(draft / "changes.json", changes)
    write(draft / "CHANGES.md", texts.changes_md(texts.read(changes)))
    write(draft / "LICENCE.md", texts.licence(about))
    write(draft / "CITATION.cff", texts.citation_cff(about))
    left_out = set() if (draft / SITE).exists() else {SITE}
    write(draft / "README.md", texts.readme(about, left_out))
    shutil.copyfile(settings.BASE_DIR / VERIFIER, draft / VERIFIER)
    tables = {table.file: measured(draft / table.file) for table in TABLES}
    write(draft / "datapackage.json", texts.datapackage(about, tables))
    return about


def since(former: Release | None, draft: Path) -> Difference:
    """Return what changed since the release before."""
    if former is None:
        return Difference()
    return compare(former.present(DATABASE), draft / DATABASE)


def write_manifest(draft: Path, about: texts.About) -> None:
    """Write the checksums, and the manifest, which has them too."""
    manifest = {
        "number": about.number,
        "title": about.title,
        "day": about.day,
        "version": str(FORMAT),
        "former": about.former,
        "doi": about.doi,
        "note": about.note,
        "licence": "; ".join(about.licences),
        "url": about.url,
        "counts": about.counts,
        "files": write_sums(draft),
    }
    write(draft / MANIFEST, as_json(manifest))


def write_sums(draft: Path) -> list[dict]:
    """Write the checksums of the files that are there; return all files, as a manifest lists them."""
    # A redacted edition may be that of a release of former code, with files that this code does not write.
    places = {name: place for place, name in enumerate(texts.PURPOSES)}
    names = sorted((path.name for path in draft.iterdir()), key=lambda name: (places.get(name, len(places)), name))
    files = [measured(draft / name, texts.PURPOSES.get(name, "")) for name in names]
    write(draft / SUMS, checksums(files))
    return listed([*files, measured(draft / SUMS, texts.PURPOSES[SUMS])])


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
