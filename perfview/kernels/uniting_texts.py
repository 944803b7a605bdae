"""Tables of texts into one: which id each text has there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import Interner, intern
from perfview.kernels.jit import kernel
from perfview.kernels.memory import PAD


@kernel("int64(int64, int64[::1], int64, int64, int32[::1])")
def _intern_all(arena, offsets, start, table, ids):  # type: ignore[no-untyped-def]
    """Intern texts from `start` on; the first that found no room."""
    for i in range(start, ids.size):
        index = intern(arena + offsets[i], offsets[i + 1] - offsets[i], table)
        if index < 0:
            return i
        ids[i] = index
    return ids.size


def intern_table(
    interner: Interner, arena: NDArray[np.uint8], offsets: NDArray[np.int64]
) -> NDArray[np.int32]:
    """Take in all texts of a table: their new ids, int32, by the old ones.

    Text i is arena[offsets[i]:offsets[i + 1]] (uint8; int64, one more than texts).
    """
    padded = np.zeros(len(arena) + PAD, np.uint8)
    padded[: len(arena)] = arena
    ids = np.empty(len(offsets) - 1, np.int32)
    interner.reserve(len(interner) + len(ids), interner.used + len(arena))
    done = 0
    while (done := _intern_all(padded.ctypes.data, offsets, done, interner.address, ids)) < len(
        ids
    ):
        interner.grow(int(offsets[done + 1] - offsets[done]))
    return ids
