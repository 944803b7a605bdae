"""The call tree upside down: functions with what they cost, below each the ways that led there.

A way up is unfolded only when asked for: a tree of a million paths has many millions of ways up,
of which somebody looks at a few hundred.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.grouping import gather, number_small
from perfview.profiles.measures.call_tree import CallTree


class BottomUpNode(NamedTuple):
    """A function, seen from the one it calls (or, for roots, from its own cost).

    function: as in `Shape.function`; total: what the samples cost that came this way; own: the part
    of it that came from no caller (the way begins here); samples: their number; parent: the node it
    calls, -1 for roots; depth: 0 for roots.
    """

    function: int
    parent: int
    depth: int
    own: float
    total: float
    samples: int


@dataclass(frozen=True)
class _Ways:
    """Where the ways of a node stand in the tree: at int32, with the weight float64 and the number
    of samples int64 each brings along."""

    at: NDArray[np.int32]
    weight: NDArray[np.float64]
    count: NDArray[np.int64]

    def take(self, rows: NDArray[np.integer] | slice) -> _Ways:
        return _Ways(self.at[rows], self.weight[rows], self.count[rows])


class BottomUp:
    """A call tree upside down. Nodes are numbered as they are unfolded; not for several threads."""

    def __init__(self, tree: CallTree, start: NDArray[np.int32] | None = None) -> None:
        """From the cost of everything; or, given `start` (int32, paths none of which is above
        another), from these paths with all that lies below them."""
        self._shape = tree.shape
        if start is None:
            at = np.flatnonzero((tree.count > 0) | (tree.own != 0)).astype(np.int32)
            ways = _Ways(at, tree.own[at], tree.count[at])
        else:
            ways = _Ways(start, tree.total[start], tree.present[start])
        self.nodes: list[BottomUpNode] = []
        self._ways: list[_Ways] = []
        self._children: dict[int, list[int]] = {}
        self._children[-1] = self._grouped(ways, -1, 0)

    @property
    def roots(self) -> list[int]:
        """The nodes of the functions that cost something themselves, heaviest first."""
        return self._children[-1]

    def children(self, node: int) -> list[int]:
        """The nodes of the callers of a node, heaviest first; unfolded now if they were not."""
        known = self._children.get(node)
        if known is None:
            ways = self._ways[node]
            above = self._shape.parent[ways.at]
            rows = np.flatnonzero(above >= 0)
            moved = _Ways(above[rows], ways.weight[rows], ways.count[rows])
            depth = self.nodes[node].depth + 1
            known = self._children[node] = self._grouped(moved, node, depth)
        return known

    def has_children(self, node: int) -> bool:
        """Whether anything called it, without unfolding."""
        return bool((self._shape.parent[self._ways[node].at] >= 0).any())

    def _grouped(self, ways: _Ways, parent: int, depth: int) -> list[int]:
        """New nodes for ways, one a function, heaviest first."""
        function = self._shape.function[ways.at]
        limit = int(function.max(initial=-1)) + 1
        group, value = number_small(function, limit)
        first, order = gather(group, len(value))
        total = np.bincount(group, weights=ways.weight, minlength=len(value))
        begins = np.where(self._shape.parent[ways.at] < 0, ways.weight, 0.0)
        own = np.bincount(group, weights=begins, minlength=len(value))
        count = np.bincount(group, weights=ways.count, minlength=len(value))
        rank = np.argsort(-total, kind="stable")
        columns = (value, own, total, count)
        numbers = zip(*(column[rank].tolist() for column in columns), strict=True)
        known = len(self.nodes)
        self.nodes += [BottomUpNode(f, parent, depth, o, t, int(c)) for f, o, t, c in numbers]
        ordered = ways.take(order)
        for since, until in zip(first[rank].tolist(), first[rank + 1].tolist(), strict=True):
            self._ways.append(ordered.take(slice(since, until)))
        return list(range(known, len(self.nodes)))
