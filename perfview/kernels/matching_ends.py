"""Beginnings and ends written down apart, in the order of time, to openings and closings."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel, part

UNOPENED, MISMATCHED, OTHERWISE = range(3)
"""What is counted: ends while nothing is open, ends of something else than is on top, and ends of
what has the same name but another key."""

_FURTHEST = 4096
"""Ends of one moment that are looked through for the one that fits: bounds what a file can cost."""


@part
def _fitting(head, key, name, at, top_key, top_name):  # type: ignore[no-untyped-def]
    """Which of the ends of this moment is taken first: one of the same key, or else name, that
    stands behind the first; the first when there is none."""
    named = np.int64(head)
    last = min(at.size, head + _FURTHEST)
    i = head + 1
    while i < last and at[i] == at[head]:
        if key[i] == top_key:
            return np.int64(i)
        if named == head and name[i] == top_name:
            named = np.int64(i)
        i += 1
    return named


@part
def _swap(values, a, b):  # type: ignore[no-untyped-def]
    values[a], values[b] = values[b], values[a]


@kernel(
    "int64(int32[::1], int32[::1], int64[::1], int32[::1], int32[::1], int64[::1],"
    " int32[::1], int32[::1], uint8[::1], int32[::1], int64[::1], int64[::1])"
)
def _match(  # type: ignore[no-untyped-def]
    b_key, b_name, b_at, e_key, e_name, e_at, way_key, way_name, opens, out_key, out_at, odd
):
    """Returns how many openings and closings there are; closings carry the key that is closed."""
    b, e, depth, made = 0, 0, 0, 0
    while b < b_at.size or e < e_at.size:
        begins = e >= e_at.size
        if not begins and b < b_at.size:
            begins = b_at[b] < e_at[e] or (b_at[b] == e_at[e] and b_key[b] == e_key[e])
        if begins:
            way_key[depth], way_name[depth] = b_key[b], b_name[b]
            depth += 1
            opens[made], out_key[made], out_at[made] = 1, b_key[b], b_at[b]
            made += 1
            b += 1
            continue
        if depth == 0:
            odd[UNOPENED] += 1
            e += 1
            continue
        found = _fitting(e, e_key, e_name, e_at, way_key[depth - 1], way_name[depth - 1])
        if found != e:
            _swap(e_key, e, found)
            _swap(e_name, e, found)
        if e_name[e] != way_name[depth - 1]:
            odd[MISMATCHED] += 1
            e += 1
            continue
        odd[OTHERWISE] += 1 if e_key[e] != way_key[depth - 1] else 0
        depth -= 1
        opens[made], out_key[made], out_at[made] = 0, way_key[depth], e_at[e]
        made += 1
        e += 1
    return made


Column32 = NDArray[np.int32]
Column64 = NDArray[np.int64]


def match_ends(
    begin: tuple[Column32, Column32, Column64], end: tuple[Column32, Column32, Column64]
) -> tuple[NDArray[np.bool_], Column32, Column64, Column64]:
    """Pair the ends with what is open, as speedscope does (src/import/trace-event.ts).

    `begin` and `end` are each key int32, name int32, at int64, sorted by `at`. At one moment
    ends come before beginnings except those of the same key; ends that fit what is on top come
    first. Returns opens bool, key int32, at int64, and counts by UNOPENED, MISMATCHED, OTHERWISE.
    """
    most = len(begin[0]) + len(end[0])
    opens, key, at = np.empty(most, np.uint8), np.empty(most, np.int32), np.empty(most, np.int64)
    way_key, way_name = np.empty((2, len(begin[0]) + 1), np.int32)
    odd = np.zeros(3, np.int64)
    e_key, e_name, e_at = (np.array(column) for column in end)
    made = int(_match(*begin, e_key, e_name, e_at, way_key, way_name, opens, key, at, odd))
    return opens[:made].view(np.bool_), key[:made], at[:made], odd
