"""A tree seen from some of its nodes upwards: the ways up folded into a tree of their own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import number_pairs
from perfview.kernels.jit import kernel


@kernel("void(int32[::1], float64[::1], float64[::1])")
def _add_sizes(group, weight, total):  # type: ignore[no-untyped-def]
    for i in range(group.size):
        total[group[i]] += abs(weight[i])


@kernel(
    "int64(int32[::1], int32[::1], int32[::1], int32[::1], float64[::1], int32[::1], uint8[::1])"
)
def _climb(parent, at, way, node, weight, end, goes_on):  # type: ignore[no-untyped-def]
    """Move the ways of nodes that go on to their parents, packed to the front; how many are left.

    `end` takes the node that each way has come to.
    """
    left = 0
    for i in range(at.size):
        end[way[i]] = node[i]
        if goes_on[node[i]] and parent[at[i]] >= 0:
            at[left], way[left], node[left] = parent[at[i]], way[i], node[i]
            weight[left] = weight[i]
            left += 1
    return left


@dataclass(frozen=True)
class Inverted:
    """parent int32 (m) before children, -1 for roots; key int32 (m); end int32: the node at which
    each of the ways up ends."""

    parent: NDArray[np.int32]
    key: NDArray[np.int32]
    end: NDArray[np.int32]


def invert(
    parent: NDArray[np.int32],
    key: NDArray[np.int32],
    start: NDArray[np.int32],
    weight: NDArray[np.float64],
    least: float,
    levels: int,
) -> Inverted:
    """Fold the ways up from the nodes `start` (int32) by the keys on them.

    parent, key int32 (n): the tree; weight float64 (as start). What together weighs less than
    `least`, either way, is not followed farther, nor anything beyond `levels` nodes.
    """
    at, way = start.copy(), np.arange(len(start), dtype=np.int32)
    node, load = np.full(len(start), -1, np.int32), weight.astype(np.float64)
    end = np.full(len(start), -1, np.int32)
    above, label = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
    known = 0
    for _ in range(levels):
        if not len(at):
            break
        group, first = number_pairs(node, key[at])
        above.append(node[first])
        label.append(key[at[first]])
        size = np.zeros(len(first))
        _add_sizes(group, load, size)
        goes_on = np.zeros(known + len(first), np.uint8)
        goes_on[known:] = size >= least
        node = group + np.int32(known)
        known += len(first)
        left = _climb(parent, at, way, node, load, end, goes_on)
        at, way, node, load = at[:left], way[:left], node[:left], load[:left]
    return Inverted(np.concatenate(above), np.concatenate(label), end)
