"""The best way back from one node of a graph to a root, the levels of all nodes being known."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.bit_rows import bits_of, has_bit, no_bits, set_bit
from perfview.kernels.jit import inlined, kernel

_LOST, _FULL = -1, -2
_FIRST_ROOM = 1 << 10
_MOST_LOOKS = 1 << 26
"""Edges that are looked at before a climb gives up: going over all of them once is cheaper then."""


class Links(NamedTuple):
    """A graph in both directions.

    Node i leads by the edges first[i]:first[i + 1] to `target`, each of a `kind` and followed where
    `chosen` (bits) says so; source[into[i]:into[i + 1]] are the nodes that lead to i by chosen
    edges, ascending.
    """

    first: NDArray[np.uint32]
    target: NDArray[np.int32]
    kind: NDArray[np.uint8]
    chosen: NDArray[np.uint8]
    into: NDArray[np.uint32]
    source: NDArray[np.int32]


@inlined
def _best_from(first, target, kind, chosen, rank, begin, node, best):  # type: ignore[no-untyped-def]
    """The edge between two nodes that ranks before `best` (-1 for none), else `best`."""
    for edge in range(np.int64(first[begin]), np.int64(first[begin + 1])):
        if target[edge] != node or not has_bit(chosen, edge):
            continue
        if best < 0 or rank[kind[edge]] < rank[kind[best]]:
            best = edge
        elif rank[kind[edge]] == rank[kind[best]]:
            best = min(best, edge)
    return best


@kernel(
    "int64(uint32[::1], int32[::1], uint8[::1], uint8[::1], uint32[::1], int32[::1], int32[::1],"
    " uint8[::1], uint8[::1], uint8[::1], int64, int64, int64[::1], int32[::1])",
    _nrt=False,
)
def _climb(  # type: ignore[no-untyped-def]
    first, target, kind, chosen, into, source, level, rank, is_root, lost, at, looks, way, passed
):
    """The edges of a way back go to `way`, the last one first. Returns how many, or a code."""
    depth = 0
    while not has_bit(is_root, at):
        best, before = np.int64(-1), np.int64(-1)
        for k in range(np.int64(into[at]), np.int64(into[at + 1])):
            begin = np.int64(source[k])
            if begin == before or level[begin] != level[at] - 1 or has_bit(lost, begin):
                continue
            before = begin
            looks -= np.int64(first[begin + 1]) - np.int64(first[begin])
            found = _best_from(first, target, kind, chosen, rank, begin, at, best)
            if found != best:
                best, passed[depth] = found, begin
        looks -= np.int64(into[at + 1]) - np.int64(into[at])
        if looks < 0:
            return _LOST
        if best >= 0:
            way[depth] = best
            at = np.int64(passed[depth])
            depth += 1
            if depth == way.size:
                return _FULL
            continue
        set_bit(lost, at)
        if depth == 0:
            return _LOST
        # Nothing leads here from a root: back to where this was chosen, for the next best.
        depth -= 1
        at = np.int64(target[way[depth]])
    return depth


class Climber:
    """Climbs from nodes to roots, level by level, each step by the best edge from the level above:
    one of the kind with the lowest `rank` (uint8 by kind), among equals the first."""

    def __init__(
        self,
        links: Links,
        level: NDArray[np.int32],
        rank: NDArray[np.uint8],
        roots: NDArray[np.int32],
    ) -> None:
        nodes = len(level)
        is_root = np.zeros(nodes, np.bool_)
        is_root[roots] = True
        # What no way leads to is so whoever asks, and on whichever thread.
        self._graph = (*links, level, rank, bits_of(is_root), no_bits(nodes))

    def climb(self, node: int) -> NDArray[np.int64] | None:
        """The edges of the way from a root to a node, int64, in this order; None where there is no
        such way, or where looking for it takes long."""
        room = _FIRST_ROOM
        while True:
            way, passed = np.empty(room, np.int64), np.empty(room, np.int32)
            steps = _climb(*self._graph, node, _MOST_LOOKS, way, passed)
            if steps == _LOST:
                return None
            if steps != _FULL:
                return way[:steps][::-1].copy()
            room *= 16
