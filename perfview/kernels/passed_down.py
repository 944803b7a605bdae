"""Labels that go down a tree to everything that has none of its own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


@kernel("void(int32[::1], int32[::1], int32[::1], int64[::1], int64[::1], int64[::1])", _nrt=False)
def _pass_down(order, parent, label, value, counts, totals):  # type: ignore[no-untyped-def]
    for node in order:
        if label[node] < 0 and parent[node] >= 0:
            label[node] = label[parent[node]]
        if label[node] >= 0:
            counts[label[node]] += 1
            totals[label[node]] += value[node]


def pass_down(
    order: NDArray[np.int32],
    parent: NDArray[np.int32],
    label: NDArray[np.int32],
    labels: int,
    value: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give each node without a label (negative) that of the nearest one above it that has one, in
    place: int32 (n), 0 to `labels` - 1. Returns how many have each label, and the sums of their
    `value`, int64 (labels). `order`: parents before their children.
    """
    counts, totals = np.zeros(labels, np.int64), np.zeros(labels, np.int64)
    _pass_down(order, parent, label, value, counts, totals)
    return counts, totals
