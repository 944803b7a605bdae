"""Who owns what has no life of its own."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.bit_rows import bits_of
from perfview.kernels.sole_owners import NOBODY, SEVERAL, hand_over, sole_owners
from tests.kernels.graphs import Links, graphs


@given(graphs(), st.data())
def test_an_owner_is_the_only_one_that_reaches(graph: Links, data: st.DataObject) -> None:
    count = len(graph.first) - 1
    ownable = np.array(data.draw(st.lists(st.booleans(), min_size=count, max_size=count)))
    free = set(np.flatnonzero(~ownable).tolist())
    found = sole_owners(graph.first, graph.target, bits_of(graph.marked), ownable)
    for node in range(count):
        owners = [o for o in free if node in graph.reached([o], marked=False, without=free - {o})]
        only = owners[0] if len(owners) == 1 else SEVERAL if owners else NOBODY
        assert found[node] == (node if node in free else only)


def test_values_go_to_owners_that_take_them() -> None:
    owner = np.array([0, 0, 2, 2, NOBODY, SEVERAL], np.int32)
    refuses = np.array([False, False, True, False, False, False])
    value = np.array([1, 2, 4, 8, 16, 32])
    assert hand_over(owner, refuses, value).tolist() == [3, 0, 4, 8, 16, 32]
    assert value.tolist() == [1, 2, 4, 8, 16, 32]
