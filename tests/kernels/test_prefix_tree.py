from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.list_cutting import CUT_BEFORE, CUT_WITH, cut_lists
from perfview.kernels.prefix_tree import plant

items = st.lists(st.lists(st.integers(-1, 5), max_size=6), max_size=12)
parts = st.lists(st.lists(st.integers(0, 3), max_size=3), min_size=6, max_size=6)


def flat(lists: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    first = np.cumsum([0, *map(len, lists)]).astype(np.int64)
    return first, np.array([each for one in lists for each in one], np.int32)


@given(items, parts)
def test_every_way_is_there_once(lists: list[list[int]], inside: list[list[int]]) -> None:
    parent, label, leaf = plant(*flat(lists), *flat(inside))
    assert (parent < np.arange(len(parent))).all()
    ways = []
    for node in leaf.tolist():
        way = []
        while node >= 0:
            way.append(int(label[node]))
            node = int(parent[node])
        ways.append(way)
    assert ways == [[part for item in one if item >= 0 for part in inside[item]] for one in lists]
    assert len(set(zip(parent.tolist(), label.tolist(), strict=True))) == len(parent)


def test_a_large_tree_makes_its_table_grow() -> None:
    lists = [[k * 1000 + i for k in range(50)] for i in range(1000)]
    alone = [[i] for i in range(50_000)]
    parent, label, leaf = plant(*flat(lists), *flat(alone))
    assert len(parent) == len(label) == 50_000
    assert len(set(leaf.tolist())) == 1000


def cut(lists: list[list[int]], mark: list[int]) -> list[list[int]]:
    first, item = flat(lists)
    cut_lists(first, item, np.array(mark, np.uint8))
    return [
        [i for i in item[first[k] : first[k + 1]].tolist() if i >= 0] for k in range(len(lists))
    ]


def test_lists_are_cut_at_the_last_mark_that_something_unmarked_follows() -> None:
    mark = [0, CUT_WITH, CUT_BEFORE]
    assert cut([[0, 1, 0], [0, 2, 0], [0, 1], [1, 0, 1], [1, 2]], mark) == [
        [0],
        [2, 0],
        [0, 1],
        [0, 1],
        [1, 2],
    ]
    assert cut([[0, 1, 0, 1, 0], []], mark) == [[0], []]
