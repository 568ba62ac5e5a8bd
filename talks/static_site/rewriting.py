"""Makes a page of the site one of the folder: relative links, and nothing that needs a server.

Imports ``places``, ``assets`` and ``editing``. ``LEFT_OUT`` has every part of a page that is not in the folder.
"""

import posixpath
from collections.abc import Callable, Collection
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.conf import settings

from talks.rendering.static_site import render_head, render_moved
from talks.sources import public_url
from talks.static_site.assets import SCRIPTS, STYLE, STYLES, Assets
from talks.static_site.editing import Tag, edit
from talks.static_site.places import Place, as_link

LEFT_OUT = frozenset(
    {
        ".search",
        ".views",
        ".orders",
        ".zoom",
        ".howto",
        ".choice",
        ".submit",
        ".filters-button",
        "#loading",
    }
)
"""What asks the server for something, by class or id: search, other views and orders, the picture's buttons, comparing."""

LIVE_ONLY = frozenset(
    {
        ".report-error",
        ".data-files",
        ".open-picture",
        ".fold-link",
        ".languages",
        "#embedding",
    }
)
"""What only leads to the site itself, and says nothing where there is none that readers can reach."""

OF_SERVERS = ("data-hx-", "crossorigin", "integrity", "fetchpriority")
"""How the names of attributes begin that mean something to htmx, or that browsers refuse in a folder."""


@dataclass(frozen=True)
class Rewriting:
    """What is known when pages are rewritten.

    Shape: ``find`` says where an address would stand, ``files`` which files there are; ``live`` is the address of the site
    itself, or empty.
    """

    find: Callable[[str], Place | None]
    files: Collection[str]
    assets: Assets
    live: str

    def page(self, html: str, file: str, address: str, scripts: tuple[str, ...] = ()) -> str:
        """Return the page of an address as it stands in a file of the folder."""
        return edit(html, Page(self, file, address, scripts).change)

    def moved(self, file: str, address: str) -> str:
        """Return the page of a former address that leads to the present one."""
        page = Page(self, file, address, ())
        return render_moved(page.link_to(address), [page.asset(name) for name in STYLES])


class Page:
    """Changes the tags of one page."""

    def __init__(self, known: Rewriting, file: str, address: str, scripts: tuple[str, ...]) -> None:
        self.known, self.file, self.address, self.scripts = known, file, address, scripts

    def change(self, tag: Tag) -> str | None:
        if is_left_out(tag) or (not self.known.live and is_any_of(tag, LIVE_ONLY)):
            return ""
        for name in [name for name in tag.attributes if name.startswith(OF_SERVERS)]:
            del tag.attributes[name]
        if tag.name in {"link", "meta"}:
            return self.change_head(tag)
        if tag.name == "html":
            tag.attributes["data-address"] = public_url(self.address)
        elif tag.name == "head":
            names = (*SCRIPTS, *self.scripts)
            tag.last = render_head([self.asset(STYLE)], [self.asset(name) for name in names])
        elif tag.name == "form" and "choose" in tag.classes:
            # The form around the table of reports; it chooses what to compare.
            tag.name = "div"
            tag.attributes = {"class": "reports-form"}
        elif tag.name == "a" and tag.get("href"):
            self.change_link(tag)
        return None

    def change_head(self, tag: Tag) -> str | None:
        """Change what the head of a page links to or names; leave out what stands on no site that readers can reach."""
        content = tag.get("content")
        if content.startswith(settings.SITE_URL):
            return None if self.known.live else ""
        if tag.name == "meta":
            return "" if tag.get("name") == "htmx-config" else None
        address = urljoin(self.address, tag.get("href").removeprefix(settings.SITE_URL))
        if tag.get("rel") == "preload":
            return ""
        if address in self.known.assets.names:
            tag.attributes["href"] = self.relative(self.known.assets.file_of(address))
            return None
        found = "" if tag.get("rel") == "canonical" else self.link_to(address)
        if not found and not self.known.live:
            return ""
        tag.attributes["href"] = found or f"{self.known.live}{address}"
        return None

    def change_link(self, tag: Tag) -> None:
        """Lead a link to its place in the folder, else to the site itself, else nowhere."""
        href = tag.get("href")
        if href.startswith("#"):
            return
        address = urljoin(self.address, href.removeprefix(settings.SITE_URL) or "/")
        if urlsplit(address).scheme:
            return
        if "cite-link" in tag.classes:
            tag.attributes["data-address"] = public_url(urlsplit(address).path)
        found = self.link_to(address) or (self.known.live and f"{self.known.live}{address}")
        if found:
            tag.attributes["href"] = found
        else:
            for name in ("href", "rel", "download", "aria-current"):
                tag.attributes.pop(name, None)

    def link_to(self, address: str) -> str:
        """Return the relative link to an address, empty if it is not in the folder."""
        address, _mark, fragment = address.partition("#")
        place = self.known.find(address)
        if not place or place.file not in self.known.files:
            return ""
        fragment = place.fragment or fragment
        if place.file == self.file and fragment:
            return f"#{fragment}"
        return f"{self.relative(place.file)}#{fragment}" if fragment else self.relative(place.file)

    def asset(self, name: str) -> str:
        return self.relative(self.known.assets.take(name))

    def relative(self, file: str) -> str:
        return as_link(posixpath.relpath(file, posixpath.dirname(self.file) or "."))


def is_left_out(tag: Tag) -> bool:
    """Return whether an element asks the server for something. Fields of the folder's own filters ask nobody."""
    if tag.name == "script" or (tag.name == "input" and not tag.id.startswith("f-")):
        return True
    if tag.name == "form" and "one" in tag.classes:
        return True
    return is_any_of(tag, LEFT_OUT)


def is_any_of(tag: Tag, parts: frozenset[str]) -> bool:
    return f"#{tag.id}" in parts or any(f".{name}" in parts for name in tag.classes)
