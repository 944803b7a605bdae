"""V8's nodes to stacks: who called whom, without the nodes that are no frames."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.rooting import parents_first
from perfview.kernels.stacks import fold_stacks
from perfview.profiles.readers.v8.functions import NodeFunctions
from perfview.profiles.readers.v8.lookup import NodeIds
from perfview.profiles.readers.v8.recorded import Nodes
from perfview.profiles.readers.v8.schema import NOT_GIVEN
from perfview.recording.report import ImportReport


@dataclass(frozen=True)
class Tree:
    """stack int32 (n): the stack of each node, -1 for those that are no frames.

    parent int32, function int32, interrupts uint8, one each a stack: parents stand first.
    """

    stack: NDArray[np.int32]
    parent: NDArray[np.int32]
    function: NDArray[np.int32]
    interrupts: NDArray[np.uint8]


def tree_of(nodes: Nodes, ids: NodeIds, named: NodeFunctions, report: ImportReport) -> Tree:
    """The stacks of the nodes; what hangs on a node that is no frame becomes a root."""
    rank, parent, cuts = parents_first(_parents(nodes, ids, report))
    report.note(
        "cyclic-stacks",
        cuts,
        "Nodes of the call tree are called by themselves in a circle; the circle was cut.",
    )
    row = np.empty(len(nodes), np.int32)
    row[rank] = np.arange(len(nodes), dtype=np.int32)
    is_frame = ~named.is_hidden[row]
    stack = np.cumsum(is_frame, dtype=np.int32) - np.int32(1)
    stack[~is_frame] = -1
    above = parent[is_frame]
    whole = Tree(
        stack=stack[rank],
        parent=np.where(above >= 0, np.take(stack, np.maximum(above, 0)), np.int32(-1)),
        function=named.function[row[is_frame]],
        interrupts=named.is_interrupter[row[is_frame]].view(np.uint8),
    )
    return _each_once(whole)


def _each_once(tree: Tree) -> Tree:
    """The tree with nodes of one function under one caller made one, as V8 may have several."""
    parent, function, fold = fold_stacks(tree.parent, tree.function)
    if len(parent) == len(fold):
        return tree
    interrupts = np.zeros(len(parent), np.uint8)
    interrupts[fold] = tree.interrupts
    stack = np.where(tree.stack >= 0, fold[np.maximum(tree.stack, 0)], np.int32(-1))
    return Tree(stack, parent, function, interrupts)


def _parents(nodes: Nodes, ids: NodeIds, report: ImportReport) -> NDArray[np.int32]:
    """The row of each node's caller, int32, -1 for none. What a node lists as its children counts
    more than what those say, as in speedscope."""
    parent = np.full(len(nodes), -1, np.int32)
    said = np.flatnonzero(nodes.parent != NOT_GIVEN)
    parent[said] = ids.rows(nodes.profile[said], nodes.parent[said])
    child = ids.rows(nodes.profile[nodes.child_of], nodes.child)
    known = child >= 0
    if known.all():
        parent[child] = nodes.child_of
    else:
        parent[child[known]] = nodes.child_of[known]
    lost = int(np.count_nonzero(parent[said] < 0)) + int(np.count_nonzero(~known))
    report.note(
        "unknown-nodes", lost, "Nodes of the call tree name callers or callees that are not there."
    )
    report.note(
        "duplicate-id",
        ids.repeated,
        "Nodes of the call tree share an id with a later one; that one counts.",
    )
    return parent
