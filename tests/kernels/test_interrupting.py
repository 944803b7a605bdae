"""Nodes that interrupt others, against a plain loop."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.interrupting import NOTHING, SAME, interrupt

KINDS = np.array([0, 1, 0, 1], np.uint8)


def plain(nodes: list[int], runs: list[int]) -> list[tuple[int, ...]]:
    """The way of nodes that stand, outermost first."""
    found: list[tuple[int, ...]] = []
    way: tuple[int, ...] = ()
    for i, node in enumerate(nodes):
        way = () if i in runs else way
        if node == NOTHING:
            way = ()
        elif node != SAME and KINDS[node]:
            way = way[: way.index(node) + 1] if node in way else (*way, node)
        elif node != SAME:
            way = (node,)
        found.append(way)
    return found


@given(st.lists(st.integers(-2, 3), max_size=60), st.lists(st.integers(0, 60), max_size=3))
def test_interrupters_stand_on_what_was_there(nodes: list[int], cuts: list[int]) -> None:
    first = sorted({0, len(nodes), *(cut for cut in cuts if cut < len(nodes))})
    out, above, label = interrupt(np.array(nodes, np.int32), np.array(first), KINDS)
    ways = []
    for at in out.tolist():
        way: tuple[int, ...] = ()
        while at >= 0:
            made = at - len(KINDS)
            way = (int(label[made]) if made >= 0 else at, *way)
            at = int(above[made]) if made >= 0 else -1
        ways.append(way)
    assert ways == plain(nodes, first)
    assert (above < np.arange(len(above)) + len(KINDS)).all()
    assert len({*zip(above.tolist(), label.tolist(), strict=True)}) == len(above)


def test_many_different_ones_find_room() -> None:
    n = 20_000
    kinds = np.zeros(n + 1, np.uint8)
    kinds[n] = 1
    node = np.empty(2 * n, np.int32)
    node[::2], node[1::2] = np.arange(n), n
    out, above, label = interrupt(node, np.array([0, 2 * n]), kinds)
    assert above.tolist() == list(range(n))
    assert set(label.tolist()) == {n}
    assert out[1::2].tolist() == list(range(n + 1, 2 * n + 1))
