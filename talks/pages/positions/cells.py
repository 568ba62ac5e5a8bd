"""The cells of the table in numbers: how many statements, and which is the latest.

Counts from the index; ``table`` adds the words.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Case, Value, When
from django.db.models.functions import Coalesce

from talks.index import Bitmap, Index
from talks.models import Claim
from talks.pages.long_lists import MANY
from talks.pages.positions.scope import ADDRESSED, POSITIONS
from talks.querysets import BY_REPORT
from talks.timeline import Part, Selection

CellKey = tuple[int, int, bool]
"""Ids of topic and side, and whether the cell is about others."""


class Found(NamedTuple):
    """The statement that a cell shows, and the number of other utterances that may be as late."""

    claim: int
    others: int
    same_day: bool


class Cells(NamedTuple):
    """Number of statements by topic and side, in all and about others; and the latest statement of each cell."""

    counts: dict[tuple[int, int], tuple[int, int]]
    found: dict[CellKey, Found]


def read_cells(selection: Selection) -> Cells:
    """Return the numbers of each cell.

    A statement is a candidate unless another was certainly said later. The candidate with the latest first possible day
    is shown; of several, the one that may be latest; then the first in reading order. Statements without a day are shown
    only where no statement has one, the last published first.

    Cost: a few bitmap operations for each cell, and one query where a cell has several candidates.
    """
    counts: dict[tuple[int, int], tuple[int, int]] = {}
    groups: list[dict[CellKey, Bitmap]] = []
    for part in selection.parts:
        of_part = {}
        for topic, side, said, own, others in _said(selection.index, part):
            count, count_others = counts.get((topic, side), (0, 0))
            counts[topic, side] = (count + len(said), count_others + len(others))
            of_part |= {(topic, side, about): found for about, found in ((False, own), (True, others)) if found}
        groups.append(of_part)
    days: dict[CellKey, int] = {}
    for part, of_part in zip(selection.parts, groups, strict=True):
        for cell, day in part.segment.buckets("said_first").last_days(of_part).items():
            days[cell] = max(day, days.get(cell, day))
    left = [part.segment.as_late(of_part, days) for part, of_part in zip(selection.parts, groups, strict=True)]
    ids: dict[CellKey, list[int]] = defaultdict(list)
    for part, of_part in zip(selection.parts, left, strict=True):
        for cell, claims in of_part.items():
            ids[cell] += map(part.segment.claim_pk, claims)
    found = {cell: Found(pks[0], 0, same_day=True) for cell, pks in ids.items() if len(pks) == 1}
    several = {cell: pks for cell, pks in ids.items() if len(pks) > 1}
    return Cells(counts, found | {cell: _found(group) for cell, group in _candidates(several).items()})


def _said(index: Index, part: Part) -> Iterator[tuple[int, int, Bitmap, Bitmap, Bitmap]]:
    """Yield topic, side, and its statements on the topic: all, its own positions, those about others."""
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
        others = said - addressed - segment.claims_of("target", people[side])
        own = (said & positions) - others
        for topic, on_topic in topics:
            if found := said & on_topic:
                yield topic, side, found, found & own, found & others


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement that may be the latest of its cell."""

    claim: int
    utterance: int
    is_repeated: bool
    first: date | None
    last: date

    @property
    def lateness(self) -> tuple[date, date]:
        """First and last possible day; any day beats none."""
        return (self.first or date.min, self.last if self.last < date.max else date.min)


def _found(group: list[Candidate]) -> Found:
    lead = group[0]
    others = {one.utterance: one for one in group if one.utterance != lead.utterance}
    same_day = all(lead.first == lead.last == one.first == one.last for one in others.values())
    return Found(lead.claim, len(others), same_day)


def _candidates(left: dict[CellKey, list[int]]) -> dict[CellKey, list[Candidate]]:
    """Return the candidates of each cell, the one to show first. Cost: one query."""
    cells: dict[int, list[CellKey]] = defaultdict(list)
    for cell, pks in left.items():
        for pk in pks:
            cells[pk].append(cell)
    # A statement without a day, or with an open end, was made by the day on which its report appeared.
    last = Case(
        When(said="", then=Coalesce("article__published_latest", Value(date.max))),
        default=Coalesce("said_latest", "article__published_latest", "said_earliest"),
    )
    rows = (
        (Claim.objects.filter(pk__in=cells) if len(cells) <= MANY else Claim.objects.public())
        .annotate(first=Coalesce("said_earliest", "said_latest"), last=last)
        .order_by(*BY_REPORT)
        .values_list("pk", "repeats_id", "first", "last")
    )
    found = defaultdict(list)
    for pk, repeats, first, latest in rows:
        candidate = Candidate(pk, repeats or pk, repeats is not None, first, latest)
        for cell in cells.get(pk, ()):
            found[cell].append(candidate)
    for group in found.values():
        # Sorting is stable: equal keys stay in reading order.
        group.sort(key=lambda one: one.is_repeated)
        group.sort(key=lambda one: one.lateness, reverse=True)
    return found
