from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.quantiles import percentiles_by

rows = st.lists(st.tuples(st.integers(-1, 3), st.integers(-(2**62), 2**62)), max_size=60)


@given(rows)
def test_selection_agrees_with_sorting(values: list[tuple[int, int]]) -> None:
    group = np.array([g for g, _ in values], np.int32)
    value = np.array([v for _, v in values], np.int64)
    found = percentiles_by(group, 4, value, 0, 1, 50, 95, 100)
    for g in range(4):
        own = sorted(v for at, v in values if at == g)
        for percent, column in zip((0, 1, 50, 95, 100), found, strict=True):
            rank = max(1, math.ceil(percent * len(own) / 100))
            assert column[g] == (own[rank - 1] if own else 0)


def test_many_equal_values_and_many_groups_are_no_trouble() -> None:
    group = np.repeat(np.arange(1000, dtype=np.int32), 200)
    found = percentiles_by(group, 1000, np.full(200_000, 7), 50, 99)
    assert (found == 7).all()
    rising = percentiles_by(np.zeros(200_000, np.int32), 1, np.arange(200_000), 50, 99)
    assert rising[:, 0].tolist() == [99_999, 197_999]
