"""Rows summed by when they began, into buckets of equal width."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


@kernel(
    "void(int64[::1], int32[::1], float64[::1], int32[::1], int32[::1], uint8[::1], int64, float64,"
    " float64[:, ::1])",
    _nrt=False,
)
def _begin(time, stack, weight, class_of, tag, counts, start, width, total):  # type: ignore[no-untyped-def]
    last = total.shape[0] - 1
    for i in range(stack.size):
        s = stack[i]
        if s < 0 or class_of[s] < 0 or (tag.size > 0 and counts[tag[i]] == 0):
            continue
        bucket = np.int64((time[i] - start) / width)
        if 0 <= bucket <= last and time[i] >= start:
            total[bucket, class_of[s]] += weight[i]


Rows = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]
"""When rows begin, int64; their stack int32, -1 for none; their weight float64 (n)."""

_NONE = np.zeros(0, np.int32)


def sum_by_beginning(
    rows: Rows,
    class_of: NDArray[np.int32],
    window: tuple[int, float],
    total: NDArray[np.float64],
    tag: NDArray[np.int32] | None,
    counts: NDArray[np.bool_] | None,
) -> None:
    """Add each row's weight where it began: total float64 (buckets, classes).

    class_of int32 (stacks), -1 for those that do not count; window: beginning of the first bucket
    and width of each; rows outside are left out. Given tags, as in `summing.add_rows`, only rows
    whose tag counts are added.
    """
    which = np.ones(1, np.bool_) if counts is None else counts
    tags = _NONE if tag is None else tag
    _begin(*rows, class_of, tags, which.view(np.uint8), window[0], window[1], total)
