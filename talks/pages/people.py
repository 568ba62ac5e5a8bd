"""What the pages of people and parties show: who speaks for whom, and everything one of them said."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from talks.accounts import read_differences
from talks.models import Actor, Claim, Event, Participation
from talks.statements import Palette, Utterance, utterances
from talks.timeline import Filters


@dataclass(frozen=True)
class PersonRow:
    """One actor with the number of statements made by it, or for it where it is a side."""

    actor: Actor
    palette: int
    statements: int


@dataclass(frozen=True)
class SideGroup:
    """A side with those who speak for it."""

    side: PersonRow
    voices: tuple[PersonRow, ...]


@dataclass(frozen=True)
class PersonPage:
    actor: Actor
    palette: int
    aliases: tuple[str, ...]
    statements: list[Utterance]
    count: int
    voices: tuple[PersonRow, ...]
    took_part: tuple[Participation, ...]
    timeline: str


def _person_rows(actors: QuerySet[Actor], palette: Palette, known: date | None) -> list[PersonRow]:
    claims = Claim.objects.public(known).with_side().order_by()
    by_speaker = dict(claims.values_list("speaker").annotate(n=Count("pk")))
    by_side = dict(claims.values_list("side_pk").annotate(n=Count("pk")))
    return [
        PersonRow(
            actor,
            palette.number(actor.side_id or actor.pk),
            by_speaker.get(actor.pk, 0) if actor.side_id else by_side.get(actor.pk, by_speaker.get(actor.pk, 0)),
        )
        for actor in actors
    ]


def read_people(known: date | None = None) -> list[SideGroup]:
    """Return the sides with those who speak for them, sides with a lane first. Cost: four queries."""
    palette = Palette()
    rows = _person_rows(Actor.objects.public(known).order_by("name"), palette, known)
    voices = defaultdict(list)
    for row in rows:
        if row.actor.side_id:
            voices[row.actor.side_id].append(row)
    sides = [SideGroup(row, tuple(voices[row.actor.pk])) for row in rows if not row.actor.side_id]
    return sorted(sides, key=lambda group: (group.side.palette or 99, group.side.actor.name))


def read_person(actor: Actor, known: date | None = None) -> PersonPage:
    """Return everything one person or party said, in the order said. Cost: a constant number of queries."""
    differences, palette = read_differences(known), Palette()
    spoken = Q(side_pk=actor.pk) | Q(speaker=actor) if not actor.side_id else Q(speaker=actor)
    claims = list(Claim.objects.public(known).with_side().with_names().filter(spoken).in_reading_order())
    events = Event.objects.public(known)
    took_part = Participation.objects.filter(Q(actor=actor) | Q(actor__side=actor), event__in=events)
    asked = Filters(side=(actor.slug,)) if actor.speaks_for == actor else Filters(speaker=(actor.slug,))
    return PersonPage(
        actor=actor,
        palette=palette.number(actor.side_id or actor.pk),
        aliases=tuple(actor.aliases.splitlines()),
        statements=utterances(claims, differences, palette),
        count=len(claims),
        voices=tuple(_person_rows(Actor.objects.public(known).filter(side=actor).order_by("name"), palette, known)),
        took_part=tuple(
            took_part.select_related("event", "actor").order_by(
                Coalesce("event__date_earliest", "event__date_latest"), "event__slug", "id"
            )
        ),
        timeline=asked.querystring() if claims else "",
    )
