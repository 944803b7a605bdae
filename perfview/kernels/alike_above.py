"""Trees in which the same label comes again and again on the way down."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.bit_rows import flags_of, no_bits, set_bit
from perfview.kernels.jit import kernel


@kernel(
    "void(int32[::1], int32[::1], int32[::1], int64, int32[::1], int32[::1], int32[::1],"
    " int32[::1], int32[::1], int32[::1], uint8[::1])",
    _nrt=False,
)
def _deep_tops(  # type: ignore[no-untyped-def]
    order, count, label, least, latest, inside, node_of, end_of, before, depth_of, tops
):
    """`latest`: of each label the innermost open node of it, a place among those that are open;
    inside: of those, the place of the outermost one of the label."""
    opened = np.int64(0)
    for at in range(order.size):
        while opened > 0 and end_of[opened - 1] <= at:
            opened -= 1
            latest[label[node_of[opened]]] = before[opened]
        node = np.int64(order[at])
        up = np.int64(latest[label[node]])
        depth = 1 if up < 0 else depth_of[up] + 1
        if depth >= least:
            set_bit(tops, node if up < 0 else np.int64(node_of[inside[up]]))
        if count[node] > 1:
            node_of[opened], end_of[opened] = node, at + count[node]
            before[opened], depth_of[opened] = up, depth
            inside[opened] = opened if up < 0 else inside[up]
            latest[label[node]] = opened
            opened += 1


def deep_tops(
    order: NDArray[np.int32],
    count: NDArray[np.int32],
    label: NDArray[np.int32],
    labels: int,
    least: int,
) -> NDArray[np.int32]:
    """The nodes with none of their label above, below which at least so many of that label stand
    one below the other, themselves included; int32, ascending.

    order: the nodes in preorder; count: how many nodes the subtree of each has, itself included;
    label int32 (n): 0 to `labels` - 1.
    """
    n, tops = len(order), no_bits(len(order))
    # Room for a tree of one branch; what no node is that deep for is never touched.
    inside, node, end, before, depth = (np.empty(n, np.int32) for _ in range(5))
    latest = np.full(labels, -1, np.int32)
    room = inside, node, end, before, depth
    _deep_tops(order, count, label, least, latest, *room, tops)
    return np.flatnonzero(flags_of(tops, n)).astype(np.int32)
