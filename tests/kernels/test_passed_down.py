from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.passed_down import pass_down


@st.composite
def trees(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    parents = [-1] + [draw(st.integers(0, node)) for node in range(draw(st.integers(0, 20)))]
    labels = st.lists(st.integers(-1, 2), min_size=len(parents), max_size=len(parents))
    return parents, draw(labels)


@given(trees())
def test_each_has_its_own_or_the_nearest_above(tree: tuple[list[int], list[int]]) -> None:
    parents, labels = tree
    found, value = np.array(labels, np.int32), np.arange(len(labels), dtype=np.int64) + 1
    order, parent = np.arange(len(labels), dtype=np.int32), np.array(parents, np.int32)
    counts, totals = pass_down(order, parent, found, 3, value)
    told = []
    for node in range(len(labels)):
        at = node
        while labels[at] < 0 and parents[at] >= 0:
            at = parents[at]
        told.append(labels[at])
    assert found.tolist() == told
    assert counts.tolist() == [told.count(label) for label in range(3)]
    assert totals.tolist() == [
        sum(node + 1 for node, known in enumerate(told) if known == label) for label in range(3)
    ]
