"""A mark handed on along edges to nodes that have none."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.jit import kernel


@kernel(
    "void(uint32[::1], int32[::1], uint8[::1], uint8[::1], uint8[::1], int64, uint8[::1],"
    " int32[::1], int64)",
    _nrt=False,
)
def _pass_on(  # type: ignore[no-untyped-def]
    first, target, edge_kind, passes, kind, taking, mark, stack, depth
):
    while depth > 0:
        depth -= 1
        node = np.int64(stack[depth])
        own = mark[node]
        for e in range(np.int64(first[node]), np.int64(first[node + 1])):
            w = np.int64(target[e])
            if kind[w] != taking or mark[w] != 0 or passes[edge_kind[e]] == 0:
                continue
            mark[w] = own
            stack[depth] = w
            depth += 1


def pass_on(
    graph: tuple[NDArray[np.uint32], NDArray[np.int32], NDArray[np.uint8]],
    passes: NDArray[np.uint8],
    kind: NDArray[np.uint8],
    taking: int,
    mark: NDArray[np.uint8],
    given: int,
) -> None:
    """Hand the mark `given` on, in place, from nodes of the kind `taking` that have it to those
    that have none (0), as far as edges of kinds that pass it on lead.

    graph: first uint32 (n + 1), target int32 and edge kind uint8: node i leads to
    target[first[i]:first[i + 1]]. passes uint8 (256): 1 for kinds of edges; kind, mark uint8 (n).
    """
    starts = np.flatnonzero((mark == given) & (kind == taking))
    if not len(starts):
        return
    room = len(starts) + int(np.count_nonzero((mark == 0) & (kind == taking)))
    stack = np.empty(room, np.int32)
    stack[: len(starts)] = starts
    _pass_on(*graph, passes, kind, taking, mark, stack, len(starts))
