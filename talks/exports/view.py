"""What files of a view say of themselves, in one place: title, filters in words, licence, days, addresses and pages.

Reads ``records``; the modules of the formats write it.
"""

import sqlite3
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from talks import releases
from talks.exports.records import PLACED, Records, batches_between, last_changed, moment
from talks.index import Index
from talks.models import Claim, Event
from talks.palette import Palette
from talks.parameters import TITLES
from talks.sources import public_url
from talks.timeline import Filters, Labels, Selection, in_order, select
from talks.timeline.negotiations import shown_processes

EVENTS_PER_PAGE = 500


@dataclass(frozen=True)
class Page:
    """One page of a file that has pages, with ``EVENTS_PER_PAGE`` events each."""

    selection: Selection
    name: str
    number: int

    def address(self, number: int = 0) -> str:
        """Return the public URL of this page of the file, or of another one."""
        return address_of(self.selection.filters, self.name, number or self.number)

    @property
    def next(self) -> str | None:
        """The public URL of the next page, or None."""
        return self.address(self.number + 1) if self.number < self.last else None

    @cached_property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.selection.count // EVENTS_PER_PAGE))

    @property
    def records(self) -> Iterator[tuple[dict, list[dict]]]:
        """The events of the page with their matching statements."""
        start = (self.number - 1) * EVENTS_PER_PAGE
        for batch in batches_between(self.selection, start, start + EVENTS_PER_PAGE):
            yield from batch


def page_of(filters: Filters, name: str, number: int) -> Page:
    """Return a page of the file with this name. Raises: ValueError past the last one."""
    page = Page(select(filters), name, number)
    if number > page.last:
        raise ValueError(_("There is no page %(page)d.") % {"page": number})
    return page


def refuse_pages(page: int) -> None:
    """Refuse any page but the first of a file that holds the whole view. Raises: ValueError."""
    if page > 1:
        raise ValueError(_("This file holds the whole view; it has no page %(page)d.") % {"page": page})


def every_record(selection: Selection) -> Iterator[Records]:
    """Yield all events with their matching statements, some at a time, as ``batches_between`` does."""
    return batches_between(selection, 0, selection.count)


def count_dates(selection: Selection, name: str, is_counted: Callable[[str], bool]) -> int:
    """Return how many of the events have such a date. Cost: a query for every ``PLACED`` events, once for each ``name``."""

    def count() -> int:
        found = 0
        for start in range(0, selection.count, PLACED):
            places = in_order(selection, "", start, min(start + PLACED, selection.count)).events
            pks = [selection.parts[one.part].segment.pks[one.number] for one in places]
            found += sum(map(is_counted, Event.objects.filter(pk__in=pks).values_list("date", flat=True)))
        return found

    return selection.cached(name, count)


def address_of(filters: Filters, name: str, page: int = 1) -> str:
    """Return the public URL of the view as a file."""
    return public_url(f"/timeline.{name}{filters.querystring(page=page if page > 1 else '')}")


def address_of_view(filters: Filters) -> str:
    """Return the public URL of the view as a page."""
    return public_url(f"/{filters.querystring()}")


def title_of(selection: Selection) -> str:
    """Return the title of the process shown, or a general one where there are several."""
    titles = [one.name for one in shown_processes(selection)]
    return titles[0] if len(titles) == 1 else _("Timeline of negotiations")


def licence_of(selection: Selection) -> str:
    """Return the licence of the processes shown, empty where they have several or none."""
    licences = {one.licence for one in shown_processes(selection)}
    return licences.pop() if len(licences) == 1 else ""


def filters_in_words(selection: Selection) -> list[str]:
    """Return each filter that is set with its values, as in “Speaker: Dmitry Peskov”. Cost: one query."""
    filters, index = selection.filters, selection.index
    labels = Labels(index, Palette(index.names.lanes))
    labels.learn(filters.report)
    by_name: dict[str, list[str]] = {}
    for name, value in filters.chosen():
        by_name.setdefault(name, []).append(labels.label(name, value))
    return [
        _("%(name)s: %(values)s") % {"name": TITLES[name], "values": _(", ").join(values)}
        for name, values in by_name.items()
    ]


def release_holding(events: Collection[int]) -> releases.Release | None:
    """Return the newest release if it holds these events, given by their ids, and all that is said of them, as they are now.

    Cost: two queries if there is a release, and looks into its database.
    """
    newest = releases.newest()
    if newest is None or not events:
        return None
    slugs = dict(Event.objects.filter(pk__in=events).values_list("slug", "changed"))
    live = {("event", slug, moment(changed.isoformat())) for slug, changed in slugs.items()}
    said = Claim.objects.public().filter(event__in=events).order_by()
    for claim, of_claim, report, of_report in said.values_list("slug", "changed", "article__slug", "article__changed"):
        live |= {("claim", claim, moment(of_claim.isoformat())), ("report", report, moment(of_report.isoformat()))}
    try:
        with releases.documents_of(newest) as documents:
            return newest if documents and documents.changed_about(list(slugs)) == live else None
    except sqlite3.Error:
        return None


def changed_of(selection: Selection) -> str:
    """Return when the record last changed, in the form of JSON, or the empty string where it holds nothing."""
    changed = selection.index.cached("last changed", last_changed)
    return moment(changed) if changed else ""


def headers_of(selection: Selection) -> dict[str, str]:
    """Return the headers of a file that say what it holds: the filters as a query string, and the version of the record.

    Where there are releases, the number of the newest too: what was changed since is not in it.
    """
    return {"X-Talks-Filters": selection.filters.querystring()} | version_headers(selection.index)


def version_headers(index: Index) -> dict[str, str]:
    """Return the headers that name the version of the record, and the newest release."""
    newest = releases.newest()
    number = {"X-Talks-Newest-Release": str(newest.number)} if newest else {}
    return {"X-Talks-Version": str(index.version)} | number
