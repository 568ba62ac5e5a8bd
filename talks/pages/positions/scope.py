"""What the pages of positions count: which statements, which of them are a side's own, the order of the sides.

Reads models and querysets; ``table`` and ``position`` build on it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from talks.letters import name_order
from talks.models import Actor, Claim, Lane, Topic
from talks.palette import Palette
from talks.querysets import SIDES, ClaimQuerySet
from talks.timeline import Filters
from talks.vocabulary import ClaimKind

POSITIONS = frozenset({ClaimKind.DEMAND, ClaimKind.OFFER, ClaimKind.PLEDGE, ClaimKind.REFUSAL, ClaimKind.ASSESSMENT})
"""The kinds of statement that take a position; the others report, accuse, deny, justify or warn."""

ADDRESSED = POSITIONS - {ClaimKind.ASSESSMENT}
"""Kinds that are a side's own whomever they address: a demand on another side says what this side wants."""


@dataclass(frozen=True)
class PositionColumn:
    """A side that says something on some topic."""

    side: Actor
    palette: int


def narrowed(asked: Filters) -> Filters:
    """Return only the filters that these pages use, for their links."""
    return Filters(process=asked.process, known=asked.known)


def in_process(claims: ClaimQuerySet, asked: Filters) -> ClaimQuerySet:
    """Return the statements of the chosen negotiations; all of them without a choice."""
    return claims.filter(event__process__slug__in=asked.process) if asked.process else claims


def asked_claims(asked: Filters, public: ClaimQuerySet | None = None) -> ClaimQuerySet:
    """Return the public statements of all sides, annotated with ``side_pk`` and ``about`` (whether about others)."""
    public = Claim.objects.public(asked.known_day) if public is None else public
    own = Q(target__isnull=True) | Q(target_side=F("side_pk")) | Q(kind__in=ADDRESSED)
    return (
        in_process(public.with_side(), asked)
        .filter(side_pk__isnull=False)
        .annotate(target_side=Coalesce("target__side_id", "target_id"))
        .annotate(about=Case(When(own, then=Value(False)), default=Value(True)))
    )


def on_topic(topic: Topic) -> Q:
    """Return the condition that a statement is on a topic; a subquery, so that no row is doubled."""
    return Q(Exists(Claim.topics.through.objects.filter(claim=OuterRef("pk"), topic=topic)))


def made_for(side: Actor) -> list[Q]:
    """Return conditions for what is said for a side, as ``with_side`` defines it; no statement fulfils two of them.

    They name speakers instead of the sides of speakers, so that the database can use an index.
    """
    ways = [Q(side=side), Q(side=None, speaker__in=Actor.objects.filter(side=side).values("pk"))]
    if side.kind in SIDES and not side.side_id:
        ways.append(Q(side=None, speaker=side))
    return ways


def sides_on(topic: Topic, asked: Filters) -> QuerySet[Actor]:
    """Return the sides that say something on a topic, lazily. Cost: no query yet."""
    said = in_process(Claim.objects.public(asked.known_day), asked).filter(on_topic(topic))
    by_itself = Q(Exists(said.filter(side=None, speaker=OuterRef("pk"))), kind__in=SIDES, side=None)
    by_others = [Exists(said.filter(side=OuterRef("pk"))), Exists(said.filter(side=None, speaker__side=OuterRef("pk")))]
    # Most actors are not a side. That is quick to see; searching for their statements would take long.
    voices, set_for = Actor.objects.filter(side=OuterRef("pk")), Claim.objects.filter(side=OuterRef("pk"))
    sides = Actor.objects.filter(Q(kind__in=SIDES) | Q(Exists(voices)) | Q(Exists(set_for)))
    return sides.filter(by_itself | Q(by_others[0]) | Q(by_others[1]))


def lane_order(asked: Filters) -> list[int]:
    """Return the sides that have a lane, in its order. Cost: one query."""
    lanes = Lane.objects.order_by("process__title", "process", "position")
    if asked.process:
        lanes = lanes.filter(process__slug__in=asked.process)
    return list(dict.fromkeys(lanes.values_list("side_id", flat=True)))


def columns_of(
    sides: Collection[int] | QuerySet[Actor], lanes: list[int], palette: Palette, process: int | None
) -> list[PositionColumn]:
    """Return a column for each side: sides with a lane in the order of the lanes, then the others by name.

    Cost: one query.
    """
    place = {side: number for number, side in enumerate(lanes)}
    actors = Actor.objects.filter(pk__in=sides)
    ordered = sorted(actors, key=lambda side: (place.get(side.pk, len(place)), name_order(side.shown_name), side.slug))
    return [PositionColumn(side, palette.number(side.pk, process)) for side in ordered]


def position_address(topic: Topic, side: Actor, asked: Filters) -> str:
    """Return the path of a side's statements on a topic, with the same negotiation and ``known``."""
    before, after = around_side(topic, asked)
    return f"{before}{side.slug}{after}"


def around_side(topic: Topic, asked: Filters) -> tuple[str, str]:
    """Return the path of a position in two parts, before and after the side; a table makes hundreds of them."""
    before, _side, after = reverse("position", args=[topic.slug, "0-side-0"]).rpartition("0-side-0")
    return before, after + narrowed(asked).querystring()


def table_address(asked: Filters) -> str:
    """Return the path of the table."""
    return reverse("positions") + narrowed(asked).querystring()
