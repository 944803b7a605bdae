"""Sums over bins against a slow reference."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.kernels.density import spread
from perfview.kernels.ridges import Ridges


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


def draw(work, count, length, failed, found=None):
    """A ridge over ten columns a bin, from y 0 to 40."""
    sums = [np.concatenate(([0.0], np.cumsum(row))) for row in (work, count, length, failed)]
    sums.append(np.zeros(1) if found is None else np.concatenate(([0.0], np.cumsum(found))))
    image = np.full((50, 10 * len(work)), 0xFF000000, np.uint32)
    colours = np.array([0xFF0000FF, 0xFFFFFFFF, 0xFFFF0000, 0xFF00FF00], np.uint32)
    window = (0.0, 1.0, len(work))
    Ridges().draw(image, tuple(sums), window, (0.0, 40.0, 1.0), colours, 1.0)
    return image


def test_the_area_is_as_high_as_the_work():
    image = draw([0, 0, 0, 9, 9, 9, 0, 0, 0], [0] * 9, [0] * 9, [0] * 9)
    blue = (image == 0xFF0000FF).sum(axis=0)
    assert blue[45] == pytest.approx(0.8 * 34, abs=1.5)
    assert blue[5] == blue[-5] == 0


def test_the_line_follows_the_mean_and_bridges_gaps():
    image = draw([0] * 7, [1, 1, 0, 0, 0, 2, 1], [10, 10, 0, 0, 0, 40, 20], [0] * 7)
    rows = [int(np.argmax((image[:, x] & 255) > 100)) for x in (5, 35, 65)]
    assert rows[0] > rows[1] > rows[2]
    assert ((image & 255) > 60).any(axis=0).all()


def test_marks_are_loud_only_where_there_is_much():
    image = draw([0] * 3, [0] * 3, [0] * 3, [1, 10, 0], found=[0, 0, 5])
    assert image[41, 15] == 0xFFFF0000
    assert 60 < (image[41, 5] >> 16 & 255) < 180
    assert image[41, 25] == 0xFF000000
    assert image[2, 25] == 0xFF00FF00
    assert image[2, 15] == 0xFF000000
