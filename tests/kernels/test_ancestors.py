"""Marked nodes above others."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.ancestors import nearest_marked, outermost_marked


@given(st.data())
def test_they_are_those_a_walk_to_the_root_meets(data: st.DataObject) -> None:
    n = data.draw(st.integers(0, 30))
    parent = np.array([data.draw(st.integers(-1, i - 1)) for i in range(n)], np.int32)
    marked = np.array([data.draw(st.booleans()) for _ in range(n)], np.bool_)
    nearest, outermost = nearest_marked(parent, marked), outermost_marked(parent, marked)
    for node in range(n):
        way, at = [], node
        while at >= 0:
            way.append(at)
            at = int(parent[at])
        hits = [place for place in way if marked[place]] or [-1]
        assert (nearest[node], outermost[node]) == (hits[0], hits[-1])
