"""Edges chosen by kind, ends and name."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.bit_rows import bits_of, flags_of
from perfview.kernels.choosing_edges import CLOSED, FROM_ROOT, OPEN, choose_edges, edges_named
from tests.kernels.graphs import Links, graphs


@given(graphs(), st.data())
def test_an_edge_counts_by_its_kind_and_its_ends(graph: Links, data: st.DataObject) -> None:
    count, edges = len(graph.first) - 1, len(graph.target)
    kind = np.array(
        data.draw(st.lists(st.integers(0, 2), min_size=edges, max_size=edges)), np.uint8
    )
    inside = np.array(data.draw(st.lists(st.booleans(), min_size=count, max_size=count)))
    worth = np.zeros(256, np.uint8)
    worth[:3] = OPEN, CLOSED, FROM_ROOT
    chosen = choose_edges((graph.first, graph.target, kind), worth, bits_of(inside), 0)
    wanted = [
        a != b
        and kind[edge] != CLOSED
        and (kind[edge] == OPEN or a == 0)
        and bool(a == 0 or inside[a] or not inside[b])
        for edge, a, b in graph.ends()
    ]
    assert flags_of(chosen, edges).tolist() == wanted


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9))), st.integers(1, 3_000))
def test_named_edges_are_found_however_many(rows: list[tuple[int, int]], times: int) -> None:
    kind = np.array([kind for kind, _ in rows] * times, np.uint8)
    name = np.array([name for _, name in rows] * times, np.uint32)
    names = bits_of(np.arange(10) % 3 == 1)
    wanted = np.flatnonzero((kind == 1) & (name % 3 == 1))
    assert edges_named(kind, name, 1, names).tolist() == wanted.tolist()
