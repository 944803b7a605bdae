"""Immediate dominators: the last node that every way from the root to another one goes over.

Semi-NCA (Georgiadis, “Linear-Time Algorithms for Dominators and Related Problems”, Princeton 2005):
semidominators as Lengauer and Tarjan find them (1979), then the nearest common ancestor of each
node's parent and its semidominator in the tree built so far. Walking up to it step by step takes
quadratic time on a long list whose nodes something else refers to as well; jump pointers
(Myers, “An applicative random-access stack”, 1983) make each walk logarithmic.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.depth_first import Walk
from perfview.kernels.jit import inlined, kernel
from perfview.kernels.memory import prefetch

_AHEAD = 12
"""So many edges before its turn a source's entry in the forest is asked for; its number earlier."""


@inlined
def _least_above(linked, stack, v):  # type: ignore[no-untyped-def]
    """The least semidominator on the way from a node of the forest up; shortens the way."""
    up = np.int64(linked[2 * v])
    top = np.int64(linked[2 * up])
    depth = 0
    while top != 0:
        stack[depth] = v
        depth += 1
        v, up = up, top
        top = np.int64(linked[2 * up])
    best, root = linked[2 * v + 1], linked[2 * v]
    while depth > 0:
        depth -= 1
        node = np.int64(stack[depth])
        best = min(best, linked[2 * node + 1])
        linked[2 * node] = root
        linked[2 * node + 1] = best
    return best


@kernel(
    "int64(int64, int32[::1], int32[::1], int32[::1], uint32[::1], int32[::1], int32[::1],"
    " int32[::1], int32[::1])",
    _nrt=False,
)
def _semidominators(  # type: ignore[no-untyped-def]
    reached, number, vertex, parent, into, source, semi, linked, stack
):
    """linked[2i]: ancestor in the forest, 0 for none; linked[2i + 1]: the least semidominator on
    the way there. A semidominator that is not the parent goes to `semi`, from the last number to
    the first, and the parent becomes negative. Returns how many did."""
    numbers, entries = np.int64(number.ctypes.data), np.int64(linked.ctypes.data)
    last, higher = source.size - 1, 0
    for i in range(reached + 1):
        linked[2 * i] = 0
        linked[2 * i + 1] = i
    for w in range(reached, 1, -1):
        node = np.int64(vertex[w])
        least = np.int64(parent[w])
        begin, end = np.int64(into[node]), np.int64(into[node + 1])
        if end - begin == 1:
            end = begin
        for k in range(begin, end):
            if least == 1:
                break
            prefetch(numbers + 4 * np.int64(source[min(k + 3 * _AHEAD, last)]))
            prefetch(entries + 8 * np.int64(number[source[min(k + _AHEAD, last)]]))
            v = np.int64(number[source[k]])
            if v > reached:
                continue
            if v <= w:
                least = min(least, v)
                continue
            least = min(least, np.int64(_least_above(linked, stack, v)))
        linked[2 * w] = parent[w]
        linked[2 * w + 1] = least
        if least < parent[w]:
            parent[w] = -parent[w]
            semi[higher] = least
            higher += 1
    return higher


@kernel("void(int64, int32[::1], int32[::1], int64, int32[::1])", _nrt=False)
def _nearest(reached, dominator, semi, higher, jumps):  # type: ignore[no-untyped-def]
    """Parents become dominators. jumps[2i]: a far ancestor; jumps[2i + 1]: the depth."""
    dominator[1] = 1
    jumps[2], jumps[3] = 1, 0
    for w in range(2, reached + 1):
        d = np.int64(dominator[w])
        if d < 0:
            d = -d
            higher -= 1
            goal = np.int64(semi[higher])
            while d > goal:
                far = np.int64(jumps[2 * d])
                d = far if far >= goal else np.int64(dominator[d])
            dominator[w] = d
        far, depth = np.int64(jumps[2 * d]), jumps[2 * d + 1]
        middle = jumps[2 * far + 1]
        even = depth - middle == middle - jumps[2 * np.int64(jumps[2 * far]) + 1]
        jumps[2 * w] = jumps[2 * far] if even else d
        jumps[2 * w + 1] = depth + 1


@kernel("void(int64, int32[::1], int32[::1], int32[::1])", _nrt=False)
def _rename(reached, dominator, vertex, parent):  # type: ignore[no-untyped-def]
    parent[vertex[1]] = -1
    for i in range(2, vertex.size):
        parent[vertex[i]] = vertex[dominator[i]] if i <= reached else vertex[1]


def immediate_dominators(
    walk: Walk, reached: int, into: NDArray[np.uint32], source: NDArray[np.int32]
) -> NDArray[np.int32]:
    """The immediate dominator of each node, int32 (n), -1 of the first.

    `walk` came upon the numbers up to `reached` over edges, whose sources are
    source[into[i]:into[i + 1]] for node i; further starts hang on the first as if an edge led
    there. What has a number above `reached` takes no part and hangs on the first, too. Of the walk
    only `vertex` is left: what is found stands where `number` was, and the others are spare room.
    """
    number, vertex, parent, spare = walk
    linked = np.empty(2 * reached + 2, np.int32)
    semi, stack = np.empty(reached + 1, np.int32), spare.view(np.int32)
    edges = into, source
    higher = _semidominators(reached, number, vertex, parent, *edges, semi, linked, stack)
    _nearest(reached, parent, semi, higher, linked)
    _rename(reached, parent, vertex, number)
    return number
