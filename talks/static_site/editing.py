"""Changes HTML tag by tag, and leaves every other character as it is; or writes it shorter. Imports nothing of the project.

Pages are our own templates, so that every element is closed; whatever stands between tags is copied.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])

NEEDS_NO_END = frozenset(["li", "dt", "dd", "tr", "td", "th"])
"""Elements whose end is clear without an end tag, since nothing but another one or the end of their parent follows.
Source: HTML Standard, 13.1.2.4 Optional tags."""
QUOTED = re.compile(r"""="([^\s"'=<>`]+)"(?=[\s>])""")


@dataclass
class Tag:
    """A start tag, to be changed.

    Shape: an attribute without a value is None. ``ahead`` is HTML that comes before the element, ``last`` at its end.
    """

    name: str
    attributes: dict[str, str | None]
    ahead: str = ""
    last: str = ""

    def get(self, name: str) -> str:
        return self.attributes.get(name) or ""

    @property
    def id(self) -> str:
        return self.get("id")

    @property
    def classes(self) -> list[str]:
        return self.get("class").split()


Change = Callable[[Tag], str | None]
"""Changes a tag, and returns None; or returns what stands in the place of the whole element, as the empty text."""


class Editor(HTMLParser):
    """Copies HTML through a ``Change``."""

    def __init__(self, change: Change, *, is_short: bool = False) -> None:
        super().__init__(convert_charrefs=False)
        self._change, self._is_short, self._pieces = change, is_short, list[str]()
        self._open: list[Tag] = []
        self._left_out = 0  # how deep inside an element that is left out

    def edited(self, html: str) -> str:
        self.feed(html)
        self.close()
        return "".join(self._pieces)

    def _write(self, text: str | None) -> None:
        if not self._left_out:
            self._pieces.append(text or "")

    def _write_tag(self, text: str) -> None:
        # A slash at the end of a tag would belong to a value without quotes.
        self._write(QUOTED.sub(r"=\1", text) if self._is_short and not text.endswith("/>") else text)

    def _start(self, name: str, attributes: list[tuple[str, str | None]], is_whole: bool) -> None:
        if self._left_out:
            self._left_out += not is_whole
            return
        tag = Tag(name, dict(attributes))
        instead = self._change(tag)
        if instead is not None:
            self._write(instead)
            self._left_out = int(not is_whole)
            return
        self._write(tag.ahead)
        if tag.name == name and tag.attributes == dict(attributes):
            self._write_tag(self.get_starttag_text() or "")
        else:
            written = [one if value is None else f'{one}="{escape(value)}"' for one, value in tag.attributes.items()]
            end = "/>" if (self.get_starttag_text() or "").endswith("/>") else ">"
            self._write_tag(f"<{' '.join([tag.name, *written])}{end}")
        if not is_whole:
            self._open.append(tag)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._start(tag, attrs, tag in VOID)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._start(tag, attrs, is_whole=True)

    def handle_endtag(self, tag: str) -> None:
        if self._left_out:
            self._left_out -= 1
            return
        opened = self._open.pop()
        end = "" if self._is_short and opened.name in NEEDS_NO_END else f"</{opened.name}>"
        self._write(f"{opened.last}{end}")

    def handle_data(self, data: str) -> None:
        self._write(data)

    def handle_entityref(self, name: str) -> None:
        self._write(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._write(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self._write(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self._write(f"<!{decl}>")


def edit(html: str, change: Change, *, is_short: bool = False) -> str:
    """Return HTML with every tag changed. Short, it is without the quotes and end tags that browsers do not need."""
    return Editor(change, is_short=is_short).edited(html)


def links_in(html: str) -> set[str]:
    """Return what the links of a page lead to, as they stand there."""
    found: set[str] = set()

    def note(tag: Tag) -> None:
        if tag.name in {"a", "link"} and tag.get("href"):
            found.add(tag.get("href"))

    edit(html, note)
    return found


def inside(html: str, of: str) -> str:
    """Return what stands inside the first element of this id, empty if there is none."""
    begin, end = "\ue005", "\ue006"  # characters for private use, which no page has

    def mark(tag: Tag) -> None:
        if tag.id == of:
            tag.last = end
            tag.attributes["data-begin"] = begin

    marked = edit(html, mark)
    _before, found, after = marked.partition(f'data-begin="{begin}">')
    return after.partition(end)[0] if found else ""
