"""Content as it is read: UTF-16 text, as shells may write it, in UTF-8; packed records unpacked."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator

from perfview.recording.encodings import decoded_utf16, encoding_of
from perfview.recording.errors import UnreadableInput
from perfview.recording.packed_records import holds_packed, unpacked_records
from perfview.recording.source import Source

LARGEST = 1 << 30
"""Bytes of UTF-16 that are transcoded at most: it happens in memory."""

_SOME = 1 << 20

__all__ = ["LARGEST", "as_read", "as_unpacked", "as_utf8", "encoding_of"]

_transcoded: weakref.WeakKeyDictionary[Source, Source] = weakref.WeakKeyDictionary()
_unpacked: weakref.WeakKeyDictionary[Source, tuple[Source, int]] = weakref.WeakKeyDictionary()
_packed: weakref.WeakKeyDictionary[Source, bool] = weakref.WeakKeyDictionary()


def as_utf8(source: Source) -> Source:
    """The source itself, or one over its text in UTF-8; offsets then count in that.

    The same source gives the same result, so references stay good. Raises `UnreadableInput` when
    more than 1 GiB would have to be transcoded.
    """
    if not encoding_of(source.head):
        return source
    if source not in _transcoded:
        if max(source.size, source.content_size) > LARGEST:
            raise UnreadableInput(
                "This file is UTF-16 text and too large to be converted",
                remedy="Convert it to UTF-8, for example with iconv.",
            )
        content = b"".join(b[:n].tobytes() for b, n, _ in source.blocks())
        _transcoded[source] = Source.from_bytes(decoded_utf16(content), str(source.path))
    return _transcoded[source]


def as_unpacked(source: Source, check: Callable[[], None] = lambda: None) -> tuple[Source, int]:
    """The source itself, or one over its records unpacked; and how many of them were damaged.

    The same source gives the same result. `check` is called now and then, and may raise. Raises
    `UnreadableInput` when more than 1 GiB would have to be unpacked.
    """
    if not source.as_recorded:
        return source, 0
    if source not in _packed:
        _packed[source] = holds_packed(source.head)
    if not _packed[source]:
        return source, 0
    if source not in _unpacked:
        found = unpacked_records(_checked(source, check))
        made = Source.from_bytes(bytes(found.content), str(source.path))
        made.as_recorded = False
        _unpacked[source] = made, found.damaged
    return _unpacked[source]


def _checked(source: Source, check: Callable[[], None]) -> Iterator[bytes]:
    for buffer, length, _ in source.blocks(_SOME):
        check()
        yield buffer[:length].tobytes()


def as_read(source: Source) -> Source:
    """The content whose bytes references count: as it is, in UTF-8, or unpacked."""
    return as_utf8(as_unpacked(source)[0])
