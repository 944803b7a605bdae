"""Columns of rows that were made of others: their details end to end, the topmost above each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


@kernel(
    "void(int64[::1], int32[::1], int32[::1], int32[::1], uint64[::1],"
    " int64[::1], int32[::1], uint64[::1])"
)
def _join(first, left, right, key, reference, joined, out_key, out_reference):  # type: ignore[no-untyped-def]
    at = np.int64(0)
    for i in range(left.size):
        joined[i] = at
        for k in range(2):
            owner = left[i] if k == 0 else right[i]
            if owner < 0:
                continue
            for j in range(first[owner], first[owner + 1]):
                out_key[at], out_reference[at] = key[j], reference[j]
                at += 1
    joined[left.size] = at


def join_details(
    first: NDArray[np.int64],
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    key: NDArray[np.int32],
    reference: NDArray[np.uint64],
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint64]]:
    """The details of n rows, each made of one or two owners (`left`, `right` int32 (n), -1 none).

    Owner i has details first[i]..first[i + 1] of `key` and `reference`. Returns the same three
    columns for the rows: first int64 (n + 1), key int32, reference uint64.
    """
    size = np.diff(first)
    total = int(size[left].sum()) + int(size[right[right >= 0]].sum())
    joined = np.empty(len(left) + 1, np.int64)
    out_key, out_reference = np.empty(total, np.int32), np.empty(total, np.uint64)
    _join(first, left, right, key, reference, joined, out_key, out_reference)
    return joined, out_key, out_reference


@kernel("void(int32[::1], int32[::1])")
def _topmost(above, top):  # type: ignore[no-untyped-def]
    for i in range(above.size):
        at = np.int32(i)
        while above[at] >= 0 and top[at] < 0:
            at = above[at]
        found = top[at] if top[at] >= 0 else at
        at = np.int32(i)
        while at >= 0 and top[at] < 0:
            top[at] = found
            at = above[at]


def topmost(above: NDArray[np.int32]) -> NDArray[np.int32]:
    """The last row on the way up from each row: int32 (n). `above` int32 (n), -1 none, no rings."""
    top = np.full(len(above), -1, np.int32)
    _topmost(above, top)
    return top
