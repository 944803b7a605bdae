"""The bytes of a file, decompressed on the way, in blocks through one padded buffer."""

from __future__ import annotations

import hashlib
import threading
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.padding import PAD
from perfview.recording.archive import Packed, Range, files_in, only_file
from perfview.recording.encodings import decoded_utf16, encoding_of
from perfview.recording.errors import UnreadableInput
from perfview.recording.folder import FolderListing
from perfview.recording.inflating import (
    Break,
    Checkpoint,
    GzipStream,
    Inflating,
    compression_of,
    member_stream,
    zstd_stream,
)
from perfview.recording.members import LeftOut, Member, Members, Walk
from perfview.recording.packed_records import holds_packed, unpacked_records
from perfview.recording.storage import DiskFile, InMemory, Storage

EDGE = 64 << 10
"""Bytes in `head` and `tail`."""
BLOCK = 4 << 20
_KEPT = 1 << 20
_SAMPLE, _SAMPLES = 16 << 10, 62


class Source:
    """A file on disk, its gzip, zstd or zip wrapping taken off on the way, with a bound.

    `head` and `tail` are the first and last 64 KiB of content (tail b"" when compressed);
    `compression` is "", "gzip", "zstd" or "zip"; `size` the bytes on disk; `content_size` the
    decompressed size or 0 when unknown. `broken` is None, or says why and where the compressed
    stream ended early, once reading has come to that place. `consumed` counts the bytes on disk
    behind what was read so far, for progress. The file stays open until `close`.

    An archive of several files is the stream of them end to end; `head` is then b"" and whoever
    reads goes through `members`, each a source by itself. `left_out` are those without content.

    A folder is the listing of its files (`folder.FolderListing`).

    Raises `UnreadableInput` for a missing file, no permission, an empty file, a pipe or
    device, or a decompression bomb (the latter while reading).
    """

    path: Path
    size: int
    content_size: int
    compression: str
    head: bytes
    tail: bytes
    broken: Break | None
    consumed: int
    in_memory: bool
    """Whether the content was unpacked into memory, being packed twice."""
    on_disk: int
    """The bytes of the file, or of all files of a folder."""
    as_recorded: bool
    """False where the content is not the file's but what was made of it (`transcoding`)."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._open(FolderListing(self.path) if self.path.is_dir() else DiskFile(self.path))

    @classmethod
    def from_bytes(cls, data: bytes, name: str = "standard input") -> Source:
        """A source over bytes at hand. Raises `UnreadableInput` when there are none."""
        if not data:
            raise UnreadableInput("There is nothing to read: not a single byte came")
        source = cls.__new__(cls)
        source.path = Path(name)
        source._open(InMemory(data))
        return source

    def _open(self, storage: Storage, packed: Packed | None = None) -> None:
        self._storage = storage
        self._packed = packed
        self._members: Members | None = None
        self.in_memory = False
        self.as_recorded = True
        self._checkpoints: list[Checkpoint] = []
        self._kept: dict[int, bytes] = {}
        self._lookup: Inflating | None = None
        self._lock = threading.Lock()
        self.size, self.broken, self.consumed = storage.size, None, 0
        self.on_disk = storage.total if isinstance(storage, FolderListing) else storage.size
        try:
            self._look()
        except BaseException:
            self.close()
            raise

    def _look(self) -> None:
        start = self._raw(0, EDGE)
        self.compression = "zip" if self._packed else compression_of(start)
        self.content_size = 0 if self.compression else self.size
        if self.compression == "zip" and self._packed is None:
            files = files_in(self._storage)
            if len(files) > 1:
                self._hold(Members(self, files))
                return
            self._packed = only_file(files)
        if self._packed:
            self.content_size = self._packed.size
        if not self.compression:
            self.head, self.tail = start, self._raw(max(0, self.size - EDGE), EDGE)
            return
        found = bytearray(EDGE)
        stream = self._inflate()
        self.head, self.tail = bytes(found[: stream.read_into(memoryview(found))]), b""
        if not self.head:
            why = stream.broken.reason if stream.broken else "It holds not a single byte"
            raise UnreadableInput(
                f"Nothing can be unpacked from this {self.compression} file: {why}"
            )

    def _hold(self, members: Members) -> None:
        """Be the stream of several files."""
        self._members = members
        self.head = self.tail = b""
        self.content_size = members.size

    @property
    def is_folder(self) -> bool:
        """Whether the content is a folder's listing."""
        return isinstance(self._storage, FolderListing)

    @property
    def members(self) -> list[Member]:
        """The files of an archive that holds several; none for every other source."""
        return self._members.members if self._members else []

    @property
    def left_out(self) -> list[LeftOut]:
        """The files of such an archive that cannot be unpacked."""
        return self._members.left_out if self._members else []

    def inside(self, packed: Packed, memory: int) -> Source:
        """A file of this archive as a source that lives as long as this one.

        What is packed once more or in parts, or UTF-16 text, is unpacked into at most `memory`
        bytes. Raises `UnreadableInput` for archives in archives and for what does not fit.
        """
        inner = Range(self._storage, packed.offset, packed.length)
        opened = _over(self.path, inner, None if packed.is_stored else packed)
        wrapping = compression_of(opened.head) if opened.compression == "zip" else ""
        if "zip" in (wrapping, opened.compression if packed.is_stored else ""):
            raise UnreadableInput("an archive in the archive")
        changes = encoding_of(opened.head) or holds_packed(opened.head)
        if (packed.is_stored and opened.compression) or wrapping or changes:
            return opened.unpacked(memory)
        return opened

    def unpacked(self, most: int) -> Source:
        """The same content in memory, in UTF-8 and without packed records in it.

        Raises `UnreadableInput` beyond `most` bytes.
        """
        content = bytearray()
        for buffer, length, _ in self.blocks():
            content += buffer[:length].tobytes()
            if len(content) > most:
                raise UnreadableInput("packed twice and too large to be unpacked in memory")
        plain = decoded_utf16(bytes(content))
        is_packed = holds_packed(plain)
        if is_packed:
            plain = bytes(unpacked_records([plain], most).content)
        source = Source.from_bytes(plain, str(self.path))
        source = source.unpacked(most) if source.compression else source
        source.in_memory, source.as_recorded = True, source.as_recorded and not is_packed
        return source

    def _raw(self, offset: int, length: int) -> bytes:
        found = bytearray(min(length, max(0, self.size - offset)))
        return bytes(found[: self._storage.read_into(memoryview(found), offset)])

    def _inflate(self, start: Checkpoint | None = None) -> Inflating:
        if self.compression == "gzip":
            return GzipStream(self._storage, start)
        if self.compression == "zstd":
            return zstd_stream(self._storage)
        if self._packed is None:
            raise UnreadableInput("An archive of several files is read file by file")
        return member_stream(self._storage, self._packed, start)

    def open_at(self, start: int = 0, stop: int | None = None) -> Passage:
        """A passage of the content, for whoever fills buffers of its own.

        Passages of a plain file may start anywhere and be read at once from several threads;
        those of a compressed one start at 0 (ValueError otherwise).
        """
        if self.compression and start:
            raise ValueError("a compressed source is read from its start")
        return Passage(self, start, stop)

    def stream(self) -> Inflating | Walk | None:
        """The content of a compressed source in order, from its start; None for a plain one."""
        if self._members:
            return Walk(self._members)
        return self._inflate() if self.compression else None

    def blocks(
        self, size: int = BLOCK, start: int = 0, stop: int | None = None
    ) -> Iterator[tuple[NDArray[np.uint8], int, int]]:
        """The content as (buffer, length, offset): `length` bytes at the start of a padded buffer.

        The buffer (uint8, `size` + PAD) is the same for all blocks; zeros follow the content.
        `start` and `stop` bound the passage in bytes, as in `open_at`.
        """
        buffer = np.zeros(size + PAD, np.uint8)
        view = memoryview(buffer)[:size]  # type: ignore[arg-type]
        passage = self.open_at(start, stop)
        offset = start
        while length := passage.read_into(view):
            buffer[length : length + PAD] = 0
            yield buffer, length, offset
            offset += length

    def read_at(self, offset: int, length: int) -> bytes:
        """Bytes of the decompressed content, fewer at its end.

        Raises `UnreadableInput` when the file has changed since it was opened.
        """
        if offset < 0 or length <= 0:
            return b""
        self._storage.verify()
        if self._members:
            return self._members.read_at(offset, length)
        if not self.compression:
            return self._raw(offset, length)
        with self._lock:
            first, last = offset // _KEPT, (offset + length - 1) // _KEPT
            found = b"".join(self._piece(i) for i in range(first, last + 1))
        return found[offset - first * _KEPT :][:length]

    def _piece(self, index: int) -> bytes:
        """The index-th MiB of inflated content, from memory, or by reading up to it."""
        if index in self._kept:
            return self._kept[index]
        wanted = index * _KEPT
        stream = self._nearest(wanted)
        room = bytearray(_KEPT)
        while stream.position < wanted:
            gap = min(wanted - stream.position, _KEPT)
            if stream.read_into(memoryview(room)[:gap]) < gap:
                break
        piece = bytes(room[: stream.read_into(memoryview(room))])
        self._lookup = stream
        self._kept[index] = piece
        if len(self._kept) > 8:
            del self._kept[next(iter(self._kept))]
        return piece

    def _nearest(self, wanted: int) -> Inflating:
        """A stream at or before the wanted place, the nearer the better."""
        known = bisect_right(self._checkpoints, wanted, key=lambda c: c.position)
        start = self._checkpoints[known - 1] if known else None
        behind = start.position if start else 0
        if self._lookup and behind <= self._lookup.position <= wanted:
            return self._lookup
        return self._inflate(start)

    def progressed(self, stream: Inflating | Walk) -> None:
        """Take note of how far a pass over the compressed content has come."""
        if isinstance(stream, Walk):
            return
        self.consumed = stream.consumed
        self.broken = stream.broken or self.broken
        if isinstance(stream, GzipStream):
            known = self._checkpoints[-1].position if self._checkpoints else -1
            self._checkpoints += [c for c in stream.checkpoints if c.position > known]
            stream.checkpoints.clear()

    def content_key(self) -> str:
        """32 hex digits that change with the file: its size, time of change and sampled content.

        The whole content up to 1.1 MB; beyond, the first and last 64 KiB and 62 evenly spread
        blocks of 16 KiB (of the file as it is on disk).
        """
        digest = hashlib.blake2b(digest_size=16)
        digest.update(f"{self.size} {self._storage.modified_ns} ".encode())
        for offset, length in self._samples():
            digest.update(self._raw(offset, length))
        return digest.hexdigest()

    def _samples(self) -> Iterator[tuple[int, int]]:
        if self.size <= 2 * EDGE + _SAMPLE * _SAMPLES:
            yield 0, self.size
            return
        between = self.size - 2 * EDGE - _SAMPLE
        yield 0, EDGE
        for i in range(_SAMPLES):
            yield EDGE + between * i // (_SAMPLES - 1), _SAMPLE
        yield self.size - EDGE, EDGE

    def close(self) -> None:
        """Close the file; nothing can be read from then on."""
        self._storage.close()

    def __enter__(self) -> Source:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class Passage:
    """The content from one place to another, read in order into buffers of the caller."""

    def __init__(self, source: Source, start: int, stop: int | None) -> None:
        self.position = start
        self._source = source
        self._stop = stop
        self._stream = source.stream()

    def read_into(self, view: memoryview) -> int:
        """Fill `view` (bytes); fewer than asked only at the end, then 0. Holds no lock meanwhile.

        Raises `UnreadableInput` when the file shrank or is a decompression bomb.
        """
        if self._stop is not None:
            view = view[: max(0, self._stop - self.position)]
        if self._stream is None:
            got = self._source._storage.read_into(view, self.position)
        else:
            got = self._stream.read_into(view)
            self._source.progressed(self._stream)
        self.position += got
        return got

    def skip(self, count: int) -> int:
        """Leave out the next bytes: at once in a plain file, by inflating in others. How many."""
        if self._stream is None:
            end = self._source.size if self._stop is None else self._stop
            count = max(0, min(count, end - self.position))
            self.position += count
            return count
        if isinstance(self._stream, Walk):
            skipped = self._stream.skip(count)
            self.position += skipped
            return skipped
        room = memoryview(bytearray(min(count, BLOCK)))
        skipped = 0
        while skipped < count and (got := self.read_into(room[: count - skipped])):
            skipped += got
        return skipped


def _over(path: Path, storage: Storage, packed: Packed | None) -> Source:
    """A source over a part of an archive; `packed` says how it is unpacked."""
    source = Source.__new__(Source)
    source.path = path
    source._open(storage, packed and replace(packed, offset=0))
    return source
