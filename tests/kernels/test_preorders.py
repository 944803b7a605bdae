"""Trees as stretches."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.preorders import children_of, lay_out, subtree_sums


@st.composite
def trees(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """Each node's parent, and the nodes so that parents come first."""
    count = draw(st.integers(1, 12))
    falling = draw(st.permutations(range(count)))
    parent = [-1] * count
    for place in range(1, count):
        parent[falling[place]] = falling[draw(st.integers(0, place - 1))]
    return parent, falling


@given(trees())
def test_a_subtree_is_one_stretch(tree: tuple[list[int], list[int]]) -> None:
    parent, falling = tree
    column = np.array(parent, np.int32)
    order, place, size = lay_out(column, np.array(falling, np.int32))
    value = np.arange(1, len(parent) + 1) ** 3
    sums = subtree_sums(column, order, value)
    for node in range(len(parent)):
        below = {node}
        for other in falling:
            if parent[other] in below:
                below.add(other)
        begin, end = int(place[node]), int(place[node] + size[node])
        assert set(order[begin:end].tolist()) == below
        assert order[begin] == node
        children = [other for other in falling if parent[other] == node]
        assert children_of(order, size, begin, end).tolist() == children
        assert sums[node] == value[list(below)].sum()


def test_no_tree_has_no_order() -> None:
    none = np.zeros(0, np.int32)
    assert [len(column) for column in lay_out(none, none)] == [0, 0, 0]
