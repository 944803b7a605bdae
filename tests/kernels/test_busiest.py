"""The key that most rows of a group have."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.busiest import busiest_keys


@given(st.lists(st.lists(st.integers(-1, 4), max_size=12), min_size=1, max_size=8))
def test_it_is_what_counting_says(groups: list[list[int]]) -> None:
    first = np.concatenate([[0], np.cumsum([len(g) for g in groups])]).astype(np.int64)
    key = np.array([k for g in groups for k in g], np.int32)
    row = np.arange(len(key), dtype=np.int32)
    allowed = np.array([True, True, False, True, True])
    best, count = busiest_keys(first, row, key, allowed, 1)
    for g, keys in enumerate(groups):
        tally = {k: keys.count(k) for k in keys if k >= 0 and allowed[k]}
        assert count[g] == max(tally.values(), default=0)
        assert best[g] == -1 if not tally else tally[int(best[g])] == count[g]


def test_small_groups_count_as_empty() -> None:
    first, row = np.array([0, 2, 5]), np.arange(5, dtype=np.int32)
    key = np.array([0, 0, 1, 1, 0], np.int32)
    best, count = busiest_keys(first, row, key, np.array([True, True]), 3)
    assert best.tolist() == [-1, 1]
    assert count.tolist() == [0, 2]
