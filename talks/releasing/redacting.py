"""Takes a statement out of all releases: the files that hold it go, and editions without it stand beside.

Imports the other modules of ``releasing``, ``curation`` and models. Each step can be done again, so that a crash in the middle
is repaired by running it once more: first the statement is withdrawn, then editions are written, then the log says so, and
only then files are deleted.
"""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from talks import curation
from talks.models import Claim, Correction, Event, Rename
from talks.releases import DATABASE, LOG, MANIFEST, Edition, Redaction, Release, documents_of, every, redactions
from talks.releasing.database import as_stored, finish
from talks.releasing.fixture import blanked, write_items
from talks.releasing.folders import (
    ReleaseError,
    alone,
    as_json,
    draft_in,
    measured,
    put,
    put_file,
)
from talks.releasing.making import FIXTURE, SITE, write, write_sums, write_views
from talks.releasing.texts import changes_lines, changes_md, read
from talks.vocabulary import Status

CHANGES, CHANGES_IN_WORDS = "changes.json", "CHANGES.md"
TAKEN_OUT = "[taken out]"


@dataclass(frozen=True)
class Redacted:
    """What a redaction did. Shape: ``releases`` has the numbers of releases that held the statement, with their files;
    ``still`` names files in which its words stand all the same, as those of another statement.
    """

    withdrawn: bool
    releases: dict[int, list[str]] = field(default_factory=dict)
    still: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Gone:
    """The statement that goes. Shape: ``slugs`` has all its slugs; ``told`` the statement in our words, as the record and
    each release have it: what was told of changes to other records may hold it.
    """

    slugs: tuple[str, ...]
    reason: str
    day: str
    told: frozenset[str] = frozenset()


def redact(slug: str, reason: str, day: date) -> Redacted:
    """Take a statement, named by any slug it ever had, out of the record and of all releases.

    Cost: reads every file of every release that holds it, and writes those again. Raises: ReleaseError if there is no such
    statement, or without a reason; nothing was changed then.
    """
    if not reason.strip():
        raise ReleaseError("Give the reason: readers of its address will see it.")
    with alone() as folder:
        slugs = slugs_of(slug)
        known = next((one for one in redactions(folder) if set(slugs) & set(one.slugs)), None)
        live = Claim.objects.filter(slug__in=slugs).first()
        told = wordings(slugs) | ({live.statement} if live and curation.was_published(live) else set())
        if not (told or known):  # a draft that nobody has seen is as unknown here as what was never there
            raise ReleaseError(f"There is no statement “{slug}”, neither in the record nor in a release.")
        is_withdrawn = withdraw(live, reason) if live and live.status == Status.PUBLISHED else False
        gone = Gone(slugs, reason.strip(), day.isoformat(), told)
        if known:
            delete_taken(known)
            gone = Gone(known.slugs, known.reason, known.day, told)
        scrub_live(live, gone)
        editions, still = {}, []
        for release in sorted(every(), key=lambda one: one.number):
            if edition := write_edition(release, gone, still):
                editions[release.number] = edition
        if editions or not known:
            log(folder, gone, editions)
            delete_taken(redactions(folder)[-1])
    return Redacted(is_withdrawn, {number: sorted(one.files) for number, one in editions.items()}, still)


def wordings(slugs: Iterable[str]) -> frozenset[str]:
    """Return the statement in our words as each release has it."""
    found = set()
    for release in every():
        with documents_of(release) as documents:
            found |= {one["statement"] for one in documents.several("claim", list(slugs))} if documents else set()
    return frozenset(found)


def scrub_live(claim: Claim | None, gone: Gone) -> None:
    """Take the words of the statement out of what readers are told of changes to other records. Cost: reads all of that."""
    for one in Correction.objects.exclude(claim=claim) if claim else Correction.objects.all():
        words = [scrub(one.before, gone), scrub(one.after, gone)]
        if words != [one.before, one.after]:
            one.before, one.after = words
            one.save(update_fields=["before", "after"])


def slugs_of(slug: str) -> tuple[str, ...]:
    """Return every slug of a statement, the present one first. Releases know those of one that was deleted since."""
    present = Rename.objects.present_slug(Claim, slug) or slug
    former = Rename.objects.filter(model="claim", present=present).order_by("former").values_list("former", flat=True)
    slugs = dict.fromkeys([present, *former, slug])
    for release in every():
        with documents_of(release) as documents:
            slugs |= dict.fromkeys(documents.slugs_of("claim", list(slugs)) if documents else ())
    return tuple(slugs)


def withdraw(claim: Claim, reason: str) -> bool:
    """Withdraw the live statement. Raises: ReleaseError in the words of the refusal."""
    try:
        outcome = curation.withdraw([claim], reason)
    except ValidationError as error:
        raise ReleaseError(" ".join(error.messages)) from error
    if outcome.refused:
        raise ReleaseError(f"It cannot be withdrawn: {' '.join(outcome.refused[0].reasons)}")
    return bool(outcome.changed)


def held(release: Release, slugs: Iterable[str]) -> bool:
    """Return whether a release, or its last edition, holds a statement."""
    with documents_of(release) as documents:
        return documents is not None and bool(documents.several("claim", list(slugs)))


# Editions


def write_edition(release: Release, gone: Gone, still: list[str]) -> Edition | None:
    """Write the files of a release that hold the statement again, without it; None if there are none."""
    number = 1 + len(release.editions())
    name = f"redacted-{number}"
    if (release.folder / name).exists():  # of an attempt that ended before the log knew of it
        shutil.rmtree(release.folder / name)
    with draft_in(release.folder) as draft:
        words = write_without(release, gone, draft)
        files = {}
        for path in sorted(draft.iterdir()):
            before = release.present(path.name)
            if not before.exists() or is_same(before, path) or not holds(before, [*gone.slugs, *words]):
                path.unlink()
            else:
                edition = before.parent.name if before.parent != release.folder else ""
                files[path.name] = {"edition": edition, "sha256": measured(before).sha256}
        if not files:
            return None
        # The site cannot be written again as it was then, so that it goes, and no other takes its place.
        if (site := release.folder / SITE).exists():
            files[SITE] = {"edition": "", "sha256": measured(site).sha256}
        still += [f"{release.number}/{path.name}" for path in sorted(draft.iterdir()) if holds(path, words)]
        manifest = {
            "number": release.number,
            "edition": number,
            "day": gone.day,
            "reason": gone.reason,
            "slug": gone.slugs[0],
            "files": write_sums(draft),
        }
        write(draft / MANIFEST, as_json(manifest))
        put(draft, name)
    return Edition(number, files)


def write_without(release: Release, gone: Gone, draft: Path) -> list[str]:
    """Write the data of a release without the statement, and return its words there: statement and quotation."""
    words: list[str] = []
    path = release.present(DATABASE)
    if held(release, gone.slugs) or (path.exists() and holds(path, gone.told)):
        words = write_database_without(path, gone, draft / DATABASE)
        write_views(draft / DATABASE, draft)
    if (path := release.present(FIXTURE)).exists():
        with (draft / FIXTURE).open("w", encoding="utf-8", newline="\n") as file:
            write_items(file, items_without(path, gone))
    if (path := release.present(CHANGES)).exists():
        changes = changes_without(read(path.read_text(encoding="utf-8")), gone)
        text = "\n".join(changes_lines(changes.pop("since"), changes)) + "\n"
        write(draft / CHANGES, text)
        write(draft / CHANGES_IN_WORDS, changes_md(read(text)))
    # Texts that may show the statement as an example, on a line of its own.
    for name in (one.name for one in release.files if one.name.endswith(".md") and one.name != CHANGES_IN_WORDS):
        if (path := release.present(name)).exists():
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            write(draft / name, "".join(one for one in lines if not names(one, gone)))
    return list(dict.fromkeys([*words, *sorted(gone.told)]))


def names(text: str, gone: Gone) -> bool:
    """Return whether a line of a text names the statement by its address, or has it in our words."""
    return any(f"/claims/{slug}/" in text for slug in gone.slugs) or any(one in text for one in gone.told)


def write_database_without(path: Path, gone: Gone, into: Path) -> list[str]:
    """Copy a database without the statement, and return its words: statement and quotation."""
    copy = into.with_name(f"{into.name}.draft")
    shutil.copyfile(path, copy)
    with closing(sqlite3.connect(copy, isolation_level=None)) as database:
        database.execute("BEGIN")
        taken = []
        for slug in gone.slugs:
            row = database.execute("SELECT json FROM documents WHERE kind = 'claim' AND slug = ?", [slug]).fetchone()
            if row:
                taken.append(json.loads(row[0]))
                take_out(database, slug, taken[-1], gone)
        scrub_corrections(database, gone)
        database.execute("COMMIT")
        finish(database, into)
    copy.unlink()
    return [one for document in taken for name in ("statement", "quote") if (one := document.get(name))]


def take_out(database: sqlite3.Connection, slug: str, document: dict, gone: Gone) -> None:
    """Delete a statement from every table, and what refers to it. Those that repeated it repeat the first of them."""
    for table in ("statements", "statement_topics", "statement_answers"):
        database.execute(f'DELETE FROM "{table}" WHERE claim = ?', [slug])  # noqa: S608 - our own names
    database.execute("DELETE FROM documents WHERE kind = 'claim' AND slug = ?", [slug])
    database.execute("DELETE FROM corrections WHERE \"of\" = 'claim' AND record = ?", [slug])
    database.execute("INSERT OR REPLACE INTO withdrawn VALUES ('claim', ?, ?, ?)", [slug, gone.day, gone.reason])
    found = database.execute("SELECT claim FROM statements WHERE repeats = ? ORDER BY claim", [slug])
    others = [one for (one,) in found]
    for other in others:
        head = others[0] if other != others[0] else None
        database.execute("UPDATE statements SET repeats = ? WHERE claim = ?", [head, other])
        change_document(database, "claim", other, lambda one, head=head: one | {"repeats": head})
    for kind in ("event", "report"):
        change_document(database, kind, document.get(kind) or "", lambda one: without_claim(one, slug))


def without_claim(document: dict, slug: str) -> dict:
    return document | {"claims": [one for one in document.get("claims", []) if one != slug]}


def change_document(database: sqlite3.Connection, kind: str, slug: str, change: Callable[[dict], dict]) -> None:
    row = database.execute("SELECT json FROM documents WHERE kind = ? AND slug = ?", [kind, slug]).fetchone()
    if row:
        *_key, digest, text = as_stored(kind, slug, change(json.loads(row[0])))
        query = "UPDATE documents SET sha256 = ?, json = ? WHERE kind = ? AND slug = ?"
        database.execute(query, [digest, text, kind, slug])


def scrub_corrections(database: sqlite3.Connection, gone: Gone) -> None:
    """Take the words of the statement out of what was told of changes to other records."""
    for slug, *words in database.execute('SELECT slug, "before", "after" FROM corrections').fetchall():
        scrubbed = [scrub(one, gone) for one in words]
        if scrubbed != words:
            database.execute('UPDATE corrections SET "before" = ?, "after" = ? WHERE slug = ?', [*scrubbed, slug])
    for statement in gone.told:
        as_json_has_it = json.dumps(statement, ensure_ascii=False)[1:-1]
        query = "SELECT kind, slug FROM documents WHERE instr(json, ?) > 0"
        for kind, slug in database.execute(query, [as_json_has_it]).fetchall():
            change_document(database, kind, slug, lambda one: scrub_told(one, gone))
        told = "UPDATE statements SET corrections = replace(corrections, ?, ?) WHERE instr(corrections, ?) > 0"
        database.execute(told, [statement, TAKEN_OUT, statement])
        told = told.replace("corrections", "event_corrections")
        database.execute(told, [statement, TAKEN_OUT, statement])


def scrub_told(document: dict, gone: Gone) -> dict:
    told = document.get("corrections")
    if not isinstance(told, list):
        return document
    return document | {"corrections": [{name: scrub(value, gone) for name, value in one.items()} for one in told]}


def scrub(value: Any, gone: Gone) -> Any:
    """Return a value with the words of the statement taken out, however deep they stand."""
    if isinstance(value, str):
        for one in gone.told:
            value = value.replace(one, TAKEN_OUT)
        return value
    if isinstance(value, list):
        return [scrub(one, gone) for one in value]
    return {name: scrub(one, gone) for name, one in value.items()} if isinstance(value, dict) else value


def items_without(path: Path, gone: Gone) -> Iterator[dict]:
    """Yield the items of a fixture without the statement's words: it is withdrawn, and so is an event with no other."""
    left: dict[str, int] = {}
    repeating = []
    for one in items(path):
        fields = one["fields"]
        if one["model"] == "talks.claim" and fields["slug"] not in gone.slugs:
            if fields["status"] == Status.PUBLISHED:
                left[fields["event"][0]] = left.get(fields["event"][0], 0) + 1
            if (fields.get("repeats") or [""])[0] in gone.slugs:
                repeating.append(fields["slug"])
    head = min(repeating, default="")
    for one in items(path):
        model, fields = one["model"], one["fields"]
        if model == "talks.claim" and fields["slug"] in gone.slugs:
            yield one | {"fields": blanked(fields, Claim, gone.reason)}
        elif model == "talks.claim" and fields["slug"] in repeating:
            yield one | {"fields": fields | {"repeats": None if fields["slug"] == head else [head]}}
        elif model == "talks.event" and fields["status"] == Status.PUBLISHED and fields["slug"] not in left:
            yield one | {"fields": blanked(fields, Event, gone.reason)}
        elif model == "talks.participation" and fields["event"][0] not in left:
            continue
        elif model == "talks.correction":
            if (fields.get("claim") or [""])[0] not in gone.slugs:
                words = {name: scrub(fields.get(name, ""), gone) for name in ("before", "after")}
                yield one | {"fields": fields | words}
        else:
            yield one


def items(path: Path) -> Iterator[dict]:
    """Yield the items of a fixture, which has one in each line."""
    with path.open(encoding="utf-8") as file:
        for text in file:
            if text.startswith("{"):
                yield json.loads(text.rstrip().removesuffix(","))


def changes_without(changes: dict[str, Any], gone: Gone) -> dict[str, Any]:
    """Return what changed, without the words of the statement; that it was added or withdrawn stays."""
    changed = [one for one in changes["changed"] if not (one["kind"] == "claim" and one["slug"] in gone.slugs)]
    for one in changed:
        one["fields"] = [scrub(each, gone) if each["field"] == "corrections" else each for each in one["fields"]]
    return changes | {"changed": changed}


# The log, and what is deleted


def log(folder: Path, gone: Gone, editions: dict[int, Edition]) -> None:
    made = Redaction(gone.slugs[0], gone.slugs, gone.day, gone.reason, editions)
    every_one = [one.as_json() for one in [*redactions(folder), made]]
    put_file(folder / LOG, json.dumps(every_one, ensure_ascii=False, indent=1) + "\n")


def delete_taken(one: Redaction) -> None:
    """Delete the files that a logged redaction replaced, where they are still there."""
    releases = {release.number: release for release in every()}
    for number, edition in one.editions.items():
        for name, former in edition.files.items() if number in releases else ():
            (releases[number].folder / former["edition"] / name).unlink(missing_ok=True)


def is_same(one: Path, other: Path) -> bool:
    return one.stat().st_size == other.stat().st_size and measured(one).sha256 == measured(other).sha256


def holds(path: Path, texts: Iterable[str]) -> bool:
    """Return whether a file has one of these texts, as such or as JSON writes it. Cost: reads the file."""
    wanted = {form.encode() for one in texts for form in (one, json.dumps(one, ensure_ascii=False)[1:-1]) if one}
    longest, held_back = max(map(len, wanted), default=1), b""
    with path.open("rb") as file:
        while piece := file.read(1_000_000):
            piece = held_back + piece
            if any(one in piece for one in wanted):
                return True
            held_back = piece[-longest:]
    return False
