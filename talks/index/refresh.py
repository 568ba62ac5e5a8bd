"""Builds the index of the current version, stores it beside the database, and refreshes it when the record changes.

An index is one segment of the whole record and, after changes, a second one of the changed events. If too many events
changed, the first segment is written again. ``timeline`` and ``views`` call ``current`` and ``in_one_moment``.
"""

import contextlib
import fcntl
import hashlib
import io
import mmap
import os
import tempfile
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import IO, Any, TypeVar

from django.conf import settings
from django.utils.translation import get_language

from talks.index.differing import Differing, find_pairs
from talks.index.names import Names
from talks.index.noting import note_events
from talks.index.segment import Segment
from talks.index.segment_file import Bitmap, DamagedError, SegmentFileReader
from talks.index.segment_writer import write_segment
from talks.models import Claim
from talks.replica import database
from talks.version import Changes, changes_since, lift_limit, read_version, snapshot

T = TypeVar("T")

MOST_CHANGED = 5_000  # events in a second segment, which is written again with every change
SHARED_BYTES = 80_000_000  # of bitmaps that the processes of a server share
CACHED_QUESTIONS = 200  # questions whose counts are cached, about a hundred numbers each
NONE_CHANGED = Changes({}, {})


@cache
def layout() -> str:
    """Return a hash of the code that decides what a segment contains. A segment of other code is written again."""
    fingerprint, package = hashlib.sha256(), Path(__file__).parent
    others = [
        "querysets.py",
        "parameters.py",
        "differences.py",
        "dates/edtf.py",
        "dates/order.py",
        "dates/spans.py",
        "search/sqlite.py",
        "search/postgres.py",
        "search/columns.py",
        "letters.py",
    ]
    for path in [*sorted(package.glob("*.py")), *map(package.parent.joinpath, others)]:
        fingerprint.update(path.read_bytes())
    return fingerprint.hexdigest()[:12]


class OutdatedError(Exception):
    """The snapshot is older than the index of this process. Read again in a newer one."""


@dataclass(frozen=True)
class Index:
    """The public record of one version.

    Shape: ``segments`` have each public event once, the first nearly all of them. ``positions`` has, for each event of
    the second segment, the number in the first segment that it comes before. ``changes`` are those since the first.
    """

    version: int
    segments: list[Segment]
    positions: list[int]
    differing: Differing
    stored_names: Names
    changes: Changes

    @property
    def names(self) -> Names:
        """The names of the record in the language of the answer."""
        return self.stored_names.in_language(get_language() or settings.LANGUAGE_CODE)

    @cached_property
    def content(self) -> str:
        """A text that moves whenever the index or anything but a single event changes.

        It stays when only texts of events change that the index does not hold: their pages alone are others then.
        """
        first, *more = self.segments
        moved = [
            (pk, now)
            for pk in sorted(self.changes.events)
            for now in [next((segment.mark(pk) for segment in more), None)]
            if now != first.mark(pk)
        ]
        text = repr([self.stored_names.fingerprint, self.changes.others, self.differing.mark, moved])
        return f"{first.version}.{hashlib.sha256(text.encode()).hexdigest()[:16]}"

    def changed_since(self, version: int, events: frozenset[int]) -> bool:
        """Return whether any of these events, given by their ids, changed since a version."""
        return any(moved > version and event in events for event, moved in self.changes.events.items())

    @cached_property
    def cached_counts(self) -> Callable[[Hashable], dict[Any, Any]]:
        """Return the dictionary of cached counts of a question; the last ``CACHED_QUESTIONS`` are cached."""
        return lru_cache(CACHED_QUESTIONS)(lambda question: {})

    def cached(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what ``make`` returns, called once for this version of the record. Nobody may change the value."""
        found = self.cached_counts(key)
        if "made" not in found:
            found["made"] = make()
        made: T = found["made"]
        return made

    def stamp(self, segment: int, event: int) -> str:
        """Return a key for what pages show of an event, given by its number, for caches of rendered events.

        Shape: changes of other events do not change it.
        """
        pk, first = self.segments[segment].pks[event], self.segments[0].version
        note_events((pk,))
        differing = self.differing.mark if segment or pk in self.differing.touched else ""
        return f"{self.changes.events.get(pk, first)}.{self.stored_names.fingerprint}.{differing}"

    def place(self, one: tuple[int, int]) -> tuple[int, int, int]:
        """Return the sort key of an event, given by the index of its segment and its number, in the order of all."""
        segment, event = one
        # An event of the second segment comes before the event of the first at its position.
        return (self.positions[event], 0, event) if segment else (event, 1, 0)

    def holds(self, event: int) -> bool:
        """Return whether an event, given by its id, is public."""
        numbers = ((segment, segment.number_of_event(event)) for segment in self.segments)
        return any(number is not None and number in segment.live for segment, number in numbers)

    @property
    def size(self) -> int:
        return sum(len(segment.live) for segment in self.segments)


# What the processes of a server share, by path: the head of an index file, and bitmaps read from it.
_shared: dict[str, tuple[dict[str, Any], dict[tuple[str, int], Bitmap]]] = {}

# The index of this process, by path, with the reader of its first segment.
_held: dict[str, tuple[SegmentFileReader, Index]] = {}
_unusable: set[str] = set()  # paths of damaged files that cannot be deleted
_lock = Lock()


def in_one_moment(read: Callable[[], T], is_public: bool = False) -> T:
    """Call ``read`` within a snapshot, so that rows and index are of one version; again in a newer one if needed.

    Where the index file turns out to be damaged, it is written again first.
    """
    for _attempt in range(2):
        try:
            with snapshot(is_public=is_public):
                return read()
        except OutdatedError:
            continue
        except DamagedError:
            forget_damaged()
    _held.clear()  # the database itself is older than before: a backup was restored
    with snapshot(is_public=is_public):
        return read()


def current() -> Index:
    """Return the index of the version that this snapshot sees.

    Cost: one query by primary key; after changes, a few queries for the changed events; without an index file, a pass
    over the whole record.
    Raises: OutdatedError if another request wrote the index for a later version; see ``in_one_moment``.
    """
    version = read_version()
    path = "" if database().in_atomic_block else index_path()  # others do not see what is not committed
    held = _held.get(path)
    if held and held[1].version == version:
        return held[1]
    with _lock:
        held = _held.get(path)
        if held and held[1].version == version:
            return held[1]
        if path and held and held[0].head["version"] > version:
            raise OutdatedError
        reader = held[0] if held else None
        changes = _since(reader, version)
        if reader is None or changes is None:
            reader, changes = _whole(path, version)
        index = _index(reader, version, changes)
        if not held or version > held[1].version or held[0] is not reader:
            _held[path] = (reader, index)
        return index


def share(families: Iterable[str]) -> None:
    """Read the bitmaps of these families from the index file, before a server forks, so that its processes share them.

    Shape: up to ``SHARED_BYTES``; used until another index is written.
    Cost: no query.
    """
    path = index_path()
    names = [f"{family}_{kind}" for family in families for kind in ("events", "claims")]
    if path and (reader := _opened(path)):
        try:
            _shared[path] = (reader.head, reader.read_first(names, SHARED_BYTES))
        except DamagedError:  # the first page writes it again; processes then share nothing until the next start
            forget_damaged()


def forget_damaged() -> None:
    """Delete the index file if any part of it is damaged, and forget what this process has of it.

    Another process may have written a good one meanwhile, which stays. Cost: reads the whole file.
    """
    path = index_path()
    with _lock, _writing(path):
        _held.pop(path, None)
        _shared.pop(path, None)
        try:
            if path and (reader := _opened(path)):
                reader.verify()
        except DamagedError:
            try:
                Path(path).unlink(missing_ok=True)
            except OSError:  # the folder is read-only: from now on this process has an index in memory
                _unusable.add(path)


def delete() -> None:
    """Delete the index file, so that it is written again."""
    path = index_path()
    with _lock, _writing(path):
        _held.pop(path, None)
        if path:
            Path(path).unlink(missing_ok=True)


def index_path() -> str:
    """Return the path of the index file; empty for a database in memory, whose index stays in memory too."""
    connection = database()
    if connection.vendor == "sqlite":
        return "" if connection.is_in_memory_db() else f"{connection.settings_dict['NAME']}.index"
    known = {name: connection.settings_dict[name] for name in ("HOST", "PORT", "NAME")}
    return str(settings.VAR / f"{hashlib.sha256(repr(known).encode()).hexdigest()[:12]}.index")


def _since(reader: SegmentFileReader | None, version: int) -> Changes | None:
    """Return what changed since a segment was written, or None if it must be written again."""
    if reader is None or reader.head["layout"] != layout():
        return None
    if reader.head["version"] == version:
        return NONE_CHANGED
    return changes_since(reader.head["version"], min(MOST_CHANGED, reader.head["events"] // 2))


def _whole(path: str, version: int) -> tuple[SegmentFileReader, Changes]:
    """Return a segment of the whole record, with later changes: the one in the file, or a new one.

    Only one process writes; the others wait and read its file. If it is killed, the lock is released and the previous
    file stays.
    """
    with _writing(path):
        if path and (reader := _opened(path)):
            changes = _since(reader, version)
            if changes is not None:
                return reader, changes
        lift_limit()
        if not path:
            return _written(version), NONE_CHANGED
        try:
            _write_file(path, version)
        except OSError:  # the folder is read-only: this process has an index of its own, in memory
            return _written(version), NONE_CHANGED
        return _opened(path) or _written(version), NONE_CHANGED


@contextlib.contextmanager
def _writing(path: str) -> Iterator[None]:
    try:
        file = Path(f"{path}.lock").open("w") if path else None  # noqa: SIM115 - closed below
    except OSError:
        file = None
    try:
        if file:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        if file:
            file.close()


def _write_file(path: str, version: int) -> None:
    folder = Path(path).parent
    for left in folder.glob(f"{Path(path).name}.*"):  # by a process that was killed, since only one writes at a time
        if left.suffix != ".lock":
            left.unlink()
    with tempfile.NamedTemporaryFile(dir=folder, prefix=f"{Path(path).name}.", delete=False) as draft:
        try:
            _write(draft.file, version)
            draft.flush()
            # First the content, then the name: after a power cut there is the former file or the whole new one.
            os.fsync(draft.fileno())
            os.replace(draft.name, path)  # noqa: PTH105 - the name of an open file
            _sync(folder)
        except BaseException:
            Path(draft.name).unlink(missing_ok=True)
            raise


def _sync(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _write(file: IO[bytes], version: int) -> None:
    write_segment(file, version, layout(), pairs=find_pairs())


def _written(version: int) -> SegmentFileReader:
    file = io.BytesIO()
    _write(file, version)
    return SegmentFileReader(file.getbuffer())


def _opened(path: str) -> SegmentFileReader | None:
    """Return a reader of the index file, or None if it is missing or damaged."""
    if path in _unusable:
        return None
    try:
        with Path(path).open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        reader = SegmentFileReader(memoryview(mapped), mapped)
        head, bitmaps = _shared.get(path, ({}, {}))
        if reader.head == head:
            reader.shared = bitmaps
        return reader
    except (OSError, ValueError, DamagedError):  # a file of no bytes cannot be mapped
        return None


def _index(reader: SegmentFileReader, version: int, changes: Changes) -> Index:
    """Return the index of a segment and of the changes since it was written."""
    if changes.events:
        # An event also shows the titles of the events at which something was said about it.
        said_at = Claim.objects.filter(occasion__in=list(changes.events)).values_list("event", "occasion")
        events = dict(changes.events)
        for event, occasion in said_at:
            events[event] = max(events.get(event, 0), changes.events[occasion])
        changes = replace(changes, events=events)
    first = Segment(reader, changes.events)
    segments, positions = [first], []
    if changes.events:
        file = io.BytesIO()
        write_segment(file, version, layout(), only=sorted(changes.events))
        second = Segment(SegmentFileReader(file.getbuffer()))
        segments.append(second)
        positions = [first.position(second.place(number)) for number in range(second.size)]
    return Index(version, segments, positions, Differing(reader, segments, changes), Names(), changes)
