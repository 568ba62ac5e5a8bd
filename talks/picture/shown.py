"""What the page and the file show of the lanes picture: drawing, links, key, words, buttons.

Plain values; `reading` makes them. Also how the addresses of other days are spelled.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from django.urls import reverse

from talks import dates
from talks.lanes import Density, Drawing, Lane, Mark
from talks.picture.words import KeyEntry
from talks.timeline import Filters


@dataclass(frozen=True, slots=True)
class Link:
    """One mark with where it leads and what it says. Shape: ``events`` are the slugs that light up with it."""

    mark: Mark
    href: str
    title: str
    events: str = ""
    days: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class BarLink:
    """One bar of the density picture."""

    d: str
    href: str
    title: str


@dataclass(frozen=True, slots=True)
class RailLink:
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
    columns: list[tuple[Lane, list[BarLink]]] = field(default_factory=list)
    rail: list[RailLink] = field(default_factory=list)
    key: list[KeyEntry] = field(default_factory=list)
    note: str = ""
    twin: list[str] = field(default_factory=list)
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


def view_address(filters: Filters, anchor: str = "") -> str:
    """Return the address of a view, at one of its parts where that is named."""
    return f"{reverse('timeline')}{filters.querystring()}" + (f"#{anchor}" if anchor else "")


def between(filters: Filters, first: date | None, last: date | None) -> Filters:
    """Return the same question for these days; unchanged where there are none."""
    if first is None or last is None:
        return filters
    return replace(filters, since=str(first), until=str(last))


def address_of_days(filters: Filters, root: str) -> Callable[[str, str], str]:
    """Return what spells the address of this view for any two days, as ``querystring`` would."""
    since, until = "1111-11-11", "2222-12-22"
    view = view_address(replace(filters, since=since, until=until), "timeline")
    head, middle = view.split(f"since={since}", 1)
    middle, tail = middle.split(f"until={until}", 1)
    return lambda one, other: f"{root}{head}since={one}{middle}until={other}{tail}"
