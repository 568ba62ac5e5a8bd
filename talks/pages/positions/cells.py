"""What one side said on one topic in numbers: the latest day, what came first, and whether the position moved.

Counts from the index; ``table`` adds the words.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import NamedTuple

from django.db.models import Case, F, When

from talks import dates
from talks.index import Bitmap, Index
from talks.models import Claim
from talks.pages.long_lists import MANY
from talks.pages.positions.scope import ADDRESSED, POSITIONS
from talks.querysets import BY_REPORT
from talks.timeline import Part, Selection

SHOWN = 3  # statements of the latest day that a cell shows

CellKey = tuple[int, int]
"""Ids of topic and side."""

Groups = dict[CellKey, Bitmap]


class Stance(IntEnum):
    """Which statements of a cell are shown: the first of these that it has."""

    OWN = 0
    OTHERS = 1
    REST = 2


class Count(NamedTuple):
    """The number of statements of a cell: in all, about others, and without a day."""

    statements: int
    about_others: int
    undated: int


class Found(NamedTuple):
    """The statements that a cell shows.

    Shape: ``latest`` are the statements of the latest day, at most ``SHOWN``; ``others`` is the number of other utterances
    that may be as late, ``same_day`` whether all of these were said on that very day. ``first`` is the first in the order
    said, None unless it was certainly said before the latest.
    """

    latest: tuple[int, ...]
    others: int
    same_day: bool
    stance: Stance = Stance.OWN
    first: int | None = None


class Cells(NamedTuple):
    """All cells by topic and side.

    Shape: ``unmoved`` are the cells whose statements, two or more, were all said on one exact day. ``changed`` has the
    last statement that changed the side's answer to a question, and that question, by their ids.
    """

    counts: dict[CellKey, Count]
    found: dict[CellKey, Found]
    unmoved: frozenset[CellKey]
    changed: dict[CellKey, tuple[int, int]]


def read_cells(selection: Selection) -> Cells:
    """Return the numbers of each cell.

    A statement is a candidate unless another was certainly said later. The candidate with the latest first possible day
    leads; of several, the one that may be latest; then the first in reading order. Statements without a day lead only
    where no statement has one, the last published first.

    Cost: a few bitmap operations for each cell, and one query where a cell has several candidates; linear in the pairs
    of statements that differ.
    """
    said = [list(_said(selection.index, part)) for part in selection.parts]
    counts: dict[CellKey, Count] = {}
    stances: dict[CellKey, Stance] = {}
    for part, cells in zip(selection.parts, said, strict=True):
        undated = part.segment.buckets("said_first").undated
        for one in cells:
            numbers = (len(one.claims), len(one.by_stance[Stance.OTHERS]), one.claims.intersection_cardinality(undated))
            counts[one.cell] = Count(*map(sum, zip(counts.get(one.cell, (0, 0, 0)), numbers, strict=True)))
            stance = next(stance for stance in Stance if one.by_stance[stance])
            stances[one.cell] = min(stance, stances.get(one.cell, stance))
    groups = [{one.cell: one.by_stance[stances[one.cell]] for one in cells} for cells in said]
    first_days, last_days = _first_days(selection, groups), _last_days(selection, groups)
    late = [part.segment.as_late(group, last_days) for part, group in zip(selection.parts, groups, strict=True)]
    early = [_on_days(part, group, first_days) for part, group in zip(selection.parts, groups, strict=True)]
    whole: list[Groups] = [{one.cell: one.claims for one in cells} for cells in said]
    on_one_day = _on_one_day(selection, whole, counts, last_days)
    latest, first = _ids(selection, late), _ids(selection, early)
    everything = _ids(selection, [{cell: group[cell] for cell in group.keys() & on_one_day} for group in whole])
    first = {cell: pks for cell, pks in first.items() if not pks & latest[cell]}
    several = {pk for ids in (latest, first) for pks in ids.values() if len(pks) > 1 for pk in pks}
    rows = read_candidates(several.union(*everything.values()))
    found = {}
    for cell, pks in latest.items():
        one = _latest([rows[pk] for pk in pks]) if len(pks) > 1 else Found(tuple(pks), 0, same_day=True)
        found[cell] = one._replace(stance=stances[cell], first=_first(rows, first.get(cell)))
    unmoved = frozenset(cell for cell, pks in everything.items() if _is_one_exact_day([rows[pk] for pk in pks]))
    return Cells(counts, found, unmoved, _changed(selection, whole))


class Said(NamedTuple):
    """The statements of one cell in one segment, all and by what they are about."""

    cell: CellKey
    claims: Bitmap
    by_stance: tuple[Bitmap, Bitmap, Bitmap]


def _said(index: Index, part: Part) -> Iterator[Said]:
    segment, answering = part.segment, part.matching
    addressed, positions = segment.claims_of("says", ADDRESSED), segment.claims_of("says", POSITIONS)
    topics = [(key, segment.claims_of("topic", (key,))) for key in segment.family("topic").keys if key is not None]
    people: dict[int, list[int | None]] = defaultdict(lambda: [None])
    for actor in index.names.actors.values():
        people[actor.side_id or actor.pk].append(actor.pk)
    for side in segment.family("side").keys:
        if side is None:
            continue
        said = segment.claims_of("side", (side,)) & answering
        if not said:
            continue
        others = said - addressed - segment.claims_of("target", people[side])
        own = (said & positions) - others
        rest = said - others - own
        for topic, on_topic in topics:
            if found := said & on_topic:
                yield Said((topic, side), found, (found & own, found & others, found & rest))


def _first_days(selection: Selection, groups: list[Groups]) -> dict[CellKey, int]:
    """Return the first day of each cell, over all parts; cells without a day are left out."""
    days: dict[CellKey, int] = {}
    for part, group in zip(selection.parts, groups, strict=True):
        for cell, day in part.segment.buckets("said_first").first_days(group).items():
            days[cell] = min(day, days.get(cell, day))
    return days


def _last_days(selection: Selection, groups: list[Groups]) -> dict[CellKey, int]:
    """Return the last day of each cell, as ``_first_days``."""
    days: dict[CellKey, int] = {}
    for part, group in zip(selection.parts, groups, strict=True):
        for cell, day in part.segment.buckets("said_first").last_days(group).items():
            days[cell] = max(day, days.get(cell, day))
    return days


def _on_days(part: Part, groups: Groups, days: Mapping[CellKey, int]) -> Groups:
    """Return the statements of each cell whose first possible day is its day."""
    buckets = part.segment.buckets("said_first")
    return {cell: groups[cell] & buckets.of_days(days[cell], days[cell]) for cell in groups.keys() & days.keys()}


def _on_one_day(
    selection: Selection, whole: list[Groups], counts: Mapping[CellKey, Count], days: Mapping[CellKey, int]
) -> set[CellKey]:
    """Return the cells with several statements that all have the same first possible day."""
    found = {cell for cell, count in counts.items() if 1 < count.statements <= MANY and cell in days}
    for part, groups in zip(selection.parts, whole, strict=True):
        buckets = part.segment.buckets("said_first")
        for cell in found & groups.keys():
            if not groups[cell] <= buckets.of_days(days[cell], days[cell]):
                found.remove(cell)
    return found


def _ids(selection: Selection, groups: list[Groups]) -> dict[CellKey, set[int]]:
    """Return the ids of the statements of each cell that has any."""
    ids: dict[CellKey, set[int]] = defaultdict(set)
    for part, group in zip(selection.parts, groups, strict=True):
        for cell, claims in group.items():
            if claims:
                ids[cell].update(map(part.segment.claim_pk, claims))
    return dict(ids)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement that may be the latest or the first of its cell.

    Shape: ``place`` is its place in order of reports; the days of a standing position are those of its report.
    """

    claim: int
    utterance: int
    is_repeated: bool
    standing: bool
    said: str
    earliest: date | None
    last: date
    place: int

    @property
    def first(self) -> date | None:
        """Its first possible day, else its last."""
        return self.earliest or (self.last if self.said else None)

    @property
    def lateness(self) -> tuple[date, date]:
        """First and last possible day; any day beats none."""
        return (self.first or date.min, self.last if self.last < date.max else date.min)

    @property
    def is_one_day(self) -> bool:
        return self.first == self.last


def read_candidates(claims: set[int]) -> dict[int, Candidate]:
    """Return statements by id. Cost: one query, none for no statement."""
    if not claims:
        return {}
    rows = (
        (Claim.objects.filter(pk__in=claims) if len(claims) <= MANY else Claim.objects.public())
        .order_by(*BY_REPORT)
        .with_clock()
        .annotate(said_or_reported=Case(When(standing=True, then="article__published"), default="said"))
        .values_list(
            *("pk", "repeats_id", "standing", "said_or_reported", F("spoken_earliest"), F("spoken_latest")),
            "article__published_latest",
        )
    )
    found = {}
    for place, (pk, repeats, standing, said, earliest, latest, published) in enumerate(rows):
        if pk in claims:
            # A statement without a day, or with an open end, was made by the day on which its report appeared.
            last = latest or published or (earliest if said else date.max)
            found[pk] = Candidate(pk, repeats or pk, repeats is not None, standing, said, earliest, last, place)
    return found


def _latest(group: list[Candidate]) -> Found:
    # Sorting is stable: equal keys stay in reading order.
    group.sort(key=lambda one: (one.is_repeated, one.place))
    group.sort(key=lambda one: one.lateness, reverse=True)
    lead, shown = group[0], {}
    for one in group:
        if (
            one.lateness == lead.lateness
            and (one.said, one.standing) == (lead.said, lead.standing)
            and len(shown) < SHOWN
        ):
            shown.setdefault(one.utterance, one.claim)
    others = {one.utterance: one for one in group if one.utterance not in shown}
    same_day = all(lead.is_one_day and one.is_one_day and one.last == lead.last for one in others.values())
    return Found(tuple(shown.values()), len(others), same_day)


def _first(rows: Mapping[int, Candidate], pks: set[int] | None) -> int | None:
    """Return the statement that comes first in the order said."""
    if not pks or len(pks) == 1:
        return min(pks) if pks else None
    found = min(
        (rows[pk] for pk in pks), key=lambda one: (one.earliest is not None, one.last, one.is_repeated, one.place)
    )
    return found.claim


def _is_one_exact_day(rows: list[Candidate]) -> bool:
    said = {row.said for row in rows}
    if len(said) != 1 or any(row.standing for row in rows):
        return False
    day = dates.parse(said.pop())
    return day.earliest == day.latest and not (day.uncertain or day.approximate)


def _changed(selection: Selection, whole: list[Groups]) -> dict[CellKey, tuple[int, int]]:
    """Return the last statement of each cell that changed the side's answer to a question, and the question.

    Shape: only where both answers were given on the topic.
    Cost: linear in the pairs of statements that differ, which are read once for each version of the record.
    """
    changes: dict[int, list[tuple[int, int]]] = defaultdict(list)
    index, known = selection.index, selection.known
    for question, claim, other in index.cached(("changes", known), lambda: list(index.differing.changes(known))):
        changes[claim].append((other, question))
        changes[other].append((claim, question))
    if not changes:
        return {}
    numbers = [part.segment.claim_numbers(sorted(changes)) for part in selection.parts]
    touched = [
        {cell: found for cell, claims in groups.items() if (found := claims & among)}
        for groups, among in zip(whole, numbers, strict=True)
    ]
    within = {
        cell: {pk: question for pk in pks for other, question in changes[pk] if other in pks}
        for cell, pks in _ids(selection, touched).items()
    }
    # The last of them is the later one of its pair, since the earlier ones were certainly said before.
    left = [
        {cell: part.segment.claim_numbers(sorted(within[cell])) for cell in cells}
        for part, cells in zip(selection.parts, touched, strict=True)
    ]
    last = _last_days(selection, left)
    latest = _ids(selection, [_on_days(part, group, last) for part, group in zip(selection.parts, left, strict=True)])
    return {cell: (min(pks), within[cell][min(pks)]) for cell, pks in latest.items()}
