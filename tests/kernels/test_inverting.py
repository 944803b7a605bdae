"""Ways up a tree, folded."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.inverting import invert

Way = tuple[int, ...]
trees = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 3)), min_size=1, max_size=40)


def upwards(parent: np.ndarray, key: np.ndarray, node: int, levels: int) -> Way:
    way: list[int] = []
    while node >= 0 and len(way) < levels:
        way.append(int(key[node]))
        node = int(parent[node])
    return tuple(way)


@given(trees, st.integers(1, 5), st.data())
def test_every_way_up(rows: list[tuple[int, int]], levels: int, data: st.DataObject) -> None:
    parent = np.array([way % (at + 1) - 1 for at, (way, _) in enumerate(rows)], np.int32)
    key = np.array([own for _, own in rows], np.int32)
    some = data.draw(st.lists(st.integers(0, len(rows) - 1), unique=True))
    start = np.array(some, np.int32)
    found = invert(parent, key, start, np.ones(len(start)), 0.0, levels)
    ways: list[Way] = []
    for above, own in zip(found.parent.tolist(), found.key.tolist(), strict=True):
        ways.append((*ways[above], own) if above >= 0 else (own,))
    assert len(set(ways)) == len(ways)
    assert [ways[at] for at in found.end] == [upwards(parent, key, n, levels) for n in some]


def test_light_ways_end_where_they_grow_light() -> None:
    parent = np.array([-1, 0, 0, 1], np.int32)
    key = np.array([0, 1, 2, 3], np.int32)
    start = np.array([2, 3], np.int32)
    found = invert(parent, key, start, np.array([1.0, -9.0]), 2.0, 10)
    assert found.key.tolist() == [2, 3, 1, 0]
    assert found.end.tolist() == [0, 3]
    assert invert(parent, key, start[:0], np.zeros(0), 2.0, 10).end.tolist() == []
