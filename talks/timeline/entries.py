"""The events of a page, each with its participants and the statements about it.

Imports ``rows``, which are read once for list, table, coverage and picture. ``rendering`` and exports show the result.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from talks import dates, search
from talks.differences import Differences
from talks.models import Question
from talks.palette import Palette
from talks.rows import ClaimRow, EventRow, read_events
from talks.statements import Utterance, utterances
from talks.timeline.selection import Selection, StatementMatch
from talks.vocabulary import EventKind, Occurrence, Role, label


@dataclass(slots=True)
class Participant:
    """A party or a person who took part. Shape: ``capacity`` is the role as it reads within a sentence."""

    name: str
    page: str
    palette: int
    role: str
    capacity: str


class ShownEvent(NamedTuple):
    """What is shown of an event, with search words marked."""

    title: str
    summary: str


@dataclass(slots=True)
class EventEntry:
    """One event on the timeline, with the statements about it.

    Shape: ``big`` and ``small`` are the date in the margin. ``utterances`` are those with a matching statement;
    ``more`` says how many others there are. ``claims`` are the matching statements, in the same order; ``differing``
    are the ids of those that differ from others.
    """

    event: EventRow
    big: str
    small: str
    machine_date: str
    is_meeting: bool
    is_uncertain: bool
    is_wide: bool
    kind: str
    not_held: str
    place: str
    participants: list[Participant]
    utterances: list[Utterance]
    more: str
    claims: list[ClaimRow]
    differing: frozenset[int]
    marked: ShownEvent | None = None

    @property
    def shown(self) -> "ShownEvent | EventRow":
        """Title and summary as pages show them, with search words marked."""
        return self.marked or self.event


class PageRows:
    """The rows of the events of an answer, read once for all views.

    Shape: if a filter asks about statements, only utterances with a matching statement are read.
    """

    def __init__(self, selection: Selection) -> None:
        self.selection = selection
        self._asks = selection.filters.asks_of_claims
        self._read: dict[int, tuple[EventRow, list[ClaimRow]]] = {}
        self._about: dict[int, list[StatementMatch]] = {}

    def of(self, pks: Collection[int]) -> list[tuple[EventRow, list[ClaimRow]]]:
        """Return these events with their statements, in this order. Cost: three queries, none for rows read before."""
        missing = [pk for pk in pks if pk not in self._read]
        if missing:
            only = None
            if self._asks:
                self._about |= {pk: self.selection.statements_about(pk) for pk in missing}
                only = {
                    one.claim
                    for pk in missing
                    for utterances in [matched(self._about[pk])]
                    for one in self._about[pk]
                    if one.utterance in utterances
                }
            known = self.selection.filters.known_day
            found = read_events(self.selection.index, missing, known, only)
            self._read |= {event.pk: (event, said) for event, said in found}
        return [self._read[pk] for pk in pks if pk in self._read]

    def matching(self, event: int, said: list[ClaimRow]) -> list[ClaimRow]:
        """Return the statements that match, out of all about an event."""
        if not self._asks:
            return said
        ids = {one.claim for one in self._about[event] if one.matches}
        return [row for row in said if row.pk in ids]

    def folded(self, event: int) -> int:
        """Return the number of utterances about an event without a matching statement."""
        about = self._about.get(event, ())
        return len({one.utterance for one in about} - matched(about))


def matched(about: Iterable[StatementMatch]) -> set[tuple[int, int]]:
    """Return the utterances with a matching statement."""
    return {one.utterance for one in about if one.matches}


def read_entries(rows: PageRows, pks: Collection[int], palette: Palette) -> list[EventEntry]:
    """Return events, in this order, with their statements grouped by utterance.

    Cost: that of the rows, and one query if statements differ on any of these events.
    """
    selection, found = rows.selection, rows.of(pks)
    filters, differences = selection.filters, Differences()
    if differing := [said for event, said in found if selection.differs(event.pk)]:
        differences = read_differences_of(selection, [row.pk for said in differing for row in said])
    in_full, language = filters.order not in {"", "-happened"}, get_language()
    return [_entry(rows, event, said, differences, palette, in_full, language) for event, said in found]


def read_folded(selection: Selection, event: int, palette: Palette) -> list[Utterance]:
    """Return the utterances about an event, given by its id, without a matching statement. Cost: four queries."""
    about = selection.statements_about(event)
    shown = matched(about)
    only = {one.claim for one in about if one.utterance not in shown}
    ((_event, said),) = read_events(selection.index, [event], selection.filters.known_day, only)
    return utterances(said, read_differences_of(selection, only), palette)


def read_differences_of(selection: Selection, claims: Iterable[int]) -> Differences:
    """Return how these statements, given by their ids, differ from others. Cost: one query, for the questions."""
    of_claim = selection.index.differing.of_claims(claims, selection.known)
    asked = {question for marks in of_claim.values() for _kind, question in marks}
    return Differences(questions=Question.objects.in_bulk(asked or {0}), of_claim=of_claim)


def _entry(
    rows: PageRows,
    event: EventRow,
    said: list[ClaimRow],
    differences: Differences,
    palette: Palette,
    in_full: bool,
    language: str | None,
) -> EventEntry:
    big, small = margin_date(event, in_full, language)
    shown, others = utterances(said, differences, palette), rows.folded(event.pk)
    claims = rows.matching(event.pk, [one.row for group in shown for one in group.statements])
    if rows.selection.filters.q:
        add_hits(shown, claims, rows.selection.marker)
    more = ngettext("%(n)d more statement", "%(n)d more statements", others) % {"n": others} if others else ""
    return EventEntry(
        event=event,
        big=big,
        small=small,
        machine_date=dates.machine(dates.parse(event.date)) if event.date else "",
        is_meeting=event.is_meeting,
        is_uncertain=not event.is_certain,
        is_wide=len(big) > 2,
        kind=label(EventKind, event.kind, language),
        not_held="" if event.is_held else label(Occurrence, event.occurrence, language),
        place=event.place.name if event.place else "",
        participants=participants(event, palette, language),
        utterances=shown,
        more=more,
        claims=claims,
        differing=frozenset(row.pk for row in claims if row.pk in differences.of_claim),
    )


def margin_date(event: EventRow, in_full: bool, language: str | None) -> tuple[str, str]:
    """Return the date for the margin, its large and its small part. With ``in_full`` the large part has all of it.

    The date is in full where the heading names the month of another clock.
    """
    if not event.date:
        return _("Undated"), ""
    day = dates.parse(event.date)
    return (dates.short(day, language), "") if in_full else dates.margin(day, language)


def participants(event: EventRow, palette: Palette, language: str | None) -> list[Participant]:
    """Return the participants of an event, in the order recorded."""
    found = []
    for one in event.present:
        role = "" if one.role == Role.PARTY else label(Role, one.role, language)
        number = palette.number(one.side, event.process)
        found.append(Participant(one.actor.name, one.actor.page, number, role, role.lower()))
    return found


def add_hits(shown: list[Utterance], claims: list[ClaimRow], marker: search.Marker) -> None:
    """Add the hits of the search words in texts that are not shown; of several statements, to the first. Cost: no query."""
    matching, seen = {row.pk for row in claims}, set[search.Hit]()
    for utterance in shown:
        for one in utterance.statements:
            if one.row.pk in matching:
                texts = [one.text, one.quote, one.also_name, one.row.event.title, one.row.event.summary]
                if one is utterance.lead:
                    texts += [one.name, one.role]
                hits = search.hits(one.row, marker, texts)
                utterance.hits += [hit for hit in hits if hit not in seen]
                seen.update(hits)
