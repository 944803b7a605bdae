"""Marked rows of a tree put down to the outermost of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


@kernel(
    "void(int32[::1], int32[::1], boolean[::1], uint8[::1], boolean[::1], int32[::1])", _nrt=False
)
def _outermost(order, parent, marked, kind, may_lead, found):  # type: ignore[no-untyped-def]
    for i in range(order.size):
        row = order[i]
        up = parent[row]
        if not marked[row]:
            found[row] = -1
        elif up >= 0 and found[up] >= 0:
            found[row] = found[up]
        else:
            found[row] = row if may_lead[kind[row]] else np.int32(-1)


def outermost_marked(
    order: NDArray[np.int32],
    parent: NDArray[np.int32],
    marked: NDArray[np.bool_],
    kind: NDArray[np.uint8],
    may_lead: NDArray[np.bool_],
) -> NDArray[np.int32]:
    """Of each marked row (bool) the outermost marked one from which only marked ones lead to it,
    itself or above it, of the kinds (uint8) that `may_lead` (bool, 256): int32 (n), -1 for none.

    order int32: the rows in preorder; parent int32: each one's parent, -1 of the root.
    """
    found = np.empty(len(parent), np.int32)
    _outermost(order, parent, marked, kind, may_lead, found)
    return found


@kernel("void(int32[::1], boolean[::1], int32[::1], int64[::1], int64[::1])", _nrt=False)
def _sum_led(lead, counted, group, weight, total):  # type: ignore[no-untyped-def]
    for i in range(lead.size):
        if counted[i]:
            total[group[lead[i] if lead[i] >= 0 else i]] += weight[i]


def sums_by_leader(
    lead: NDArray[np.int32],
    counted: NDArray[np.bool_],
    group: NDArray[np.int32],
    weight: NDArray[np.int64],
    groups: int,
) -> NDArray[np.int64]:
    """The weight of the counted rows by the group of the row each is put down to, or of its own
    where `lead` is -1: int64 (groups)."""
    total = np.zeros(groups, np.int64)
    _sum_led(lead, counted, group, weight, total)
    return total
