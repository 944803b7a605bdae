from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.repeated_keys import number_repeated

keys = st.lists(st.tuples(st.integers(0, 3), st.sampled_from([0, 1, 2**63, 2**64 - 1])))


@given(keys)
def test_only_what_comes_again_is_numbered_in_order(rows: list[tuple[int, int]]) -> None:
    columns = np.array(rows, np.uint64).reshape(-1, 2)
    group, count = number_repeated(columns[:, 0].copy(), columns[:, 1].copy())
    again = [key for key in dict.fromkeys(rows) if rows.count(key) > 1]
    assert count == len(again)
    assert group.tolist() == [again.index(key) if key in again else -1 for key in rows]


def test_many_keys_find_their_places() -> None:
    high = np.arange(100_000, dtype=np.uint64) % np.uint64(60_000)
    group, count = number_repeated(high, np.zeros(len(high), np.uint64))
    assert count == 40_000
    assert (group[60_000:] == np.arange(40_000)).all()
    assert (group[40_000:60_000] == -1).all()
