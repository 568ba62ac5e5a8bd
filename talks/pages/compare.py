"""Two to four reports side by side as plain data: what each says of an event, in lines of what belongs together.

Reads models, index, rows, statements and ``lines``; ``compare.html`` shows the result.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from talks import dates
from talks.index import current
from talks.models import Article, Claim, Event
from talks.pages.lines import Group, grouped_lines, read_differing, read_taken
from talks.pages.reports import ListedReport, listed
from talks.palette import Palette
from talks.rows import EventRow, read_claims, read_event_rows
from talks.sources import missing_words, source_label
from talks.statements import Statement, make_statement, marks_of
from talks.timeline.pager import Paged, cut
from talks.wording import grouped

EVENTS = 10  # on a page, of those that several of the reports tell of
LINES = 20  # of one event that are shown
OPEN, IN_ALL = 4, 20  # statements of one report on one event that only it has: open, and shown at all
IN_CELL = 5  # statements of one report in one line
ALONE = 50  # events that only one report tells of


class Column(NamedTuple):
    """One of the reports.

    Shape: ``position`` says where it stands, as in “left only”; ``alone`` counts its own lines; ``missing`` is a sentence
    where a part of it was not available, so that nobody takes it for silent.
    """

    report: ListedReport
    label: str
    position: str
    statements: str
    alone: int
    missing: str


class Cell(NamedTuple):
    """What one report says in a line. Shape: ``more`` says how many statements are left out, empty if none is."""

    label: str
    statements: list[Statement]
    more: str


class Line(NamedTuple):
    """What several of the reports say of one matter: a cell for each report, empty where it says nothing.

    Shape: ``who`` are the reports that say it in words, as in “both”; ``how`` is what makes it one line.
    """

    who: str
    how: str
    marks: tuple[tuple[str, str, str], ...]
    cells: list[Cell]


class Alone(NamedTuple):
    """What only one of the reports says of an event. Shape: ``folded`` are behind ``more``; ``left_out`` in words."""

    label: str
    position: str
    shown: list[Statement]
    folded: list[Statement]
    more: str
    left_out: str


class ComparedEvent(NamedTuple):
    """An event that several of the reports tell of. Shape: ``alone`` is empty if no report says anything on its own."""

    event: EventRow
    day: str
    lines: list[Line]
    left_out: str
    alone: list[Alone]


class LoneEvent(NamedTuple):
    """An event that only one of the reports tells of."""

    event: EventRow
    about: str


class LoneEvents(NamedTuple):
    """The events that only this report tells of. Shape: ``left_out`` in words, empty if all are shown."""

    label: str
    position: str
    report: str
    events: list[LoneEvent]
    left_out: str


@dataclass(frozen=True)
class Comparison:
    """Reports side by side, one page of the events that several of them tell of.

    Shape: ``lines`` is how many lines there are in all, ``counts`` what they add up from, ``together`` what those of
    several reports are. ``missing`` says that reports that were not wholly available may say more. ``lone`` is on the
    last page only.
    """

    title: str
    columns: list[Column]
    lines: str
    counts: list[str]
    together: list[str]
    missing: str
    events: list[ComparedEvent]
    lone: list[LoneEvents]
    paged: Paged


def read_comparison(slugs: Sequence[str], known: date | None = None, page: int = 1) -> Comparison:
    """Return two to four public reports side by side, in this order; ``known`` only limits where accounts differ.

    Cost: a constant number of queries; every statement of these reports is counted by a few columns, those of the page
    are read. What answers one question is compared pair by pair.
    """
    articles = list(Article.objects.public().filter(slug__in=slugs).select_related("outlet", "origin__house"))
    articles.sort(key=lambda one: slugs.index(one.slug))
    order = {one.pk: at for at, one in enumerate(articles)}
    claims = Claim.objects.public().filter(article__in=articles)
    taken = read_taken(claims, order)
    differences, pairs = read_differing(order, known)
    by_event: dict[int, list[Group]] = defaultdict(list)
    for group in grouped_lines(taken, pairs, differences.of_claim):
        by_event[group.claims[0].event].append(group)
    told = {event: set().union(*(group.reports for group in groups)) for event, groups in by_event.items()}
    in_order = [
        pk
        for pk in Event.objects.filter(pk__in=claims.values("event")).chronological().values_list("pk", flat=True)
        if pk in told
    ]
    several = [pk for pk in in_order if len(told[pk]) > 1]
    paged, start, stop = cut(len(several), page, EVENTS)
    columns = _columns(articles, by_event.values(), Counter(one.report for one in taken))
    shown = {pk: _cut_event(by_event[pk], order) for pk in several[start:stop]}
    lone = _cut_lone(in_order, told, order) if paged.number == paged.pages else {}
    index = current()
    rows = read_claims(index, claims.filter(pk__in={pk for one in shown.values() for pk in one.pks} or {0}))
    events = read_event_rows(index, {*shown, *(pk for pks in lone.values() for pk in pks[:ALONE])})
    palette, language = Palette(index.names.lanes), get_language()
    said = {row.pk: make_statement(row, palette, marks_of(differences, [row.pk]), language) for row in rows}
    drawn = _Drawing(columns, articles, events, said)
    titles = {2: _("Two reports side by side"), 3: _("Three reports side by side")}
    return Comparison(
        title=titles.get(len(articles), _("Four reports side by side")),
        columns=columns,
        **_counted([group for groups in by_event.values() for group in groups], columns),
        missing=_missing(columns),
        events=[drawn.event(pk, cut_event) for pk, cut_event in shown.items()],
        lone=[drawn.lone(at, lone[report], by_event) for report, at in order.items() if lone.get(report)],
        paged=paged,
    )


# What is shown of it


class _CutEvent(NamedTuple):
    """What a page shows of an event: lines of several reports, and what each report says alone, with what is left out."""

    lines: list[Group]
    lines_left_out: int
    alone: dict[int, list[int]]

    @property
    def pks(self) -> list[int]:
        in_lines = [pk for line in self.lines for pks in _by_report(line).values() for pk in pks[:IN_CELL]]
        return in_lines + [pk for pks in self.alone.values() for pk in pks[:IN_ALL]]


def _by_report(group: Group) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for one in group.claims:
        found[one.report].append(one.pk)
    return found


def _cut_event(groups: Iterable[Group], order: Collection[int]) -> _CutEvent:
    several, alone = [], {report: [] for report in order}
    for group in groups:
        if len(group.reports) > 1:
            several.append(group)
        else:
            alone[group.claims[0].report] += [one.pk for one in group.claims]
    several.sort(key=lambda group: group.order)
    return _CutEvent(several[:LINES], max(len(several) - LINES, 0), alone)


def _cut_lone(in_order: Iterable[int], told: dict[int, set[int]], order: Collection[int]) -> dict[int, list[int]]:
    lone: dict[int, list[int]] = {report: [] for report in order}
    for pk in in_order:
        if len(told[pk]) == 1:
            lone[next(iter(told[pk]))].append(pk)
    return lone


def _columns(articles: Sequence[Article], events: Iterable[list[Group]], counts: Counter[int]) -> list[Column]:
    alone = Counter(group.claims[0].report for groups in events for group in groups if len(group.reports) == 1)
    positions = [_("left only"), _("right only")] if len(articles) == 2 else [_("only here")] * len(articles)
    return [
        Column(
            listed(one, counts[one.pk]),
            source_label(one),
            position,
            ngettext("%(n)s statement", "%(n)s statements", counts[one.pk]) % {"n": grouped(counts[one.pk])},
            alone[one.pk],
            missing_words(one.completeness),
        )
        for one, position in zip(articles, positions, strict=True)
    ]


def _counted(groups: Sequence[Group], columns: Sequence[Column]) -> dict[str, str | list[str]]:
    """Return the number of lines in words, and what they add up from."""
    several = [group for group in groups if len(group.reports) > 1]
    in_all = sum(len(group.reports) == len(columns) for group in several)
    counts = [_who(len(columns), len(columns), in_all)]
    if len(columns) > 2:
        counts.append(_("%(n)s in some of them") % {"n": grouped(len(several) - in_all)})
    for one in columns:
        words = _("%(n)s %(position)s") if len(columns) == 2 else _("%(n)s only in %(report)s")
        counts.append(words % {"n": grouped(one.alone), "position": one.position, "report": one.label})
    utterances = sum(group.is_utterance for group in several)
    same = sum(group.is_same_words for group in several)
    differ = sum(group.differs for group in groups)
    return {
        "lines": ngettext("%(n)s line", "%(n)s lines", len(groups)) % {"n": grouped(len(groups))},
        "counts": counts,
        "together": [
            _("%(n)s the same utterance") % {"n": grouped(utterances)},
            _("%(n)s with the same words") % {"n": grouped(same)},
            _("%(n)s where accounts differ") % {"n": grouped(differ)},
        ],
    }


def _missing(columns: Sequence[Column]) -> str:
    """Return which reports are not whole, and what does not follow from what is missing here; else the empty string."""
    parts = [one.label for one in columns if one.missing]
    if not parts:
        return ""
    words = ngettext(
        "A part of this report was not available: %(reports)s. What only another report says here may be in that part too.",
        "A part of these reports was not available: %(reports)s. What only another report says here may be in that part too.",
        len(parts),
    )
    return words % {"reports": "; ".join(parts)}


def _who(reports: int, of: int, number: int | None = None) -> str:
    """Return which of the reports have a line, in words; with a ``number``, how many lines they have."""
    if number is not None:
        words = _("%(n)s in both") if of == 2 else _("%(n)s in all of them")
        return words % {"n": grouped(number)}
    if reports < of:
        return _("%(n)d of %(all)d") % {"n": reports, "all": of}
    return _("both") if of == 2 else _("all %(n)d") % {"n": of}


class _Drawing(NamedTuple):
    """Puts the lines of a page into words, from what was read for it."""

    columns: list[Column]
    articles: list[Article]
    events: dict[int, EventRow]
    said: dict[int, Statement]

    def event(self, pk: int, shown: _CutEvent) -> ComparedEvent:
        row, left_out = self.events[pk], shown.lines_left_out
        alone = [self.alone(at, pks) for at, pks in enumerate(shown.alone.values())]
        return ComparedEvent(
            row,
            _day(row),
            [self.line(group) for group in shown.lines],
            ngettext("%(n)s more line", "%(n)s more lines", left_out) % {"n": grouped(left_out)} if left_out else "",
            alone if any(one.shown for one in alone) else [],
        )

    def line(self, group: Group) -> Line:
        by_report = _by_report(group)
        marks = [mark for one in group.claims if one.pk in self.said for mark in self.said[one.pk].marks]
        return Line(
            _who(len(by_report), len(self.columns)),
            _how(group),
            tuple(dict.fromkeys(marks)),
            [self.cell(at, by_report.get(article.pk, [])) for at, article in enumerate(self.articles)],
        )

    def cell(self, at: int, pks: list[int]) -> Cell:
        return Cell(self.columns[at].label, self.of(pks[:IN_CELL]), _more(len(pks) - IN_CELL))

    def alone(self, at: int, pks: list[int]) -> Alone:
        folded = self.of(pks[OPEN:IN_ALL])
        label = _("only in %(report)s") % {"report": self.columns[at].label}
        position = self.columns[at].position
        shown, left_out = self.of(pks[:OPEN]), _more(len(pks) - IN_ALL)
        return Alone(label, position, shown, folded, _more(len(folded)), left_out)

    def lone(self, at: int, pks: list[int], by_event: dict[int, list[Group]]) -> LoneEvents:
        column, found = self.columns[at], []
        for pk in pks[:ALONE]:
            number = sum(len(group.claims) for group in by_event[pk])
            statements = ngettext("%(n)s statement", "%(n)s statements", number) % {"n": grouped(number)}
            words = _("%(day)s · %(statements)s") % {"day": _day(self.events[pk]), "statements": statements}
            found.append(LoneEvent(self.events[pk], words))
        left_out = len(pks) - ALONE
        more = ngettext("%(n)s more event", "%(n)s more events", left_out) % {"n": grouped(left_out)}
        return LoneEvents(column.label, column.position, column.report.slug, found, more if left_out > 0 else "")

    def of(self, pks: Iterable[int]) -> list[Statement]:
        return [self.said[pk] for pk in pks]


def _how(group: Group) -> str:
    if group.is_utterance:
        return _("same utterance, same words") if group.is_same_words else _("same utterance, other words")
    return _("same words") if group.is_same_words else ""


def _more(number: int) -> str:
    return ngettext("%(n)s more", "%(n)s more", number) % {"n": grouped(number)} if number > 0 else ""


def _day(event: EventRow) -> str:
    return dates.listed(dates.parse(event.date)) if event.date else _("day not stated")
