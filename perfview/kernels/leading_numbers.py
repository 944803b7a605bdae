"""The whole numbers that texts begin with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import D_ARENA, D_ENTRIES, Interner
from perfview.kernels.jit import kernel
from perfview.kernels.memory import load8, load_signed

_MOST_DIGITS = 9


@kernel("void(int64, int32[::1], int32[::1])", _nrt=False)
def _leading(table, ids, found):  # type: ignore[no-untyped-def]
    entries = load_signed(table + 8 * D_ENTRIES)
    arena = load_signed(table + 8 * D_ARENA)
    for i in range(ids.size):
        value = np.int64(0)
        if ids[i] >= 0:
            entry = entries + 24 * np.int64(ids[i])
            address = arena + load_signed(entry + 8)
            for k in range(min(load_signed(entry + 16), _MOST_DIGITS)):
                c = np.int64(load8(address + k))
                if c < 48 or c > 57:
                    break
                value = 10 * value + c - 48
        found[i] = np.int32(value)


def leading_numbers(interner: Interner, ids: NDArray[np.int32]) -> NDArray[np.int32]:
    """The number of up to nine digits at the start of each of these texts (int32 ids of
    `interner`), 0 for a text without one and for -1."""
    found = np.empty(len(ids), np.int32)
    _leading(interner.address, np.ascontiguousarray(ids), found)
    return found
