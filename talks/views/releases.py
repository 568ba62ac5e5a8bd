"""Releases: their list, one of them, its files, the difference of two, and single records as a release has them.

What they say comes from the folder of releases, through ``releases`` and ``pages.released``; the live record only says what
became of a record since. They are not answered through ``public_page``: the version of the live record says nothing of them.
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from pathlib import Path

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _

from talks import dates, releases
from talks.models import Article, Claim, Event, Rename
from talks.models.base import address
from talks.pages import read_corrections, read_released, read_released_json
from talks.pages.corrections import ShownCorrection
from talks.pages.released import ReleasedPage, page_of
from talks.releases import DATABASE, MANIFEST, Difference, Documents, File, LogError, Redaction, Release
from talks.views.answering import for_reading, open_to_all, read_somewhere, respond, withdrawn_record
from talks.views.whole_files import whole_file

MODELS: dict[str, type[Model]] = {"claim": Claim, "event": Event, "report": Article}
TYPES = {
    ".json": "application/json",
    ".csv": "text/csv; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".sqlite3": "application/vnd.sqlite3",
    ".zip": "application/zip",
}
PLAIN = "text/plain; charset=utf-8"
SHOWN = 200  # records of each list on the page of a difference
WHOLE = 1_000_000  # bytes of a file that is sent at once
PIECE = 64 * 1024
# A browser may keep a file for ever. A cache in front asks again after ten minutes, so that what was taken out goes there too.
CACHED = {"public": True, "max_age": 365 * 24 * 3600, "s_maxage": 600, "immutable": True}


def released(view: Callable) -> Callable:
    """Make a view of releases public: GET and HEAD only, with an ETag, and 404 where a folder or a file is damaged."""

    @for_reading
    @wraps(view)
    def answer(request: HttpRequest, **kwargs) -> HttpResponse:
        try:
            response = view(request, **kwargs)
        except (sqlite3.Error, LogError, FileNotFoundError, NotADirectoryError, json.JSONDecodeError) as error:
            raise Http404 from error
        if response.status_code != 200 or response.has_header("ETag"):
            return response
        etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        response.headers["ETag"] = etag
        patch_cache_control(response, public=True, max_age=0, s_maxage=10, must_revalidate=True)
        return get_conditional_response(request, etag=etag, response=response)

    return answer


def release_or_404(number: int) -> Release:
    release = releases.find(number)
    if release is None:
        raise Http404
    return release


# Releases and their files


@dataclass(frozen=True)
class ShownFile:
    """A file on the page of a release. Shape: ``taken`` says why it is gone; ``page`` is its address."""

    file: File
    page: str
    taken: Redaction | None = None


@dataclass(frozen=True)
class ShownEdition:
    """A redacted edition on the page of a release."""

    redaction: Redaction
    name: str
    files: list[ShownFile] = field(default_factory=list)


@released
def release_list(request: HttpRequest) -> HttpResponse:
    return respond(request, "release/list.html", {"releases": releases.every(), "section": "data"})


@released
def release(request: HttpRequest, number: int) -> HttpResponse:
    one = release_or_404(number)
    manifest = File(MANIFEST, (one.folder / MANIFEST).stat().st_size, one.sha256, _("all files with size and SHA-256"))
    files = [*one.files, manifest]
    context = {
        "release": one,
        "authors": releases.AUTHORS,
        "day": dates.short(dates.parse(one.day)),
        "files": [ShownFile(each, one.page + each.name, one.taken(each.name)) for each in files],
        "editions": [shown_edition(one, each) for each in one.redactions],
        "others": [each for each in releases.every() if each.number != number],
        "section": "data",
    }
    return respond(request, "release/release.html", context)


def shown_edition(release: Release, redaction: Redaction) -> ShownEdition:
    edition = redaction.of(release.number)
    assert edition  # noqa: S101 - it is one of this release's own
    files = [
        ShownFile(each, f"{release.page}{edition.name}/{each.name}", release.taken(each.name, edition.name))
        for each in edition_files(release, edition.name)
    ]
    return ShownEdition(redaction, edition.name, files)


def edition_files(release: Release, edition: str) -> list[File]:
    """Return the files of a redacted edition, its manifest with them. Raises: LogError or FileNotFoundError."""
    content = (release.folder / edition / MANIFEST).read_bytes()
    try:
        listed = json.loads(content)["files"]
        files = [File(one["name"], one["size"], one["sha256"], one.get("purpose", "")) for one in listed]
    except (ValueError, KeyError, TypeError) as error:
        raise LogError(f"The manifest of {edition} cannot be read.") from error
    return [*files, File(MANIFEST, len(content), hashlib.sha256(content).hexdigest())]


@released
def release_file(request: HttpRequest, number: int, name: str) -> HttpResponse:
    one = release_or_404(number)
    if name == MANIFEST:
        return send(request, one.folder / name, one.sha256)
    found = one.file(name)
    if found is None:
        raise Http404
    if taken := one.taken(name):
        return gone(request, one, taken, found.name, found.sha256)
    return send(request, one.folder / found.name, found.sha256)


@released
def edition_file(request: HttpRequest, number: int, edition: int, name: str) -> HttpResponse:
    """Send a file of a redacted edition."""
    one = release_or_404(number)
    folder = next((each.name for each in one.editions() if each.number == edition), "")
    found = next((each for each in edition_files(one, folder) if each.name == name), None) if folder else None
    if found is None:
        raise Http404
    if taken := one.taken(name, folder):
        return gone(request, one, taken, found.name, found.sha256)
    return send(request, one.folder / folder / found.name, found.sha256)


def send(request: HttpRequest, path: Path, sha256: str) -> HttpResponse:
    """Return a file as it is, or a 304 to whoever has it. Raises: FileNotFoundError."""
    size, content_type, etag = path.stat().st_size, TYPES.get(path.suffix, PLAIN), f'"{sha256}"'
    # Asked before the file is opened: one that nobody reads would hold its place among those that are sent.
    response = get_conditional_response(request, etag=etag)
    if response is None:
        if size <= WHOLE:
            response = HttpResponse(path.read_bytes(), content_type=content_type)
        else:
            response = whole_file(pieces(path), content_type)
            if response.status_code != 200:
                return response
        response.headers["Content-Length"] = str(size)
        response.headers["Content-Disposition"] = f'attachment; filename="{path.name}"'
    response.headers["ETag"] = etag
    patch_cache_control(response, **CACHED)
    return open_to_all(response)


def pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def gone(request: HttpRequest, release: Release, taken: Redaction, name: str = "", sha256: str = "") -> HttpResponse:
    """Return the page that says why a file or a statement was taken out of a release."""
    context = {
        "release": release,
        "redaction": taken,
        "day": dates.short(dates.parse(taken.day)),
        "name": name,
        "sha256": sha256,
        "has_edition": bool(name) and release.present(name).exists(),
        "section": "data",
    }
    return respond(request, "release/gone.html", context, status=410)


# The difference of two releases


@released
def since(request: HttpRequest, number: int, other: int) -> HttpResponse:
    new, old = release_or_404(number), release_or_404(other)
    if number == other:
        raise Http404
    if number < other:
        return redirect("release_since", other, number, permanent=True)
    paths = [one.present(DATABASE) for one in (old, new)]
    found = difference(*paths, *(path.stat().st_mtime_ns for path in paths))
    lists = [found.added, found.changed, found.renamed, found.withdrawn, found.removed]
    context = {
        "release": new,
        "old": old,
        "found": found,
        "added": [named(new, *one) for one in found.added[:SHOWN]],
        "changed": [
            (*named(new, one.kind, one.slug), [(name, *map(releases.spelled, values)) for name, *values in one.fields])
            for one in found.changed[:SHOWN]
        ],
        "renamed": [(*named(new, kind, slug), former) for kind, former, slug in found.renamed[:SHOWN]],
        "withdrawn": [(*named(old, kind, slug), reason) for kind, slug, reason in found.withdrawn[:SHOWN]],
        "removed": [named(old, *one) for one in found.removed[:SHOWN]],
        "most": SHOWN,
        "is_cut": any(len(one) > SHOWN for one in lists),
        "section": "data",
    }
    return respond(request, "release/since.html", context)


@lru_cache(maxsize=8)
def difference(old: Path, new: Path, _old_moved: int, _new_moved: int) -> Difference:
    """Return the difference of two releases, with as many records as a page shows, and one more of each."""
    return releases.compare(old, new, SHOWN + 1)


def named(release: Release, kind: str, slug: str) -> tuple[str, str, str]:
    """Return the kind of a record in words, its slug, and its address in a release; that is empty for kinds without one."""
    return str(releases.WORDS.get(kind, kind)), slug, page_of(release, kind, slug) if kind in MODELS else ""


# Single records of a release


@dataclass(frozen=True)
class Since:
    """What became of a record since.

    Shape: ``page`` is its present address, empty if there is none; ``is_changed`` if its words are others now.
    """

    page: str = ""
    is_public: bool = False
    is_changed: bool = False
    slug: str = ""
    reason: str = ""
    corrections: list[ShownCorrection] = field(default_factory=list)


@released
def record(request: HttpRequest, number: int, kind: str, slug: str) -> HttpResponse:
    one = release_or_404(number)
    taken = taken_out(one, kind, slug)
    if taken:
        return gone(request, one, taken)
    asked = request.GET.get("page", "")
    page_number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
    with releases.documents_of(one) as documents:
        if documents is None:
            raise Http404
        page = read_released(one, documents, kind, slug, page_number)
        if page is None:
            return elsewhere(request, one, documents, kind, slug)
    shown = [each.slug for each in page.statements] if kind != "claim" else []
    # The one look into the live record; files and lists of releases need no database.
    became, left = read_somewhere(lambda: (became_of(page), no_longer_public(shown)))
    context = {
        "release": one,
        "day": dates.short(dates.parse(one.day)),
        "page": page,
        "since": became,
        "left": left,
        "json": reverse(f"released_{kind}_file", args=[one.number, slug]),
        "section": "data",
    }
    return respond(request, "release/record.html", context)


def elsewhere(request: HttpRequest, release: Release, documents: Documents, kind: str, slug: str) -> HttpResponse:
    """Answer for a record that a release does not have by this slug: lead to its slug of then, or say why it was withdrawn."""
    present = documents.present_slug(kind, slug)
    if present and documents.find(kind, present):
        return redirect(page_of(release, kind, present), permanent=True)
    reason = documents.withdrawal(kind, present or slug)
    if not reason:
        raise Http404
    return respond(
        request, "release/withdrawn.html", {"release": release, "reason": reason, "section": "data"}, status=410
    )


@released
def record_json(request: HttpRequest, number: int, kind: str, slug: str) -> HttpResponse:
    one = release_or_404(number)
    taken = taken_out(one, kind, slug)
    if taken:
        return gone(request, one, taken)
    with releases.documents_of(one) as documents:
        found = read_released_json(one, documents, kind, slug) if documents else None
    if found is None:
        raise Http404
    return open_to_all(HttpResponse(json.dumps(found, ensure_ascii=False), content_type="application/json"))


def taken_out(release: Release, kind: str, slug: str) -> Redaction | None:
    """Return the redaction that took a statement out of this release."""
    return next((one for one in release.redactions if kind == "claim" and slug in one.slugs), None)


def became_of(page: ReleasedPage) -> Since:
    """Return what the live record says of a record of a release. Cost: up to six queries.

    Shape: ``corrections`` are those that the release did not have.
    """
    kind, slug = page.kind, page.slug
    model = MODELS[kind]
    present = Rename.objects.present_slug(model, slug)
    row = model.objects.public().filter(slug__in=[slug, present]).first()
    if row is not None:
        new = [one for one in read_corrections(row) if (one.iso_day, one.field, one.reason) not in page.told]
        is_changed = any(getattr(row, name) != words for name, words in page.words.items())
        return Since(row.get_absolute_url(), is_public=True, is_changed=is_changed, slug=row.slug, corrections=new)
    for one in filter(None, (slug, present)):
        if withdrawn := withdrawn_record(model, one):
            return Since(address(kind, one), slug=one, reason=withdrawn.status_reason)
    return Since()


def no_longer_public(slugs: list[str]) -> set[str]:
    """Return the statements that readers of the live record no longer see. Cost: up to three queries."""
    missing = set(slugs) - set(Claim.objects.public().filter(slug__in=slugs).values_list("slug", flat=True))
    if not missing:
        return missing
    renames = dict(Rename.objects.filter(model="claim", former__in=missing).values_list("former", "present"))
    there = set(Claim.objects.public().filter(slug__in=renames.values()).values_list("slug", flat=True))
    return {one for one in missing if renames.get(one) not in there}
