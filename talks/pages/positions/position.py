"""The page of one position: what a side said on a topic, in the order said, and where its answers changed.

Reads models, index, rows, differences and statements; ``views`` hands the result to ``position.html``.
"""

from collections import defaultdict
from dataclasses import dataclass, replace

from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from talks import dates
from talks.differences import Differences, read_differences
from talks.index import Index
from talks.models import Actor, Answer, Claim, Question, Topic
from talks.pages.long_lists import STATEMENTS, any_of, find_claims, whole_utterances, wordings
from talks.pages.positions.cells import read_cells
from talks.pages.positions.line import Line, Point, draw_line
from talks.pages.positions.moves import Move, read_move
from talks.pages.positions.scope import (
    ADDRESSED,
    PositionColumn,
    asked_claims,
    columns_of,
    lane_order,
    made_for,
    narrowed,
    on_topic,
    position_address,
    sides_on,
    table_address,
)
from talks.palette import Palette
from talks.querysets import ClaimQuerySet
from talks.rows import ClaimRow
from talks.statements import Utterance, by_utterance, utterances
from talks.timeline import Filters, Selection, select
from talks.timeline.pager import Paged, cut
from talks.vocabulary import Difference


@dataclass(frozen=True)
class Turn:
    """A question that the side answered differently before."""

    question: Question
    before: Answer
    before_day: str
    after: Answer


@dataclass(frozen=True)
class PositionUtterance:
    """One utterance; ``about`` is the other side that it is about, if any."""

    utterance: Utterance
    about: Actor | None
    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class Position:
    """What one side said on one topic, with links to the other sides."""

    topic: Topic
    column: PositionColumn
    said: tuple[PositionUtterance, ...]
    count: int
    move: Move
    line: Line | None
    elsewhere: tuple[tuple[PositionColumn, str], ...]
    all_topics: str
    timeline: str
    without_known: str
    paged: Paged


def read_position(topic_slug: str, side_slug: str, asked: Filters, page: int = 1) -> Position | None:
    """Return a page of the public statements of a side on a topic, or None where there are none.

    Cost: a constant number of queries; only statements of the days of this page are read.
    """
    asked = narrowed(asked)
    topic = Topic.objects.filter(slug=topic_slug).first()
    side = Actor.objects.filter(slug=side_slug).first()
    if not topic or not side:
        return None
    selection = select(replace(asked, side=(side_slug,), topic=(topic_slug,)))
    if not selection.statements:
        return None
    paged, start, stop = cut(selection.statements, page, STATEMENTS)
    index, claims = selection.index, asked_claims(asked).filter(on_topic(topic))
    mine = claims.filter(any_of(made_for(side)))
    rows, first, last = find_claims([(part.segment, part.matching) for part in selection.parts], start, stop)
    found = whole_utterances(index, mine, (claims if rows else mine).filter(rows).in_reading_order()[first:last])
    differences = read_differences(asked.known_day, answered_by=[row.pk for row in found])
    palette = Palette(index.names.lanes)
    spoken = utterances(found, differences, palette)
    turns = read_turns(find_changes(index, found, mine, differences), differences)
    said = tuple(
        PositionUtterance(one, about_whom(one.lead.row), turns.get(one.lead.row.utterance, ())) for one in spoken
    )
    # A page may hold only further wordings of utterances on earlier pages.
    process = found[0].event.process if found else None
    columns = columns_of(sides_on(topic, asked), lane_order(asked), palette, process)
    column = next(column for column in columns if column.side == side)
    return Position(
        topic=topic,
        column=column,
        said=said,
        count=selection.statements,
        move=read_movement(selection, topic, side),
        line=draw_line([_point(one) for one in said]),
        elsewhere=tuple(
            (other, position_address(topic, other.side, asked)) for other in columns if other is not column
        ),
        all_topics=table_address(asked),
        timeline=selection.filters.querystring(),
        without_known=position_address(topic, column.side, asked.lifted("known")),
        paged=paged,
    )


def read_movement(selection: Selection, topic: Topic, side: Actor) -> Move:
    """Return how the position moved, as the table says it. Cost: two queries."""
    cells, key = selection.cached("positions", lambda: read_cells(selection)), (topic.pk, side.pk)
    changed, question = cells.changed.get(key, (0, 0))
    claims = {*cells.found[key].latest, changed}
    rows = Claim.objects.filter(pk__in=claims).values_list("pk", "said", "standing", "article__published")
    said = {pk: published if standing else said for pk, said, standing, published in rows}
    return read_move(cells, key, said, Question.objects.in_bulk({question}), get_language())


def about_whom(row: ClaimRow) -> Actor | None:
    """Return the other side that a statement is about; None for a position of the side's own."""
    of = row.target and (row.target.side_id or row.target.pk)
    is_own = not of or not row.side or of == row.side.pk or row.kind in ADDRESSED
    return None if is_own else row.target


def find_changes(
    index: Index, found: list[ClaimRow], mine: ClaimQuerySet, differences: Differences
) -> list[list[ClaimRow]]:
    """Return what the side said, on any page, on the questions on which these statements changed its answer.

    Shape: a list of rows for each utterance.
    Cost: four queries where an answer changed, else none.
    """
    pairs = {pair for row in found for pair in differences.of_claim.get(row.pk, ())}
    questions = {question for kind, question in pairs if kind == Difference.CHANGED}
    if not questions:
        return []
    answering = Claim.objects.filter(answers__question__in=questions).order_by().values(first=Coalesce("repeats", "pk"))
    return by_utterance(wordings(index, mine, answering))


def _point(one: PositionUtterance) -> Point:
    statement, row = one.utterance.lead, one.utterance.lead.row
    parts = [
        f"{statement.name} {statement.text}",
        statement.found,
        *dict.fromkeys(mark.kind for mark in statement.marks),
    ]
    if row.standing:
        parts.insert(0, statement.day)
    elif row.said:
        parts.insert(0, dates.words(dates.parse(row.said)))
    first, last = row.spoken
    return Point(
        first=first,
        last=last,
        address=f"#c-{row.slug}",
        title=" · ".join(parts),
        differs=bool(statement.marks),
        turns=bool(one.turns),
    )


def read_turns(spoken: list[list[ClaimRow]], differences: Differences) -> dict[int, tuple[Turn, ...]]:
    """Return the changes of a side's answers by utterance, each with the last earlier answer that it excludes.

    Shape: only changes where the earlier answer was certainly given on an earlier day. ``spoken`` is in the order said.
    Cost: two queries where an answer changed, else none.
    """
    moved = [group for group in spoken if _has_changed(group, differences)]
    answers = read_answers([row.pk for group in moved for row in group])
    given = [(row.utterance, row, answer) for group in moved for row in group for answer in answers.get(row.pk, ())]
    if not given:
        return {}
    pairs = Answer.excludes.through.objects.filter(from_answer__in={answer.pk for _pk, _row, answer in given})
    excludes = {frozenset(pair) for pair in pairs.values_list("from_answer_id", "to_answer_id")}
    turns: dict[int, dict[int, Turn]] = defaultdict(dict)
    before: dict[int, list[tuple[ClaimRow, Answer]]] = defaultdict(list)
    for utterance, row, answer in given:
        for earlier, old in reversed(before[answer.question_id]):
            until, since = earlier.spoken[1], row.spoken[0]
            is_earlier = until and since and until < since
            if is_earlier and frozenset((old.pk, answer.pk)) in excludes:
                turn = Turn(answer.question, old, dates.short(dates.parse(earlier.spoken_text)), answer)
                turns[utterance].setdefault(answer.question_id, turn)
                break
        before[answer.question_id].append((row, answer))
    return {utterance: tuple(found.values()) for utterance, found in turns.items()}


def _has_changed(group: list[ClaimRow], differences: Differences) -> bool:
    pairs = (pair for row in group for pair in differences.of_claim.get(row.pk, ()))
    return any(kind == Difference.CHANGED for kind, _question in pairs)


def read_answers(claims: list[int]) -> dict[int, list[Answer]]:
    """Return the answers by the id of the statement that gives them. Cost: two queries; none without statements."""
    if not claims:
        return {}
    pairs = list(Claim.answers.through.objects.filter(claim__in=claims).order_by("id").values_list("claim", "answer"))
    answers = Answer.objects.select_related("question").in_bulk({answer for _claim, answer in pairs})
    found: dict[int, list[Answer]] = defaultdict(list)
    for claim, answer in pairs:
        found[claim].append(answers[answer])
    return found
