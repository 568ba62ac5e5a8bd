"""One segment of the index: the events and statements of one version of the record, never changed.

Events that changed later are deleted here, and a second segment holds their new state. Reads no database and knows no
filters; ``timeline`` combines the bitmaps.
"""

import json
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, partial
from typing import Any, TypeVar

from talks import search
from talks.dates import NO_DAY, UNDATED
from talks.index.columns import EventPlace
from talks.index.days import DatedEvents
from talks.index.numbering import ClaimNumbers
from talks.index.numbers import NOTHING, numbered
from talks.index.segment_file import Bitmap, SegmentFileReader, bitmap_of, cached_method, size_of
from talks.index.values import Buckets, FacetKey, Family
from talks.search import SearchTerm
from talks.sources import Origins

T = TypeVar("T", bound=Hashable)

MOST_BEGUN = 100_000  # statements with words that begin alike; reading the ids of so many takes about 50 ms


class Segment(DatedEvents):
    """Events and their statements by number.

    Shape: events are numbered in the order in which they happened, undated ones last; statements as in ``numbering``.
    """

    def __init__(self, reader: SegmentFileReader, without: Iterable[int] = ()) -> None:
        """Open a segment. Shape: ``without`` has the ids of deleted events."""
        head: dict[str, Any] = reader.head
        super().__init__(reader)
        self.version = head["version"]
        # Caches of the object, not of the class, so that they are freed with it.
        self.family: Callable[[str], Family] = cached_method(None, self._family)
        self.buckets: Callable[[str], Buckets] = cached_method(None, self._buckets)
        self.of_days = cached_method(32, self._of_days)
        self.known_by, self.events_known_by = cached_method(8, self._known_by), cached_method(8, self._events_known_by)
        self.report_count: int = head["reports"]
        self.origins = Origins(*head["origins"])
        self.numbering = ClaimNumbers(self.size, head["most"])
        self.bits = self.numbering.bits
        self.pks, self._sorted_pks = reader.array("event_pk", "q"), reader.array("sorted_pks", "q")
        self._sorted_numbers = reader.array("sorted_numbers", "I")
        deleted = [number for number in map(self.number_of_event, without) if number is not None]
        self.deleted = self.bits(deleted)
        self.live = self.bits(range(self.size)) - self.deleted
        self._deleted_claims = self.bits([number for event in deleted for number in self.claims_about(event)])

    # Events and statements by their ids

    def mark(self, pk: int) -> int | None:
        """Return the mark of an event, given by its id, None if the segment does not have it; see ``Marks``."""
        number = self.number_of_event(pk)
        return None if number is None else self._reader.array("marks", "Q")[number]

    @cached_property
    def _starts(self) -> "memoryview[int]":
        return self._reader.array("starts", "Q")

    def number_of_event(self, pk: int) -> int | None:
        """Return the number of an event, or None if the segment does not have it."""
        index = bisect_left(self._sorted_pks, pk)
        if index < self.size and self._sorted_pks[index] == pk:
            return self._sorted_numbers[index]
        return None

    @cached_property
    def _claim_table(self) -> "memoryview[int] | dict[int, int]":
        if self._reader.has("claim_table"):
            return self._reader.array("claim_table", "I")
        numbers = self._reader.array("claim_numbers", "Q")
        return dict(zip(self._reader.array("claim_pks", "q"), numbers, strict=True))

    def claim_numbers(self, pks: Sequence[int]) -> Bitmap:
        """Return the live statements of the segment among these ids. Shape: ids in ascending order."""
        return self._live_claims(numbered(self.bits, self._claim_table, pks))

    def claim_number(self, pk: int) -> int:
        """Return the number of a statement, or ``NOTHING`` if the segment does not have it."""
        table = self._claim_table
        if isinstance(table, dict):
            return table.get(pk, NOTHING)
        return table[pk] if pk < len(table) else NOTHING

    def position(self, place: EventPlace) -> int:
        """Return the number of the first event that does not come before this place."""
        low, high = bisect_left(self._days, place.day), bisect_right(self._days, place.day)
        return bisect_left(range(high), place, low, key=self.place)

    def place(self, event: int) -> EventPlace:
        """Return the place of an event, given by its number, in the order of all events."""
        first, last = self.ends(event)
        end = (last or UNDATED) if first else NO_DAY
        return EventPlace(self._days[event], end, self._reader.array("sequence", "H")[event], self.slug(event))

    def slug(self, event: int) -> bytes:
        """Return the slug of an event, given by its number."""
        ends = self._reader.array("slug_ends", "Q")
        return bytes(self._reader.text("slugs")[ends[event] : ends[event + 1]])

    def claims_about(self, event: int) -> list[int]:
        """Return the numbers of the statements about an event."""
        held = self._starts[event + 1] - self._starts[event]
        return [plane << self.numbering.shift | event for plane in range(held)]

    def said_about(self, event: int) -> list[tuple[int, int, int]]:
        """Return (number, id, id of the first record of its utterance) of each statement about an event."""
        repeating, repeated = self._reader.array("repeating", "Q"), self._reader.array("repeated", "q")
        said = []
        for number in self.claims_about(event):
            pk, index = self.claim_pk(number), bisect_left(repeating, number)
            repeats = index < len(repeating) and repeating[index] == number
            said.append((number, pk, repeated[index] if repeats else pk))
        return said

    def claim_pk(self, number: int) -> int:
        """Return the id of a statement, given by its number."""
        return self._claim_pks[self._starts[number & (self.numbering.size - 1)] + (number >> self.numbering.shift)]

    @cached_property
    def _claim_pks(self) -> "memoryview[int]":
        return self._reader.array("claim_pk", "q")

    # Statements

    @cached_property
    def claims(self) -> Bitmap:
        """All live statements."""
        return self._live_claims(self._reader.bitmap("claims"))

    def claims_of(self, family: str, keys: Iterable[FacetKey]) -> Bitmap:
        """Return the live statements with any of these values."""
        found = [one for one in map(self.family(family).claims, keys) if one is not None]
        return self._live_claims(self.bits.union(*found) if len(found) > 1 else found[0] if found else self.bits())

    def _live_claims(self, claims: Bitmap) -> Bitmap:
        return claims - self._deleted_claims if self._deleted_claims else claims

    @property
    def said_opened(self) -> Bitmap:
        """The statements without a first possible day on which they were said."""
        return self._reader.bitmap("claims", 3)

    @property
    def said_longer(self) -> Bitmap:
        """The statements with a first possible day, and a later or unknown last one."""
        return self._reader.bitmap("claims", 4)

    def _known_by(self, day: int) -> Bitmap:
        """Return the live statements in reports certainly published by a day. Cost: a union over all days before."""
        sureless = self._reader.bitmap("claims", 1)
        return self.of_days("published_last", 1, day) - sureless - self._deleted_claims

    def known_possibly(self, day: int) -> Bitmap:
        """Return the live statements in reports that were possibly, but not certainly, published by a day."""
        startless = self._reader.bitmap("claims", 2)
        later = self.of_days("published_first", day + 1, date.max.toordinal()) - startless
        return self.claims - self.known_by(day) - later

    def as_late(self, groups: Mapping[T, Bitmap], days: Mapping[T, int]) -> dict[T, Bitmap]:
        """Return the statements of each set whose first possible day is its day, or that were possibly said later.

        Shape: a set without a day is returned whole.
        Cost: a few bitmap operations per set; linear in the statements whose day is uncertain.
        """
        found: dict[T, Bitmap] = {}
        late, first = self.bits(), self.buckets("said_first")
        until, ends = self._reader.array("late_days", "i"), self._reader.array("late_ends", "Q")
        numbers = self._reader.array("late_claims", "Q" if self.numbering.wide else "I")
        stop = len(numbers)
        for key in sorted(groups, key=lambda key: days.get(key, 0), reverse=True):
            if key not in days:
                found[key] = groups[key]
                continue
            index = bisect_left(until, days[key])
            start = ends[index - 1] if index else 0
            late |= bitmap_of(self.bits, numbers[start:stop])
            stop = start
            found[key] = groups[key] & late | groups[key] & first.of_days(days[key], days[key])
        return found

    def _events_known_by(self, day: int) -> Bitmap:
        """Return the events with a live statement in a report that was certainly published by a day."""
        return self.numbering.project(self.known_by(day))

    def events_by_report(self, claims: Iterable[int]) -> Counter[int]:
        """Return the number of events that these statements are about, by the id of their report.

        Cost: linear in the statements.
        """
        pks, mask = self._reader.array("report_pk", "q"), self.numbering.size - 1
        pairs = {(report, number & mask) for report, number in self._reports(claims)}
        return Counter(pks[report] for report, _event in pairs)

    def _reports(self, claims: Iterable[int]) -> Iterator[tuple[int, int]]:
        """Yield (number of the report, number of the statement) for each statement."""
        starts, report_of = self._starts, self._reader.array("report_of", "I")
        mask, shift = self.numbering.size - 1, self.numbering.shift
        return ((report_of[starts[number & mask] + (number >> shift)], number) for number in claims)

    def reports(self) -> Iterator[tuple[int, int, int]]:
        """Yield (id, first, last possible day of publication) of each report, as written; 0 if unknown."""
        days = (self._reader.array(name, "i") for name in ("report_first", "report_last"))
        return zip(self._reader.array("report_pk", "q"), *days, strict=True)

    def reports_of_deleted(self) -> set[int]:
        """Return the ids of reports with deleted statements; what the segment stores about these may be stale."""
        pks = self._reader.array("report_pk", "q")
        return {pks[report] for report, _number in self._reports(self._deleted_claims)}

    def origins_of(self, claims: Bitmap) -> dict[int, int]:
        """Return the id of the origin, 0 if none is known, of each report of these statements, by id.

        Cost: linear in the statements.
        """
        pks, origins = self._reader.array("report_pk", "q"), self._reader.array("report_origin", "q")
        return {pks[report]: origins[report] for report in {report for report, _number in self._reports(claims)}}

    def holding(self, terms: Sequence[SearchTerm]) -> Bitmap:
        """Return the live statements that hold any of these words, cached across questions and versions.

        The segment file has the statements of common words; those of others are read from the database. A common word
        is complete: what begins with it is not looked for. Deleted statements are cached as well, so that the entry
        stays valid for later versions.
        Cost: two queries, if the words are asked for the first time: one for words, and one for beginnings.
        """
        common, whole, begun = self._parted(terms)
        found = [self._reader.bitmap("words_claims", index) for index in common]
        for some, without in ((whole, ()), (begun, whole)):
            if some:
                read = partial(self._read_holding, some, without)
                found.append(self._reader.words.get_or_make((some, without), read))
        return self._live_claims(self.bits.union(*found) if len(found) > 1 else found[0])

    def is_broad(self, terms: Sequence[SearchTerm]) -> bool:
        """Return whether too many statements hold a word that begins like one of these. Ask after ``holding``."""
        _common, whole, begun = self._parted(terms)
        return (begun, whole) in self._reader.broad

    def _parted(self, terms: Sequence[SearchTerm]) -> tuple[list[int], tuple[SearchTerm, ...], tuple[SearchTerm, ...]]:
        """Return the indexes of the common words among these; then the other words; then the beginnings."""
        common = {
            term.text: self._common[key]
            for term in terms
            if self._common and (key := search.key_of(term)) in self._common
        }
        others = [term for term in terms if term.text not in common]
        whole = tuple(term for term in others if not term.is_prefix)
        return list(common.values()), whole, tuple(term for term in others if term.is_prefix)

    def _read_holding(self, terms: tuple[SearchTerm, ...], without: tuple[SearchTerm, ...]) -> tuple[Bitmap, int]:
        """Return the statements that hold any of these words, and the size of the bitmap; see ``search.ids_holding``.

        If too many hold a word that begins like one of these, then only those with common words that do.
        """
        table = self._claim_table
        among = list(table) if isinstance(table, dict) else None
        ids = search.ids_holding(terms, among, most=MOST_BEGUN if terms[0].is_prefix else 0, without=without)
        if terms[0].is_prefix and len(ids) > MOST_BEGUN:
            self._reader.broad.add((terms, without))
            beginnings = tuple(search.fold(term.text) for term in terms)
            indexes = [index for index, (_key, form) in enumerate(self._words) if form.startswith(beginnings)]
            begun = [self._reader.bitmap("words_claims", index) for index in indexes]
            numbers = self.bits.union(*begun) if begun else self.bits()
        else:
            numbers = numbered(self.bits, table, ids)
            numbers.run_optimize()
        return numbers, size_of(numbers)

    @cached_property
    def _common(self) -> dict[str, int]:
        """The index of each common word, by its key in the search engine."""
        return {key: index for index, (key, _form) in enumerate(self._words)}

    @cached_property
    def _words(self) -> list[tuple[str, str]]:
        """The key of each common word, and its most frequent form."""
        return json.loads(bytes(self._reader.text("words"))) if self._reader.has("words") else []

    # Values

    def _family(self, name: str) -> Family:
        return Family(self._reader, name)

    def events_of(self, family: str, keys: Iterable[FacetKey]) -> Bitmap:
        """Return the live events with any of these values, on the event or on one of its statements."""
        found = [one for one in map(self.family(family).events, keys) if one is not None]
        return (self.bits.union(*found) if len(found) > 1 else found[0] if found else self.bits()) - self.deleted

    def count_of(self, family: str, key: FacetKey) -> int:
        """Return the number of live events of a value."""
        values = self.family(family)
        events = values.events(key) if self.deleted else None
        return values.count(key) - (events.intersection_cardinality(self.deleted) if events is not None else 0)

    @cached_property
    def _roles(self) -> dict[int, list[str]]:
        """The keys of each actor in the family ``present``."""
        found: dict[int, list[str]] = {}
        for key in map(str, self.family("present").keys):
            found.setdefault(int(key.split()[0]), []).append(key)
        return found

    def present(self, actors: Iterable[int]) -> list[Bitmap]:
        """Return one bitmap of live events per (actor, role); each participation is in exactly one."""
        keys = (key for actor in actors for key in self._roles.get(actor, ()))
        return [self.events_of("present", (key,)) for key in keys]

    # Days

    def _buckets(self, clock: str) -> Buckets:
        return Buckets(self._reader, clock)

    def _of_days(self, clock: str, first: int, last: int) -> Bitmap:
        return self.buckets(clock).of_days(first, last)
