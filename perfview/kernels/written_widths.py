"""How wide texts are when written out, in UTF-16 units, without making them strings."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel
from perfview.kernels.memory import load8
from perfview.kernels.text_picking import Texts

_QUOTE, _BACKSLASH = ord('"'), ord("\\")


@kernel("void(int64, int64[::1], uint8[::1], boolean[::1], int32[::1])")
def _widths(arena, offsets, marked, quoting, width):  # type: ignore[no-untyped-def]
    for i in range(offsets.size - 1):
        if marked[i] == 0:
            continue
        units, escapes = 0, 0
        is_quoted = False
        for at in range(offsets[i], offsets[i + 1]):
            c = load8(arena + at)
            # Continuation bytes are part of their letter; four bytes are a surrogate pair.
            if c & 0xC0 != 0x80:
                units += 2 if c >= 0xF0 else 1
            is_quoted |= quoting[c]
            if c in (_QUOTE, _BACKSLASH):
                escapes += 1
            elif c < 32:
                escapes += 1 if 8 <= c <= 13 and c != 11 else 5
        width[i] = units + 2 + escapes if is_quoted else units


def written_widths(texts: Texts, marked: NDArray[np.uint8], quoted_for: bytes) -> NDArray[np.int32]:
    """UTF-16 units of each marked text (uint8, one a text), int32; 0 of the others.

    Texts that contain one of the bytes `quoted_for` count as JSON strings, with their quotes and
    escapes (ECMA-262, QuoteJSONString).
    """
    quoting = np.zeros(256, np.bool_)
    quoting[list(quoted_for)] = True
    width = np.zeros(len(marked), np.int32)
    _widths(texts[0].ctypes.data, texts[1], marked, quoting, width)
    return width
