"""What is still reached when edges are gone."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.bit_rows import bits_of
from perfview.kernels.reaching_again import common_ancestor, reach_again
from tests.kernels.graphs import Links, graphs


@given(graphs(), st.data())
def test_it_reaches_what_is_left_within_its_places(graph: Links, data: st.DataObject) -> None:
    count = len(graph.first) - 1
    order = data.draw(st.permutations(range(count)))
    begin = data.draw(st.integers(0, count - 1))
    size = data.draw(st.integers(1, count - begin))
    gone = [edge for edge, *_ in graph.ends() if data.draw(st.booleans())]
    place = np.argsort(order).astype(np.int32)
    links = graph.first, graph.target, bits_of(graph.marked)
    found = reach_again(links, np.array(gone, np.int64), place, order[begin], size)
    left = graph.marked.copy()
    left[gone] = False
    outside = set(order) - set(order[begin : begin + size])
    still = Links(graph.first, graph.target, left).reached([order[begin]], True, outside)
    assert {order[begin + k] for k in np.flatnonzero(found)} == still


def test_the_common_ancestor_may_be_one_of_them() -> None:
    # 0 over 1 and 4, 1 over 2 and 3; laid out in that order.
    parent = np.array([-1, 0, 1, 1, 0], np.int32)
    place, size = np.arange(5, dtype=np.int32), np.array([5, 3, 1, 1, 1], np.int32)
    for nodes, top in (([2, 3], 1), ([3, 1], 1), ([2], 2), ([2, 4], 0), ([0, 3], 0)):
        assert common_ancestor(parent, place, size, np.array(nodes, np.int32)) == top
