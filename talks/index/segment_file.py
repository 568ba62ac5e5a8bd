"""A file of arrays and bitmaps: written once from front to back, then mapped into memory and read where it is asked.

Knows nothing of records. ``building`` writes one, ``segment`` reads it.
"""

import json
import mmap
import struct
from array import array
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from typing import BinaryIO, TypeVar
from weakref import WeakMethod

from pyroaring import BitMap, BitMap64

from talks.lru import SizedLRU

MAGIC = b"talks index 1\n\0\0"
ROOM, ROOM_FOR_WORDS = 4_000_000, 6_000_000  # bytes of bitmaps kept in memory
FOOTER = struct.Struct("<QQ")  # where the directory begins, and its length

Bitmap = BitMap | BitMap64
T = TypeVar("T")


class DamagedError(Exception):
    """The file is not one of these, or not whole."""


class SegmentFileWriter:
    """Appends named parts; the directory comes last, so that nothing has to be held until then."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._at, self._parts = file, 0, {}
        self._write(MAGIC)

    def _write(self, data: bytes) -> tuple[int, int]:
        place = (self._at, len(data))
        padding = -len(data) % 8  # arrays of 8-byte numbers are read where they lie
        self._file.write(data)
        self._file.write(b"\0" * padding)
        self._at += len(data) + padding
        return place

    def array(self, name: str, values: array) -> None:
        self._parts[name] = self._write(values.tobytes())

    def text(self, name: str, data: bytes) -> None:
        self._parts[name] = self._write(data)

    def bitmaps(self, name: str, bitmaps: Iterable[Bitmap]) -> None:
        """Write bitmaps one after another, and beside them where each lies."""
        places = array("Q")
        for bitmap in bitmaps:
            bitmap.run_optimize()
            places.extend(self._write(bitmap.serialize()))
        self.array(name, places)

    def close(self, head: dict) -> None:
        """Write the directory. ``head`` is anything that JSON can hold."""
        directory = json.dumps({"head": head, "parts": self._parts}, separators=(",", ":")).encode()
        place = self._write(directory)
        self._file.write(FOOTER.pack(*place))


def bitmap_of(bits: type[Bitmap], numbers: Iterable[int]) -> Bitmap:
    """Return the bitmap of these numbers, by way of an array, which is quick."""
    return bits(array("Q" if bits is BitMap64 else "I", numbers))


def size_of(bitmap: Bitmap) -> int:
    """Return about how many bytes a bitmap takes."""
    found = bitmap.get_statistics()
    parts = sum(found[f"n_bytes_{kind}_containers"] for kind in ("array", "run", "bitset"))
    return parts + 96 * found["n_containers"]  # what each takes beside its numbers, measured


def cached_method(most: int | None, method: Callable[..., T]) -> Callable[..., T]:
    """Return the method of an object with what it gave for the last arguments remembered, without a way back to the object.

    So an object that keeps it is gone as soon as nothing else needs it, and does not wait for the search for garbage.
    """
    weak = WeakMethod(method)
    return lru_cache(most)(lambda *arguments: weak()(*arguments))


class SegmentFileReader:
    """What a ``SegmentFileWriter`` wrote. Bitmaps are made when they are asked for, and the latest of them kept.

    Shape: never change a bitmap that comes from here; others hold the same one. ``words`` is room for what others
    find out about the same record. Cost: to open, the directory alone. Raises: DamagedError where it is something else.
    """

    def __init__(self, data: memoryview, mapped: mmap.mmap | None = None) -> None:
        """Read from memory, or from a file that is ``mapped`` into it."""
        if len(data) < len(MAGIC) + FOOTER.size or data[: len(MAGIC)] != MAGIC:
            raise DamagedError
        start, length = FOOTER.unpack(data[-FOOTER.size :])
        try:
            directory = json.loads(bytes(data[start : start + length]))
        except ValueError as error:
            raise DamagedError from error
        self.head, self._parts = directory["head"], directory["parts"]
        self.bits = BitMap64 if self.head.get("wide") else BitMap
        self._data, self._mapped = data, mapped
        self._shelf, self.words = SizedLRU(ROOM), SizedLRU(ROOM_FOR_WORDS)
        self.shared: Mapping[tuple[str, int], Bitmap] = {}  # bitmaps that are kept elsewhere, by name and place

    def has(self, name: str) -> bool:
        return name in self._parts

    def array(self, name: str, kind: str) -> memoryview:
        start, length = self._parts[name]
        return self._data[start : start + length].cast(kind)

    def text(self, name: str) -> memoryview:
        start, length = self._parts[name]
        return self._data[start : start + length]

    def bitmap(self, name: str, place: int = 0) -> Bitmap:
        """Return one of the bitmaps of that name. Cost: where it is not among those kept, a copy of it."""
        key = (name, place)
        kept = self.shared.get(key)
        return self._shelf.get_or_make(key, partial(self._read, name, place)) if kept is None else kept

    def _read(self, name: str, place: int) -> tuple[Bitmap, int]:
        start, length = self.array(name, "Q")[2 * place : 2 * place + 2]
        bitmap = self.bits.deserialize(self._data[start : start + length])
        if self._mapped is not None:  # what was copied need not stay mapped as well
            first = start // mmap.PAGESIZE * mmap.PAGESIZE
            self._mapped.madvise(mmap.MADV_DONTNEED, first, start + length - first)
        return bitmap, size_of(bitmap)

    def read_first(self, names: Iterable[str], room: int) -> dict[tuple[str, int], Bitmap]:
        """Return the bitmaps of these names that there are, by name and place, the first of them that the room is enough for.

        Units: bytes.
        """
        taken: dict[tuple[str, int], Bitmap] = {}
        for name in names:
            for place in range(len(self.array(name, "Q")) // 2 if self.has(name) else 0):
                bitmap, size = self._read(name, place)
                room -= size
                if room < 0:
                    return taken
                taken[name, place] = bitmap
        return taken
