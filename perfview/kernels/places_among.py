"""At which place of an ascending list of rows others stand, found by counting bits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel
from perfview.kernels.memory import bit_count

_U = np.uint64


@kernel("void(int32[::1], uint64[::1], int32[::1], int32[::1], int32[::1])", _nrt=False)
def _places(rows, words, before, wanted, place):  # type: ignore[no-untyped-def]
    """`before`: how many rows stand before each word's."""
    for row in rows:
        words[np.int64(row) >> 6] |= _U(1) << _U(row & 63)
    total = np.int64(0)
    for i in range(words.size):
        before[i] = total
        total += bit_count(words[i])
    for k in range(wanted.size):
        place[k] = -1
        if wanted[k] >= 0:
            word, bit = words[np.int64(wanted[k]) >> 6], _U(wanted[k] & 63)
            if (word >> bit) & _U(1) != _U(0):
                below = word & ((_U(1) << bit) - _U(1))
                place[k] = before[np.int64(wanted[k]) >> 6] + bit_count(below)


def places_among(
    rows: NDArray[np.int32], wanted: NDArray[np.int32], most: int
) -> NDArray[np.int32]:
    """Where in `rows` (ascending, from 0 to below `most`) each wanted one (below `most`) stands,
    int32, -1 where it does not."""
    words = np.zeros((most >> 6) + 1, np.uint64)
    place = np.empty(len(wanted), np.int32)
    _places(rows, words, np.empty(len(words), np.int32), wanted, place)
    return place
