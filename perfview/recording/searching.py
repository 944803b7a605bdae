"""Whether a file mentions a word anywhere, asked before it is read."""

from __future__ import annotations

import numpy as np

from perfview.kernels.memory import PAD
from perfview.kernels.quoted_words import find_quoted
from perfview.recording.source import Source

_BLOCK = 1 << 20
_KEPT = 64
"""Bytes of a block looked at again with the next one: a word may stand across both."""


def mentions(source: Source, words: tuple[bytes, ...], most: int) -> bool:
    """Whether one of the words stands in quotation marks in the first `most` bytes."""
    passage = source.open_at(0, None if source.compression else most)
    buffer = np.zeros(_KEPT + _BLOCK + PAD, np.uint8)
    view = memoryview(buffer)[_KEPT : _KEPT + _BLOCK]  # type: ignore[arg-type]
    while passage.position < most and (got := passage.read_into(view)):
        if find_quoted(int(buffer.ctypes.data), _KEPT + got, words) >= 0:
            return True
        buffer[:_KEPT] = buffer[got : got + _KEPT].copy()
    return False
