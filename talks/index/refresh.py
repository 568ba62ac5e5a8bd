"""The index of the present version: built, kept beside the data, and made to follow what changes.

An index is one segment of the whole record, and once something changed a second one of the events that did, in which
all that is asked of the first is asked too. Where too much changed, the whole is written anew.
"""

import contextlib
import fcntl
import hashlib
import io
import mmap
import os
import tempfile
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import TypeVar

from django.conf import settings
from django.db import connection

from talks.index.differing import Differing, find_pairs
from talks.index.names import Names
from talks.index.segment import Segment
from talks.index.segment_file import Bitmap, DamagedError, SegmentFileReader
from talks.index.segment_writer import write_segment
from talks.models import Claim
from talks.version import Changes, changes_since, read_version, snapshot

T = TypeVar("T")

MOST_CHANGED = 5_000  # events that a second segment may hold; it is written anew with every change
SHARED_BYTES = 80_000_000  # bytes of bitmaps that all processes of a server have together
CACHED_QUESTIONS = 200  # questions whose counts are kept, each some hundred numbers
NONE_CHANGED = Changes(frozenset(), frozenset())


@cache
def layout() -> str:
    """Return a mark of the code that decides what stands in a segment: one of another make is written anew."""
    mark, package = hashlib.sha256(), Path(__file__).parent
    others = [
        "querysets.py",
        "parameters.py",
        "differences.py",
        "search/sqlite.py",
        "search/postgres.py",
        "search/columns.py",
    ]
    for path in [*sorted(package.glob("*.py")), *map(package.parent.joinpath, others)]:
        mark.update(path.read_bytes())
    return mark.hexdigest()[:12]


class OutdatedError(Exception):
    """The snapshot is older than the index of this process: read on from a newer one."""


@dataclass(frozen=True)
class Index:
    """The public record of one version.

    Shape: ``segments`` hold each public event once, the first nearly all of them; ``positions`` tell for each event of
    the second before which number of the first it stands in order.
    """

    version: int
    segments: list[Segment]
    positions: list[int]
    differing: Differing
    names: Names

    @cached_property
    def cached_counts(self) -> Callable[[Hashable], dict]:
        """What was counted for a question, cached for the last few hundred of them: give the question."""
        return lru_cache(CACHED_QUESTIONS)(lambda question: {})

    def cached(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what ``make`` returns, made once for this version of the record; nobody may change it."""
        found = self.cached_counts(key)
        if "made" not in found:
            found["made"] = make()
        return found["made"]

    def stamp(self, segment: int, event: int) -> str:
        """Return what tells one state from another of an event, given by its number, with all that is shown of it.

        What changed elsewhere does not move it.
        """
        if segment or self.segments[0].pks[event] in self.differing.touched:
            return str(self.version)
        return f"{self.segments[0].version}.{self.names.mark}"

    def holds(self, event: int) -> bool:
        """Whether an event, given by its id, is public."""
        numbers = ((segment, segment.number_of_event(event)) for segment in self.segments)
        return any(number is not None and number in segment.live for segment, number in numbers)

    @property
    def size(self) -> int:
        return sum(len(segment.live) for segment in self.segments)


# What the processes of a server have together: the head of the index, and bitmaps out of it.
_shared: dict[str, tuple[dict, dict[tuple[str, int], Bitmap]]] = {}

# The index held by this process, and the reader of its first segment.
_held: dict[str, tuple[SegmentFileReader, Index]] = {}
_lock = Lock()


def in_one_moment(read: Callable[[], T]) -> T:
    """Call what reads within a snapshot, so that pages and index are of one moment; again in a newer one if need be."""
    for _attempt in range(2):
        with contextlib.suppress(OutdatedError), snapshot():
            return read()
    _held.clear()  # the database itself is older than it was: a backup was put back
    with snapshot():
        return read()


def current() -> Index:
    """Return the index of the version that this snapshot sees.

    Cost: a query by primary key; where the record changed, a few over what did; where nothing of it is at hand, the
    whole record. Raises: OutdatedError where another request wrote the whole anew for a later version; see
    ``in_one_moment``.
    """
    version = read_version()
    place = "" if connection.in_atomic_block else index_path()  # what is not committed is nobody else's
    held = _held.get(place)
    if held and held[1].version == version:
        return held[1]
    with _lock:
        held = _held.get(place)
        if held and held[1].version == version:
            return held[1]
        if place and held and held[0].head["version"] > version:
            raise OutdatedError
        reader = held[0] if held else None
        changes = _since(reader, version)
        if changes is None:
            reader, changes = _whole(place, version)
        index = _index(reader, version, changes)
        if not held or version > held[1].version or held[0] is not reader:
            _held[place] = (reader, index)
        return index


def share(families: Iterable[str]) -> None:
    """Read what counts of these families need out of the index in its file, as much as there is room for: before a server makes
    its processes, which then have it together until another index is in that file. Asks the database nothing.
    """
    place = index_path()
    if place and (reader := _opened(place)):
        names = [f"{family}_{kind}" for family in families for kind in ("events", "claims")]
        _shared[place] = (reader.head, reader.read_first(names, SHARED_BYTES))


def index_path() -> str:
    """Return where the index of this database is kept; empty for a database in memory, whose index is kept there too."""
    if connection.vendor == "sqlite":
        return "" if connection.is_in_memory_db() else f"{connection.settings_dict['NAME']}.index"
    known = {name: connection.settings_dict[name] for name in ("HOST", "PORT", "NAME")}
    return str(settings.VAR / f"{hashlib.sha256(repr(known).encode()).hexdigest()[:12]}.index")


def _since(reader: SegmentFileReader | None, version: int) -> Changes | None:
    """Return what changed since a segment was written, None where another has to be."""
    if reader is None or reader.head["layout"] != layout():
        return None
    if reader.head["version"] == version:
        return NONE_CHANGED
    return changes_since(reader.head["version"], min(MOST_CHANGED, reader.head["events"] // 2))


def _whole(place: str, version: int) -> tuple[SegmentFileReader, Changes]:
    """Return a segment of the whole record: the one in the file, or one that is written now.

    Of several processes one writes; the others wait, and read what it wrote. A process that is killed leaves the lock
    and the former file as they are.
    """
    with _writing(place):
        if place and (reader := _opened(place)):
            changes = _since(reader, version)
            if changes is not None:
                return reader, changes
        if not place:
            return _written(version), NONE_CHANGED
        try:
            _write_file(place, version)
        except OSError:  # a folder that is not ours to write: this process keeps its own
            return _written(version), NONE_CHANGED
        return _opened(place) or _written(version), NONE_CHANGED


@contextlib.contextmanager
def _writing(place: str) -> Iterator[None]:
    try:
        file = Path(f"{place}.lock").open("w") if place else None  # noqa: SIM115 - closed below
    except OSError:
        file = None
    try:
        if file:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        if file:
            file.close()


def _write_file(place: str, version: int) -> None:
    folder = Path(place).parent
    for left in folder.glob(f"{Path(place).name}.*"):  # by a process that was killed: only one writes at a time
        if left.suffix != ".lock":
            left.unlink()
    with tempfile.NamedTemporaryFile(dir=folder, prefix=f"{Path(place).name}.", delete=False) as draft:
        try:
            _write(draft, version)
            draft.flush()
            os.replace(draft.name, place)  # noqa: PTH105 - the name of an open file
        except BaseException:
            Path(draft.name).unlink(missing_ok=True)
            raise


def _write(file: io.IOBase, version: int) -> None:
    write_segment(file, version, layout(), pairs=find_pairs())


def _written(version: int) -> SegmentFileReader:
    file = io.BytesIO()
    _write(file, version)
    return SegmentFileReader(file.getbuffer())


def _opened(place: str) -> SegmentFileReader | None:
    """Return what the file holds, None where there is none or where it is damaged."""
    try:
        with Path(place).open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        reader = SegmentFileReader(memoryview(mapped), mapped)
        head, bitmaps = _shared.get(place, ({}, {}))
        if reader.head == head:
            reader.shared = bitmaps
        return reader
    except (OSError, ValueError, DamagedError):
        return None


def _index(reader: SegmentFileReader, version: int, changes: Changes) -> Index:
    """Return the index of a segment and of what changed since it was written."""
    if changes.events:
        # An event names those at which something was said about it.
        said_at = Claim.objects.filter(occasion__in=changes.events).values_list("event", flat=True)
        changes = Changes(changes.events.union(said_at), changes.questions)
    first = Segment(reader, changes.events)
    segments, positions = [first], []
    if changes.events:
        file = io.BytesIO()
        write_segment(file, version, layout(), only=sorted(changes.events))
        second = Segment(SegmentFileReader(file.getbuffer()))
        segments.append(second)
        positions = [first.position(second.day(number), second.slug(number)) for number in range(second.size)]
    return Index(version, segments, positions, Differing(reader, segments, changes), Names())
