"""The table of topics by sides: in each cell the latest of the side's own, and apart from it what it says of others."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, Value, When, Window
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talks import dates
from talks.accounts import Differences, read_differences
from talks.models import Actor, Claim, Event, Process, Topic
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
from talks.querysets import ClaimQuerySet
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
    Cost: a constant number of queries. The database reads the statements asked about once for the counts and once for
    the latest; Python reads those shown, and keys and days of those that may be as late.
    """
    asked = narrowed(asked)
    claims = asked_claims(asked)
    counts = {
        (topic, side): (count, others)
        for topic, side, count, others in claims.filter(topics__isnull=False)
        .order_by()
        .values_list("topics", "side_pk")
        .annotate(n=Count("pk"), n_others=Count("pk", filter=Q(about=True)))
    }
    differences, palette = read_differences(asked.known_day), Palette()
    latest = read_latest(claims, differences, palette)
    processes, lanes = public_processes(), lane_order(asked)
    process = next((one.pk for one in processes if asked.process == (one.slug,)), None)
    speaking = {side for _topic, side in counts}
    columns = columns_of(speaking, lanes, palette, process)
    reports = in_process(Claim.objects.public(asked.known_day), asked)
    reports = reports.order_by().aggregate(n=Count("article", distinct=True))["n"]
    rows = []
    for topic in Topic.objects.filter(pk__in={topic for topic, _side in counts}).order_by("name", "slug"):
        cells = [_cell(topic, column, counts, latest, reports, asked) for column in columns]
        rows.append(Row(topic, tuple(cells), sum(cell.count for cell in cells)))
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


def read_latest(
    claims: ClaimQuerySet, differences: Differences, palette: Palette
) -> dict[tuple[int, int, bool], Latest]:
    """Return the latest statement for each topic and side, once of its own positions (False), once about others (True).

    A statement is out once another was certainly said later. Of those left, the one shown has the latest first possible
    day, the last in the order said; of several, the one that may be latest; then the first in reading order.
    One without a day is shown only where none has a day, the last published first. Cost: two queries.
    """
    candidates = _candidates(claims)
    shown = {group[0].utterance for group in candidates.values()}
    wordings = defaultdict(list)
    for claim in (
        claims.with_names().prefetch_related(None).filter(Q(pk__in=shown) | Q(repeats__in=shown)).in_reading_order()
    ):
        wordings[claim.utterance_id].append(claim)
    result = {}
    for cell, group in candidates.items():
        lead, same = group[0], wordings[group[0].utterance]
        claim = next(one for one in same if one.pk == lead.claim)
        marks = tuple(differences.marks(one.pk for one in same))
        others = {one.utterance: one for one in group if one.utterance != lead.utterance}
        result[cell] = Latest(
            statement=Statement(claim, palette.number(claim.side_pk, claim.event.process_id), marks),
            others=len(others),
            same_day=all(lead.first == lead.last == one.first == one.last for one in others.values()),
        )
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
        .order_by("article__published_earliest", "article__slug", "paragraph", "slug")
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
