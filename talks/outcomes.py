"""What came of an event: which statements assess it, and which of them “In short” gives.

Reads rows; decides by days, topics and kinds, never by names. ``timeline`` and ``pages`` show the result.
"""

from collections.abc import Collection, Container, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Exists, Model, OuterRef, Q, QuerySet, Value

from talks import dates
from talks.index import NEGOTIATES, NamedActor
from talks.models import Claim
from talks.querysets import ClaimQuerySet
from talks.rows import ClaimRow, EventRow
from talks.vocabulary import COUNTED, SETTLED, ClaimKind, EventKind, Occurrence, QuoteMode

DIRECTNESS = {QuoteMode.DIRECT: 0, QuoteMode.MIXED: 1, QuoteMode.INDIRECT: 2}


@dataclass(frozen=True, slots=True)
class Marks:
    """What decides about statements beside their rows, as ids: those on a topic that tells the outcome of events, and
    those that answer a question.
    """

    telling: frozenset[int] = frozenset()
    answering: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class SideOutcome:
    """One negotiating side with its best assessment. Shape: ``said`` is None if it is silent."""

    side: NamedActor
    said: ClaimRow | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What “In short” says came of an event.

    Shape: each negotiating side once, silent ones too; none if the outcome is not reported. ``own_voice`` is a report's
    own assessment, and only there if no side gave one.
    """

    sides: tuple[SideOutcome, ...] = ()
    own_voice: ClaimRow | None = None

    @property
    def is_reported(self) -> bool:
        """Whether anybody is reported to have assessed the event after it."""
        return bool(self.sides or self.own_voice)


def may_have_outcome(kind: str, occurrence: str) -> bool:
    """Return whether readers will ask what came of a milestone: it was held, and is neither context nor itself an outcome."""
    return occurrence == Occurrence.HELD and kind not in {EventKind.CONTEXT, *SETTLED}


def read_marks(claims: Collection[int] | QuerySet) -> Marks:
    """Return the marks of these statements, given by id. Cost: one query."""

    def having(through: type[Model], mark: str, **conditions: object) -> QuerySet:
        rows = through._default_manager.filter(claim__in=claims, **conditions)
        return rows.values_list("claim_id", Value(mark, CharField()))

    telling = having(Claim.topics.through, "telling", topic__tells_outcome=True)
    found = telling.union(having(Claim.answers.through, "answering", answer__question__kind__in=COUNTED))
    marked: dict[str, set[int]] = {"telling": set(), "answering": set()}
    for pk, mark in found:
        marked[mark].add(pk)
    return Marks(frozenset(marked["telling"]), frozenset(marked["answering"]))


def may_assess(claims: ClaimQuerySet) -> ClaimQuerySet:
    """Keep the assessments on topics that tell the outcome, whenever they were said."""
    telling = Claim.topics.through.objects.filter(claim=OuterRef("pk"), topic__tells_outcome=True)
    return claims.filter(Exists(telling), kind=ClaimKind.ASSESSMENT)


def find_assessments(claims: ClaimQuerySet, begun: date | None) -> ClaimQuerySet:
    """Keep what ``assessments`` keeps of the statements about one event, for lists too long to read whole.

    Shape: ``begun`` is the event's ``day_begun``.
    """
    if begun is None:
        return claims.filter(
            pk=0
        )  # not none(), which Django replaces by a constant that PostgreSQL refuses to order by
    after = Q(said_earliest__gte=begun) | Q(said="", article__published_earliest__gte=begun)
    return may_assess(claims).filter(after)


def assessments(event: EventRow, rows: Iterable[ClaimRow], telling: Container[int]) -> list[ClaimRow]:
    """Return the statements that tell what came of an event, in their order.

    Shape: about this event, assessments, on a topic that tells the outcome (``telling``), and certainly not said before
    the event. A statement without a day was said at the earliest on the first possible day of its report.
    """
    begun = day_begun(event.date)
    return [
        row
        for row in rows
        if row.event.pk == event.pk
        and row.kind == ClaimKind.ASSESSMENT
        and row.pk in telling
        and begun is not None
        and (day := _first_day(row)) is not None
        and day >= begun
    ]


def day_begun(text: str) -> date | None:
    """Return the day by which an event of this date had certainly begun, None if that is not known."""
    if not text:
        return None
    day = dates.parse(text)
    start = day.ends[0][0] if "/" in text else None
    return start.latest if start else day.latest


def negotiating_sides(event: EventRow) -> list[NamedActor]:
    """Return the sides that negotiated at an event, themselves or by their people, in the order recorded.

    Shape: needs ``event.present``.
    """
    sides = {one.side: one.actor.side or one.actor for one in event.present if one.role in NEGOTIATES}
    return list(sides.values())


def silent_sides(event: EventRow, said: Iterable[ClaimRow]) -> list[NamedActor]:
    """Return the sides that negotiated at an event and made none of these statements."""
    heard = {voice.pk for row in said if (voice := _voice(row))}
    return [side for side in negotiating_sides(event) if side.pk not in heard]


def in_short(
    event: EventRow, rows: Iterable[ClaimRow], marks: Marks, elsewhere: Container[tuple[int, int]] = ()
) -> Outcome:
    """Return what “In short” says came of an event, from its statements.

    Shape: at most one assessment a negotiating side. A side that negotiates ``elsewhere`` in the process, given as (id
    of the process, id of the side), counts if it assesses the event; so does any side where no report says who took
    part. Of several assessments the best is one that answers a question; then direct before mixed
    before indirect words; then the last said; then by paragraph and slug. No rule looks at who speaks.
    """
    told = assessments(event, rows, marks.telling)
    by_side: dict[int, list[ClaimRow]] = {}
    voices: dict[int, NamedActor] = {}
    for row in told:
        if voice := _voice(row):
            voices[voice.pk] = voice
            by_side.setdefault(voice.pk, []).append(row)
    there = negotiating_sides(event)
    present = {side.pk for side in there}
    others = [
        voice for pk, voice in voices.items() if pk not in present and (not there or (event.process, pk) in elsewhere)
    ]
    sides = [SideOutcome(side, _best(by_side.get(side.pk, ()), marks.answering)) for side in [*there, *others]]
    if any(one.said for one in sides):
        return Outcome(tuple(sides))
    return Outcome(own_voice=_best([row for row in told if row.is_own_voice], marks.answering))


def _best(rows: Iterable[ClaimRow], answering: Container[int]) -> ClaimRow | None:
    def order(row: ClaimRow) -> tuple[bool, int, int, int, str]:
        day = _first_day(row) or date.min
        return row.pk not in answering, DIRECTNESS[QuoteMode(row.quote_mode)], -day.toordinal(), row.paragraph, row.slug

    return min(rows, key=order, default=None)


def _first_day(row: ClaimRow) -> date | None:
    """Return the first possible day on which a statement was said."""
    return row.earliest if row.said else row.report.earliest


def _voice(row: ClaimRow) -> NamedActor | None:
    """Return the side for which a statement was made, else its speaker."""
    return row.side or row.speaker
