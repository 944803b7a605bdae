"""Circles of a graph: which nodes lead to each other (strongly connected components)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


@kernel(
    "int64(int64[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[::1], int64[::1])",
    _nrt=False,
)
def _circles(first, target, group, index, low, way, place):  # type: ignore[no-untyped-def]
    """Tarjan's algorithm (1972) without recursion. `group`, `index` are -1 before; `way` holds
    the open nodes in its first half and those not yet in a circle in its second."""
    n = group.size
    circles = 0
    counter = 0
    waiting = 0
    for root in range(n):
        if index[root] >= 0:
            continue
        depth = 1
        way[0] = root
        index[root] = low[root] = counter
        counter += 1
        place[root] = first[root]
        way[n + waiting] = root
        waiting += 1
        while depth > 0:
            at = way[depth - 1]
            if place[at] < first[at + 1]:
                to = target[place[at]]
                place[at] += 1
                if index[to] < 0:
                    index[to] = low[to] = counter
                    counter += 1
                    place[to] = first[to]
                    way[n + waiting] = to
                    waiting += 1
                    way[depth] = to
                    depth += 1
                elif group[to] < 0:
                    low[at] = min(low[at], index[to])
                continue
            depth -= 1
            if depth > 0:
                up = way[depth - 1]
                low[up] = min(low[up], low[at])
            if low[at] == index[at]:
                while True:
                    waiting -= 1
                    member = way[n + waiting]
                    group[member] = circles
                    if member == at:
                        break
                circles += 1
    return circles


def circles(
    source: NDArray[np.int32], target: NDArray[np.int32], count: int
) -> tuple[NDArray[np.int32], int]:
    """The circle of each of `count` nodes, int32, and how many there are; a node that leads
    nowhere back to itself is a circle of its own. source, target int32 (e): the edges."""
    order = np.argsort(source, kind="stable")
    first = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(source, minlength=count), out=first[1:])
    group, index = np.full((2, count), -1, np.int32)
    low, way = np.empty(count, np.int32), np.empty(2 * count, np.int32)
    found = _circles(
        first,
        np.ascontiguousarray(target[order]),
        group,
        index,
        low,
        way,
        np.empty(count, np.int64),
    )
    return group, int(found)
