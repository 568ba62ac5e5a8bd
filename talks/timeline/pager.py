"""Cuts the timeline and every other long list into pages, with links to the neighbouring pages.

Imports ``filters``; ``pages`` and templates use it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from talks.timeline.filters import Filters

PAGE = 50  # rows on a page of a list, as on one of the timeline


class Pager(NamedTuple):
    """The number of a page, and the URLs of its neighbours, empty if there is none."""

    page: int
    pages: int
    previous: str
    following: str


@dataclass(frozen=True)
class Paged:
    """One page of a long list.

    Shape: ``count`` is the length of the whole list, ``start`` the index of the first row. ``number`` is the page
    shown, ``asked`` the page that the reader asked for.
    """

    rows: Sequence[Any]
    count: int
    number: int = 1
    pages: int = 1
    asked: int = 1
    start: int = 0

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def places(self) -> str:
        """The range of rows in words, empty if the page has all rows."""
        if len(self) == self.count or not self.rows:
            return ""
        words = _("%(first)d to %(last)d of %(count)d")
        return words % {"first": self.start + 1, "last": self.start + len(self), "count": self.count}

    @property
    def notices(self) -> list[str]:
        if self.asked <= self.pages:
            return []
        return [_("There is no page %(asked)d; this is the last one.") % {"asked": self.asked}]

    def pager(self, filters: Filters) -> Pager | None:
        """Return the links to the neighbouring pages of the same question, or None if there is only one page."""
        if self.pages == 1:
            return None
        previous, following = self.number - 1, self.number + 1
        return Pager(
            self.number,
            self.pages,
            (filters.querystring(page=previous if previous > 1 else "") or "?") if previous else "",
            filters.querystring(page=following) if following <= self.pages else "",
        )

    def holding(self, rows: Sequence[Any]) -> "Paged":
        """Return the same page with these rows."""
        return replace(self, rows=rows)


def pages_of(count: int, size: int = PAGE) -> int:
    """Return the number of pages of a list, at least one."""
    return max(1, -(-count // size))


def cut(count: int, asked: int, size: int = PAGE, at_least: int = 1) -> tuple[Paged, int, int]:
    """Return an empty page, and where it starts and stops in the list. Past the end it is the last page.

    Shape: ``at_least`` is the number of pages of another list on the same page, which may be longer.
    """
    pages = max(at_least, pages_of(count, size))
    number = min(max(asked, 1), pages)
    start, stop = min((number - 1) * size, count), min(number * size, count)
    return Paged((), count, number, pages, asked, start), start, stop
