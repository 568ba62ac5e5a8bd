"""One position: all that one side said on one topic, in the order said, and where its answers changed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from talks import dates
from talks.accounts import read_differences
from talks.models import Actor, Answer, Claim, Question, Topic
from talks.positions.claims import (
    Column,
    asked_claims,
    columns_of,
    lane_order,
    narrowed,
    position_address,
    table_address,
)
from talks.positions.line import Line, Point, draw_line
from talks.statements import Palette, Utterance, utterances
from talks.timeline import Filters
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


def read_position(topic_slug: str, side_slug: str, asked: Filters) -> Position | None:
    """Return every public statement of a side on a topic, or None where there is none.

    Cost: a constant number of queries, and the statements that are shown.
    """
    asked = narrowed(asked)
    claims = asked_claims(asked).filter(topics__slug=topic_slug)
    mine = claims.filter(side_slug=side_slug).with_names().prefetch_related(None).prefetch_related("answers__question")
    found = list(mine.in_reading_order())
    if not found:
        return None
    topic, palette = Topic.objects.get(slug=topic_slug), Palette()
    spoken = utterances(found, read_differences(asked.known_day), palette)
    turns = read_turns(spoken)
    said = tuple(
        Said(one, one.lead.claim.target if one.lead.claim.about else None, turns.get(one.lead.claim.pk, ()))
        for one in spoken
    )
    sides = claims.order_by().values_list("side_pk", flat=True).distinct()
    columns = columns_of(sides, lane_order(asked), palette, found[0].event.process_id)
    column = next(column for column in columns if column.side.slug == side_slug)
    return Position(
        topic=topic,
        column=column,
        said=said,
        count=len(found),
        line=draw_line([_point(one) for one in said]),
        elsewhere=tuple(
            (other, position_address(topic, other.side, asked)) for other in columns if other is not column
        ),
        all_topics=table_address(asked),
        timeline=Filters(
            process=asked.process, side=(side_slug,), topic=(topic_slug,), known=asked.known
        ).querystring(),
        without_known=position_address(topic, column.side, asked.lifted("known")),
    )


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
    """Return where a side's answer changed, by the leading claim: each with the last answer before that it excludes.

    Shape: a turn only where that answer was certainly given on an earlier day. Utterances come in the order said, with
    answers and their questions. Cost: one query where an answer changed, else none.
    """
    moved = [one for one in spoken if any(kind == Difference.CHANGED for kind, _question in one.marks)]
    given = [
        (one.lead.claim.pk, statement.claim, answer)
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
