"""Edges of a graph chosen by their kind, their ends and their names."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.bit_rows import has_bit, no_bits, set_bit
from perfview.kernels.jit import kernel

OPEN, CLOSED, FROM_ROOT = 0, 1, 2
"""What a kind of edge is worth: it counts, it does not, it counts only where it leaves the root."""


@kernel(
    "void(uint32[::1], int32[::1], uint8[::1], uint8[::1], uint8[::1], int64, uint8[::1])",
    _nrt=False,
)
def _choose(first, target, kind, worth, inside, root, chosen):  # type: ignore[no-untyped-def]
    for node in range(first.size - 1):
        enters = node == root or has_bit(inside, node)
        for e in range(np.int64(first[node]), np.int64(first[node + 1])):
            w = np.int64(target[e])
            value = worth[kind[e]]
            if value == CLOSED or w == node or (value == FROM_ROOT and node != root):
                continue
            if enters or not has_bit(inside, w):
                set_bit(chosen, e)


def choose_edges(
    graph: tuple[NDArray[np.uint32], NDArray[np.int32], NDArray[np.uint8]],
    worth: NDArray[np.uint8],
    inside: NDArray[np.uint8],
    root: int,
) -> NDArray[np.uint8]:
    """Bits of the edges whose kind counts and that lead to another node, except those that lead
    inside from outside, unless they leave the root.

    graph: first uint32 (n + 1), target int32 and kind uint8: node i leads to
    target[first[i]:first[i + 1]]. worth uint8 (256): `OPEN`, `CLOSED` or `FROM_ROOT`; inside: bits
    of nodes.
    """
    chosen = no_bits(len(graph[1]))
    _choose(*graph, worth, inside, root, chosen)
    return chosen


@kernel("int64(uint8[::1], uint32[::1], int64, uint8[::1], int64, int64[::1])", _nrt=False)
def _named(kind, name, wanted, names, start, found):  # type: ignore[no-untyped-def]
    """Goes on at the edge `start`; returns how many were found, at most as many as there is room
    for."""
    count = 0
    for e in range(start, kind.size):
        if kind[e] == wanted and has_bit(names, np.int64(name[e])):
            if count == found.size:
                break
            found[count] = e
            count += 1
    return count


def edges_named(
    kind: NDArray[np.uint8], name: NDArray[np.uint32], wanted: int, names: NDArray[np.uint8]
) -> NDArray[np.int64]:
    """The edges of one kind with certain names, int64, ascending; `names`: bits of names."""
    pieces, start, room = [], 0, 1 << 12
    while True:
        found = np.empty(room, np.int64)
        count = _named(kind, name, wanted, names, start, found)
        pieces.append(found[:count])
        if count < room:
            return np.concatenate(pieces)
        start, room = int(found[-1]) + 1, 4 * room
