"""The edges of a graph turned around: who leads to a node."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.bit_rows import has_bit
from perfview.kernels.jit import kernel


@kernel(
    "void(uint32[::1], int32[::1], uint8[::1], uint32[::1])",
    _nrt=False,
)
def _count(first, target, chosen, into):  # type: ignore[no-untyped-def]
    for e in range(target.size):
        if has_bit(chosen, e):
            into[np.int64(target[e]) + 1] += np.uint32(1)
    for i in range(first.size - 1):
        into[i + 1] += into[i]


@kernel(
    "void(uint32[::1], int32[::1], uint8[::1], uint32[::1], int32[::1])",
    _nrt=False,
)
def _fill(first, target, chosen, into, source):  # type: ignore[no-untyped-def]
    for i in range(first.size - 1):
        for e in range(np.int64(first[i]), np.int64(first[i + 1])):
            if has_bit(chosen, e):
                w = np.int64(target[e])
                place = into[w]
                source[np.int64(place)] = i
                into[w] = place + np.uint32(1)
    for i in range(first.size - 1, 0, -1):
        into[i] = into[i - 1]
    into[0] = np.uint32(0)


def transpose(
    first: NDArray[np.uint32], target: NDArray[np.int32], chosen: NDArray[np.uint8]
) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
    """The chosen edges (bits) by target: node i is led to by source[into[i]:into[i + 1]].

    Node i leads to target[first[i]:first[i + 1]]. Returns into uint32 (n + 1) and source int32,
    ascending within a node; who leads there twice stands there twice.
    """
    into = np.zeros(len(first), np.uint32)
    _count(first, target, chosen, into)
    source = np.empty(int(into[-1]), np.int32)
    _fill(first, target, chosen, into, source)
    return into, source
