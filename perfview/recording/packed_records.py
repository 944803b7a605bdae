"""Streams of protobuf records in which some hold further ones packed, taken apart.

Perfetto writes them so when told to compress: a packet (field 1 of the trace) whose field 50 is
deflated, or whose field 133 is compressed by zstd, holds a stream of packets.
https://perfetto.dev/docs/reference/trace-packet-proto, `compressed_packets`.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from perfview.recording.errors import UnreadableInput
from perfview.recording.inflating import check_bound

LARGEST = 1 << 30
"""Bytes that are unpacked at most: it happens in memory."""

_RECORD = 0x0A
_DEFLATED, _ZSTD = 50 << 3 | 2, 133 << 3 | 2
_TAGS = (b"\x92\x03", b"\xaa\x08")
"""The same two as they are written."""

_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_LONGEST_HEAD = 11
_MOST_RECORD = 1 << 28


@dataclass
class Unpacked:
    """The stream with its packed records replaced by what they hold, `most` bytes at most.

    packed: how many there were; damaged: those that could not be unpacked to their end, of which
    the whole records before that are kept.
    """

    content: bytearray
    most: int
    packed: int = 0
    damaged: int = 0


class _Odd(Exception):
    """Bytes that are no protobuf."""


def holds_packed(head: bytes) -> bool:
    """Whether content that begins with `head` is such a stream, with packed records early on."""
    place = 0
    try:
        while place < len(head) and head[place] == _RECORD:
            length, start = _varint(head, place + 1)
            stop = start + length
            for tag, begin, _ in _fields(head, start, min(stop, len(head))):
                if tag in (_DEFLATED, _ZSTD):
                    return _is_packed(tag, head[begin : begin + 4])
            place = stop
    except (IndexError, _Odd):
        return False
    return False


def unpacked_records(blocks: Iterable[bytes], most: int = LARGEST) -> Unpacked:
    """The stream that these blocks make, unpacked.

    What is no whole record stays as it is. Raises `UnreadableInput` for more than `most` bytes, and
    for content out of all proportion to its packed size.
    """
    found = Unpacked(bytearray(), most)
    pending = bytearray()
    read = 0
    is_sound = True
    for block in blocks:
        read += len(block)
        pending += block
        if is_sound:
            done, is_sound = _take(pending, found, read)
            del pending[:done]
        if not is_sound:
            found.content += pending
            pending.clear()
        _check(found, read)
    found.content += pending
    return found


def _take(pending: bytearray, found: Unpacked, read: int) -> tuple[int, bool]:
    """Take over whole records; how many bytes they have, and whether it can go on behind them."""
    data = bytes(pending)
    place = 0
    while place < len(data):
        if data[place] != _RECORD:
            return place, False
        try:
            length, start = _varint(data, place + 1)
        except IndexError:
            return place, len(data) - place < _LONGEST_HEAD
        except _Odd:
            return place, False
        if length > _MOST_RECORD:
            return place, False
        if start + length > len(data):
            break
        _take_record(data, place, start, start + length, found)
        _check(found, read)
        place = start + length
    return place, True


def _take_record(data: bytes, place: int, start: int, stop: int, found: Unpacked) -> None:
    if any(data.find(tag, start, stop) >= 0 for tag in _TAGS):
        try:
            packed = [f for f in _fields(data, start, stop) if f[0] in (_DEFLATED, _ZSTD)]
        except (IndexError, _Odd):
            packed = []
        whole = [f for f in packed if _is_packed(f[0], data[f[1] : f[1] + 4])]
        for tag, begin, end in whole:
            _unpack(tag, data[begin:end], found)
        if whole:
            return
    found.content += data[place:stop]


def _unpack(tag: int, packed: bytes, found: Unpacked) -> None:
    """Add the whole records that a packed stream holds."""
    # Only then: a file is looked at before anything compiled is needed.
    from perfview.kernels.record_frames import whole_records

    room = found.most - len(found.content) + 1
    content, is_whole = _inflated(packed, room) if tag == _DEFLATED else _from_zstd(packed, room)
    if len(content) >= room:
        raise _too_much(found)
    kept = whole_records(content, _RECORD)
    found.content += memoryview(content)[:kept]
    found.packed += 1
    found.damaged += not is_whole or kept < len(content)


def _inflated(packed: bytes, room: int) -> tuple[bytes, bool]:
    machine = zlib.decompressobj()
    pieces: list[bytes] = []
    rest = packed
    try:
        while not machine.eof and room > 0:
            pieces.append(machine.decompress(rest, min(room, 1 << 24)))
            room -= len(pieces[-1])
            rest = machine.unconsumed_tail
            if not pieces[-1] and not rest:
                break
    except zlib.error:
        return b"".join(pieces), False
    return b"".join(pieces), machine.eof


def _from_zstd(packed: bytes, room: int) -> tuple[bytes, bool]:
    import zstandard

    stream = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(packed)
    pieces: list[bytes] = []
    try:
        while room > 0 and (piece := stream.read(min(room, 1 << 20))):
            pieces.append(piece)
            room -= len(piece)
    except zstandard.ZstdError:
        return b"".join(pieces), False
    return b"".join(pieces), True


def _check(found: Unpacked, read: int) -> None:
    if len(found.content) > found.most:
        raise _too_much(found)
    check_bound(len(found.content), read)


def _too_much(found: Unpacked) -> UnreadableInput:
    return UnreadableInput(
        f"The packed parts of this file have more than {found.most >> 20:,} MiB and were not read"
        " further",
        remedy="Unpack it, for example with Perfetto's `traceconv decompress_packets`.",
    )


def _is_packed(tag: int, begins: bytes) -> bool:
    """Whether bytes begin as a zlib stream (RFC 1950) or a frame of zstd (RFC 8878) does."""
    if tag == _ZSTD:
        return begins == _ZSTD_MAGIC
    return len(begins) > 1 and begins[0] & 15 == 8 and (begins[0] << 8 | begins[1]) % 31 == 0


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[place]
        place += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, place
        shift += 7
        if shift > 63:
            raise _Odd


def _fields(data: bytes, place: int, stop: int) -> Iterable[tuple[int, int, int]]:
    """Tag, begin and end of every value of a record; the last may lie partly beyond the data."""
    while place < stop:
        tag, begin = _varint(data, place)
        wire = tag & 7
        if wire == _VARINT:
            place = _varint(data, begin)[1]
        elif wire == _BYTES:
            length, begin = _varint(data, begin)
            place = begin + length
        elif wire in (_FIXED64, _FIXED32):
            place = begin + (8 if wire == _FIXED64 else 4)
        else:
            raise _Odd
        yield tag, begin, place
