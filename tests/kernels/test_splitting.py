from __future__ import annotations

import threading
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfview.kernels.splitting import even_ranges, in_threads, ranges


@given(st.lists(st.integers(0, 9), max_size=30), st.integers(1, 5))
def test_ranges_cover_every_group_once(sizes: list[int], parts: int) -> None:
    first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    covered = [g for a, b in ranges(first, parts) for g in range(a, b)]
    assert covered == list(range(len(sizes)))


@given(st.integers(0, 10**6))
def test_even_ranges_cover_every_row_once(rows: int) -> None:
    found = even_ranges(rows)
    assert found[0][0] == 0
    assert found[-1][1] == rows
    assert all(a[1] == b[0] for a, b in pairwise(found))


def test_work_runs_on_threads_and_what_it_raises_arrives() -> None:
    seen: dict[int, str] = {}
    in_threads(
        lambda a, b: seen.update({a: threading.current_thread().name}), [(0, 1), (1, 2), (2, 3)]
    )
    assert sorted(seen) == [0, 1, 2]
    assert len(set(seen.values())) == 3

    def fail(begin: int, stop: int) -> None:
        raise KeyError(begin)

    with pytest.raises(KeyError):
        in_threads(fail, [(0, 1), (1, 2)])
