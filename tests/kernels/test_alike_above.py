"""Labels that come again on the way down a tree."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.alike_above import deep_tops
from perfview.kernels.preorders import subtree_sums


@st.composite
def trees(draw):
    parents = [-1]
    for node in range(1, draw(st.integers(1, 40))):
        parents.append(draw(st.integers(0, node - 1)))
    labels = draw(st.lists(st.integers(0, 3), min_size=len(parents), max_size=len(parents)))
    return parents, labels


def in_preorder(parents):
    order, pending = [], [0]
    while pending:
        node = pending.pop()
        order.append(node)
        pending += [child for child, parent in enumerate(parents) if parent == node]
    return np.array(order, np.int32)


@given(trees(), st.integers(1, 5))
def test_tops_are_those_with_so_many_of_their_label_in_one_way_down(tree, least):
    parents, labels = tree
    order, label = in_preorder(parents), np.array(labels, np.int32)
    ones = np.ones(len(parents), np.int64)
    count = subtree_sums(np.array(parents, np.int32), order, ones).astype(np.int32)
    deep = set()
    for node in range(len(parents)):
        alike, at = [], node
        while at >= 0:
            alike += [at] if labels[at] == labels[node] else []
            at = parents[at]
        if len(alike) >= least:
            deep.add(alike[-1])
    assert deep_tops(order, count, label, 4, least).tolist() == sorted(deep)
