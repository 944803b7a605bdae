"""The beginning of a JSON list whose first statements are longer than what is looked at of it."""

from __future__ import annotations

import re

from perfview.recording.source import Source

LOOKED_AT = (1 << 20, 1 << 24, 1 << 27)
"""Bytes of a file that are gone through for the end of its first statements, more if needed."""
_KEPT = 2048
_ENOUGH = 1 << 16
_QUOTE = re.compile(rb'"')
_CUT_ESCAPE = re.compile(rb"(?<!\\)(?:\\\\)*(\\(?:u[0-9a-fA-F]{0,3})?)\Z")


def head_with_short_texts(source: Source) -> bytes:
    """About 64 kB of a document with every text in it cut to 2 kB, b"" where none is as long."""
    short = b""
    for size in LOOKED_AT:
        content = source.read_at(0, size)
        short = _shortened(content)
        if len(short) >= _ENOUGH or len(content) < size:
            break
    return short


def _shortened(content: bytes) -> bytes:
    parts: list[bytes] = []
    size = at = 0
    was_cut = False
    while size < _ENOUGH and at < len(content):
        opening = content.find(b'"', at)
        if opening < 0:
            parts.append(content[at : at + _ENOUGH])
            break
        closing = _closing(content, opening)
        text = content[opening + 1 : closing]
        was_cut = was_cut or len(text) > _KEPT
        parts += [content[at : opening + 1], _cut(text), b'"']
        size += opening - at + min(len(text), _KEPT)
        at = closing + 1
    return b"".join(parts) if was_cut else b""


def _closing(content: bytes, opening: int) -> int:
    """Where the text that begins there ends."""
    for found in _QUOTE.finditer(content, opening + 1):
        before = place = found.start()
        while content[before - 1] == ord("\\"):
            before -= 1
        if (place - before) % 2 == 0:
            return place
    return len(content)


def _cut(text: bytes) -> bytes:
    if len(text) <= _KEPT:
        return text
    kept = text[:_KEPT]
    found = _CUT_ESCAPE.search(kept)
    return kept[: found.start(1)] if found else kept
