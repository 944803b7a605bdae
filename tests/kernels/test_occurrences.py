"""Where a value stands."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.occurrences import occurrences


@given(st.lists(st.integers(-2, 3), max_size=700), st.integers(-2, 3))
def test_every_row_with_the_value_is_found(column: list[int], value: int) -> None:
    rows = [row for row, each in enumerate(column) if each == value]
    assert occurrences(np.array(column, np.int32), value).tolist() == rows


@pytest.mark.parametrize("count", [1_023, 1_024, 1_025, 5_120, 20_000])
def test_so_are_more_than_there_is_room_for_at_first(count: int) -> None:
    column = np.ones(3 * count, np.int32)
    column[::3] = 7
    assert occurrences(column, 7).tolist() == list(range(0, 3 * count, 3))
