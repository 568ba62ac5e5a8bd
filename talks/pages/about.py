"""The page about the record as plain data: what each negotiation covers, and whose reports it rests on.

Reads models, the index and its counts; ``about.html`` has the words around them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talks import dates
from talks.index import Index, current
from talks.models import Article, Process
from talks.pages.facts import language_name
from talks.pages.people import count_values_of
from talks.palette import Palette
from talks.sources import Origins, known_origin, separate_origins
from talks.timeline import Filters, Selection, select
from talks.vocabulary import Difference
from talks.wording import grouped

MOST = 20_000  # reports whose outlets and languages are counted
NAMED = 40  # outlets and sides that the page names


@dataclass(frozen=True)
class Row:
    """One outlet, language or side, with a number in words. Shape: ``query`` leads to them on the timeline."""

    name: str
    number: str
    query: str = ""
    palette: int = 0


@dataclass(frozen=True)
class AboutProcess:
    """One negotiation.

    Shape: ``outlets`` have numbers of reports, or of statements in a record too large to count reports; ``languages``
    are empty then, and ``origins`` is None. A list that leaves some out ends with how many.
    """

    process: Process
    days: str
    collected_until: str
    events: str
    statements: str
    own_voice: str
    reports: str
    origins: Origins | None
    outlets: tuple[Row, ...]
    languages: tuple[Row, ...]
    sides: tuple[Row, ...]


@dataclass(frozen=True)
class AboutPage:
    """The negotiations of the record, and the kinds of difference."""

    processes: tuple[AboutProcess, ...]
    differences: tuple[Difference, ...]


def read_about(filters: Filters) -> AboutPage:
    """Return what the page about the record computes, for all negotiations or those chosen.

    Cost: two queries, whatever the number of negotiations. Counting is linear in the reports of a record that has no
    more than ``MOST``, and cached for each version of the record.
    """
    index = current()
    rows = Process.objects.order_by("title", "slug")
    processes = [one for one in rows if not filters.process or one.slug in filters.process]
    selections = {one.pk: select(Filters(process=(one.slug,)), index) for one in processes}
    counted = count_reports(index)
    about = [_about(one, selections[one.pk], counted.get(one.pk)) for one in processes if selections[one.pk].count]
    return AboutPage(tuple(about), tuple(Difference))


Reports = list[tuple[int | None, int | None, str, str]]
"""(outlet, origin, its basis, language) of each report."""


def count_reports(index: Index) -> dict[int, Reports]:
    """Return the reports of each process as ``_count_reports`` does; cached for each version of the record."""
    return index.cached(("reports of processes",), lambda: _count_reports(index))


def _count_reports(index: Index) -> dict[int, Reports]:
    """Return the reports of each process by its id, without the processes that have too many. Cost: one query."""
    of_process: dict[int, set[int]] = {}
    for one in index.names.processes.values():
        selection = select(Filters(process=(one.slug,)), index)
        if selection.statements <= 5 * MOST:
            found = {pk for part in selection.parts for pk in part.segment.origins_of(part.matching)}
            if len(found) <= MOST:
                of_process[one.pk] = found
    wanted = list(set().union(*of_process.values()))
    rows = Article.objects.filter(pk__in=wanted[:MOST] or [0]).order_by()
    columns = {
        pk: tuple(values) for pk, *values in rows.values_list("pk", "outlet", "origin", "origin_basis", "language")
    }
    return {
        process: [columns[pk] for pk in found]
        for process, found in of_process.items()
        if all(pk in columns for pk in found)
    }


def _about(process: Process, selection: Selection, reports: Reports | None) -> AboutProcess:
    first, last = selection.span_of_days()
    if reports is None:
        outlets = _outlets(selection, count_values_of(selection, "outlet"), _statements)
        origins, languages = None, ()
    else:
        outlets = _outlets(selection, Counter(outlet for outlet, *_others in reports), _reports)
        origins = separate_origins(known_origin(origin, basis) for _outlet, origin, basis, _language in reports)
        counted = Counter(language for *_others, language in reports)
        languages = tuple(Row(language_name(one), _reports(number)) for one, number in _by_number(counted))
    return AboutProcess(
        process=process,
        days=_span(first, last),
        collected_until=dates.words(dates.parse(str(process.collected_until))) if process.collected_until else "",
        events=ngettext("%(n)s event", "%(n)s events", selection.count) % {"n": grouped(selection.count)},
        statements=_statements(selection.statements),
        own_voice=grouped(selection.own_voice) if selection.own_voice else "",
        reports=_reports(len(reports)) if reports is not None else "",
        origins=origins,
        outlets=outlets,
        languages=languages,
        sides=_sides(process, selection),
    )


def _span(first, last) -> str:
    """Return the days between which events lie, in words."""
    if not first or not last:
        return ""
    return dates.words(dates.parse(str(first) if first == last else f"{first}/{last}"))


def _outlets(selection: Selection, counted: Counter, number_words) -> tuple[Row, ...]:
    named = selection.index.names.outlets
    process = selection.filters.process
    rows = [
        Row(
            named[pk].name if pk else _("outlet not known"),
            number_words(number),
            Filters(process=process, outlet=(named[pk].slug if pk else "none",)).querystring(),
        )
        for pk, number in _by_number(counted, lambda pk: named[pk].name if pk else "")
    ]
    return _named(rows)


def _sides(process: Process, selection: Selection) -> tuple[Row, ...]:
    """Return the sides with a lane in their order, silent ones too, then other sides by number, then no side."""
    counted, actors = count_values_of(selection, "side"), selection.index.names.actors
    palette = Palette(selection.index.names.lanes)
    lanes = [side for one, side, _palette in selection.index.names.lanes if one == process.pk]
    others = [pk for pk, _number in _by_number(counted, lambda pk: actors[pk].name if pk else "") if pk not in lanes]
    rows = [
        Row(
            actors[pk].name if pk else _("No side"),
            _statements(counted[pk]),
            Filters(process=selection.filters.process, side=(actors[pk].slug if pk else "none",)).querystring()
            if counted[pk]
            else "",
            palette.number(pk, process.pk) if pk else 0,
        )
        for pk in [*lanes, *(pk for pk in others if pk), *(pk for pk in others if not pk)]
    ]
    return _named(rows)


def _named(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return the first rows, and one that says how many are left out."""
    if len(rows) <= NAMED:
        return tuple(rows)
    return (*rows[:NAMED], Row(_("and others"), grouped(len(rows) - NAMED)))


def _by_number(counted: Counter, name=str) -> list[tuple]:
    return sorted(counted.items(), key=lambda one: (-one[1], name(one[0])))


def _statements(number: int) -> str:
    return ngettext("%(n)s statement", "%(n)s statements", number) % {"n": grouped(number)}


def _reports(number: int) -> str:
    return ngettext("%(n)s report", "%(n)s reports", number) % {"n": grouped(number)}
