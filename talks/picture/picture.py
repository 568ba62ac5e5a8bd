"""The picture as plain values: drawing, links, key, words, buttons; and the URLs of other days.

Imports ``geometry`` and ``timeline``. ``event_marks`` and ``density_bars`` make a ``Picture``; page and SVG file render
it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from django.urls import reverse

from talks.picture.geometry import Density, Drawing, DrawnLane, DrawnMark, Strip
from talks.picture.key import KeyEntry
from talks.timeline import Filters


class Link(NamedTuple):
    """One mark with its link and title.

    Shape: ``events`` are the slugs of the events that are highlighted with it, joined by spaces; ``since`` and
    ``until`` are its days.
    """

    mark: DrawnMark
    href: str
    title: str
    events: str = ""
    since: str = ""
    until: str = ""


class BarLink(NamedTuple):
    """One bar of the density picture."""

    d: str
    href: str
    title: str


@dataclass(frozen=True)
class LaneBars:
    """The bars of one lane. Shape: ``y`` is that of its line."""

    lane: DrawnLane
    y: float
    links: list[BarLink]


class RailSide(NamedTuple):
    """A side in the rail. Shape: ``word`` is its role if it did not negotiate."""

    name: str
    palette: int
    word: str


class UndatedLink(NamedTuple):
    """The number of statements of a lane without a day."""

    y: float
    number: str
    href: str
    title: str


class RailEntry(NamedTuple):
    """A named event in the rail that narrow screens show instead of the drawing.

    Shape: ``form`` is met, said or flag; ``state`` as of an item; ``sides`` are (name, palette number, role beside it);
    ``fold`` are the days before it that the drawing folds, empty if there are none.
    """

    day: str
    name: str
    href: str
    form: str
    state: str = ""
    sides: Sequence[RailSide] = ()
    differs: bool = False
    fold: str = ""


class RailBar(NamedTuple):
    """The number of events of one period in the rail, as text and as a bar. Units: ``d`` is up to 100 by 10."""

    period: str
    number: str
    d: str
    href: str


class PeriodLink(NamedTuple):
    """One period in the row below the bars. Shape: ``label`` is empty if there is no room for it."""

    d: str
    x: float
    label: str
    href: str
    title: str


@dataclass(frozen=True)
class Tool:
    """A button of the picture. Shape: ``href`` is empty if it would change nothing."""

    name: str
    words: str
    sign: str
    href: str


@dataclass(frozen=True)
class Picture:
    """The whole picture.

    Shape: has a ``drawing``, a ``density`` or a ``strip``, or none if no event has a date. ``columns`` are the bars of a
    density, or of a strip if it counts. ``opens`` is the URL that
    opens a strip, and ``folds`` the one that folds the picture to a strip, empty if there is none.
    """

    filters: Filters
    span: str
    drawing: Drawing | None = None
    density: Density | None = None
    strip: Strip | None = None
    marks: list[Link] = field(default_factory=list)
    reports: list[Link] = field(default_factory=list)
    columns: list[LaneBars] = field(default_factory=list)
    periods: list[PeriodLink] = field(default_factory=list)
    undated: list[UndatedLink] = field(default_factory=list)
    rail: list[RailEntry] = field(default_factory=list)
    rail_bars: list[RailBar] = field(default_factory=list)
    rail_note: str = ""
    key: list[KeyEntry] = field(default_factory=list)
    more_key: list[KeyEntry] = field(default_factory=list)
    note: str = ""
    text_alternative: list[str] = field(default_factory=list)
    tools: list[Tool] = field(default_factory=list)
    opens: str = ""
    folds: str = ""

    @property
    def is_strip(self) -> bool:
        """Whether the picture is folded to a strip."""
        return bool(self.opens)

    @property
    def drawn(self) -> Drawing | Density | None:
        return self.drawing or self.density

    @property
    def view_box(self) -> str:
        """The view of the drawing: the plot, and left of it the names."""
        drawn = self.drawn
        return f"-{drawn.names_width:g} 0 {drawn.names_width + drawn.width:g} {drawn.height:g}" if drawn else ""

    @property
    def is_chosen(self) -> bool:
        """Whether a filter for days is set."""
        return self.filters.has_span

    @property
    def scale(self) -> str:
        """The scale for scripts: the width of a day; then x, left, right, first and last day of each segment."""
        if not self.drawn:
            return ""
        scale = self.drawn.scale
        parts = [f"{one.x} {one.left} {one.right} {one.first} {one.last}" for one in scale.segments]
        return f"{scale.day_width:.4f};{';'.join(parts)}"


# URLs


def asked_days(filters: Filters) -> tuple[date | None, date | None]:
    """Return the first and the last chosen day, None if that end is open."""
    return filters.span


def view_url(filters: Filters, anchor: str = "") -> str:
    """Return the path of a view with its query string, and ``anchor`` as fragment."""
    return f"{reverse('timeline')}{filters.querystring()}" + (f"#{anchor}" if anchor else "")


def between(filters: Filters, first: date | None, last: date | None) -> Filters:
    """Return the same question for these days; unchanged if there are none."""
    if first is None or last is None:
        return filters
    return replace(filters, since=str(first), until=str(last))


def urls_of_days(filters: Filters, root: str, process: str = "") -> Callable[[str, str, str], str]:
    """Return a function of (side, since, until) that returns the URL of this view for them, as ``querystring`` would.

    Shape: the side is a slug; if it is empty, the filters stay as they are. With ``process``, only its events.
    Cost: builds the URL once; each call only formats it.
    """
    since, until, side = "1111-11-11", "2222-12-22", "0-side-0"
    asked = filters.asking(process=(process,)) if process else filters

    def parts(of: Filters) -> list[str]:
        view = root + view_url(replace(of, since=since, until=until), "timeline")
        return re.split(f"(?<==){since}|(?<==){until}|(?<==){side}", view)

    of_all, of_side = parts(asked), parts(asked.asking(side=(side,)))

    def url(slug: str, one: str, other: str) -> str:
        if not slug:
            return f"{of_all[0]}{one}{of_all[1]}{other}{of_all[2]}"
        return f"{of_side[0]}{one}{of_side[1]}{other}{of_side[2]}{slug}{of_side[3]}"

    return url
