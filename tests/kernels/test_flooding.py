"""Everything that can be reached."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.bit_rows import bits_of, flags_of
from perfview.kernels.flooding import flood
from tests.kernels.graphs import Links, graphs


@given(graphs(), st.data())
def test_it_reaches_what_open_edges_lead_to(graph: Links, data: st.DataObject) -> None:
    count = len(graph.first) - 1
    seeds = data.draw(st.lists(st.integers(0, count - 1), max_size=4))
    closed = bits_of(graph.marked)
    found = flood(graph.first, graph.target, closed, np.array(seeds, np.int32))
    assert set(np.flatnonzero(flags_of(found, count))) == graph.reached(seeds, marked=False)
