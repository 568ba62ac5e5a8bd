"""Begins the record of another negotiation: the process, its sides and their lanes. Imports models."""

from collections.abc import Iterable
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction

from talks.models import Actor, Lane, Process
from talks.vocabulary import ActorKind

COLOURS = range(1, 9)


class Side(NamedTuple):
    """A side by its slug. Shape: ``name`` is needed where it is not in the record yet."""

    slug: str
    name: str = ""


@transaction.atomic
def begin(slug: str, title: str, sides: Iterable[Side] = (), **fields: str) -> Process:
    """Make a process, its sides where they are missing, and a lane for each, from the top.

    A side has the colour that it has in another negotiation, where that is free. ``fields`` are further ones of the process.
    Raises: ValidationError, by field; nothing is made then.
    """
    process = Process(slug=slug, title=title.strip(), **fields)
    process.full_clean()
    process.save()
    actors = [_actor(side) for side in sides]
    if twice := {actor.slug for actor in actors if actors.count(actor) > 1}:
        raise ValidationError({"side": f"Given twice: {', '.join(sorted(twice))}."})
    if len(actors) > len(COLOURS):
        raise ValidationError({"side": f"A picture has colours for {len(COLOURS)} sides: give the others no lane."})
    had = dict(Lane.objects.filter(side__in=actors).order_by("-pk").values_list("side", "palette"))
    taken: dict[int, Actor] = {}
    for actor in actors:
        taken.setdefault(had.get(actor.pk, 0), actor)
    colours = {actor: colour for colour, actor in taken.items() if colour}
    free = iter([colour for colour in COLOURS if colour not in taken])
    for position, actor in enumerate(actors, 1):
        lane = Lane(process=process, side=actor, position=position, palette=colours.get(actor) or next(free))
        lane.full_clean()
        lane.save()
    return process


def _actor(side: Side) -> Actor:
    found = Actor.objects.filter(slug=side.slug).first()
    if found is None:
        if not side.name:
            raise ValidationError({"side": f"“{side.slug}” is not in the record: give its name, {side.slug}=Name."})
        found = Actor(slug=side.slug, name=side.name, kind=ActorKind.PARTY)
        try:
            found.full_clean()
        except ValidationError as error:
            raise ValidationError({"side": [f"{side.slug}: {message}" for message in error.messages]}) from error
        found.save()
    elif side.name and side.name != found.name:
        raise ValidationError({"side": f"“{side.slug}” is in the record as “{found.name}”: leave its name out."})
    if found.kind not in {ActorKind.PARTY, ActorKind.GROUP}:
        raise ValidationError({"side": f"“{side.slug}” is a {found.kind}: only a party or a group has a lane."})
    return found
