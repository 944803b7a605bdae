"""Rows whose 128-bit key comes more than once, numbered by key."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel

_U = np.uint64
_SPREAD = _U(0x9E3779B97F4A7C15)
_MORE = _U(0xFF51AFD7ED558CCD)


@kernel("int64(uint64[::1], uint64[::1], int32[::1], int32[::1], int64)", _nrt=False)
def _number(high, low, slots, group, shift):  # type: ignore[no-untyped-def]
    """`slots` begins with -1 everywhere and becomes a table of rows; group becomes -1 - the first
    row of the key, then its number or -1. Returns how many keys come again."""
    mask = slots.size - 1
    for i in range(high.size):
        j = np.int64(((high[i] ^ low[i] * _MORE) * _SPREAD) >> _U(shift))
        while slots[j] >= 0 and (high[slots[j]] != high[i] or low[slots[j]] != low[i]):
            j = (j + 1) & mask
        if slots[j] < 0:
            slots[j] = i
        group[i] = -1 - slots[j]
    for j in range(slots.size):
        slots[j] = 0
    for i in range(high.size):
        # There is more than one place for each row: so many rows have their first one's count.
        slots[-1 - group[i]] += 1
    found = np.int64(0)
    for i in range(high.size):
        first = np.int64(-1) - np.int64(group[i])
        if slots[first] == 1:
            group[i] = -1
        elif first == i:
            group[i] = found
            found += 1
        else:
            group[i] = group[first]
    return found


def number_repeated(
    high: NDArray[np.uint64], low: NDArray[np.uint64]
) -> tuple[NDArray[np.int32], int]:
    """Numbers from 0 on for keys that come more than once, by their first row: int32 per row, -1
    where the key comes only there; and how many such keys there are."""
    bits = max(int(2 * len(high)).bit_length(), 1)
    slots, group = np.full(1 << bits, -1, np.int32), np.empty(len(high), np.int32)
    return group, _number(high, low, slots, group, 64 - bits)
