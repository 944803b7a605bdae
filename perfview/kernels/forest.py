"""Rows with an id and the id of the row above them: linked into trees, group by group."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import mix
from perfview.kernels.jit import kernel, part
from perfview.kernels.sorting import sort_items

_ON_THE_WAY = -2
_NO_ID = np.uint64(0)
# A file in which every row has the same id must not take the square of its rows.
_MOST_REPEATS = 256
_FURTHEST = np.int64((1 << 63) - 1)


@part
def end_of(start, duration):  # type: ignore[no-untyped-def]
    """start + duration, never before start (negative or overflowing durations count as none)."""
    return max(start, start + duration)


@part
def _misfit(row, other, start, duration):  # type: ignore[no-untyped-def]
    """How badly `other` does above `row`: (rank, distance), smaller is better, enclosing best."""
    s, e = start[row], end_of(start[row], duration[row])
    other_s, other_e = start[other], end_of(start[other], duration[other])
    if other_s <= s and other_e >= e:
        return 0, other_e - other_s
    if other_s <= s:
        return 1, s - other_s
    return 2, other_s - s


@part
def _find(row, wanted, only, item, ids, kind, start, duration, slots, mask, chain):  # type: ignore[no-untyped-def]
    """The best row with the wanted id, of kind `only` unless that is 0, not `row` itself; or -1."""
    j = np.int64(mix(wanted)) & mask
    while slots[j] >= 0 and ids[item[slots[j]]] != wanted:
        j = (j + 1) & mask
    best, rank, distance, looks = -1, 3, np.int64(0), 0
    entry = slots[j]
    while entry >= 0 and looks < _MOST_REPEATS:
        looks += 1
        other = item[entry]
        entry = chain[entry]
        if other == row or (only != 0 and kind[other] != only):
            continue
        if best < 0 and entry < 0:
            return other
        r, d = _misfit(row, other, start, duration)
        if r < rank or (r == rank and d < distance):
            best, rank, distance = other, r, d
    return best


@part
def _index(count, item, ids, slots, mask, chain):  # type: ignore[no-untyped-def]
    """Hash the ids of a group's rows; those that share one hang in a chain. Returns the repeats."""
    repeated = 0
    for j in range(mask + 1):
        slots[j] = -1
    for i in range(count - 1, -1, -1):
        chain[i] = -1
        wanted = ids[item[i]]
        if wanted == _NO_ID:
            continue
        j = np.int64(mix(wanted)) & mask
        while slots[j] >= 0 and ids[item[slots[j]]] != wanted:
            j = (j + 1) & mask
        if slots[j] >= 0:
            repeated += 1
            chain[i] = slots[j]
        slots[j] = i
    return repeated


@part
def _precedes(a, b, start, duration):  # type: ignore[no-untyped-def]
    if start[a] != start[b]:
        return start[a] < start[b]
    if duration[a] != duration[b]:
        return duration[a] > duration[b]
    return a < b


@part
def _cut(path, length, at, parent, start, duration):  # type: ignore[no-untyped-def]
    """Cut the ring that closes at `at`, the way to it on `path`, at its earliest row; its size."""
    earliest = at
    k = length - 1
    while path[k] != at:
        if _precedes(path[k], earliest, start, duration):
            earliest = path[k]
        k -= 1
    parent[earliest] = -1
    return length - k


@part
def _deepen(row, parent, depth, path, start, duration):  # type: ignore[no-untyped-def]
    """Set the depth of a row and of all above it; a ring on the way is cut. Returns its size."""
    ring = 0
    while True:
        length = 0
        at = row
        while at >= 0 and depth[at] == -1:
            depth[at] = _ON_THE_WAY
            path[length] = at
            length += 1
            at = parent[at]
        if at >= 0 and depth[at] == _ON_THE_WAY:
            ring = _cut(path, length, at, parent, start, duration)
            for i in range(length):
                depth[path[i]] = -1
            continue
        below = depth[at] if at >= 0 else -1
        for i in range(length - 1, -1, -1):
            below += 1
            depth[path[i]] = below
        return ring


@part
def _sort_group(a, count, order, start, duration, key, tie, item, key2, tie2, item2):  # type: ignore[no-untyped-def]
    """Bring a group's rows into order of start, longer first; leaves them in `item`, too."""
    for i in range(count):
        row = order[a + i]
        key[i], tie[i], item[i] = start[row], -duration[row], row
    sort_items(key, tie, item, key2, tie2, item2, count)
    for i in range(count):
        order[a + i] = item[i]


@kernel(
    "void(int64, int64, int64[::1], int32[::1], uint64[::1], uint64[::1], uint8[::1], uint8[::1],"
    " int64[::1], int64[::1], int32[::1], int32[::1], boolean[::1], int32[::1], int64[::1],"
    " int64[:, ::1], int32[:, ::1], int32[::1], int64[::1])"
)
def _link_groups(  # type: ignore[no-untyped-def]
    begin, stop, first, order, ids, above, kind, upper,
    start, duration, parent, depth, orphan, root, extent,
    wide, narrow, slots, tally,
):  # fmt: skip
    key, tie, key2, tie2 = wide[0], wide[1], wide[2], wide[3]
    item, item2, chain, path = narrow[0], narrow[1], narrow[2], narrow[3]
    for g in range(begin, stop):
        a = first[g]
        count = first[g + 1] - a
        _sort_group(a, count, order, start, duration, key, tie, item, key2, tie2, item2)
        mask = 63
        while mask < 2 * count:
            mask = 2 * mask + 1
        tally[0] += _index(count, item, ids, slots, mask, chain)
        last = start[item[0]] if count else np.int64(0)
        for i in range(count):
            row = item[i]
            found = -1
            half = upper[min(kind[row], 7)]
            if half != 0 and ids[row] != _NO_ID:
                found = _find(
                    row, ids[row], half, item, ids, kind, start, duration, slots, mask, chain
                )
            if found < 0 and above[row] != _NO_ID and above[row] != ids[row]:
                found = _find(
                    row, above[row], 0, item, ids, kind, start, duration, slots, mask, chain
                )
                orphan[row] = found < 0
            elif found < 0 and above[row] != _NO_ID:
                tally[1] += 1
            parent[row] = found
            depth[row] = -1
            last = max(last, end_of(start[row], duration[row]))
        top = -1
        for i in range(count):
            row = item[i]
            p = parent[row]
            if depth[row] == -1 and p >= 0 and depth[p] >= 0:
                depth[row] = depth[p] + 1
            elif depth[row] == -1:
                tally[1] += _deepen(row, parent, depth, path, start, duration)
        for i in range(count):
            row = item[i]
            if parent[row] < 0 and (top < 0 or (above[top] != _NO_ID and above[row] == _NO_ID)):
                top = row
        root[g] = top
        extent[g] = last - start[item[0]] if count else 0
        if extent[g] < 0:  # further apart than int64 reaches
            extent[g] = _FURTHEST


def link_groups(
    begin: int,
    stop: int,
    first: NDArray[np.int64],
    order: NDArray[np.int32],
    ids: NDArray[np.uint64],
    above: NDArray[np.uint64],
    kind: NDArray[np.uint8],
    upper: NDArray[np.uint8],
    start: NDArray[np.int64],
    duration: NDArray[np.int64],
    parent: NDArray[np.int32],
    depth: NDArray[np.int32],
    orphan: NDArray[np.bool_],
    root: NDArray[np.int32],
    extent: NDArray[np.int64],
) -> tuple[int, int]:
    """Link the rows of groups begin..stop; returns (rows whose id repeats, rows in a ring).

    Group g is order[first[g]:first[g + 1]], which is sorted here by start, longer first. `above`
    is the id of a row's parent, 0 for none; ids hold within a group. Of several rows with that id
    the narrowest that encloses the child is its parent (of the first 256 by start). `upper[kind]`
    (uint8, 8) is the kind of the row that stands above one of this kind under the same id, 0 for
    none. A ring is cut at its earliest row. Fills parent and depth (int32 per row, -1 for none),
    orphan, and per group root (the first row that names no parent, else the first without one)
    and extent int64.
    """
    largest = int(np.max(np.diff(first[begin : stop + 1]), initial=1))
    slots = np.empty(max(64, 4 << largest.bit_length()), np.int32)
    wide, narrow = np.empty((4, largest), np.int64), np.empty((4, largest), np.int32)
    tally = np.zeros(2, np.int64)
    _link_groups(
        begin, stop, first, order, ids, above, kind, upper, start, duration,
        parent, depth, orphan, root, extent, wide, narrow, slots, tally,
    )  # fmt: skip
    return int(tally[0]), int(tally[1])


@kernel("void(int32[::1], int32[::1], int64[::1], int64[::1], int32[::1])")
def _gather_children(order, parent, first, place, child):  # type: ignore[no-untyped-def]
    n = parent.size
    for i in range(n + 1):
        first[i] = 0
    for i in range(n):
        if parent[i] >= 0:
            first[parent[i] + 1] += 1
    for i in range(n):
        first[i + 1] += first[i]
        place[i] = first[i]
    for i in range(order.size):
        row = order[i]
        p = parent[row]
        if p >= 0:
            child[place[p]] = row
            place[p] += 1


def gather_children(
    order: NDArray[np.int32], parent: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Children per row in the order given: first int64 (n + 1), child int32."""
    n = len(parent)
    first = np.empty(n + 1, np.int64)
    child = np.empty(n, np.int32)
    _gather_children(order, parent, first, np.empty(n, np.int64), child)
    return first, child[: first[-1]]
