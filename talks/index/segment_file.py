"""A file of named arrays and bitmaps: written once from front to back, then mapped into memory and read in parts.

Knows nothing of records. ``segment_writer`` writes one, ``segment`` reads it.
"""

import json
import mmap
import struct
import zlib
from array import array
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import lru_cache, partial
from typing import IO, TYPE_CHECKING, Any, TypeVar
from weakref import WeakMethod

from pyroaring import BitMap, BitMap64

from talks.lru import SizedLRU

MAGIC = b"talks index 2\n\0\0"
BITMAP_BYTES, WORD_BYTES = 4_000_000, 6_000_000  # sizes of the caches of a segment
COPIED_BYTES = (
    262_144  # of an array or text: up to that it is copied, and what is written to the file no longer reaches it
)
FOOTER = struct.Struct("<QQQ")  # where the directory begins, its length, and its checksum
SPAN = 3  # numbers that say where a bitmap is: where it begins, its length, and its checksum

if TYPE_CHECKING:  # both have the same methods, and all bitmaps of a segment are of one type: they never mix
    Bitmap = BitMap
else:
    Bitmap = BitMap | BitMap64

T = TypeVar("T")


class DamagedError(Exception):
    """The file is not a segment, is incomplete, or a part of it is not what was written."""


def bitmap_type(wide: bool) -> type[Bitmap]:
    """Return the type of bitmap for numbers of 32 bits, or of 64 if ``wide``."""
    wider: Any = BitMap64
    return wider if wide else BitMap


class SegmentFileWriter:
    """Appends named parts. The directory comes last, so that nothing has to be held in memory until then."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._at = file, 0
        self._parts: dict[str, tuple[int, int, int]] = {}
        self._bitmaps: list[str] = []
        self._write(MAGIC)

    def _write(self, data: bytes) -> tuple[int, int, int]:
        span = (self._at, len(data), zlib.crc32(data))
        padding = -len(data) % 8  # arrays of 8-byte numbers are read without copying
        self._file.write(data)
        self._file.write(b"\0" * padding)
        self._at += len(data) + padding
        return span

    def array(self, name: str, values: "array[int]") -> None:
        """Write an array."""
        self._parts[name] = self._write(values.tobytes())

    def text(self, name: str, data: bytes) -> None:
        """Write a text."""
        self._parts[name] = self._write(data)

    def bitmaps(self, name: str, bitmaps: Iterable[Bitmap]) -> None:
        """Write bitmaps one after another, and an array of their offsets, lengths and checksums."""
        spans = array("Q")
        for bitmap in bitmaps:
            bitmap.run_optimize()
            spans.extend(self._write(bitmap.serialize()))
        self.array(name, spans)
        self._bitmaps.append(name)

    def close(self, head: dict[str, Any]) -> None:
        """Write the directory. Shape: ``head`` is anything that JSON can hold."""
        contents = {"head": head, "parts": self._parts, "bitmaps": self._bitmaps}
        directory = json.dumps(contents, separators=(",", ":")).encode()
        span = self._write(directory)
        self._file.write(FOOTER.pack(*span))


def bitmap_of(bits: type[Bitmap], numbers: Iterable[int]) -> Bitmap:
    """Return the bitmap of these numbers. Cost: fast, since it goes through an array."""
    return bits(array("I" if bits is BitMap else "Q", numbers))


def size_of(bitmap: Bitmap) -> int:
    """Return the approximate size of a bitmap. Units: bytes."""
    found = bitmap.get_statistics()
    parts = found["n_bytes_array_containers"] + found["n_bytes_run_containers"] + found["n_bytes_bitset_containers"]
    return parts + 96 * found["n_containers"]  # measured: the overhead of a container


def cached_method(most: int | None, method: Callable[..., T]) -> Callable[..., T]:
    """Return the method with an LRU cache of its own, which does not refer back to the object.

    An object that holds it is freed with its last reference, and need not wait for the garbage collector.
    """
    weak = WeakMethod(method)

    def call(*arguments: Any) -> T:
        bound = weak()
        if bound is None:
            raise ReferenceError("The object of this method is deleted.")
        return bound(*arguments)

    return lru_cache(most)(call)


class SegmentFileReader:
    """Reads what a ``SegmentFileWriter`` wrote. Bitmaps are created on demand and cached.

    Shape: bitmaps are shared, so callers must never change one. ``words`` is a cache for what callers compute from the
    same record.
    Cost: opening reads the directory alone. An array is compared with its checksum when it is first read, a bitmap
    whenever it is copied. An array of more than ``COPIED_BYTES`` stays in the file, and is not compared again.
    Raises: DamagedError if it is not such a file; every method, if what it reads is not what was written.
    """

    def __init__(self, data: memoryview, mapped: mmap.mmap | None = None) -> None:
        """Read from memory, or from a file that is ``mapped`` into it."""
        if len(data) < len(MAGIC) + FOOTER.size or data[: len(MAGIC)] != MAGIC:
            raise DamagedError
        self._data, self._mapped = data, mapped
        directory = json.loads(bytes(self._checked(*FOOTER.unpack(data[-FOOTER.size :]))))
        self.head: dict[str, Any] = directory["head"]
        self._parts: dict[str, tuple[int, int, int]] = directory["parts"]
        self._names_of_bitmaps: list[str] = directory["bitmaps"]
        self._known: dict[str, memoryview] = {}  # arrays and texts that were compared with their checksums
        self.bits = bitmap_type(bool(self.head.get("wide")))
        self._bitmaps: SizedLRU[Bitmap] = SizedLRU(BITMAP_BYTES)
        self.words: SizedLRU[Bitmap] = SizedLRU(WORD_BYTES)
        self.broad: set[Hashable] = set()  # keys of ``words`` for which too much was found to read it whole
        self.shared: Mapping[tuple[str, int], Bitmap] = {}  # bitmaps that processes share, by name and index

    def has(self, name: str) -> bool:
        """Return whether the file has a part of this name."""
        return name in self._parts

    def array(self, name: str, kind: str) -> "memoryview[int]":
        """Return an array without copying it again. Shape: ``kind`` is its typecode."""
        return self.text(name).cast(kind)  # type: ignore[call-overload]  # one of the codes

    def text(self, name: str) -> memoryview:
        """Return a text without copying it again."""
        data = self._known.get(name)
        if data is None:
            start, length, checksum = self._parts[name]
            data = self._data[start : start + length]
            if length <= COPIED_BYTES:  # first copied, then compared: nothing can change in between
                data = memoryview(bytes(data))
            self._known[name] = self._compared(data, length, checksum)
        return self._known[name]

    def verify(self) -> None:
        """Compare every part with its checksum. Cost: reads the whole file. Raises: DamagedError."""
        self._known.clear()
        for name in self._parts:
            self.text(name)
        for name in self._names_of_bitmaps:
            spans = self.array(name, "Q")
            for at in range(0, len(spans), SPAN):
                self._checked(*spans[at : at + SPAN])

    def _checked(self, start: int, length: int, checksum: int) -> memoryview:
        return self._compared(self._data[start : start + length], length, checksum)

    @staticmethod
    def _compared(data: memoryview, length: int, checksum: int) -> memoryview:
        if len(data) != length or zlib.crc32(data) != checksum:
            raise DamagedError
        return data

    def bitmap(self, name: str, index: int = 0) -> Bitmap:
        """Return one of the bitmaps of that name. Cost: a copy, unless it is cached."""
        key = (name, index)
        shared = self.shared.get(key)
        return self._bitmaps.get_or_make(key, partial(self._read, name, index)) if shared is None else shared

    def _read(self, name: str, index: int) -> tuple[Bitmap, int]:
        start, length, checksum = self.array(name, "Q")[SPAN * index : SPAN * (index + 1)]
        # First copied, then compared: a bitmap of wrong bytes can end the process.
        data = self._compared(memoryview(bytes(self._data[start : start + length])), length, checksum)
        bitmap = self.bits.deserialize(data)  # type: ignore[arg-type]  # any buffer
        if self._mapped is not None:  # it is copied, so its pages need not stay in memory
            first = start // mmap.PAGESIZE * mmap.PAGESIZE
            self._mapped.madvise(mmap.MADV_DONTNEED, first, start + length - first)
        return bitmap, size_of(bitmap)

    def read_first(self, names: Iterable[str], room: int) -> dict[tuple[str, int], Bitmap]:
        """Return as many bitmaps of these names as fit into ``room``, in order.

        Shape: by name and index; names that do not exist are skipped.
        Units: bytes.
        """
        taken: dict[tuple[str, int], Bitmap] = {}
        for name in names:
            for index in range(len(self.array(name, "Q")) // SPAN if self.has(name) else 0):
                bitmap, size = self._read(name, index)
                room -= size
                if room < 0:
                    return taken
                taken[name, index] = bitmap
        return taken
