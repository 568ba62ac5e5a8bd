"""One event as the list shows it, made from its rows.

Imports rows and statements. ``entries`` makes those of an answer; ``read_in_full`` makes some without a question asked, as the
preview of what is not published does.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from talks import dates
from talks.differences import Differences, read_differences
from talks.index import Index
from talks.palette import Palette
from talks.querysets import ClaimQuerySet
from talks.rows import ClaimRow, EventRow, read_events
from talks.statements import DifferenceMark, Utterance, in_order_shown, marks_of, utterances
from talks.vocabulary import EventKind, Occurrence, Role, label
from talks.wording import grouped, phrase


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

    Shape: ``big`` and ``small`` are the date in the margin. ``weight`` is how much room it gets: ``meeting``, ``remark``
    or ``context``. ``facts`` are kind, occurrence and place in one line. ``questions`` are those on which statements
    about it differ. ``utterances`` are those that stand open; ``more`` says how many others there are. ``claims`` are
    the matching statements that were read; ``differing`` are the ids of those that differ from others.
    """

    event: EventRow
    big: str
    small: str
    machine_date: str
    weight: str
    is_uncertain: bool
    is_wide: bool
    kind: str
    not_held: str
    place: str
    facts: str
    participants: list[Participant]
    questions: list[DifferenceMark]
    utterances: list[Utterance]
    more: str
    claims: list[ClaimRow]
    differing: frozenset[int]
    marked: ShownEvent | None = None

    @property
    def shown(self) -> "ShownEvent | EventRow":
        """Title and summary as pages show them, with search words marked."""
        return self.marked or self.event


def make_entry(
    event: EventRow,
    shown: list[Utterance],
    claims: list[ClaimRow],
    differences: Differences,
    palette: Palette,
    language: str | None,
    *,
    in_full: bool = False,
    has_facts: bool = True,
) -> EventEntry:
    """Return the entry of an event with these utterances. Shape: no questions and nothing folded. Cost: no query."""
    big, small = margin_date(event, in_full, language)
    place, not_held = event.place.name if event.place else "", ""
    if not event.is_held:
        not_held = label(Occurrence, event.occurrence, language)
    kind = label(EventKind, event.kind, language)
    facts = [kind, not_held.lower(), phrase("in %(place)s", language) % {"place": place} if place else ""]
    return EventEntry(
        event=event,
        big=big,
        small=small,
        machine_date=dates.machine(dates.parse(event.date)) if event.date else "",
        weight=weight(event),
        is_uncertain=not event.is_certain,
        is_wide=len(big) > 2,
        kind=kind,
        not_held=not_held,
        place=place,
        facts=" · ".join(filter(None, facts)) if has_facts else "",
        participants=participants(event, palette, language),
        questions=[],
        utterances=shown,
        more="",
        claims=claims,
        differing=frozenset(row.pk for row in claims if row.pk in differences.of_claim),
    )


def read_in_full(index: Index, events: Collection[int], public: ClaimQuerySet, palette: Palette) -> list[EventEntry]:
    """Return events, in the order of their dates, with all statements open that are in ``public``.

    Cost: that of ``read_events`` and of ``read_differences``.
    """
    language = get_language()
    found = read_events(index, events, public=public)
    differences = read_differences(answered_by=[row.pk for _event, said in found for row in said], public=public)
    entries = []
    for event, said in sorted(found, key=lambda one: (*dates.place(one[0].earliest, one[0].latest), one[0].sequence)):
        rows = in_order_shown(said)
        shown = utterances(rows, differences, palette)
        for utterance in shown:
            utterance.is_brief = not utterance.marks
        entry = make_entry(event, shown, rows, differences, palette, language, in_full=True)
        entries.append(replace(entry, questions=questions(differences, [row.pk for row in rows])))
    return entries


def weight(event: EventRow) -> str:
    """Return how much room an event gets: a meeting most, unless its day is not known; what explains the talks least."""
    if event.kind == EventKind.CONTEXT:
        return "context"
    has_day = event.lasted or (event.earliest is not None and event.earliest == event.latest)
    return "meeting" if event.is_meeting and has_day else "remark"


def questions(differences: Differences, claims: Collection[int]) -> list[DifferenceMark]:
    """Return the questions on which these statements about an event differ, each once. Cost: no query."""
    marks = marks_of(differences, claims)
    return list({mark.page: mark for mark in reversed(marks)}.values())[::-1]


def more_statements(number: int, some_stand_open: bool) -> str:
    """Return the words for the statements of a fold, empty if there are none."""
    if not number:
        return ""
    if some_stand_open:
        return ngettext("%(n)s more statement", "%(n)s more statements", number) % {"n": grouped(number)}
    return ngettext("%(n)s statement", "%(n)s statements", number) % {"n": grouped(number)}


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
