"""Whole numbers with a sign at places in a text."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel
from perfview.kernels.line_words import is_digit
from perfview.kernels.memory import load8

_MINUS = 45
_MOST_DIGITS = 19


@kernel("void(int64, int32[:, ::1], int64[::1])", _nrt=False)
def _read(origin, spans, found):  # type: ignore[no-untyped-def]
    for i in range(spans.shape[0]):
        found[i] = 0
        if spans[i, 0] < 0:
            continue
        p, end = origin + spans[i, 0], origin + spans[i, 1]
        negative = p < end and load8(p) == _MINUS
        p += 1 if negative else 0
        begin = p
        value = np.int64(0)
        while p < end and is_digit(load8(p)) and p - begin < _MOST_DIGITS:
            value = value * 10 + (load8(p) - 48)
            p += 1
        if p == end:
            found[i] = -value if negative else value


def whole_numbers(content: NDArray[np.uint8], spans: NDArray[np.int32]) -> NDArray[np.int64]:
    """The numbers at content[spans[i, 0]:spans[i, 1]], int64; 0 for anything else."""
    found = np.empty(len(spans), np.int64)
    _read(int(content.ctypes.data), spans, found)
    return found
