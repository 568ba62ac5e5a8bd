"""The table of topics by sides: in each cell the latest of the side's own, and apart from it what it says of others."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, Value, When, Window
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talks import dates
from talks.accounts import read_differences
from talks.counting import count_reports, kept, public_claims
from talks.models import Actor, Claim, Event, Process, Topic
from talks.paging import wordings
from talks.positions.claims import (
    POSITIONS,
    Column,
    asked_claims,
    columns_of,
    in_process,
    lane_order,
    narrowed,
    position_address,
    table_address,
)
from talks.querysets import BY_REPORT, ClaimQuerySet
from talks.statements import Palette, Statement
from talks.timeline import Filters


@dataclass(frozen=True)
class Latest:
    """The latest statement of a cell, and how many others may be as late."""

    statement: Statement
    others: int
    same_day: bool

    @property
    def day(self) -> str:
        """The day said; for a statement without one, the day by which it was said, since a report has it."""
        claim = self.statement.claim
        if claim.said:
            return dates.short(dates.parse(claim.said))
        if claim.article.published_latest:
            return dates.short(dates.parse(f"[..{claim.article.published_latest.isoformat()}]"))
        return _("day not stated")

    @property
    def machine_day(self) -> str:
        """The day for programs; empty where there is no plain one."""
        return dates.machine(dates.parse(self.statement.claim.said)) if self.statement.claim.said else ""

    @property
    def others_line(self) -> str:
        """How many others of the cell nobody can call earlier; empty where there are none."""
        if not self.others:
            return ""
        if not self.statement.claim.said:
            words = ngettext("%(n)d more without a day", "%(n)d more without a day", self.others)
        elif self.same_day:
            words = ngettext("%(n)d more on that day", "%(n)d more on that day", self.others)
        else:
            words = ngettext("%(n)d more may be as late", "%(n)d more may be as late", self.others)
        return words % {"n": self.others}


@dataclass(frozen=True)
class Cell:
    """What one side says on one topic; ``nothing`` says in words what is missing, and is empty where nothing is."""

    column: Column
    own: Latest | None
    others: Latest | None
    count: int
    count_others: int
    nothing: str
    address: str


@dataclass(frozen=True)
class Row:
    """One topic, a cell for each side."""

    topic: Topic
    cells: tuple[Cell, ...]
    count: int


@dataclass(frozen=True)
class Choice:
    """A negotiation to choose, or all of them."""

    title: str
    address: str
    chosen: bool


@dataclass(frozen=True)
class Positions:
    """The whole table: ``rows`` with a position of somebody, ``folded`` without, and the sides that say nothing."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    folded: tuple[Row, ...]
    silent: tuple[Actor, ...]
    reports: int
    choices: tuple[Choice, ...]
    without_known: str


def read_positions(asked: Filters) -> Positions:
    """Return the latest of each side on each topic; of the question, ``process`` and ``known`` are heeded.

    Shape: sides in the order of their lanes, then by name; topics with the most statements first, then by name.
    Cost: a constant number of queries, and the statements that are shown. Which they are is found once a process for
    each version of the record, see ``read_cells``.
    """
    asked = narrowed(asked)
    claims = asked_claims(asked)
    cells = kept(f"positions/{asked.querystring()}", lambda: read_cells(asked))
    counts, palette = cells.counts, Palette()
    latest = read_latest(claims, cells.found, asked, palette)
    processes, lanes = public_processes(), lane_order(asked)
    process = next((one.pk for one in processes if asked.process == (one.slug,)), None)
    speaking = {side for _topic, side in counts}
    columns = columns_of(speaking, lanes, palette, process)
    rows = []
    for topic in Topic.objects.filter(pk__in={topic for topic, _side in counts}).order_by("name", "slug"):
        shown = [_cell(topic, column, counts, latest, cells.reports, asked) for column in columns]
        rows.append(Row(topic, tuple(shown), sum(cell.count for cell in shown)))
    rows.sort(key=lambda row: -row.count)
    silent = Actor.objects.public().filter(pk__in=set(lanes) - speaking)
    return Positions(
        columns=tuple(columns),
        rows=tuple(row for row in rows if any(cell.own for cell in row.cells)),
        folded=tuple(row for row in rows if not any(cell.own for cell in row.cells)),
        silent=tuple(sorted(silent, key=lambda side: lanes.index(side.pk))),
        reports=cells.reports,
        choices=_choices(processes, asked),
        without_known=table_address(asked.lifted("known")),
    )


def _cell(topic: Topic, column: Column, counts: dict, latest: dict, reports: int, asked: Filters) -> Cell:
    count, count_others = counts.get((topic.pk, column.side.pk), (0, 0))
    own = latest.get((topic.pk, column.side.pk, False))
    if own:
        nothing = ""
    elif not count:
        nothing = ngettext("Nothing in this report", "Nothing in these %(n)d reports", reports)
    elif count == count_others:
        nothing = ngettext("Nothing of its own in this report", "Nothing of its own in these %(n)d reports", reports)
    else:
        nothing = ngettext("No position in this report", "No position in these %(n)d reports", reports)
    return Cell(
        column=column,
        own=own,
        others=latest.get((topic.pk, column.side.pk, True)),
        count=count,
        count_others=count_others,
        nothing=nothing and nothing % {"n": reports},
        address=position_address(topic, column.side, asked),
    )


class Found(NamedTuple):
    """Which statement a cell shows, of which utterance, and how many others may be as late."""

    claim: int
    utterance: int
    others: int
    same_day: bool


class Cells(NamedTuple):
    """What the table says, in numbers: how many statements by topic and side, in all and about others; the latest."""

    counts: dict[tuple[int, int], tuple[int, int]]
    found: dict[tuple[int, int, bool], Found]
    reports: int


def read_cells(asked: Filters) -> Cells:
    """Return what stands in each cell, without its words.

    Cost: four queries at most. No index tells who spoke for a side on a topic and when last: the database reads the
    statements asked about once for the counts and once for the latest, so that the time grows with the record: 2.5 s
    at 500,000 statements.
    """
    claims = asked_claims(asked, public_claims(asked.known_day))
    counts = {
        (topic, side): (count, others)
        for topic, side, count, others in claims.filter(topics__isnull=False)
        .order_by()
        .values_list("topics", "side_pk")
        .annotate(n=Count("pk"), n_others=Count("pk", filter=Q(about=True)))
    }
    found = {}
    for cell, group in _candidates(claims).items():
        lead = group[0]
        others = {one.utterance: one for one in group if one.utterance != lead.utterance}
        same_day = all(lead.first == lead.last == one.first == one.last for one in others.values())
        found[cell] = Found(lead.claim, lead.utterance, len(others), same_day)
    if not asked.process:
        return Cells(counts, found, count_reports(asked.known_day).total())
    reports = in_process(Claim.objects.public(asked.known_day), asked).order_by()
    return Cells(counts, found, reports.aggregate(n=Count("article", distinct=True))["n"])


def read_latest(
    claims: ClaimQuerySet, found: dict[tuple[int, int, bool], Found], asked: Filters, palette: Palette
) -> dict[tuple[int, int, bool], Latest]:
    """Return the latest statement for each topic and side, once of its own positions (False), once about others (True).

    A statement is out once another was certainly said later. Of those left, the one shown has the latest first possible
    day, the last in the order said; of several, the one that may be latest; then the first in reading order.
    One without a day is shown only where none has a day, the last published first. Cost: five queries.
    """
    shown = {one.utterance for one in found.values()}
    same: dict[int, list[Claim]] = defaultdict(list)
    for claim in wordings(claims.with_names().prefetch_related(None), shown):
        same[claim.utterance_id].append(claim)
    differences = read_differences(asked.known_day, answered_by=[one.pk for group in same.values() for one in group])
    result = {}
    for cell, (pk, utterance, others, same_day) in found.items():
        claim = next(one for one in same[utterance] if one.pk == pk)
        marks = tuple(differences.marks(one.pk for one in same[utterance]))
        statement = Statement(claim, palette.number(claim.side_pk, claim.event.process_id), marks)
        result[cell] = Latest(statement=statement, others=others, same_day=same_day)
    return result


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement than which no other of its cell was certainly said later."""

    claim: int
    utterance: int
    is_repeated: bool
    first: date | None
    last: date

    @property
    def lateness(self) -> tuple[date, date]:
        """First and last possible day; any day beats none."""
        return (self.first or date.min, self.last if self.last < date.max else date.min)


def _candidates(claims: ClaimQuerySet) -> dict[tuple[int, int, bool], list[Candidate]]:
    """Return for each cell the statements that may be its latest, the one to show first. Cost: one query."""
    cell = ["topics", "side_pk", "about"]
    # What has no day, or an open end, was still said by the day on which a report has it, if that is known.
    last = Case(
        When(said="", then=Coalesce("article__published_latest", Value(date.max))),
        default=Coalesce("said_latest", "article__published_latest", "said_earliest"),
    )
    rows = (
        claims.filter(Q(about=True) | Q(kind__in=POSITIONS), topics__isnull=False)
        .annotate(first=Coalesce("said_earliest", "said_latest"), last=last)
        .annotate(top=Window(Max("first"), partition_by=[F(name) for name in cell]))
        .filter(Q(top__isnull=True) | Q(first=F("top")) | Q(last__gte=F("top")))
        .order_by(*BY_REPORT)
        .values_list(*cell, "pk", "repeats_id", "first", "last")
    )
    found = defaultdict(list)
    for topic, side, about, pk, repeats, first, latest in rows:
        found[topic, side, about].append(Candidate(pk, repeats or pk, repeats is not None, first, latest))
    for group in found.values():
        # A sort keeps the order before it where its own key is the same.
        group.sort(key=lambda one: one.is_repeated)
        group.sort(key=lambda one: one.lateness, reverse=True)
    return found


def public_processes() -> list[Process]:
    """Return the negotiations with a public event, by title. Cost: one query."""
    return list(Process.objects.filter(Exists(Event.objects.public().filter(process=OuterRef("pk")))))


def _choices(processes: list[Process], asked: Filters) -> tuple[Choice, ...]:
    """Return all negotiations and each one, to choose from; nothing where there is no choice."""
    if len(processes) < 2:
        return ()
    everything = Choice(_("All negotiations"), table_address(asked.lifted("process")), not asked.process)
    single = (Filters(process=(one.slug,), known=asked.known) for one in processes)
    return (
        everything,
        *(
            Choice(one.title, table_address(alone), one.slug in asked.process)
            for one, alone in zip(processes, single, strict=True)
        ),
    )
