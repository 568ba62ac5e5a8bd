"""Writes the pages and files of the whole site into a folder, in one snapshot of the database.

Imports the other modules of ``static_site``. First every address is asked for, and each answer written as it came; then the
pages are rewritten, when it is known what is there to link to.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urljoin

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import override

from talks.index import in_one_moment
from talks.models import Actor, Article, Claim, Event, Question, Rename
from talks.rendering.static_site import render_take
from talks.replica import of_readers, reading_from
from talks.static_site.asking import SiteError, ask, content_of
from talks.static_site.assets import FILTERS, Assets
from talks.static_site.editing import links_in
from talks.static_site.packing import pack
from talks.static_site.places import ALL_EVENTS, ARCHIVE, is_page, live_site, packed_as, place_of, seeds
from talks.static_site.rewriting import Rewriting
from talks.static_site.timeline import read_pages, read_timeline
from talks.static_site.values import values_of_all
from talks.timeline import Filters, select
from talks.version import read_version
from talks.vocabulary import Status

ROUTES: dict[type[Model], str] = {
    Event: "event",
    Claim: "claim",
    Article: "report",
    Actor: "person",
    Question: "question",
}
OF_MODEL = {model._meta.model_name: route for model, route in ROUTES.items()}


def write_site(folder: Path, version: int | None = None) -> None:
    """Write the site into an empty folder, of this version of the record if one is given.

    The same record makes the same bytes. Cost: an answer for each page, each read twice; one page in memory at a time, and
    that of all events.
    Raises: SiteError if nothing is public, if the record changed meanwhile, or if readers are shown another version.
    """

    def write() -> None:
        if any(folder.iterdir()):  # of an attempt in a version that is no longer there
            raise SiteError("The record changed while its pages were read. Nothing was written; start again.")
        if version not in {None, read_version()}:
            raise SiteError(
                "The record changed, or the database of READ_DATABASE_URL is behind. Nothing was written; start again."
            )
        Writing(folder).write()

    with override("en"), reading_from(of_readers()):
        in_one_moment(write)


class Writing:
    """What is known while a site is written. Shape: ``addresses`` has that of each file, ``moved`` where former ones lead."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.selection = select(Filters())
        if not self.selection.count:
            raise SiteError("Nothing is published: there is nothing to write.")
        self.addresses: dict[str, str] = {}
        self.moved: dict[str, str] = {}
        self.single = values_of_all(self.selection)

    def write(self) -> None:
        pages = read_pages(self.selection)
        self.put(ALL_EVENTS, read_timeline(pages).encode())
        self.addresses[ALL_EVENTS] = "/"
        waiting = [*seeds(), *linked("/", *pages)]
        met = set(waiting)
        while waiting:
            found = self.read(waiting.pop()) - met
            met |= found
            waiting += sorted(found)
            if not waiting:
                waiting = sorted(set(self.former()) - met)
                met |= set(waiting)
        self.rewrite()

    def read(self, address: str) -> set[str]:
        """Write what an address answers, and return the addresses that it links to. What is not of the folder is not asked."""
        place = place_of(address, self.single)
        if place is None or place.file in self.addresses:
            return set()
        response = ask(address)
        if response.status_code in {301, 302}:
            self.moved[address] = response["Location"]
            return {response["Location"]}
        if response.status_code not in {200, 410}:
            return set()
        content = content_of(response)
        self.addresses[place.file] = address
        self.put(place.file, content)
        return set(linked(address, content.decode())) if is_page(place.file) else set()

    def former(self) -> Iterator[str]:
        """Yield addresses that may lead to another one, or say why they lead to none: the app knows whether they do."""
        for one in Rename.objects.filter(model__in=OF_MODEL):
            yield reverse(OF_MODEL[one.model], args=[one.former])
        for model in (Event, Article, Claim):
            for slug in model.objects.filter(status=Status.WITHDRAWN).values_list("slug", flat=True):
                yield reverse(ROUTES[model], args=[slug])
        # A statement is gone with its event or its report.
        for part in ("event", "article"):
            for slug in Claim.objects.filter(**{f"{part}__status": Status.WITHDRAWN}).values_list("slug", flat=True):
                yield reverse("claim", args=[slug])
        present = {name: former_slugs(name) for name in ("topic", "actor")}
        for address in [one for file, one in self.addresses.items() if file.startswith("positions/")]:
            _empty, _positions, *names, _end = address.partition("?")[0].split("/")
            if len(names) == 2:
                topics, sides = present["topic"].get(names[0], []), present["actor"].get(names[1], [])
                yield from (reverse("position", args=[one, names[1]]) for one in topics)
                yield from (reverse("position", args=[names[0], one]) for one in sides)
                yield from (reverse("position", args=[one, other]) for one in topics for other in sides)

    def put(self, file: str, content: bytes) -> None:
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def rewrite(self) -> None:
        """Make the pages that were written pages of the folder, and add what they need."""
        assets, letters = Assets(render_take()), set[str]()
        moved = {place.file: one for one in self.moved if (place := place_of(one)) and place.file not in self.addresses}
        known = Rewriting(
            find=lambda address: place_of(address, self.single),
            files={*self.addresses, *moved},
            assets=assets,
            live=live_site(),
        )
        for file, address in self.addresses.items():
            if is_page(file):
                html = (self.folder / file).read_bytes().decode()
                page = known.page(html, file, address, (FILTERS,) if file == ALL_EVENTS else ())
                letters |= set(page)
                self.put(file, page.encode())
        for file, address in moved.items():
            self.put(file, known.moved(file, self.moved[address]).encode())
        for file, content in assets.contents(letters).items():
            self.put(file, content)
        pack(self.folder, ARCHIVE, {file: name for file in self.addresses if (name := packed_as(file))})


def former_slugs(model: str) -> dict[str, list[str]]:
    """Return the former slugs of each record of a model by its present one."""
    found: dict[str, list[str]] = {}
    for one in Rename.objects.filter(model=model).order_by("former"):
        found.setdefault(one.present, []).append(one.former)
    return found


def linked(address: str, *pages: str) -> Iterable[str]:
    """Return the addresses of the site that pages at an address link to."""
    found = {urljoin(address, link).partition("#")[0] for page in pages for link in links_in(page)}
    return sorted(one for one in found if one.startswith("/"))
