"""The events of a page, each with its participants and the statements about it.

Imports ``rows``, which are read once for list, table, coverage and picture. ``rendering`` and exports show the result.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef
from django.utils.translation import get_language

from talks import search
from talks.differences import Differences
from talks.models import Claim, Question
from talks.palette import Palette
from talks.rows import ClaimRow, EventRow, read_events
from talks.statements import Utterance, in_order_shown, utterances
from talks.timeline.entry import EventEntry, make_entry, more_statements, questions
from talks.timeline.filters import Filters
from talks.timeline.selection import Selection, StatementMatch
from talks.vocabulary import COUNTED, Attribution, EventKind, QuoteMode

OPEN = 5  # utterances of an event that stand open, where no filter asks about statements
HEAVY = 60  # statements; of an event with more, the list reads those that stand open only
MOST_FOLDED = 200  # utterances that a fold shows; the page of the event has all
MODES = [QuoteMode.DIRECT, QuoteMode.MIXED, QuoteMode.INDIRECT, ""]  # in the order in which they stand open


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
                only = {
                    one.claim
                    for pk in missing
                    for utterances in [matched(self.about(pk))]
                    for one in self.about(pk)
                    if one.utterance in utterances
                }
            known = self.selection.filters.known_day
            found = read_events(self.selection.index, missing, known, only)
            self._read |= {event.pk: (event, said) for event, said in found}
        return [self._read[pk] for pk in pks if pk in self._read]

    def opened(self, pks: Collection[int], openings: "dict[int, Opening]") -> list[tuple[EventRow, list[ClaimRow]]]:
        """Return what ``of`` returns; of an event with very many statements only those that stand open.

        Cost: that of ``of``, and three queries if an event has very many statements.
        """
        heavy = {pk: one for pk, one in openings.items() if len(one.said) > HEAVY}
        if not heavy:
            return self.of(pks)
        only = {one.pk for opening in heavy.values() for one in opening.said if one.utterance in opening.open}
        found = read_events(self.selection.index, list(heavy), self.selection.filters.known_day, only)
        found += self.of([pk for pk in pks if pk not in heavy])
        by_id = {event.pk: (event, said) for event, said in found}
        return [by_id[pk] for pk in pks if pk in by_id]

    def matching(self, event: int, said: list[ClaimRow]) -> list[ClaimRow]:
        """Return the statements that match, out of all about an event."""
        if not self._asks:
            return said
        ids = {one.claim for one in self.about(event) if one.matches}
        return [row for row in said if row.pk in ids]

    def folded(self, event: int) -> int:
        """Return the number of utterances about an event without a matching statement."""
        about = self.about(event) if self._asks else ()
        return len({one.utterance for one in about} - matched(about))

    def about(self, event: int) -> list[StatementMatch]:
        """Return what ``Selection.statements_about`` returns, which is looked up once."""
        if event not in self._about:
            self._about[event] = self.selection.statements_about(event)
        return self._about[event]


def matched(about: Iterable[StatementMatch]) -> set[tuple[int, int]]:
    """Return the utterances with a matching statement."""
    return {one.utterance for one in about if one.matches}


# Which statements stand open


@dataclass(frozen=True, slots=True)
class Said:
    """What decides whether a statement stands open."""

    pk: int
    repeats: int | None
    own_voice: bool
    answers: bool
    mode: str
    paragraph: int

    @property
    def utterance(self) -> int:
        """The id of the first record of this utterance."""
        return self.repeats or self.pk

    @property
    def rank(self) -> tuple[bool, bool, int, int]:
        """Sides before the report itself, what answers a question, direct words before others, paragraph."""
        return self.own_voice, not self.answers, MODES.index(self.mode), self.paragraph


@dataclass(frozen=True)
class Opening:
    """All statements about an event in reading order, and the utterances that stand open by their ids."""

    said: list[Said]
    open: frozenset[int]

    @property
    def folded(self) -> int:
        """The number of the other utterances."""
        return len({one.utterance for one in self.said}) - len(self.open)


def open_some(said: Iterable[Said], number: int) -> frozenset[int]:
    """Return the utterances that stand open, by their ids: this number of them, by rank, then in reading order."""
    return frozenset(list(dict.fromkeys(one.utterance for one in sorted(said, key=lambda one: one.rank)))[:number])


def read_openings(filters: Filters, events: Collection[int]) -> dict[int, Opening]:
    """Return which utterances about these events stand open if no filter asks about statements.

    Shape: none about an event that only explains the talks.
    Cost: one query, linear in the statements about these events; it reads a few columns.
    """
    answers = Claim.answers.through.objects.filter(claim=OuterRef("pk"), answer__question__kind__in=COUNTED)
    claims = Claim.objects.public(filters.known_day).filter(event__in=events or {0}).in_reading_order()
    columns = ("event", "event__kind", "attribution", "pk", "repeats", "quote_mode", "paragraph")
    said: dict[tuple[int, str], list[Said]] = {}
    for event, kind, attribution, pk, repeats, mode, paragraph, answered in claims.values_list(
        *columns, Exists(answers)
    ):
        one = Said(pk, repeats, attribution == Attribution.OWN_VOICE, answered, mode, paragraph)
        said.setdefault((event, kind), []).append(one)
    return {
        event: Opening(about, open_some(about, 0 if kind == EventKind.CONTEXT else OPEN))
        for (event, kind), about in said.items()
    }


def folds(selection: Selection, event: int) -> bool:
    """Return whether statements about an event, given by its id, may be folded where no filter asks about statements."""
    for part in selection.parts:
        number = part.segment.number_of_event(event)
        if number is not None and number in part.segment.live:
            context = part.segment.family("kind").events(EventKind.CONTEXT)
            return len(part.segment.claims_about(number)) > OPEN or (context is not None and number in context)
    return False


# Entries


def read_entries(rows: PageRows, pks: Collection[int], palette: Palette) -> list[EventEntry]:
    """Return events, in this order, with their statements grouped by utterance.

    Shape: in the list, if no filter asks about statements, only some about an event stand open.
    Cost: that of the rows; in the list, one query for what stands open, and three more if an event has very many;
    one query if statements differ on any of these events.
    """
    selection, filters = rows.selection, rows.selection.filters
    openings: dict[int, Opening] = {}
    if not filters.view and not filters.asks_of_claims:
        openings = read_openings(filters, [pk for pk in pks if folds(selection, pk)])
    found, differences = rows.opened(pks, openings), Differences()
    about = {event.pk: rows.about(event.pk) for event, _said in found if selection.differs(event.pk)}
    if about:
        differences = read_differences_of(selection, {one.claim for matches in about.values() for one in matches})
    in_full, language = filters.order not in {"", "-happened"}, get_language()
    return [
        _entry(
            rows, event, said, openings.get(event.pk), differences, about.get(event.pk, ()), palette, in_full, language
        )
        for event, said in found
    ]


@dataclass(frozen=True)
class Folded:
    """The utterances about an event that do not stand open. Shape: ``left_out`` are the words for those beyond the most."""

    utterances: list[Utterance]
    left_out: str
    page: str


def read_folded(selection: Selection, event: int, palette: Palette) -> Folded:
    """Return the first ``MOST_FOLDED`` utterances about an event, given by its id, that do not stand open.

    Cost: up to five queries.
    """
    if selection.filters.asks_of_claims:
        about = selection.statements_about(event)
        shown = matched(about)
        others = [(one.utterance[1], one.claim) for one in about if one.utterance not in shown]
    else:
        (opening,) = read_openings(selection.filters, [event]).values()
        others = [(one.utterance, one.pk) for one in opening.said if one.utterance not in opening.open]
    groups = list(dict.fromkeys(utterance for utterance, _claim in others))
    first = set(groups[:MOST_FOLDED])
    only = {claim for utterance, claim in others if utterance in first}
    ((row, said),) = read_events(selection.index, [event], selection.filters.known_day, only)
    found = utterances(in_order_shown(said), read_differences_of(selection, only), palette)
    return Folded(found, more_statements(len(groups) - len(first), some_stand_open=True), row.page)


def read_differences_of(selection: Selection, claims: Iterable[int]) -> Differences:
    """Return how these statements, given by their ids, differ from others. Cost: one query, for the questions."""
    of_claim = selection.index.differing.of_claims(claims, selection.known)
    asked = {question for marks in of_claim.values() for _kind, question in marks}
    return Differences(questions=Question.objects.in_bulk(asked or {0}), of_claim=of_claim)


def _entry(
    rows: PageRows,
    event: EventRow,
    said: list[ClaimRow],
    opening: Opening | None,
    differences: Differences,
    about: Iterable[StatementMatch],
    palette: Palette,
    in_full: bool,
    language: str | None,
) -> EventEntry:
    said = in_order_shown(said)
    claims = rows.matching(event.pk, said)
    folded = opening.folded if opening else rows.folded(event.pk)
    open_rows = said if opening is None else [row for row in said if row.utterance in opening.open]
    shown = utterances(open_rows, differences, palette)
    if not rows.selection.filters.asks_of_claims:  # else it may be a repeat that matches
        for utterance in shown:
            utterance.is_brief = not utterance.marks
    if rows.selection.filters.q:
        add_hits(shown, claims, rows.selection.marker)
    asked = questions(differences, [one.claim for one in about])
    more = more_statements(folded, bool(shown))
    has_facts = opening is None or bool(opening.open)
    entry = make_entry(event, shown, claims, differences, palette, language, in_full=in_full, has_facts=has_facts)
    return replace(entry, questions=asked, more=more)


def add_hits(shown: list[Utterance], claims: list[ClaimRow], marker: search.Marker) -> None:
    """Add the hits of the search words in texts that are not shown; of several statements, to the first. Cost: no query."""
    matching, seen = {row.pk for row in claims}, set[search.Hit]()
    for utterance in shown:
        for one in utterance.statements:
            if one.row.pk in matching:
                texts = [one.text, one.quote, one.also_name, one.row.event.title]
                if one is utterance.lead:
                    texts += [one.name, one.role]
                hits = search.hits(one.row, marker, texts)
                utterance.hits += [hit for hit in hits if hit not in seen]
                seen.update(hits)
