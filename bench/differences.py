"""Compares two answers to the same request by what a reader gets: HTML and SVG as elements, JSON as values.

White space between elements is left aside, as browsers do: what counts is only whether there is any between two pieces
of text of the same block. Inside ``pre`` and the like every character counts.
"""

import json
from collections.abc import Callable, Iterable
from difflib import unified_diff
from html.parser import HTMLParser
from itertools import starmap
from xml.etree import ElementTree

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
VERBATIM = {"pre", "textarea", "script", "style"}
# Elements within a line of text. White space beside any other element means nothing.
INLINE = {
    *("a", "abbr", "b", "bdi", "bdo", "button", "cite", "code", "data", "del", "dfn", "em", "i", "img", "input", "ins"),
    *("kbd", "label", "mark", "output", "q", "s", "samp", "select", "small", "span", "strong", "sub", "sup", "time"),
    *("tspan", "u", "var", "wbr"),
}
RANDOM = "version"  # of JSON: the number of the record's version, which differs from one database to another


def differences(before: list, after: list) -> list[str]:
    """Return the lines of a diff of two answers, each a status, headers and a body; empty where they are alike."""
    return list(unified_diff(normal(*before), normal(*after), n=1, lineterm=""))[2:]


def normal(status: int, headers: dict[str, str], body: str) -> list[str]:
    """Return an answer as lines, the same for all answers that are alike."""
    kind = headers.get("Content-Type", "").partition(";")[0]
    return [str(status), *(f"{name}: {headers[name]}" for name in sorted(headers)), *READERS.get(kind, plain)(body)]


def plain(body: str) -> list[str]:
    return body.split("\n")


def values(body: str) -> list[str]:
    """Return JSON as lines, names in order."""
    read = json.loads(body)
    if isinstance(read, dict):
        read.pop(RANDOM, None)
    return json.dumps(read, ensure_ascii=False, indent=1, sort_keys=True).splitlines()


def attribute(name: str, value: str | None) -> str:
    """Return an attribute as it is written. Its white space only separates words, except in what was typed."""
    return f'{name}="{(value or "") if name == "value" else " ".join((value or "").split())}"'


class Elements:
    """Writes elements and text as lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._verbatim = 0
        self._in_text = self._space = False  # whether text of this block came already, and white space after it

    def open(self, name: str, attributes: Iterable[tuple[str, str | None]]) -> None:
        self._meet(name)
        self._verbatim += name in VERBATIM
        self.lines.append(f"<{' '.join([name, *sorted(starmap(attribute, attributes))])}>")

    def close(self, name: str) -> None:
        self._verbatim -= name in VERBATIM
        self._meet(name)
        self.lines.append(f"</{name}>")

    def text(self, text: str) -> None:
        if self._verbatim:
            self.lines.append(text)
            return
        words = " ".join(text.split())
        self._space |= text[:1].isspace()
        if words:
            self.lines.append(f" {words}" if self._space and self._in_text else words)
            self._in_text, self._space = True, text[-1].isspace()

    def _meet(self, name: str) -> None:
        if name not in INLINE:
            self._in_text = self._space = False


class Reader(HTMLParser):
    """Reads HTML into ``Elements``."""

    def __init__(self) -> None:
        super().__init__()
        self.elements = Elements()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.open(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.elements.close(tag)

    def handle_data(self, data: str) -> None:
        self.elements.text(data)

    def handle_decl(self, decl: str) -> None:
        self.elements.lines.append(f"<!{decl}>")


def html(body: str) -> list[str]:
    reader = Reader()
    reader.feed(body)
    reader.close()
    return reader.elements.lines


def xml(body: str) -> list[str]:
    elements = Elements()

    def read(element: ElementTree.Element) -> None:
        name = element.tag.rpartition("}")[2]
        elements.open(name, element.items())
        elements.text(element.text or "")
        for child in element:
            read(child)
            elements.text(child.tail or "")
        elements.close(name)

    read(ElementTree.fromstring(body))  # noqa: S314 - our own site's
    return elements.lines


READERS: dict[str, Callable[[str], list[str]]] = {
    "text/html": html,
    "application/json": values,
    "application/geo+json": values,
    "image/svg+xml": xml,
}
