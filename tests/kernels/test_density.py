"""Sums over bins against a slow reference."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.kernels.density import spread
from perfview.kernels.ridges import fill_between, stroke


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 900), st.integers(0, 99), st.integers(-1, 1), st.booleans()),
        min_size=1,
        max_size=40,
    )
)
def test_work_is_split_between_bins_exactly(intervals):
    start, length, group, mark = (np.array(column) for column in zip(*intervals, strict=True))
    origin = 10**18
    density = spread(
        start + origin,
        length.astype(np.int64),
        group.astype(np.int32),
        mark.astype(np.uint8),
        2,
        (origin, origin + 1000),
        10,
    )
    edges = np.arange(0, 1001, 100.0)
    work = density.between(density.work, edges)
    count = density.between(density.count, edges)
    for g in range(2):
        mine = [(s, n) for s, n, k, _ in intervals if k == g]
        for b in range(10):
            low, high = b * 100, b * 100 + 100
            wanted = sum(max(0, min(s + n, high) - max(s, low)) for s, n in mine)
            assert work[g, b] == pytest.approx(wanted)
            assert count[g, b] == pytest.approx(sum(low <= s < high for s, _ in mine))
    failed = density.between(density.marked, np.array([0.0, 1000.0]))
    assert failed.sum() == sum(m for _, _, k, m in intervals if k >= 0)


def test_areas_have_soft_edges_and_lines_cover_their_steps():
    image = np.full((10, 3), 0xFF000000, np.uint32)
    upper = np.array([2.5, 4.0, 9.0], np.float32)
    fill_between(image, upper, np.full(3, 8.0, np.float32), 0xFFFFFFFF)
    assert (image[:, 0] & 255).tolist() == [0, 0, 128, 255, 255, 255, 255, 255, 0, 0]
    assert (image[:, 2] & 255).sum() == 0
    image[:] = 0xFF000000
    stroke(image, np.array([1.0, 8.0, 8.0], np.float32), 0xFFFFFFFF, 1.0)
    assert (image[2:8, 0:2] & 255).max(axis=1).min() > 200
