"""Text files in UTF-16, as some shells write them, read as if they were UTF-8."""

from __future__ import annotations

import weakref

from perfview.recording.errors import UnreadableInput
from perfview.recording.source import Source

LARGEST = 1 << 30
"""Bytes of UTF-16 that are transcoded at most: it happens in memory."""

_transcoded: weakref.WeakKeyDictionary[Source, Source] = weakref.WeakKeyDictionary()


def encoding_of(head: bytes) -> str:
    """ "utf-16-le", "utf-16-be" or "": told by the byte order mark, or by zeros beside ASCII."""
    if head[:2] == b"\xff\xfe":
        return "utf-16-le"
    if head[:2] == b"\xfe\xff":
        return "utf-16-be"
    if len(head) >= 4 and head[1] == head[3] == 0 and head[0] and head[2]:
        return "utf-16-le"
    if len(head) >= 4 and head[0] == head[2] == 0 and head[1] and head[3]:
        return "utf-16-be"
    return ""


def as_utf8(source: Source) -> Source:
    """The source itself, or one over its text in UTF-8; offsets then count in that.

    The same source gives the same result, so references stay good. Raises `UnreadableInput` when
    more than 1 GiB would have to be transcoded.
    """
    encoding = encoding_of(source.head)
    if not encoding:
        return source
    if source not in _transcoded:
        if max(source.size, source.content_size) > LARGEST:
            raise UnreadableInput(
                "This file is UTF-16 text and too large to be converted",
                remedy="Convert it to UTF-8, for example with iconv.",
            )
        content = b"".join(b[:n].tobytes() for b, n, _ in source.blocks())
        text = content.decode(encoding, "replace").lstrip("\ufeff")
        _transcoded[source] = Source.from_bytes(text.encode("utf-8", "replace"), str(source.path))
    return _transcoded[source]
