"""The names that a synthetic record shares: sides, speakers, places, topics and outlets.

Imports models and ``chances``; ``affairs`` draws from the cast.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from string import ascii_uppercase
from typing import Any

from django.db import models

from talks.models import Actor, Lane, Outlet, Place, Process, Topic
from talks.synthetic.chances import Lot, long_tail
from talks.vocabulary import ActorKind

ACTORS, SIDES, TOPICS, OUTLETS, AGENCIES, PLACES = 200, 14, 60, 300, 12, 40
FIRST, LAST = date(2014, 1, 1), date(2026, 11, 15)


@dataclass(frozen=True)
class Cast:
    """The shared names, which are stored already."""

    process: Process
    sides: Lot
    speakers: Lot
    topics: Lot
    outlets: Lot
    agencies: Lot
    places: Lot
    bursts: list[date]

    @property
    def slug(self) -> str:
        """The beginning of every slug."""
        return self.process.slug

    def day(self, dice: Random) -> date:
        """Return a day; about half of the days fall into busy times."""
        if dice.random() < 0.5:
            day = dice.choice(self.bursts) + timedelta(days=round(dice.gauss(0, 30)))
        else:
            day = FIRST + timedelta(days=dice.randrange((LAST - FIRST).days))
        return min(max(day, FIRST), LAST)


def store_cast(dice: Random, slug: str) -> Cast:
    """Write the process and the names, and return them."""

    def named(model: type[models.Model], kind: str, number: int) -> list[Any]:
        rows = [model(slug=f"{slug}-{kind.lower()}-{n:03}", name=f"{kind} {n:03}") for n in range(1, number + 1)]
        return model.objects.bulk_create(rows)

    process = Process.objects.create(
        slug=slug,
        title="A synthetic record",
        summary="Made up for measuring: nobody in it exists, and nothing in it was said.",
    )
    letters = ascii_uppercase[:SIDES]
    sides = [
        Actor(slug=f"{slug}-side-{letter.lower()}", name=f"Side {letter}", kind=ActorKind.PARTY) for letter in letters
    ]
    Actor.objects.bulk_create(sides)
    Lane.objects.bulk_create(
        Lane(process=process, side=side, position=n + 1, palette=n % 8 + 1) for n, side in enumerate(sides)
    )
    lot = long_tail(sides)
    voices = []
    for number in range(1, ACTORS - SIDES + 1):
        kind, name = (ActorKind.PERSON, "Speaker") if number % 5 else (ActorKind.INSTITUTION, "Office")
        side = lot.draw(dice) if number % 20 else None
        voices.append(Actor(slug=f"{slug}-voice-{number:03}", name=f"{name} {number:03}", kind=kind, side=side))
    Actor.objects.bulk_create(voices)
    actors = [*voices, *sides]
    dice.shuffle(actors)
    outlets = named(Outlet, "Outlet", OUTLETS)
    return Cast(
        process=process,
        sides=lot,
        speakers=long_tail(actors),
        topics=long_tail(named(Topic, "Topic", TOPICS), 2),
        outlets=long_tail([None, *outlets], 3),
        agencies=long_tail(outlets[:AGENCIES]),
        places=long_tail([None, *named(Place, "Place", PLACES)]),
        bursts=[FIRST + timedelta(days=dice.randrange((LAST - FIRST).days)) for _ in range(24)],
    )
