"""What a part of a graph loses when some of its edges go."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


@kernel("void(uint32[::1], int32[::1], boolean[::1], boolean[::1], int32[::1], int64, int64, int64,"
        " uint8[::1], int32[::1])")  # fmt: skip
def _reach(first, target, followed, cut, place, start, low, high, seen, stack):  # type: ignore[no-untyped-def]
    stack[0] = start
    seen[place[start] - low] = 1
    depth = 1
    while depth:
        depth -= 1
        node = stack[depth]
        for edge in range(first[node], first[node + 1]):
            to = target[edge]
            at = place[to]
            if not followed[edge] or at < low or at >= high or seen[at - low] or cut[edge]:
                continue
            seen[at - low] = 1
            stack[depth] = to
            depth += 1


def unreached_within(
    first: NDArray[np.uint32],
    target: NDArray[np.int32],
    followed: NDArray[np.bool_],
    cut: NDArray[np.bool_],
    place: NDArray[np.int32],
    span: tuple[int, int, int],
) -> NDArray[np.bool_]:
    """Which nodes of a subtree its top reaches no more without the cut edges, by their place in
    the subtree.

    first, target: edges of each node, `followed` and `cut` bool an edge; place int32: each node's
    place in preorder; span: the top node, its place, and how many nodes its subtree has. As the
    tree is one of dominators, no node of it is reached but through its top.
    """
    top, low, count = span
    seen, stack = np.zeros(count, np.uint8), np.empty(count, np.int32)
    _reach(first, target, followed, cut, place, top, low, low + count, seen, stack)
    unreached: NDArray[np.bool_] = seen == 0
    return unreached
