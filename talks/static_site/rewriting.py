"""Makes a page of the site one of the folder: relative links, and nothing that needs a server.

Imports ``places``, ``assets`` and ``editing``. ``LEFT_OUT`` has every part of a page that is not in the folder.
"""

import posixpath
from collections.abc import Callable, Collection
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.conf import settings

from talks.rendering.static_site import render_files, render_head, render_moved
from talks.sources import public_url
from talks.static_site.assets import STYLES, Assets
from talks.static_site.editing import Tag, edit
from talks.static_site.places import ALL_EVENTS, ARCHIVE, Place, as_link, packed_as

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
        "#take",
        ".citing-files",
        ".data-files",
    }
)
"""What asks the server for something, by class or id: search, other views and orders, the picture's buttons, comparing.
What copying needs is in the script instead, and the files of a record are in the archive, or at its permanent address."""

LIVE_ONLY = frozenset(
    {
        ".report-error",
        ".open-picture",
        ".fold-link",
        ".languages",
        "#offer",
        "#embedding",
    }
)
"""What only leads to the site itself, and says nothing where there is none that readers can reach."""

METAS = frozenset({"viewport", "color-scheme", "robots"})
"""What the head of a page names in a folder. Search engines, previews and Zotero read the rest at the permanent address."""

OF_STATEMENTS = "claims"
IN_LISTS = {
    "": frozenset({".copy"}),
    "events": frozenset({".copy"}),
    "questions": frozenset({".copy"}),
    "people": frozenset({".copy", ".original"}),
    "positions": frozenset({".copy", ".original"}),
    "reports": frozenset({".copy", ".cite-link"}),
}
"""What a statement has on its own page and not where it is listed, by the folder of the list. Each there leads to its page."""

ON_FIRST_PAGE = frozenset({".languages", "#offer"})
"""What leads to the site in other languages, once for the folder."""

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
        page = Page(self, file, address, scripts, self.styles_of(html))
        return edit(html, page.change, is_short=True)

    def moved(self, file: str, address: str) -> str:
        """Return the page of a former address that leads to the present one."""
        page = Page(self, file, address, (), STYLES)
        return render_moved(page.link_to(address), page.relative(self.assets.sheet(page.styles)))

    def styles_of(self, html: str) -> tuple[tuple[str, str], ...]:
        """Return the style sheets of a page in their order, each with its media."""
        styles: list[tuple[str, str]] = []

        def note(tag: Tag) -> None:
            if tag.name == "link" and tag.get("rel") == "stylesheet":
                styles.append((self.assets.names[tag.get("href")], tag.get("media")))

        edit(html.partition("</head>")[0], note)
        return tuple(styles)


class Page:
    """Changes the tags of one page."""

    def __init__(
        self, known: Rewriting, file: str, address: str, scripts: tuple[str, ...], styles: tuple[tuple[str, str], ...]
    ) -> None:
        self.known, self.file, self.address, self.scripts, self.styles = known, file, address, scripts, styles
        self.part = file.partition("/")[0] if "/" in file else ""
        self._cites = False  # whether the link of a citation comes next

    def change(self, tag: Tag) -> str | None:
        if is_left_out(tag) or (not self.known.live and is_any_of(tag, LIVE_ONLY)):
            return ""
        if is_any_of(tag, IN_LISTS.get(self.part, frozenset())):
            return ""
        if self.file != ALL_EVENTS and is_any_of(tag, ON_FIRST_PAGE):
            return ""
        for name in [name for name in tag.attributes if name.startswith(OF_SERVERS)]:
            del tag.attributes[name]
        if tag.name in {"link", "meta"}:
            return self.change_head(tag)
        if tag.name == "html":
            tag.attributes["data-address"] = public_url(self.address)
        elif tag.name == "head":
            assets = self.known.assets
            scripts = [assets.script(), *(assets.take(name) for name in self.scripts)]
            tag.last = render_head(self.relative(assets.sheet(self.styles)), map(self.relative, scripts))
        elif tag.id == "formats":
            names = sorted({name for file in self.known.files if (name := packed_as(file))})
            tag.last = render_files(self.relative(ARCHIVE), names)
        elif "cite" in tag.classes:
            self._cites = True
        elif tag.name == "form" and "choose" in tag.classes:
            # The form around the table of reports; it chooses what to compare.
            tag.name = "div"
            tag.attributes = {"class": "reports-form"}
        elif tag.name == "a" and tag.get("href"):
            self.change_link(tag)
        return None

    def change_head(self, tag: Tag) -> str | None:
        """Change what the head of a page links to or names; leave out what is for a server."""
        if tag.name == "meta":
            return None if "charset" in tag.attributes or tag.get("name") in METAS else ""
        if tag.get("rel") == "icon":
            tag.attributes["href"] = self.relative(self.known.assets.file_of(tag.get("href")))
            return None
        return None if tag.get("rel") == "canonical" and self.known.live else ""

    def change_link(self, tag: Tag) -> None:
        """Lead a link to its place in the folder, else to the site itself, else nowhere. A citation's leads to the site first."""
        href, cites = tag.get("href"), self._cites
        self._cites = False
        if href.startswith("#"):
            return
        address = urljoin(self.address, href.removeprefix(settings.SITE_URL) or "/")
        if urlsplit(address).scheme:
            return
        if "cite-link" in tag.classes and self.part == OF_STATEMENTS:
            tag.attributes["data-address"] = public_url(urlsplit(address).path)
        live = f"{self.known.live}{address}" if self.known.live else ""
        found = live if live and cites else self.link_to(address) or live
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
        if packed_as(place.file):
            return self.relative(ARCHIVE)
        fragment = place.fragment or fragment
        if place.file == self.file and fragment:
            return f"#{fragment}"
        return f"{self.relative(place.file)}#{fragment}" if fragment else self.relative(place.file)

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
