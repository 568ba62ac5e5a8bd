"""Topics with the sides that speak on them: what each said on the latest day, what it said first, and whether it moved.

Reads ``cells`` and ``scope``, rows and statements; ``positions.html`` shows the result.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from talks import dates
from talks.differences import Differences
from talks.models import Actor, Claim, Question, Topic
from talks.pages.positions.cells import Cells, Count, Found, Stance, read_cells
from talks.pages.positions.moves import Move, read_move
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
from talks.timeline.negotiations import NegotiationChoice, negotiation_choices
from talks.wording import grouped


@lru_cache(maxsize=4096)
def _day(said: str, language: str | None) -> tuple[str, str]:
    """Return a day in words and as ISO 8601."""
    if not said:
        return _("day not stated"), ""
    day = dates.parse(said)
    return dates.short(day), dates.machine(day)


@dataclass(slots=True)
class Shown:
    """One statement of a side on a topic.

    Shape: ``differs`` says how it differs from others, empty if it does not, and ``question`` on what. ``about`` names
    the other side that it is about, empty for a position of the side's own.
    """

    statement: Statement
    about: str
    differs: str
    question: str


@dataclass(slots=True)
class DayOf:
    """The statements of one day.

    Shape: ``day`` is the day said, or the day by which the report appeared, or says that a position is held, as reported;
    ``machine_day`` is empty unless the day is plain. ``title`` says which day it is, empty where there is only one.
    ``more`` counts, in words, the other statements that may be as late.
    """

    title: str
    day: str
    machine_day: str
    said: list[Shown]
    more: str


@dataclass(slots=True)
class Cell:
    """What one side says on one topic.

    Shape: ``days`` has the latest day, and the first if that was certainly before. ``tally`` is the number of statements in
    words, with those about others and without a day in ``parts``. ``asks`` has the questions on which the statements that
    stand here differ from others.
    """

    palette: int
    side: str
    side_page: str
    topic: str
    days: list[DayOf]
    address: str
    tally: str
    parts: str
    move: Move
    asks: list[DifferenceMark]


@dataclass(slots=True)
class TopicRow:
    """One topic with the sides that speak on it, and the questions on which what stands here differs.

    Shape: ``silent`` names the sides that have a lane and say nothing on the topic.
    """

    topic: str
    slug: str
    definition: str
    cells: list[Cell]
    asks: list[DifferenceMark]
    silent: str
    statements: int

    @property
    def columns(self) -> int:
        """One side is a list, two stand side by side, three in a row, four two by two."""
        return {1: 1, 2: 2, 4: 2}.get(len(self.cells), 3)

    @property
    def sides(self) -> int:
        return len(self.cells)


@dataclass(frozen=True)
class Positions:
    """The whole page: topics with their sides, and the sides that are silent on all of them."""

    rows: tuple[TopicRow, ...]
    silent: tuple[Actor, ...]
    reports: int
    choices: tuple[NegotiationChoice, ...]
    without_known: str


def read_positions(asked: Filters) -> Positions:
    """Return the latest and the first statements of each side on each topic; uses only ``process`` and ``known``.

    Shape: sides in the order of their lanes, then by name; topics with the most statements first, then by name.
    Cost: a constant number of queries, which read only statements that are shown; ``read_cells`` is cached.
    """
    asked = narrowed(asked)
    selection = select(asked)
    cells = selection.cached("positions", lambda: read_cells(selection))
    counts, palette = cells.counts, Palette(selection.index.names.lanes)
    # With ``known`` alone it is enough to count reports, which are fewer than statements.
    in_full = asked.process or not asked.known
    reports = selection.origins().reports if in_full else count_reports(asked.known_day).total()
    lanes = lane_order(asked)
    named = [selection.index.names.of_slug("process", slug) for slug in asked.process]
    process = named[0].pk if len(named) == 1 and named[0] else None
    speaking = {side for _topic, side in counts}
    columns = columns_of(speaking, lanes, palette, process)
    make = CellMaker(selection, cells, palette)
    choices = negotiation_choices(asked, reverse("positions"))
    # Of several negotiations at once nobody can say which sides might have spoken on a topic.
    expected = columns if asked.process or not choices else []
    rows = []
    for topic in Topic.objects.filter(pk__in={topic for topic, _side in counts}).order_by(ByName("name"), "slug"):
        around = around_side(topic, asked)
        heard = [column for column in columns if (topic.pk, column.side.pk) in counts]
        quiet = [column.side.shown_name for column in expected if column not in heard and column.side.pk in lanes]
        shown = [make.cell(topic, column, around) for column in placed(heard, lanes)]
        rows.append(
            TopicRow(
                topic=topic.shown_name,
                slug=topic.slug,
                definition=topic.definition,
                cells=shown,
                asks=list({mark.page: mark for cell in shown for mark in cell.asks}.values()),
                silent=_silent_words(quiet, reports),
                statements=sum(counts[topic.pk, column.side.pk].statements for column in heard),
            )
        )
    rows.sort(key=lambda row: -row.statements)
    unheard = set(lanes) - speaking
    silent = Actor.objects.public().filter(pk__in=unheard) if unheard else ()
    return Positions(
        rows=tuple(rows),
        silent=tuple(sorted(silent, key=lambda side: lanes.index(side.pk))),
        reports=reports,
        choices=choices,
        without_known=table_address(asked.lifted("known")),
    )


def placed(columns: list[PositionColumn], lanes: list[int]) -> list[PositionColumn]:
    """Return the sides in the order of their columns, row by row.

    The sides of the first two lanes have the same column on every topic: where one of them is silent, another side stands
    in its place.
    """
    fixed = {place: one for place, lane in enumerate(lanes[:2]) for one in columns if one.side.pk == lane}
    others = iter([one for one in columns if one not in fixed.values()])
    return [fixed.get(place) or next(others, None) or fixed[1] for place in range(len(columns))]


def _silent_words(names: list[str], reports: int) -> str:
    if not names:
        return ""
    words = ngettext(
        "%(sides)s: nothing on this in this report", "%(sides)s: nothing on this in these %(n)s reports", reports
    )
    return words % {"sides": _(", ").join(names), "n": grouped(reports)}


class CellMaker:
    """Makes the cells of a page.

    Cost: six queries; the index knows where accounts differ.
    """

    def __init__(self, selection: Selection, cells: Cells, palette: Palette) -> None:
        self._cells, self._palette, self._language = cells, palette, get_language()
        # By whether the statements are positions of the side's own.
        self._titles = ((_("Latest"), _("First")), (_("Latest position"), _("First position")))
        self._undated = _("No day stated")
        shown = {pk for one in cells.found.values() for pk in (*one.latest, one.first) if pk}
        shown |= {pk for pk, _question in cells.changed.values()}
        claims = Claim.objects.filter(pk__in=shown).order_by()
        self._rows = {row.pk: row for row in read_claims(selection.index, claims)}
        self._said = {pk: row.spoken_text for pk, row in self._rows.items()}
        self._marks = read_marks(selection, {row.utterance for row in self._rows.values()})
        self._questions = Question.objects.in_bulk({question for _pk, question in cells.changed.values()} or {0})

    def cell(self, topic: Topic, column: PositionColumn, around: tuple[str, str]) -> Cell:
        """Return what a side says on a topic."""
        key, side, (before, after) = (topic.pk, column.side.pk), column.side, around
        count, found = self._cells.counts[key], self._cells.found[key]
        latest, first = self._titles[found.stance == Stance.OWN]
        days = [self._day(found.latest, found, latest if count.statements > 1 else "", self._more(found))]
        if found.first:
            days.append(self._day((found.first,), found, first, ""))
        tally, parts = _tally(count, self._language)
        marks = (mark for day in days for shown in day.said for mark in shown.statement.marks)
        return Cell(
            palette=column.palette,
            side=side.shown_name,
            side_page=side.page,
            topic=topic.shown_name,
            days=days,
            address=f"{before}{side.slug}{after}",
            tally=tally,
            parts=parts,
            move=read_move(self._cells, key, self._said, self._questions, self._language),
            asks=list({mark.page: mark for mark in marks}.values()),
        )

    def _day(self, pks: tuple[int, ...], found: Found, title: str, more: str) -> DayOf:
        rows = [self._rows[pk] for pk in pks]
        day, machine_day = _day(_day_text(rows[0]), self._language)
        shown = [self._shown(row, found) for row in rows]
        if rows[0].standing:
            return DayOf(title, shown[0].statement.day, "", shown, more)
        if not rows[0].said:
            return DayOf(self._undated, day, "", shown, more)
        return DayOf(title, day, machine_day, shown, more)

    def _shown(self, row: ClaimRow, found: Found) -> Shown:
        statement = make_statement(row, self._palette, self._marks.get(row.utterance, ()), self._language)
        about = row.target.shown_name if row.target and found.stance == Stance.OTHERS else ""
        if not statement.marks:
            return Shown(statement, about, "", "")
        differs = _(", ").join(dict.fromkeys(mark.kind for mark in statement.marks))
        question = _("; ").join(dict.fromkeys(mark.question for mark in statement.marks))
        return Shown(statement, about, differs, question)

    def _more(self, found: Found) -> str:
        return _more_words(found.others, bool(self._rows[found.latest[0]].spoken_text), found.same_day, self._language)


@lru_cache(maxsize=4096)
def _tally(count: Count, language: str | None) -> tuple[str, str]:
    """Return the number of statements in words, and behind it those about others and without a day."""
    number = count.statements
    tally = ngettext("%(n)s statement", "%(n)s statements", number) % {"n": grouped(number)}
    parts = []
    if count.about_others not in {0, number}:
        parts.append(_("%(n)s about others") % {"n": grouped(count.about_others)})
    if count.undated and number > 1:
        parts.append(_("%(n)s without a day") % {"n": grouped(count.undated)})
    return tally, "".join(f", {part}" for part in parts)


def _day_text(row: ClaimRow) -> str:
    return row.said or (f"[..{row.report.latest.isoformat()}]" if row.report.latest else "")


@lru_cache(maxsize=4096)
def _more_words(number: int, is_dated: bool, same_day: bool, language: str | None) -> str:
    """Return, in words, how many other statements of a cell may be as late; empty for none."""
    if not number:
        return ""
    if not is_dated:
        words = ngettext("%(n)s more without a day", "%(n)s more without a day", number)
    elif same_day:
        words = ngettext("%(n)s more on that day", "%(n)s more on that day", number)
    else:
        words = ngettext("%(n)s more may be as late", "%(n)s more may be as late", number)
    return words % {"n": grouped(number)}


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
