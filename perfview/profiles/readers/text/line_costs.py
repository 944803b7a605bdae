"""Costs of lines beside estimated stacks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.graph_reader import Graph
from perfview.profiles.assembling.counted_calls import CallStacks
from perfview.profiles.model import LineTicks

_MOST = 1 << 19
"""Rows of lines by stacks at most: the heaviest stacks have theirs."""


def ticks_of(graph: Graph, stacks: CallStacks) -> LineTicks:
    """The lines of every function beside each of its stacks that costs anything: which line of a
    function costs what is known, and taken to be alike wherever it is called from.

    What a function costs in code of other files, put into it by the compiler, stands at line 0.
    """
    node, line, cost = _with_rest(graph)
    order = np.argsort(node, kind="stable")
    node, line, cost = node[order], line[order], cost[order]
    count = np.bincount(node, minlength=len(graph.name))
    begin = np.cumsum(count) - count
    heavy = np.argsort(-stacks.weight[0], kind="stable")
    heavy = heavy[stacks.weight[0][heavy] > 0]
    heavy = heavy[np.cumsum(count[stacks.function[heavy]]) <= _MOST]
    times = count[stacks.function[heavy]]
    inside = np.arange(int(times.sum())) - np.repeat(np.cumsum(times) - times, times)
    rows = np.repeat(begin[stacks.function[heavy]], times) + inside
    return LineTicks(np.repeat(heavy, times).astype(np.int32), line[rows], cost[rows])


def _with_rest(
    graph: Graph,
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]:
    """Function, line and cost of every line, and of what is left of functions with any."""
    cost = np.rint(np.clip(graph.line_cost, 0.0, 1e15)).astype(np.int64)
    told = np.bincount(graph.line_node, weights=cost, minlength=len(graph.name))
    left = np.rint(np.clip(graph.own[0] - told, 0.0, 1e15)).astype(np.int64)
    rest = np.flatnonzero((told > 0) & (left > 0)).astype(np.int32)
    node = np.concatenate([graph.line_node, rest])
    line = np.concatenate([graph.line, np.zeros(len(rest), np.int32)])
    kept = np.concatenate([cost, left[rest]])
    return node[kept > 0], line[kept > 0], kept[kept > 0]
