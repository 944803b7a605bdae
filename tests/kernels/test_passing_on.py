"""Marks handed on."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.passing_on import pass_on
from tests.kernels.graphs import Links, graphs


@given(graphs(), st.data())
def test_a_mark_goes_as_far_as_takers_without_one_follow(graph: Links, data: st.DataObject) -> None:
    count = len(graph.first) - 1
    few = st.lists(st.integers(0, 2), min_size=count, max_size=count)
    kind, mark = (np.array(data.draw(few), np.uint8) for _ in range(2))
    passes = np.zeros(256, np.uint8)
    passes[0] = 1
    starts = np.flatnonzero((mark == 2) & (kind == 1))
    barred = np.flatnonzero((kind != 1) | ((mark != 0) & (mark != 2)))
    others = set(np.flatnonzero(mark == 2)) - set(starts)
    wanted = mark.copy()
    reached = graph.reached(starts.tolist(), False, [*barred.tolist(), *others])
    wanted[list(reached)] = 2
    pass_on((graph.first, graph.target, graph.marked.view(np.uint8)), passes, kind, 1, mark, 2)
    assert mark.tolist() == wanted.tolist()
