"""Which sides negotiate in a process, and which host, by the roles of their people in its talks.

Imports segments and names. ``timeline`` names the silent sides by it, ``picture`` never folds their lanes.
"""

from collections import defaultdict
from collections.abc import Iterable

from talks.index.refresh import Index
from talks.index.values import present_key
from talks.vocabulary import EventKind, Role

TALKS = (EventKind.ROUND_OF_TALKS, EventKind.MINISTERIAL_MEETING)
"""The kinds of event at which the parties of a process negotiate."""

NEGOTIATES = (Role.PARTY, Role.DELEGATE)
HOSTS = (Role.HOST, Role.MEDIATOR)

Sides = frozenset[tuple[int, int]]
"""Pairs of ids: process and side."""


def negotiating_in(index: Index) -> Sides:
    """Return the sides that take part in talks as a party or with delegates, themselves or by their people.

    Shape: only sides with a lane in the process.
    Cost: a few bitmap operations for each lane, once for each version of the record.
    """
    return index.cached("negotiating", lambda: _taking_part(index, NEGOTIATES))


def hosting_in(index: Index) -> Sides:
    """Return the sides that host or mediate talks. Shape and cost: as ``negotiating_in``."""
    return index.cached("hosting", lambda: _taking_part(index, HOSTS))


def _taking_part(index: Index, roles: Iterable[Role]) -> Sides:
    people: dict[int, list[int]] = defaultdict(list)
    for actor in index.names.actors.values():
        people[actor.side_id or actor.pk].append(actor.pk)
    found = set()
    for process, side, _palette in index.names.lanes:
        keys = [present_key(actor, role) for actor in people[side] for role in roles]
        for segment in index.segments:
            held = segment.events_of("process", (process,)) & segment.events_of("kind", TALKS)
            if held.intersect(segment.events_of("present", keys)):
                found.add((process, side))
    return frozenset(found)
