"""Texts with quotation marks that may be read in two ways."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel

_BACKSLASH, _SINGLE, _DOUBLE = 92, 39, 34
_EQUAL, _LESS, _GREATER, _OPEN = 61, 60, 62, 40


@kernel("void(uint8[::1], int64[::1], int64[::1], uint8[::1])")
def _quote_marks(content, start, stop, found):  # type: ignore[no-untyped-def]
    """found uint8 (n): 1 for each text content[start:stop] in which a single quote stands behind a
    backslash, or a double one behind one of ``=<>(`` or ``like``, with or without white space
    between; texts that begin before 0 are left out."""
    for i in range(len(start)):
        begin, end = start[i], stop[i]
        if begin < 0:
            continue
        for p in range(begin + 1, end):
            c = content[p]
            if c == _SINGLE:
                if content[p - 1] == _BACKSLASH:
                    found[i] = 1
                    break
            elif c == _DOUBLE:
                before = p - 1
                while before >= begin and (content[before] == 32 or 9 <= content[before] <= 13):
                    before -= 1
                if before < begin:
                    continue
                last = content[before]
                if last in (_EQUAL, _LESS, _GREATER, _OPEN):
                    found[i] = 1
                    break
                if (
                    before - 3 >= begin
                    and last | 32 == 101
                    and content[before - 1] | 32 == 107
                    and content[before - 2] | 32 == 105
                    and content[before - 3] | 32 == 108
                ):
                    found[i] = 1
                    break


def quote_marks(
    content: NDArray[np.uint8], start: NDArray[np.int64], stop: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """bool (n): see `_quote_marks`."""
    found = np.zeros(len(start), np.uint8)
    _quote_marks(content, start, stop, found)
    return found.view(np.bool_)
