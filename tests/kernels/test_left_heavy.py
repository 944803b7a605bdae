"""Boxes side by side, the heaviest first, against sorting siblings one by one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.left_heavy import left_heavy

Nodes = list[tuple[int, float]]
nodes = st.lists(st.tuples(st.integers(0, 99), st.integers(-3, 9).map(float)), max_size=60)


def placed(parent: list[int], total: list[float]) -> list[float]:
    start = [0.0] * len(parent)
    for above in range(-1, len(parent)):
        now = start[above] if above >= 0 else 0.0
        children = [node for node in range(len(parent)) if parent[node] == above]
        for node in sorted(children, key=lambda node: -total[node]):
            start[node] = now
            now += total[node]
    return start


@given(nodes)
def test_siblings_stand_heaviest_first(given_nodes: Nodes) -> None:
    parent = [way % (at + 1) - 1 for at, (way, _) in enumerate(given_nodes)]
    total = [weight for _, weight in given_nodes]
    found = left_heavy(np.array(parent, np.int32), np.array(total, np.float64))
    assert found.tolist() == placed(parent, total)


def test_many_siblings() -> None:
    rng = np.random.default_rng(3)
    total = rng.integers(-50, 50, 5000).astype(np.float64)
    parent = np.full(5000, -1, np.int32)
    assert left_heavy(parent, total).tolist() == placed(parent.tolist(), total.tolist())
