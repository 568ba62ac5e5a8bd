"""What the page and the file show of the lanes picture: drawing, links, key, words, buttons.

Plain values; `reading` makes them. Also how the addresses of other days are spelled.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import NamedTuple

from django.urls import reverse

from talks import dates
from talks.picture.descriptions import KeyEntry
from talks.picture.geometry import Density, Drawing, DrawnLane, DrawnMark
from talks.timeline import Filters


class Link(NamedTuple):
    """One mark with where it leads and what it says.

    Shape: ``events`` are the slugs that light up with it; ``since`` and ``until`` its days. What ``is_behind`` other
    marks cannot be reached by keyboard.
    """

    mark: DrawnMark
    href: str
    title: str
    events: str = ""
    since: str = ""
    until: str = ""
    is_behind: bool = False


class BarLink(NamedTuple):
    """One bar of the density picture."""

    d: str
    href: str
    title: str


@dataclass(frozen=True)
class LaneBars:
    """The bars of one lane, which stand on its line, at ``y``."""

    lane: DrawnLane
    y: float
    links: list[BarLink]


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
    columns: list[LaneBars] = field(default_factory=list)
    rail: list[RailLink] = field(default_factory=list)
    key: list[KeyEntry] = field(default_factory=list)
    note: str = ""
    text_alternative: list[str] = field(default_factory=list)
    tools: list[Tool] = field(default_factory=list)

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


# Addresses


def asked_days(filters: Filters) -> tuple[date | None, date | None]:
    """Return the first and the last day asked for, None where that is open."""
    since = dates.parse(filters.since).earliest if filters.since else None
    until = dates.parse(filters.until).latest if filters.until else None
    return since, until


def view_url(filters: Filters, anchor: str = "") -> str:
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


def urls_of_days(filters: Filters, root: str) -> Callable[[str, str, str], str]:
    """Return what spells the address of this view for a side and any two days, as ``querystring`` would.

    Shape: without a side, ``filters`` as they are. Cost: the address is spelled once, and filled in for each bar.
    """
    since, until, side = "1111-11-11", "2222-12-22", "0-side-0"

    def parts(asked: Filters) -> list[str]:
        view = root + view_url(replace(asked, since=since, until=until), "timeline")
        return re.split(f"(?<==){since}|(?<==){until}|(?<==){side}", view)

    of_all, of_side = parts(filters), parts(replace(filters, side=(side,)))

    def address(slug: str, one: str, other: str) -> str:
        if not slug:
            return f"{of_all[0]}{one}{of_all[1]}{other}{of_all[2]}"
        return f"{of_side[0]}{one}{of_side[1]}{other}{of_side[2]}{slug}{of_side[3]}"

    return address
