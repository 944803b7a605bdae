"""Treemaps: areas in proportion, nothing overlaps, everything inside what it is in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfview.kernels.squarifying import squarify


def tree_of(shape):
    """first and weight of a nested list: leaves are numbers, a pair is what a box weighs beyond
    what is in it and what is in it."""
    levels = [[shape]]
    first, weight, below = [], [], 1
    while levels:
        level = levels.pop()
        following = []
        for each in level:
            inner = sorted(each[1], key=total, reverse=True) if isinstance(each, tuple) else []
            first.append(below)
            weight.append(float(total(each)))
            below += len(inner)
            following += inner
        if following:
            levels.append(following)
    return np.array([*first, below], np.int64), np.array(weight)


def total(each):
    return each[0] + sum(total(inner) for inner in each[1]) if isinstance(each, tuple) else each


trees = st.recursive(
    st.integers(1, 1000),
    lambda inner: st.tuples(st.integers(0, 50), st.lists(inner, min_size=1, max_size=8)),
    max_leaves=60,
)


@settings(max_examples=200, deadline=None)
@given(trees, st.integers(50, 1500), st.integers(50, 900))
def test_areas_are_in_proportion_and_nothing_overlaps(shape, wide, tall):
    first, weight = tree_of(shape)
    box = squarify(first, weight, (float(wide), float(tall)), least=0.0)
    area = box[:, 2] * box[:, 3]
    assert area == pytest.approx(weight / weight[0] * wide * tall, rel=1e-6, abs=1e-6)
    for parent in range(len(weight)):
        inner = box[first[parent] : first[parent + 1]]
        x, y, w, h = box[parent]
        assert (inner[:, :2] >= [x - 1e-6, y - 1e-6]).all()
        assert (inner[:, 0] + inner[:, 2] <= x + w + 1e-6).all()
        assert (inner[:, 1] + inner[:, 3] <= y + h + 1e-6).all()
        for i in range(len(inner)):
            for k in range(i):
                across = min(inner[i, 0] + inner[i, 2], inner[k, 0] + inner[k, 2])
                down = min(inner[i, 1] + inner[i, 3], inner[k, 1] + inner[k, 3])
                across -= max(inner[i, 0], inner[k, 0])
                down -= max(inner[i, 1], inner[k, 1])
                assert across <= 1e-6 or down <= 1e-6


@settings(max_examples=100, deadline=None)
@given(trees)
def test_headers_and_margins_stay_free_and_what_is_too_small_is_left_out(shape):
    first, weight = tree_of(shape)
    box = squarify(first, weight, (400.0, 300.0), header=18.0, margin=2.0, least=6.0)
    for parent in range(len(weight)):
        x, y, w, h = box[parent]
        inner = box[first[parent] : first[parent + 1]]
        drawn = inner[(inner[:, 2] > 0) & (inner[:, 3] > 0)]
        if w - 4 < 6 or h - 20 < 6:
            assert not len(drawn)
        if len(drawn):
            assert (drawn[:, 1] >= y + 18 - 1e-6).all()
            assert (drawn[:, 0] >= x + 2 - 1e-6).all()
            assert (drawn[:, 0] + drawn[:, 2] <= x + w - 2 + 1e-6).all()
            assert (drawn[:, 1] + drawn[:, 3] <= y + h - 2 + 1e-6).all()
            known = weight[first[parent] : first[parent + 1]]
            area = inner[:, 2] * inner[:, 3]
            assert area * known[0] == pytest.approx(area[0] * known, rel=1e-6, abs=1e-3)


def test_boxes_of_equal_weight_are_nearly_square():
    first = np.array([1, 13, *[13] * 12], np.int64)
    box = squarify(first, np.array([12.0] + [1.0] * 12), (400.0, 300.0))
    assert box[1:, 2] / box[1:, 3] == pytest.approx(np.ones(12), rel=0.4)


def test_nothing_and_what_weighs_nothing_have_no_area():
    assert squarify(np.zeros(1, np.int64), np.zeros(0), (10.0, 10.0)).shape == (0, 4)
    box = squarify(np.array([1, 3, 3, 3], np.int64), np.array([5.0, 5.0, 0.0]), (10.0, 10.0))
    assert (box[:, 2] * box[:, 3]).tolist() == [100.0, 100.0, 0.0]
