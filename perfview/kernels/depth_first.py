"""The nodes of a graph in the order in which a walk into the depth comes upon them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.bit_rows import has_bit
from perfview.kernels.jit import kernel


class Walk(NamedTuple):
    """A walk over n nodes, which get the numbers 1 to n as the walk comes upon them.

    number int32 (n): of each node, 0 while it has not been reached; vertex int32 (n + 1): the node
    of each number; parent int32 (n + 1): by number, the number of the node it was reached from;
    spare uint32 (n + 1): room that the walk needed, for whoever needs some next.
    """

    number: NDArray[np.int32]
    vertex: NDArray[np.int32]
    parent: NDArray[np.int32]
    spare: NDArray[np.uint32]


@kernel(
    "int64(uint32[::1], int32[::1], uint8[::1], int32[::1], int64, int64, int32[::1], int32[::1],"
    " int32[::1], uint32[::1])",
    _nrt=False,
)
def _walk(  # type: ignore[no-untyped-def]
    first, target, chosen, starts, count, above, number, vertex, parent, at
):
    for start in starts:
        if number[start] != 0:
            continue
        count += 1
        number[start], vertex[count], parent[count] = count, start, above
        depth = 0
        own = count
        e, end = np.int64(first[start]), np.int64(first[np.int64(start) + 1])
        while True:
            if e == end:
                if depth == 0:
                    break
                depth -= 1
                own, e = np.int64(parent[own]), np.int64(at[depth])
                end = np.int64(first[np.int64(vertex[own]) + 1])
                continue
            w = np.int64(target[e])
            e += 1
            if number[w] != 0 or not has_bit(chosen, e - 1):
                continue
            count += 1
            number[w], vertex[count], parent[count] = count, w, own
            if first[w] != first[w + 1]:
                at[depth] = e
                depth += 1
                own, e, end = count, np.int64(first[w]), np.int64(first[w + 1])
    return count


class Walker:
    """Walks a graph whose node i leads to target[first[i]:first[i + 1]], over chosen edges (bits),
    from as many starts as are given, never twice over a node."""

    def __init__(
        self, first: NDArray[np.uint32], target: NDArray[np.int32], chosen: NDArray[np.uint8]
    ) -> None:
        n = len(first) - 1
        self._graph = (first, target, chosen)
        vertex, parent = np.empty(n + 1, np.int32), np.empty(n + 1, np.int32)
        self.walk = Walk(np.zeros(n, np.int32), vertex, parent, np.empty(n + 1, np.uint32))
        self.reached = 0
        """How many nodes have a number."""

    def go(self, starts: NDArray[np.int32], above: int) -> None:
        """Walk from each start (int32) that has no number yet; `above` becomes its parent."""
        self.reached = _walk(*self._graph, starts, self.reached, above, *self.walk)
