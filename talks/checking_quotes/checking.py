"""Looks up the quotations of a draft, and says of each what is found, with the statements that have it.

Imports the other modules of the room, and exports, which decide how a statement is cited.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, override

from talks.checking_quotes.candidates import (
    MOST_COMPARED,
    MOST_HELD,
    Candidates,
    exact_phrases,
    near_phrases,
)
from talks.checking_quotes.comparing import Compared, Prepared, compare
from talks.checking_quotes.drafts import find_quotations
from talks.checking_quotes.outcomes import QuoteCheck
from talks.exports.citing import Citation, cite, release_of
from talks.exports.records import Serializer
from talks.exports.single import Record
from talks.index import current
from talks.models import Claim
from talks.palette import Palette
from talks.rows import ClaimRow, read_claims, read_events
from talks.statements import Statement, make_statement
from talks.vocabulary import Rendering

SECONDS_ALLOWED = 5
"""Seconds after which no further quotation is looked up."""
AT_ONCE = 50  # quotations looked up together
CITED_MOST = 3
"""Statements shown for one quotation."""
NOT_ORIGINAL = (Rendering.TRANSLATED, Rendering.REWORDED, Rendering.NOT_KNOWN)


@dataclass(frozen=True)
class Found:
    """One statement of the record that a quotation is compared with.

    Shape: ``record`` has its fields as files have them; ``wordings`` counts the other public records of the same utterance.
    """

    statement: Statement
    record: dict
    citation: Citation
    compared: Compared
    wordings: int


@dataclass
class CheckedQuote:
    """A quotation of the draft, and what is found of it.

    Shape: ``found`` has at most ``CITED_MOST`` statements, by day where it stands, else the nearest first; ``more`` counts the
    others. ``is_cut`` if only its first ``WORDS_COMPARED`` words were compared.
    """

    number: int
    text: str
    is_block: bool
    outcome: QuoteCheck = QuoteCheck.ABSENT
    found: list[Found] = field(default_factory=list)
    more: int = 0
    is_cut: bool = False


@dataclass(frozen=True)
class Checks:
    """All that is found of a draft. Shape: ``counts`` has the number of each outcome that is met, in the order of the list."""

    quotes: list[CheckedQuote]
    counts: list[tuple[QuoteCheck, int]]
    left_out: int
    short: int
    unclosed: int


def check(text: str, now: Callable[[], float] = time.monotonic) -> Checks:
    """Return what the public quotations of the record have of the quotations of a draft.

    Cost: some 20 queries for each ``AT_ONCE`` quotations, and no pass over the record; ``SECONDS_ALLOWED`` at most, and the
    time of one step more.
    """
    quotations, ends = find_quotations(text), now() + SECONDS_ALLOWED
    quotes = [CheckedQuote(number, one.text, one.is_block) for number, one in enumerate(quotations.found, 1)]
    candidates = Candidates()
    for first in range(0, len(quotes), AT_ONCE):
        some = quotes[first : first + AT_ONCE]
        if now() > ends:
            for one in some:
                one.outcome = QuoteCheck.NOT_COMPARED
        else:
            _look_up(some, candidates)
    counted = Counter(one.outcome for one in quotes)
    counts = [(outcome, counted[outcome]) for outcome in QuoteCheck if counted[outcome]]
    return Checks(quotes, counts, quotations.left_out, quotations.short, quotations.unclosed)


def _look_up(quotes: Sequence[CheckedQuote], candidates: Candidates) -> None:
    prepared = [Prepared(one.text) for one in quotes]
    matches: list[dict[int, Compared]] = [{} for _one in quotes]
    held = candidates.read(list(map(exact_phrases, prepared)), MOST_HELD)
    for one, pks, found in zip(prepared, held, matches, strict=True):
        found.update((pk, how) for pk, how in _compared(one, pks, candidates) if how.kind == "stands")
    rest = [at for at, found in enumerate(matches) if not found]
    held = candidates.read([near_phrases(prepared[at]) for at in rest], MOST_COMPARED)
    for at, pks in zip(rest, held, strict=True):
        matches[at].update(_compared(prepared[at], pks, candidates))
    cited = _read_cited({pk for found in matches for pk in found})
    for one, made, found in zip(quotes, prepared, matches, strict=True):
        one.is_cut = made.is_cut
        _decide(one, found, cited)


def _compared(one: Prepared, pks: Sequence[int], candidates: Candidates) -> Iterator[tuple[int, Compared]]:
    for pk in pks:
        how = compare(one, candidates.quotations[pk])
        if how:
            yield pk, how


def _decide(one: CheckedQuote, found: dict[int, Compared], cited: "_Cited") -> None:
    """Write down the outcome of a quotation, and the statements that it rests on: the best of one kind."""
    if not found:
        return
    best = min(how.rank for how in found.values())
    # Only what is as near as the nearest: whatever is farther would say less.
    pks = [pk for pk in cited.order if pk in found and found[pk].rank == best]
    # No translation explains another figure, or a denial more or less.
    is_rendering = [cited.is_rendering(pk) and not (found[pk].only or found[pk].is_weighty) for pk in pks]
    if found[pks[0]].kind != "near":
        one.outcome = QuoteCheck(found[pks[0]].kind)
    else:
        one.outcome = QuoteCheck.RENDERING if all(is_rendering) else QuoteCheck.DIFFERS
        pks = [pk for pk, is_one in zip(pks, is_rendering, strict=True) if is_one == all(is_rendering)]
    one.found = [cited.found(pk, found[pk]) for pk in pks[:CITED_MOST]]
    one.more = len(pks) - len(one.found)


class _Cited:
    """The statements to be shown, in reading order, each made ready when it is asked for."""

    def __init__(
        self, rows: list[ClaimRow], written: list[ClaimRow], serializer: Serializer, wordings: Counter[int]
    ) -> None:
        self.rows = {row.pk: row for row in rows}
        self.written = {row.pk: row for row in written}
        self.order = list(self.rows)
        self.serializer, self.wordings = serializer, wordings
        self.palette, self.language = Palette(serializer.names.lanes), get_language()
        self.citations: dict[int, tuple[dict, Citation]] = {}

    def is_rendering(self, pk: int) -> bool:
        """Return whether these words were put into the language of the report, or may have been; not what it says itself."""
        row = self.rows[pk]
        return not row.is_own_voice and row.rendering in NOT_ORIGINAL

    def found(self, pk: int, how: Compared) -> Found:
        row = self.rows[pk]
        if pk not in self.citations:
            with override(settings.LANGUAGE_CODE):
                written = self.serializer.claim(self.written[pk])
                record = Record("claim", [written])
                self.citations[pk] = written, cite(record, release_of(record))
        statement = make_statement(row, self.palette, (), self.language)
        return Found(statement, *self.citations[pk], how, self.wordings[row.utterance] - 1)


def _read_cited(pks: set[int]) -> _Cited:
    """Return public statements by id. Cost: thirteen queries, and for each that is shown a look into the newest release."""
    index, claims = current(), Claim.objects.public().filter(pk__in=pks or {0}).in_reading_order()
    rows = read_claims(index, claims)
    with override(settings.LANGUAGE_CODE):  # a citation is the same on the pages of every language, as files are
        written = read_claims(index, claims)
        events = read_events(index, {row.event.pk for row in rows}, only={row.pk for row in rows})
        serializer = Serializer(index, events)
    utterances = {row.utterance for row in rows} or {0}
    same = Claim.objects.public().alias(utterance=Coalesce("repeats", F("pk"))).filter(utterance__in=utterances)
    wordings = Counter(same.values_list(Coalesce("repeats", F("pk")), flat=True).order_by())
    return _Cited(rows, written, serializer, wordings)
