"""Looking up by narrow indices is what NumPy does by wide ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.picking import greatest_by, pick, which_occur


@pytest.mark.parametrize("kind", [np.bool_, np.uint8, np.int32, np.int64])
@given(chosen=st.lists(st.integers(-100, 99), max_size=300))
def test_picks_what_numpy_picks(kind: type, chosen: list[int]) -> None:
    values = (np.arange(100) * 7919 % 251).astype(kind)
    index = np.array(chosen, np.int32)
    picked = pick(values, index)
    assert picked.dtype == values.dtype
    assert np.array_equal(picked, values[index])


def test_picks_bytes_by_bytes() -> None:
    marks = np.arange(256) % 3 == 1
    index = np.array([0, 1, 4, 255], np.uint8)
    assert pick(marks, index).tolist() == marks[[0, 1, 4, 255]].tolist()


@given(values=st.lists(st.integers(-3, 19), max_size=60))
def test_tells_which_numbers_occur(values: list[int]) -> None:
    found = which_occur(np.array(values, np.int32), 20)
    assert set(np.flatnonzero(found).tolist()) == {v for v in values if v >= 0}


@given(rows=st.lists(st.tuples(st.integers(0, 5), st.integers(-9, 99)), max_size=60))
def test_finds_the_greatest_of_each_group(rows: list[tuple[int, int]]) -> None:
    group, value = np.array(rows, np.int32).reshape(-1, 2).T.copy()
    wanted = [max([0, *(v for g, v in rows if g == k)]) for k in range(6)]
    assert greatest_by(group, value, 6).tolist() == wanted
