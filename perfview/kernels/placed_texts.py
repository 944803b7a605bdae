"""Bytes that references point at, interned while the stretch of the stream they are in is read."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.interning import FULL, Interner, intern
from perfview.kernels.jit import kernel
from perfview.kernels.references import LONGEST, place_of, unpack


@kernel("int64(int64, int64, uint64[::1], int32[::1], int64, int64)")
def _intern_placed(origin, end, references, ids, start, table):  # type: ignore[no-untyped-def]
    """Intern what the references from `start` on point at, up to the first beyond `end`.

    `origin` is the address the stream's byte 0 would have, `end` the offset up to which bytes are
    there; references are sorted by offset. ids int32 takes the numbers, -1 for what is too long to
    have a length. Returns the first reference that was not done: beyond `end`, or because `table`
    (an `Interner`'s address) is full.
    """
    i = start
    while i < len(references):
        offset, length, _ = unpack(references[i])
        if length >= LONGEST:
            ids[i] = -1
            i += 1
            continue
        if offset + length > end:
            break
        number = intern(origin + offset, length, table)
        if number == FULL:
            break
        ids[i] = np.int32(number)
        i += 1
    return i


def intern_placed(
    origin: int,
    end: int,
    references: NDArray[np.uint64],
    ids: NDArray[np.int32],
    start: int,
    interner: Interner,
) -> int:
    """See `_intern_placed`; the interner grows by itself. Returns the first reference not done."""
    done = start
    while True:
        done = int(_intern_placed(origin, end, references, ids, done, interner.address))
        if done == len(references):
            return done
        offset, length, _ = place_of(int(references[done]))
        if offset + length > end:
            return done
        interner.grow(length)
