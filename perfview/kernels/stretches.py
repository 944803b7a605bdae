"""How far around a row of a sequence a node of a tree stays among the nodes above it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel, part


@part
def _holds(row, node, stack, node_of, group, counts, parent, depth):  # type: ignore[no-untyped-def]
    """Whether a node is a row's own or stands above it."""
    if stack[row] < 0 or (group.size > 0 and counts[group[row]] == 0):
        return False
    at = node_of[stack[row]]
    while at >= 0 and depth[at] > depth[node]:
        at = parent[at]
    return at == node


@kernel(
    "int64(int64, int64, int64, int64, int32[::1], int32[::1], int32[::1], uint8[::1],"
    " int32[::1], int32[::1])"
)
def _reach(row, step, farthest, node, stack, node_of, group, counts, parent, depth):  # type: ignore[no-untyped-def]
    for _ in range(farthest):
        ahead = row + step
        if ahead < 0 or ahead >= stack.size:
            break
        is_same = stack[ahead] == stack[row] and group.size == 0
        if not is_same and not _holds(ahead, node, stack, node_of, group, counts, parent, depth):
            break
        row = ahead
    return row


def stretch(
    rows: tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_]],
    tree: tuple[NDArray[np.int32], NDArray[np.int32]],
    asked: tuple[int, int, int],
) -> tuple[int, int]:
    """The first and last row of the unbroken stretch around a row whose rows all stand on a node.

    rows: stack int32 (n), -1 none; node_of int32, a stack's node; group int32 (n or empty) and
    counts bool, as `timed_columns.columns` has them. tree: parent, depth int32. asked: the row, its
    node or one above, and the number of rows after which the search ends.
    """
    stack, node_of, group, counts = rows
    row, node, farthest = asked
    shared = (node, stack, node_of, group, counts.view(np.uint8), *tree)
    return int(_reach(row, -1, farthest, *shared)), int(_reach(row, 1, farthest, *shared))
