"""The events of a page as they stand in the list: each with who took part, and with what was said about it.

Reads rows of the database, for the events and statements that the index found; ``fragments`` prints them.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Model, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks import dates
from talks.accounts import Differences
from talks.index import Index, give
from talks.models import Actor, Article, Claim, Event, Outlet, Participation, Place, Process, Question
from talks.statements import Palette, Utterance, utterances
from talks.timeline.hits import with_hits
from talks.timeline.selection import About, Selection, known_ordinal
from talks.vocabulary import EventKind, Occurrence, Role, label


@dataclass(frozen=True)
class Participant:
    """One who took part: the party itself, or a person for a party."""

    actor: Actor
    role: str
    palette: int

    @property
    def name(self) -> str:
        return self.actor.name

    @property
    def capacity(self) -> str:
        """The role as it stands in a sentence."""
        return self.role.lower()


@dataclass(frozen=True)
class Entry:
    """One event on the timeline, with what was said about it.

    Shape: ``matched`` are the utterances with a statement that matches, and ``others`` is how many have none; ``claims``
    are the matching statements alone, in the same order, for files, and ``differing`` the ids of those that differ from
    others.
    """

    event: Event
    big: str
    small: str
    participants: tuple[Participant, ...]
    matched: tuple[Utterance, ...]
    others: int
    claims: tuple[Claim, ...]
    differing: frozenset[int]
    language: str | None

    @property
    def slug(self) -> str:
        return self.event.slug

    @property
    def page(self) -> str:
        """Where the event stands on this site."""
        return self.event.get_absolute_url()

    @property
    def title(self) -> str:
        return self.event.title

    @property
    def summary(self) -> str:
        return self.event.summary

    @property
    def place(self) -> str:
        """The name of the place, or the empty string."""
        return self.event.place.name if self.event.place else ""

    @property
    def kind(self) -> str:
        """The kind of the event in words."""
        return label(EventKind, self.event.kind, self.language)

    @property
    def not_held(self) -> str:
        """In words what became of an event that was not held, else the empty string."""
        held = self.event.occurrence == Occurrence.HELD
        return "" if held else label(Occurrence, self.event.occurrence, self.language)

    @property
    def is_meeting(self) -> bool:
        """Whether those on several sides met, which the picture shows as a filled knot."""
        sides = {one.actor.side_id or one.actor_id for one in self.event.present}
        return self.event.occurrence == Occurrence.HELD and len(sides) > 1

    @property
    def is_span(self) -> bool:
        """Whether the date needs more room than the number of a day."""
        return len(self.big) > 2

    @property
    def machine(self) -> str:
        """The date as machines read it, or the empty string where they cannot."""
        return dates.machine(dates.parse(self.event.date)) if self.event.date else ""

    @property
    def is_uncertain(self) -> bool:
        """Whether the day is not known, or the event not held."""
        certain = self.event.date_earliest and self.event.date_earliest == self.event.date_latest
        return not certain or self.event.occurrence != Occurrence.HELD


MOST_NAMED = 500  # ids in one query, of which databases take some thousands
CURATED = ("status", "status_reason", "changed")
NOT_PRINTED = {
    Claim: (*CURATED, "recorded", "note", "said_basis", "said_basis_note", "said_earliest", "said_latest", "said_seal"),
    Event: (*CURATED, "format", "date_seal", "date_basis", "date_basis_note", "place_basis", "place_basis_note"),
    Article: (
        *(*CURATED, "recorded", "summary", "note", "openings", "byline", "archive_url", "reference", "language"),
        *("text_is_public", "agency_basis", "published_basis", "published_basis_note", "published_seal"),
    ),
}
"""What no page of the timeline prints of hundreds of records, and what would take as long to read as all the rest."""


def read_events(
    index: Index,
    pks: list[int],
    known: date | None,
    only: Collection[int] | None = None,
) -> list[tuple[Event, list[Claim]]]:
    """Return events in this order, each with who took part, and its public claims. Cost: four queries.

    Shape: the claims are all public ones, or ``only`` those with these ids, in reading order, with names and side;
    ``event.present`` holds its participations. Nothing leads back to where it came from, so that it is gone as soon as it
    is printed.
    """

    def read(model: type[Model]) -> QuerySet:
        return model.objects.defer(*NOT_PRINTED[model])

    rows = read(Claim).public(known)
    rows = rows.filter(event__in=pks) if only is None or len(only) > MOST_NAMED else rows.filter(pk__in=only)
    said = [claim for claim in rows.in_reading_order() if only is None or claim.pk in only]
    present = list(Participation.objects.filter(event__in=pks).order_by("id"))
    events = read(Event).in_bulk({*pks, *(claim.occasion_id for claim in said if claim.occasion_id)})
    # Nothing has the id 0: the number of queries does not depend on the record.
    reports = read(Article).in_bulk({claim.article_id for claim in said} or {0})
    # A join would make these anew for every claim, and there are hundreds on a page.
    of = index.names.records
    give(events.values(), process=of[Process], place=of[Place])
    give(reports.values(), outlet=of[Outlet], agency=of[Outlet])
    give(present, actor=of[Actor])
    give(said, event=events, occasion=events, article=reports)
    give(said, speaker=of[Actor], side=of[Actor], target=of[Actor])
    found: dict[int, tuple[Event, list[Claim]]] = {pk: (events[pk], []) for pk in pks if pk in events}
    for event, _claims in found.values():
        event.present = []
    for claim in said:
        claim.side_pk = claim.speaks_for.pk if claim.speaks_for else None
        claim.occasion_is_public = claim.occasion is not None and index.holds(claim.occasion_id)
        found[claim.event_id][1].append(claim)
    for one in present:
        found[one.event_id][0].present.append(one)
    return list(found.values())


def read_entries(selection: Selection, pks: list[int], palette: Palette) -> list[Entry]:
    """Return events, in this order, with their statements sorted out.

    Only what matches is read whole. Cost: four queries, and one more where accounts differ on any of these events.
    """
    filters = selection.filters
    only = matching = None
    others: Counter = Counter()
    if filters.asks_of_claims:
        about = [one for pk in pks for one in selection.about(pk)]
        matching, matched = {one.claim for one in about if one.matches}, _matched(about)
        only = {one.claim for one in about if one.utterance in matched}
        others.update(event for event, _first in {one.utterance for one in about} - matched)
    events = read_events(selection.index, pks, filters.known_day, only)
    differences = Differences()
    if differing := [said for event, said in events if selection.differs(event.pk)]:
        differences = _differences(selection, (claim.pk for said in differing for claim in said))
    in_full, language = filters.order not in {"", "-happened"}, get_language()
    entries = [
        _entry(event, said, matching, others[event.pk], differences, palette, in_full, language)
        for event, said in events
    ]
    return with_hits(entries, filters.q)


def _matched(about: list[About]) -> set[tuple[int, int]]:
    """Return the utterances of which a statement matches."""
    return {one.utterance for one in about if one.matches}


def _differences(selection: Selection, claims: Iterable[int]) -> Differences:
    """Return where these statements, given by their ids, differ from others. Cost: one query, for the questions."""
    of_claim = selection.index.differing.of_claims(claims, known_ordinal(selection.filters))
    asked = {question for marks in of_claim.values() for _kind, question in marks}
    return Differences(questions=Question.objects.in_bulk(asked or {0}), of_claim=of_claim)


def read_folded(selection: Selection, event: int, palette: Palette) -> list[Utterance]:
    """Return the utterances about an event, given by its id, of which no statement matches. Cost: as of ``read_entries``."""
    about = selection.about(event)
    matched = _matched(about)
    only = {one.claim for one in about if one.utterance not in matched}
    ((_event, said),) = read_events(selection.index, [event], selection.filters.known_day, only=only)
    return utterances(said, _differences(selection, only), palette)


def _day_words(event: Event, in_full: bool, language: str | None) -> tuple[str, str]:
    """Return the date for the margin, large and small; in full where the heading is the month of another clock."""
    if not event.date:
        return _("Undated"), ""
    date = dates.parse(event.date)
    return (dates.short(date, language), "") if in_full else dates.margin(date, language)


def _entry(
    event: Event,
    said: list[Claim],
    matching: set[int] | None,
    others: int,
    differences: Differences,
    palette: Palette,
    in_full: bool,
    language: str | None,
) -> Entry:
    big, small = _day_words(event, in_full, language)
    matched = tuple(utterances(said, differences, palette, language))
    claims = tuple(one.claim for group in matched for one in group.statements)
    if matching is not None:
        claims = tuple(claim for claim in claims if claim.pk in matching)
    return Entry(
        event=event,
        big=big,
        small=small,
        participants=tuple(participants(event, palette, language)),
        matched=matched,
        others=others,
        claims=claims,
        differing=frozenset(claim.pk for claim in claims if claim.pk in differences.of_claim),
        language=language,
    )


def participants(event: Event, palette: Palette, language: str | None) -> list[Participant]:
    """Return who took part, in the order recorded; a party and its people each by name. Cost: no query."""
    return [
        Participant(
            one.actor,
            "" if one.role == Role.PARTY else label(Role, one.role, language),
            palette.number(one.actor.side_id or one.actor_id, event.process_id),
        )
        for one in event.present
    ]
