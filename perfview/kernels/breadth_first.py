"""How many edges away from some nodes of a graph all others are."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.bit_rows import has_bit, no_bits, set_bit, set_bits
from perfview.kernels.flooding import ask_ahead
from perfview.kernels.jit import kernel

FAR = -5
"""The distance of what nothing reaches."""


class PairedEdges(NamedTuple):
    """Edges that count only together: whichever of two is met first is passed over.

    edge int64, ascending; group int32: what the two have in common, from 0 on; bits: of edges,
    set for these, empty when there are none.
    """

    edge: NDArray[np.int64]
    group: NDArray[np.int32]
    bits: NDArray[np.uint8]


@kernel("int64(int64[::1], int64)", _nrt=False)
def _find(edge, wanted):  # type: ignore[no-untyped-def]
    low, high = 0, edge.size
    while low < high:
        middle = (low + high) >> 1
        if edge[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@kernel(
    "int64(uint32[::1], int32[::1], uint8[::1], int64[::1], int32[::1], uint8[::1], uint8[::1],"
    " int32[::1], int64, uint8[::1], int32[::1])",
    _nrt=False,
)
def _spread(  # type: ignore[no-untyped-def]
    first, target, closed, edge, group, paired, pending, queue, count, reached, distance
):
    head = 0
    while head < count:
        ask_ahead(first, target, queue, head, count)
        node = np.int64(queue[head])
        head += 1
        next_ = distance[node] + 1
        for e in range(np.int64(first[node]), np.int64(first[node + 1])):
            w = np.int64(target[e])
            if has_bit(reached, w) or has_bit(closed, e):
                continue
            if edge.size > 0 and has_bit(paired, e):
                g = group[_find(edge, e)]
                pending[g] ^= np.uint8(1)
                if pending[g] != 0:
                    continue
            set_bit(reached, w)
            distance[w] = next_
            queue[count] = w
            count += 1
    return count


class Wave:
    """Goes out from nodes over a graph whose node i leads to target[first[i]:first[i + 1]], edge by
    edge in their order, and not over closed ones (bits)."""

    def __init__(
        self,
        first: NDArray[np.uint32],
        target: NDArray[np.int32],
        closed: NDArray[np.uint8],
        paired: PairedEdges,
    ) -> None:
        self._graph = (first, target, closed, *paired)
        self._pending = np.zeros(int(paired.group.max(initial=-1)) + 1, np.uint8)
        self._reached = no_bits(len(first) - 1)
        self.distance = np.full(len(first) - 1, FAR, np.int32)

    def go(self, starts: NDArray[np.int32], distance: int) -> None:
        """Set out from the starts (int32), which are so far away, whatever was known of them; a
        start that is given twice sets out twice."""
        self.distance[starts] = distance
        set_bits(self._reached, starts.astype(np.int64))
        queue = np.empty(len(self.distance) + len(starts), np.int32)
        queue[: len(starts)] = starts
        known = self._reached, self.distance
        _spread(*self._graph, self._pending, queue, len(starts), *known)
