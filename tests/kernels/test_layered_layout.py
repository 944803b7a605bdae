"""Layered layouts: arrows point one way, nothing overlaps, cycles do no harm."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.kernels.layered_layout import lay_out

graphs = st.integers(1, 14).flatmap(
    lambda n: st.tuples(
        st.just(n),
        st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=40),
    )
)


def laid_out(count, edges):
    pairs = np.array(edges, np.int32).reshape(-1, 2)
    return lay_out(count, np.ascontiguousarray(pairs[:, 0]), np.ascontiguousarray(pairs[:, 1]))


@settings(max_examples=150, deadline=None)
@given(graphs)
def test_arrows_point_forward_and_nothing_overlaps(graph):
    count, edges = graph
    layout = laid_out(count, edges)
    for number, (a, b) in enumerate(edges):
        if a == b:
            continue
        ends = layout.layer[a], layout.layer[b]
        assert ends[0] > ends[1] if layout.turned[number] else ends[0] < ends[1]
        assert len(layout.bends[number]) == abs(ends[1] - ends[0]) - 1
        layers = [layer for layer, _ in layout.bends[number]]
        assert layers == sorted(layers, reverse=bool(layout.turned[number]))
    for layer in set(layout.layer.tolist()):
        places = np.sort(layout.place[layout.layer == layer])
        assert (np.diff(places) >= 1 - 1e-9).all()


def test_a_chain_stands_in_one_line():
    layout = laid_out(4, [(0, 1), (1, 2), (2, 3)])
    assert layout.layer.tolist() == [0, 1, 2, 3]
    assert np.ptp(layout.place) < 1e-9


def test_two_crossed_pairs_are_uncrossed():
    layout = laid_out(4, [(0, 3), (1, 2)])
    upper = layout.place[0] < layout.place[1]
    assert (layout.place[3] < layout.place[2]) == upper


def test_a_cycle_turns_back_once():
    layout = laid_out(3, [(0, 1), (1, 2), (2, 0)])
    assert layout.turned.tolist() == [False, False, True]


def test_nodes_without_edges_and_no_nodes_at_all():
    assert len(laid_out(3, []).place) == 3
    assert len(laid_out(0, []).place) == 0
