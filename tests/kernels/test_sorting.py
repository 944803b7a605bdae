from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.packing import sort_groups

spans = st.lists(st.tuples(st.integers(-50, 50), st.integers(0, 9)), max_size=300)


@given(spans)
def test_groups_are_sorted_by_start_longer_first_and_stably(times: list[tuple[int, int]]) -> None:
    start = np.array([s for s, _ in times], np.int64)
    duration = np.array([d for _, d in times], np.int64)
    item = np.arange(len(times), dtype=np.int32)
    sort_groups(np.array([0, len(times)]), item, start, duration)
    expected = sorted(range(len(times)), key=lambda i: (times[i][0], -times[i][1]))
    assert item.tolist() == expected


def test_long_runs_in_any_order() -> None:
    rng = np.random.default_rng(7)
    for start in (np.arange(5000), np.arange(5000)[::-1].copy(), rng.integers(0, 99, 5000)):
        item = np.arange(5000, dtype=np.int32)
        sort_groups(np.array([0, 2000, 5000]), item, start, np.zeros(5000, np.int64))
        for a, b in ((0, 2000), (2000, 5000)):
            assert item[a:b].tolist() == (a + np.argsort(start[a:b], kind="stable")).tolist()
