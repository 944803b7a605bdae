"""What a node still reaches within its part of a tree when some edges are gone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.bit_rows import flags_of, has_bit, no_bits, set_bit
from perfview.kernels.jit import kernel

Links = tuple[NDArray[np.uint32], NDArray[np.int32], NDArray[np.uint8]]
"""A graph: first uint32 (n + 1), target int32, chosen: bits of edges. Node i leads to
target[first[i]:first[i + 1]] where the edge is chosen."""


@kernel(
    "void(uint32[::1], int32[::1], uint8[::1], int64[::1], int32[::1], int64, int64, int64,"
    " uint8[::1], int32[::1])",
    _nrt=False,
)
def _reach(  # type: ignore[no-untyped-def]
    first, target, chosen, gone, place, start, low, high, reached, queue
):
    queue[0] = start
    set_bit(reached, np.int64(place[start]) - low)
    head, count = 0, 1
    while head < count:
        node = np.int64(queue[head])
        head += 1
        begin, end = np.int64(first[node]), np.int64(first[node + 1])
        skipped, most = 0, gone.size
        while skipped < most:
            middle = (skipped + most) >> 1
            if gone[middle] < begin:
                skipped = middle + 1
            else:
                most = middle
        for e in range(begin, end):
            if skipped < gone.size and gone[skipped] == e:
                skipped += 1
                continue
            w = np.int64(target[e])
            at = np.int64(place[w])
            if at < low or at >= high or not has_bit(chosen, e) or has_bit(reached, at - low):
                continue
            set_bit(reached, at - low)
            queue[count] = w
            count += 1


def reach_again(
    links: Links, gone: NDArray[np.int64], place: NDArray[np.int32], start: int, size: int
) -> NDArray[np.bool_]:
    """Which of the `size` nodes whose places begin with that of `start` it reaches without leaving
    them and without the edges that are gone (int64, ascending): by place, bool (size).

    place int32 (n): where each node stands.
    """
    low = int(place[start])
    reached, queue = no_bits(size), np.empty(size, np.int32)
    _reach(*links, gone, place, start, low, low + size, reached, queue)
    return flags_of(reached, size).view(np.bool_)


@kernel("int64(int32[::1], int32[::1], int32[::1], int64, int64, int64)", _nrt=False)
def _climb(parent, place, count, node, low, high):  # type: ignore[no-untyped-def]
    while place[node] > low or place[node] + count[node] <= high:
        node = np.int64(parent[node])
    return node


def common_ancestor(
    parent: NDArray[np.int32],
    place: NDArray[np.int32],
    count: NDArray[np.int32],
    nodes: NDArray[np.int32],
) -> int:
    """The lowest node in whose subtree all of these (int32, at least one) are, itself included."""
    places = place[nodes]
    return int(_climb(parent, place, count, nodes[0], places.min(), places.max()))
