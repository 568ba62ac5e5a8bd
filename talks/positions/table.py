"""The table of topics by sides: in each cell the latest of the side's own, and apart from it what it says of others."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talks import dates
from talks.accounts import read_differences
from talks.index import give
from talks.models import Actor, Claim, Event, Outlet, Process, Topic
from talks.paging import wordings
from talks.positions.cells import Found, Place, read_cells
from talks.positions.claims import (
    Column,
    asked_claims,
    columns_of,
    lane_order,
    narrowed,
    position_address,
    table_address,
)
from talks.statements import Palette, Statement
from talks.timeline import Filters, Selection, select


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
    Cost: a constant number of queries, and the statements that are shown. Which they are the index tells, see
    ``read_cells``; it is remembered.
    """
    asked = narrowed(asked)
    selection = select(asked)
    cells = selection.remembered("positions", lambda: read_cells(selection))
    counts, palette = cells.counts, Palette()
    latest = read_latest(selection, cells.found, palette)
    reports = selection.sources().total()
    processes, lanes = public_processes(), lane_order(asked)
    process = next((one.pk for one in processes if asked.process == (one.slug,)), None)
    speaking = {side for _topic, side in counts}
    columns = columns_of(speaking, lanes, palette, process)
    rows = []
    for topic in Topic.objects.filter(pk__in={topic for topic, _side in counts}).order_by("name", "slug"):
        shown = [_cell(topic, column, counts, latest, reports, asked) for column in columns]
        rows.append(Row(topic, tuple(shown), sum(cell.count for cell in shown)))
    rows.sort(key=lambda row: -row.count)
    silent = Actor.objects.public().filter(pk__in=set(lanes) - speaking)
    return Positions(
        columns=tuple(columns),
        rows=tuple(row for row in rows if any(cell.own for cell in row.cells)),
        folded=tuple(row for row in rows if not any(cell.own for cell in row.cells)),
        silent=tuple(sorted(silent, key=lambda side: lanes.index(side.pk))),
        reports=reports,
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


SHOWN = (
    *("slug", "article", "paragraph", "speaker", "speaker_role", "side", "attribution", "kind", "statement", "said"),
    *("repeats", "article__slug", "article__published_latest", "article__outlet"),
)
"""What a cell prints of a statement; of thousands, the rest is not read."""


def read_latest(selection: Selection, found: dict[Place, Found], palette: Palette) -> dict[Place, Latest]:
    """Return the statement that each cell shows, once of its own positions (False), once about others (True).

    Cost: five queries; names come from the index.
    """
    asked, records = selection.filters, selection.index.names.records
    claims = asked_claims(asked).select_related("article").only(*SHOWN).annotate(process=F("event__process"))
    shown = wordings(claims, {one.utterance for one in found.values()})
    give(shown, speaker=records[Actor], side=records[Actor])
    give([claim.article for claim in shown], outlet=records[Outlet])
    same: dict[int, list[Claim]] = defaultdict(list)
    for claim in shown:
        same[claim.utterance_id].append(claim)
    differences = read_differences(asked.known_day, answered_by=[claim.pk for claim in shown])
    result = {}
    for cell, (pk, utterance, others, same_day) in found.items():
        claim = next(one for one in same[utterance] if one.pk == pk)
        marks = tuple(differences.marks(one.pk for one in same[utterance]))
        statement = Statement(claim, palette.number(claim.side_pk, claim.process), marks)
        result[cell] = Latest(statement=statement, others=others, same_day=same_day)
    return result


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
