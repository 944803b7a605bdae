"""Whole numbers written out in decimal, with a text after them, and interned."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import D_ARENA, D_ENTRIES, FULL, Interner, hash_bytes, intern_hashed
from perfview.kernels.jit import kernel
from perfview.kernels.memory import load8, load_signed, store8
from perfview.kernels.padding import PAD

_MOST_SUFFIX = 64
_U = np.uint64


@kernel("int64(int64[::1], int32[::1], int64, int64, int64, int32[::1])", _nrt=False)
def _write_out(numbers, suffix, start, scratch, texts, ids):  # type: ignore[no-untyped-def]
    for i in range(start, numbers.size):
        number = numbers[i]
        rest = _U(0) - _U(number) if number < 0 else _U(number)
        end = scratch + 24
        at = end
        while True:
            at -= 1
            store8(at, np.int64(48) + np.int64(rest % _U(10)))
            rest //= _U(10)
            if rest == _U(0):
                break
        if number < 0:
            at -= 1
            store8(at, np.int64(45))
        if suffix[i] >= 0:
            entry = load_signed(texts + 8 * D_ENTRIES) + 24 * np.int64(suffix[i])
            source = load_signed(texts + 8 * D_ARENA) + load_signed(entry + 8)
            length = min(load_signed(entry + 16), np.int64(_MOST_SUFFIX))
            store8(end, np.int64(32))
            for k in range(length):
                store8(end + 1 + k, load8(source + k))
            end += 1 + length
        found = intern_hashed(at, end - at, hash_bytes(at, end - at), texts)
        if found == FULL:
            return i
        ids[i] = found
    return numbers.size


def intern_numbers(
    numbers: NDArray[np.int64], suffix: NDArray[np.int32], texts: Interner
) -> NDArray[np.int32]:
    """The ids of ``512 bytes``: numbers int64 (n), suffix int32 (n), ids in `texts` of what stands
    after each number and a space (its first 64 bytes), -1 for nothing. int32 (n)."""
    ids = np.empty(len(numbers), np.int32)
    scratch = np.zeros(_MOST_SUFFIX + PAD, np.uint8)
    done = 0
    while done < len(numbers):
        done = int(_write_out(numbers, suffix, done, scratch.ctypes.data, texts.address, ids))
        if done < len(numbers):
            texts.grow(_MOST_SUFFIX + 32)
    return ids
