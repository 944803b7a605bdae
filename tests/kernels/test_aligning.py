from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.aligning import align

rows = st.lists(st.integers(-1000, 1000), max_size=7).map(sorted)


@given(rows, rows)
def test_distances_add_up_to_the_least(left: list[int], right: list[int]) -> None:
    partner = align(np.array(left, np.int64), np.array(right, np.int64))
    short, long = sorted((left, right), key=len)
    found = [(i, int(j)) for i, j in enumerate(partner) if j >= 0]
    assert len(found) == len(short)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(found))
    least = min(
        sum(abs(a - b) for a, b in zip(short, chosen, strict=True))
        for chosen in combinations(long, len(short))
    )
    assert sum(abs(left[i] - right[j]) for i, j in found) == least


def test_what_is_too_long_is_paired_in_order() -> None:
    left, right = np.arange(5000, dtype=np.int64), np.arange(5001, dtype=np.int64)
    assert align(left, right).tolist() == list(range(5000))
    assert align(right, left).tolist() == [*range(5000), -1]
