"""One position: all that one side said on one topic, in the order said, and where its answers changed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models.functions import Coalesce

from talks import dates
from talks.accounts import Differences, read_differences
from talks.counting import any_of
from talks.models import Actor, Answer, Claim, Question, Topic
from talks.paging import STATEMENTS, Paged, cut, find_claims, whole_utterances, wordings
from talks.positions.claims import (
    Column,
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
from talks.positions.line import Line, Point, draw_line
from talks.querysets import ClaimQuerySet
from talks.statements import Palette, Utterance, utterances
from talks.timeline import Filters, select
from talks.vocabulary import Difference


@dataclass(frozen=True)
class Turn:
    """A question that the side answered otherwise before."""

    question: Question
    before: Answer
    before_day: str
    after: Answer


@dataclass(frozen=True)
class Said:
    """One utterance; ``about`` is the other side it speaks of, where it is not the side's own."""

    utterance: Utterance
    about: Actor | None
    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class Position:
    """All that one side said on one topic, and the way to the other sides."""

    topic: Topic
    column: Column
    said: tuple[Said, ...]
    count: int
    line: Line | None
    elsewhere: tuple[tuple[Column, str], ...]
    all_topics: str
    timeline: str
    without_known: str
    paged: Paged


def read_position(topic_slug: str, side_slug: str, asked: Filters, page: int = 1) -> Position | None:
    """Return a page of the public statements of a side on a topic, or None where there is none.

    Cost: a constant number of queries; of the statements, those of the days of this page are read.
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
    claims = asked_claims(asked).filter(on_topic(topic))
    claims = claims.with_names().prefetch_related(None).prefetch_related("answers__question")
    mine = claims.filter(any_of(made_for(side)))
    rows, first, last = find_claims([(part.segment, part.matching) for part in selection.parts], start, stop)
    found = whole_utterances(mine, (claims if rows else mine).filter(rows).in_reading_order()[first:last])
    differences, palette = read_differences(asked.known_day, answered_by=[claim.pk for claim in found]), Palette()
    spoken = utterances(found, differences, palette)
    turns = read_turns(spoken_on_changes(spoken, mine, differences, palette))
    said = tuple(
        Said(one, one.lead.claim.target if one.lead.claim.about else None, turns.get(one.lead.claim.utterance_id, ()))
        for one in spoken
    )
    # A page may hold nothing but further wordings of what stands on those before it.
    process = found[0].event.process_id if found else None
    columns = columns_of(sides_on(topic, asked), lane_order(asked), palette, process)
    column = next(column for column in columns if column.side == side)
    return Position(
        topic=topic,
        column=column,
        said=said,
        count=selection.statements,
        line=draw_line([_point(one) for one in said]),
        elsewhere=tuple(
            (other, position_address(topic, other.side, asked)) for other in columns if other is not column
        ),
        all_topics=table_address(asked),
        timeline=selection.filters.querystring(),
        without_known=position_address(topic, column.side, asked.lifted("known")),
        paged=paged,
    )


def spoken_on_changes(
    spoken: list[Utterance], mine: ClaimQuerySet, differences: Differences, palette: Palette
) -> list[Utterance]:
    """Return all that a side said on the questions on which these utterances changed its answer, in the order said.

    What changed was said on other pages too. Cost: two queries where an answer changed, else none.
    """
    questions = {question.pk for one in spoken for kind, question in one.marks if kind == Difference.CHANGED}
    if not questions:
        return []
    answering = Claim.objects.filter(answers__question__in=questions).order_by().values(first=Coalesce("repeats", "pk"))
    return utterances(wordings(mine, answering), differences, palette)


def _point(one: Said) -> Point:
    statement = one.utterance.lead
    claim = statement.claim
    parts = [f"{statement.name} {claim.statement}", *dict.fromkeys(str(kind.label) for kind, _ in one.utterance.marks)]
    if claim.said:
        parts.insert(0, dates.words(dates.parse(claim.said)))
    return Point(
        first=claim.said_earliest,
        last=claim.said_latest,
        address=f"#c-{claim.slug}",
        title=" · ".join(parts),
        differs=bool(one.utterance.marks),
        turns=bool(one.turns),
    )


def read_turns(spoken: Iterable[Utterance]) -> dict[int, tuple[Turn, ...]]:
    """Return where a side's answer changed, by utterance: each with the last answer before that it excludes.

    Shape: a turn only where that answer was certainly given on an earlier day. Utterances come in the order said, with
    answers and their questions. Cost: one query where an answer changed, else none.
    """
    moved = [one for one in spoken if any(kind == Difference.CHANGED for kind, _question in one.marks)]
    given = [
        (one.lead.claim.utterance_id, statement.claim, answer)
        for one in moved
        for statement in one.statements
        for answer in statement.claim.answers.all()
    ]
    if not given:
        return {}
    pairs = Answer.excludes.through.objects.filter(from_answer__in={answer.pk for _pk, _claim, answer in given})
    excludes = {frozenset(pair) for pair in pairs.values_list("from_answer_id", "to_answer_id")}
    turns: dict[int, dict[int, Turn]] = defaultdict(dict)
    before: dict[int, list[tuple[Claim, Answer]]] = defaultdict(list)
    for lead, claim, answer in given:
        for earlier, old in reversed(before[answer.question_id]):
            is_earlier = earlier.said_latest and claim.said_earliest and earlier.said_latest < claim.said_earliest
            if is_earlier and frozenset((old.pk, answer.pk)) in excludes:
                turn = Turn(answer.question, old, dates.short(dates.parse(earlier.said)), answer)
                turns[lead].setdefault(answer.question_id, turn)
                break
        before[answer.question_id].append((claim, answer))
    return {lead: tuple(found.values()) for lead, found in turns.items()}
