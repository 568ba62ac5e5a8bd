"""What the pages of people and parties show: who speaks for whom, and everything one of them said."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from talks import dates
from talks.differences import read_differences
from talks.index import Bitmap, current
from talks.models import Actor, Claim, Event, Participation
from talks.pages.long_lists import STATEMENTS, Parts, Stretch, any_of, find_claims, find_events, whole_utterances
from talks.palette import Palette
from talks.statements import Utterance, utterances
from talks.timeline import Filters, Part, Selection, select
from talks.timeline.pager import Paged, cut, pages_of

VOICES = 50  # of those who speak for a side, how many its page names


@dataclass(frozen=True)
class PersonRow:
    """One actor with the number of statements made by it, or for it where it is a side."""

    actor: Actor
    palette: int
    statements: int


@dataclass(frozen=True)
class SideGroup:
    """A side with those who speak for it, or with some of them where they go over several pages."""

    side: PersonRow
    voices: tuple[PersonRow, ...]


@dataclass(frozen=True)
class PersonPage:
    """One page of what somebody said and took part in; the pages of the two lists are turned together."""

    actor: Actor
    palette: int
    aliases: tuple[str, ...]
    statements: list[Utterance]
    count: int
    voices: tuple[Actor, ...]
    has_more_voices: bool
    took_part: Paged
    paged: Paged
    timeline: str


def count_statements(known: date | None = None) -> Counter:
    """Return how many public statements each actor made; of a side, how many were made for it.

    Cost: no query; one operation on bitmaps for each speaker and each side.
    """
    selection = select(Filters(known=str(known or "")))
    made, made_for = count_values_of(selection, "speaker"), count_values_of(selection, "side")
    actors = selection.index.names.actors.values()
    counts = {one.pk: made[one.pk] if one.side_id else made_for[one.pk] or made[one.pk] for one in actors}
    return Counter({pk: number for pk, number in counts.items() if number})


def count_values_of(selection: Selection, family: str) -> Counter:
    """Return how many statements of an answer have each value; only values that some have."""
    return selection.cached(("statements with", family), lambda: _count_values_of(selection, family))


def _count_values_of(selection: Selection, family: str) -> Counter:
    counts: Counter = Counter()
    for part in selection.parts:
        for key in part.segment.family(family).keys:
            having = part.segment.claims_of(family, (key,))
            counts[key] += len(having) if part.is_all else having.intersection_cardinality(part.matching)
    return +counts


def read_people(known: date | None = None, page: int = 1) -> Paged:
    """Return a page of the sides with those who speak for them, sides with a lane first.

    Shape: a ``SideGroup`` each; a page that begins among those of a side begins with that side. Cost: a constant number
    of queries; who is public, and the numbers, are read once for each version of the record.
    """
    index = current()
    roster = index.cached(("people", known), lambda: read_roster(known))
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


def read_roster(known: date | None) -> list[tuple[int, int | None, int]]:
    """Return everybody who is public in the order of the list: actor, side and number of statements.

    Cost: two queries.
    """
    selection = select(Filters(known=str(known or "")))
    palette = Palette(selection.index.names.lanes)
    counts, public = count_statements(known), find_public(selection)
    sides, voices = [], defaultdict(list)
    for pk, side in Actor.objects.order_by("name", "slug").values_list("pk", "side"):
        if pk not in public:
            continue
        if side:
            voices[side].append((pk, side, counts[pk]))
        else:
            sides.append((pk, None, counts[pk]))
    sides.sort(key=lambda row: palette.number(row[0]) or 99)
    return [row for side in sides for row in (side, *voices[side[0]])]


def find_public(selection: Selection) -> set[int]:
    """Return the ids of those whom ``public`` keeps: who speak, are spoken for or of, or took part, and their sides."""
    actors = selection.index.names.actors
    named = {key for family in ("speaker", "side", "target") for key in count_values_of(selection, family)}
    parties = {key for part in selection.parts for key in part.segment.family("party").keys}
    named |= {party for party in parties if any(selection.events_with("party", party))}
    found = {key for one in named if one for key in (one, actors[one].side_id) if key}
    left = [one.pk for one in actors.values() if one.side_id in found and one.pk not in found]
    return found | {pk for pk in left if any(present_in(part, [pk]) for part in selection.parts)}


def present_in(part: Part, actors: list[int]) -> list[Bitmap]:
    """Return the events that answer in which any of these actors took part: each time is in one of the sets."""
    sets = (events & part.events for events in part.segment.present(actors))
    return [events for events in sets if events]


def said_by(actor: Actor) -> list[Q]:
    """Return the conditions on what somebody said, or what was said for a side; no statement fulfils two of them."""
    if actor.side_id:
        return [Q(speaker=actor)]
    voices = Actor.objects.filter(side=actor).values("pk")
    return [Q(speaker=actor), Q(speaker__in=voices, side=None), Q(side=actor) & ~Q(speaker=actor)]


def find_said(actor: Actor, known: date | None) -> Parts:
    """Return the statements of ``said_by`` that are public. Cost: no query."""
    found = []
    for part in select(Filters(known=str(known or ""))).parts:
        claims = part.segment.claims_of("speaker", (actor.pk,))
        if not actor.side_id:
            claims = claims | part.segment.claims_of("side", (actor.pk,))
        found.append((part.segment, claims if part.is_all else claims & part.matching))
    return found


class TookPart:
    """How often one actor took part, or those who speak for it, in public events: told by the index. Cost: no query."""

    def __init__(self, actor: Actor, known: date | None) -> None:
        selection = select(Filters(known=str(known or "")))
        actors = selection.index.names.actors.values()
        self.people = [one.pk for one in actors if actor.pk in (one.pk, one.side_id)]
        self._present = [(part.segment, present_in(part, self.people)) for part in selection.parts]
        self.count = sum(len(events) for _segment, sets in self._present for events in sets)

    def find(self, start: int, stop: int) -> Stretch:
        """Return where those from ``start`` to before ``stop`` stand, in the order of the events."""
        return find_events(self._present, start, stop)


def read_person(actor: Actor, known: date | None = None, page: int = 1) -> PersonPage:
    """Return a page of everything one person or party said, in the order said, and took part in.

    Cost: a constant number of queries; of the statements, those of the days of this page are read.
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
    present = present.order_by(dates.in_order("event__date").asc(nulls_last=True), "event__slug", "id")
    voices = list(Actor.objects.public(known).filter(side=actor).order_by("name", "slug")[: VOICES + 1])
    asked = Filters(side=(actor.slug,)) if actor.speaks_for == actor else Filters(speaker=(actor.slug,))
    return PersonPage(
        actor=actor,
        palette=palette.number(actor.side_id or actor.pk),
        aliases=tuple(actor.aliases.splitlines()),
        statements=utterances(found, differences, palette),
        count=count,
        voices=tuple(voices[:VOICES]),
        has_more_voices=len(voices) > VOICES,
        took_part=meetings.holding(tuple(present[first:last])),
        paged=paged,
        timeline=asked.querystring() if count else "",
    )
