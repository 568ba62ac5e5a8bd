"""In short: the milestones of an answer, each with what the negotiating sides said of its outcome.

``querysets`` decides which events are milestones, ``outcomes`` which statements tell an outcome. Imports the
index for the choice, and ``rows``; the page shows the result.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks import dates
from talks.index import Bitmap, negotiating_in
from talks.models import Claim
from talks.outcomes import Outcome, in_short, may_assess, may_have_outcome, negotiating_sides, read_marks
from talks.palette import Palette
from talks.proof_in_words import found_words
from talks.rows import ClaimRow, EventRow, read_events
from talks.sources import source_label
from talks.statements import lead_of
from talks.timeline.selection import Selection
from talks.vocabulary import Difference, EventKind, Milestone, Occurrence, Role, label
from talks.wording import grouped

MOST = 7  # lines; more would push the picture and the list off the first screens
ACCOUNTS_DIFFER = (Difference.SIDES, Difference.REPORTS)


@dataclass(frozen=True, slots=True)
class Assessment:
    """What one side, or a report by itself, said of an outcome.

    Shape: ``role`` is the side of a speaker who is not a side, or the role as reported. ``page`` is the permanent page
    of the statement, ``source`` the outlet and day of its report, and whether the quotation was found in it.
    """

    name: str
    role: str
    palette: int
    is_own_voice: bool
    text: str
    page: str
    source: str


@dataclass(frozen=True, slots=True)
class Met:
    """One side that took part. Shape: ``capacity`` is its role if it did not negotiate, as it reads in a sentence."""

    name: str
    palette: int
    capacity: str


@dataclass(frozen=True, slots=True)
class Line:
    """One milestone.

    Shape: ``note`` is the kind of event if nobody is reported to have taken part, or the reason of a milestone set by
    hand. ``silent`` names the sides that said nothing of the outcome. ``is_open`` if nobody reports an outcome that
    could have been reported.
    """

    event: EventRow
    date: str
    machine_date: str
    is_uncertain: bool
    is_meeting: bool
    not_held: str
    place: str
    met: list[Met]
    note: str
    assessments: list[Assessment]
    silent: str
    is_open: bool
    differs: bool


@dataclass(frozen=True)
class InShort:
    """The milestones that are shown, in order, out of ``total``."""

    lines: list[Line]
    total: int

    @property
    def number(self) -> str:
        """The total as text."""
        return grouped(self.total)

    @property
    def is_choice(self) -> bool:
        """Whether there are more milestones than are shown."""
        return self.total > len(self.lines)


def read_in_short(selection: Selection, palette: Palette) -> InShort | None:
    """Return the milestones of an answer in short, None if it has none, or above a table, or if anything is asked.

    Shape: nothing rests on a report that was not certainly published by the day of ``known``.
    Cost: five queries. Which of many milestones are shown takes one bitmap operation for each lane of the record.
    """
    if selection.filters.is_narrowed or selection.filters.view:
        return None
    found = selection.events_with("milestone", str(Milestone.YES))
    total = sum(map(len, found))
    if not total:
        return None
    pks = selection.cached("in short", lambda: choose(selection, found))
    known = selection.filters.known_day
    candidates = may_assess(Claim.objects.public(known).filter(event__in=pks)).values_list("pk", flat=True)
    ids = set(candidates)
    marks = read_marks(ids or {0})
    events = read_events(selection.index, pks, known, ids)
    negotiating = negotiating_in(selection.index)
    outcomes = [(event, in_short(event, said, marks, negotiating)) for event, said in events]
    return InShort([read_line(selection, event, outcome, palette) for event, outcome in outcomes], total)


def choose(selection: Selection, found: tuple[Bitmap, ...]) -> list[int]:
    """Return the ids of at most ``MOST`` of these events, in order.

    Shape: ``found`` has a bitmap of events for each part of the answer. First come agreements, then those in which two
    negotiating sides took part, then the others; of each, those with statements of most sides, then the latest. Sides are
    those with a lane; an event without a day counts as the earliest.
    """
    lanes = sorted({side for _process, side, _palette in selection.index.names.lanes})
    negotiating = sorted({side for _process, side in negotiating_in(selection.index)})
    agreed = selection.events_with("kind", EventKind.AGREEMENT)
    chosen: list[tuple[int, int]] = []
    both = at_least_two(found, [selection.events_with("party", side) for side in negotiating])
    for level in split(found, [agreed]):
        for present in split(level, [both]):
            for heard in split(present, [selection.events_with("side", side) for side in lanes]):
                if len(chosen) == MOST:
                    break
                chosen += latest(selection, heard, MOST - len(chosen))
    return [selection.parts[part].segment.pks[number] for part, number in sorted(chosen, key=selection.index.place)]


def at_least_two(found: tuple[Bitmap, ...], sets: Iterable[tuple[Bitmap, ...]]) -> tuple[Bitmap, ...]:
    """Return the events that are in two of these sets or more. Shape: as of ``split``."""
    one = two = tuple(events - events for events in found)
    for one_set in sets:
        two = tuple(twice | (once & of_set) for twice, once, of_set in zip(two, one, one_set, strict=True))
        one = tuple(once | of_set for once, of_set in zip(one, one_set, strict=True))
    return two


def split(found: tuple[Bitmap, ...], sets: Iterable[tuple[Bitmap, ...]]) -> Iterator[tuple[Bitmap, ...]]:
    """Yield these events by the number of the sets that they are in, the highest number first.

    Shape: events have a bitmap for each part of the answer, and so has each of the sets.
    """
    at_least = [list(found)]  # by number of sets, a bitmap for each part
    for one_set in sets:
        for number in reversed(range(len(at_least))):
            more = [events & of_set for events, of_set in zip(at_least[number], one_set, strict=True)]
            if number + 1 < len(at_least):
                at_least[number + 1] = [one | other for one, other in zip(at_least[number + 1], more, strict=True)]
            elif any(more):
                at_least.append(more)
    above = [events - events for events in found]
    for level in reversed(at_least):
        yield tuple(events - higher for events, higher in zip(level, above, strict=True))
        above = level


def latest(selection: Selection, found: Iterable[Bitmap], number: int) -> list[tuple[int, int]]:
    """Return (part, number) of the last of these events."""
    listed: list[tuple[int, int]] = []
    for index, (part, events) in enumerate(zip(selection.parts, found, strict=True)):
        dated = events & part.segment.bits(range(part.segment.dated))
        listed += [(index, event) for event in dated[max(len(dated) - number, 0) :]]
        listed += [(index, event) for event in (events - dated)[:number]]

    def key(one: tuple[int, int]) -> tuple[bool, tuple[int, int, int]]:
        return one[1] < selection.parts[one[0]].segment.dated, selection.index.place(one)

    return sorted(listed, key=key)[-number:]


def read_line(selection: Selection, event: EventRow, outcome: Outcome, palette: Palette) -> Line:
    """Return the line of one event."""
    language, day = get_language(), dates.parse(event.date) if event.date else None
    heard = [side.said for side in outcome.sides if side.said] or ([outcome.own_voice] if outcome.own_voice else [])
    negotiated = negotiating_sides(event)
    spoke = {one.side.pk for one in outcome.sides if one.said}
    silent = [side.name for side in negotiated if side.pk not in spoke] if heard else []
    return Line(
        event=event,
        date=dates.listed(day, language) if day else _("Day not known"),
        machine_date=dates.machine(day) if day else "",
        is_uncertain=not event.is_certain,
        is_meeting=event.is_meeting,
        not_held="" if event.is_held else label(Occurrence, event.occurrence, language),
        place=event.place.name if event.place else "",
        met=read_met(event, palette, language),
        note=event.milestone_reason or ("" if event.present else label(EventKind, event.kind, language)),
        assessments=[read_assessment(row, palette) for row in heard],
        silent=_(", ").join(silent),
        is_open=not heard and may_have_outcome(event.kind, event.occurrence),
        differs=selection.differs(event.pk, ACCOUNTS_DIFFER),
    )


def read_met(event: EventRow, palette: Palette, language: str | None) -> list[Met]:
    """Return the sides that took part: those that negotiated, then the others with their roles."""
    met = {side.pk: Met(side.name, palette.number(side.pk, event.process), "") for side in negotiating_sides(event)}
    for one in event.present:
        if one.side not in met and one.role not in {Role.PARTY, Role.DELEGATE}:
            side = one.actor.side or one.actor
            met[side.pk] = Met(
                side.name, palette.number(side.pk, event.process), label(Role, one.role, language).lower()
            )
    return list(met.values())


def read_assessment(row: ClaimRow, palette: Palette) -> Assessment:
    """Return one statement as a line shows it."""
    name, role, _page = lead_of(row)
    if row.is_own_voice:
        name, role = _("The report of %(outlet)s") % {"outlet": role} if row.report.outlet else name, ""
    elif row.side and row.side is not row.speaker:
        role = row.side.name
    return Assessment(
        name=name,
        role=role,
        palette=palette.number(row.side.pk if row.side else None, row.event.process),
        is_own_voice=row.is_own_voice,
        text=row.statement.rstrip("."),
        page=row.page,
        source=_("%(source)s, %(found)s")
        % {
            "source": source_label(row.report),
            "found": found_words(row.paragraph, row.unchecked_reason, get_language()),
        },
    )
