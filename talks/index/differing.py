"""The pairs of statements that differ, found once and counted for any day of ``known``.

Imports ``differences``. A pair differs in the same way whatever was known; the day only decides whether both statements
were published by then. ``timeline`` marks and counts the result.
"""

import hashlib
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property

from talks.differences import read_pairs
from talks.index.numbers import NOTHING, Numbers
from talks.index.segment import Segment
from talks.index.segment_file import Bitmap, SegmentFileReader, SegmentFileWriter, cached_method
from talks.models import Answer
from talks.version import Changes
from talks.vocabulary import Difference

KINDS = list(Difference)
COLUMNS = {"kind": "B", "question": "q", "claim": "q", "other": "q", "event": "q", "other_event": "q"}

Pair = tuple[int, int, int, int, int, int]
"""The index of its kind in ``KINDS``, and the ids of question, statement, other statement and their two events."""


def find_pairs(questions: Collection[int] | None = None) -> list[Pair]:
    """Return the pairs of statements that differ on all questions, or on these. Cost: two queries."""
    return [
        (KINDS.index(kind), one.question, one.claim, other.claim, one.event, other.event)
        for kind, one, other in read_pairs(questions=questions)
    ]


def write_pairs(writer: SegmentFileWriter, pairs: Collection[Pair], number_of: Numbers, bits: type[Bitmap]) -> None:
    """Write the pairs, and for each kind of difference its events."""
    for column, (name, kind) in enumerate(COLUMNS.items()):
        writer.array(f"differing_{name}", array(kind, (pair[column] for pair in pairs)))
    by_claim = sorted((claim, index) for index, pair in enumerate(pairs) for claim in pair[2:4])
    writer.array("differing_sorted_claims", array("q", (claim for claim, _index in by_claim)))
    writer.array("differing_sorted_pairs", array("I", (index for _claim, index in by_claim)))
    events = [bits() for _kind in KINDS]
    for pair in pairs:
        events[pair[0]].update(number_of.get(event) for event in pair[4:])
    writer.bitmaps("differing", events)


class StoredPairs:
    """The pairs in a segment file, also by statement."""

    def __init__(self, reader: SegmentFileReader) -> None:
        self.columns = [reader.array(f"differing_{name}", kind) for name, kind in COLUMNS.items()]
        self._claims = reader.array("differing_sorted_claims", "q")
        self._pairs = reader.array("differing_sorted_pairs", "I")

    def __iter__(self) -> Iterator[Pair]:
        return iter(zip(*self.columns, strict=True))

    def of_claim(self, claim: int) -> list[Pair]:
        """Return the pairs of a statement, given by its id."""
        kinds, questions, claims, others, events, other_events = self.columns
        start, stop = bisect_left(self._claims, claim), bisect_right(self._claims, claim)
        return [
            (kinds[at], questions[at], claims[at], others[at], events[at], other_events[at])
            for at in self._pairs[start:stop]
        ]


def outdated(pairs: Iterable[Pair], events: Collection[int], questions: Collection[int]) -> set[int]:
    """Return the questions whose pairs are outdated, since these events or questions changed. Cost: one query."""
    asked = {pair[1] for pair in pairs if pair[4] in events or pair[5] in events} | set(questions)
    answers = Answer.objects.filter(claims__event__in=events).order_by()
    return asked | set(answers.values_list("question", flat=True).distinct())


class Differing:
    """The differences of an index, for each of its segments."""

    def __init__(self, reader: SegmentFileReader, segments: list[Segment], changes: Changes) -> None:
        """Take the pairs in the file of the first segment, and find those again whose events or questions changed."""
        self._reader, self._segments = reader, segments
        self._again: list[Pair] | None = None
        self._stored = StoredPairs(reader)
        self.touched: frozenset[int] = frozenset()  # events in pairs that were found again or dropped
        self.mark = ""  # of pairs other than those in the file, and of changed questions
        if changes.events or changes.questions:
            pairs = list(self._stored)
            asked = outdated(pairs, changes.events, changes.questions)
            left = [pair for pair in pairs if pair[1] not in asked]
            found = find_pairs(asked) if asked else []
            self._again = left + found
            dropped = [pair for pair in pairs if pair[1] in asked]
            others = set(dropped) ^ set(found)
            if others or changes.questions:
                text = repr([sorted(others), max(changes.questions.values(), default=0)])
                self.mark = hashlib.sha256(text.encode()).hexdigest()[:12]
            self.touched = frozenset(event for pair in (*dropped, *found) for event in pair[4:])
        self.events = cached_method(8, self._events)

    def _events(self, known: int | None) -> list[list[Bitmap]]:
        """Return the events with differences between statements that were certainly published by the day ``known``.

        Shape: for each segment one bitmap per kind, in the order of ``KINDS``.
        Cost: none without ``known`` and changes; else linear in all pairs, cached for eight days of ``known``.
        """
        if self._again is None and known is None:
            return [[self._reader.bitmap("differing", kind) for kind in range(len(KINDS))]]
        found = [[segment.bits() for _kind in KINDS] for segment in self._segments]
        known_by = [segment.known_by(known) for segment in self._segments] if known else []
        for kind, _question, *claims, one, other in self._pairs:
            if known and not all(self._is_among(claim, known_by) for claim in claims):
                continue
            for event in {one, other}:
                for segment, kinds in zip(self._segments, found, strict=True):
                    number = segment.number_of_event(event)
                    if number is not None and number not in segment.deleted:
                        kinds[kind].add(number)
        return found

    def of_claims(self, claims: Iterable[int], known: int | None) -> dict[int, set[tuple[Difference, int]]]:
        """Return the kinds of difference, each with its question, of these statements, given by their ids.

        Only pairs count whose two statements were certainly published by the day ``known``.
        Shape: statements without differences are left out.
        Cost: linear in the pairs of these statements; no query.
        """
        known_by = [segment.known_by(known) for segment in self._segments] if known else []
        found: dict[int, set[tuple[Difference, int]]] = defaultdict(set)
        for claim in claims:
            for kind, question, *both, _one, _other in self._pairs_of(claim):
                if not known or all(self._is_among(one, known_by) for one in both):
                    found[claim].add((KINDS[kind], question))
        return dict(found)

    def changes(self, known: int | None) -> Iterator[tuple[int, int, int]]:
        """Yield the question and the two statements, by their ids, wherever one side changed its answer.

        Shape: pairs whose two statements were certainly published by the day ``known``.
        Cost: linear in all pairs; no query.
        """
        known_by = [segment.known_by(known) for segment in self._segments] if known else []
        changed = KINDS.index(Difference.CHANGED)
        for kind, question, *both, _one, _other in self._pairs:
            if kind == changed and (not known or all(self._is_among(one, known_by) for one in both)):
                yield question, both[0], both[1]

    def questions(self, known: int | None) -> set[int]:
        """Return the ids of the questions on which statements certainly published by the day ``known`` differ.

        Cost: linear in all pairs; no query.
        """
        known_by = [segment.known_by(known) for segment in self._segments] if known else []
        return {
            question
            for _kind, question, *both, _one, _other in self._pairs
            if not known or all(self._is_among(one, known_by) for one in both)
        }

    @property
    def _pairs(self) -> Iterable[Pair]:
        return self._stored if self._again is None else self._again

    def _pairs_of(self, claim: int) -> Iterable[Pair]:
        return self._stored.of_claim(claim) if self._again is None else self._again_by_claim.get(claim, ())

    @cached_property
    def _again_by_claim(self) -> dict[int, list[Pair]]:
        found = defaultdict(list)
        for pair in self._again or ():
            for claim in pair[2:4]:
                found[claim].append(pair)
        return dict(found)

    def _is_among(self, claim: int, parts: list[Bitmap]) -> bool:
        numbers = (segment.claim_number(claim) for segment in self._segments)
        return any(number != NOTHING and number in part for number, part in zip(numbers, parts, strict=True))
