"""The pages of people and parties as plain data: who speaks for whom, and everything one of them said.

Reads models, index, statements and the selection of the timeline; ``people.html`` and ``person.html`` show the result.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import get_language

from talks import dates
from talks.differences import read_differences
from talks.index import Bitmap, current
from talks.letters import name_order
from talks.models import Actor, Claim, Event, Participation
from talks.pages.long_lists import STATEMENTS, Parts, Stretch, any_of, find_claims, find_events, whole_utterances
from talks.palette import Palette
from talks.querysets import ByName
from talks.statements import Utterance, utterances
from talks.timeline import Filters, Part, Selection, select
from talks.timeline.pager import Paged, cut, pages_of

VOICES = 50  # people that the page of a side names


@dataclass(frozen=True)
class PersonRow:
    """An actor with the number of its statements; for a side, of the statements made for it."""

    actor: Actor
    palette: int
    statements: int


@dataclass(frozen=True)
class SideGroup:
    """A side with the people who speak for it, or with those of them that fit on the page."""

    side: PersonRow
    voices: tuple[PersonRow, ...]


@dataclass(frozen=True)
class PersonPage:
    """One page of what somebody said and took part in; one page number serves both lists.

    Shape: ``roles`` are those that the reports of this page give.
    """

    actor: Actor
    palette: int
    roles: tuple[str, ...]
    spellings: tuple[str, ...]
    statements: list[Utterance]
    count: int
    voices: tuple[Actor, ...]
    has_more_voices: bool
    took_part: Paged
    paged: Paged
    timeline: str


def count_statements(known: date | None = None, process: tuple[str, ...] = ()) -> Counter:
    """Return the number of public statements that each actor made; for a side, of those made for it.

    Shape: statements on all negotiations, or on these.

    Cost: no query; one bitmap operation for each speaker and each side.
    """
    selection = select(Filters(known=str(known or ""), process=process))
    made, made_for = count_values_of(selection, "speaker"), count_values_of(selection, "side")
    actors = selection.index.names.actors.values()
    counts = {one.pk: made[one.pk] if one.side_id else made_for[one.pk] or made[one.pk] for one in actors}
    return Counter({pk: number for pk, number in counts.items() if number})


def count_values_of(selection: Selection, family: str) -> Counter:
    """Return the number of statements of a selection by value, without zeros."""
    return selection.cached(("statements with", family), lambda: _count_values_of(selection, family))


def _count_values_of(selection: Selection, family: str) -> Counter:
    counts: Counter = Counter()
    for part in selection.parts:
        for key in part.segment.family(family).keys:
            having = part.segment.claims_of(family, (key,))
            counts[key] += len(having) if part.is_all else having.intersection_cardinality(part.matching)
    return +counts


def read_people(known: date | None = None, page: int = 1, process: tuple[str, ...] = ()) -> Paged:
    """Return a page of the sides with the people who speak for them, sides with a lane first.

    Shape: ``SideGroup`` rows; a side that continues from the page before is repeated at the top.
    Cost: a constant number of queries; the list of who is public is cached for each version of the record.
    """
    index = current()
    roster = index.cached(("people", known, process, get_language()), lambda: read_roster(known, process))
    paged, start, stop = cut(len(roster), page)
    shown = roster[start:stop]
    if shown and shown[0][1]:
        shown.insert(0, next(row for row in reversed(roster[:start]) if row[0] == shown[0][1]))
    actors, palette = Actor.objects.in_bulk([pk for pk, _side, _number in shown]), Palette(index.names.lanes)
    groups: list[tuple[PersonRow, list[PersonRow]]] = []
    for pk, side, number in shown:
        row = PersonRow(actors[pk], palette.number(side or pk), number)
        if side:
            groups[-1][1].append(row)
        else:
            groups.append((row, []))
    return paged.holding([SideGroup(side, tuple(voices)) for side, voices in groups])


def read_roster(known: date | None, process: tuple[str, ...] = ()) -> list[tuple[int, int | None, int]]:
    """Return (actor, side, number of statements) for everybody who is public, in the order of the list.

    Shape: everybody in all negotiations, or in these.
    Cost: two queries.
    """
    selection = select(Filters(known=str(known or ""), process=process))
    palette = Palette(selection.index.names.lanes)
    counts, public = count_statements(known, process), find_public(selection)
    sides, voices = [], defaultdict(list)
    actors = sorted(selection.index.names.actors.values(), key=lambda one: (name_order(one.name), one.slug))
    for pk, side in [(one.pk, one.side_id) for one in actors]:
        if pk not in public:
            continue
        if side:
            voices[side].append((pk, side, counts[pk]))
        else:
            sides.append((pk, None, counts[pk]))
    sides.sort(key=lambda row: palette.number(row[0]) or 99)
    return [row for side in sides for row in (side, *voices[side[0]])]


def find_public(selection: Selection) -> set[int]:
    """Return the ids of the actors that ``Actor.objects.public`` keeps, from the index."""
    actors = selection.index.names.actors
    named = {key for family in ("speaker", "side", "target") for key in count_values_of(selection, family)}
    parties = {key for part in selection.parts for key in part.segment.family("party").keys}
    named |= {party for party in parties if any(selection.events_with("party", party))}
    found = {key for one in named if one for key in (one, actors[one].side_id) if key}
    left = [one.pk for one in actors.values() if one.side_id in found and one.pk not in found]
    return found | {pk for pk in left if any(present_in(part, [pk]) for part in selection.parts)}


def present_in(part: Part, actors: list[int]) -> list[Bitmap]:
    """Return the matching events in which these actors took part; each participation is in exactly one bitmap."""
    sets = (events & part.events for events in part.segment.present(actors))
    return [events for events in sets if events]


def said_by(actor: Actor) -> list[Q]:
    """Return conditions for what an actor said, or what was said for a side; no statement fulfils two of them."""
    if actor.side_id:
        return [Q(speaker=actor)]
    voices = Actor.objects.filter(side=actor).values("pk")
    return [Q(speaker=actor), Q(speaker__in=voices, side=None), Q(side=actor) & ~Q(speaker=actor)]


def find_said(actor: Actor, known: date | None) -> Parts:
    """Return the public statements of ``said_by``, from the index. Cost: no query."""
    found = []
    for part in select(Filters(known=str(known or ""))).parts:
        claims = part.segment.claims_of("speaker", (actor.pk,))
        if not actor.side_id:
            claims = claims | part.segment.claims_of("side", (actor.pk,))
        found.append((part.segment, claims if part.is_all else claims & part.matching))
    return found


class TookPart:
    """Participations of an actor, and of those who speak for it, in public events.

    Cost: no query; counted from the index.
    """

    def __init__(self, actor: Actor, known: date | None) -> None:
        selection = select(Filters(known=str(known or "")))
        actors = selection.index.names.actors.values()
        self.people = [one.pk for one in actors if actor.pk in (one.pk, one.side_id)]
        self._present = [(part.segment, present_in(part, self.people)) for part in selection.parts]
        self.count = sum(len(events) for _segment, sets in self._present for events in sets)

    def find(self, start: int, stop: int) -> Stretch:
        """Return where the participations from ``start`` to before ``stop`` are, in the order of their events."""
        return find_events(self._present, start, stop)


def read_person(actor: Actor, known: date | None = None, page: int = 1) -> PersonPage:
    """Return one page of what a person or party said, in the order said, and took part in.

    Cost: a constant number of queries; only statements of the days of this page are read.
    """
    index, said = current(), find_said(actor, known)
    palette = Palette(index.names.lanes)
    took_part = TookPart(actor, known)
    count = sum(len(claims) for _segment, claims in said)
    paged, start, stop = cut(count, page, STATEMENTS, at_least=pages_of(took_part.count))
    claims = Claim.objects.public(known)
    rows, first, last = find_claims(said, start, stop)
    mine = claims.filter(any_of(said_by(actor)))
    found = whole_utterances(index, mine, (claims if rows else mine).filter(rows).in_reading_order()[first:last])
    differences = read_differences(known, answered_by=[claim.pk for claim in found])
    meetings, start, stop = cut(took_part.count, page, at_least=paged.pages)
    rows, first, last = took_part.find(start, stop)
    rows = rows or Q(event__in=Event.objects.public(known).order_by().values("pk"))
    present = Participation.objects.filter(rows, actor__in=took_part.people).select_related("event", "actor")
    present = present.order_by(*dates.chronological("event__date", "event__sequence", "event__slug", "id"))
    voices = list(Actor.objects.public(known).filter(side=actor).order_by(ByName("name"), "slug")[: VOICES + 1])
    asked = Filters(side=(actor.slug,)) if actor.speaks_for == actor else Filters(speaker=(actor.slug,))
    return PersonPage(
        actor=actor,
        palette=palette.number(actor.side_id or actor.pk),
        roles=tuple(
            {row.speaker_role: None for row in found if row.speaker_role and row.speaker and row.speaker.pk == actor.pk}
        ),
        spellings=tuple(one for one in (actor.name, *actor.spellings.splitlines()) if one != actor.shown_name),
        statements=utterances(found, differences, palette),
        count=count,
        voices=tuple(sorted(voices[:VOICES], key=lambda one: name_order(one.shown_name))),
        has_more_voices=len(voices) > VOICES,
        took_part=meetings.holding(tuple(present[first:last])),
        paged=paged,
        timeline=asked.querystring() if count else "",
    )
