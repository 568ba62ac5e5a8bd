"""What the page and the file show of the lanes picture: drawing, links, key, words, buttons.

Plain values; `reading` makes them. Also how the addresses of other days are spelled.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import NamedTuple

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from talks import dates
from talks.lanes import Density, Drawing, Lane, Mark, Shape
from talks.picture.words import KeyEntry
from talks.stencils import Stencil, joined
from talks.timeline import Filters

SHAPE = Stencil("_lanes_shape.html", "form", "palette", "d")
MARK = Stencil("_lanes_mark.html", "href", "behind", "events", "since", "until", "title", "shapes", "text", "x", "y")
BAR = Stencil("_lanes_bar.html", "href", "title", "d")
PERIOD = Stencil("_lanes_period.html", "href", "title", "d", "x", "y", "label")
TICK = Stencil("_lanes_tick.html", "x", "top", "bottom", "label", "label_x", "label_y")
NAME = Stencil("_lanes_name.html", "palette", "name", "lines", "y")
NAME_LINE = Stencil("_lanes_name_line.html", "y", "text")
ENTRY = Stencil("_lanes_entry.html", "width", "shapes", "words")


class Link(NamedTuple):
    """One mark with where it leads and what it says. Shape: ``events`` are the slugs that light up with it."""

    mark: Mark
    href: str
    title: str
    events: str = ""
    days: tuple[str, str] = ("", "")


class BarLink(NamedTuple):
    """One bar of the density picture."""

    d: str
    href: str
    title: str


@dataclass(frozen=True)
class Column:
    """The bars of one lane, which stand on its line, at ``y``."""

    lane: Lane
    y: float
    links: list[BarLink]

    @property
    def html(self) -> SafeString:
        """The bars as they are printed."""
        language = get_language()
        return joined([BAR.print([one.href, one.title, one.d], language) for one in self.links])


class RailLink(NamedTuple):
    """One year in the rail below the bars; ``label`` is empty where there is no room for it."""

    d: str
    x: float
    label: str
    href: str
    title: str


@dataclass(frozen=True)
class Tool:
    """A button of the picture: where it leads, nowhere when it would change nothing."""

    name: str
    words: str
    sign: str
    href: str


@dataclass(frozen=True)
class Picture:
    """All that is shown of the lanes; ``drawing`` or ``density`` is None, or both where nothing has a date."""

    filters: Filters
    span: str
    drawing: Drawing | None = None
    density: Density | None = None
    bars: list[Link] = field(default_factory=list)
    marks: list[Link] = field(default_factory=list)
    reports: list[Link] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    rail: list[RailLink] = field(default_factory=list)
    key: list[KeyEntry] = field(default_factory=list)
    note: str = ""
    twin: list[str] = field(default_factory=list)
    tools: list[Tool] = field(default_factory=list)

    @property
    def bars_html(self) -> SafeString:
        """The bars between those who met, as they are printed: behind the marks, and for no keyboard."""
        return _printed(self.bars, behind="1")

    @property
    def marks_html(self) -> SafeString:
        return _printed(self.marks)

    @property
    def reports_html(self) -> SafeString:
        return _printed(self.reports)

    @property
    def ground_html(self) -> SafeString:
        """What the marks or bars stand on: the ticks and the line of each lane."""
        language, drawn = get_language(), self.drawn
        top, bottom, label_y = map(str, (drawn.tick_top, drawn.tick_bottom, drawn.label_y))
        ticks = [
            TICK.print([str(one.x), top, bottom, one.label, str(one.label_x), label_y], language) for one in drawn.ticks
        ]
        return joined([*ticks, *(SHAPE.print(["lane", "", one.d], language) for one in drawn.lanes)])

    @property
    def names_html(self) -> SafeString:
        """The names of the lanes."""
        language, printed = get_language(), []
        for one in self.drawn.lanes:
            lines = joined(NAME_LINE.print([str(y), name], language) for name, y in one.names)
            printed.append(NAME.print([str(one.palette), one.name, lines, str(one.swatch_y)], language))
        return joined(printed)

    @property
    def rail_html(self) -> SafeString:
        language, y = get_language(), str(self.density.last_y)
        return joined(
            PERIOD.print([one.href, one.title, one.d, str(one.x), y, one.label], language) for one in self.rail
        )

    @property
    def key_html(self) -> SafeString:
        """What each kind of mark means."""
        language = get_language()
        return joined(
            ENTRY.print([str(one.width), _shapes(one.shapes, language), one.words], language) for one in self.key
        )

    @property
    def drawn(self) -> Drawing | Density | None:
        return self.drawing or self.density

    @property
    def is_chosen(self) -> bool:
        """Whether days are chosen."""
        return bool(self.filters.since or self.filters.until)

    @property
    def scale(self) -> str:
        """The scale for scripts: the width of a day, then of each segment x, left, right, first and last day."""
        scale = self.drawn.scale
        parts = [f"{one.x} {one.left} {one.right} {one.first} {one.last}" for one in scale.segments]
        return f"{scale.day_width:.4f};{';'.join(parts)}"


def _printed(links: list[Link], behind: str = "") -> SafeString:
    language = get_language()
    printed = []
    for link in links:
        number = (link.mark.text, str(link.mark.x), str(link.mark.text_y))
        shapes = _shapes(link.mark.shapes, language)
        printed.append(MARK.print([link.href, behind, link.events, *link.days, link.title, shapes, *number], language))
    return joined(printed)


def _shapes(shapes: Iterable[Shape], language: str | None) -> SafeString:
    return joined([SHAPE.print([one.form, str(one.palette or ""), one.d], language) for one in shapes])


# Addresses


def asked_days(filters: Filters) -> tuple[date | None, date | None]:
    """Return the first and the last day asked for, None where that is open."""
    since = dates.parse(filters.since).earliest if filters.since else None
    until = dates.parse(filters.until).latest if filters.until else None
    return since, until


def view_address(filters: Filters, anchor: str = "") -> str:
    """Return the address of a view, at one of its parts where that is named."""
    return f"{_timeline()}{filters.querystring()}" + (f"#{anchor}" if anchor else "")


@cache
def _timeline() -> str:
    return reverse("timeline")


def between(filters: Filters, first: date | None, last: date | None) -> Filters:
    """Return the same question for these days; unchanged where there are none."""
    if first is None or last is None:
        return filters
    return replace(filters, since=str(first), until=str(last))


def addresses_of_days(filters: Filters, root: str) -> Callable[[str, str, str], str]:
    """Return what spells the address of this view for a side and any two days, as ``querystring`` would.

    Shape: without a side, ``filters`` as they are. Cost: the address is spelled once, and filled in for each bar.
    """
    since, until, side = "1111-11-11", "2222-12-22", "0-side-0"

    def parts(asked: Filters) -> list[str]:
        view = root + view_address(replace(asked, since=since, until=until), "timeline")
        return re.split(f"(?<==){since}|(?<==){until}|(?<==){side}", view)

    of_all, of_side = parts(filters), parts(replace(filters, side=(side,)))

    def address(slug: str, one: str, other: str) -> str:
        if not slug:
            return f"{of_all[0]}{one}{of_all[1]}{other}{of_all[2]}"
        return f"{of_side[0]}{one}{of_side[1]}{other}{of_side[2]}{slug}{of_side[3]}"

    return address
