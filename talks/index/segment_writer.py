"""Writes the public record, or some of its events, as arrays and bitmaps.

Imports ``columns``, which reads the record; ``segment`` reads the file. Events are numbered in the order in which they
happened, so that a page is a slice and a span of days is a range of numbers.
"""

import json
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import IO, Any

from django.db.models.functions import Coalesce
from pyroaring import BitMap

from talks import search
from talks.dates import UNDATED, WIDE
from talks.index.bit_sliced import slices_of
from talks.index.columns import (
    CLAIM_COLUMNS,
    EVENT_COLUMNS,
    LAST_DAY,
    ClaimColumns,
    EventColumns,
    among,
    days_of,
    ordinal,
    read_claims,
    read_events,
    rows_of,
)
from talks.index.differing import Pair, write_pairs
from talks.index.marks import Marks
from talks.index.numbering import ClaimNumbers
from talks.index.numbers import NOTHING, Numbers, numbered
from talks.index.reports import Reports
from talks.index.segment_file import Bitmap, SegmentFileWriter, bitmap_of
from talks.index.values import FacetKey, month_of, present_key
from talks.models import Claim, Participation
from talks.parameters import BY_NAME
from talks.sources import separate_origins

COMMON = 50_000  # statements with a word; from here on, reading their ids takes about 10 ms
COMMON_SHARE = 1 / 50  # of all statements; otherwise the index of a large record would have too many words
SAMPLE = 2_000  # statements in which common words are looked for

CLOCKS = ("said", "published")
"""Each clock has two ``Buckets``: by first possible day, else last; and the other way round, for reverse order."""


def write_segment(
    file: IO[bytes],
    version: int,
    layout: str,
    only: Sequence[int] | None = None,
    pairs: Sequence[Pair] | None = None,
) -> None:
    """Write the public record, or the public events among ``only`` these ids, and the ``pairs`` that differ.

    Cost: five passes over tables, about 12 µs per statement; while it runs, about a hundred bytes of memory per
    statement.
    """
    writer = SegmentFileWriter(file)
    events = sorted(read_events(only))
    number_of = Numbers([event.pk for event in events])
    for number, event in enumerate(events):
        number_of[event.pk] = number
    reports = Reports()
    claims, marks = Claims(len(events)), Marks(len(events))
    for number, event in enumerate(events):
        marks.add(number, event)
    for claim in read_claims(only):
        if (number := number_of.get(claim.event)) != NOTHING:
            claims.add(number, claim, reports)
            marks.add(number, claim)
    planes = ClaimNumbers(len(events), claims.most)
    claims.number(planes)
    write_events(writer, events, planes.bits)
    for name, values in values_of_events(events, number_of, only, marks).items():
        write_family(writer, name, values, planes.bits)
    if pairs is not None:
        write_pairs(writer, pairs, number_of, planes.bits)
    head = write_claims(writer, claims, planes, reports, only, marks)
    writer.array("marks", marks.values)
    writer.close(
        head
        | {
            "version": version,
            "layout": layout,
            "events": len(events),
            "dated": sum(event.day != UNDATED for event in events),
            "most": claims.most,
            "wide": planes.wide,
        }
    )
    for cached in (ordinal, days_of):  # their entries fragment the freed memory, which then stays with the process
        cached.cache_clear()


# Events


def write_events(writer: SegmentFileWriter, events: list[EventColumns], bits: type[Bitmap]) -> None:
    """Write the slugs, ids and days of the events."""
    slugs = [event.slug for event in events]
    ends = array("Q", [0])
    for slug in slugs:
        ends.append(ends[-1] + len(slug))
    writer.array("slug_ends", ends)
    writer.text("slugs", b"".join(slugs))
    writer.array("event_pk", array("q", (event.pk for event in events)))
    writer.array("day", array("i", (event.day for event in events)))
    writer.array("sequence", array("H", (event.sequence for event in events)))
    by_pk = sorted((event.pk, number) for number, event in enumerate(events))
    writer.array("sorted_pks", array("q", (pk for pk, _number in by_pk)))
    writer.array("sorted_numbers", array("I", (number for _pk, number in by_pk)))
    lasted = [(number, event.last) for number, event in enumerate(events) if event.last and event.last != event.day]
    opened = bits([number for number, event in enumerate(events) if event.last and not event.first])
    endless = bits([number for number, event in enumerate(events) if event.first and not event.last])
    write_sliced(writer, "lasted", lasted, bits)
    writer.bitmaps("spans", [opened, endless])
    vague = [
        (number, event)
        for number, event in enumerate(events)
        if event.day != UNDATED and {event.latest_start, event.earliest_end} != {event.day}
    ]
    write_sliced(writer, "latest_start", ((number, event.latest_start) for number, event in vague), bits)
    write_sliced(writer, "earliest_end", ((number, event.earliest_end) for number, event in vague), bits)
    of_heading = {unit: bits() for unit in WIDE}
    for number, event in enumerate(events):
        if event.heading:
            of_heading[event.heading].add(number)
    writer.bitmaps("headings", of_heading.values())
    recorded = defaultdict(list)
    for number, event in enumerate(events):
        recorded[event.recorded].append(number)
    write_buckets(writer, "recorded", recorded, bits)


def write_sliced(writer: SegmentFileWriter, name: str, pairs: Iterable[tuple[int, int]], bits: type[Bitmap]) -> None:
    """Write the value of each of these events as a ``BitSliced``."""
    members, values, slices = slices_of(bits, pairs)
    writer.array(f"{name}_values", array("i", values))
    writer.bitmaps(name, [members, *slices])


def values_of_events(
    events: list[EventColumns], number_of: Numbers, only: Sequence[int] | None, marks: Marks
) -> dict[str, dict[FacetKey, "array[int]"]]:
    """Return the numbers of the events by facet and value; None stands for a missing value."""
    values: dict[str, dict[FacetKey, array[int]]] = {
        name: defaultdict(lambda: array("I")) for name in (*EVENT_COLUMNS, "party", "present")
    }
    for column, name in enumerate(EVENT_COLUMNS):
        is_value = bool(BY_NAME[name].missing)  # whether a missing value is one that readers can choose
        for number, event in enumerate(events):
            if is_value or event.values[column] is not None:
                values[name][event.values[column]].append(number)
    absent = BitMap(range(len(events)))
    parties: dict[int, set[int]] = defaultdict(set)
    present = among(Participation.objects.all(), "event", only)
    for pk, actor, role, party in rows_of(present, "event", "actor", "role", party=Coalesce("actor__side", "actor")):
        if (number := number_of.get(pk)) != NOTHING:
            marks.add(number, ("present", actor, role, party))
            values["present"][present_key(actor, role)].append(number)
            parties[party].add(number)
            absent.discard(number)
    values["party"] |= {party: array("I", sorted(numbers)) for party, numbers in parties.items()}
    if absent:
        values["party"][None] = array("I", absent)
    return values


# Statements


class Claims:
    """The statements read so far, by value and by day.

    Shape: statements are indexes in the order read, until ``number`` gives them their numbers.
    """

    def __init__(self, events: int) -> None:
        self.pks, self.event, self.plane, self.report = array("q"), array("I"), array("I"), array("I")
        # The id of the first record of an utterance, by the index of a statement that repeats it.
        self.first: dict[int, int] = {}
        self.held = array("I", bytes(4 * events))  # number of statements of each event so far
        self.values: dict[str, dict[FacetKey, array[int]]] = {
            name: defaultdict(lambda: array("I")) for name in CLAIM_COLUMNS
        }
        self.days: dict[str, dict[int, array[int]]] = {
            f"{clock}_{end}": defaultdict(lambda: array("I")) for clock in CLOCKS for end in ("first", "last")
        }
        # The statements that were possibly said after their first possible day, by their last possible day.
        self.late: dict[int, array[int]] = defaultdict(lambda: array("I"))
        self.sureless = array("I")  # in reports whose last possible day is unknown
        self.startless = array("I")  # in reports whose first possible day is unknown
        self.said_opened = array("I")  # without a first possible day on which it was said
        self.said_longer = array("I")  # with a first possible day, and a later or unknown last one

    @property
    def most(self) -> int:
        return max(self.held, default=0)

    def add(self, event: int, claim: ClaimColumns, reports: Reports) -> None:
        """Add one statement."""
        report = reports.of(claim)
        index = len(self.pks)
        self.pks.append(claim.pk)
        self.event.append(event)
        self.plane.append(self.held[event])
        self.held[event] += 1
        self.report.append(report.number)
        if claim.repeats:
            self.first[index] = claim.repeats
        for of_value, value in zip(self.values.values(), claim.values, strict=True):
            of_value[value].append(index)
        first, last = report.first, report.last
        said_first, said_last = ordinal(claim.said_first), ordinal(claim.said_last)
        days = self.days
        if said_first or said_last:
            days["said_first"][said_first or said_last].append(index)
            days["said_last"][said_last or said_first].append(index)
        if said_last and not said_first:
            self.said_opened.append(index)
        elif said_first != said_last:
            self.said_longer.append(index)
        until = said_last or last or said_first or LAST_DAY
        if not (said_first or said_last) or until > (said_first or said_last):
            self.late[until].append(index)
        if first or last:
            days["published_first"][first or last].append(index)
            days["published_last"][last or first].append(index)
        if not last:
            self.sureless.append(index)
        if not first:
            self.startless.append(index)

    def number(self, planes: ClaimNumbers) -> None:
        """Give every statement its number."""
        shift, kind = planes.shift, "Q" if planes.wide else "I"
        self.numbers = array(kind, (n << shift | event for n, event in zip(self.plane, self.event, strict=True)))
        self.plane = array("I")


def write_claims(
    writer: SegmentFileWriter,
    claims: Claims,
    planes: ClaimNumbers,
    reports: Reports,
    only: Sequence[int] | None,
    marks: Marks,
) -> dict[str, Any]:
    """Write the statements and reports, and return their totals for the head of the file."""
    bits, numbers = planes.bits, claims.numbers

    def numbered_at(indexes: Iterable[int]) -> Bitmap:
        return bitmap_of(bits, map(numbers.__getitem__, indexes))

    everything = bits(numbers)
    number_of = Numbers(claims.pks, wide=planes.wide)
    for pk, number in zip(claims.pks, numbers, strict=True):
        number_of[pk] = number
    if isinstance(number_of.table, dict):
        pks = sorted(number_of.table)
        writer.array("claim_pks", array("q", pks))
        writer.array("claim_numbers", array("Q", map(number_of.table.__getitem__, pks)))
    else:
        writer.array("claim_table", number_of.table)
    starts = _starts(claims.held)
    writer.array("starts", starts)
    writer.array("report_of", _by_start(claims, starts, claims.report))
    writer.array("claim_pk", _by_start(claims, starts, claims.pks))
    repeated = sorted((numbers[index], first) for index, first in claims.first.items())
    writer.array("repeating", array("Q", (number for number, _first in repeated)))
    writer.array("repeated", array("q", (first for _number, first in repeated)))
    writer.array("report_pk", reports.pks)
    writer.array("report_origin", reports.origins)
    writer.array("report_first", reports.first)
    writer.array("report_last", reports.last)
    for name in list(claims.values):
        families = claims.values.pop(name)
        write_family(writer, name, {value: numbered_at(indexes) for value, indexes in families.items()}, bits, planes)
    write_family(writer, "topic", topics(number_of, everything, only, planes, marks), bits, planes)
    for name in list(claims.days):
        days = {day: numbered_at(indexes) for day, indexes in claims.days.pop(name).items()}
        write_buckets(writer, name, days, bits)
        if name.endswith("_first"):
            write_months(writer, name, days, everything)
    late = sorted(claims.late)
    writer.array("late_days", array("i", late))
    writer.array("late_ends", array("Q", accumulate(len(claims.late[day]) for day in late)))
    writer.array("late_claims", array(numbers.typecode, (numbers[one] for day in late for one in claims.late[day])))
    sets = (claims.sureless, claims.startless, claims.said_opened, claims.said_longer)
    writer.bitmaps("claims", [everything, *map(numbered_at, sets)])
    if only is None and len(claims.pks) > COMMON:
        write_words(writer, claims.pks, number_of, bits)
    return {"reports": len(reports.pks), "origins": separate_origins(reports.origins)}


def write_words(writer: SegmentFileWriter, pks: "array[int]", number_of: Numbers, bits: type[Bitmap]) -> None:
    """Write the statements that hold each common word. Cost: about 0.3 µs per statement and word."""
    common = search.read_common(pks[:: -(-len(pks) // SAMPLE)], max(COMMON / len(pks), COMMON_SHARE))
    writer.text("words", json.dumps([(key, search.fold(term.text)) for key, term in common.items()]).encode())
    ids = (search.ids_holding([term]) for term in common.values())
    writer.bitmaps("words_claims", (numbered(bits, number_of.table, found) for found in ids))


def _starts(held: "array[int]") -> "array[int]":
    """Return the index of the first statement of each event, if statements are sorted by event."""
    starts = array("Q", [0])
    total = 0
    for number in held:
        total += number
        starts.append(total)
    return starts


def _by_start(claims: Claims, starts: "array[int]", values: "array[int]") -> "array[int]":
    """Return the values of the statements, given in the order read, sorted by event."""
    laid = array(values.typecode, bytes(values.itemsize * len(values)))
    next_of = array("I", bytes(4 * len(claims.held)))
    for event, value in zip(claims.event, values, strict=True):
        laid[starts[event] + next_of[event]] = value
        next_of[event] += 1
    return laid


def topics(
    number_of: Numbers, everything: Bitmap, only: Sequence[int] | None, planes: ClaimNumbers, marks: Marks
) -> dict[FacetKey, Bitmap]:
    """Return the statements by topic; None stands for no topic."""
    found: dict[int, array[int]] = defaultdict(lambda: array("Q"))
    for claim, topic in rows_of(among(Claim.topics.through.objects, "claim__event", only), "claim", "topic"):
        if (number := number_of.get(claim)) != NOTHING:
            found[topic].append(number)
            marks.add(number & ((1 << planes.shift) - 1), (claim, topic))
    bits = planes.bits
    values: dict[FacetKey, Bitmap] = {topic: bitmap_of(bits, numbers) for topic, numbers in found.items()}
    missing = everything - bits.union(*values.values()) if values else everything
    if missing:
        values[None] = missing
    return values


# Values and days


def write_family(
    writer: SegmentFileWriter,
    name: str,
    values: Mapping[FacetKey, Iterable[int]],
    bits: type[Bitmap],
    planes: ClaimNumbers | None = None,
) -> None:
    """Write the events of each value, and with ``planes`` the statements too. Shape: the most frequent value first."""
    made = {value: bitmap if isinstance(bitmap, bits) else bitmap_of(bits, bitmap) for value, bitmap in values.items()}
    events = {value: planes.project(bitmap) for value, bitmap in made.items()} if planes else made
    keys = sorted(events, key=lambda value: (-len(events[value]), str(value)))
    writer.text(f"{name}_keys", json.dumps(keys).encode())
    writer.array(f"{name}_counts", array("Q", (len(events[key]) for key in keys)))
    writer.bitmaps(f"{name}_events", (events[key] for key in keys))
    if planes:
        writer.bitmaps(f"{name}_claims", (made[key] for key in keys))


def write_buckets(writer: SegmentFileWriter, name: str, days: Mapping[int, Iterable[int]], bits: type[Bitmap]) -> None:
    """Write one bitmap per day, in order."""
    writer.array(f"{name}_days", array("i", sorted(days)))
    made = (days[day] for day in sorted(days))
    writer.bitmaps(f"{name}_sets", (one if isinstance(one, bits) else bitmap_of(bits, one) for one in made))


def write_months(writer: SegmentFileWriter, name: str, days: dict[int, Bitmap], everything: Bitmap) -> None:
    """Write one bitmap per month with any of these days, in order, and a last one of the statements without a day."""
    bits = type(everything)
    months: dict[tuple[int, int], list[Bitmap]] = defaultdict(list)
    for day, on_day in sorted(days.items()):
        months[month_of(day)].append(on_day)
    made = [bits.union(*sets) for sets in months.values()]
    writer.bitmaps(f"{name}_months", [*made, everything - bits.union(*made) if made else everything])
