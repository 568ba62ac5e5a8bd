"""The negotiations of a record that holds several: what each is about, and links that choose one of them.

Counts from the index, and shows nothing where there is only one. ``views`` and ``pages`` pass the result to templates.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talks import dates
from talks.index import Index, NamedProcess, current
from talks.timeline.filters import Filters
from talks.timeline.selection import Selection, select
from talks.wording import grouped


@dataclass(frozen=True)
class Negotiation:
    """One negotiation, with the days and the numbers of its events and statements in words.

    Shape: ``span`` is empty if no event has a day.
    """

    title: str
    address: str
    span: str
    events: str
    statements: str


@dataclass(frozen=True)
class NegotiationChoice:
    """A link to one negotiation, or to all of them."""

    title: str
    address: str
    chosen: bool


def public_processes(index: Index) -> list[NamedProcess]:
    """Return the negotiations with a public event, by title. Cost: no query."""
    found = [
        one
        for one in index.names.processes.values()
        if any(segment.count_of("process", one.pk) for segment in index.segments)
    ]
    return sorted(found, key=lambda one: (one.name, one.slug))


def shown_processes(selection: Selection) -> list[NamedProcess]:
    """Return the negotiations of a view, by title: those chosen, else all with a public event. Cost: no query."""
    chosen = selection.filters.process
    return [one for one in public_processes(selection.index) if not chosen or one.slug in chosen]


def read_negotiations(filters: Filters) -> tuple[Negotiation, ...]:
    """Return the negotiations of the record, by title, for the page that shows them all.

    Shape: empty if there is only one, or if the reader chose; counts heed ``known`` and no other filter.
    Cost: no query; a few bitmap operations for each negotiation.
    """
    index = current()
    processes = public_processes(index)
    if len(processes) < 2 or filters.process:
        return ()
    return tuple(_read(index, one, filters.known) for one in processes)


def _read(index: Index, process: NamedProcess, known: str) -> Negotiation:
    selection = select(Filters(known=known).asking(process=(process.slug,)), index)
    statements = selection.statements
    return Negotiation(
        title=process.name,
        address=timeline_of(process, known),
        span=_span(selection),
        events=ngettext("%(n)s event", "%(n)s events", selection.count) % {"n": grouped(selection.count)},
        statements=ngettext("%(n)s statement", "%(n)s statements", statements) % {"n": grouped(statements)},
    )


def _span(selection: Selection) -> str:
    """Return the first and the last day of the events in words."""
    first, last = selection.span_of_days()
    first, last = first or last, last or first
    if not first or not last:
        return ""
    text = first.isoformat() if first >= last else f"{first.isoformat()}/{last.isoformat()}"
    return dates.words(dates.parse(text))


def timeline_of(process: NamedProcess, known: str = "") -> str:
    """Return the path of the timeline of one negotiation."""
    return reverse("timeline") + Filters(known=known).asking(process=(process.slug,)).querystring()


def negotiation_choices(filters: Filters, path: str) -> tuple[NegotiationChoice, ...]:
    """Return links of a list to all negotiations and to each of them.

    Shape: ``path`` is that of the list; empty where there is only one negotiation.
    Cost: no query.
    """
    processes = public_processes(current())
    if len(processes) < 2:
        return ()

    def choice(title: str, slugs: tuple[str, ...], chosen: bool) -> NegotiationChoice:
        asked = Filters(known=filters.known).asking(process=slugs)
        return NegotiationChoice(title, path + asked.querystring(), chosen)

    everything = choice(_("All negotiations"), (), not filters.process)
    return (everything, *(choice(one.name, (one.slug,), one.slug in filters.process) for one in processes))
