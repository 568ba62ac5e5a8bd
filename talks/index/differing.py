"""Which events differ in their accounts, as pairs of statements found once and counted again for any day.

Reads ``accounts``. A pair differs in the same way whatever was known; what was known only decides whether both of it
were there.
"""

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
"""The place of its kind among ``KINDS``, and the ids of question, statement, other statement and their two events."""


def find_pairs(questions: Collection[int] | None = None) -> list[Pair]:
    """Return the pairs of all questions, or of these. Cost: two queries."""
    return [
        (KINDS.index(kind), one.question, one.claim, other.claim, one.event, other.event)
        for kind, one, other in read_pairs(questions=questions)
    ]


def write_pairs(writer: SegmentFileWriter, pairs: Collection[Pair], number_of: Numbers, bits: type[Bitmap]) -> None:
    """Write the pairs, and the events on which accounts differ by kind."""
    for place, (name, kind) in enumerate(COLUMNS.items()):
        writer.array(f"differing_{name}", array(kind, (pair[place] for pair in pairs)))
    by_claim = sorted((claim, place) for place, pair in enumerate(pairs) for claim in pair[2:4])
    writer.array("differing_sorted_claims", array("q", (claim for claim, _place in by_claim)))
    writer.array("differing_sorted_places", array("I", (place for _claim, place in by_claim)))
    events = [bits() for _kind in KINDS]
    for pair in pairs:
        events[pair[0]].update(number_of.get(event) for event in pair[4:])
    writer.bitmaps("differing", events)


class StoredPairs:
    """The pairs as they were written, and which of them a statement is one of."""

    def __init__(self, reader: SegmentFileReader) -> None:
        self.columns = [reader.array(f"differing_{name}", kind) for name, kind in COLUMNS.items()]
        self._claims = reader.array("differing_sorted_claims", "q")
        self._places = reader.array("differing_sorted_places", "I")

    def __iter__(self) -> Iterator[Pair]:
        return iter(zip(*self.columns, strict=True))

    def of_claim(self, claim: int) -> list[Pair]:
        """Return the pairs of a statement, given by its id."""
        found = []
        for at in range(bisect_left(self._claims, claim), bisect_right(self._claims, claim)):
            found.append(tuple([column[self._places[at]] for column in self.columns]))
        return found


def outdated(pairs: Iterable[Pair], events: Collection[int], questions: Collection[int]) -> set[int]:
    """Return the questions to be asked again, since one of these events or questions changed. Cost: one query."""
    asked = {pair[1] for pair in pairs if pair[4] in events or pair[5] in events} | set(questions)
    answers = Answer.objects.filter(claims__event__in=events).order_by()
    return asked | set(answers.values_list("question", flat=True).distinct())


class Differing:
    """Where accounts differ, for each segment of an index."""

    def __init__(self, reader: SegmentFileReader, segments: list[Segment], changes: Changes) -> None:
        """Take what the first segment's file holds, and ask again where events or questions changed since."""
        self._reader, self._segments, self._again = reader, segments, None
        self._stored = StoredPairs(reader)
        self.touched: frozenset[int] = frozenset()  # events that differ, or did, in what was asked again
        if changes.events or changes.questions:
            pairs = list(self._stored)
            asked = outdated(pairs, changes.events, changes.questions)
            left = [pair for pair in pairs if pair[1] not in asked]
            found = find_pairs(asked) if asked else []
            self._again = left + found
            gone = (pair for pair in pairs if pair[1] in asked)
            self.touched = frozenset(event for pair in (*gone, *found) for event in pair[4:])
        self.events = cached_method(8, self._events)

    def _events(self, known: int | None) -> list[list[Bitmap]]:
        """Return for each segment the events on which accounts differ, by the place of the kind of difference.

        Among what was certainly published by the day ``known``. Cost: none as the record was written; else a look at
        each pair, remembered for the last few days that were asked for.
        """
        if self._again is None and known is None:
            return [[self._reader.bitmap("differing", place) for place in range(len(KINDS))]]
        found = [[segment.bits() for _kind in KINDS] for segment in self._segments]
        known_by = [segment.known_by(known) for segment in self._segments] if known else []
        for kind, _question, *claims, one, other in self._stored if self._again is None else self._again:
            if known and not all(self._is_among(claim, known_by) for claim in claims):
                continue
            for event in {one, other}:
                for segment, kinds in zip(self._segments, found, strict=True):
                    number = segment.number_of_event(event)
                    if number is not None and number not in segment.deleted:
                        kinds[kind].add(number)
        return found

    def of_claims(self, claims: Iterable[int], known: int | None) -> dict[int, set[tuple[Difference, int]]]:
        """Return for statements, given by their ids, in which ways they differ from others, and in which questions.

        Among what was certainly published by the day ``known``. Cost: a look at each pair that one of them is of.
        """
        known_by = [segment.known_by(known) for segment in self._segments] if known else []
        found = defaultdict(set)
        for claim in claims:
            for kind, question, *both, _one, _other in self._pairs_of(claim):
                if not known or all(self._is_among(one, known_by) for one in both):
                    found[claim].add((KINDS[kind], question))
        return dict(found)

    def _pairs_of(self, claim: int) -> Iterable[Pair]:
        return self._stored.of_claim(claim) if self._again is None else self._again_by_claim.get(claim, ())

    @cached_property
    def _again_by_claim(self) -> dict[int, list[Pair]]:
        found = defaultdict(list)
        for pair in self._again:
            for claim in pair[2:4]:
                found[claim].append(pair)
        return dict(found)

    def _is_among(self, claim: int, parts: list[Bitmap]) -> bool:
        numbers = (segment.claim_number(claim) for segment in self._segments)
        return any(number != NOTHING and number in part for number, part in zip(numbers, parts, strict=True))
