"""Takes style sheets, fonts and scripts along: those that pages name, under names that do not change.

Imports nothing of the project; the files are those of ``talks/static/``.
"""

import json
import posixpath
import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from django.templatetags.static import static

from talks.static_site.asking import SiteError

OURS = Path(__file__).parent.parent / "static"
ROOT = "static/"
STYLE, FILTERS = "talks/folder/folder.css", "talks/folder/filters.js"
STYLES = (("talks/css/tokens.css", ""), ("talks/css/base.css", ""), ("talks/css/pages.css", ""))
"""The style sheets of a page that only leads on, each with its media."""
SCRIPTS = ("talks/app.js", "talks/copy.js")
"""Scripts of the site that its pages need in a folder too: printing, and copying."""
SCRIPT = "site.js"
COMMENT = re.compile(r"/\*.*?\*/|^[ ]+", re.DOTALL | re.MULTILINE)
URL = re.compile(r"""url\("([^"]+)"\)""")
FACE = re.compile(r"@font-face \{[^}]*\}\n?")
RANGE = re.compile(r"unicode-range: ([^;]+);")


class Assets:
    """The static files that pages of a folder name.

    Shape: ``used`` are their names, below the folder of static files; ``sheets`` the numbers of style sheets that load others;
    ``parts`` is HTML that the script adds to each page.
    """

    def __init__(self, parts: str) -> None:
        self.used: set[str] = set()
        self.sheets: dict[tuple[tuple[str, str], ...], int] = {}
        self.parts = parts

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of each static file of ours, by its address on the site, which may have a hash of its content.

        Raises: SiteError if the files were not collected.
        """
        files = (str(path.relative_to(OURS)) for path in OURS.rglob("*") if path.is_file())
        try:
            return {static(name): name for name in files}
        except ValueError as error:
            raise SiteError("Collect the static files first: manage.py collectstatic --noinput.") from error

    def file_of(self, address: str) -> str:
        """Return where a static file stands in the folder, given its address on the site, and take it along."""
        return self.take(self.names[address])

    def take(self, name: str) -> str:
        self.used.add(name)
        return f"{ROOT}{name}"

    def sheet(self, styles: Iterable[tuple[str, str]]) -> str:
        """Return where a style sheet stands that loads these, each with its media, and then the one of the folder."""
        number = self.sheets.setdefault((*styles, (STYLE, "")), len(self.sheets) + 1)
        return f"{ROOT}{number}.css"

    def script(self) -> str:
        """Return where the script stands that every page has."""
        return f"{ROOT}{SCRIPT}"

    def contents(self, letters: set[str]) -> dict[str, bytes]:
        """Return all files by their place in the folder, with the fonts that hold any of these letters."""
        scripts = [as_classic((OURS / name).read_text()) for name in SCRIPTS]
        written = {f"{ROOT}{SCRIPT}": "".join([adding(self.parts), *scripts]).encode()}
        for styles, number in self.sheets.items():
            loading = "".join(f'@import "{name}"{media and " "}{media};\n' for name, media in styles)
            written[f"{ROOT}{number}.css"] = loading.encode()
        sheets = {name for styles in self.sheets for name, _media in styles}
        for name in sorted(self.used | sheets):
            content = (OURS / name).read_bytes()
            if name.endswith(".css"):
                text = FACE.sub(lambda face: face[0] if holds(face[0], letters) else "", content.decode())
                for named in URL.findall(text):
                    inside = posixpath.normpath(posixpath.join(posixpath.dirname(name), named))
                    if named.endswith(".svg"):
                        text = text.replace(named, as_data((OURS / inside).read_text()))
                    elif not named.startswith("data:"):
                        written[f"{ROOT}{inside}"] = (OURS / inside).read_bytes()
                content = COMMENT.sub("", text).encode()
            written[f"{ROOT}{name}"] = content
        return written


def holds(face: str, letters: Iterable[str]) -> bool:
    """Return whether a font has any of these letters in its range, or has no range."""
    ranges = RANGE.search(face)
    if not ranges:
        return True
    ends = [one.strip().removeprefix("U+").split("-") for one in ranges[1].split(",")]
    spans = [(int(each[0], 16), int(each[-1], 16)) for each in ends]
    return any(first <= ord(letter) <= last for letter in letters for first, last in spans)


def as_data(picture: str) -> str:
    """Return an SVG as an address that holds all of it: browsers take no other file of a folder for a mask."""
    return f"data:image/svg+xml,{quote(picture)}"


def adding(html: str) -> str:
    """Return the script that adds HTML at the end of a page."""
    return f'document.body.insertAdjacentHTML("beforeend", {json.dumps(html)});\n'


def as_classic(module: str) -> str:
    """Return a module without imports as a classic script, since browsers load no modules from a folder."""
    return f'(() => {{\n"use strict";\n{module}}})();\n'
