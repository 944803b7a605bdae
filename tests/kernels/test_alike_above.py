"""Labels that come again on the way down a tree."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.alike_above import alike_above, nests
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


@given(trees())
def test_the_nearest_of_the_same_label_is_found(tree):
    parents, labels = tree
    order, label = in_preorder(parents), np.array(labels, np.int32)
    ones = np.ones(len(parents), np.int64)
    count = subtree_sums(np.array(parents, np.int32), order, ones).astype(np.int32)
    above = alike_above(order, count, label, 4)
    top, depth = nests(order, above)
    for node, parent in enumerate(parents):
        alike = []
        while parent >= 0:
            alike += [parent] if labels[parent] == labels[node] else []
            parent = parents[parent]
        assert above[node] == (alike[0] if alike else -1)
        assert top[node] == (alike[-1] if alike else node)
        assert depth[node] == len(alike) + 1
