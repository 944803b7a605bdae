"""Stacks estimated from counted calls, for formats that say who called whom and not in which stack.

What a function costs is shared among its callers as the recorder's edges say, and what it calls
among its contexts in proportion: the assumption of gprof (Graham, Kessler, McKusick 1982) and of
every flame graph drawn from such a file.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.unfolding import Graph, Unfolded, unfold

LEAST_SHARE = 1e-5
"""A way of calls that carries less of the whole than this is not followed by itself: a fiftieth of
a pixel in a flame graph as wide as a screen."""
MOST_STACKS = 200_000


@dataclass(frozen=True)
class CallStacks:
    """s stacks, parents first.

    parent, function int32 (s), parent -1 for a root; weight float64 (m, s): what each stack costs
    by itself, metric by metric. Over the stacks of a function it sums to the function's own cost.
    """

    parent: NDArray[np.int32]
    function: NDArray[np.int32]
    weight: NDArray[np.float64]


def stacks_of_calls(
    own: NDArray[np.float64],
    inclusive: NDArray[np.float64],
    caller: NDArray[np.int32],
    callee: NDArray[np.int32],
    edge_inclusive: NDArray[np.float64],
    *,
    least_share: float = LEAST_SHARE,
    most: int = MOST_STACKS,
) -> CallStacks:
    """Stacks in proportion to counted calls.

    own, inclusive float64 (m, f) or (f): a function's cost without and with what it calls. caller,
    callee int32 (e): functions; a pair may come more than once; edge_inclusive float64 (m, e) or
    (e): what the callee costs when called so. Roots are functions that cost more than all calls of
    them. Recursion is drawn once: no function stands twice in a stack, what a circle costs stays
    with its functions. Every function has a stack; costs given in whole numbers stay whole. At
    most `most` + f stacks.
    """
    own, inclusive = np.atleast_2d(own), np.atleast_2d(inclusive)
    if own.shape[1] == 0:
        return CallStacks(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros((len(own), 0)))
    graph = _graph(own, inclusive, caller, callee, np.atleast_2d(edge_inclusive))
    called = np.zeros_like(graph.whole)
    source = np.repeat(np.arange(own.shape[1]), np.diff(graph.first))
    outside = source != graph.target
    np.add.at(called, graph.target[outside], graph.edge[outside])
    tree = unfold(graph, np.maximum(graph.whole - called, 0.0), least_share, most)
    weights = [_weights(own[k], tree, k) for k in range(len(own))]
    return CallStacks(tree.parent, tree.node, np.array(weights))


def _graph(
    own: NDArray[np.float64],
    inclusive: NDArray[np.float64],
    caller: NDArray[np.int32],
    callee: NDArray[np.int32],
    edge_inclusive: NDArray[np.float64],
) -> Graph:
    order = np.lexsort((-edge_inclusive[0], caller))
    first = np.zeros(own.shape[1] + 1, np.int64)
    np.cumsum(np.bincount(caller, minlength=own.shape[1]), out=first[1:])
    return Graph(
        first=first,
        target=callee[order].astype(np.int32),
        own=np.ascontiguousarray(np.maximum(own, 0.0).T),
        whole=np.ascontiguousarray(np.maximum(inclusive, np.maximum(own, 0.0)).T),
        edge=np.ascontiguousarray(np.maximum(edge_inclusive[:, order], 0.0).T),
    )


def _weights(own: NDArray[np.float64], tree: Unfolded, kind: int) -> NDArray[np.float64]:
    """Each function's own cost shared among its stacks, float64 (s), to the last unit."""
    f, at = len(own), tree.node
    share = tree.share[:, kind]
    there = np.bincount(at, weights=share, minlength=f)
    weight = own[at] * np.divide(share, there[at], out=np.zeros(len(at)), where=there[at] > 0)
    if (own == np.floor(own)).all():
        weight = np.floor(weight)
    # What rounding left over, and what no way leads to, is the heaviest stack's.
    weight[tree.home] += own - np.bincount(at, weights=weight, minlength=f)
    return weight
