"""Kinds of trees of objects: what refers to what, what keeps what alive, who refers to one."""

from __future__ import annotations

import numpy as np

from perfview.heaps.measures.reaching import edges_into, source_of
from perfview.ui.heaps.trees.members import Members
from perfview.ui.heaps.trees.rows import ObjectRows, Row


class ContainmentRows(ObjectRows):
    """From the root on along references, weak ones too."""

    def load_tops(self) -> Members:
        """What the root refers to."""
        return self._referred(self.study.graph.root)

    def load_below(self, row: Row) -> Members:
        """What an object refers to."""
        return self._referred(row.node)

    def may_unfold(self, row: Row) -> bool:
        """Whether it refers to anything."""
        first = self.study.graph.nodes.first_edge
        return bool(first[row.node + 1] > first[row.node])

    def _referred(self, node: int) -> Members:
        graph = self.study.graph
        first, last = (int(each) for each in graph.nodes.first_edge[node : node + 2])
        return Members(graph.edges.target[first:last], np.arange(first, last, dtype=np.int64))


class DominatorRows(ObjectRows):
    """From the root on down the dominator tree: what would go with what."""

    def load_tops(self) -> Members:
        """What the root alone keeps alive."""
        return self._kept(self.study.graph.root)

    def load_below(self, row: Row) -> Members:
        """What lives only through an object, without what lives through that."""
        return self._kept(row.node)

    def may_unfold(self, row: Row) -> bool:
        """Whether anything lives only through it."""
        return int(self.study.dominators.count[row.node]) > 1

    def _kept(self, node: int) -> Members:
        return Members.of(self.study.dominators.children(node).astype(np.int32))


class RetainerRows(ObjectRows):
    """Who refers to an object, who to those, and so on up to the roots."""

    def __init__(self, *arguments: object, node: int) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.node = node
        self.nearest: list[int] = []
        """The objects on its shortest way to a root, as far as they are unfolded at once."""

    def load_tops(self) -> Members:
        """Who refers to the object."""
        return self._holders(self.node)

    def load_below(self, row: Row) -> Members:
        """Who refers to a holder."""
        return self._holders(row.node)

    def may_unfold(self, row: Row) -> bool:
        """Not at the root, and not where the way goes in a circle."""
        return row.node != self.study.graph.root and not self.is_cycle(row)

    def is_cycle(self, row: Row) -> bool:
        """Whether an object on the way to a row is the row's own, or what the tree begins with."""
        node, above = row.node, row.above
        if node == self.node:
            return True
        while above >= 0:
            seen = self.made[above]
            if not seen.is_range and seen.node == node:
                return True
            above = seen.above
        return False

    def _holders(self, node: int) -> Members:
        edges = edges_into(self.study, node)
        return Members(source_of(self.study, edges), edges)
