"""Who keeps whom alive: the dominator tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from perfview.heaps.measures.reaching import essential_edges
from perfview.kernels.depth_first import Walk, Walker
from perfview.kernels.dominating import immediate_dominators
from perfview.kernels.preorders import children_of, lay_out, subtree_sums

if TYPE_CHECKING:
    from perfview.heaps.study import Study


@dataclass(frozen=True)
class Dominators:
    """The dominator tree of n nodes over essential edges, as DevTools builds it.

    parent int32: the immediate dominator, -1 for the root. order int32: the nodes in preorder, so
    that a node's subtree is order[place:place + count]; place int32: where in it each node stands;
    count int32: how many nodes its subtree has, itself included. Nodes that nothing reaches hang on
    the root.
    """

    parent: NDArray[np.int32]
    order: NDArray[np.int32]
    place: NDArray[np.int32]
    count: NDArray[np.int32]

    def subtree(self, node: int) -> NDArray[np.int32]:
        """The node and all that would go with it, a dominator before what it dominates."""
        place = int(self.place[node])
        return self.order[place : place + int(self.count[node])]

    def dominates(self, node: int, others: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Which of the others live only through the node (itself included)."""
        places, place = self.place[others], int(self.place[node])
        found: NDArray[np.bool_] = (places >= place) & (places < place + int(self.count[node]))
        return found

    def children(self, node: int) -> NDArray[np.int32]:
        """The nodes immediately dominated by one, in the order of the tree."""
        place = int(self.place[node])
        return children_of(self.order, self.count, place, place + int(self.count[node]))


def dominators(study: Study) -> Dominators:
    """The dominator tree over essential edges (semi-NCA: Georgiadis, “Linear-Time Algorithms for
    Dominators and Related Problems”, 2005).

    As in DevTools, a node that no essential edge leads to hangs on the root with what it reaches,
    and so does each node of circles that nothing leads into.
    """
    graph, retainers = study.graph, study.retainers
    if not len(graph):
        return Dominators(*(np.zeros(0, np.int32) for _ in range(4)))
    walk, reached = _walk(study)
    parent = immediate_dominators(walk, reached, retainers.first, retainers.source)
    # Fresh memory takes longer than what is done with it.
    room = walk.parent[1:], walk.spare.view(np.int32)[1:]
    return Dominators(parent, *lay_out(parent, walk.vertex[1:], room))


def _walk(study: Study) -> tuple[Walk, int]:
    """All nodes numbered, and up to which number they were reached."""
    graph, retainers = study.graph, study.retainers
    walker = Walker(graph.nodes.first_edge, graph.edges.target, essential_edges(study))
    walker.go(np.array([graph.root], np.int32), 0)
    walk = walker.walk
    lonely = retainers.first[1:] == retainers.first[:-1]
    walker.go(np.flatnonzero((walk.number == 0) & lonely).astype(np.int32), 1)
    rest = np.flatnonzero(walk.number == 0)
    walk.number[rest] = np.arange(walker.reached + 1, len(graph) + 1)
    walk.vertex[walker.reached + 1 :] = rest
    return walk, walker.reached


def retained_bytes(study: Study) -> NDArray[np.int64]:
    """What would be freed with each node, int64 (n): its bytes and those of all it dominates."""
    tree = study.dominators
    return subtree_sums(tree.parent, tree.order, study.self_bytes)
