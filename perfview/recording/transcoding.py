"""Text files in UTF-16, as some shells write them, read as if they were UTF-8."""

from __future__ import annotations

import weakref

from perfview.recording.encodings import decoded_utf16, encoding_of
from perfview.recording.errors import UnreadableInput
from perfview.recording.source import Source

LARGEST = 1 << 30
"""Bytes of UTF-16 that are transcoded at most: it happens in memory."""

__all__ = ["LARGEST", "as_utf8", "encoding_of"]

_transcoded: weakref.WeakKeyDictionary[Source, Source] = weakref.WeakKeyDictionary()


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
