"""Alike items that come again and again below one node of a forest."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel

DEEPEST = 3
"""How many levels below a node repeats are looked for."""


@kernel(
    "int64(int64[::1], int32[::1], int32[::1], boolean[::1], int32[::1], int64, int64, int64,"
    " int64[::1], int64[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[::1])"
)
def _mark(  # type: ignore[no-untyped-def]
    child_first, child, key, passes, need, least, depth, bursts,
    at, stop, count, slot, touched, burst, above,
):  # fmt: skip
    for node in range(child_first.size - 1):
        children = child_first[node + 1] - child_first[node]
        if children == 0 or (depth == 1 and children < least):
            continue
        seen = 0
        enough = False
        for again in range(2):
            if again == 1 and not enough:
                break
            level = 1
            at[0], stop[0] = child_first[node], child_first[node + 1]
            while level > 0:
                if at[level - 1] == stop[level - 1]:
                    level -= 1
                    continue
                item = child[at[level - 1]]
                at[level - 1] += 1
                if level < depth:
                    if passes[item] and child_first[item + 1] > child_first[item]:
                        at[level], stop[level] = child_first[item], child_first[item + 1]
                        level += 1
                    continue
                k = key[item]
                if k < 0 or burst[item] >= 0:
                    continue
                if again == 0:
                    if count[k] == 0:
                        touched[seen] = k
                        seen += 1
                    count[k] += 1
                    enough = enough or count[k] >= need[k]
                elif count[k] >= need[k]:
                    if slot[k] < 0:
                        slot[k] = bursts
                        above[bursts] = node
                        bursts += 1
                    burst[item] = slot[k]
        for i in range(seen):
            count[touched[i]] = 0
            slot[touched[i]] = -1
    return bursts


def mark_repeats(
    child_first: NDArray[np.int64],
    child: NDArray[np.int32],
    key: NDArray[np.int32],
    passes: NDArray[np.bool_],
    need: NDArray[np.int32],
    deepest: int = DEEPEST,
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Find items of one key that occur at least `need[key]` times below one node.

    Looks one level below every node first, then two, and so on to `deepest`; an item counts once,
    for the nearest node. `key` int32 per item, -1 left out; levels are crossed only where `passes`
    (bool per item) allows. Returns the burst of every item (int32, -1 none) and the node above each
    burst (int32).
    """
    burst = np.full(len(key), -1, np.int32)
    least = int(need.min(initial=2**31 - 1))
    above = np.empty(len(key) // max(least, 1) + 1, np.int32)
    at, stop = np.empty(DEEPEST, np.int64), np.empty(DEEPEST, np.int64)
    count, slot = np.zeros(len(need), np.int32), np.full(len(need), -1, np.int32)
    touched = np.empty(len(need), np.int32)
    found = 0
    if len(need) == 0:
        return burst, above[:0]
    for depth in range(1, deepest + 1):
        found = _mark(
            child_first, child, key, passes, need, least, depth, found,
            at, stop, count, slot, touched, burst, above,
        )  # fmt: skip
    return burst, above[:found]


@kernel("void(int64[::1], int64[::1], int64[::1], int64[::1])")
def _union(first, start, end, union):  # type: ignore[no-untyped-def]
    for g in range(first.size - 1):
        total = np.int64(0)
        reached = np.int64(-(2**62))
        for i in range(first[g], first[g + 1]):
            begin = max(start[i], reached)
            if end[i] > begin:
                total += end[i] - begin
                reached = end[i]
        union[g] = total


def union_lengths(
    first: NDArray[np.int64], start: NDArray[np.int64], end: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The length covered by each group's intervals; group g is first[g]:first[g + 1], by start."""
    union = np.empty(len(first) - 1, np.int64)
    _union(first, start, end, union)
    return union
