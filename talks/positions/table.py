"""The table of topics by sides: in each cell the latest of the side's own, and apart from it what it says of others."""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from talks import dates
from talks.accounts import Differences
from talks.counting import count_reports
from talks.index import give
from talks.models import Actor, Claim, Event, Outlet, Process, Question, Topic
from talks.positions.cells import Found, Place, read_cells
from talks.positions.claims import (
    Column,
    around_side,
    columns_of,
    lane_order,
    narrowed,
    table_address,
)
from talks.statements import Palette, Statement
from talks.stencils import Stencil, joined
from talks.timeline import Filters, Selection, select
from talks.vocabulary import Difference

LATEST = Stencil(
    "_latest.html",
    *("about_others", "machine_day", "day", "others_line", "name", "role", "text"),
    *("kind", "report_page", "outlet", "paragraph", "shifts", "keep"),
)
SHIFT = Stencil("_shift.html", "kind", "question_page", "question", "keep")
CELL = Stencil("_cell.html", "palette", "side", "topic", "nothing", "own", "others", "address", "tally", "about_others")


@lru_cache(maxsize=4096)
def _day(said: str, language: str | None) -> tuple[str, str]:
    """Return a day in words, and for programs."""
    day = dates.parse(said)
    return dates.short(day), dates.machine(day)


@dataclass(frozen=True)
class Latest:
    """The latest statement of a cell, and how many others may be as late."""

    statement: Statement
    others: int
    same_day: bool

    @property
    def day(self) -> str:
        """The day said; for a statement without one, the day by which it was said, since a report has it."""
        claim, language = self.statement.claim, self.statement.language
        if claim.said:
            return _day(claim.said, language)[0]
        if claim.article.published_latest:
            return _day(f"[..{claim.article.published_latest.isoformat()}]", language)[0]
        return _("day not stated")

    @property
    def machine_day(self) -> str:
        """The day for programs; empty where there is no plain one."""
        claim = self.statement.claim
        return _day(claim.said, self.statement.language)[1] if claim.said else ""

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

    def print(self, keep: str, *, about_others: bool) -> SafeString:
        """Return it as it stands in its cell."""
        one = self.statement
        language = one.language
        shifts = [
            SHIFT.print([str(kind.label), question.get_absolute_url(), question.text, keep], language)
            for kind, question in one.marks
        ]
        days = ["1" if about_others else "", self.machine_day, self.day, self.others_line]
        # A role as reported stands beside no name that is known.
        words = [one.name, "" if one.claim.speaker_id else one.role, one.text, one.kind]
        source = [one.report_page, one.outlet, str(one.paragraph)]
        return LATEST.print([*days, *words, *source, joined(shifts), keep], language)


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

    def print(self, topic: str, keep: str, language: str | None) -> SafeString:
        """Return it as it stands in the table."""
        own = self.own.print(keep, about_others=False) if self.own else ""
        others = self.others.print(keep, about_others=True) if self.others else ""
        tally = ngettext("%(n)s statement", "%(n)s statements", self.count) % {"n": self.count} if self.count else ""
        about_others = str(self.count_others) if self.count_others not in {0, self.count} else ""
        side = [str(self.column.palette), self.column.side.name]
        return CELL.print([*side, topic, self.nothing, own, others, self.address, tally, about_others], language)


@dataclass(frozen=True)
class Row:
    """One topic, a cell for each side, and how these are printed."""

    topic: Topic
    cells: tuple[Cell, ...]
    count: int
    html: SafeString


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
    language, keep = get_language(), Filters(known=asked.known).querystring()
    counts, palette = cells.counts, Palette(selection.index.names.lanes)
    # What was known by a day is told by the reports alone, which are fewer than their statements.
    sources = selection.sources if asked.process or not asked.known else partial(count_reports, asked.known_day)
    reports = sources().total()
    processes, lanes = public_processes(), lane_order(asked)
    process = next((one.pk for one in processes if asked.process == (one.slug,)), None)
    speaking = {side for _topic, side in counts}
    columns = columns_of(speaking, lanes, palette, process)
    latest = read_latest(selection, cells.found, {column.side.pk: column.palette for column in columns}, language)
    missing = Missing.in_words(reports)
    rows = []
    for topic in Topic.objects.filter(pk__in={topic for topic, _side in counts}).order_by("name", "slug"):
        around = around_side(topic, asked)
        shown = tuple(_cell(topic, column, counts, latest, missing, around) for column in columns)
        html = joined([cell.print(topic.name, keep, language) for cell in shown])
        rows.append(Row(topic, shown, sum(cell.count for cell in shown), html))
    rows.sort(key=lambda row: -row.count)
    unheard = set(lanes) - speaking
    silent = Actor.objects.public().filter(pk__in=unheard) if unheard else ()
    return Positions(
        columns=tuple(columns),
        rows=tuple(row for row in rows if any(cell.own for cell in row.cells)),
        folded=tuple(row for row in rows if not any(cell.own for cell in row.cells)),
        silent=tuple(sorted(silent, key=lambda side: lanes.index(side.pk))),
        reports=reports,
        choices=_choices(processes, asked),
        without_known=table_address(asked.lifted("known")),
    )


class Missing(NamedTuple):
    """What a cell says in words where nothing of a side's own stands in it."""

    everything: str
    own: str
    positions: str

    @classmethod
    def in_words(cls, reports: int) -> "Missing":
        """Return it for so many reports."""
        words = (
            ngettext("Nothing in this report", "Nothing in these %(n)d reports", reports),
            ngettext("Nothing of its own in this report", "Nothing of its own in these %(n)d reports", reports),
            ngettext("No position in this report", "No position in these %(n)d reports", reports),
        )
        return cls(*(one % {"n": reports} for one in words))


def _cell(topic: Topic, column: Column, counts: dict, latest: dict, missing: Missing, around: tuple[str, str]) -> Cell:
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
    return Cell(column, own, others, count, count_others, nothing, f"{before}{side.slug}{after}")


SHOWN = (
    *("slug", "article", "paragraph", "speaker", "speaker_role", "side", "attribution", "kind", "statement", "said"),
    *("repeats", "article__slug", "article__published_latest", "article__outlet"),
)
"""What a cell prints of a statement; of thousands, the rest is not read."""


def read_latest(
    selection: Selection, found: dict[Place, Found], palette: dict[int, int], language: str | None
) -> dict[Place, Latest]:
    """Return the statement that each cell shows, once of its own positions (False), once about others (True).

    ``palette`` holds the number of each side. Cost: three queries; names, and where accounts differ, come from the index.
    """
    records = selection.index.names.records
    rows = Claim.objects.filter(pk__in={one.claim for one in found.values()})
    claims = {claim.pk: claim for claim in rows.select_related("article").only(*SHOWN)}
    give(claims.values(), speaker=records[Actor], side=records[Actor])
    give([claim.article for claim in claims.values()], outlet=records[Outlet])
    marks = read_marks(selection, {claim.utterance_id for claim in claims.values()})
    result = {}
    for cell, (pk, others, same_day) in found.items():
        claim = claims[pk]
        statement = Statement(claim, palette[cell[1]], marks.get(claim.utterance_id, ()), None, language)
        result[cell] = Latest(statement, others, same_day)
    return result


def read_marks(selection: Selection, spoken: set[int]) -> dict[int, tuple[tuple[Difference, Question], ...]]:
    """Return how accounts of these utterances differ from others, by the ids of their first records.

    Shape: only those that differ. All wordings count that the table counts. Cost: two queries.
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
    return {first: tuple(differences.marks(pks)) for first, pks in claims.items()}


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
