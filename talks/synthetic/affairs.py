"""The events, reports and statements of a synthetic record as rows.

Imports models, ``chances`` and ``cast``; ``writing`` stores the rows.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from django.db import connection

from talks.models import Answer, Question
from talks.synthetic.cast import Cast
from talks.synthetic.chances import (
    CLAIM_KINDS,
    EVENT_DATES,
    EVENT_FORMATS,
    EVENT_KINDS,
    MODES,
    OCCURRENCES,
    PUBLISHED_DATES,
    SAID_DATES,
    WITHOUT_SPEAKER,
    WORDS,
    RowValues,
    based,
    dated,
    draw_words,
)
from talks.vocabulary import ActorKind, Attribution, Basis, OriginBasis, OriginKind, QuestionKind, Role, Status

AFFAIR = 20  # events close in time that share their reports
CLAIMS = 5  # for each event, on average
ANSWERING = 8  # statements that answer one question, at most: comparing them takes quadratic time


@dataclass
class Affair:
    """Events close in time with their reports and statements, not stored yet.

    Shape: ``repetitions`` are claims that repeat one of ``claims``; ``choices`` are the answers to one question.
    """

    articles: list[RowValues] = field(default_factory=list)
    events: list[RowValues] = field(default_factory=list)
    participations: list[RowValues] = field(default_factory=list)
    claims: list[RowValues] = field(default_factory=list)
    repetitions: list[RowValues] = field(default_factory=list)
    choices: list[Answer] = field(default_factory=list)


def draw_affair(dice: Random, cast: Cast, first: int, number: int) -> Affair:
    """Return an affair of ``number`` events; slugs are numbered from ``first``."""
    affair = Affair()
    day = cast.day(dice)
    recorded = datetime.combine(day, time(12), UTC) + timedelta(days=dice.randint(30, 400))
    clock = connection.ops.adapt_datetimefield_value(recorded)
    shared = {"status": Status.PUBLISHED.value, "recorded": clock, "changed": clock}
    for n in range(-(-number // 2)):
        affair.articles.append(shared | draw_article(dice, cast, day, first // 2 + n))
    days = [day + timedelta(days=dice.randint(0, 20)) for _ in range(number)]
    for n, event_day in enumerate(days):
        event = shared | draw_event(dice, cast, event_day, first + n)
        affair.events.append(event)
        affair.participations += draw_participations(dice, cast, event)
    chances = [dice.paretovariate(1.3) for _ in range(number)]
    more = Counter(dice.choices(range(number), chances, k=(CLAIMS - 1) * number))
    count = CLAIMS * first
    for n, event in enumerate(affair.events):
        for _ in range(1 + more[n]):
            draw_claim(dice, cast, affair, shared | {"slug": f"{cast.slug}-claim-{count:08}"}, event, days[n])
            count += 1
    if dice.random() < 0.4:
        draw_question(dice, cast, affair, first)
    return affair


def draw_article(dice: Random, cast: Cast, day: date, number: int) -> RowValues:
    outlet = cast.outlets.draw(dice)
    agency = cast.agencies.draw(dice) if dice.random() < 0.3 else None
    slug = f"{cast.slug}-report-{number:08}"
    origin = {"slug": f"{cast.slug}-origin-{number:08}", "kind": OriginKind.DISPATCH.value}
    return {
        "slug": slug,
        "headline": draw_words(dice, 8).capitalize(),
        "outlet_id": outlet and outlet.pk,
        "origin": origin | {"house_id": agency.pk} if agency else None,
        "origin_basis": OriginBasis.STATED.value if agency else "",
        "url": f"https://{outlet.slug if outlet else 'unknown'}.example/{slug}",
        "summary": f"What was said about {draw_words(dice, 12)}.",
        "openings": "\n".join(draw_words(dice, 3).capitalize() for _ in range(20)),
        **dated(dice, "published", PUBLISHED_DATES, day + timedelta(days=dice.randint(0, 30))),
    }


def draw_event(dice: Random, cast: Cast, day: date, number: int) -> RowValues:
    kind, place = EVENT_KINDS.draw(dice), cast.places.draw(dice)
    return {
        "slug": f"{cast.slug}-event-{number:08}",
        "process_id": cast.process.pk,
        "title": f"{kind.replace('-', ' ').capitalize()} on {draw_words(dice, 4)}",
        "kind": kind,
        "occurrence": OCCURRENCES.draw(dice),
        "format": EVENT_FORMATS.draw(dice),
        "place_id": place and place.pk,
        "summary": f"About {draw_words(dice, 15)}." if dice.random() < 0.6 else "",
        **(based(dice, "place") if place else {}),
        **dated(dice, "date", EVENT_DATES, day),
    }


def draw_participations(dice: Random, cast: Cast, event: RowValues) -> Iterator[RowValues]:
    actors = dict.fromkeys([*cast.sides.draws(dice, 2), *cast.speakers.draws(dice, dice.randint(0, 3))])
    for place, actor in enumerate(actors):
        role = Role.DELEGATE if actor.kind == ActorKind.PERSON else Role.PARTY
        if place == 1 and dice.random() < 0.3:
            role = dice.choice([Role.HOST, Role.MEDIATOR, Role.OBSERVER])
        yield {"event": event["slug"], "actor_id": actor.pk, "role": role.value, "basis": Basis.STATED.value}


def draw_claim(dice: Random, cast: Cast, affair: Affair, row: RowValues, event: RowValues, day: date) -> None:
    """Add a statement about the event to the affair; now and then it repeats the last utterance."""
    last = affair.claims[-1] if affair.claims else {}
    is_repeated = last.get("event") == event["slug"] and last["speaker_id"] and dice.random() < 0.12
    if is_repeated:
        row = last | row | {"repeats": last["slug"]}
    else:
        topics = dict.fromkeys(topic.pk for topic in cast.topics.draws(dice, dice.randint(1, 2)))
        row |= {"topics": topics} | draw_utterance(dice, cast, day)
    occasion = dice.choice(affair.events) if dice.random() < 0.05 else event
    quoted = WORDS.draws(dice, dice.randint(10, 12))
    if dice.random() < 0.08:
        quoted.insert(dice.randint(3, 7), "[…]")
    row |= {
        "event": event["slug"],
        "occasion": None if occasion is event else occasion["slug"],
        "article": dice.choice(affair.articles)["slug"],
        "paragraph": dice.randint(1, 20),
        "statement": f"says that {draw_words(dice, dice.randint(15, 21))}.",
        "quote": " ".join(quoted),
        "quote_mode": MODES.draw(dice),
        "unchecked_reason": "made up for measuring, like its report",
    }
    (affair.repetitions if is_repeated else affair.claims).append(row)


def draw_utterance(dice: Random, cast: Cast, day: date) -> RowValues:
    """Return speaker, day, target and kind of a statement."""
    attribution, speaker, side, role = WITHOUT_SPEAKER.draw(dice), None, None, ""
    if not attribution:
        speaker = cast.speakers.draw(dice)
        attribution = "named" if speaker.kind == ActorKind.PERSON else "institution"
        side = cast.sides.draw(dice) if dice.random() < 0.03 else None
        role = f"voice of {speaker.name}" if dice.random() < 0.3 else ""
    elif attribution == Attribution.DESCRIBED:
        side, role = cast.sides.draw(dice), "member of a delegation"
    spoken_for = side or (speaker and speaker.speaks_for)
    target = cast.sides.draw(dice) if dice.random() < 0.3 else None
    said = dated(dice, "said", SAID_DATES, day + timedelta(days=dice.randint(-3, 7)))
    return {
        "attribution": attribution,
        "speaker_id": speaker and speaker.pk,
        "speaker_role": role,
        "side_id": spoken_for.pk if spoken_for else None,
        "target_id": target.pk if target and target != spoken_for else None,
        "kind": CLAIM_KINDS.draw(dice),
        **said,
        "standing": not said.get("said") and attribution != Attribution.OWN_VOICE and dice.random() < 0.3,
    }


def draw_question(dice: Random, cast: Cast, affair: Affair, number: int) -> None:
    """Add a question to which statements of the affair give answers that exclude each other."""
    is_counted = dice.random() < 0.9
    question = Question(
        slug=f"{cast.slug}-question-{number:08}",
        process=cast.process,
        text=f"Which of {draw_words(dice, 4)}?",
        kind=QuestionKind.RECORD if is_counted else QuestionKind.CHARACTERISATION,
        reason="Only one of the answers can be true." if is_counted else "",
        context="" if is_counted else "What speakers call it is not what it is.",
    )
    affair.choices += [
        Answer(question=question, slug=f"answer-{n}", text=draw_words(dice, 3).capitalize(), position=n)
        for n in range(1, dice.randint(2, 3) + 1)
    ]
    said = affair.claims + affair.repetitions
    for claim in dice.sample(said, min(len(said), dice.randint(3, ANSWERING))):
        claim["answer"] = dice.choice(affair.choices)
