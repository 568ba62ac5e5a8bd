"""The table of topics by sides: each cell has the latest own position, and apart from it the latest about others.

Reads ``cells`` and ``scope``, rows and statements; ``positions.html`` shows the result.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from talks import dates
from talks.differences import Differences
from talks.models import Actor, Claim, Event, Process, Question, Topic
from talks.pages.positions.cells import CellKey, Found, read_cells
from talks.pages.positions.scope import (
    PositionColumn,
    around_side,
    columns_of,
    lane_order,
    narrowed,
    table_address,
)
from talks.pages.reports import count_reports
from talks.palette import Palette
from talks.querysets import ByName
from talks.rows import ClaimRow, read_claims
from talks.statements import DifferenceMark, Statement, make_statement, marks_of
from talks.timeline import Filters, Selection, select


@lru_cache(maxsize=4096)
def _day(said: str, language: str | None) -> tuple[str, str]:
    """Return a day in words and as ISO 8601."""
    if not said:
        return _("day not stated"), ""
    day = dates.parse(said)
    return dates.short(day), dates.machine(day)


@dataclass(slots=True)
class Latest:
    """The latest statement of a cell: of the side's own positions, or about others.

    Shape: ``day`` is the day said, or the day by which its report appeared; ``machine_day`` is empty unless the day is
    plain. ``role`` is empty for a named speaker. ``more`` counts, in words, the other statements that may be as late.
    """

    statement: Statement
    about_others: bool
    day: str
    machine_day: str
    role: str
    more: str


@dataclass(slots=True)
class Cell:
    """What one side says on one topic.

    Shape: ``own`` and ``others`` hold the latest statement, or nothing; ``nothing`` says in words what is missing.
    ``tally`` is the number of statements in words; ``about_others`` the number about others, unless that is all or none.
    """

    palette: int
    side: str
    topic: str
    own: list[Latest]
    others: list[Latest]
    nothing: str
    address: str
    tally: str
    about_others: str


@dataclass(slots=True)
class TopicRow:
    """One topic, with a cell for each side."""

    topic: str
    cells: list[Cell]
    statements: int

    @property
    def has_position(self) -> bool:
        """Whether any side takes a position of its own."""
        return any(cell.own for cell in self.cells)


@dataclass(frozen=True)
class ProcessChoice:
    """A link to one negotiation, or to all of them."""

    title: str
    address: str
    chosen: bool


@dataclass(frozen=True)
class Positions:
    """The whole table: topics with a position in ``rows``, the others in ``folded``; and the silent sides."""

    columns: tuple[PositionColumn, ...]
    rows: tuple[TopicRow, ...]
    folded: tuple[TopicRow, ...]
    silent: tuple[Actor, ...]
    reports: int
    choices: tuple[ProcessChoice, ...]
    without_known: str


def read_positions(asked: Filters) -> Positions:
    """Return the latest statement of each side on each topic; uses only ``process`` and ``known``.

    Shape: sides in the order of their lanes, then by name; topics with the most statements first, then by name.
    Cost: a constant number of queries, which read only statements that are shown; ``read_cells`` is cached.
    """
    asked = narrowed(asked)
    selection = select(asked)
    cells = selection.cached("positions", lambda: read_cells(selection))
    counts, palette = cells.counts, Palette(selection.index.names.lanes)
    # With ``known`` alone it is enough to count reports, which are fewer than statements.
    agencies = selection.agencies if asked.process or not asked.known else partial(count_reports, asked.known_day)
    reports = agencies().total()
    processes, lanes = public_processes(), lane_order(asked)
    process = next((one.pk for one in processes if asked.process == (one.slug,)), None)
    speaking = {side for _topic, side in counts}
    columns = columns_of(speaking, lanes, palette, process)
    latest = read_latest(selection, cells.found, palette)
    missing = Missing.in_words(reports)
    rows = []
    for topic in Topic.objects.filter(pk__in={topic for topic, _side in counts}).order_by(ByName("name"), "slug"):
        around = around_side(topic, asked)
        shown = [_cell(topic, column, counts, latest, missing, around) for column in columns]
        rows.append(
            TopicRow(topic.name, shown, sum(counts.get((topic.pk, column.side.pk), (0, 0))[0] for column in columns))
        )
    rows.sort(key=lambda row: -row.statements)
    unheard = set(lanes) - speaking
    silent = Actor.objects.public().filter(pk__in=unheard) if unheard else ()
    return Positions(
        columns=tuple(columns),
        rows=tuple(row for row in rows if row.has_position),
        folded=tuple(row for row in rows if not row.has_position),
        silent=tuple(sorted(silent, key=lambda side: lanes.index(side.pk))),
        reports=reports,
        choices=_choices(processes, asked),
        without_known=table_address(asked.lifted("known")),
    )


class Missing(NamedTuple):
    """The words for a cell without a position of the side's own."""

    everything: str
    own: str
    positions: str

    @classmethod
    def in_words(cls, reports: int) -> "Missing":
        """Return these words for a number of reports."""
        words = (
            ngettext("Nothing in this report", "Nothing in these %(n)d reports", reports),
            ngettext("Nothing of its own in this report", "Nothing of its own in these %(n)d reports", reports),
            ngettext("No position in this report", "No position in these %(n)d reports", reports),
        )
        return cls(*(one % {"n": reports} for one in words))


def _cell(
    topic: Topic, column: PositionColumn, counts: dict, latest: dict, missing: Missing, around: tuple[str, str]
) -> Cell:
    side, (before, after) = column.side, around
    count, count_others = counts.get((topic.pk, side.pk), (0, 0))
    own = latest.get((topic.pk, side.pk, False))
    if own:
        nothing = ""
    elif not count:
        nothing = missing.everything
    elif count == count_others:
        nothing = missing.own
    else:
        nothing = missing.positions
    others = latest.get((topic.pk, side.pk, True))
    tally = ngettext("%(n)s statement", "%(n)s statements", count) % {"n": count} if count else ""
    return Cell(
        palette=column.palette,
        side=side.name,
        topic=topic.name,
        own=[own] if own else [],
        others=[others] if others else [],
        nothing=nothing,
        address=f"{before}{side.slug}{after}",
        tally=tally,
        about_others=str(count_others) if count_others not in {0, count} else "",
    )


def read_latest(selection: Selection, found: dict[CellKey, Found], palette: Palette) -> dict[CellKey, Latest]:
    """Return the statement that each cell shows.

    Cost: five queries; the index knows where accounts differ.
    """
    language = get_language()
    claims = Claim.objects.filter(pk__in={one.claim for one in found.values()}).order_by()
    rows = {row.pk: row for row in read_claims(selection.index, claims)}
    marks = read_marks(selection, {row.utterance for row in rows.values()})
    result = {}
    for (topic, side, about), (pk, others, same_day) in found.items():
        row = rows[pk]
        statement = make_statement(row, palette, marks.get(row.utterance, ()), language)
        day, machine_day = _day(_day_text(row), language)
        result[topic, side, about] = Latest(
            statement=statement,
            about_others=about,
            day=day,
            machine_day=machine_day if row.said else "",
            role="" if row.speaker else statement.role,
            more=_more_words(others, bool(row.said), same_day),
        )
    return result


def _day_text(row: ClaimRow) -> str:
    return row.said or (f"[..{row.report.latest.isoformat()}]" if row.report.latest else "")


def _more_words(number: int, is_dated: bool, same_day: bool) -> str:
    """Return, in words, how many other statements of a cell may be as late; empty for none."""
    if not number:
        return ""
    if not is_dated:
        words = ngettext("%(n)d more without a day", "%(n)d more without a day", number)
    elif same_day:
        words = ngettext("%(n)d more on that day", "%(n)d more on that day", number)
    else:
        words = ngettext("%(n)d more may be as late", "%(n)d more may be as late", number)
    return words % {"n": number}


def read_marks(selection: Selection, spoken: set[int]) -> dict[int, tuple[DifferenceMark, ...]]:
    """Return the marks of the utterances that differ from others, by the ids of their first records.

    Shape: counts the same wordings as the table.
    Cost: two queries.
    """
    index, known = selection.index, selection.filters.known_day
    repeats = Claim.objects.filter(repeats__in=spoken).order_by().values_list("pk", "repeats")
    utterance = {pk: pk for pk in spoken} | dict(repeats)
    of_claim = index.differing.of_claims(utterance, known.toordinal() if known else None)
    claims: dict[int, list[int]] = defaultdict(list)
    for part in selection.parts:
        nobodys = part.segment.claims_of("side", (None,))
        for number in (part.segment.claim_numbers(sorted(of_claim)) & part.matching) - nobodys:
            pk = part.segment.claim_pk(number)
            claims[utterance[pk]].append(pk)
    asked = {question for marks in of_claim.values() for _kind, question in marks}
    differences = Differences(questions=Question.objects.in_bulk(asked or {0}), of_claim=of_claim)
    return {first: marks_of(differences, pks) for first, pks in claims.items()}


def public_processes() -> list[Process]:
    """Return the negotiations with a public event, by title. Cost: one query."""
    return list(Process.objects.filter(Exists(Event.objects.public().filter(process=OuterRef("pk")))))


def _choices(processes: list[Process], asked: Filters) -> tuple[ProcessChoice, ...]:
    """Return a link to all negotiations and to each; empty where there is only one."""
    if len(processes) < 2:
        return ()
    everything = ProcessChoice(_("All negotiations"), table_address(asked.lifted("process")), not asked.process)
    single = (Filters(process=(one.slug,), known=asked.known) for one in processes)
    return (
        everything,
        *(
            ProcessChoice(one.title, table_address(alone), one.slug in asked.process)
            for one, alone in zip(processes, single, strict=True)
        ),
    )
