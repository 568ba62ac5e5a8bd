"""Reads what the lanes picture shows: plain rows of events, who took part, statements and reports.

Names come from the index, the rest in two queries, whatever the size of the answer. `marked` makes items of them, `words`
their titles.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from talks import dates
from talks.index import Names
from talks.models import Actor, Claim, Outlet, Participation, Process
from talks.timeline import Selection
from talks.vocabulary import Attribution, EventKind, Occurrence, Role

# What brings people together. A proposal or a statement has those who took part in it, and yet nobody met.
MEETINGS = {
    EventKind.ROUND_OF_TALKS,
    EventKind.MINISTERIAL_MEETING,
    EventKind.LEADERS_MEETING,
    EventKind.MEDIATION,
    EventKind.CONSULTATION,
    EventKind.VISIT,
    EventKind.AGREEMENT,
    EventKind.PRISONER_EXCHANGE,
    EventKind.HUMANITARIAN_ARRANGEMENT,
}
# What is nothing but somebody speaking: a statement about it without a day was made there.
SPEECHES = {EventKind.PUBLIC_STATEMENT, EventKind.INTERVIEW, EventKind.BRIEFING, EventKind.ANNOUNCEMENT}
SHOWN_ROLES = {Role.HOST, Role.MEDIATOR}  # a side that has both is shown as the host
MOST_NAMED = 500  # ids in one query, of which databases take some thousands


@dataclass(slots=True)
class EventRow:
    """One event. Shape: ``present`` holds (side, name, role) in the order recorded."""

    pk: int
    slug: str
    title: str
    kind: str
    occurrence: str
    date: str
    first: date | None
    last: date | None
    process: int
    present: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def is_meeting(self) -> bool:
        return self.kind in MEETINGS

    @property
    def is_speech(self) -> bool:
        return self.kind in SPEECHES

    @property
    def is_context(self) -> bool:
        return self.kind == EventKind.CONTEXT

    @property
    def is_certain(self) -> bool:
        """Whether it took place on the day that is given."""
        day = dates.parse(self.date) if self.date else None
        return self.occurrence == Occurrence.HELD and not (day and (day.uncertain or day.approximate))

    @property
    def lasted(self) -> bool:
        return bool(self.date) and dates.parse(self.date).precision == "interval"


class ClaimRow(NamedTuple):
    """One statement that matches. Shape: ``side`` is None where it is said for nobody, ``said`` may be empty."""

    pk: int
    event: int
    occasion: int | None
    side: int | None
    own_voice: bool
    said: str
    first: date | None
    last: date | None
    speaker: str | None


@dataclass(frozen=True, slots=True)
class LaneRow:
    """One side that has a lane in its process, or that speaks or took part."""

    side: int | None
    slug: str
    name: str
    palette: int


class ReportRow(NamedTuple):
    """One report that a matching statement stands in."""

    slug: str
    outlet: str | None
    published: str
    first: date | None
    last: date | None


def read_answer(selection: Selection) -> tuple[dict[int, EventRow], list[ClaimRow], list[ReportRow]]:
    """Return the events by id in the order in which they happened, the statements that match, and their reports.

    An event that answers has a statement that matches, so that the statements lead to all of it. Their days are read out
    of what is recorded, which costs less than to fetch them. Cost: two queries.
    """
    claim = ("pk", "event", "occasion", "side", "speaker", "attribution", "said")
    event = ("slug", "title", "kind", "occurrence", "date", "process")
    report = ("article", "article__slug", "article__outlet", "article__published")
    claims, events, reports = [], {}, {}
    pks = selection.event_pks()
    actors, outlets = (selection.index.names.records[model] for model in (Actor, Outlet))
    matching = set(_matching(selection)) if selection.filters.asks_of_claims else None
    few = matching is not None and len(matching) <= MOST_NAMED
    rows = Claim.objects.public(selection.filters.known_day).order_by("pk")
    rows = rows.filter(pk__in=matching) if few else rows.filter(event__in=pks)
    for row in rows.values_list(*claim, *(f"event__{name}" for name in event), *report):
        pk, about, occasion, side, speaker, attribution, said, *rest, article, slug, outlet, published = row
        if matching is not None and pk not in matching:
            continue
        by = actors.get(speaker)
        spoken_for = actors.get(side) or (by and by.speaks_for)
        own_voice = attribution == Attribution.OWN_VOICE
        claims.append(
            ClaimRow(pk, about, occasion, spoken_for and spoken_for.pk, own_voice, said, *_days(said), by and by.name)
        )
        if about not in events:
            *named, day, process = rest
            events[about] = EventRow(about, *named, day, *_days(day), process)
        if article not in reports:
            reports[article] = ReportRow(slug, outlets[outlet].name if outlet else None, published, *_days(published))
    present = Participation.objects.filter(event__in=pks).order_by("id")
    for pk, actor, role in present.values_list("event", "actor", "role"):
        one = actors[actor]
        events[pk].present.append((one.side_id or actor, one.name, role))
    return (
        dict(sorted(events.items(), key=lambda pair: _place(pair[1]))),
        claims,
        sorted(reports.values(), key=_place),
    )


def _matching(selection: Selection) -> Iterator[int]:
    """Yield the ids of the statements by which the events answer."""
    return (part.segment.claim_pk(number) for part in selection.parts for number in part.matching)


def _days(text: str) -> tuple[date | None, date | None]:
    """Return the first and the last possible day of a date as it is recorded."""
    if not text:
        return None, None
    day = dates.parse(text)
    return day.earliest, day.latest


def _place(row: EventRow | ReportRow) -> tuple[date, str]:
    """Return by what a row is ordered: its first day, else its last, else the end; then its slug."""
    return (row.first or row.last or date.max, row.slug)


def lane_rows(names: Names, processes: set[int]) -> dict[int, LaneRow]:
    """Return the lanes of these processes by side, in their order; a side of two has the first."""
    rows: dict[int, LaneRow] = {}
    titles = names.records[Process]
    for process, side, palette in sorted(names.lanes, key=lambda lane: titles[lane[0]].title):
        if process in processes and side not in rows:
            rows[side] = lane_row(names, side, palette)
    return rows


def lane_row(names: Names, side: int, palette: int = 0) -> LaneRow:
    """Return the lane of a side; without a colour where its process gives none."""
    named = names.records[Actor][side]
    return LaneRow(side, named.slug, named.name, palette)


def roles(event: EventRow) -> dict[int, str]:
    """Return the sides that took part, each with the role that its mark shows."""
    found: dict[int, str] = {}
    for side, _name, role in event.present:
        if role not in SHOWN_ROLES:
            found.setdefault(side, Role.PARTY)
        elif found.get(side) != Role.HOST:
            found[side] = role
    return found
