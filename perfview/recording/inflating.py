"""Taking gzip, zstd and zip off a stream of bytes, with a bound on what may come out."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from perfview.recording.archive import Packed, Range
from perfview.recording.errors import UnreadableInput
from perfview.recording.storage import Storage, StorageFile

MOST_INFLATED = 16 << 30
"""Bytes that one file may inflate to."""
MOST_RATIO = 1000
"""How many times its compressed size content may have once it is past `FREE_BYTES`.

Telemetry compresses 5 to 60 times; deflate cannot pass 1,032.
"""
FREE_BYTES = 64 << 20

_FEED = 64 << 10
_PIECE = 256 << 10
_CHECKPOINT = 16 << 20
_GZIP, _RAW = 31, -15
_ZSTD_FRAME = 0xFD2FB528
_ZSTD_WINDOW = 128 << 20


@dataclass(frozen=True)
class Break:
    """Where a stream ended before its time: a sentence, and the byte of content it is about."""

    reason: str
    offset: int


class Inflating(Protocol):
    """Content in reading order. `broken` is set once the stream turned out to end early."""

    position: int
    consumed: int
    broken: Break | None

    def read_into(self, view: memoryview) -> int:
        """Fill `view`; fewer bytes than asked only at the end."""


def compression_of(head: bytes) -> str:
    """The wrapping that these first bytes announce: "gzip", "zstd", "zip" or "" for none."""
    if head.startswith(b"\x1f\x8b\x08"):
        return "gzip"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    skippable = head[1:4] == b"\x2a\x4d\x18" and head[0] & 0xF0 == 0x50
    return "zstd" if skippable or head.startswith(b"\x28\xb5\x2f\xfd") else ""


def check_bound(inflated: int, consumed: int) -> None:
    """Raise `UnreadableInput` for content out of all proportion: a decompression bomb."""
    if inflated > MOST_INFLATED:
        raise UnreadableInput(
            f"The file inflates to more than {MOST_INFLATED >> 30} GiB and was not read further",
            remedy="Unpack it yourself if you trust it, and open the result.",
        )
    if inflated > FREE_BYTES and inflated > MOST_RATIO * max(consumed, 1):
        raise UnreadableInput(
            f"The file inflates to more than {MOST_RATIO:,} times its size, as decompression"
            " bombs do, and was not read further",
            remedy="Unpack it yourself if you trust it, and open the result.",
        )


class Checkpoint:
    """A moment of a gzip stream to which reading can return."""

    def __init__(self, position: int, consumed: int, machine: Any, pending: bytes) -> None:
        self.position, self.consumed = position, consumed
        self.machine, self.pending = machine, pending


class GzipStream:
    """The members of a gzip file, one after the other; or, of a zip archive, one deflated file.

    `raw` is that file: its deflate data stand alone in the storage, its check sum in `raw`.
    """

    def __init__(
        self, storage: Storage, start: Checkpoint | None = None, raw: Packed | None = None
    ) -> None:
        self._raw = raw
        self._name = "zip" if raw else "gzip"
        self._sum = None if start or raw is None else 0
        self.broken: Break | None = None
        self.position = start.position if start else 0
        self.consumed = start.consumed if start else 0
        self._storage = storage
        self._machine = (
            start.machine.copy() if start else zlib.decompressobj(_RAW if raw else _GZIP)
        )
        self._pending = start.pending if start else b""
        self._ended = False
        self._feed = bytearray(_FEED)
        self.checkpoints: list[Checkpoint] = []

    def read_into(self, view: memoryview) -> int:
        """Fill `view` with content."""
        filled = 0
        while filled < len(view) and not self._ended:
            piece = self._inflate(min(_PIECE, len(view) - filled))
            view[filled : filled + len(piece)] = piece
            filled += len(piece)
            self._check(piece)
            self._advance(len(piece))
        return filled

    def _check(self, piece: bytes) -> None:
        """Compare a whole file of an archive with the check sum the archive has of it."""
        if self._sum is None or self._raw is None:
            return
        self._sum = zlib.crc32(piece, self._sum)
        if self._machine.eof and self._sum != self._raw.checksum and self.broken is None:
            self._stop("The zip data is damaged", len(piece))

    def _advance(self, count: int) -> None:
        before, self.position = self.position, self.position + count
        check_bound(self.position, self.consumed)
        if before // _CHECKPOINT != self.position // _CHECKPOINT and not self._machine.eof:
            state = self._machine.copy()
            self.checkpoints.append(Checkpoint(self.position, self.consumed, state, self._pending))

    def _inflate(self, most: int) -> bytes:
        if self._machine.eof and not self._next_member():
            self._ended = True
            return b""
        if not self._pending:
            self._pending = self._more()
        fed = bool(self._pending)
        before = self._machine.copy()
        try:
            piece = self._machine.decompress(self._pending, most)
        except zlib.error:
            return self._rescue(before, most)
        self._pending = self._machine.unused_data or self._machine.unconsumed_tail
        if not fed and not piece and not self._machine.eof:
            self._stop(f"The {self._name} data breaks off")
        return piece

    def _rescue(self, machine: Any, most: int) -> bytes:
        """What comes before the damage: ever smaller steps from the last good state."""
        kept, pending = bytearray(), self._pending
        for step in (4096, 256, 16, 1):
            while len(kept) < most:
                before = machine.copy()
                try:
                    piece = machine.decompress(pending, step)
                except zlib.error:
                    machine = before
                    break
                if not piece:
                    break
                kept += piece
                pending = machine.unconsumed_tail
        self._stop(f"The {self._name} data is damaged", len(kept))
        return bytes(kept)

    def _next_member(self) -> bool:
        if self._raw is not None:
            return False
        rest = self._pending.lstrip(b"\0")  # Tapes and some writers pad with zeros.
        while len(rest) < 2 and (more := self._more()):
            rest = (rest + more).lstrip(b"\0")
        if rest.startswith(b"\x1f\x8b"):
            self._machine, self._pending = zlib.decompressobj(_GZIP), rest
            return True
        if rest:
            self._stop("What follows the gzip data is something else and was not read")
        return False

    def _more(self) -> bytes:
        got = self._storage.read_into(memoryview(self._feed), self.consumed)
        self.consumed += got
        return bytes(self._feed[:got])

    def _stop(self, reason: str, further: int = 0) -> None:
        self._ended = True
        self.broken = Break(reason, self.position + further)


class LibraryStream:
    """Content that a library inflates: zstd frames."""

    def __init__(
        self,
        opened: Any,
        consumed: Callable[[], int],
        name: str,
        complete: Callable[[], bool] = lambda: True,
    ) -> None:
        self.broken: Break | None = None
        self.position = 0
        self.consumed = 0
        self._opened, self._count, self._complete = opened, consumed, complete
        self._name = name
        self._ended = False

    def read_into(self, view: memoryview) -> int:
        """Fill `view` with content."""
        filled = 0
        while filled < len(view) and not self._ended:
            got = self._read_once(view[filled : filled + _PIECE])
            filled += got
            self.position += got
            self.consumed = self._count()
            check_bound(self.position, self.consumed)
        return filled

    def _read_once(self, view: memoryview) -> int:
        try:
            got = int(self._opened.readinto(view))
        except UnreadableInput:
            raise
        except Exception as error:  # Each library has errors of its own; any of them ends it.
            if self.position == 0 and "memory" in str(error):
                raise UnreadableInput(
                    f"The {self._name} data needs a window of more than 128 MiB",
                    remedy="Compress it again without --long.",
                ) from error
            self._stop("is damaged")
            return 0
        if got == 0:
            self._ended = True
            if not self._complete():
                self._stop("breaks off")
        return got

    def _stop(self, what: str) -> None:
        self._ended = True
        self.broken = Break(f"The {self._name} data {what}", self.position)


def zstd_stream(storage: Storage) -> LibraryStream:
    """The content of all frames of a zstd file."""
    import zstandard

    file: Any = StorageFile(storage)
    machine = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    opened = machine.stream_reader(file, read_size=_FEED, read_across_frames=True)
    return LibraryStream(opened, file.tell, "zstd", lambda: _zstd_is_complete(storage))


def _zstd_is_complete(storage: Storage) -> bool:
    """Whether the last frame ends where the file does; zstandard itself does not tell.

    Walks frame and block headers (RFC 8878, section 3.1.1), reading none of the blocks.
    """
    place = 0
    while place < storage.size:
        place = _after_zstd_frame(storage, place)
    return place == storage.size


def _after_zstd_frame(storage: Storage, place: int) -> int:
    beyond = storage.size + 1
    head = _peek(storage, place, 8)
    if len(head) < 5:
        return beyond
    if int.from_bytes(head[:4], "little") != _ZSTD_FRAME:
        return place + 8 + int.from_bytes(head[4:8], "little") if len(head) == 8 else beyond
    flags = head[4]
    single = flags >> 5 & 1
    size_bytes = (0, 2, 4, 8)[flags >> 6] or single
    place += 5 + (not single) + (0, 1, 2, 4)[flags & 3] + size_bytes
    while True:
        block = _peek(storage, place, 3)
        if len(block) < 3:
            return beyond
        word = int.from_bytes(block, "little")
        place += 3 + (1 if word >> 1 & 3 == 1 else word >> 3)
        if word & 1:
            return place + 4 * (flags >> 2 & 1)


def _peek(storage: Storage, offset: int, count: int) -> bytes:
    found = bytearray(count)
    return bytes(found[: storage.read_into(memoryview(found), offset)])


def member_stream(
    storage: Storage, packed: Packed, start: Checkpoint | None = None
) -> GzipStream | StoredStream:
    """The content of a file in a zip archive; `start` is a moment of an earlier pass."""
    inner = Range(storage, packed.offset, packed.length)
    if packed.is_stored:
        return StoredStream(inner)
    return GzipStream(inner, start, raw=packed)


class StoredStream:
    """The content of a file that an archive holds as it is."""

    def __init__(self, storage: Storage) -> None:
        self.broken: Break | None = None
        self.position = self.consumed = 0
        self._storage = storage

    def read_into(self, view: memoryview) -> int:
        """Fill `view` with content."""
        got = self._storage.read_into(view, self.position)
        self.position += got
        self.consumed = self.position
        return got
