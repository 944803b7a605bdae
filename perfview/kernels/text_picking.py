"""Some texts of two tables, copied into a table of their own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel
from perfview.kernels.memory import load8

Texts = tuple[NDArray[np.uint8], NDArray[np.int64]]
"""Arena uint8 and offsets int64 (count + 1): text i is arena[offsets[i]:offsets[i + 1]]."""


@kernel("int64(int64[::1], int64[::1], int32[::1], int64[::1])")
def _measure(offsets, more_offsets, index, picked):  # type: ignore[no-untyped-def]
    count = offsets.size - 1
    picked[0] = 0
    for i in range(index.size):
        k = index[i]
        length = 0
        if k >= count:
            length = more_offsets[k - count + 1] - more_offsets[k - count]
        elif k >= 0:
            length = offsets[k + 1] - offsets[k]
        picked[i + 1] = picked[i] + length
    return picked[index.size]


@kernel("void(int64, int64[::1], int64, int64[::1], int32[::1], int64[::1], uint8[::1])")
def _copy(arena, offsets, more_arena, more_offsets, index, picked, target):  # type: ignore[no-untyped-def]
    count = offsets.size - 1
    for i in range(index.size):
        k = index[i]
        if k >= count:
            begin = more_arena + more_offsets[k - count]
        else:
            begin = arena + offsets[max(k, 0)]
        for j in range(picked[i + 1] - picked[i]):
            target[picked[i] + j] = load8(begin + j)


def pick_texts(texts: Texts, more: Texts, index: NDArray[np.int32]) -> Texts:
    """The texts at these indices, those from len(texts) on out of `more`; -1 as the empty text."""
    picked = np.empty(len(index) + 1, np.int64)
    target = np.empty(_measure(texts[1], more[1], index, picked), np.uint8)
    _copy(texts[0].ctypes.data, texts[1], more[0].ctypes.data, more[1], index, picked, target)
    return target, picked
